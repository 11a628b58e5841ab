"""Search for people and for scripts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.follow import follow, index_of
from corpus.index import Hit, Result, SearchIndex, Snippet, Sort, words_of
from registry.errors import UsageError
from registry.store import Store
from tui import diagnostics, output
from tui.choosing import choose
from tui.output import Format
from tui.safe import one_line
from tui.saved import SavedSearch, saved_searches
from tui.sweeping import statuses_on

#: Documents that wait for the fast index: below, building it is quicker than explaining.
_BUILD_QUIETLY = 200


def search_registry(
    store: Store,
    search: SavedSearch,
    *,
    limit: int,
    page: int,
    as_of: date,
    format: Format,
) -> None:
    """Print one page of hits. Raises QueryError or UsageError with a sentence for people."""
    check_sort(search.sort)
    index = _ready(store)
    statuses = statuses_on(store, as_of)
    result = index.search(
        search.whole,
        limit=limit,
        offset=(page - 1) * limit,
        sort=Sort(search.sort),
        statuses=lambda: statuses,
        text_of=store.text,
    )
    if result.pending > _BUILD_QUIETLY:
        diagnostics.note(
            f"有 {result.pending} 件尚未进入快速索引，本次逐字查找，结果同样完整；guiqing reindex 可补建"
        )
    if result.total:
        _print(search.query, result, format, limit=limit, page=page)
        return
    from corpus.laws import load_laws
    from tui.meaning import meant

    near = meant(search.whole, index.issuers(), load_laws(store.folder.path))
    _print(search.query, result, format, limit=limit, page=page, near=near)
    if format is Format.TABLE and len(words := words_of(search.whole)) > 1:
        alone = {word: len(index.matching(f'"{word}"')) for word in words}
        output.line(
            "分开找：" + "、".join(f"{one_line(word, 20)} {count} 件" for word, count in alone.items())
        )


def print_similar(store: Store, reference: str, *, limit: int, as_of: date, format: Format) -> None:
    """Print the documents that read most like one. Raises InputError when no single document is meant."""
    document = choose(store, reference)
    index = _ready(store)
    scores = {hit.id: hit.score for hit in index.similar(document.id, limit=limit).hits}
    result = index.listed(scores, statuses=statuses_on(store, as_of))
    _print(f"与《{document.title}》相似", result, format, limit=max(1, limit), page=1, scores=True)


def print_citing(store: Store, reference: str, *, limit: int, page: int, as_of: date, format: Format) -> None:
    """Print the documents that cite one. Raises InputError when no single document is meant."""
    from corpus.citing import citing

    document = choose(store, reference)
    index = _ready(store)
    found = citing(store, index, document)
    shown = found[(page - 1) * limit : page * limit]
    result = index.listed(dict.fromkeys(shown, 0.0), statuses=statuses_on(store, as_of))
    whole = replace(result, total=len(found))
    _print(f"引用《{document.title}》", whole, format, limit=limit, page=page)


def print_saved(store: Store, format: Format) -> None:
    """Print the searches that are kept."""
    kept = saved_searches(store)
    rows = [
        (name, s.query, " ".join(f"{k}:{v}" for k, v in s.filters.items()), s.sort)
        for name, s in kept.items()
    ]
    names = ("名称", "检索式", "限定", "排序")
    match format:
        case Format.JSON:
            output.json_document(
                [
                    {"name": n, "query": s.query, "filters": dict(s.filters), "sort": s.sort}
                    for n, s in kept.items()
                ]
            )
        case Format.CSV:
            output.csv_rows(names, (dict(zip(names, row, strict=True)) for row in rows))
        case _ if not rows:
            output.line("还没有保存的检索。")
        case _:
            output.table(names, rows)


def check_sort(sort: str) -> None:
    """Raises UsageError for an order that there is not."""
    if sort not in list(Sort):
        raise UsageError(f"不能按“{sort}”排序", "可用：relevance（相关）、date（日期）、number（文号）")


def _ready(store: Store) -> SearchIndex:
    index = index_of(store)
    if index.revision != store.revision:  # the bar alone takes a tenth of a second to load
        with diagnostics.progress("检索准备", None) as advance:
            follow(store, index, progress=lambda done, _all: advance(done))
    if 0 < index.pending <= _BUILD_QUIETLY:
        index.catch_up(wait=False)  # whoever builds it now may go on; this search needs it not
    return index


def _print(
    query: str,
    result: Result,
    format: Format,
    *,
    limit: int,
    page: int,
    near: Sequence[str] = (),
    scores: bool = False,
) -> None:
    match format:
        case Format.JSON:
            output.json_document({**as_json(query, result), **({"did_you_mean": list(near)} if near else {})})
        case Format.CSV:
            output.csv_rows(_COLUMNS, (_csv_row(hit) for hit in result.hits))
        case _:
            _print_for_people(result, limit, page, scores=scores)
            if near:
                output.line(f"是否要找：{'、'.join(near)}？")


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
                "signed": hit.signed or None,
                "status": hit.status or None,
                "score": hit.score,
                "snippets": [
                    {"text": s.text, "start": s.start, "end": s.end, "place": s.place} for s in hit.snippets
                ],
            }
            for hit in result.hits
        ],
        "facets": result.facets,
    }


def _print_for_people(result: Result, limit: int, page: int, *, scores: bool = False) -> None:
    if not result.total:
        output.line("没有找到。")
        return
    if not result.hits:
        output.line(f"共 {result.total} 件，没有第 {page} 页。")
        return
    first = (page - 1) * limit + 1
    output.styled(f"共 {result.total} 件", (f"，第 {first}–{first + len(result.hits) - 1} 件", "dim"))
    for number, hit in enumerate(result.hits, first):
        output.line()
        output.styled((f"{number}. ", "dim"), (one_line(hit.title, 200), "bold"))
        about = "　".join(x for x in (hit.number, "、".join(hit.issuers), hit.signed, hit.status) if x)
        if scores:
            about = f"相似度 {hit.score:.0%}　{about}"
        output.styled((f"   {one_line(about, 200)}　[{hit.id}]", "cyan"))
        if hit.path:
            output.file_line("   ", hit.path)
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
