"""Bring a database to the schema of this program, or say why that is not possible."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from registry.errors import StoreError
from registry.schema import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))


def schema_version(connection: Connection, where: str) -> str | None:
    """The schema version that a database has; None for a database without any tables.

    Raises StoreError when there are tables and the version is gone.
    """
    tables = inspect(connection).get_table_names()
    version = None
    if "alembic_version" in tables:
        version = connection.execute(select(_VERSION.c.version_num)).scalar()
    if version is None and tables:
        raise StoreError(
            f"登记库的数据库缺少结构版本，可能已损坏或不是规清的数据库：{where}",
            "请用 guiqing restore 从备份恢复。",
        )
    return version


def must_upgrade(version: str, where: str) -> bool:
    """Whether the database is of an older schema. Raises StoreError when it is newer than this program."""
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"登记库由更新版本的规清建立（结构版本 {version}，本程序只认识到 {SCHEMA_VERSION}）：{where}",
            "请升级规清后再打开；不要用旧程序改动它。",
        )
    return version < SCHEMA_VERSION


def upgrade(connection: Connection) -> None:
    """Run the missing migrations in the connection's transaction: all of them or none."""
    from alembic import command  # only here: opening an up-to-date registry must stay quick
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA_VERSION)
