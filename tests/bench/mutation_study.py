"""Plant one change in shortened, reworded copies of real texts and see whether group C finds it.

    python tests/bench/mutation_study.py DATA_FOLDER [--documents 300] [--seed 7]

Prints the recall of the planted change within the first five findings of the copy, by kind of change, the
number of findings between documents that were not touched, and the time. DATA_FOLDER holds *.md texts.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.relations import relations_of
from registry.records import Document, Fact, FileRecord, Source
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
_MODAL = (("应当", "可以"), ("不得", "可以"), ("可以", "不得"))
_CODES = ("C-01", "C-02", "C-03", "C-04", "C-08")


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


def mutated(text: str, chance: random.Random) -> tuple[str, str, str] | None:
    """(kind, the changed sentence, the copy), or None for a text in which nothing can be changed."""
    lines = [line for line in text.split("\n") if line.strip()]
    places = [
        (i, slot) for i, line in enumerate(lines) if re.match(r"\s*第[一二三四五六七八九十百]+条", line) and "施行" not in line and "罚款" not in line and "《" not in line and not re.search(r"\d+月|次会议|年\d", line)
        for slot in slots_in(line) if slot.comparator in ("=", "max") and slot.kind in ("time", "money", "count", "percent")
    ]  # fmt: skip
    if not places:
        return None
    row, slot = chance.choice(places)
    start = slot.shown.find("之") + 1  # the 百 of 百分之 is no figure
    digits = re.compile(r"\d+|[一二三四五六七八九十百]+").search(slot.shown, start)
    if digits is None:
        return None
    other = str(chance.choice([2, 3, 4, 7, 9, 12, 45, 90]))
    changed = slot.shown[: digits.start()] + other + slot.shown[digits.end() :]
    if changed == slot.shown:
        return None
    lines[row] = lines[row][: slot.start] + changed + lines[row][slot.end :]
    kept = [
        line for i, line in enumerate(lines)
        if i == row or i < 6 or not re.match(r"\s*第[一二三四五六七八九十百]+条", line) or chance.random() > 0.3
    ]  # fmt: skip
    copy = "\n".join(kept)
    for old, new in chance.sample(_WORDS, 3):
        copy = copy.replace(old, new)
    sentence = changed
    return slot.kind, sentence, copy


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=10)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = sorted(options.folder.rglob("*.md"))
    chance.shuffle(files)
    documents: list[Document] = []
    planted: dict[str, tuple[str, str]] = {}
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        title = re.sub(r"[（(]\d{4}.*", "", path.stem)
        documents.append(document(f"o{len(documents)}", text, title))
        if len(planted) < options.documents and (made := mutated(text, chance)) is not None:
            kind, sentence, copy = made
            name = f"m{len(documents)}"
            documents.append(document(name, copy, title))
            planted[name] = (kind, sentence)
    began = time.perf_counter()
    rules = [rule for rule in RULES if rule.code in _CODES]
    result = sweep(documents, as_of=date(2026, 11, 1), profile=load_profile(), rules=rules)
    took = time.perf_counter() - began
    by_document: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.outcome == "hit":
            by_document.setdefault(finding.document_id, []).append(finding.message)
    tried, found = Counter[str](), Counter[str]()
    for name, (kind, sentence) in planted.items():
        tried[kind] += 1
        hit = any(sentence.strip().lstrip("的为达到") in message for message in by_document.get(name, [])[:5])
        found[kind] += hit
        if not hit and options.show > 0:
            options.show -= 1
            print("missed", name, kind, sentence, by_document.get(name, [])[:2])
    touched = {f"o{int(name[1:]) - 1}" for name in planted}
    silly = {d: m for d, m in by_document.items() if d.startswith("o") and d not in touched}
    print(f"documents {len(documents)}, planted {len(planted)}, seconds {took:.1f}")
    for kind in tried:
        print(f"{kind}: {found[kind]}/{tried[kind]} = {found[kind] / tried[kind]:.2f}")
    print(f"recall {sum(found.values()) / max(1, sum(tried.values())):.3f}")
    print(
        f"untouched documents with findings: {len(silly)} of {len(documents) - len(planted) - len(touched)}"
    )
    for name, messages in list(silly.items())[:25]:
        print("  ", name, len(messages), messages[0][:200])
    return 0


if __name__ == "__main__":
    sys.exit(main())
