"""Two documents side by side: which passages stand on one line."""

from datetime import date

from rules.conflicts.align import Row, align
from rules.conflicts.book import book_of
from rules.registry_view import RegistryView
from tests.rules.casework import document_of

ONE = """兰河区老年食堂管理办法
第一条　老年食堂应当方便老年人步行到达。
第二条　新建老年食堂验收合格的，给予建设补贴15万元。
第三条　本办法自2023年5月1日起施行。"""
OTHER = """关于老年食堂建设的通知
一、拓展渠道
（一）改造一批社区食堂。
（二）引入餐饮企业。
二、加大扶持
对新建并通过验收的老年食堂，给予20万元一次性建设补助，由区级财政负担。"""


def _rows(*, clashes: bool) -> list[Row]:
    documents = [document_of({"text": t, "no_ledger": True}, i) for i, t in (("a", ONE), ("b", OTHER))]
    view = RegistryView(documents, as_of=date(2026, 11, 1))
    one, other = view.documents
    book = book_of(view)
    found = book.clashes(book.between(one, other), one) if clashes else ()
    return list(align(one, other, found))


def test_passages_that_clash_stand_on_one_line() -> None:
    together = [(r.left.text, r.right.text) for r in _rows(clashes=True) if r.left and r.right]
    assert [("15万元" in left, "20万元" in right) for left, right in together] == [(True, True)]
    assert not [r for r in _rows(clashes=False) if r.left and r.right]


def test_a_heading_holds_what_stands_under_it() -> None:
    alone = [r.right.text for r in _rows(clashes=True) if r.right and not r.left]
    assert sum("改造一批社区食堂" in text for text in alone) == 1
