"""Search for people and for scripts."""

from collections.abc import Mapping
from datetime import date

from corpus.follow import follow, index_of
from corpus.index import Hit, Result, Snippet, Sort
from registry.errors import UsageError
from registry.store import Store
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line
from tui.sweeping import statuses_on

#: Documents that wait for the fast index: below, building it is quicker than explaining.
_BUILD_QUIETLY = 200


def search_registry(
    store: Store,
    query: str,
    *,
    limit: int,
    page: int,
    sort: str,
    as_of: date,
    format: Format,
    filters: Mapping[str, str | None],
) -> None:
    """Print one page of hits. Raises QueryError or UsageError with a sentence for people."""
    if sort not in list(Sort):
        raise UsageError(f"不能按“{sort}”排序", "可用：relevance（相关）、date（日期）、number（文号）")
    index = index_of(store)
    changed = follow(store, index)
    if changed and changed <= _BUILD_QUIETLY:
        index.catch_up()
    whole = " ".join(
        [
            f"({query})" if filters else query,
            *(f'{name}:"{value}"' for name, value in filters.items() if value),
        ]
    )
    statuses = statuses_on(store, as_of)
    result = index.search(
        whole if any(filters.values()) else query,
        limit=limit,
        offset=(page - 1) * limit,
        sort=Sort(sort),
        statuses=lambda: statuses,
        text_of=store.text,
    )
    if result.pending > _BUILD_QUIETLY:
        diagnostics.note(
            f"有 {result.pending} 件尚未进入快速索引，本次逐字查找，结果同样完整；guiqing reindex 可补建"
        )
    match format:
        case Format.JSON:
            output.json_document(as_json(query, result))
        case Format.CSV:
            output.csv_rows(_COLUMNS, (_csv_row(hit) for hit in result.hits))
        case _:
            _print_for_people(result, limit, page)


_COLUMNS = ("编号", "标题", "文号", "制定机关", "成文日期", "状态", "路径")


def _csv_row(hit: Hit) -> dict[str, object]:
    return dict(
        zip(
            _COLUMNS,
            (hit.id, hit.title, hit.number, hit.issuers, hit.signed, hit.status, hit.path),
            strict=True,
        )
    )


def as_json(query: str, result: Result) -> dict[str, object]:
    """The stable machine form of a result."""
    return {
        "query": query,
        "total": result.total,
        "hits": [
            {
                "id": hit.id,
                "title": hit.title,
                "number": hit.number or None,
                "path": hit.path or None,
                "issuers": list(hit.issuers),
                "status": hit.status or None,
                "score": hit.score,
                "snippets": [{"text": s.text, "start": s.start, "end": s.end} for s in hit.snippets],
            }
            for hit in result.hits
        ],
        "facets": result.facets,
    }


def _print_for_people(result: Result, limit: int, page: int) -> None:
    if not result.total:
        output.line("没有找到。")
        return
    first = (page - 1) * limit + 1
    output.styled(f"共 {result.total} 件", (f"，第 {first}–{first + len(result.hits) - 1} 件", "dim"))
    for number, hit in enumerate(result.hits, first):
        output.line()
        output.styled((f"{number}. ", "dim"), (one_line(hit.title, 200), "bold"))
        about = "　".join(x for x in (hit.number, "、".join(hit.issuers), hit.signed, hit.status) if x)
        output.styled((f"   {one_line(about, 200)}　[{hit.id}]", "cyan"))
        for snippet in hit.snippets:
            output.styled("   ", *_marked(snippet))
    for name, counts in result.facets.items():
        listed = "　".join(f"{one_line(value, 30)} {count}" for value, count in list(counts.items())[:6])
        output.styled(("\n" if name == "机关" else "") + name + "：", (listed, "dim"))
    if first + len(result.hits) - 1 < result.total:
        diagnostics.note(f"下一页：加 --page {page + 1}")


def _marked(snippet: Snippet) -> list[tuple[str, str] | str]:
    place = snippet.place if not snippet.text.lstrip().startswith(snippet.place) else ""
    parts: list[tuple[str, str] | str] = [(f"{place}　", "dim")] if place else []
    at = 0
    for start, end in snippet.marks:
        parts += [
            snippet.text[at:start],
            (snippet.text[start:end], "mark") if output.colours() else f"【{snippet.text[start:end]}】",
        ]
        at = end
    return [*parts, snippet.text[at:]]
