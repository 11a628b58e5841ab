"""Write the registry of a schema version as SQL text, once, before the next version is begun.

    python tests/registry/schemas/make.py

writes `tests/registry/schemas/<version>.sql` for the schema version of this program, with at least one row
in every table. A file that was released is never written again: it is what old registries look like.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from registry.records import (  # noqa: E402
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
from registry.schema import SCHEMA_VERSION  # noqa: E402
from registry.store import Store  # noqa: E402

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def fill(store: Store) -> None:
    """A little of everything."""
    quote = Quote("甲区绿化办法", 0, 6)
    file = FileRecord("/files/甲.txt", "aa" * 32, 30, 1.5, "txt")
    facts = [
        Fact("title", "甲区绿化办法", Source.TEXT, quote),
        Fact("number", "甲政规〔2020〕1号", Source.TEXT, quote, 0.9, "页眉"),
        Fact("issuers", ["甲区人民政府"], Source.TEXT, quote),
    ]
    relation = Relation(
        RelationKind.BASIS, "某法", None, Quote("《某法》", 9, 13), None, ("x", "y"), "第三条"
    )
    minutes = iter(range(1, 99))

    def writing(command: str):
        return store.writing(command, actor="甲", at=START + timedelta(minutes=next(minutes)))

    with writing("ingest") as writer:
        version = NewVersion(
            file.sha256, "甲区绿化办法\n根据《某法》……", {"title": "甲区绿化办法"}, {"format": "txt"}, file
        )
        writer.add_document(id="d1", identity="k1", facts=facts, relations=[relation], version=version)
        writer.note_outcome(file.path, file.sha256, "新增", "", "d1")
    with writing("ledger import") as writer:
        writer.set_ledger("d1", {"文号": "甲政规〔2020〕1号", "备注": ""})
        writer.set_facts("d1", [Fact("filed", None, Source.LEDGER)], source=Source.LEDGER)
        writer.add_document(
            id="d2", identity="k2", facts=[Fact("title", "乙", Source.LEDGER)], ledger={"文件名称": "乙"}
        )
    with writing("sweep") as writer:
        finding = Finding(
            "k",
            "E-01",
            "hit",
            "H",
            "d1",
            "疑似已届满",
            (quote,),
            ("d2",),
            ("《办法》第九条",),
            "废止",
            {"天数": 3},
        )
        writer.save_sweep(
            as_of=date(2026, 11, 1), profile="辽宁", findings=[finding], coverage={"documents": 2}
        )
    with writing("round start") as writer:
        round_ = writer.start_round(
            "全面清理", cutoff=date(2026, 6, 30), as_of=date(2026, 11, 1), documents=["d1", "d2"]
        )
        writer.issue("清理结果目录", as_of=date(2026, 11, 1), content={"废止": ["d1"]}, round_id=round_.id)
        writer.set_setting("profile", "辽宁")
    with writing("decide") as writer:
        writer.decide(
            Decision(
                "d1",
                Disposition.REPEAL,
                "已届满",
                "",
                START,
                "初审",
                round_.id,
                ("k",),
                date(2027, 1, 1),
                "民政局",
            )
        )
    with writing("waive") as writer:
        writer.waive("F-01", "d1", "已补备案", until=date(2027, 1, 1))
    with writing("undo") as writer:
        writer.undo_last()


def main() -> None:
    target = Path(__file__).parent / f"{SCHEMA_VERSION}.sql"
    with tempfile.TemporaryDirectory() as name:
        with Store.create(Path(name) / "registry") as store:
            fill(store)
        with closing(sqlite3.connect(Path(name) / "registry" / "registry.db")) as connection:
            target.write_text("\n".join(connection.iterdump()) + "\n", encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
