"""Bring a database to the schema of this program, or say why that is not possible."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from registry.errors import StoreError
from registry.schema import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))


def schema_version(connection: Connection) -> str | None:
    """The schema version that a database has; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(_VERSION.c.version_num)).scalar()


def check_version(version: str | None, where: str) -> bool:
    """Whether the database must be migrated. Raises StoreError when it is newer than this program."""
    if version is None or version < SCHEMA_VERSION:
        return True
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"登记库由更新版本的规清建立（结构版本 {version}，本程序只认识到 {SCHEMA_VERSION}）：{where}",
            "请升级规清后再打开；不要用旧程序改动它。",
        )
    return False


def upgrade(connection: Connection) -> None:
    """Run the missing migrations in the connection's transaction: all of them or none."""
    from alembic import command  # only here: opening an up-to-date registry must stay quick
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA_VERSION)
