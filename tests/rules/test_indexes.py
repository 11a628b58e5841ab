"""Indexes: whatever would read an index otherwise after a change is touched, and little else."""

from datetime import date
from random import Random

import pytest

from registry.records import Document, Fact, Source
from rules.indexes import (
    INDEXES,
    WHOLE_INDEXES,
    Given,
    Rows,
    cell_of,
    cell_of_ending,
    cell_of_keys,
    cell_of_row,
    derived_index,
    replace_given,
    replaced,
    whole_index,
)
from rules.registry_indexes import by_title, cited
from rules.registry_view import RegistryView
from rules.view import DocumentView

_KEYS = ("民政局", "财政局", "区民政局", "局")
_ENDINGS = ("民政局", "政局", "局", "区民政局", "委")


def _read(rows: Rows) -> dict[int, object]:
    """Every way to read an index: its cell and what is read."""
    return {
        **{cell_of_row("i", key): dict(rows.get(key, {})) for key in _KEYS},
        **{cell_of_ending("i", end): any(key.endswith(end) for key in rows) for end in _ENDINGS},
        cell_of_keys("i"): set(rows),
    }


@pytest.mark.parametrize("seed", range(5))
def test_what_reads_otherwise_is_touched(seed: int) -> None:
    chance, rows, given = Random(seed), dict[str, dict[str, object]](), dict[str, Given]()
    for _ in range(60):
        document = chance.choice("甲乙丙")
        new = {key: chance.choice((None, 1)) for key in chance.sample(_KEYS, chance.choice((0, 1, 1, 2)))}
        before = _read(rows)
        touched = replace_given({"i": rows}.__getitem__, document, {"i": given.get(document, {})}, {"i": new})
        given[document] = new
        assert {
            key: row for key in _KEYS if (row := {d: g[key] for d, g in given.items() if key in g})
        } == rows
        otherwise = {cell for cell, read in _read(rows).items() if read != before[cell]}
        assert otherwise <= touched.get("i", set())
        rows_touched = touched.get("i", set()) & {cell_of_row("i", key) for key in _KEYS}
        assert rows_touched <= otherwise


@pytest.mark.parametrize("seed", range(5))
def test_what_reads_otherwise_in_rows_built_anew_is_touched(seed: int) -> None:
    chance, rows = Random(seed), dict[str, dict[str, object]]()
    for _ in range(60):
        new = {
            key: {d: chance.choice((None, 1)) for d in chance.sample("甲乙丙", chance.choice((1, 2)))}
            for key in chance.sample(_KEYS, chance.choice((0, 1, 1, 2)))
        }
        before, touched = _read(rows), replaced("i", rows, new)
        otherwise = {cell for cell, read in _read(new).items() if read != before[cell]}
        assert otherwise <= touched
        assert touched & {cell_of_row("i", key) for key in _KEYS} <= otherwise
        rows = new


def test_what_an_index_of_the_whole_looks_at_is_not_noted_but_its_rows_are() -> None:
    @whole_index
    def titles(registry: RegistryView) -> Rows:
        return {"*": {d.id: d.title for d in registry.documents}}

    try:
        registry = RegistryView([_titled("d-one", "兰台区殡葬管理办法")], as_of=date(2026, 11, 1))
        registry.seen = set()
        assert registry.under(titles, "*") == {"d-one": "兰台区殡葬管理办法"}
        assert registry.seen == {cell_of_row(titles.name, "*")}
    finally:
        del WHOLE_INDEXES[titles.name]


def _titled(document_id: str, title: str) -> Document:
    return Document(document_id, (Fact("title", title, Source.REVIEWER),), text=title, revision=1)


def test_an_answer_knows_what_was_looked_at_for_it() -> None:
    given = [_titled("d-one", "兰台区殡葬管理办法"), _titled("d-two", "兰台区养犬管理办法")]
    registry = RegistryView(given, as_of=date(2026, 11, 1))
    registry.resolve("兰台区养犬管理办法", None, source=registry.by_id["d-one"])
    cells = {words[0]: answer.cells for words, answer in registry.known.items()}
    row = cell_of_row(by_title.name, "兰台区养犬管理办法")
    assert cells["by_title"] == {row, cell_of("d-two")}
    assert cells["resolve"] == {row, cell_of("d-two"), cell_of("d-one")}, "with what it asked on the way"
    registry.by_number("兰政发〔2020〕1号")
    assert registry.known["by_number", "=兰政发〔2020〕1号"].cells, "where nothing stands was looked, too"


def test_a_derived_index_asks_for_no_other() -> None:
    @derived_index
    def asking(doc: DocumentView, registry: RegistryView) -> Given:
        return registry.under(cited, doc.id)

    try:
        registry = RegistryView([_titled("d-one", "兰台区殡葬管理办法")], as_of=date(2026, 11, 1))
        with pytest.raises(RuntimeError, match="derived"):
            registry.under(asking, "d-one")
    finally:
        del INDEXES[asking.name]
