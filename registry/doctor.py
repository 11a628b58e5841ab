"""The registry's check-up: what can be wrong with it, what that means, its remedy, and its repair.

`examine` only looks. `repair` does what is safe: rights, leftovers, counters, columns that repeat other
ones, guards that are missing, copies of sources whose original still lies where it was. It never touches
the words of people, and never the journal. The checks are in `registry.checkups`, the repairs in
`registry.repairs`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry import checkups, engine, migrate, repairs
from registry.checkups import Level, Patient, Result
from registry.errors import StoreError
from registry.folder import RegistryFolder
from registry.schema import SCHEMA_VERSION
from registry.store import Store

__all__ = ["Level", "Repair", "Result", "examine", "repair"]


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair came to: the problems that are gone, and the results of looking again."""

    mended: tuple[Result, ...]
    after: tuple[Result, ...]


def examine(path: Path, *, thorough: bool = True) -> list[Result]:
    """Look at everything; one result a check that is well, one a problem. Never raises for a damaged
    registry. `thorough` also reads every kept source file to compare its hash.
    """
    return list(_examine(path.expanduser().absolute(), thorough))


def _examine(path: Path, thorough: bool) -> Iterator[Result]:
    try:
        folder = RegistryFolder.open(path)
    except StoreError as error:
        yield Result("marker", Level.PROBLEM, error.message, error.remedy)
        return
    yield Result("marker", Level.OK, f"登记库：{path}")
    for check in checkups.FOLDER_CHECKS:
        yield from check(folder)
    if folder.place == folder.database and not folder.database.is_file():
        yield Result(
            "database",
            Level.PROBLEM,
            f"数据库文件不见了：{folder.database}",
            "请用 guiqing restore 从备份恢复。",
        )
        return
    database = engine.connect(folder.place, journal_mode=folder.journal_mode)
    try:
        with engine.reading(database, str(path)) as connection:
            patient = Patient(folder, connection, thorough)
            yield from _examine_database(patient)
    except StoreError as error:
        yield Result("database", Level.PROBLEM, error.message, error.remedy)
    finally:
        database.dispose()


def _examine_database(patient: Patient) -> Iterator[Result]:
    integrity = list(checkups.integrity(patient))
    yield from integrity
    if any(r.level is Level.PROBLEM for r in integrity):
        return
    version = migrate.schema_version(patient.connection, str(patient.folder.path))
    if version != SCHEMA_VERSION:
        older = version is not None and version < SCHEMA_VERSION
        yield Result(
            "schema",
            Level.PROBLEM,
            f"数据库的结构版本是 {version or '空'}，本程序是 {SCHEMA_VERSION}",
            "打开登记库时会先备份再升级；也可用 guiqing doctor --fix。"
            if older
            else "请用备份恢复。"
            if version is None
            else "请升级规清。",
            fixable=older,
        )
        return
    yield Result("schema", Level.OK, f"结构版本 {version}")
    for check in checkups.DATABASE_CHECKS:
        yield from check(patient)


def repair(path: Path, *, at: datetime, actor: str = "", thorough: bool = True) -> Repair:
    """Mend what `examine` calls fixable; repairs in the database are entered in the journal."""
    path = path.expanduser().absolute()
    before = [r for r in examine(path, thorough=thorough) if r.fixable]
    codes = {r.code for r in before}
    if codes:
        folder = RegistryFolder.open(path)
        for code in codes & repairs.FOLDER_REPAIRS.keys():
            repairs.FOLDER_REPAIRS[code](folder)
        if codes - repairs.FOLDER_REPAIRS.keys():
            with Store.open(folder, actor=actor) as store:  # migrates an older schema
                for code in sorted(codes & repairs.REPAIRS.keys()):
                    repairs.REPAIRS[code](store, at)
    after = examine(path, thorough=thorough)
    left = {(r.code, r.what) for r in after}
    return Repair(tuple(r for r in before if (r.code, r.what) not in left), tuple(after))
