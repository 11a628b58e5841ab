"""Which row belongs to which document: one candidate or none, with the reason."""

from typing import Any

import pytest

from corpus.ledger import LedgerRow
from corpus.ledger_match import match_rows
from registry.records import DocumentHeader, Fact, Source


def row(no: int, title: str = "", number: str = "", signed: str = "", issuer: str = "") -> LedgerRow:
    raw: dict[str, Any] = {
        "title": title,
        "number": number,
        "signed_on": signed,
        "issuers": [issuer] if issuer else None,
    }
    facts = tuple(Fact(k, v, Source.LEDGER) for k, v in raw.items() if v)
    cells = {"文件名称": title, "文号": number, "成文日期": signed, "制定机关": issuer}
    return LedgerRow(no, {k: v for k, v in cells.items() if v}, facts)


def doc(
    id: str, title: str, number: str | None = None, signed: str | None = None, issuer: str = ""
) -> DocumentHeader:
    return DocumentHeader(id, title, number, (issuer,) if issuer else (), signed, f"/x/{id}.docx", 1)


A = doc(
    "a",
    "兰台区人民政府关于印发《兰台区烟花爆竹管理办法》的通知",
    "兰政发〔2021〕3号",
    "2021-03-04",
    "兰台区人民政府",
)

CASES = {
    "number in another spelling": (row(1, number="兰政发[2021]第03号"), [A], "a"),
    "number and inner title": (row(1, "兰台区烟花爆竹管理办法", "兰政发〔2021〕3号"), [A], "a"),
    "one number given twice, title decides": (
        row(1, "兰台区犬只管理办法", "兰政发〔2021〕3号"),
        [A, doc("b", "兰台区犬只管理办法", "兰政发〔2021〕3号")],
        "b",
    ),
    "same number, quite another title": (row(1, "兰台区财政补贴资金管理细则", "兰政发〔2021〕3号"), [A], None),
    "a document that is called by its file": (row(1, "兰台区森林防火令", "兰政发〔2021〕9号"), [doc("c", "c.docx", "兰政发〔2021〕9号")], "c"),
    "an order that the ledger names shorter": (
        row(1, "兰台区犬只限养规定", "区政府令第3号", "2015-06-09", "兰台区人民政府"),
        [doc("o", "兰台区犬只限养规定", "兰台区人民政府令第3号", "2015-06-02", "兰台区人民政府")], "o",
    ),
    "another order of that maker": (
        row(1, "兰台区犬只限养规定", "区政府令第4号", "2015-06-09", "兰台区人民政府"),
        [doc("o", "兰台区犬只限养规定", "兰台区人民政府令第3号", "2015-06-02", "兰台区人民政府")], None,
    ),
    "the year's serial alone, the title without its maker": (
        row(1, "关于调整办税场所的公告", "2025年第1号", "2025-03-03"),
        [doc("t", "兰台区税务局关于调整办税场所的公告", "兰台区税务局公告2025年第1号", "2025-03-03")], "t",
    ),
    "one maker, one day, the title shortened": (
        row(1, "兰台区封山禁牧令", "", "2025-03-14", "兰台区人民政府"),
        [doc("m", "兰台区人民政府封山禁牧令", None, "2025-03-14", "兰台区人民政府")], "m",
    ),
    "one maker, one day, two titles alike": (
        row(1, "兰台区春季防火令", "", "2025-03-14", "兰台区人民政府"),
        [doc("p", "兰台区人民政府春季防火令", None, "2025-03-14", "兰台区人民政府"),
         doc("q", "兰台区人民政府春季防火命令", None, "2025-03-14", "兰台区人民政府")], None,
    ),
    "a page that has no title but its head": (
        row(1, "兰台区教育局关于招生的公告", "兰教告〔2026〕1号"),
        [doc("h", "兰台区教育局公告", "兰教告〔2026〕1号")], "h",
    ),
    "title alone": (row(1, "兰台区烟花爆竹管理办法"), [A], "a"),
    "title, another maker": (row(1, "兰台区烟花爆竹管理办法", issuer="双河镇人民政府"), [A], None),
    "title, another year's edition": (
        row(1, "兰台区烟花爆竹管理办法", "兰政发〔2012〕8号", "2012-05-06"), [A], None,
    ),
    "title and date, number mistyped": (
        row(1, "兰台区烟花爆竹管理办法", "兰政发〔2021〕13号", "2021-03-04"), [A], "a",
    ),
    "title in two documents, date decides": (
        row(1, "关于做好防汛工作的通知", signed="2022-06-01"),
        [doc("x", "关于做好防汛工作的通知", None, "2021-06-01"), doc("y", "关于做好防汛工作的通知", None, "2022-06-01")],
        "y",
    ),
    "title in two documents, nothing decides": (
        row(1, "关于做好防汛工作的通知"),
        [doc("x", "关于做好防汛工作的通知", None, "2021-06-01"), doc("y", "关于做好防汛工作的通知", None, "2022-06-01")],
        None,
    ),
    "nothing": (row(1, "全新的办法"), [A], None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_row_goes_to_the_one_document_it_is_about(name: str) -> None:
    own, headers, wanted = CASES[name]
    match = match_rows([own], headers).matches[0]
    assert match.document_id == wanted
    assert match.reason


def test_a_repeated_row_is_noticed_with_what_differs() -> None:
    rows = [
        row(4, "某办法", "兰政发〔2021〕3号", "2021-03-04"),
        row(9, "某办法", "兰政发[2021]3号", "2021.3.5"),
    ]
    found = match_rows(rows, [doc("a", "某办法", "兰政发〔2021〕3号")])
    assert [m.document_id for m in found.matches] == ["a", None]
    assert found.repeated[0].row.row_no == 9
    assert "第4行" in found.repeated[0].reason
    assert "成文日期" in found.repeated[0].reason
    assert "文号" not in found.repeated[0].reason
    assert found.unmatched == ()


def test_a_document_takes_one_row_and_numbers_choose_first() -> None:
    by_title, by_number = row(1, "某办法"), row(2, "某办法", "兰政发〔2021〕3号")
    found = match_rows([by_title, by_number], [doc("a", "某办法", "兰政发〔2021〕3号")])
    assert [m.document_id for m in found.matches] == [None, "a"]


def test_one_instrument_filed_twice_takes_its_two_rows() -> None:
    twice = [doc("a", "某办法", "兰民发〔2024〕55号"), doc("b", "某办法", "兰民发〔2024〕55号")]
    rows = [row(1, "某办法", "兰民发〔2024〕55号"), row(2, "某办法", "兰民发[2024]55号")]
    assert {m.document_id for m in match_rows(rows, twice).matches} == {"a", "b"}


def test_documents_that_no_row_is_about_are_listed() -> None:
    assert match_rows([], [A]).without_row == (A,)
