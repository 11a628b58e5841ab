"""Backup and restore: one self-describing file, checked after writing, restored only into an empty place."""

from sqlalchemy import Engine

from registry.folder import RegistryFolder


def before_migration(folder: RegistryFolder, database: Engine, version: str) -> None:
    raise NotImplementedError
