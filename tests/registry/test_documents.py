"""Documents: what goes in comes out, in order of precedence; versions, files, ledger, outcomes."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from registry.column_types import Packed, pack, to_json
from registry.errors import StoreError
from registry.records import Fact, FileRecord, Quote, Source
from registry.schema import documents as table
from registry.store import Store


def test_a_document_comes_back_as_it_was_given(desk, store: Store) -> None:
    facts = desk.facts("甲区绿化办法", issuers=["甲区人民政府", "乙局"], filed=None, trial=True)
    version = desk.version("一.txt", "甲区绿化办法\n第一条　…")
    relation = desk.relation("某法", "d9")
    with store.writing("ingest", at=desk.noon) as writer:
        writer.add_document(
            id="d1", identity="k", facts=facts, relations=[relation], version=version, ledger={"文号": "x"}
        )
        assert writer.document("d1") is not None, "a writer sees what it wrote"
        assert writer.by_identity("k") == ["d1"]
        assert store.document("d1") is None, "others see it when it is committed"
    found = store.document("d1")
    assert found is not None
    assert found.facts == tuple(facts)
    assert found.relations == (relation,)
    assert (found.text, found.reading, found.page) == (version.text, version.reading, version.page)
    assert found.files == (version.file,)
    assert found.ledger == {"文号": "x"}
    assert found.issuers == ("甲区人民政府", "乙局")
    assert store.text("d1") == version.text
    (kept,) = store.versions("d1")
    assert (kept.seq, kept.sha256, kept.added_at, kept.file) == (1, version.sha256, desk.noon, version.file)


def test_facts_come_in_order_of_precedence(two) -> None:
    store = two.store
    with store.writing("ledger", at=two.now()) as writer:
        writer.set_facts("d-one", two.facts("台账名", Source.LEDGER), source=Source.LEDGER)
        assert writer.document("d-one").title == "台账名"
        writer.set_facts("d-one", two.facts("网页名", Source.PAGE), source=Source.PAGE)
        writer.set_facts("d-one", two.facts("更正名", Source.REVIEWER), source=Source.REVIEWER)
    titles = [f.value for f in store.document("d-one").facts if f.field == "title"]
    assert titles == ["更正名", "台账名", "甲区绿化办法", "网页名"]
    assert {h.id: h.title for h in store.headers()}["d-one"] == "更正名"
    with store.writing("fix", at=two.now()) as writer:
        writer.set_facts("d-one", [], source=Source.REVIEWER)
    assert store.document("d-one").title == "台账名"


def test_writing_the_same_again_changes_nothing(two) -> None:
    store = two.store
    fact = [
        *two.facts("台账名", Source.LEDGER),
        Fact("issuers", ("甲局", "乙局"), Source.LEDGER, certainty=1),
    ]
    file = two.file("copy.txt", "甲区绿化办法正文", role="duplicate")

    def everything() -> None:
        with store.writing("again", at=two.now()) as writer:
            writer.set_facts("d-one", fact, source=Source.LEDGER)
            writer.set_ledger("d-one", {"文号": "1"})
            writer.set_identity("d-one", "other")
            writer.add_file("d-one", file)
            writer.note_outcome(file.path, file.sha256, "重复", "", "d-one")
            writer.note_outcome(file.path, file.sha256, "未变", "", "d-one")
            writer.set_setting("profile", "辽宁")

    everything()
    before = (store.revision, store.journal(None))
    everything()
    assert (store.revision, store.journal(None)) == before


def test_a_new_version_keeps_the_old_text_and_the_words_of_people(two) -> None:
    store = two.store
    with store.writing("ledger", at=two.now()) as writer:
        writer.set_facts("d-one", [Fact("filed", None, Source.LEDGER)], source=Source.LEDGER)
    version = two.version("d-one-2.txt", "甲区绿化办法（修订）")
    with store.writing("ingest", at=two.now()) as writer:
        facts = [*two.facts("甲区绿化办法（修订）"), Fact("wrong", 1, Source.REVIEWER)]
        assert writer.add_version("d-one", facts=facts, relations=[], version=version) == 2
    found = store.document("d-one")
    assert found.text == "甲区绿化办法（修订）"
    assert [v.text for v in store.versions("d-one")] == ["甲区绿化办法正文", "甲区绿化办法（修订）"]
    assert found.fact("filed") is not None
    assert found.number is None, "what the new text does not say is no longer said"
    assert found.fact("wrong") is not None
    assert [f.role for f in found.files] == ["main", "old"]
    assert found.path == version.file.path
    assert store.by_sha256(version.sha256) == store.by_sha256(store.versions("d-one")[0].sha256) == ["d-one"]


def test_a_better_reading_of_the_same_file_is_no_new_version(two) -> None:
    store = two.store
    old = store.document("d-one")
    again = {
        "facts": old.facts,
        "relations": old.relations,
        "text": old.text,
        "reading": old.reading,
        "page": old.page,
    }
    with store.writing("ledger", at=two.now()) as writer:
        writer.set_facts("d-one", [Fact("filed", None, Source.LEDGER)], source=Source.LEDGER)
    with store.writing("reread", at=two.now()) as writer:
        assert not writer.reread("d-one", **again)
        assert not writer.changed
        better = again | {"facts": two.facts("甲区城市绿化办法"), "text": "更好的正文", "reading": {"n": 2}}
        assert writer.reread("d-one", **better)
    found = store.document("d-one")
    assert (found.title, found.number, found.text, found.reading) == (
        "甲区城市绿化办法",
        None,
        "更好的正文",
        {"n": 2},
    )
    assert found.fact("filed") is not None
    assert found.revision > old.revision
    assert found.files == old.files
    assert len(store.versions("d-one")) == 1
    assert store.headers()[0].title == "甲区城市绿化办法"
    with store.writing("ledger", at=two.now()) as writer:
        two.row(writer, "d-row", "只有台账行")
    with pytest.raises(StoreError, match="没有文本"), store.writing("reread") as writer:
        writer.reread("d-row", **again)


def test_a_changed_file_in_its_place_is_one_file(two) -> None:
    version = two.version("d-one.txt", "改过的正文")
    with two.store.writing("ingest", at=two.now()) as writer:
        writer.add_version("d-one", facts=two.facts("甲"), relations=[], version=version)
    assert two.store.document("d-one").files == (version.file,)


def test_files_move_and_multiply(two) -> None:
    store = two.store
    old = store.document("d-one").path
    copy = two.file("copy.txt", "甲区绿化办法正文", role="duplicate")
    with store.writing("ingest", at=two.now()) as writer:
        writer.add_file("d-one", copy)
        writer.move_file("d-one", old, "/elsewhere/新.txt")
    assert [f.path for f in store.document("d-one").files] == ["/elsewhere/新.txt", copy.path]
    assert store.by_path("/elsewhere/新.txt") == ["d-one"]
    assert store.by_path(old) == []
    with store.writing("ingest", at=two.now()) as writer:
        writer.move_file("d-one", copy.path, "/elsewhere/副本.txt")
    assert {f.path for f in store.document("d-one").files} == {"/elsewhere/副本.txt", "/elsewhere/新.txt"}
    with pytest.raises(StoreError, match="没有登记过文件"), store.writing("x") as writer:
        writer.move_file("d-one", "/never/seen.txt", "/a")


def test_unknown_and_taken_ids(two) -> None:
    store = two.store
    assert store.document("nobody") is None
    assert store.text("nobody") == ""
    assert [d.id for d in store.documents(["d-two", "nobody", "d-one"])] == ["d-two", "d-one"]
    with pytest.raises(StoreError, match="没有编号"), store.writing("x") as writer:
        writer.set_ledger("nobody", {})
    with pytest.raises(StoreError, match="已被登记"), store.writing("x") as writer:
        two.row(writer, "d-one", "重复")
    with pytest.raises(ValueError, match="another source"), store.writing("x") as writer:
        writer.set_facts("d-one", two.facts("x", Source.TEXT), source=Source.LEDGER)


def test_an_exception_leaves_nothing_behind(two) -> None:
    store = two.store
    before = (store.revision, store.journal(None), list(store.documents()))

    def interrupted() -> None:
        with store.writing("ingest") as writer:
            two.document(writer, "d-three", "丙")
            writer.set_ledger("d-one", {"a": "b"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert (store.revision, store.journal(None), list(store.documents())) == before


def test_a_command_cannot_hide_in_another(store: Store) -> None:
    with store.writing("outer"), pytest.raises(RuntimeError), store.writing("inner"):
        pass


def test_the_revision_feeds_the_index(two) -> None:
    store = two.store
    start = store.revision
    assert [i for i, _ in store.changed_since(0)] == ["d-one", "d-two"]
    assert store.changed_since(start) == []
    with store.writing("ledger", at=two.now()) as writer:
        two.row(writer, "d-row", "只有台账行")
        writer.set_ledger("d-one", {"文号": "1"})
    assert [i for i, _ in store.changed_since(start)] == ["d-row", "d-one"]
    middle = store.revision
    with store.writing("undo", at=two.now()) as writer:
        writer.undo_last()
    assert dict(store.changed_since(middle)).keys() == {"d-row", "d-one"}, "a deletion is a change too"
    assert store.document("d-row") is None
    assert store.document("d-one").revision > middle


def test_documents_stream_from_one_snapshot(two) -> None:
    store = two.store
    stream = store.documents()
    first = next(stream)
    with store.writing("ledger", at=two.now()) as writer:
        writer.set_ledger("d-two", {"文号": "1"})
    assert [d.ledger for d in (first, *stream)] == [{}, {}]
    assert store.document("d-two").ledger == {"文号": "1"}


@pytest.mark.parametrize(
    "ref",
    [
        "d-one", "d-o", "D-O", "甲政规〔2020〕1号", "甲政规[2020]1号", "甲政规（2020）第 01 号", "甲政规【2020】１号",
        "d-one.txt", "files/d-one.txt", "files\\d-one.txt", "《甲区绿化办法》", "绿化", " 绿化 ",
    ],
)  # fmt: skip
def test_a_person_finds_a_document(two, ref: str) -> None:
    assert two.store.find(ref) == ["d-one"]


def test_finding_prefers_the_whole_title_and_gives_all_that_fit(two) -> None:
    with two.store.writing("ingest", at=two.now()) as writer:
        two.row(writer, "d-three", "停车")
    assert two.store.find("停车") == ["d-three"]
    assert two.store.find("甲区") == ["d-one", "d-two"]
    assert two.store.find("甲政规〔2021〕1号") == []
    assert two.store.find("") == two.store.find("没有这个") == []
    copy = two.file("副本/另存.txt", "x", role="duplicate")
    with two.store.writing("ingest", at=two.now()) as writer:
        writer.add_file("d-two", copy)
    assert two.store.find("另存.txt") == ["d-two"]


def test_outcomes_of_files_stay_visible(two) -> None:
    store = two.store
    with store.writing("ingest", at=two.noon) as writer:
        writer.note_outcome("/a.docx", "0" * 64, "读不出", "文件被截断")
        writer.note_outcome("/b.txt", "1" * 64, "新增", "", "d-one")
    with store.writing("ingest", at=two.now()) as writer:
        writer.note_outcome("/b.txt", "1" * 64, "未变", "", "d-one")
        writer.note_outcome("/a.docx", "2" * 64, "读不出", "文件是空的")
    assert [(o.path, o.outcome, o.reason) for o in store.outcomes()] == [
        ("/a.docx", "读不出", "文件是空的"),
        ("/b.txt", "新增", ""),
    ]
    (unreadable,) = store.outcomes("读不出")
    assert unreadable.at > two.noon


def test_a_row_without_text_is_a_document(desk, store: Store) -> None:
    with store.writing("ledger", at=desk.now()) as writer:
        desk.row(writer, "d-row", "只有台账行", {"文号": "甲发〔2001〕2号"})
        writer.add_document(id="d-bare", identity="", facts=[])
    found = store.document("d-row")
    assert (found.text, found.reading, found.files) == ("", {}, ())
    assert found.ledger["文号"] == "甲发〔2001〕2号"
    assert [(h.id, h.title, h.has_text) for h in store.headers()] == [
        ("d-bare", "（无标题）", False),
        ("d-row", "只有台账行", False),
    ]
    version = desk.version("found.txt", "后来找到的正文")
    with store.writing("ingest", at=desk.now()) as writer:
        writer.add_version("d-row", facts=desk.facts("后来找到的正文"), relations=[], version=version)
        writer.add_version("d-bare", facts=[], relations=[], version=desk.version("bare.txt", "无题"))
    assert store.document("d-row").title == "只有台账行", "the ledger outranks the text"
    assert store.document("d-row").text == "后来找到的正文"
    assert {h.id: h.title for h in store.headers()}["d-bare"] == "bare.txt"


@pytest.mark.parametrize(
    "text", ["\ud800半个", "a\x00b", "\u202e倒", "[bold]x[/]", "=1+1", "\x1b[31m", '"\\"', "", "𠮷" * 10]
)
def test_hostile_texts_are_kept_as_they_are(desk, store: Store, text: str) -> None:
    """All but halves of surrogate pairs, which no database takes; their place is kept."""
    kept = text.replace("\ud800", "\ufffd")
    with store.writing("ingest", at=desk.now()) as writer:
        version = desk.version("x.txt", "x")
        version = type(version)(version.sha256, text, {"t": text}, {"t": text}, version.file)
        fact = Fact("title", text, Source.TEXT, Quote(text, 0, len(text)), note=text)
        writer.add_document(id="d", identity=text, facts=[fact], version=version, ledger={text: text})
        writer.note_outcome(f"/tmp/{text}", "0" * 64, "读不出", text)
    found = store.document("d")
    assert (found.text, found.reading, found.page) == (kept, {"t": kept}, {"t": kept})
    assert found.facts == (Fact("title", kept, Source.TEXT, Quote(kept, 0, len(text)), note=kept),)
    assert found.ledger == {kept: kept}
    assert store.by_identity(text) == ["d"]
    assert store.outcomes()[0].reason == kept
    assert store.verify() == []


def test_many_documents_come_in_batches(desk, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.documents._BATCH", 3)
    with store.writing("ingest", at=desk.now()) as writer:
        for n in range(10):
            desk.row(writer, f"d{n}", f"第{n}件")
    assert [d.title for d in store.documents()] == [f"第{n}件" for n in range(10)]


def test_a_role_of_a_later_program_does_no_harm(two) -> None:
    path = two.store.document("d-one").path
    with two.store.writing("x", at=two.now()) as writer:
        writer.add_file("d-one", FileRecord("/z", "0" * 64, 1, 1.0, "txt"), "scan")
        writer.add_file("d-one", FileRecord("/y", "0" * 64, 1, 1.0, "txt"))
    assert [f.path for f in two.store.document("d-one").files] == [path, "/y", "/z"]


def test_the_tables_are_reached_by_their_address(two, tmp_path: Path) -> None:
    assert two.store.url.startswith("sqlite:///")
    with two.store.snapshot() as connection:
        assert connection.execute(select(table.c.id)).scalars().all() == ["d-one", "d-two"]
        connection.execute(update(table).values(title="never committed"))
    assert two.store.headers()[0].title == "甲区绿化办法"


UNDOABLE = {
    "a fact": lambda w, d: w.set_facts("d-one", d.facts("更正名", Source.REVIEWER), source=Source.REVIEWER),
    "a fact of a ledger": lambda w, d: w.set_facts(
        "d-one", d.facts("台账名", Source.LEDGER), source=Source.LEDGER
    ),
    "the ledger row": lambda w, d: w.set_ledger("d-one", {"备注": "未备案"}),
}
FINAL = {
    "a copy": lambda w, d: w.add_file("d-one", d.file("copy.txt", "甲区绿化办法正文", role="duplicate")),
    "a place": lambda w, d: w.move_file("d-one", d.store.document("d-one").files[0].path, "/elsewhere.txt"),
    "a version": lambda w, d: w.add_version(
        "d-one", version=d.version("new.txt", "甲区绿化办法\n改"), facts=d.facts("甲区绿化办法"), relations=[]
    ),
    "the key": lambda w, d: w.set_identity("d-one", "another"),
}


@pytest.mark.parametrize("name", [*UNDOABLE, *FINAL])
def test_every_change_of_a_document_gives_it_a_revision_that_it_never_had(name: str, two) -> None:
    """What was worked out of a document is kept under its revision, so that none may come twice."""
    store, change = two.store, {**UNDOABLE, **FINAL}[name]
    seen = {(first := store.document("d-one")).revision: first}
    turns = [lambda w, _: w.undo_last(), lambda w, _: w.redo_last(), lambda w, _: w.undo_last(), change]
    for step in (change, *(turns if name in UNDOABLE else [])):
        before = len(seen)
        with store.writing("edit", at=two.now()) as writer:
            step(writer, two)
        found = store.document("d-one")
        seen.setdefault(found.revision, found)
        assert len(seen) == before + 1


def test_a_packed_object_is_read_like_any_mapping() -> None:
    value = {"title": "甲办法", "instruments": [{"units": [1, 2]}], "empty": {}}
    packed = Packed(pack(value))
    assert packed == value
    assert dict(packed) == value
    assert (packed["title"], packed.get("none"), "empty" in packed, len(packed)) == ("甲办法", None, True, 3)
    assert to_json([packed]) == to_json([value])


def test_what_is_no_mapping_is_no_json() -> None:
    with pytest.raises(TypeError):
        to_json({"x": object()})
