"""Registries of every schema version open with this program; newer ones are refused; half a migration is none."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry import backup, doctor, migrate
from registry.errors import StoreError
from registry.records import Disposition
from registry.schema import SCHEMA_VERSION, metadata
from registry.store import Store

SCHEMAS = Path(__file__).parent / "schemas"
MARKER = 'format = 1\nid = "0123"\n[storage]\nurl = ""\n'


@pytest.fixture(params=sorted(SCHEMAS.glob("*.sql")), ids=lambda p: p.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A registry as a released version of the program left it."""
    place = tmp_path / "old"
    place.mkdir(mode=0o700)
    (place / "guiqing.toml").write_text(MARKER, encoding="utf-8")
    with contextlib.closing(sqlite3.connect(place / "registry.db")) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    return place


def test_a_registry_of_every_released_schema_opens(old: Path) -> None:
    with Store.open(old, actor="甲") as store:
        first, second = store.documents()
        assert first.title == "甲区绿化办法"
        assert first.value("number") == "甲政规〔2020〕1号"
        assert first.text.startswith("甲区绿化办法\n根据")
        assert first.reading["title"] == "甲区绿化办法"
        assert first.ledger["文号"] == "甲政规〔2020〕1号"
        assert first.relations[0].candidates == ("x", "y")
        assert (second.title, second.text) == ("乙", "")
        assert store.current_decision("d1").disposition is Disposition.REPEAL
        assert store.latest_findings()[0].facts == {"天数": 3}
        assert store.waivers() == []
        assert store.issues()[0].content == {"废止": ["d1"]}
        assert store.round_documents(1) == ["d1", "d2"]
        assert store.setting("profile") == "辽宁"
        assert store.outcomes()[0].document_id == "d1"
        assert store.verify() == []
        assert [c.command for c in store.redoable()] == ["waive"]
        with store.writing("redo") as writer:
            writer.redo_last()
        assert store.waivers()[0].reason == "已补备案"
        assert store.verify() == []
    problems = {r.code for r in doctor.examine(old) if r.level is doctor.Level.PROBLEM}
    assert problems <= {"parts", "rights", "sources"}, "only what the text of a database cannot hold"


def test_the_current_schema_has_its_fixture() -> None:
    assert (SCHEMAS / f"{SCHEMA_VERSION}.sql").is_file(), "run tests/registry/schemas/make.py"


def test_migrations_make_the_tables_of_the_program(store: Store) -> None:
    with store.snapshot() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert migrate.schema_version(connection, "") == SCHEMA_VERSION
    config = Config()
    config.set_main_option("script_location", migrate.MIGRATIONS.as_posix())
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_a_newer_registry_is_refused_and_left_alone(copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(copy / "registry.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    before = (copy / "registry.db").read_bytes()
    with pytest.raises(StoreError, match="0099") as raised:
        Store.open(copy)
    assert "升级" in raised.value.remedy
    assert (copy / "registry.db").read_bytes() == before


LATER = """
from alembic import op
revision, down_revision = "{version}", "{before}"
def upgrade():
    op.execute("CREATE TABLE later (x INTEGER)")
    op.execute("INSERT INTO later VALUES (1)")
    {more}
"""


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program one schema version ahead: gives a function that says what its migration does besides."""

    def make(more: str = "pass") -> str:
        version = f"{int(SCHEMA_VERSION) + 1:04}"
        place = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, place)
        script = LATER.format(version=version, before=SCHEMA_VERSION, more=more)
        (place / "versions" / "later.py").write_text(script)
        monkeypatch.setattr(migrate, "MIGRATIONS", place)
        monkeypatch.setattr(migrate, "SCHEMA_VERSION", version)
        return version

    return make


def _later_rows(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone()
    return int(tables)


def test_an_older_registry_is_backed_up_and_migrated(copy: Path, later, tmp_path: Path) -> None:
    version = later()
    with Store.open(copy) as store, store.snapshot() as connection:
        assert migrate.schema_version(connection, "") == version
    assert _later_rows(copy) == 1
    (made,) = backup.listed(copy / "backups")
    assert made.schema == SCHEMA_VERSION
    assert backup.verify(made.path).members.keys() == {"registry.db", "guiqing.toml"}
    Store.open(copy).close()
    assert len(backup.listed(copy / "backups")) == 1, "once is enough"
    restored = backup.restore(made.path, tmp_path / "restored")
    assert _later_rows(restored.path) == 0


def test_half_a_migration_is_none(copy: Path, later) -> None:
    later('op.execute("INSERT INTO nothing VALUES (1)")')
    with pytest.raises(StoreError, match="nothing"):
        Store.open(copy)
    assert _later_rows(copy) == 0
    (made,) = backup.listed(copy / "backups")
    assert made.schema == SCHEMA_VERSION
    with contextlib.closing(sqlite3.connect(copy / "registry.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(SCHEMA_VERSION,)]


def test_a_registry_under_a_folder_with_odd_signs(tmp_path: Path) -> None:
    with Store.create(tmp_path / "50% off? #1 [x] 登记库") as store, store.writing("x") as writer:
        writer.set_setting("a", 1)
    with Store.open(tmp_path / "50% off? #1 [x] 登记库") as store:
        assert store.setting("a") == 1


def test_another_database_is_reached_by_its_address(tmp_path: Path) -> None:
    """The address in guiqing.toml decides; an SQLite address elsewhere stands in for a server here."""
    with Store.create(tmp_path / "r") as store:
        database = store.folder.database
    elsewhere = tmp_path / "elsewhere.db"
    shutil.move(database, elsewhere)
    marker = tmp_path / "r" / "guiqing.toml"
    marker.write_text(
        marker.read_text("utf-8").replace('url = ""', f'url = "sqlite:///{elsewhere}"'), "utf-8"
    )
    with Store.open(tmp_path / "r") as store:
        assert store.headers() == []
        assert str(elsewhere) in store.url
    assert not database.exists()
