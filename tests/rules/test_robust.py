"""No rule raises, whatever a ledger and a text say: seeded random documents of plausible and broken pieces."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.laws import shipped_laws
from corpus.ledger import ledger_of
from corpus.ledger_columns import columns
from corpus.ledger_sheets import Sheet
from corpus.relations import relations_of
from registry.records import Document, FileRecord
from rules.engine import sweep
from rules.profiles import load_profile, shipped

CELLS = st.sampled_from(
    ["", "无", "未报", "不适用", "/", "2021-05-08", "2021.5", "2021年2月30日", "长期", "二〇二一年五月八日", "兰河区人民政府",
     "望江市人民政府、兰河区人大常委会", "区长专题会议", "合法", "第三条“不得”应当修改", "2019-12-31", "2031-01-01", "1"]
)  # fmt: skip
HEADERS = [c.name for c in columns() if c.name not in ("序号", "文件名称", "文号", "备注")]
LINES = st.lists(
    st.sampled_from(
        ["兰河区人民政府文件", "兰河政发〔2021〕3号", "兰河区人民政府关于印发《兰河区X办法（试行）》的通知", "兰河区X办法（试行）",
         "第一条　为规范管理，根据《中华人民共和国行政处罚法》第八条，制定本办法。", "第二条　单位和个人不得损毁，违者罚款500元。",
         "第三条　企业应当缴纳保证金3万元。", "一、到2023年底完成", "本办法自2021年6月1日起施行，有效期5年。", "《兰河区Y办法》（兰河政发〔2015〕2号）同时废止。",
         "附件1　序号\t文件名称\t文号\t废止理由", "1\t兰河区Z办法\t\t", "第", "》《（", "2021年13月45日", "关于公布行政规范性文件清理结果的决定",
         "未列入继续有效目录的，一律停止执行。", "应于2020年12月31日前重新公布，逾期失效。", "〔〕号", "有效期延长至2028年6月30日", ""]
    ),
    max_size=14,
)  # fmt: skip
REMARKS = st.sampled_from(
    [
        "",
        "2025年清理保留",
        "未听取企业意见；未发布解读",
        "2026年2月30日收到备案审查意见，至今未回复",
        "列入修改目录",
        "缺起草说明，13月45日寄出",
    ]
)


def _document(number: int, lines: list[str], cells: list[str], remark: str) -> Document:
    text = "\n".join(lines)
    reading = extract(text, {})
    row: dict[str, Any] = {"文件名称": f"兰河区X办法{number}", "文号": f"兰河政发〔2021〕{number}号"}
    row |= {h: c or None for h, c in zip(HEADERS, cells, strict=True)} | {"备注": remark or None}
    read = ledger_of("台账", [Sheet("台账", (tuple(row), tuple(row.values())))]).rows[0]
    return Document(
        f"d{number}",
        (*read.facts, *facts_of(reading, {})),
        relations_of(reading),
        text,
        reading.to_json(),
        files=(FileRecord(f"/登记/{number}.docx", "", 0, 0.0, "docx"),),
        ledger=dict(read.values),
    )


DOCUMENTS = st.lists(
    st.tuples(LINES, st.lists(CELLS, min_size=len(HEADERS), max_size=len(HEADERS)), REMARKS),
    min_size=1,
    max_size=4,
)


@given(DOCUMENTS, st.sampled_from(shipped()), st.dates(date(2010, 1, 1), date(2032, 1, 1)))
@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_rule_raises(raw: list[tuple[list[str], list[str], str]], profile: str, as_of: date) -> None:
    documents = [_document(n, *parts) for n, parts in enumerate(raw, 1)]
    result = sweep(documents, as_of=as_of, profile=load_profile(profile), laws=shipped_laws())
    assert result.failures == ()
    texts = {d.id: d.text for d in documents}
    for finding in result.findings:
        for quote in finding.quotes:
            assert quote.start < 0 or texts[finding.document_id][quote.start : quote.end] == quote.text
    assert len({f.key for f in result.findings}) == len(result.findings)


@given(DOCUMENTS)
@settings(derandomize=True, max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_the_documents_changes_nothing(raw: list[tuple[list[str], list[str], str]]) -> None:
    documents = [_document(n, *parts) for n, parts in enumerate(raw, 1)]
    options: dict[str, Any] = {
        "as_of": date(2026, 11, 1),
        "profile": load_profile("辽宁"),
        "laws": shipped_laws(),
    }
    there, back = sweep(documents, **options), sweep(documents[::-1], **options)
    assert {(f.key, f.message) for f in there.findings} == {(f.key, f.message) for f in back.findings}
