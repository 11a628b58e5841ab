"""Papers of the making among the files are recognised, attached, and fill what the ledger leaves empty."""

from datetime import date

import pytest

from rules.evidence import step_proved
from rules.registry_view import RegistryView
from rules.steps import StepState
from tests.rules.papers import RULE, document

AS_OF = date(2026, 11, 1)
OPINION = """关于《兰河区便民服务点管理办法（送审稿）》的合法性审核意见书
区民政局：
你局送审的《兰河区便民服务点管理办法（送审稿）》收悉。经审核，内容合法。
兰河区司法局
2023年4月14日"""
REPORT = """兰河区人民政府关于《兰河区便民服务点管理办法》的备案报告
望江市人民政府：
现将《兰河区便民服务点管理办法》报请备案。
兰河区人民政府
2023年5月19日"""
NOTICE = """关于公开征求《兰河区便民服务点管理办法（征求意见稿）》意见的公告
征求意见时间为2023年2月6日至3月10日，社会各界可以提出意见。
兰河区民政局
2023年2月6日"""
MINUTES = """兰河区人民政府第9次常务会议纪要
会议审议通过了《兰河区便民服务点管理办法》。
2023年5月6日"""


def registry(*papers: tuple[str, str], folder: str = "甲", **ledger: str) -> RegistryView:
    rule = document("d", RULE, **ledger)
    return RegistryView((rule, *(document(i, t, folder) for i, t in papers)), as_of=AS_OF)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (OPINION, "合法性审核"),
        (REPORT, "备案"),
        (NOTICE, "公开征求意见"),
        (MINUTES, "集体审议"),
        (RULE, None),
    ],
)
def test_a_paper_shows_by_its_title_what_it_proves(text: str, step: str | None) -> None:
    view = RegistryView((document("p", text),), as_of=AS_OF).documents[0]
    assert step_proved(view) == step


def test_an_opinion_fills_the_empty_review() -> None:
    step = registry(("p", OPINION)).documents[0].step("合法性审核")
    assert step.state is StepState.DONE
    assert str(step.last) == "2023年4月14日"
    assert step.evidence == "p"
    assert step.result == "合法"


def test_a_report_fills_the_empty_filing() -> None:
    step = registry(("p", REPORT)).documents[0].step("备案")
    assert (str(step.first), step.organ) == ("2023年5月19日", "望江市人民政府")


def test_a_notice_gives_the_days_of_the_consultation() -> None:
    step = registry(("p", NOTICE)).documents[0].step("公开征求意见")
    assert (str(step.first), str(step.last)) == ("2023年2月6日", "2023年3月10日")


def test_the_ledger_goes_before_the_paper() -> None:
    view = registry(("p", OPINION), 合法性审核日期="2023-04-20").documents[0]
    assert str(view.step("合法性审核").last) == "2023年4月20日"
    assert view.step("合法性审核").evidence == ""


def test_a_paper_without_a_name_belongs_to_the_only_document_beside_it() -> None:
    nameless = "合法性审核意见书\n经审核，送审文件合法。\n兰河区司法局\n2023年4月14日"
    assert registry(("p", nameless)).documents[0].step("合法性审核").done
    assert registry(("p", nameless), folder="乙").documents[0].step("合法性审核").unknown


def test_a_paper_on_another_document_proves_nothing() -> None:
    other = OPINION.replace("便民服务点", "公园绿地")
    assert registry(("p", other), folder="乙").documents[0].step("合法性审核").unknown


def test_papers_are_no_normative_documents() -> None:
    for text in (OPINION, REPORT, NOTICE, MINUTES):
        assert not RegistryView((document("p", text),), as_of=AS_OF).documents[0].normative
