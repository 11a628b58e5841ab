"""What a reviewer corrects in the facts of a document."""

import re
from collections import defaultdict

from registry.dates import parse_date
from registry.errors import UsageError
from registry.records import Document, Fact, Quote, Source
from registry.store import Store
from tui.showing import FIELD_NAMES
from tui.state import actor

#: Fields that a person may correct, in the order in which they are shown.
EDITABLE = (
    "title", "number", "registration_no", "issuers", "implementing_department", "kind", "signed_on", "published_on",
    "effective_on", "expires_on", "url", "classification",
)  # fmt: skip
_DATES = ("signed_on", "published_on", "effective_on", "expires_on")


def fields(document: Document | None) -> list[tuple[str, tuple[Fact, ...]]]:
    """(field, its facts in order of rank): the editable ones in their order, then what else is known."""
    known: dict[str, list[Fact]] = defaultdict(list)
    for fact in document.facts if document else ():
        known[fact.field].append(fact)
    names = [*EDITABLE, *(name for name in known if name not in EDITABLE)]
    return [(name, tuple(known.get(name, ()))) for name in names]


def correct(store: Store, document_id: str, name: str, value: str, source: str = "") -> str:
    """Keep a person's value for a field ("无": confirmed none; "": take the correction back); says so. `source`:
    where the person has it from.

    Raises UsageError for a date that is none.
    """
    document = store.document(document_id)
    assert document is not None
    mine = [f for f in document.facts if f.source is Source.REVIEWER and f.field != name]
    if value:
        quote = Quote(source.strip() or value)
        mine.append(Fact(name, _typed(name, value), Source.REVIEWER, quote, note=actor()))
    with store.writing("edit") as writer:
        writer.set_facts(document_id, mine, source=Source.REVIEWER)
    if not value:
        return "已撤回更正"
    return f"已更正：{FIELD_NAMES.get(name, name)}（按 f5 重新筛查，疑点随之更新；u 撤销）"


def _typed(name: str, value: str) -> str | list[str] | None:
    """What a person typed, as the fact's value. Raises UsageError for a date that is none."""
    if value == "无":
        return None
    if name in _DATES:
        found = parse_date(value)
        if found is None:
            raise UsageError(f"“{value}”不是一个日期", "写成 2026-11-01；不知道日的写 2026-11")
        return found
    if name == "issuers":
        return [part for part in re.split(r"[、，,\s]+", value) if part]
    return value
