"""One runner for every rule: the cases of tests/cases/<CODE>.toml and the examples of rules/docs/<CODE>.md.

How a case is written stands in `casework.py`; one case runs with `-k "E-01 and five-years"`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rules.catalog import RULES
from rules.entries import entry
from rules.pages import SECTIONS, read_page
from tests.rules import casework as work

FILES: dict[str, list[dict[str, Any]]] = {code: list(work.cases(code, raw)) for code, raw in work.files()}


def _cases() -> Iterator[Any]:
    for code, found in FILES.items():
        for case in found:
            marks = []
            if case.get("known_miss"):
                marks.append(pytest.mark.xfail(reason=case["known_miss"], strict=True))
            yield pytest.param(case, id=f"{code}-{case['id']}", marks=marks)


def _examples() -> Iterator[Any]:
    for rule in RULES:
        try:
            page = read_page(rule.code)
        except Exception:
            continue  # the meta-test names the missing page
        for number, example in enumerate(page.examples, 1):
            yield pytest.param(work.case_of(rule.code, example), id=f"{rule.code}-{example.section}{number}")


def _check(case: Mapping[str, Any]) -> None:
    got = work.verdict(case)
    assert got.outcome == case["expect"], got.words
    if "quote" in case:
        assert any(case["quote"] in q.text for h in got.hits for q in h.quotes), [
            q.text for h in got.hits for q in h.quotes
        ]
    if "message" in case:
        assert case["message"] in got.words
    if "peers" in case:
        assert sorted(p for h in got.hits for p in h.peers) == sorted(case["peers"])
    if "severity" in case:
        assert got.severity == case["severity"]
    if "disposition" in case:
        assert got.disposition == case["disposition"]
    if "count" in case:
        assert len(got.hits) == case["count"]
    text = work.document_of(case).text
    for hit in got.hits:
        for quote in hit.quotes:
            assert quote.start < 0 or text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case: Mapping[str, Any]) -> None:
    _check(case)


@pytest.mark.parametrize("case", list(_examples()))
def test_example_of_page(case: Mapping[str, Any]) -> None:
    _check(case)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_every_rule_is_documented_and_tried(rule: Any) -> None:
    """Page with all sections in order and examples of both kinds; hit, clean and, where facts are needed, unknown."""
    page = read_page(rule.code)
    assert tuple(page.sections) == SECTIONS
    assert page.title.startswith(rule.code)
    told = [line[2:] for line in page.sections["依据"].splitlines() if line.startswith("- ")]
    assert told == [str(b) for b in entry(rule.code).basis], "the page's basis is that of the catalogue"
    kinds = {e.section for e in page.examples}
    assert {"反例", "正例"} <= kinds
    found = FILES.get(rule.code, [])
    ids = [c["id"] for c in found]
    assert len(ids) == len(set(ids))
    expected = {c["expect"] for c in found}
    assert {"hit", "clean"} <= expected
    wants_unknown = not FILES_WITHOUT_UNKNOWN.get(rule.code)
    assert "unknown" in expected or not wants_unknown, "needs a case where the facts are missing"
    assert sum(c["expect"] in ("clean", "unknown", "off") for c in found) >= 2, "needs its traps"


FILES_WITHOUT_UNKNOWN: dict[str, str] = {
    code: raw["no_unknown"] for code, raw in work.files() if "no_unknown" in raw
}
"""Codes whose case file says why no fact can be missing (`no_unknown = "…"`)."""


def test_every_case_file_belongs_to_a_rule() -> None:
    assert set(FILES) <= {r.code for r in RULES}
