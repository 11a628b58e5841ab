"""National laws: taking changes in, and which documents a change touches."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from corpus.laws import Law, LawTable, law_key, load_laws
from registry.errors import InputError
from registry.files import write_file
from registry.store import Store
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line

_CSV_COLUMNS = ("法名", "事件", "通过日期", "施行日期", "替代者")
_EVENTS = {"公布": "new", "制定": "new", "修订": "revision", "修正": "revision", "废止": "repeal"}


# -- import ------------------------------------------------------------------------------------------------


def import_laws(store: Store, path: Path) -> None:
    """Lay a table over the shipped one: TOML or JSON in its own form, a CSV of facts, or the text of a law.

    Raises InputError with what is wrong; nothing is kept then.
    """
    if not path.is_file():
        raise InputError(f"找不到：{path}", "请检查路径")
    before = load_laws(store.folder.path)
    match path.suffix.lower():
        case ".toml" | ".json":
            data, suffix = path.read_bytes(), path.suffix.lower()
        case ".csv":
            data, suffix = _as_json(_facts_of_csv(path), path), ".json"
        case _:
            data, suffix = _as_json(_facts_of_text(path), path), ".json"
    target = store.folder.path / "laws" / f"{date.today():%Y%m%d}-{path.stem}{suffix}"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    write_file(target, data)
    try:
        after = load_laws(store.folder.path)
    except InputError:
        target.unlink()
        raise
    with store.writing("laws import") as writer:
        writer.set_setting(f"laws/{target.name}", {"from": path.name, "laws": len(after)})
    for law in changed_laws(before, after):
        diagnostics.note(f"　{describe(law)}")
    diagnostics.note(f"已导入 {path.name}，法律表现有 {len(after)} 部；下次筛查起使用")


def _as_json(rows: dict[str, list[dict[str, Any]]], path: Path) -> bytes:
    table = {"source": path.name, "as_of": date.today().isoformat(), **rows}
    return json.dumps(table, ensure_ascii=False, indent=1).encode()


def _facts_of_csv(path: Path) -> dict[str, list[dict[str, Any]]]:
    """法名,事件,通过日期,施行日期,替代者 → rows of a table of changes."""
    from corpus.readers.encoding import decode

    text = decode(path.read_bytes()).text
    reader = csv.DictReader(io.StringIO(text))
    if not {"法名", "事件"} <= {(name or "").strip() for name in reader.fieldnames or ()}:
        raise InputError(
            f"{path.name} 没有表头“法名,事件,通过日期,施行日期,替代者”", "请在第一行写上这些列名"
        )
    rows: dict[str, list[dict[str, Any]]] = {"new": [], "revision": [], "repeal": []}
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
    from registry.dates import parse_date

    found = parse_date(text)
    if found is None or len(found) != 10:
        raise InputError(f"{path.name} 第 {number} 行：“{text}”不是一个日期", "请写成 2026-11-01 的样子")
    return found


def _facts_of_text(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The facts that the text of a law tells of itself: when passed, amended, in force, and what it repeals."""
    from corpus import extract, read
    from corpus.clean import clean

    text = clean(read(path)).text
    reading = extract(text)
    title = reading.inner_title or reading.title
    if not title or not reading.history:
        raise InputError(
            f"{path.name} 不像法律文本：没有找到标题或通过、公布日期", "请用全国人大或国务院公布的文本"
        )
    name = law_key(title)
    rows: dict[str, list[dict[str, Any]]] = {"new": [], "revision": [], "repeal": []}
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


def changed_laws(before: LawTable, after: LawTable) -> Iterator[Law]:
    """The laws that an import added or changed, by name."""
    for name in sorted(after.laws):
        if before.laws.get(name) != after.laws[name]:
            yield after.laws[name]


def describe(law: Law) -> str:
    """A law in one line: its last version and, when repealed, its successor."""
    last = law.versions[-1] if law.versions else None
    version = (
        f"{last.date} {'修订' if last.act == 'revised' else '修正' if last.act == 'amended' else '通过'}，{last.starts} 施行"
        if last
        else "版本不详"
    )
    ended = (
        f"；{law.repealed_on} 废止" + (f"，由《{'》《'.join(law.successors)}》取代" if law.successors else "")
        if law.repealed_on
        else ""
    )
    return f"《{law.name}》{version}{ended}"


# -- impact ------------------------------------------------------------------------------------------------


def show_impact(store: Store, name: str, *, since: date | None, as_of: date, format: Format) -> None:
    """Print every document that names a law: the articles cited, as what, and where they moved since the
    document was made (or since `since`)."""
    table = load_laws(store.folder.path)
    law = table.find(name)
    if law is None:
        near = "、".join(f"《{x.name}》" for x in table.near(name, 3)[:5])
        raise InputError(
            f"法律表里没有《{law_key(name)}》",
            f"是不是：{near}？" if near else "请写全称，或先用 guiqing laws import 导入",
        )
    rows = list(_impact(store, table, law, since))
    if format is Format.JSON:
        output.json_document(
            {"law": law.name, "description": describe(law), "as_of": as_of.isoformat(), "documents": rows}
        )
        return
    columns = ("文件名称", "文号", "作用", "条款", "现为", "编号")
    if format is Format.CSV:
        output.csv_rows(columns, rows)
        return
    output.styled((describe(law), "bold"))
    for row in rows:
        moved = f" → {row['现为']}" if row["现为"] else ""
        output.line(
            f"  {one_line(row['文件名称'], 90)}　{row['文号']}　{row['作用']}　{row['条款']}{moved}　[{row['编号']}]"
        )
    output.line(f"共 {len({row['编号'] for row in rows})} 件文件")


_ROLES = {
    "basis": "制定依据",
    "policy_basis": "政策依据",
    "weak_basis": "参照",
    "operative": "执行",
    "repeal": "废止",
    "amend": "修改",
}


def _impact(store: Store, table: LawTable, law: Law, since: date | None) -> Iterator[dict[str, str]]:
    for document in store.documents():
        made = str(document.value("signed_on") or document.value("published_on") or "")
        day = since or (date.fromisoformat(made) if len(made) == 10 else None)
        seen: set[tuple[str, str]] = set()
        for citation in document.reading.get("citations", ()):
            if not citation["title"] or law_key(citation["title"]) != law.name:
                continue
            role, article = _ROLES.get(citation["role"], "引用"), citation["article"] or ""
            if (role, article) in seen:
                continue
            seen.add((role, article))
            moved = table.moved(law, article, day) if article and day else None
            now = "" if moved is None else f"第{_zh(moved.new)}条" if moved.new else "未找到对应条文"
            if moved and moved.new and not moved.certain:
                now += "（待核实）"
            yield {
                "文件名称": document.title, "文号": document.number or "", "作用": role, "条款": article, "现为": now,
                "编号": document.id,
            }  # fmt: skip


def _zh(number: int) -> str:
    from registry.dates import int2cn

    return int2cn(number)
