"""The sweep itself: outcomes, crashes, waivers, cut-off, keys, suggestions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry.errors import UsageError
from registry.records import Disposition, Document, Fact, Source, Waiver
from rules.base import Context, Hit, Outcome, Rule, Severity, Unknown
from rules.catalog import RULES
from rules.checks.expiry import STATED_VALIDITY_OVER
from rules.engine import sweep
from rules.entries import entries
from rules.profiles import load_profile
from rules.round_view import RoundRow, RoundView
from rules.view import DocumentView

AS_OF = date(2026, 11, 1)
LIAONING = load_profile("辽宁")
AT = datetime(2026, 10, 1, tzinfo=UTC)


def document(document_id: str = "d", **facts: Any) -> Document:
    values = {"title": "兰河区便民服务点管理办法", "issuers": ["兰河区人民政府"], **facts}
    ledger = values.pop("ledger", {})
    return Document(document_id, tuple(Fact(k, v, Source.LEDGER) for k, v in values.items()), ledger=ledger)


EXPIRED = document(effective_on="2018-02-01", expires_on="2023-01-31")


def run(*documents: Document, **options: Any) -> Any:
    return sweep(documents, **{"as_of": AS_OF, "profile": LIAONING, **options})


def test_a_hit_carries_the_words_of_the_catalogue() -> None:
    result = run(EXPIRED, rules=(STATED_VALIDITY_OVER,))
    (finding,) = result.findings
    assert (finding.rule, finding.outcome, finding.severity) == ("E-01", "hit", "H")
    assert finding.disposition == "宣布失效"
    assert finding.basis
    assert "2023年1月31日" in finding.message
    assert result.coverage["E-01"] == {Outcome.HIT: 1}


def test_a_rule_that_raises_is_a_reported_failure() -> None:
    def broken(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
        raise ValueError("kaputt")
        yield

    result = run(EXPIRED, rules=(Rule("E-02", "broken", broken), STATED_VALIDITY_OVER))
    assert [(f.rule, f.document_id) for f in result.failures] == [("E-02", "d")]
    assert "kaputt" in result.failures[0].message
    assert [f.rule for f in result.findings] == ["E-01"]


def test_missing_facts_make_unknown_and_name_the_ledger_column() -> None:
    rule = Rule("E-02", "needs", lambda d, c: iter(()), needs=("published_on",))
    result = run(document(), rules=(rule,))
    (finding,) = result.findings
    assert finding.outcome == "unknown"
    assert "公布日期" in finding.message
    assert result.coverage["E-02"] == {Outcome.UNKNOWN: 1}


def test_a_rule_that_does_not_concern_a_document_is_clean() -> None:
    rule = Rule("E-02", "guard", lambda d, c: iter((Hit("x"),)), applies=lambda d, c: False)
    assert run(document(), rules=(rule,)).coverage["E-02"] == {Outcome.CLEAN: 1}


def test_a_profile_switches_rules_off_with_a_reason() -> None:
    rule = next(r for r in RULES if r.code == "E-04")
    result = run(document(), rules=(rule,))
    assert result.coverage["E-04"] == {Outcome.OFF: 1}
    assert "辽宁" in result.off["E-04"]
    assert not result.findings


def test_a_duty_that_came_later_is_off() -> None:
    rule = next(r for r in RULES if r.code == "P-07")
    old = document(signed_on="2017-04-10", ledger={"合法性审核日期": "无"})
    assert run(old, rules=(rule,)).coverage["P-07"] == {Outcome.OFF: 1}


def test_every_rule_counts_every_document_once() -> None:
    result = run(EXPIRED, document("e", signed_on="2021-05-08"), document("f"))
    assert not result.failures
    assert set(result.coverage) == {r.code for r in RULES}
    assert {sum(counts.values()) for counts in result.coverage.values()} == {3}


def test_the_same_finding_has_the_same_key_when_the_text_around_it_changes() -> None:
    first = run(EXPIRED, rules=(STATED_VALIDITY_OVER,)).findings[0]
    later = run(EXPIRED, rules=(STATED_VALIDITY_OVER,), as_of=date(2026, 12, 1)).findings[0]
    assert first.message != later.message
    assert first.key == later.key


def test_two_hits_about_the_same_thing_have_two_keys() -> None:
    rule = Rule("E-02", "twice", lambda d, c: iter((Hit("a", about="x"), Hit("b", about="x"))))
    keys = [f.key for f in run(document(), rules=(rule,)).findings]
    assert len(set(keys)) == 2


def test_a_waived_finding_is_kept_apart() -> None:
    waiver = Waiver("E-01", "d", "已报经同意", "王某", AT)
    result = run(EXPIRED, rules=(STATED_VALIDITY_OVER,), waivers=[waiver])
    assert not result.findings
    assert [f.rule for f in result.waived] == ["E-01"]
    assert not result.unused_waivers
    assert result.suggestions[0].disposition == Disposition.KEEP


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("E-01", "d", "r", "a", AT, until=date(2026, 10, 31)),
        Waiver("E-01", "other", "r", "a", AT),
        Waiver("F-01", "d", "r", "a", AT),
        Waiver("E-01", "d", "r", "a", AT, about="别的"),
    ],
    ids=["ended", "other-document", "other-rule", "other-matter"],
)
def test_a_waiver_that_covers_nothing_is_reported(waiver: Waiver) -> None:
    result = run(EXPIRED, rules=(STATED_VALIDITY_OVER,), waivers=[waiver])
    assert len(result.findings) == 1
    assert result.unused_waivers == (waiver,)


def test_documents_after_the_cutoff_are_out_but_still_seen() -> None:
    late = document("late", signed_on="2026-09-01")
    result = run(EXPIRED, late, cutoff=date(2026, 6, 30))
    assert result.documents == 1
    assert {s.document_id for s in result.suggestions} == {"d"}


def test_only_the_documents_asked_for_are_judged() -> None:
    result = run(EXPIRED, document("e"), only_documents={"e"})
    assert {f.document_id for f in result.findings} <= {"e"}


def test_a_sweep_of_the_past_gives_what_was_true_then() -> None:
    assert not run(EXPIRED, rules=(STATED_VALIDITY_OVER,), as_of=date(2022, 1, 1)).findings


def test_a_sweep_of_the_past_leaves_out_what_was_made_later() -> None:
    result = run(
        document("d", signed_on="2021-05-08"), document("e", signed_on="2023-05-08"), as_of=date(2022, 1, 1)
    )
    assert [s.document_id for s in result.suggestions] == ["d"]


def test_what_belongs_to_the_round_stands_apart() -> None:
    rule = next(r for r in RULES if r.code == "R-06")
    view = RoundView("2026年清理", date(2026, 10, 1), AS_OF, opinions=False)
    result = run(document(), rules=(rule,), round_view=view)
    assert [f.rule for f in result.round_findings] == ["R-06"]
    assert not result.findings


def test_a_row_of_the_round_is_told_at_its_document() -> None:
    rule = next(r for r in RULES if r.code == "R-05")
    row = RoundRow("d", Disposition.AMEND, "甲办法")
    view = RoundView("2026年清理", date(2026, 10, 1), AS_OF, rows=(row,))
    result = run(document(), rules=(rule,), round_view=view)
    assert [(f.rule, f.document_id) for f in result.findings] == [("R-05", "d")]


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UsageError, match="X-99"):
        run(document(), rules=(Rule("X-99", "none", lambda d, c: iter(())),))


def test_codes_are_unique_and_in_the_catalogue() -> None:
    codes = [r.code for r in RULES]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(entries())


def test_every_entry_of_the_catalogue_is_complete() -> None:
    for entry in entries().values():
        assert entry.zh
        assert entry.en
        assert entry.basis, entry.code
        assert entry.disposition
        assert isinstance(entry.severity, Severity)
        for basis in entry.basis:
            assert basis.mark in ("V", "V~", "U", "D"), entry.code
            assert ("待核实" in str(basis)) == (basis.mark == "U")
