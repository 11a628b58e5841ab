"""A registry to work in, and short words for what the tests put into it."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.records import (
    Decision,
    Disposition,
    Fact,
    FileRecord,
    Finding,
    NewVersion,
    Quote,
    Relation,
    RelationKind,
    Source,
)
from registry.store import Store, Writer

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class Desk:
    """What a test says often: make facts, versions, documents, findings, decisions."""

    noon = NOON

    def __init__(self, store: Store, files: Path) -> None:
        self.store = store
        self.files = files
        self.minutes = 0

    def now(self) -> datetime:
        """A moment later than the last."""
        self.minutes += 1
        return NOON + timedelta(minutes=self.minutes)

    def file(self, name: str, text: str, role: str = "main") -> FileRecord:
        """A real file with this text."""
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        data = path.read_bytes()
        return FileRecord(path.as_posix(), hashlib.sha256(data).hexdigest(), len(data), 1.5, "txt", role)

    def version(self, name: str, text: str) -> NewVersion:
        file = self.file(name, text)
        self.store.keep_source(file.sha256, Path(file.path).read_bytes())
        return NewVersion(file.sha256, text, {"title": text[:4], "units": [1, 2]}, {"format": "txt"}, file)

    @staticmethod
    def facts(title: str, source: Source = Source.TEXT, **more: Any) -> list[Fact]:
        quote = Quote(title, 0, len(title)) if source is Source.TEXT else None
        return [Fact(k, v, source, quote) for k, v in {"title": title, **more}.items()]

    @staticmethod
    def relation(title: str, target_id: str | None = None) -> Relation:
        return Relation(RelationKind.CITES, title, None, Quote(f"《{title}》", 3, 5 + len(title)), target_id)

    def document(self, writer: Writer, id: str, title: str, text: str = "", **facts: Any) -> None:
        writer.add_document(
            id=id,
            identity=f"identity of {id}",
            facts=self.facts(title, **facts),
            relations=[self.relation("某法")],
            version=self.version(f"{id}.txt", text or f"{title}正文"),
        )

    def row(self, writer: Writer, id: str, title: str, row: Mapping[str, str] | None = None) -> None:
        """A ledger row whose file is missing."""
        writer.add_document(
            id=id,
            identity=f"identity of {id}",
            facts=self.facts(title, Source.LEDGER),
            ledger={"文件名称": title, **(row or {})},
        )

    def decision(self, id: str, disposition: Disposition = Disposition.KEEP, **more: Any) -> Decision:
        return Decision(
            id, disposition, more.pop("reason", "仍需适用"), more.pop("actor", ""), self.now(), **more
        )

    @staticmethod
    def finding(key: str, document: str, rule: str = "E-01", **more: Any) -> Finding:
        return Finding(
            key, rule, more.pop("outcome", "hit"), "H", document, more.pop("message", f"疑似{key}"), **more
        )

    def sweep(self, findings: Sequence[Finding], **scope: Any) -> int:
        with self.store.writing("sweep", at=self.now()) as writer:
            return writer.save_sweep(
                as_of=date(2026, 11, 1), profile="辽宁", findings=findings, coverage={"documents": 2}, **scope
            )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "registry", actor="甲", at=NOON) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path / "files")


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A registry with two documents d-one and d-two."""
    with desk.store.writing("ingest", at=desk.now()) as writer:
        desk.document(
            writer,
            "d-one",
            "甲区绿化办法",
            number="甲政规〔2020〕1号",
            issuers=["甲区人民政府"],
            signed_on="2020-05-08",
        )
        desk.document(
            writer,
            "d-two",
            "甲区停车规定",
            number="甲政规〔2021〕12号",
            issuers=["甲区人民政府"],
            signed_on="2021-06",
        )
    return desk


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed registry in which a good deal was done. For reading and copying only (see `copy`)."""
    folder = tmp_path_factory.mktemp("filled")
    with Store.create(folder / "registry", actor="甲", at=NOON) as opened:
        desk = Desk(opened, folder / "files")
        with opened.writing("ingest", at=desk.now()) as writer:
            desk.document(
                writer, "d-one", "甲区绿化办法", number="甲政规〔2020〕1号", issuers=["甲区人民政府"]
            )
            desk.document(writer, "d-two", "甲区停车规定", number="甲政规〔2021〕12号")
            writer.note_outcome("/files/broken.docx", "0" * 64, "读不出", "文件被截断")
        desk.sweep([desk.finding("k1", "d-one"), desk.finding("k2", "d-two", "F-01")])
        for n, disposition in enumerate(Disposition):
            with opened.writing("decide", actor="乙", at=desk.now()) as writer:
                writer.decide(desk.decision("d-one", disposition, reason=f"理由{n}"))
        with opened.writing("ledger import", at=desk.now()) as writer:
            writer.set_ledger("d-two", {"文号": "甲政规〔2021〕12号"})
            writer.set_facts("d-two", [Fact("filed", None, Source.LEDGER)], source=Source.LEDGER)
            desk.row(writer, "d-row", "只有台账行")
            writer.waive("E-01", "d-two", "已有公告")
        with opened.writing("fact", at=desk.now()) as writer:
            writer.set_facts(
                "d-one", [Fact("signed_on", "2020-05-09", Source.REVIEWER)], source=Source.REVIEWER
            )
        with opened.writing("undo", at=desk.now()) as writer:
            writer.undo_last(2)
        with opened.writing("redo", at=desk.now()) as writer:
            writer.redo_last()
        with opened.writing("round start", at=desk.now()) as writer:
            round_ = writer.start_round(
                "全面清理", cutoff=date(2026, 6, 30), as_of=date(2026, 7, 1), documents=["d-one"]
            )
            writer.decide(
                desk.decision("d-one", Disposition.AMEND, round_id=round_.id, deadline=date(2027, 1, 1))
            )
            writer.set_setting("profile", "辽宁")
        version = desk.version("d-two-2.txt", "甲区停车规定（修订）")
        with opened.writing("ingest", at=desk.now()) as writer:
            writer.add_version("d-two", facts=desk.facts("甲区停车规定"), relations=[], version=version)
    return folder / "registry"


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    """A copy of the filled registry, to be damaged."""
    shutil.copytree(filled, tmp_path / "copy")
    return tmp_path / "copy"
