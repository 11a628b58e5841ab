"""The sample registry: readable sources, real files, the same bytes each time."""

from pathlib import Path

import pytest

from corpus.ledger import read_ledger
from corpus.readers import read
from corpus.readers.errors import Unreadable
from rules.entries import entries
from tui.samples import collection
from tui.samples.build import Built, build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("示例"))


def test_every_source_has_a_name_of_its_own_and_a_key_of_known_rules() -> None:
    documents = collection.load()
    assert len({d.file for d in documents}) == len(documents) >= 100
    ids, codes = {d.id for d in documents}, set(entries())
    for document in documents:
        key = document.key
        assert set(key.expect) | set(key.forbid) | set(key.may) <= codes, document.id
        assert not set(key.expect) & set(key.forbid), document.id
        assert {peer for peers in key.peers.values() for peer in peers} <= ids, document.id
        assert key.why


def test_building_twice_gives_the_same_bytes(built: Built, tmp_path: Path) -> None:
    again = build(tmp_path)
    for name in built.files:
        assert (built.documents / name).read_bytes() == (again.documents / name).read_bytes(), name
    assert built.ledger.read_bytes() == again.ledger.read_bytes()


def test_every_sentence_reads_back_from_its_file(built: Built) -> None:
    for document in collection.load():
        text = "".join(read(built.documents / document.file).text.split())
        for line in collection.numbered(document.body):
            if line.endswith("。"):
                assert "".join(line.split()) in text, (document.id, line)


def test_the_truncated_file_cannot_be_read(built: Built) -> None:
    for broken in collection.irregularities().truncated:
        with pytest.raises(Unreadable):
            read(built.documents / broken["file"])


def test_the_ledger_has_its_irregularities(built: Built) -> None:
    ledger = read_ledger(built.ledger)
    irregular = collection.irregularities()
    with_row = sum(bool(d.ledger) for d in collection.load())
    assert len(ledger.rows) == with_row + len(irregular.repeated) + len(irregular.rows_without_file)
    assert ledger.rows[0].row_no == len(irregular.titles) + 2
    assert not [r for r in ledger.rows if r.problems]


@pytest.mark.parametrize("text", ["", "+++\nfile = 1\n", "no head\n"])
def test_a_source_without_a_whole_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        collection.parse("X", text)
