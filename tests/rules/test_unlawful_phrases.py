"""Sentences that nobody wrote for the patterns of group U: recall, and false alarms, on each half of them.

`tests/cases/unlawful_phrases.toml` was written from the law and from the way of county papers before the patterns
were looked at. Patterns are mended on "dev" and "later"; "held" is only counted, and its sentences are not to be
read.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from rules.catalog import RULES
from rules.engine import sweep
from rules.profiles import load_profile
from tests.rules.casework import CASES, document_of

_FILE = CASES / "unlawful_phrases.toml"
_GROUP = [rule for rule in RULES if rule.group == "U"]
FLOOR = {"dev": (1.0, 0), "held": (0.9, 2), "later": (0.87, 0)}
"""Of each half: the least share of the unlawful sentences found, the most lawful ones reported."""


class Sentence(NamedTuple):
    """A sentence as the article of a document; ｜ in it stands between the cells of a table row."""

    rule: str
    split: str
    unlawful: bool
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence and the codes of group U that were reported on its document."""

    sentence: Sentence
    found: frozenset[str]

    @property
    def right(self) -> bool:
        """Its own rule reports what is unlawful; none of the group reports what is lawful."""
        return self.sentence.rule in self.found if self.sentence.unlawful else not self.found


def _sentences() -> Iterator[Sentence]:
    for half in tomllib.loads(_FILE.read_text("utf-8"))["half"]:
        for unlawful in (True, False):
            for text in half["unlawful" if unlawful else "lawful"]:
                yield Sentence(half["rule"], half["split"], unlawful, text)


@cache
def judged() -> tuple[Judged, ...]:
    """Every sentence judged once, all in one sweep."""
    sentences = list(_sentences())
    documents = [
        document_of({"article": s.text.replace("｜", "\t").rstrip("。") + "。"}, str(n))
        for n, s in enumerate(sentences)
    ]
    result = sweep(documents, as_of=date(2026, 11, 1), profile=load_profile("辽宁"), rules=_GROUP)
    found: dict[str, set[str]] = {}
    for finding in result.findings:
        if finding.outcome == "hit":
            found.setdefault(finding.document_id, set()).add(finding.rule)
    return tuple(Judged(s, frozenset(found.get(str(n), ()))) for n, s in enumerate(sentences))


def score(split: str) -> tuple[float, int]:
    """(share of the unlawful sentences found, number of lawful ones reported) of a half."""
    own = [j for j in judged() if j.sentence.split == split]
    unlawful = [j.right for j in own if j.sentence.unlawful]
    return sum(unlawful) / len(unlawful), sum(not j.right for j in own if not j.sentence.unlawful)


def test_each_rule_has_twelve_sentences_and_six_look_alikes() -> None:
    counted = Counter((s.rule, s.unlawful, s.split) for s in _sentences() if s.split != "later")
    assert counted == {
        (rule.code, unlawful, split): 6 if unlawful else 3
        for rule in _GROUP
        for unlawful in (True, False)
        for split in ("dev", "held")
    }


@pytest.mark.parametrize("split", list(FLOOR))
def test_recall_and_false_alarms(split: str) -> None:
    recall, alarms = score(split)
    least, most = FLOOR[split]
    assert recall >= least
    assert alarms <= most


def main(split: str, *, words: bool) -> None:
    """Print the score of a half by rule and, with `words`, the sentences that went wrong."""
    recall, alarms = score(split)
    own = [j for j in judged() if j.sentence.split == split]
    by_rule = Counter(j.sentence.rule for j in own if j.sentence.unlawful and j.right)
    print(
        f"{split}: recall {recall:.3f}, false alarms {alarms} of {sum(not j.sentence.unlawful for j in own)}"
    )
    of = Counter(j.sentence.rule for j in own if j.sentence.unlawful)
    print("  ", *(f"{rule.code}:{by_rule[rule.code]}/{of[rule.code]}" for rule in _GROUP))
    for each in own if words else ():
        if not each.right:
            print(
                "  ",
                each.sentence.rule,
                "" if each.sentence.unlawful else "LAWFUL",
                each.sentence.text,
                *each.found,
            )


if __name__ == "__main__":
    main("dev", words=True)
    main("later", words=True)
    main("held", words="--words" in sys.argv)
