"""The lists in the machine form that other programs rely on."""

from typing import Any

from registry.export.inert import json_text, xml_text
from registry.lists import ALREADY_ENDED, Lists, Row
from registry.records import Disposition


def lists_json(lists: Lists) -> dict[str, Any]:
    """{round, as_of, lists: {继续有效: [...], 修改, 废止, 宣布失效, 非规范性文件}}; unknown values are null.

    `recorded` holds what other texts had ended before: it is in no list of the cleanup.
    """
    return {
        "round": lists.round_name or None,
        "as_of": lists.as_of.isoformat(),
        "lists": {d.value: [row_json(r) for r in lists.of(d)] for d in Disposition},
        "recorded": {ALREADY_ENDED: [row_json(r) for r in lists.of(ALREADY_ENDED)]},
    }


def row_json(row: Row) -> dict[str, Any]:
    """One document of a list."""
    return {
        "id": row.document_id,
        "title": xml_text(row.title),
        "number": row.number or None,
        "registration_no": row.registration_no or None,
        "issuers": list(row.issuers),
        "level": row.level.value,
        "implementing_department": row.implementing_department or None,
        "signed_on": row.signed_on or None,
        "published_on": row.published_on or None,
        "effective_on": row.effective_on or None,
        "expires_on": row.expires_on or None,
        "revised_on": row.revised_on or None,
        "reason": xml_text(row.reason) or None,
        "content": xml_text(row.content) or None,
        "basis": row.basis or None,
        "responsible": row.responsible or None,
        "deadline": row.deadline or None,
        "confirmed": row.confirmed,
        "lapsed_by_itself": row.lapsed_by_itself,
        "because": list(row.because),
        "path": row.path or None,
    }


def json_bytes(data: Any) -> bytes:
    """JSON as a file: UTF-8, readable, one final newline."""
    return (json_text(data, indent=1) + "\n").encode("utf-8")
