"""Too many texts on one matter in one place: what is not compared is said."""

from datetime import date, timedelta

import pytest

from registry.records import Document, Fact, Source
from rules.catalog import RULES
from rules.conflicts.candidates import TOO_COMMON
from rules.conflicts.nearby import NEXT
from rules.conflicts.pairs import crowd_of, pairs_of_all
from rules.engine import sweep
from rules.profiles import load_profile
from rules.registry_view import RegistryView

_DAY = date(2026, 11, 1)
_FIRST = date(2020, 1, 1)


def texts(count: int, *, until: str = "", place: str = "兰台区") -> list[Document]:
    """Notices of one place under one title, a day apart, each with a time limit of its own."""
    found = []
    for n in range(count):
        made = _FIRST + timedelta(days=n)
        facts = [
            Fact("title", "征收土地补偿安置公告", Source.REVIEWER),
            Fact("inner_title", "征收土地补偿安置公告", Source.REVIEWER),
            Fact("issuers", [f"{place}人民政府"], Source.REVIEWER),
            Fact("signed_on", made.isoformat(), Source.REVIEWER),
        ]
        if until:
            facts.append(Fact("expires_on", until, Source.REVIEWER))
        text = f"第一条　青苗补偿费应当自公告之日起{n + 3}日内支付。"
        found.append(Document(f"{place}{until}{n:03}", tuple(facts), (), text, {}, {}, ()))
    return found


def test_a_matter_of_few_texts_is_compared_whole() -> None:
    view = RegistryView(texts(TOO_COMMON), as_of=_DAY)
    assert len(pairs_of_all(view)) == TOO_COMMON * (TOO_COMMON - 1) // 2
    assert {crowd_of(view, doc.id) for doc in view} == {0}


def test_of_a_crowd_the_nearest_in_time_are_compared_and_the_crowd_is_told() -> None:
    count = 2 * TOO_COMMON
    view = RegistryView(texts(count), as_of=_DAY)
    apart = [int(pair.other.id[-3:]) - int(pair.one.id[-3:]) for pair in pairs_of_all(view)]
    near = sum(min(NEXT, count - 1 - n) for n in range(count))
    assert sum(days <= NEXT for days in apart) == near
    # Beside them only those that share passages of their own.
    assert len(apart) < 1.1 * near
    assert {crowd_of(view, doc.id) for doc in view} == {count}


def test_a_crowd_of_one_place_is_none_of_another() -> None:
    view = RegistryView([*texts(TOO_COMMON), *texts(TOO_COMMON, place="松山区")], as_of=_DAY)
    assert not any(crowd_of(view, doc.id) for doc in view)


def test_texts_no_longer_in_force_make_no_crowd() -> None:
    view = RegistryView([*texts(TOO_COMMON - 1), *texts(40, until="2024-12-31")], as_of=_DAY)
    assert not any(crowd_of(view, doc.id) for doc in view)


@pytest.mark.parametrize("code", ["C-02", "C-09", "C-11"])
def test_coverage_shows_what_was_not_compared(code: str) -> None:
    rules = [rule for rule in RULES if rule.code == code]
    count = TOO_COMMON + 10
    result = sweep(texts(count), as_of=_DAY, profile=load_profile(), rules=rules)
    assert not result.failures
    counted = result.coverage[code]
    assert counted.get("clean", 0) == 0
    assert counted.get("hit", 0) + counted.get("unknown", 0) == count
    hits = [f for f in result.findings if f.outcome == "hit"]
    unknown = [f for f in result.findings if f.outcome == "unknown"]
    assert all(f"{count}件" in str(f.facts["比对范围"]) for f in hits)
    assert all(f"{count}件" in f.message for f in unknown)
