"""Files that are read once more though they did not change."""

from pathlib import Path

import pytest

from corpus import ingest as module
from corpus.ingest import Outcome, ingest
from registry.records import Fact, Source
from registry.store import Store

TEXT = "兰河区人民政府关于公园开放时间的通告\n兰河政通〔2020〕1号\n一、公园每日六时开放。\n兰河区人民政府\n2020年1月2日\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "文件"
    files.mkdir()
    (files / "甲.txt").write_text(TEXT, encoding="utf-8")
    (files / "乙.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    return files


def _read_badly(store: Store, folder: Path, outcome: Outcome) -> str:
    """Leave the document as an older program, or one without recognition, would have."""
    (header,) = store.headers()
    (version,) = store.versions(header.id)
    with store.writing("ingest") as writer:
        writer.reread(header.id, facts=[], relations=[], text="", reading={}, page={})
        writer.note_outcome(str(folder / "乙.txt"), version.sha256, outcome.value, "", header.id)
    return header.id


@pytest.mark.parametrize("engine", ["tesseract", None])
def test_a_scan_is_read_again_when_recognition_was_installed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str | None
) -> None:
    monkeypatch.setattr(module, "engine_name", lambda: engine)
    (folder / "甲.txt").unlink()
    with Store.create(tmp_path / "库", actor="测试") as store:
        ingest(store, [folder], workers=1)
        document = _read_badly(store, folder, Outcome.NEEDS_OCR)
        (found,) = ingest(store, [folder], workers=1).outcomes
        assert found.outcome is (Outcome.REREAD if engine else Outcome.UNCHANGED)
        assert ("六时开放" in store.text(document)) is (engine is not None)
        assert len(store.versions(document)) == 1


def test_everything_is_read_again_on_demand_and_what_people_said_stays(folder: Path, tmp_path: Path) -> None:
    with Store.create(tmp_path / "库", actor="测试") as store:
        first = ingest(store, [folder], workers=1)
        assert [o.outcome for o in first.outcomes] == [Outcome.ADDED, Outcome.DUPLICATE]
        document = _read_badly(store, folder, Outcome.ADDED)
        with store.writing("fact") as writer:
            writer.set_facts(
                document, [Fact("title", "公园开放时间", Source.REVIEWER)], source=Source.REVIEWER
            )
        assert {o.outcome for o in ingest(store, [folder], workers=1).outcomes} == {Outcome.UNCHANGED}
        again = ingest(store, [folder], workers=1, again=True)
        assert [o.outcome for o in again.outcomes] == [Outcome.REREAD, Outcome.UNCHANGED]
        found = store.document(document)
        assert found is not None
        assert (found.title, found.number) == ("公园开放时间", "兰河政通〔2020〕1号")
        assert {o.outcome for o in ingest(store, [folder], workers=1, again=True).outcomes} == {
            Outcome.UNCHANGED
        }
