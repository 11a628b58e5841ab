"""Ledgers into a registry and out of it again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from corpus.ledger import read_ledger
from corpus.ledger_export import write_ledger
from corpus.ledger_import import import_rows, plan_import
from registry.errors import UsageError
from registry.store import Store

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CSV = (
    "文件名称,文号,制定机关,成文日期,有效期至,备案日期,备注\r\n"
    "兰台区烟花爆竹管理办法,兰政发〔2021〕3号,兰台区人民政府,2021.3.4,无,2021年3月9日,=1+1\r\n"
    "兰台区犬只管理办法,兰政发〔2022〕7号,兰台区人民政府,2021-02-30,,,\r\n"
    "兰台区烟花爆竹管理办法,兰政发[2021]3号,兰台区人民政府,2021-03-04,无,2021-03-09,=1+1\r\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "库", actor="测试")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_text(CSV, encoding="utf-8-sig", newline="")
    return path


def test_rows_without_a_file_become_records_without_text(store: Store, ledger: Path) -> None:
    plan = plan_import(store, ledger)
    assert (plan.matched, plan.unmatched, plan.repeated) == (0, 2, 1)
    assert any("2021-02-30" in p for p in plan.problems)
    import_rows(store, plan, at=NOW)
    found = {d.title: d for d in store.documents()}
    assert set(found) == {"兰台区烟花爆竹管理办法", "兰台区犬只管理办法"}
    assert found["兰台区烟花爆竹管理办法"].ledger["备案日期"] == "2021年3月9日"
    assert found["兰台区烟花爆竹管理办法"].fact("expires_on") is not None
    assert found["兰台区犬只管理办法"].fact("signed_on") is None


def test_importing_again_changes_nothing(store: Store, ledger: Path) -> None:
    import_rows(store, plan_import(store, ledger), at=NOW)
    before = store.revision
    plan = plan_import(store, ledger)
    assert (plan.matched, plan.unmatched) == (2, 0)
    import_rows(store, plan, at=NOW)
    assert store.revision == before


def test_a_plan_writes_nothing(store: Store, ledger: Path) -> None:
    plan_import(store, ledger)
    assert list(store.documents()) == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_reads_back_as_the_same_ledger(
    store: Store, ledger: Path, tmp_path: Path, ending: str
) -> None:
    import_rows(store, plan_import(store, ledger), at=NOW)
    path = tmp_path / f"导出.{ending}"
    assert write_ledger(path, store.documents()) == 2
    plan = plan_import(store, path)
    before = store.revision
    import_rows(store, plan, at=NOW)
    found = {r.title: r for r in read_ledger(path).rows}
    assert found["兰台区烟花爆竹管理办法"].values["备注"] == "=1+1"
    assert plan.matched == 2
    assert {d.title: {k: v for k, v in d.ledger.items() if k != "序号"} for d in store.documents()} == {
        d: {k: v for k, v in r.values.items() if k != "序号"} for d, r in found.items()
    }
    assert store.revision >= before


def test_no_cell_of_an_export_is_a_formula(store: Store, ledger: Path, tmp_path: Path) -> None:
    import_rows(store, plan_import(store, ledger), at=NOW)
    path = tmp_path / "导出.xlsx"
    write_ledger(path, store.documents())
    sheet = load_workbook(path).worksheets[0]
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "d", "inlineStr"}


def test_another_ending_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        write_ledger(tmp_path / "x.pdf", store.documents())
