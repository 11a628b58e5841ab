"""Sentences that no pattern names are known by their words, and shown by the clause that speaks for it."""

import pytest

from rules.checks.unlawful.likeness import suspicions

SUSPECTED = [
    (
        "第五条 到期没有清走的，由街道安排施工队直接清拆，物料当作垃圾处理。",
        "U-03",
        "由街道安排施工队直接清拆",
    ),
    (
        "外区车队须在本区另设独立核算的分公司，方可承运本区渣土。",
        "U-09",
        "外区车队须在本区另设独立核算的分公司",
    ),
    ("三、发现带泥上路的，每次扣缴2000元，年底退还。", "U-04", "每次扣缴2000元"),
]


@pytest.mark.parametrize(("sentence", "code", "clause"), SUSPECTED)
def test_the_clause_that_speaks_for_it_is_shown_as_it_stands(sentence: str, code: str, clause: str) -> None:
    ((number, found),) = suspicions(["为规范管理，制定本办法。", sentence], 0.5)
    assert number == 1
    assert clause in sentence
    assert found.code == code
    assert found.clause == clause
    assert 0.5 <= found.surely <= 1


@pytest.mark.parametrize(
    "sentence", ["", "。", "𠮷" * 40, "\ud800", "a" * 500, "第一条", "为规范管理，制定本办法。"]
)
def test_what_says_nothing_is_not_suspected(sentence: str) -> None:
    assert list(suspicions([sentence], 0.6)) == []


def test_each_sentence_is_judged_alone() -> None:
    sentences = [sentence for sentence, _, _ in SUSPECTED]
    together = dict(suspicions(sentences, 0.5))
    alone = {at: found for at, s in enumerate(sentences) for _, found in suspicions([s], 0.5)}
    assert {at: (f.code, f.clause, round(f.surely, 4)) for at, f in together.items()} == {
        at: (f.code, f.clause, round(f.surely, 4)) for at, f in alone.items()
    }
