"""What hostile files say of themselves, and a registry that is full of it.

Each payload stands in the title, number, issuer, department, text, ledger, decision and file name of one
document; a mark (标记07) tells the documents apart in what comes out. The registry is written past ingest,
which would already have cleaned the text: another program may have written it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from corpus.extract import extract
from registry.plain import strip_controls
from registry.records import (
    Decision,
    Disposition,
    Fact,
    FileRecord,
    NewVersion,
    Quote,
    Relation,
    RelationKind,
    Source,
)
from registry.store import Store

AS_OF = date(2026, 11, 1)

PAYLOADS: dict[str, str] = {
    "markup action": "[@click=app.exit]看[/]",
    "markup style": "[bold]粗[/bold] [link=http://evil.example]点[/link] [/",
    "terminal title": "甲\x1b]0;改标题\x07乙",
    "clear screen": "甲\x1b[2J\x1b[H乙",
    "colours": "\x1b[31;5m红\x1b[0m",
    "C1 controls": "甲\x9b31m乙\x9d0;x\x9c丙\x85丁",
    "bidi override": "\u202e反写\u202c\u2066隔离\u2069",
    "zero width": "兰\u200b台\ufeff区\u00ad",
    "NUL": "甲\x00乙",
    "formula": "=1+1",
    "hyperlink formula": '=HYPERLINK("http://evil.example","x")',
    "command formula": "+cmd|' /C calc'!A0",
    "function formula": "@SUM(A1:A9)",
    "minus formula": "-2+3",
    "tab-led formula": "\t=1+1",
    "return-led formula": "\r=1+1",
    "full-width formula": "＝1+1",
    "script": "</script><script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "javascript link": "javascript:alert(1)",
    "textarea": "</textarea><!--</title>]]>",
    "entities": "&lt;b&gt;&amp;amp;&#27;",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "csv": 'a","b\n"c;d',
    "lone surrogate": "甲\ud800乙\udfff",
    "XML-illegal": "甲\ufffe\uffff\x0b\x0c乙",
    "path up": "../../x\\..\\y",
    "device name": "CON",
    "trailing dots": "标题. . .",
    "format string": "%s%n{0}%(x)s",
    "long line": "长" * 10_000,
}
NAMES = tuple(PAYLOADS)


def mark(name: str) -> str:
    """What names the document of a payload and no other."""
    return f"标记{NAMES.index(name) + 1:02}"


def seen(name: str) -> str:
    """What a reader should see of a payload: its text, nothing else, blanks counted as one."""
    return as_seen(PAYLOADS[name])[: 10 if name == "long line" else 40]


def as_seen(text: str) -> str:
    """A text as a reader sees it: blanks counted as one, without the signs that stand for no character."""
    return " ".join(re.sub("[\ufffd\ufffe\uffff]", "", strip_controls(text)).split())


def disposition_of(name: str) -> Disposition:
    """What was decided on the document of a payload."""
    return list(Disposition)[NAMES.index(name) % len(Disposition)]


@dataclass(frozen=True, slots=True)
class World:
    """A registry full of payloads: id of each payload's document."""

    registry: Path
    ids: dict[str, str]


def make_world(folder: Path) -> World:
    """Write the registry and the decisions on it."""
    ids = {name: f"d0ho{number:02}hostile"[:12] for number, name in enumerate(NAMES, 1)}
    with Store.create(folder / "登记库", actor="测试") as store:
        for name, id in ids.items():
            payload = PAYLOADS[name]
            _document(store, id, payload, mark(name), folder)
        for number, (name, id) in enumerate(ids.items()):
            moment = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=number)
            disposition = disposition_of(name)
            said = f"{PAYLOADS[name]}{mark(name)}理由"
            due = date(2027, 1, 1) if disposition is Disposition.AMEND else None
            with store.writing("decide", actor=f"{PAYLOADS[name][:200]}审") as writer:
                writer.decide(
                    Decision(
                        id,
                        disposition,
                        said,
                        f"{PAYLOADS[name][:200]}审",
                        moment,
                        deadline=due,
                        responsible=said,
                    )
                )
            with store.writing("ingest") as writer:
                writer.note_outcome(f"/files/{payload[:200]}{mark(name)}.docx", "0" * 64, "读不出", said)
    return World(folder / "登记库", ids)


def _document(store: Store, id: str, payload: str, label: str, folder: Path) -> None:
    short = f"{label}{payload[:300]}" if len(payload) > 500 else f"{payload}{label}"
    title = f"{label}{payload}" if len(payload) > 500 else f"{payload}{label}关于供暖的办法"
    article = f"{payload}{label}"
    text = (
        f"{title}\n第一条　{article}养老补贴，按照《{article}规定》执行。\n第二条　区劳动局负责{article}，收取押金。\n"
        f"{article}\n本办法自2021年5月8日起施行，有效期至2026年12月31日。\n{payload}\n2021年5月8日\n"
    )
    place = text.index(f"《{article}规定》")
    quote = Quote(f"《{article}规定》", place, place + len(article) + 4)
    facts = [
        Fact("title", title, Source.TEXT, Quote(title, 0, len(title))),
        Fact("number", f"{short}号", Source.TEXT),
        Fact("issuers", [f"{short}局"], Source.TEXT),
        Fact("implementing_department", f"{short}部", Source.LEDGER),
        Fact("signed_on", "2021-05-08", Source.TEXT),
        Fact("published_on", "2021-05-08", Source.TEXT),
        Fact("effective_on", "2021-05-08", Source.TEXT),
        Fact("expires_on", "2026-12-31", Source.TEXT, Quote(article, place, place + 1), note=article),
        Fact("url", f"{payload}{label}", Source.LEDGER),
        Fact("registration_no", f"{short}登", Source.LEDGER),
    ]
    data = text.encode("utf-8", "surrogatepass")
    sha = hashlib.sha256(data).hexdigest()
    reading = extract(text).to_json()
    version = NewVersion(
        sha, text, reading, {"metadata": {"标题": article}, "warnings": [article]},
        FileRecord((folder / f"{payload[:200]}{label}.txt").as_posix(), sha, len(data), 1.0, "txt"),
    )  # fmt: skip
    store.keep_source(sha, data)
    with store.writing("ingest") as writer:
        writer.add_document(
            id=id,
            identity=f"x|{label}",
            facts=facts,
            relations=[Relation(RelationKind.BASIS, f"{article}规定", f"{article}文", quote)],
            version=version,
            ledger={"文件名称": title, "备注": article, "公布网址": article},
        )
