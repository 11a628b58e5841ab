"""What every write has in common: the actor, the moment, the journal entry, the revision counter."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from registry.column_types import utc_text
from registry.errors import StoreError
from registry.folder import RegistryFolder
from registry.journal import Chain, open_chain, write_chain
from registry.schema import commands, documents

# Kinds of journal entries that `registry.undo` can take back.
REVERSIBLE = frozenset(
    {"decision", "waiver", "waiver.end", "facts.reviewer", "facts.ledger", "ledger", "row", "relations"}
)


class Conflict(StoreError):
    """Somebody else changed the same thing meanwhile; nothing was written."""


class WriterBase:
    """One transaction of one command. Made by `Store.writing`; never kept beyond its `with` block."""

    def __init__(
        self, connection: Connection, folder: RegistryFolder, *, command: str, actor: str, at: datetime
    ) -> None:
        self.connection = connection
        self.folder = folder
        self.command = command
        self.actor = actor
        self.at = at
        self._at = utc_text(at)
        self._chain: Chain = open_chain(connection)
        self._start = self._chain.seq
        self._kinds: set[str] = set()

    @property
    def batch(self) -> int:
        """The number of this command in the journal: the seq of its first entry."""
        return self._start + 1

    @property
    def changed(self) -> bool:
        """Whether anything was written so far."""
        return self._chain.seq > self._start

    def note(self, kind: str, subject: str, before: Any, after: Any) -> int:
        """Enter a change in the journal; gives the entry's seq."""
        self._kinds.add(kind)
        return self._chain.add(
            batch=self.batch,
            at=self._at,
            actor=self.actor,
            command=self.command,
            kind=kind,
            subject=subject,
            before=before,
            after=after,
        )

    def touch(self, document_id: str) -> int:
        """Give a document the next revision of the registry, so that the index sees the change."""
        self._chain.revision += 1
        self.connection.execute(
            update(documents).where(documents.c.id == document_id).values(revision=self._chain.revision)
        )
        return self._chain.revision

    def next_revision(self) -> int:
        """The next revision of the registry, for a document that is about to be written."""
        self._chain.revision += 1
        return self._chain.revision

    def catch_up(self, revision: int) -> int:
        """Bring the revision counter up to a value that it fell behind; gives where it stood."""
        before, self._chain.revision = self._chain.revision, max(self._chain.revision, revision)
        return before

    def next_id(self, column: Any) -> int:
        """The next free number of a table that counts from one."""
        return int(self.connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()) + 1

    def finish(self) -> tuple[int, str] | None:
        """Write the journal. Gives its new end, or None when the command changed nothing."""
        if not self.changed:
            return None
        if self._kinds <= REVERSIBLE:
            self._push_undo()
        write_chain(self.connection, self._chain)
        return self._chain.seq, self._chain.hash

    def _push_undo(self) -> None:
        self.connection.execute(
            update(commands)
            .where(commands.c.actor == self.actor, commands.c.state == "undone")
            .values(state="gone")
        )
        self.connection.execute(
            insert(commands).values(
                batch=self.batch,
                actor=self.actor,
                command=self.command,
                at=self.at,
                state="done",
                turned=self.batch,
            )
        )
