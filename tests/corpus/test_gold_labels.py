"""The extractor against hand labels of real texts: F1 for each field, on all labels together."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from corpus.clean import clean
from corpus.extract import extract
from corpus.extract_record import to_record
from corpus.readers import read

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"
LABELS = PROJECT / "tests" / "gold"
INDEPENDENT = LABELS / "independent"
FLOOR = {
    "basis": 0.97,
    "cites": 0.96,
    "repeals": 0.97,
    "amends": 0.9,
    "mentions (basis+cites)": 0.97,
    "cited articles": 0.95,
    "history": 0.97,
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real texts is not beside the project"),
]


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "score_extraction", SHARED / "tools" / "score_extraction.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(labels: Path) -> Iterator[dict[str, object]]:
    for file in sorted(labels.glob("*.json")):
        path = SHARED / "data" / json.loads(file.read_text("utf-8"))["id"]
        page = read(path)
        text = clean(page).text
        yield to_record(path.as_posix(), extract(text, page.metadata), text)


@pytest.mark.parametrize(
    "labels",
    [LABELS, INDEPENDENT, SHARED / "gold" / "dev"],
    ids=["drafted labels", "independent labels", "shared labels"],
)
def test_relations_and_history_reach_the_floor(
    labels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    rows = list(records(labels))
    assert rows
    out.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    monkeypatch.setattr(sys, "argv", ["score", str(labels), str(out), "--json"])
    scorer().main()
    report = json.loads(capsys.readouterr().out)
    assert report["absent"] == []
    reached = {field: row["f1"] for field, row in report["fields"].items()}
    low = {field: reached[field] for field, floor in FLOOR.items() if reached.get(field, 1.0) < floor}
    assert low == {}


def test_every_label_quotes_the_text_that_it_labels() -> None:
    files = sorted(LABELS.rglob("*.json"))
    assert files
    for file in files:
        label = json.loads(file.read_text("utf-8"))
        text = bare(clean(read(SHARED / "data" / label["id"])).text)
        for field in ("basis", "cites", "repeals", "amends"):
            missing = [row["quote"] for row in label[field] if bare(row["quote"]) not in text]
            assert not missing, (file.name, field, missing)


def bare(text: str) -> str:
    """Without blanks; the marks of nested titles, which cleaning may have closed, alike."""
    return "".join(text.split()).translate(str.maketrans("<>＜＞", "〈〉〈〉"))


def test_every_quote_stands_where_its_offsets_say() -> None:
    files = sorted(LABELS.rglob("*.json"))
    assert files
    for file in files:
        page = read(SHARED / "data" / json.loads(file.read_text("utf-8"))["id"])
        text = clean(page).text
        record = to_record("x", extract(text, page.metadata), text)
        for field in ("basis", "cites", "repeals", "amends", "history"):
            for row in record[field]:
                assert text[row["start"] : row["end"]] == row["quote"]
