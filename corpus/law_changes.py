"""Changes of laws from what an office has at hand: a CSV of facts, or the text of the new law itself.

The result is a table in the form of `data/law_changes.toml`, ready to be laid over the shipped one.
"""

import csv
import io
from pathlib import Path
from typing import Any

from corpus.clean import clean
from corpus.extract import extract
from corpus.laws import law_key
from corpus.readers import read
from corpus.readers.encoding import decode
from registry.dates import parse_date
from registry.errors import InputError

Changes = dict[str, list[dict[str, Any]]]
_EVENTS = {"公布": "new", "制定": "new", "修订": "revision", "修正": "revision", "废止": "repeal"}


def changes_in_csv(path: Path) -> Changes:
    """法名,事件,通过日期,施行日期,替代者 → a table of changes. Raises InputError with the line that is wrong."""
    text = decode(path.read_bytes()).text
    reader = csv.DictReader(io.StringIO(text))
    if not {"法名", "事件"} <= {(name or "").strip() for name in reader.fieldnames or ()}:
        raise InputError(
            f"{path.name} 没有表头“法名,事件,通过日期,施行日期,替代者”", "请在第一行写上这些列名"
        )
    rows: Changes = {"new": [], "revision": [], "repeal": []}
    for number, row in enumerate(reader, 2):
        cells = {(k or "").strip(): (v or "").strip() for k, v in row.items()}
        kind = _EVENTS.get(cells["事件"])
        if not cells["法名"] or kind is None:
            raise InputError(
                f"{path.name} 第 {number} 行：事件“{cells['事件']}”不认识", "可用：公布、修订、修正、废止"
            )
        on = _day(cells.get("施行日期") or cells.get("通过日期", ""), path, number)
        passed = _day(cells.get("通过日期") or cells.get("施行日期", ""), path, number)
        if kind == "repeal":
            rows["repeal"].append(
                {"laws": [cells["法名"]], "by": cells.get("替代者", ""), "on": on, "mark": "V~"}
            )
        else:
            act = "amended" if cells["事件"] == "修正" else "revised"
            rows[kind].append({"law": cells["法名"], "act": act, "on": on, "passed": passed, "mark": "V~"})
    return rows


def _day(text: str, path: Path, number: int) -> str:
    found = parse_date(text)
    if found is None or len(found) != 10:
        raise InputError(f"{path.name} 第 {number} 行：“{text}”不是一个日期", "请写成 2026-11-01 的样子")
    return found


def changes_in_text(path: Path) -> Changes:
    """What the text of a law tells of itself: when passed, amended, in force, and what it repeals.

    Raises InputError for a file that is no text of a law.
    """
    text = clean(read(path)).text
    reading = extract(text)
    title = reading.inner_title or reading.title
    if not title or not reading.history:
        raise InputError(
            f"{path.name} 不像法律文本：没有找到标题或通过、公布日期", "请用全国人大或国务院公布的文本"
        )
    name = law_key(title)
    rows: Changes = {"new": [], "revision": [], "repeal": []}
    effective = reading.effective_on
    for event in reading.history:
        if event.act == "adopted" and not rows["new"]:
            rows["new"].append(
                {"law": name, "on": effective or event.date, "passed": event.date, "mark": "V"}
            )
        elif event.act in ("amended", "revised"):
            # A 修正 keeps the day of the first version in its last article; only a 修订 sets its own.
            on = effective if event.act == "revised" and effective and effective >= event.date else event.date
            rows["revision"].append(
                {"law": name, "act": event.act, "on": on, "passed": event.date, "mark": "V"}
            )
    for citation in reading.with_role("repeal"):
        if citation.title and citation.scope == "whole":
            on = effective or reading.history[-1].date
            rows["repeal"].append({"laws": [citation.title], "by": name, "on": on, "mark": "V"})
    return rows
