"""From findings to one suggestion a document (rules.md §3.12)."""

import pytest

from registry.records import Finding
from rules.disposition import Suggestion, suggest


def finding(rule: str, disposition: str, severity: str = "H", outcome: str = "hit") -> Finding:
    return Finding(f"{rule}:d:-", rule, outcome, severity, "d", "", disposition=disposition)


@pytest.mark.parametrize(
    ("found", "disposition", "because"),
    [
        ((), "继续有效", ()),
        ((finding("F-01", "补备案"),), "继续有效", ("F-01",)),
        ((finding("B-01", "修改"), finding("F-01", "补备案")), "修改", ("B-01",)),
        ((finding("B-01", "修改"), finding("C-11", "废止")), "废止", ("C-11",)),
        ((finding("E-01", "宣布失效"), finding("C-11", "废止")), "宣布失效", ("E-01",)),
        ((finding("C-13", "已废止"), finding("E-01", "宣布失效")), "已废止", ("C-13",)),
        ((finding("S-01", "非规范性文件", "L"), finding("E-01", "宣布失效")), "非规范性文件", ("S-01",)),
        ((finding("E-03", "修改", "L"),), "继续有效", ()),
        ((finding("B-05", "修改", "L"), finding("B-02", "修改", "L")), "修改", ("B-05",)),
        ((finding("E-01", "宣布失效", outcome="unknown"),), "继续有效", ()),
        ((finding("P-11", "核实"),), "继续有效", ()),
    ],
)
def test_the_precedence_of_dispositions(
    found: tuple[Finding, ...], disposition: str, because: tuple[str, ...]
) -> None:
    got = suggest("d", found)
    assert (got.document_id, got.disposition, got.because) == ("d", disposition, because)


def test_tasks_stand_beside_the_disposition() -> None:
    both = (finding("P-02", "补审"), finding("F-01", "补备案"), finding("F-02", "补备案"))
    assert suggest("d", (finding("E-01", "宣布失效"), *both)) == Suggestion(
        "d", "宣布失效", ("E-01",), ("补备案", "补审")
    )
    assert suggest("d", both) == Suggestion("d", "继续有效", ("P-02", "F-01", "F-02"), ("补备案", "补审"))


def test_what_another_text_has_ended_is_not_decided_again() -> None:
    assert suggest("d", (), ended=True).disposition == "已废止"
