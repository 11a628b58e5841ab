"""Each write of a document: what the journal says of it, that the index sees it, what a refusal tells to do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from registry.errors import StoreError
from registry.records import Fact, FileRecord, Source
from registry.schema import relations
from registry.store import Writer

COPY = FileRecord("/copies/副本.txt", "c" * 64, 5, 2.5, "txt", "duplicate")
LEDGER = Fact("filed", "2020-06-01", Source.LEDGER)
AS_JSON = {"field": "filed", "value": "2020-06-01", "source": "ledger", "quote": None, "certainty": 1.0, "note": ""}  # fmt: skip

Write = Callable[[Any, Writer], object]


def _new_version(two: Any, writer: Writer) -> object:
    version = two.version("d-one-2.txt", "甲区绿化办法（修订）")
    facts = [*two.facts("甲区绿化办法（修订）", number="甲政规〔2022〕3号", kind="办法"), LEDGER]
    return writer.add_version("d-one", facts=facts, relations=[two.relation("新法")], version=version)


def _read_again(two: Any, writer: Writer) -> object:
    return writer.reread("d-one", facts=two.facts("甲"), relations=[], text="更好", reading={}, page={})


#: what is done to d-one → the kind of its entry, what stood before, what stands after (None: see the test below)
WRITES: dict[str, tuple[Write, str, Any, Any]] = {
    "identity": (lambda _, w: w.set_identity("d-one", "新"), "identity", "identity of d-one", "新"),
    "ledger": (lambda _, w: w.set_ledger("d-one", {"文号": "1"}), "ledger", {}, {"文号": "1"}),
    "facts": (lambda _, w: w.set_facts("d-one", [LEDGER], source=Source.LEDGER), "facts.ledger", [], [AS_JSON]),
    "copy": (
        lambda _, w: w.add_file("d-one", COPY),
        "file",
        None,
        {"path": COPY.path, "sha256": "c" * 64, "role": "duplicate"},
    ),
    "version": (_new_version, "version", {"version": 1}, None),
    "reading": (_read_again, "reading", {"version": 1}, None),
    "move": (lambda two, w: w.move_file("d-one", two.file("d-one.txt", "甲区绿化办法正文").path, "/neu"), "file", None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_entered_and_the_index_sees_it(two: Any, name: str) -> None:
    write, kind, before, after = WRITES[name]
    store, old = two.store, two.store.document("d-one")
    revision = store.revision
    with store.writing("x", at=two.now()) as writer:
        write(two, writer)
    entry = store.history("d-one")[-1]
    assert (entry.kind, entry.subject, entry.command) == (kind, "d-one", "x")
    if name == "move":
        sha256 = old.files[0].sha256
        before = {"path": old.path, "sha256": sha256, "role": "main"}
        after = {"path": "/neu", "sha256": sha256, "role": "main"}
    elif name == "version":
        file = store.document("d-one").files[0]
        after = {"facts": [AS_JSON], "title": "甲区绿化办法（修订）", "number": "甲政规〔2022〕3号", "version": 2, "sha256": file.sha256, "path": file.path}  # fmt: skip
    elif name == "reading":
        after = {"version": 1, "sha256": old.files[0].sha256}
    assert (entry.before, entry.after) == (before, after)
    assert [id for id, _ in store.changed_since(revision)] == ["d-one"]
    assert store.verify() == []


def test_a_changed_copy_is_entered_with_what_it_was(two: Any) -> None:
    with two.store.writing("x", at=two.now()) as writer:
        writer.add_file("d-one", COPY)
        writer.add_file("d-one", replace(COPY, sha256="e" * 64))
    entry = two.store.history("d-one")[-1]
    assert (entry.before["sha256"], entry.after["sha256"]) == ("c" * 64, "e" * 64)
    assert two.store.document("d-one").files[-1].role == "duplicate"


def test_the_first_text_of_a_row_has_nothing_before_it(two: Any) -> None:
    with two.store.writing("x", at=two.now()) as writer:
        two.row(writer, "d-row", "只有台账行")
        writer.add_version("d-row", facts=[], relations=[], version=two.version("r.txt", "正文"))
    assert two.store.history("d-row")[-1].before is None


def test_an_outcome_is_entered_with_what_it_was(two: Any) -> None:
    first = {"sha256": "0" * 64, "outcome": "读不出", "reason": "", "document_id": None}
    second = {"sha256": "1" * 64, "outcome": "新增", "reason": "", "document_id": "d-one"}
    with two.store.writing("x", at=two.now()) as writer:
        writer.note_outcome("/a.txt", "0" * 64, "读不出")
        writer.note_outcome("/a.txt", "1" * 64, "新增", document_id="d-one")
    entries = [e for e in two.store.journal(None) if e.kind == "outcome"]
    assert [(e.subject, e.before, e.after) for e in entries] == [
        ("/a.txt", None, first),
        ("/a.txt", first, second),
    ]


def test_a_new_text_brings_its_own_facts_and_relations_and_no_other_s(two: Any) -> None:
    store = two.store
    with store.writing("page", at=two.now()) as writer:
        writer.set_facts("d-one", [Fact("url", "http://x", Source.PAGE)], source=Source.PAGE)
        writer.set_facts("d-one", [Fact("filed", "无", Source.LEDGER)], source=Source.LEDGER)
        writer.set_facts("d-two", [LEDGER], source=Source.LEDGER)
    other = store.document("d-two")
    with store.writing("x", at=two.now()) as writer:
        _new_version(two, writer)
    found = store.document("d-one")
    assert found.relations == (two.relation("新法"),)
    assert found.fact("url") is None, "what the old page said is gone with it"
    assert [f.value for f in found.facts if f.field == "filed"] == ["2020-06-01"], (
        "given words replace those given before"
    )
    assert store.headers()[0].number == "甲政规〔2022〕3号"
    assert store.document("d-two") == other


def test_reading_again_takes_over_every_part(two: Any) -> None:
    store = two.store
    with store.writing("page", at=two.now()) as writer:
        writer.set_facts("d-one", [Fact("url", "http://x", Source.PAGE)], source=Source.PAGE)
    old = store.document("d-one")
    same = {"facts": old.facts, "relations": old.relations, "text": old.text, "reading": old.reading, "page": old.page}  # fmt: skip
    changed = {
        "text": "另一正文",
        "reading": {"title": "另"},
        "page": {"format": "docx"},
        "facts": two.facts("另一标题"),
        "relations": [two.relation("另一法")],
    }
    for part, value in changed.items():
        with store.writing("x", at=two.now()) as writer:
            assert writer.reread("d-one", **same | {part: value}), part
        found = store.document("d-one")
        assert getattr(found, part) in (value, tuple(value)), part
        with store.writing("x", at=two.now()) as writer:
            assert writer.reread("d-one", **same), part
        assert store.document("d-one").facts == old.facts, part


def test_two_documents_may_share_a_place(two: Any) -> None:
    """A file that holds two documents: what becomes of it for one says nothing of the other."""
    with two.store.writing("x", at=two.now()) as writer:
        writer.add_file("d-one", COPY)
        writer.add_file("d-two", COPY)
        writer.move_file("d-one", COPY.path, "/neu.txt")
    assert two.store.document("d-one").files[-1] == replace(COPY, path="/neu.txt")
    assert two.store.document("d-two").files[-1] == COPY
    assert "/neu.txt" not in {h.path for h in two.store.headers()}, "the text's own file is where it was"


def test_a_moved_file_is_shown_at_its_new_place(two: Any) -> None:
    places = {h.id: h.path for h in two.store.headers()}
    with two.store.writing("x", at=two.now()) as writer:
        writer.move_file("d-one", places["d-one"], "/neu.txt")
    assert {h.id: h.path for h in two.store.headers()} == places | {"d-one": "/neu.txt"}


def test_a_row_that_was_taken_back_is_gone_with_all_its_parts(two: Any) -> None:
    store = two.store
    with store.writing("ledger import", at=two.now()) as writer:
        writer.add_document(
            id="d-row", identity="", facts=two.facts("行", Source.LEDGER), relations=[two.relation("某法")]
        )
    with store.writing("undo", at=two.now()) as writer:
        writer.undo_last()
    with store.snapshot() as connection:
        owners = set(connection.execute(select(relations.c.document_id)).scalars())
    assert owners == {"d-one", "d-two"}
    with pytest.raises(StoreError, match="没有编号"), store.writing("x") as writer:
        writer.set_ledger("d-row", {"文号": "1"})


REFUSALS: dict[str, Write] = {
    "unknown": lambda _, w: w.set_ledger("nobody", {}),
    "taken": lambda two, w: two.row(w, "d-one", "重复"),
    "never a file": lambda _, w: w.move_file("d-one", "/never", "/a"),
    "no text": lambda two, w: (two.row(w, "d-row", "行"), w.reread("d-row", facts=[], relations=[], text="", reading={}, page={})),
    "no such document": lambda two, w: w.decide(two.decision("nobody")),
    "nothing to undo": lambda _, w: w.undo_last(),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_to_do(two: Any, name: str) -> None:
    with pytest.raises(StoreError) as raised, two.store.writing("x") as writer:
        REFUSALS[name](two, writer)
    assert raised.value.remedy.strip().endswith("。")
