"""Pairs of documents against the checks of group C: recall and precision on each half of the pairs.

A file of `tests/cases/conflicts/` holds one matter: `[a]` and `[b]` are the two documents without the
passages in question (title, issuer, number, made, style, articles), each `[[pair]]` puts one passage into
each of them. A file of several matters holds each of them as a `[[group]]` with its name (`matter`).
  style    条 (第一条 …) or 一 (一、heading|text)
  wrapper  the document is enclosed in a 印发 notice;  term = false: no term of validity
  copies   the second text takes the first one's articles;  repeals: it repeals the first one
  a_with / b_with  replace parts of a document for one pair;  also  further documents
  a_annex / b_annex  an annex under the text; the cells of a table parted by tabs
  expect   codes that must be found on either document, with a passage of the pair as evidence
  any_of   codes of which one is enough; the others may be found beside it
  known    why an expected code is known to be missed (strict xfail)
What is found beyond `expect` and `any_of` is a false alarm; C-08 may go with any of C-01 to C-05.
`split`: rules are tuned on "dev" alone; "test" is only measured.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules.catalog import RULES
from rules.conflicts.wording import NUMBERING
from rules.engine import sweep
from rules.profiles import load_profile
from tests.rules.conflicts.pairwork import documents_of

FOLDER = Path(__file__).parents[2] / "cases" / "conflicts"
CODES = ("C-01", "C-02", "C-03", "C-04", "C-05", "C-07", "C-08", "C-09", "C-10", "C-11", "C-16")
_CLASHES = {"C-01", "C-02", "C-03", "C-04"}
#: What C-08 rests on.
_RIVALS = _CLASHES | {"C-05"}


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of one pair: right, missed and wrong codes."""

    split: str
    name: str
    right: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    known: str = ""


def judged(file: str, group: Mapping[str, Any], pair: Mapping[str, Any]) -> Score:
    """Sweep the documents of a pair and compare with what it expects."""
    rules = [rule for rule in RULES if rule.code in CODES]
    result = sweep(
        documents_of(group, pair), as_of=date(2026, 11, 1), profile=load_profile("辽宁"), rules=rules
    )
    expected, enough = set(pair.get("expect", ())), list(pair.get("any_of", ()))
    found: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.outcome != "hit" or finding.document_id not in ("a", "b"):
            continue
        code = finding.rule
        if code in _CLASHES and not any(spoken_in(q.text, pair) for q in finding.quotes):
            code += " elsewhere"
        found.setdefault(code, []).append(finding.message)
    if enough:
        expected.add(next((code for code in enough if code in found), enough[0]))
    allowed = expected | {*enough, *pair.get("allow", ())} | set(group.get("allow", ()))
    if expected & _RIVALS:
        allowed.add("C-08")
    wrong = tuple(f"{code}: {messages[0]}" for code, messages in found.items() if code not in allowed)
    return Score(
        group["split"], f"{file}/{pair['id']}",
        tuple(sorted(expected & set(found))), tuple(sorted(expected - set(found))), wrong, pair.get("known", ""),
    )  # fmt: skip


def spoken_in(quote: str, pair: Mapping[str, Any]) -> bool:
    sides = [str(pair.get(side, "")) for side in ("a", "b", "a_annex", "b_annex")]
    words = "".join(side.replace("|", "\n") for side in sides)
    return NUMBERING.sub("", quote).strip() in words or any(
        part and part in quote for side in sides for part in side.split("|")[-1].split("\n")
    )


def _pairs() -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for group in data.get("group", (data,)):
            name = f"{path.stem}-{group['matter']}" if "matter" in group else path.stem
            for pair in group["pair"]:
                yield name, group, pair


@cache
def scores() -> tuple[Score, ...]:
    """Every pair judged once."""
    return tuple(judged(*each) for each in _pairs())


def rates(split: str) -> tuple[float, float]:
    """(precision, recall) of a split."""
    own = [s for s in scores() if s.split == split]
    right, missed, wrong = (sum(len(getattr(s, part)) for s in own) for part in ("right", "missed", "wrong"))
    return right / max(1, right + wrong), right / max(1, right + missed)


def test_at_least_two_hundred_pairs_half_of_them_clean() -> None:
    pairs = [pair for _, _, pair in _pairs()]
    clean = sum(not (pair.get("expect") or pair.get("any_of")) for pair in pairs)
    assert len(pairs) >= 200
    assert 0.4 <= clean / len(pairs) <= 0.6
    assert len({s.name for s in scores()}) == len(pairs)


@pytest.mark.parametrize(("split", "found"), [("dev", 0.86), ("test", 0.82)])
def test_precision_and_recall(split: str, found: float) -> None:
    """The aim is 0.9 on both; what is reached on wording that no rule was made for is in docs/conflict-quality.md."""
    precision, recall = rates(split)
    assert precision >= 0.9
    assert recall >= found


def _dev() -> Iterator[Any]:
    for file, group, pair in _pairs():
        if group["split"] == "dev":
            marks = [pytest.mark.xfail(reason=pair["known"], strict=True)] if "known" in pair else []
            yield pytest.param(f"{file}/{pair['id']}", marks=marks, id=f"{file}-{pair['id']}")


@pytest.mark.parametrize("name", list(_dev()))
def test_pair(name: str) -> None:
    score = next(s for s in scores() if s.name == name)
    assert not score.missed
    assert not score.wrong


def main(split: str, *, words: bool) -> None:
    """Print the score of a split, with the words of what went wrong."""
    precision, recall = rates(split)
    own = [s for s in scores() if s.split == split]
    print(f"{split}: {len(own)} pairs, precision {precision:.3f}, recall {recall:.3f}")
    for score in own if words else ():
        if score.missed or score.wrong:
            print("  ", score.name, "missed" if score.missed else "", *score.missed, *score.wrong)


if __name__ == "__main__":
    # The pairs kept for measuring are counted only: reading them would be tuning on them.
    main("dev", words=True)
    main("test", words="--words" in sys.argv)
