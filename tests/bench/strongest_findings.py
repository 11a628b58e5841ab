"""Print the strongest conflicts between real texts, to be read by eye.

    python tests/bench/strongest_findings.py DATA_FOLDER [--most 100]

Each folder directly below DATA_FOLDER (a province) is a registry of its own; *.md files are its texts. A pair of
passages is printed once, strongest first, with both passages.
"""

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.relations import relations_of
from registry.records import Document, Fact, FileRecord, Finding, Source
from rules.catalog import RULES
from rules.engine import sweep
from rules.profiles import load_profile

_CODES = ("C-01", "C-02", "C-03", "C-04", "C-05", "C-07")


def registry(folder: Path) -> list[Document]:
    """The texts of a folder as documents named after their files."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        title = re.sub(r"[（(]\d{4}.*", "", path.stem)
        reading = extract(text)
        facts = [
            Fact("title", title, Source.REVIEWER),
            Fact("inner_title", title, Source.REVIEWER),
            *facts_of(reading, {}),
        ]
        found.append(
            Document(path.stem, tuple(facts), relations_of(reading), text, reading.to_json(), {}, (FileRecord(str(path), "", 0, 0.0, "md"),))
        )  # fmt: skip
    return found


def findings(folder: Path) -> list[Finding]:
    """One finding for each clash of a folder."""
    rules = [rule for rule in RULES if rule.code in _CODES]
    result = sweep(registry(folder), as_of=date(2026, 11, 1), profile=load_profile(), rules=rules)
    once: dict[frozenset[str], Finding] = {}
    for finding in result.findings:
        if finding.outcome == "hit" and finding.peers:
            passages = [str(v) for k, v in finding.facts.items() if k in ("本件", "对方", "上位规定")]
            once.setdefault(
                frozenset([finding.rule, finding.document_id, *finding.peers, *passages]), finding
            )
    return list(once.values())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=100)
    options = parser.parse_args()
    found = [f for folder in sorted(options.folder.iterdir()) if folder.is_dir() for f in findings(folder)]
    print(f"{len(found)} findings")
    found.sort(key=lambda f: (-float(str(f.facts.get("把握", "50%")).rstrip("%")), f.key))
    for number, finding in enumerate(found[: options.most], 1):
        why = str(finding.facts.get("为何认为是同一事项", finding.message))
        print(
            f"{number}. {finding.rule} {finding.facts.get('把握', '')} {finding.document_id} ↔ {finding.peers[0]}\n   {why}"
        )
        for name in ("本件", "对方", "上位规定"):
            if name in finding.facts:
                print(f"   {name}: {' '.join(str(finding.facts[name]).split())[:150]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
