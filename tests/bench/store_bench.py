"""How long the store takes with many documents.

    python tests/bench/store_bench.py [--documents 10000] [--findings 100000] [--synchronous NORMAL]

Makes a registry of fictional documents (about 2,000 characters, that is 6 kB, with a reading of 60 articles
and 15 citations, 10 facts, 15 relations each) in a temporary folder and prints seconds for what the program does
all day. `--synchronous` shows what flushing each commit costs (the program always uses EXTRA).
"""

import argparse
import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

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
from registry.store import Store

BATCH = 50  # documents in one transaction, as ingest does it
FIELDS = (
    "title",
    "number",
    "issuers",
    "kind",
    "signed_on",
    "published_on",
    "effective_on",
    "expires_on",
    "x",
    "y",
)


def text_of(number: int) -> str:
    """About 2,000 Chinese characters that compress like prose."""
    rnd = random.Random(number)
    words = [
        "行政",
        "机关",
        "应当",
        "依照",
        "规定",
        "办理",
        "申请",
        "材料",
        "期限",
        "有关",
        "部门",
        "负责",
        "区人民政府",
    ]
    lines = [f"第{n}条　{''.join(rnd.choices(words, k=14))}，{rnd.randint(1, 99)}日内。" for n in range(60)]
    return "\n".join(lines)


def reading_of(text: str) -> dict[str, Any]:
    """A reading of the usual size, in the shape of `corpus.reading.Reading.to_json`."""
    units = [
        {
            "kind": "article",
            "level": 3,
            "number": n,
            "suffix": 0,
            "label": f"第{n}条",
            "start": n * 33,
            "end": n * 33 + 32,
        }
        for n in range(60)
    ]
    quote = {"text": text[40:90], "start": 40, "end": 90}
    citation = {
        "role": "cite", "title": text[45:60], "number": None, "quote": quote, "start": 45, "end": 60, "article": None,
        "scope": "whole", "part": None, "kind": None, "old": None, "new": None, "original": False,
    }  # fmt: skip
    instrument = {
        "role": "main",
        "title": text[:20],
        "kind": "办法",
        "start": 0,
        "end": len(text),
        "units": units,
    }
    return {
        "title": text[:20],
        "citations": [citation] * 15,
        "instruments": [instrument],
        "quotes": {"title": quote},
    }


def documents(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        text = text_of(number)
        sha = hashlib.sha256(text.encode()).hexdigest()
        file = FileRecord(f"/files/{number:05}.docx", sha, len(text), 1.0, "docx")
        quote = Quote(text[:20], 0, 20)
        values: dict[str, Any] = {
            "number": f"甲政规〔{2000 + number % 25}〕{number}号",
            "issuers": ["甲区人民政府"],
        }
        yield {
            "id": f"d{sha[:11]}",
            "identity": f"甲区|{number}",
            "facts": [Fact(name, values.get(name, text[:20]), Source.TEXT, quote) for name in FIELDS],
            "relations": [Relation(RelationKind.CITES, text[n : n + 10], None, quote) for n in range(15)],
            "version": NewVersion(sha, text, reading_of(text), {"format": "docx"}, file),
        }


def timed(what: str, action: Callable[[], object]) -> None:
    start, used = time.perf_counter(), time.process_time()
    action()
    print(
        f"{what:<58}{time.perf_counter() - start:8.2f} s ({time.process_time() - used:.2f} s of the processor)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--synchronous", default="EXTRA", choices=("EXTRA", "FULL", "NORMAL", "OFF"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Store.create(Path(name) / "registry", actor="甲") as store:
        event.listen(
            store.engine, "connect", lambda c, _: c.execute(f"PRAGMA synchronous={options.synchronous}")
        )
        store.engine.dispose()
        run(store, options.documents, options.findings)


def run(store: Store, count: int, findings: int) -> None:
    prepared = list(documents(count))

    def write() -> None:
        for at in range(0, count, BATCH):
            with store.writing("ingest") as writer:
                for document in prepared[at : at + BATCH]:
                    writer.add_document(**document)

    timed(f"store {count} documents, {BATCH} in a transaction", write)
    ids = [d["id"] for d in prepared]
    found = [
        Finding(
            f"E-{n:02}|{ids[n % count]}|{n}",
            f"E-{n % 40:02}",
            "hit",
            "M",
            ids[n % count],
            "疑似已超过有效期",
            (Quote("有效期五年", 1, 6),),
        )
        for n in range(findings)
    ]

    def sweep() -> None:
        with store.writing("sweep") as writer:
            writer.save_sweep(as_of=date(2026, 11, 1), profile="辽宁", findings=found, coverage={})

    def decide() -> None:
        for id in ids[:100]:
            with store.writing("decide") as writer:
                writer.decide(
                    Decision(id, Disposition.KEEP, "仍需适用", "", datetime.now(UTC)), expected_seq=0
                )

    timed(f"load {count} documents with texts and readings", lambda: sum(1 for _ in store.documents()))
    timed("list them (headers)", store.headers)
    timed("find one by its number", lambda: store.find(f"甲政规[2001]第{count // 2 + 1}号"))
    timed(f"store a sweep of {findings} findings", sweep)
    timed("store the same sweep again", sweep)
    timed("load all findings", store.latest_findings)
    timed("load those of one document", lambda: store.latest_findings(document=ids[0]))
    timed("take 100 decisions, each flushed to disk", decide)
    timed("verify the journal", store.verify)
    size = store.folder.database.stat().st_size
    print(f"database {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
