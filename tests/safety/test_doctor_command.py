"""`guiqing doctor`: each planted damage is named with its remedy, and --fix repairs what it promises.

The damages to database and folder are examined one by one in tests/registry/test_doctor.py; here the
command says them, and those of the index, which stands above the registry.
"""

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.follow import follow, index_of
from registry import engine
from registry.records import Fact, Source
from registry.store import Store
from tui import diagnostics
from tui.cli import app
from tui.state import STATE

TEXT = "兰台区人民政府关于{n}号事项的通知\n兰政发〔2021〕{n}号\n各镇：\n一、做好养老工作。\n兰台区人民政府\n2021年5月8日\n"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of four files with its index."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "files").mkdir()
    for n in range(1, 5):
        (folder / "files" / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    assert _run("ingest", folder / "files", "--quiet", "--workers", 1, registry=folder / "登记库") == 0
    with Store.open(folder / "登记库") as store:
        first = store.headers()[0].id
    for words in (
        ("search", "养老"),
        ("sweep", "--as-of", "2026-11-01"),
        ("decide", first, "废止", "--reason", "过时"),
    ):
        assert _run(*words, registry=folder / "登记库") == 0
    return folder


@pytest.fixture
def registry(healthy: Path, tmp_path: Path) -> Iterator[Path]:
    before = os.umask(0o077)  # what a test plants is not also open to others
    yield shutil.copytree(healthy / "登记库", tmp_path / "登记库")
    os.umask(before)


def _run(*words: object, registry: Path) -> int:
    STATE.registry, STATE.actor = None, ""
    return diagnostics.guarded(
        lambda: app(["--registry", str(registry), *map(str, words)], standalone_mode=False)
    )


def _sql(*statements: str) -> Callable[[Path], None]:
    """What somebody does to the database behind the program's back."""

    def act(folder: Path) -> None:
        with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection, connection:
            for name in engine.APPEND_ONLY:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for trigger in engine.APPEND_ONLY.values():
                connection.execute(trigger)

    return act


def _shelf(statement: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        with contextlib.closing(sqlite3.connect(folder / "index" / "shelf.db")) as connection, connection:
            connection.execute(statement)

    return act


def _tear(folder: Path) -> None:
    """Overwrite a page of the index: its head is sound, the texts are not."""
    path = folder / "index" / "shelf.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'shelf'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def _texts(folder: Path) -> Path:
    return next((folder / "index").glob("texts-*"))


def _index_behind(folder: Path) -> None:
    with Store.open(folder) as store, store.writing("ingest") as writer:
        writer.add_document(id="dnew00000001", identity="new", facts=[Fact("title", "新文件", Source.TEXT)])


def _source(folder: Path) -> Path:
    return next(p for p in sorted((folder / "sources").rglob("*")) if p.is_file())


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"!")


def _cut(folder: Path) -> None:
    os.truncate(folder / "registry.db", (folder / "registry.db").stat().st_size // 2)


def _without_original(folder: Path) -> None:
    """A kept copy is gone, and so is the file it was made from."""
    _sql("UPDATE versions SET path = path || '.weg'")(folder)
    _source(folder).unlink()


class Damage(NamedTuple):
    """What was done, a pattern of what is said, and whether --fix repairs it."""

    act: Callable[[Path], object]
    said: str
    fixed: bool


DAMAGES: dict[str, Damage] = {
    "index behind": Damage(_index_behind, "全文索引落后 1 件", True),
    "index ahead": Damage(_shelf("UPDATE meta SET value = '99999' WHERE name = 'revision'"), "全文索引比登记库新", True),
    "index deleted": Damage(lambda f: shutil.rmtree(f / "index"), "缺少子文件夹：index", True),
    "shelf deleted": Damage(lambda f: (f / "index" / "shelf.db").unlink(), "全文索引落后 4 件", True),
    "shelf overwritten": Damage(lambda f: (f / "index" / "shelf.db").write_bytes(b"x" * 9000), "全文索引落后 4 件", True),
    "shelf torn": Damage(_tear, "全文索引文件已损坏", True),
    "shelf lacks a document": Damage(_shelf("DELETE FROM shelf WHERE key = 1"), "不一致：相差 1 件", True),
    "shelf knows a stranger": Damage(_shelf("INSERT INTO shelf (id) VALUES ('dx')"), "不一致：相差 1 件", True),
    "texts deleted": Damage(lambda f: _texts(f).unlink(), "全文索引落后 4 件", True),
    "texts altered": Damage(lambda f: _texts(f).write_bytes(_texts(f).read_bytes()[::-1]), "全文索引的文本已损坏", True),
    "grams deleted": Damage(lambda f: shutil.rmtree(f / "index" / "grams"), "缺了一半", True),
    "source missing": Damage(lambda f: _source(f).unlink(), "不见了", True),
    "source missing with its original": Damage(_without_original, "不见了", False),
    "source altered": Damage(lambda f: _append(_source(f)), "被改动", True),
    "entry changed": Damage(_sql("UPDATE journal SET actor = '丙' WHERE seq = 2"), "第 2 条", False),
    "entry removed": Damage(_sql("DELETE FROM journal WHERE seq = 3"), "第 3 条", False),
    "entries cut off": Damage(_sql("DELETE FROM journal WHERE seq > 3"), "截去", False),
    "mark gone": Damage(lambda f: (f / "journal.mark").unlink(), "旁记", True),
    "decision changed": Damage(_sql("UPDATE decisions SET disposition = '修改'"), "处置与日志", False),
    "orphan row": Damage(_sql("UPDATE findings SET document_id = 'nobody'"), "指向空处.*findings", False),
    "headline stale": Damage(_sql("UPDATE documents SET title = '另一个'"), "标题|题名|概要|不一致", True),
    "foreign file in sources": Damage(lambda f: (f / "sources" / "note.txt").write_bytes(b""), "note.txt", True),
    "folder open": Damage(lambda f: f.chmod(0o755), "其他用户可以读取", True),
    "file open": Damage(lambda f: (f / "registry.db").chmod(0o666), "其他用户可以读取.*registry.db", True),
    "leftover": Damage(lambda f: (f / "tmp" / ".new-x").write_bytes(b""), ".new-x", True),
    "database truncated": Damage(_cut, "损坏", False),
    "database gone": Damage(lambda f: (f / "registry.db").unlink(), "数据库文件不见了", False),
    "database of another program": Damage(lambda f: (f / "registry.db").write_bytes(b"x" * 9000), "损坏", False),
    "schema newer": Damage(_sql("UPDATE alembic_version SET version_num = '9999'"), "9999.*", False),
    "guard disarmed": Damage(
        lambda f: _plain(f, "DROP TRIGGER journal_keeps_words"), "journal_keeps_words", True
    ),
    "settings gone": Damage(lambda f: (f / "guiqing.toml").unlink(), "不是登记库", False),
    "settings unreadable": Damage(lambda f: (f / "guiqing.toml").write_bytes(b"\xff["), "设置文件读不出", False),
    "settings without a key": Damage(lambda f: (f / "guiqing.toml").write_text('id = "x"\n'), "缺少 format", False),
    "settings of a newer program": Damage(lambda f: (f / "guiqing.toml").write_text("format = 99\n"), "请升级", False),
}  # fmt: skip


def _plain(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection, connection:
        connection.execute(statement)


def test_a_sound_registry_is_called_sound(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert _run("doctor", registry=registry) == 0
    told = capsys.readouterr().out
    assert "一切正常" in told
    assert "字体" in told


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_named_with_its_remedy_and_repaired_as_promised(
    registry: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage = DAMAGES[name]
    damage.act(registry)
    capsys.readouterr()
    code = _run("doctor", registry=registry)
    told = capsys.readouterr().out
    entries = re.split(r"\n(?=[✓·✗] )", told)
    named = [e for e in entries if re.search(damage.said, e) and not e.startswith("✓")]
    assert named, told
    assert "办法：" in named[0]
    assert ("--fix 可修复" in named[0]) is damage.fixed
    assert code == (4 if "✗" in told else 0)

    _age(registry)
    fixed = _run("doctor", "--fix", registry=registry)
    after = capsys.readouterr().out
    assert _run("doctor", registry=registry) == fixed
    left = re.split(r"\n(?=[✓·✗] )", capsys.readouterr().out)
    still = [e for e in left if re.search(damage.said, e) and not e.startswith("✓")]
    if damage.fixed:
        assert fixed == 0, after
        assert still == []
        with Store.open(registry) as store:
            assert store.verify() == []
            index = index_of(store)
            follow(store, index)
            assert index.search("养老").total == 4
    else:
        assert still, "it is left as it is"


def _age(folder: Path) -> None:
    """A fresh file among the sources may belong to somebody who is taking files in; an old one does not."""
    for path in (folder / "sources").rglob("*"):
        if path.is_file():
            os.utime(path, (1_600_000_000, 1_600_000_000))
