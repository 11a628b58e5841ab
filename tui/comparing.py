"""`guiqing compare` and `guiqing matters`: documents beside each other."""

from collections.abc import Sequence
from datetime import date

from registry.store import Store
from rules.conflicts.align import Row, align
from rules.conflicts.book import book_of
from rules.conflicts.cards import key_of
from rules.conflicts.clash import Clash
from rules.conflicts.pairs import pairs_of_all
from rules.conflicts.precedence import yields
from rules.registry_view import RegistryView
from tui import output
from tui.choosing import choose
from tui.output import Format
from tui.safe import one_line


def compare_documents(store: Store, left: str, right: str, *, as_of: date, format: Format) -> None:
    """Print two documents aligned by article, the differing words marked, then the clashes between them."""
    one, other = choose(store, left), choose(store, right)
    view = RegistryView([one, other], as_of=as_of)
    a, b = view.get(one.id), view.get(other.id)
    assert a is not None
    assert b is not None
    book = book_of(view)
    pair = book.between(a, b)
    found = sorted(book.clashes(pair, a), key=lambda clash: -clash.strength)
    rows = list(align(a, b, found))
    if format is Format.JSON:
        output.json_document(
            {
                "left": {"id": one.id, "title": one.title},
                "right": {"id": other.id, "title": other.title},
                "rows": [_row_json(row) for row in rows],
                "clashes": [
                    {
                        "kind": c.kind,
                        "strength": c.strength,
                        "left": c.one.text,
                        "right": c.other.text,
                        "why": c.why,
                    }
                    for c in found
                ],
                "alike": round(pair.held, 3),
                "prevails": yields(a, b),
            }
        )
        return
    for side, doc in (("左：", a), ("右：", b)):
        output.styled(
            (side, "dim"), (one_line(doc.title, 200), "bold"),
            f"　{doc.number or ''}　{'、'.join(doc.issuers)}　{view.status(doc.id).status}",
        )  # fmt: skip
    output.line(f"较短的一件有{pair.held:.0%}的文字见于另一件。")
    _print_clashes(found, yields(a, b))
    for row in rows:
        output.line()
        _print_row(row)


def _print_clashes(found: Sequence[Clash], prevails: str) -> None:
    """What a reader came for stands first: how many, both sentences, why one thing, which text prevails."""
    output.line(f"疑似不一致 {len(found)} 处。" if found else "没有发现互相矛盾的规定。")
    for clash in found:
        output.styled((f"疑似不一致（{clash.strength:.0%}）：", "red"), clash.why)
        output.line(f"  左：{one_line(clash.one.text, 300)}")
        output.line(f"  右：{one_line(clash.other.text, 300)}")
    if found:
        output.line(f"哪件优先：{prevails or '同一位阶，由制定机关决定'}")


def _row_json(row: Row) -> dict[str, object]:
    return {
        "left": row.left.text if row.left else None,
        "right": row.right.text if row.right else None,
        "likeness": row.likeness,
        "changes": [{"left": list(a), "right": list(b)} for a, b in row.changes],
    }


def _print_row(row: Row) -> None:
    if row.left is None or row.right is None:
        side, passage = ("左", row.left) if row.left else ("右", row.right)
        assert passage is not None
        output.styled((f"仅{side}：", "yellow"), one_line(passage.text, 600))
    elif not row.changes:
        output.styled(("相同：", "dim"), (one_line(row.left.text, 120), "dim"))
    else:
        output.styled("左　", *_marked(row.left.text, [a for a, _ in row.changes]))
        output.styled("右　", *_marked(row.right.text, [b for _, b in row.changes]))


def _marked(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, str] | str]:
    parts: list[tuple[str, str] | str] = []
    at = 0
    for start, end in spans:
        if start == end:
            continue
        words = one_line(text[start:end], 600)
        shown = words if output.colours() else f"【{words}】"
        parts += [one_line(text[at:start], 600), (shown, "mark")]
        at = end
    return [*parts, one_line(text[at:], 600)]


def list_matters(store: Store, *, as_of: date, format: Format) -> None:
    """Print the groups of documents that regulate one matter, largest first."""
    view = RegistryView(store.documents(), as_of=as_of)
    groups = _groups([(p.one.id, p.other.id) for p in pairs_of_all(view) if p.closeness >= 0.6])
    rows = []
    for ids in groups:
        docs = [d for i in ids if (d := view.get(i)) is not None]
        rows.append({"matter": key_of(docs[0]), "documents": [_line(view, d.id) for d in docs]})
    if format is Format.JSON:
        output.json_document(rows)
        return
    for row in rows:
        output.styled((f"\n{row['matter']}", "bold"))
        for text in row["documents"]:
            output.line(f"  {text}")
    output.line(f"\n共 {len(rows)} 组规范同一事项的文件")


def _line(view: RegistryView, document_id: str) -> str:
    doc = view.get(document_id)
    assert doc is not None
    status = view.status(document_id).status
    return f"{one_line(doc.title, 80)}　{doc.number or '无文号'}　{status}　[{doc.id}]"


def _groups(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Connected components, largest first, members in order."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        parent[root(a)] = root(b)
    groups: dict[str, list[str]] = {}
    for node in sorted(parent):
        groups.setdefault(root(node), []).append(node)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0]))
