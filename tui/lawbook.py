"""National laws: taking changes in, and which documents a change touches."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.laws import Law, LawTable, LawVersion, Moved, law_key, load_laws
from corpus.resolve import LawCitation, resolve_law
from registry.dates import int2cn
from registry.errors import InputError
from registry.files import make_private_folder, write_file
from registry.records import Document
from registry.store import Store
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line

if TYPE_CHECKING:  # reading the text of a law loads the extraction
    from corpus.law_changes import Changes

# -- import ------------------------------------------------------------------------------------------------


def import_laws(store: Store, path: Path) -> None:
    """Lay a table over the shipped one: TOML or JSON in its own form, a CSV of facts, or the text of a law.

    Raises InputError with what is wrong; nothing is kept then.
    """
    from corpus.law_changes import changes_in_csv, changes_in_text

    if not path.is_file():
        raise InputError(f"找不到：{path}", "请检查路径")
    before = load_laws(store.folder.path)
    match path.suffix.lower():
        case ".toml" | ".json":
            data, suffix = path.read_bytes(), path.suffix.lower()
        case ".csv":
            data, suffix = _as_json(changes_in_csv(path), path), ".json"
        case _:
            data, suffix = _as_json(changes_in_text(path), path), ".json"
    target = store.folder.path / "laws" / f"{date.today():%Y%m%d}-{path.stem}{suffix}"
    make_private_folder(target.parent)
    write_file(target, data)
    try:
        after = load_laws(store.folder.path)
    except BaseException:  # a table that is kept is read at every sweep
        target.unlink()
        raise
    with store.writing("laws import") as writer:
        writer.set_setting(f"laws/{target.name}", {"from": path.name, "laws": len(after)})
    for law in changed_laws(before, after):
        diagnostics.note(f"　{describe(law)}")
    diagnostics.note(f"已导入 {path.name}，法律表现有 {len(after)} 部；下次筛查起使用")


def _as_json(rows: "Changes", path: Path) -> bytes:
    table = {"source": path.name, "as_of": date.today().isoformat(), **rows}
    return json.dumps(table, ensure_ascii=False, indent=1).encode()


def changed_laws(before: LawTable, after: LawTable) -> Iterator[Law]:
    """The laws that an import added or changed, by name."""
    for name in sorted(after.laws):
        if before.laws.get(name) != after.laws[name]:
            yield after.laws[name]


def describe(law: Law) -> str:
    """A law in one line: its last version and, when repealed, its successor."""
    last = law.versions[-1] if law.versions else None
    version = f"{_text_of(last)}，{last.starts} 施行" if last else "版本不详"
    return f"《{law.name}》{version}" + (f"；{_end_of(law)}" if law.repealed_on else "")


def _text_of(version: LawVersion) -> str:
    act = {"revised": "修订", "amended": "修正"}.get(version.act, "通过")
    return f"{version.date} {act}"


def _end_of(law: Law) -> str:
    after = f"，由《{'》《'.join(law.successors)}》取代" if law.successors else ""
    return f"{law.repealed_on} 废止{after}"


# -- what one document cites -------------------------------------------------------------------------------


def cited_laws(document: Document, table: LawTable, as_of: date) -> Iterator[str]:
    """Each national law cited, in text order: its text when the document was made, and what applies on a day."""
    made = made_on(document)
    seen = set()
    for citation in document.reading.get("citations", ()):
        found = resolve_law(citation["title"], citation["article"], table, made, as_of)
        words = _cited(found, citation["article"] or "", as_of) if found else ""
        if words and words not in seen:
            seen.add(words)
            yield words


def _cited(found: LawCitation, article: str, as_of: date) -> str:
    law, parts = found.law, []
    if found.then and found.then != found.now:
        parts.append(f"制发时为 {_text_of(found.then)}的文本")
    if law.repealed(as_of):
        parts.append(_end_of(law))
    elif found.now:
        parts.append(f"现行为 {_text_of(found.now)}的文本")
    parts += [f"第{int2cn(m.old)}条{_now_at(m)}" for m in found.moved]
    return f"《{law.name}》{article}：{'，'.join(parts)}" if parts else ""


def _now_at(moved: Moved) -> str:
    place = f"现为第{int2cn(moved.new)}条" if moved.new else "未找到对应条文"
    return place + ("（待核实）" if moved.new and not moved.certain else "")


def made_on(document: Document) -> date | None:
    """The day on which a document was made, when its text or ledger tells it to the day."""
    made = str(document.value("signed_on") or document.value("published_on") or "")
    return date.fromisoformat(made) if len(made) == 10 else None


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
        day = since or made_on(document)
        seen: set[tuple[str, str]] = set()
        for citation in document.reading.get("citations", ()):
            if not citation["title"] or law_key(citation["title"]) != law.name:
                continue
            role, article = _ROLES.get(citation["role"], "引用"), citation["article"] or ""
            if (role, article) in seen:
                continue
            seen.add((role, article))
            moved = table.moved(law, article, day) if article and day else None
            now = _now_at(moved).removeprefix("现为") if moved else ""
            yield {
                "文件名称": document.title, "文号": document.number or "", "作用": role, "条款": article, "现为": now,
                "编号": document.id,
            }  # fmt: skip
