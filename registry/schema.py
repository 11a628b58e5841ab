"""The tables, as SQLAlchemy Core sees them. The migrations make them; a test holds the two together.

How values are spelled in their columns stands in `column_types`.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

from registry.column_types import Day, JsonText, PackedJson, PackedObject, UtcTime, Words

SCHEMA_VERSION = "0001"

metadata = MetaData()


def _document() -> Column[str]:
    return Column("document_id", String(64), ForeignKey("documents.id"), nullable=False)


# One row: how far the registry's revision counter and the journal have come.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("actor", Words, nullable=False),
    Column("command", Words, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", Words, nullable=False),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("journal_subject", "subject", "seq"),
    Index("journal_batch", "batch"),
)

# Commands that can be undone, as a stack; `state` is done, undone or gone (its redo was overtaken).
commands = Table(
    "commands",
    metadata,
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("actor", Words, nullable=False),
    Column("command", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("turned", Integer, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("value", JsonText, nullable=False),
)

# `title` to `path` repeat the highest-ranking facts, for lists; `version` is the newest text's number.
documents = Table(
    "documents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("identity", Words, nullable=False),
    Column("title", Words),
    Column("number", Words),
    Column("issuers", JsonText, nullable=False),
    Column("signed_on", Words),
    Column("path", Words),
    Column("ledger", JsonText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Index("documents_identity", "identity"),
    Index("documents_revision", "revision"),
)

facts = Table(
    "facts",
    metadata,
    _document(),
    Column("rank", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("field", String(64), nullable=False),
    Column("source", String(16), nullable=False),
    Column("value", JsonText, nullable=False),
    Column("quote", Words),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("certainty", Float, nullable=False),
    Column("note", Words, nullable=False),
    Index("facts_place", "document_id", "rank", "position", unique=True),
)

relations = Table(
    "relations",
    metadata,
    _document(),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("target_title", Words),
    Column("target_number", Words),
    Column("quote", Words, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("target_id", String(64)),
    Column("candidates", JsonText, nullable=False),
    Column("part", Words),
    Index("relations_place", "document_id", "position", unique=True),
    Index("relations_target", "target_id"),
)

files = Table(
    "files",
    metadata,
    _document(),
    Column("path", Words, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("modified", Float, nullable=False),
    Column("format", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Index("files_place", "document_id", "path", unique=True),
    Index("files_path", "path"),
    Index("files_sha256", "sha256"),
)

versions = Table(
    "versions",
    metadata,
    Column("document_id", String(64), ForeignKey("documents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Words, nullable=False),
    Column("reading", PackedObject, nullable=False),
    Column("page", JsonText, nullable=False),
    Column("path", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("modified", Float, nullable=False),
    Column("format", String(16), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Index("versions_sha256", "sha256"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("path", Words, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("reason", Words, nullable=False),
    Column("document_id", String(64), ForeignKey("documents.id")),
    Column("at", UtcTime, nullable=False),
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Day, nullable=False),
    Column("profile", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Words, nullable=False),
    Column("coverage", JsonText, nullable=False),
    Column("failures", JsonText, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
)

# A finding's life: it is what sweeps `opened` … before `closed` said. Words that change under the same
# key close one row and open the next; `since` is the sweep where the unbroken life began.
findings = Table(
    "findings",
    metadata,
    Column("key", Words, primary_key=True),
    Column("opened", Integer, ForeignKey("sweeps.id"), primary_key=True, autoincrement=False),
    Column("closed", Integer, ForeignKey("sweeps.id")),
    Column("since", Integer, nullable=False),
    Column("rule", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("document_id", String(64), ForeignKey("documents.id"), nullable=False),
    Column("message", Words, nullable=False),
    Column("disposition", Words, nullable=False),
    Column("quotes", JsonText, nullable=False),
    Column("peers", JsonText, nullable=False),
    Column("basis", JsonText, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("findings_standing", "closed", "document_id"),
    Index("findings_document", "document_id"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("cutoff", Day, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("closed_at", UtcTime),
    Column("scope", JsonText, nullable=False),
)

round_documents = Table(
    "round_documents",
    metadata,
    Column("round_id", Integer, ForeignKey("rounds.id"), primary_key=True, autoincrement=False),
    Column("document_id", String(64), ForeignKey("documents.id"), primary_key=True),
)

round_stages = Table(
    "round_stages",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("round_id", Integer, ForeignKey("rounds.id"), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("result", Words, nullable=False),
)

# Lists and papers as they were issued, so that each can be printed again as it was.
issued = Table(
    "issued",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("round_id", Integer, ForeignKey("rounds.id")),
    Column("name", Words, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Words, nullable=False),
    Column("content", PackedJson, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _document(),
    Column("disposition", String(16), nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("round_id", Integer, ForeignKey("rounds.id")),
    Column("evidence", JsonText, nullable=False),
    Column("deadline", Day),
    Column("responsible", Words),
    Column("withdrawn", Boolean, nullable=False),
    Index("decisions_document", "document_id", "seq"),
)

waivers = Table(
    "waivers",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("rule", String(16), nullable=False),
    _document(),
    Column("about", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("until", Day),
    Column("active", Boolean, nullable=False),
    Index("waivers_document", "document_id"),
)
