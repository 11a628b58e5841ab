"""Plant one change in shortened, reworded copies of real texts and see whether group C finds it.

    python tests/bench/mutation_study.py DATA_FOLDER [--documents 300] [--seed 7]

A third of the copies get another figure, a third another responsible body, a third another modality (应当, 可以,
不得). Prints the recall of the planted change within the first five findings of the copy, by kind of change, the
number of findings between documents that were not touched, and the time. DATA_FOLDER holds *.md texts.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.relations import relations_of
from registry.records import Document, Fact, FileRecord, Finding, Source
from rules.catalog import RULES
from rules.conflicts.slots import slots_in
from rules.engine import sweep
from rules.profiles import load_profile

_WORDS = (
    ("应当", "须"),
    ("以及", "和"),
    ("依法", "依照规定"),
    ("及时", "尽快"),
    ("有关规定", "相关规定"),
    ("或者", "或"),
)
_CODES = ("C-01", "C-02", "C-03", "C-04", "C-05", "C-08", "C-09", "C-10", "C-11", "C-16")
#: What a sentence commands, and what the copy makes of it.
_OTHER_MODALITY = {"应当": ("可以", "不得"), "不得": ("可以",), "可以": ("应当", "不得")}
_MODALITY = re.compile(r"(?<!不)应当(?!由)|(?<!也)不得(?=[\u4e00-\u9fff])|(?<!也)可以(?!由)")
#: A body named before 负责: in 由…负责, or as the subject of a sentence.
_BODY = re.compile(
    r"(?:由(?P<by>[\u4e00-\u9fff]{2,16}(?:局|部门|委员会|人民政府|办事处))|"
    r"(?P<subject>(?<=[　 。；、）])[\u4e00-\u9fff]{2,16}(?:局|部门|委员会|人民政府|办事处)))负责(?=[\u4e00-\u9fff])(?!人|制)"
)
_OTHER_BODIES = ("市场监督管理部门", "民政部门", "交通运输主管部门", "文化和旅游主管部门", "水行政主管部门", "教育行政部门", "公安机关")  # fmt: skip
#: Findings of a document that a reviewer is sure to read.
_FIRST = 5
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百]+条")


def document(name: str, text: str, title: str) -> Document:
    reading = extract(text)
    facts = [
        Fact("title", title, Source.REVIEWER),
        Fact("inner_title", title, Source.REVIEWER),
        *facts_of(reading, {}),
    ]
    return Document(
        name,
        tuple(facts),
        relations_of(reading),
        text,
        reading.to_json(),
        {},
        (FileRecord(f"/{name}.md", "", 0, 0.0, "md"),),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One change in a line of a text: its kind, what is written for `line[start:end]`, what a finding must name."""

    kind: str
    row: int
    start: int
    end: int
    words: str
    names: str


def figure_changes(row: int, line: str, chance: random.Random) -> Iterator[Change]:
    if re.search(r"\d+月|次会议|年\d", line):
        return
    for slot in slots_in(line):
        if slot.comparator not in ("=", "max") or slot.kind not in ("time", "money", "count", "percent"):
            continue
        start = slot.shown.find("之") + 1  # the 百 of 百分之 is no figure
        digits = re.compile(r"\d+|[一二三四五六七八九十百]+").search(slot.shown, start)
        if digits is None:
            continue
        other = str(chance.choice([2, 3, 4, 7, 9, 12, 45, 90]))
        words = slot.shown[: digits.start()] + other + slot.shown[digits.end() :]
        if words != slot.shown:
            yield Change(slot.kind, row, slot.start, slot.end, words, words.strip().lstrip("的为达到"))


def body_changes(row: int, line: str, chance: random.Random) -> Iterator[Change]:
    for match in _BODY.finditer(line):
        group = "by" if match["by"] else "subject"
        body = chance.choice([b for b in _OTHER_BODIES if b[:2] not in line])
        yield Change("body", row, match.start(group), match.end(group), body, body)


def modality_changes(row: int, line: str, chance: random.Random) -> Iterator[Change]:
    for match in _MODALITY.finditer(line):
        word = chance.choice(_OTHER_MODALITY[match.group()])
        yield Change("modality", row, match.start(), match.end(), word, f"“{word}”")


KINDS = {"figure": figure_changes, "body": body_changes, "modality": modality_changes}


def mutated(text: str, kind: str, chance: random.Random) -> tuple[Change, int, str] | None:
    """(the change, its place in the copy, the copy), or None for a text in which nothing of the kind can be changed."""
    lines = [line for line in text.split("\n") if line.strip()]
    places = [
        change
        for row, line in enumerate(lines)
        if _ARTICLE.match(line) and not re.search("施行|《|罚款|解释", line)
        for change in KINDS[kind](row, line, chance)
    ]
    if not places:
        return None
    change = chance.choice(places)
    lines[change.row] = (
        lines[change.row][: change.start] + f"\1{change.words}" + lines[change.row][change.end :]
    )
    kept = [
        line for row, line in enumerate(lines)
        if row == change.row or row < 6 or not _ARTICLE.match(line) or chance.random() > 0.3
    ]  # fmt: skip
    copy = "\n".join(kept)
    for old, new in chance.sample(_WORDS, 3):
        copy = re.sub(rf"(?<!可){old}", new, copy)  # 可以及时 holds no 以及
    place = copy.index("\1")
    return change, place, copy.replace("\1", "")


def registry(folder: Path, count: int, seed: int) -> tuple[list[Document], dict[str, tuple[Change, int]]]:
    """All texts of a folder with `count` changed copies among them: copy → the change and its place."""
    chance = random.Random(seed)
    files = sorted(folder.rglob("*.md"))
    chance.shuffle(files)
    documents: list[Document] = []
    planted: dict[str, tuple[Change, int]] = {}
    kinds = list(KINDS)
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        title = re.sub(r"[（(]\d{4}.*", "", path.stem)
        documents.append(document(f"o{len(documents)}", text, title))
        if len(planted) < count:
            # Each kind in turn; a text without such a passage gets the next kind.
            turn = len(planted) % len(kinds)
            made = next((m for k in kinds[turn:] + kinds[:turn] if (m := mutated(text, k, chance))), None)
            if made is not None:
                change, place, copy = made
                name = f"m{len(documents)}"
                documents.append(document(name, copy, title))
                planted[name] = (change, place)
    return documents, planted


def _shows(finding: Finding, change: Change, place: int) -> bool:
    """Whether a finding quotes the changed passage and names what was changed."""
    return change.names in finding.message and any(q.start <= place <= q.end for q in finding.quotes)


def report(documents: list[Document], planted: dict[str, tuple[Change, int]], show: int) -> None:
    """Sweep the texts and print what was found of the changes, and what between texts that nobody touched."""
    began = time.process_time()
    rules = [rule for rule in RULES if rule.code in _CODES]
    result = sweep(documents, as_of=date(2026, 11, 1), profile=load_profile(), rules=rules)
    took = time.process_time() - began
    by_document: dict[str, list[Finding]] = {}
    for finding in result.findings:
        # What stands between an untouched text and a changed copy of another says nothing about the rules.
        alone = finding.document_id.startswith("o") and any(p.startswith("m") for p in finding.peers)
        if finding.outcome == "hit" and not alone:
            by_document.setdefault(finding.document_id, []).append(finding)
    texts = {d.id: d.text for d in documents}
    tried, found = Counter[str](), Counter[str]()
    for name, (change, place) in planted.items():
        tried[change.kind] += 1
        hit = any(_shows(f, change, place) for f in by_document.get(name, [])[:_FIRST])
        found[change.kind] += hit
        if not hit and show > 0:
            show -= 1
            line = texts[name][max(0, place - 40) : place + 50].replace("\n", "⏎")
            print("missed", name, change.kind, change.words, "…", line)
            print("      ", [f.message[:120] for f in by_document.get(name, [])[:3]])
    touched = {f"o{int(name[1:]) - 1}" for name in planted}
    silly = {d: m for d, m in by_document.items() if d.startswith("o") and d not in touched}
    print(f"documents {len(documents)}, planted {len(planted)}, processor seconds {took:.1f}")
    for kind in tried:
        print(f"{kind}: {found[kind]}/{tried[kind]} = {found[kind] / tried[kind]:.2f}")
    print(f"recall {sum(found.values()) / max(1, sum(tried.values())):.3f}")
    print(
        f"untouched documents with findings: {len(silly)} of {len(documents) - len(planted) - len(touched)}"
    )
    titles = {d.id: str(next(f.value for f in d.facts if f.field == "title")) for d in documents}
    for name, findings in silly.items():
        first = findings[0]
        print("  ", name, titles[name], len(findings), first.rule, first.message[:260])
        print("       ", first.facts.get("本件", ""), "|", first.facts.get("对方", ""))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    documents, planted = registry(options.folder, options.documents, options.seed)
    report(documents, planted, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
