"""The single checks of the registry's floor, and their repairs. Put together by `registry.doctor`."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select

from registry import audit, engine, journal
from registry.document_rows import fact_of_row, headline
from registry.files import sha256_of
from registry.folder import RegistryFolder
from registry.records import Fact
from registry.schema import documents, facts, files, head, outcomes, versions

_ENOUGH = 200_000_000  # bytes of free disk below which work is likely to be cut short
_SHOWN = 10


class Level(StrEnum):
    OK = "正常"
    NOTE = "提示"
    PROBLEM = "问题"


@dataclass(frozen=True, slots=True)
class Result:
    """What a check says: `what` it found and the `remedy`; `fixable`: `doctor --fix` can repair it."""

    code: str
    level: Level
    what: str
    remedy: str = ""
    fixable: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """A registry under examination: its folder and one snapshot of its database."""

    folder: RegistryFolder
    connection: Connection
    thorough: bool = True


def _some(names: list[str]) -> str:
    rest = f" 等 {len(names)} 个" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + rest


# ---- the folder


def parts(folder: RegistryFolder) -> Iterator[Result]:
    """The subfolders are there."""
    missing = [p.name for p in parts_of(folder) if not p.is_dir()]
    if missing:
        yield Result("parts", Level.PROBLEM, f"缺少子文件夹：{_some(missing)}", "可自动补建。", True)
    else:
        yield Result("parts", Level.OK, "子文件夹齐全")


def parts_of(folder: RegistryFolder) -> tuple[Path, ...]:
    return (folder.index, folder.sources, folder.backups, folder.tmp)


def rights(folder: RegistryFolder) -> Iterator[Result]:
    """Nobody but the owner can enter the folder or read a file in it."""
    open_ = [str(p.relative_to(folder.path)) for p in too_open(folder)]
    if open_:
        yield Result(
            "rights", Level.PROBLEM, f"其他用户可以读取：{_some(open_)}", "可自动收回其他用户的权限。", True
        )
    else:
        yield Result("rights", Level.OK, "只有本人可以读取")


def too_open(folder: RegistryFolder) -> Iterator[Path]:
    if os.name == "nt":
        return
    for path in (folder.path, *sorted(folder.path.rglob("*"))):
        with contextlib.suppress(FileNotFoundError):  # another process tidied up meanwhile
            if not path.is_symlink() and path.stat().st_mode & 0o077:
                yield path


def leftovers(folder: RegistryFolder) -> Iterator[Result]:
    """Unfinished files of a program that was killed."""
    found = [str(p.relative_to(folder.path)) for p in left_over(folder)]
    if found:
        yield Result(
            "leftovers",
            Level.NOTE,
            f"上次中断留下的临时文件：{_some(found)}",
            "确认没有别的规清正在导入或者备份，即可自动清除。",
            True,
        )
    else:
        yield Result("leftovers", Level.OK, "没有遗留的临时文件")


def left_over(folder: RegistryFolder) -> Iterator[Path]:
    if folder.tmp.is_dir():
        yield from sorted(folder.tmp.iterdir())
    for pattern in (".new-*", ".restoring-*"):
        yield from sorted(folder.path.glob(pattern))


def disk(folder: RegistryFolder) -> Iterator[Result]:
    """There is room to work."""
    free = shutil.disk_usage(folder.path).free
    if free < _ENOUGH:
        yield Result("disk", Level.PROBLEM, f"磁盘只剩 {free // 1_000_000} MB", "请清理磁盘后再导入或备份。")
    else:
        yield Result("disk", Level.OK, f"磁盘剩余 {free // 1_000_000_000} GB")


# ---- the database


def integrity(patient: Patient) -> Iterator[Result]:
    """SQLite's own full check."""
    problems = engine.integrity_problems(patient.connection)
    if problems:
        yield Result(
            "database",
            Level.PROBLEM,
            f"数据库文件已损坏：{problems[0]}",
            "请勿继续写入；用 guiqing restore 把最近的备份恢复到新文件夹。",
        )
    else:
        yield Result("database", Level.OK, "数据库文件完好")


def foreign_keys(patient: Patient) -> Iterator[Result]:
    """No row points to nothing."""
    broken = engine.foreign_key_problems(patient.connection)
    if broken:
        rows = _some([f"{table} 第 {row} 行 → {parent}" for table, row, parent in broken])
        yield Result(
            "foreign_keys", Level.PROBLEM, f"有指向空处的记录：{rows}", "数据库被别的程序改过；请用备份恢复。"
        )
    else:
        yield Result("foreign_keys", Level.OK, "各表之间的引用完好")


def chain(patient: Patient) -> Iterator[Result]:
    """The journal is whole."""
    damages = journal.verify(patient.connection, journal.read_mark(patient.folder.mark))
    for damage in damages[:_SHOWN]:
        yield Result(
            "chain", Level.PROBLEM, f"操作日志：{damage.message}", "请与备份核对，查明是谁在何时改动。"
        )
    if not damages:
        end = patient.connection.execute(select(head.c.seq, head.c.hash)).one()
        yield Result("chain", Level.OK, f"操作日志完整，共 {end.seq} 条，末尾校验值 {end.hash[:16] or '无'}")


def mark(patient: Patient) -> Iterator[Result]:
    """The note of the journal's end beside the database can be read."""
    if journal.read_mark(patient.folder.mark) is None and journal_end(patient.connection)[0]:
        yield Result("mark", Level.NOTE, "日志旁记 journal.mark 不见了或读不出", "可自动重写。", True)
    else:
        yield Result("mark", Level.OK, "日志旁记可读")


def journal_end(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(head.c.seq, head.c.hash)).one_or_none()
    return (row.seq, row.hash) if row else (0, "")


def guards(patient: Patient) -> Iterator[Result]:
    """The database itself refuses to change the journal."""
    missing = engine.missing_protection(patient.connection)
    if missing:
        yield Result(
            "guards", Level.PROBLEM, f"日志的防改保护被去掉：{_some(missing)}", "可自动恢复保护。", True
        )
    else:
        yield Result("guards", Level.OK, "日志的防改保护有效")


def tables(patient: Patient) -> Iterator[Result]:
    """Decisions, waivers and people's words are those that the journal tells of."""
    damages = audit.compare(patient.connection)
    for damage in damages[:_SHOWN]:
        yield Result("tables", Level.PROBLEM, damage.message, "请用 guiqing history 查看经过，与备份核对。")
    if not damages:
        yield Result("tables", Level.OK, "处置、豁免、台账和更正与日志一致")


def counter(patient: Patient) -> Iterator[Result]:
    """The revision counter is ahead of every document."""
    if _counter_is_behind(patient.connection):
        yield Result("counter", Level.PROBLEM, "修订计数落后于文件，索引可能漏掉更新", "可自动校正。", True)
    else:
        yield Result("counter", Level.OK, "修订计数正常")


def _counter_is_behind(connection: Connection) -> bool:
    top = connection.execute(select(func.coalesce(func.max(documents.c.revision), 0))).scalar_one()
    known = connection.execute(select(head.c.revision)).scalar()
    return known is not None and int(top) > int(known)  # a head that is gone is the chain's matter


def newest(patient: Patient) -> Iterator[Result]:
    """Every document shows its newest text."""
    wrong = not_newest(patient.connection)
    if wrong:
        yield Result(
            "newest", Level.PROBLEM, f"没有指向最新文本：{_some(sorted(wrong))}", "可自动校正。", True
        )
    else:
        yield Result("newest", Level.OK, "每件文件都指向最新文本")


def not_newest(connection: Connection) -> dict[str, int]:
    last = (
        select(versions.c.document_id, func.max(versions.c.seq).label("seq"))
        .group_by(versions.c.document_id)
        .subquery()
    )
    query = (
        select(documents.c.id, func.coalesce(last.c.seq, 0).label("seq"))
        .outerjoin(last, last.c.document_id == documents.c.id)
        .where(documents.c.version != func.coalesce(last.c.seq, 0), documents.c.deleted.is_(False))
    )
    return {row.id: row.seq for row in connection.execute(query)}


def headlines(patient: Patient) -> Iterator[Result]:
    """The columns for lists repeat the facts."""
    wrong = sorted(stale_headlines(patient.connection))
    if wrong:
        yield Result("headlines", Level.PROBLEM, f"列表栏与要素不一致：{_some(wrong)}", "可自动校正。", True)
    else:
        yield Result("headlines", Level.OK, "列表栏与要素一致")


def stale_headlines(connection: Connection) -> dict[str, dict[str, object]]:
    names = ("title", "number", "issuers", "signed_on")
    known: dict[str, list[Fact]] = {}
    query = select(facts).where(facts.c.field.in_(names)).order_by(facts.c.rank, facts.c.position)
    for row in connection.execute(query):
        known.setdefault(row.document_id, []).append(fact_of_row(row))
    stale = {}
    columns = [documents.c[name] for name in names]
    for row in connection.execute(select(documents.c.id, *columns).where(documents.c.deleted.is_(False))):
        right = headline(known.get(row.id, ()))
        if any(getattr(row, name) != right[name] for name in names):
            stale[row.id] = right
    return stale


def sources(patient: Patient) -> Iterator[Result]:
    """Every text's file is kept, and kept unchanged."""
    found: dict[tuple[str, bool], list[str]] = {}
    for sha256, path in texts(patient.connection):
        copy = patient.folder.source(sha256)
        present = copy.is_file()
        if not present or (patient.thorough and sha256_of(copy) != sha256):
            kind = "原文件副本被改动" if present else "原文件副本不见了"
            if not present and _in_archive(path):
                kind = "来自压缩包，没有另存原文件副本"
            found.setdefault((kind, is_original(sha256, path)), []).append(path)
    for (kind, curable), paths in found.items():
        level, remedy = Level.PROBLEM, "请把原文件放回原处再运行 guiqing doctor --fix，或用备份恢复。"
        if curable:
            remedy = "原文件还在原处，可自动重新复制。"
        elif kind.startswith("来自压缩包"):
            level, remedy = Level.NOTE, "请保留原压缩包；文本本身已在登记库中。"
        yield Result("sources", level, f"{kind}：{_some(paths)}", remedy, curable)
    if not found:
        yield Result(
            "sources", Level.OK, "原文件副本齐全" if patient.thorough else "原文件副本都在（未核对内容）"
        )


def texts(connection: Connection) -> list[tuple[str, str]]:
    query = select(versions.c.sha256, versions.c.path).order_by(versions.c.path)
    return list({row.sha256: (row.sha256, row.path) for row in connection.execute(query)}.values())


def _in_archive(path: str) -> bool:
    """Whether a path names a member of an archive ("旧文件.zip!通知.doc"): only the archive is a file."""
    return "!" in path and not Path(path).exists()


def is_original(sha256: str, path: str) -> bool:
    return Path(path).is_file() and sha256_of(Path(path)) == sha256


def strangers(patient: Patient) -> Iterator[Result]:
    """Nothing lies among the sources that no document refers to."""
    found = [p.name for p in unreferenced(patient.folder, patient.connection)]
    if found:
        yield Result(
            "strangers",
            Level.NOTE,
            f"没有文件引用的副本：{_some(found)}",
            "可自动清除（一小时内的会保留，可能正在导入）。",
            True,
        )
    else:
        yield Result("strangers", Level.OK, "没有多余的副本")


def unreferenced(folder: RegistryFolder, connection: Connection) -> list[Path]:
    known: set[str] = set()
    for column in (versions.c.sha256, files.c.sha256, outcomes.c.sha256):
        known.update(connection.execute(select(column).distinct()).scalars())
    return sorted(
        p
        for p in folder.sources.rglob("*")
        if p.is_file() and not (p.name in known and p == folder.source(p.name))
    )


FOLDER_CHECKS: tuple[Callable[[RegistryFolder], Iterator[Result]], ...] = (parts, rights, leftovers, disk)
DATABASE_CHECKS: tuple[Callable[[Patient], Iterator[Result]], ...] = (
    foreign_keys,
    guards,
    chain,
    mark,
    tables,
    counter,
    newest,
    headlines,
    sources,
    strangers,
)
