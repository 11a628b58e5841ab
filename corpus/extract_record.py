"""The JSON object of `guiqing extract`: a reading in the shapes of the published contract."""

from typing import Any

from corpus.places import leaves
from corpus.reading import Citation, Reading

_BASIS = ("basis", "weak_basis")
_SILENT = ("forwards", "implements")
_LEGAL_WORDS = ("根据", "依据", "依照", "按照")


def to_record(path: str, reading: Reading, text: str) -> dict[str, Any]:
    """One object for one document. `path` as given to the command; offsets count characters of `text`."""
    return {
        "path": path,
        "title": reading.title,
        "number": reading.number_raw or reading.number,
        "issuers": list(reading.issuers),
        "signed_on": reading.signed_on,
        "published_on": reading.published_on,
        "effective_on": reading.effective_on,
        "expires_on": reading.expires_on,
        "validity_quote": reading.validity.quote.text if reading.validity.quote else None,
        **citation_fields(reading, text),
        "kind": reading.kind,
        "registration_no": reading.registration_no,
        "warnings": list(reading.warnings),
    }


def citation_fields(reading: Reading, text: str) -> dict[str, Any]:
    """basis, cites, repeals, amends and history of a reading, each target (and article) once a field."""
    fields: dict[str, list[dict[str, Any]]] = {k: [] for k in ("basis", "cites", "repeals", "amends")}
    seen: set[tuple[Any, ...]] = set()
    listed: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}
    acted_on = {_key(c) for c in reading.citations if c.role in ("repeal", "replaces", "amend")}
    for c in reading.citations:
        field = _field(c)
        if field is None or (field == "cites" and _key(c) in acted_on):
            continue
        place = c.part if field == "repeals" else c.article
        mark = (field, _key(c), place)
        if mark in seen:
            continue
        seen.add(mark)
        if field == "cites" and place:
            # 第二十条 after 第十七条、第二十条和第二十一条 says nothing new.
            here, before = leaves(place), listed.get((field, _key(c)), frozenset())
            if here and here <= before:
                continue
            listed[field, _key(c)] = before | here
        fields[field].append(_row(field, c))
    return {**fields, "history": [_event(e, text) for e in reading.history]}


def _key(c: Citation) -> str:
    return (c.title or c.number or "").removeprefix("中华人民共和国")


def _field(c: Citation) -> str | None:
    if c.role in _SILENT:
        return None
    if c.role in _BASIS:
        return "basis"
    if c.role == "policy_basis":
        before = c.quote.text[: max(0, c.start - c.quote.start)]
        return "basis" if any(w in before for w in _LEGAL_WORDS) else "cites"
    if c.role in ("repeal", "replaces"):
        return "repeals"
    return "amends" if c.role == "amend" else "cites"


def _row(field: str, c: Citation) -> dict[str, Any]:
    row: dict[str, Any] = {"quote": c.quote.text, "title": c.title, "number": c.number}
    if field == "repeals":
        row |= {"scope": c.scope, "part": c.part}
    else:
        row["article"] = c.article
    if field == "amends":
        row["kind"] = c.kind or "replace"
    return row | {"role": c.role, "start": c.quote.start, "end": c.quote.end}


def _event(event: Any, text: str) -> dict[str, Any]:
    return {
        "date": event.date,
        "act": event.act,
        "by": event.by,
        "quote": text[event.start : event.end],
        "start": event.start,
        "end": event.end,
    }
