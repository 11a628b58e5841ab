"""Files that come after their ledger rows."""

from pathlib import Path

import pytest

from corpus.ingest import Outcome, ingest
from corpus.ledger_import import import_rows, plan_import
from corpus.reading import Reading
from corpus.waiting import Waiting
from registry.records import DocumentHeader
from registry.store import Store

NUMBER = "兰民发〔2024〕41号"
TITLE = "关于延长《兰台区取暖救助办法》有效期的通知"


def record(id: str, title: str, number: str | None = NUMBER, has_text: bool = False) -> DocumentHeader:
    return DocumentHeader(id, title, number, ("兰台区民政局",), "2024-07-15", None, 1, has_text=has_text)


CASES = {
    "the ledger leaves the issuer out": (record("a", TITLE), Reading(title=f"兰台区民政局{TITLE}", number=NUMBER), "a"),
    "the ledger has only the inner title": (
        record("a", "兰台区取暖救助办法"),
        Reading(title="关于印发《兰台区取暖救助办法》的通知", inner_title="兰台区取暖救助办法", number=NUMBER),
        "a",
    ),
    "same number, another text": (record("a", "兰台区犬只管理办法"), Reading(title=TITLE, number=NUMBER), None),
    "no number printed": (
        record("a", TITLE, None),
        Reading(title=TITLE, issuers=("兰台区民政局",), signed_on="2024-07-15"),
        "a",
    ),
    "a record that has its text waits for nothing": (
        record("a", TITLE, has_text=True), Reading(title=TITLE, number=NUMBER), None,
    ),
    "nothing known": (record("a", TITLE), Reading(), None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_file_finds_the_record_that_waits_for_it(name: str) -> None:
    header, reading, wanted = CASES[name]
    assert Waiting([header]).claim(reading) == wanted


def test_a_record_is_claimed_once() -> None:
    waiting, reading = Waiting([record("a", TITLE)]), Reading(title=TITLE, number=NUMBER)
    assert [waiting.claim(reading), waiting.claim(reading)] == ["a", None]


def test_a_file_after_its_ledger_fills_the_record_and_its_copy_is_recognised(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(
        f"文件名称,文号,制定机关,成文日期\n{TITLE},{NUMBER},兰台区民政局,2024-07-15\n", encoding="utf-8"
    )
    folder = tmp_path / "文件"
    folder.mkdir()
    body = "各镇人民政府：\n《兰台区取暖救助办法》（兰民发〔2022〕46号）有效期延长至2028年10月31日。\n本通知自公布之日起施行。"
    text = f"兰台区民政局{TITLE}\n{NUMBER}\n{body}\n兰台区民政局\n2024年7月15日\n"
    (folder / "一.txt").write_text(text, encoding="utf-8")
    (folder / "二.txt").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    with Store.create(tmp_path / "库", actor="测试") as store:
        import_rows(store, plan_import(store, ledger))
        report = ingest(store, [folder], workers=1)
        assert [o.outcome for o in report.outcomes] == [Outcome.ADDED, Outcome.DUPLICATE]
        documents = list(store.documents())
    assert len(documents) == 1
    assert documents[0].ledger["文号"] == NUMBER
    assert "2028年10月31日" in documents[0].text
