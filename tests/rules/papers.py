"""A regulation in force and its reading, for tests that lay other papers beside it."""

from corpus.extract import extract
from corpus.facts import facts_of
from registry.records import Document, Fact, FileRecord, Source

RULE = """兰河区人民政府关于印发《兰河区便民服务点管理办法》的通知
兰河政发〔2023〕12号
各镇人民政府：
现将《兰河区便民服务点管理办法》印发给你们。
兰河区人民政府
2023年5月8日
兰河区便民服务点管理办法
第一条　单位和个人不得擅自移动服务点设施。
第二条　本办法自2023年7月1日起施行。"""


def document(document_id: str, text: str, folder: str = "甲", **ledger: str) -> Document:
    reading = extract(text, {})
    facts = [Fact(k, v, Source.LEDGER) for k, v in (("title", ledger.pop("文件名称", "")),) if v]
    return Document(
        document_id,
        (*facts, *facts_of(reading, {})),
        text=text,
        reading=reading.to_json(),
        files=(FileRecord(f"/登记/{folder}/{document_id}.docx", "", 0, 0.0, "docx"),),
        ledger=ledger,
    )
