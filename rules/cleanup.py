"""What an earlier cleanup decision (清理结果的决定) says: its lists, its totals, its conditional clauses.

Read from the decision's own text; its lists by `rules.cleanup_lists`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from registry.dates import add_months
from registry.records import Disposition, Quote, Status
from rules.cleanup_lists import Row, counts_in, lists_in, to_int
from rules.names import number_key, quoted, title_key
from rules.spans import DateSpan, parse_cell

if TYPE_CHECKING:
    from rules.registry_view import RegistryView
    from rules.view import DocumentView

_TITLE = re.compile(
    r"清理结果|(?:文件|规章|政策措施)[^》]{0,10}清理[^》]{0,16}(?:决定|通知|公告|通告|目录)"
    r"|清理[^》]{0,6}(?:规范性)?文件[^》]{0,12}(?:决定|公告|通告|目录)|继续有效[^》]{0,24}目录"
)
_COUNT = r"(?P<n>[\d０-９]+|[一二三四五六七八九十百零〇]+)\s*件"
_TOTAL = re.compile(r"(?:共|总计|合计|清理)[^。；，、\n\d一二三四五六七八九十]{0,24}" + _COUNT)
_PART = {
    Disposition.KEEP: re.compile(
        r"(?:继续有效|保留)[^。；，、\n\d]{0,20}?"
        + _COUNT
        + r"|"
        + r"(?P<m>[\d]+)件[^。；，、\n]{0,6}继续有效"
    ),
    Disposition.AMEND: re.compile(r"(?:修改|修订)[^。；，、\n\d]{0,20}?" + _COUNT),
    Disposition.REPEAL: re.compile(r"废止[^。；，、\n\d]{0,20}?" + _COUNT),
    Disposition.LAPSE: re.compile(r"失效[^。；，、\n\d]{0,20}?" + _COUNT),
}
#: 继续有效3件（其中2件需要修改）, 继续有效9件（直接适用7件；修改后适用2件）: the second list is counted within the first.
_WITHIN = re.compile(
    r"继续有效[^（(。；\n]{0,12}(?:[（(](?:其中)?|，其中)[^）)。\n]{0,40}?"
    + rf"(?:(?:修改|修订)[^，；）)。\n\d]{{0,8}}{_COUNT}|{_COUNT.replace('?P<n>', '?P<m>')}[^，；）)。\n]{{0,4}}需要?[^，；）)。\n]{{0,4}}(?:修改|修订))"
)
_OMISSION = re.compile(
    r"(?:[^。；\n]{0,60}?(?:以前|之前))?[^。；\n]{0,80}(?:未|没有|不)(?:列|纳|收)入[^。；\n]{0,90}?"
    r"(?:停止(?:执行|施行|使用|适用)|废止|失效|不再(?:执行|施行|作为|引用|适用|有效)|不得(?:作为|适用|执行|引用)|一律无效)[^。；\n]*"
)
_DAY_REACHED = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?(?!\d)(?![（(含）)]{0,5}(?:之日)?起)")
_CUTOFF = re.compile(
    r"截(?:至|止(?:到|至)?)(?P<till>\d{4}年\d{1,2}月\d{1,2}日)[^。；\n]{0,40}(?:制定|制发|印发|发布|公布|出台)"
    r"|(?P<before>\d{4}年\d{1,2}月\d{1,2}日)(?:[（(]含[^）)]*[）)])?(?:以前|之前|前)"
    r"(?![^。；\n]{0,24}(?:修改|修订|重新))[^。；\n]{0,24}(?:制定|制发|印发|发布|公布|出台)"
)
_CONDITION = re.compile(
    r"(?:(?P<by>\d{4}年(?:\d{1,2}月(?:\d{1,2}日|底|末)|底|末))(?:以?前|之前)|(?P<months>[\d一二三四五六]{1,2})个月(?:以?内|之内))"
    r"[^。\n]{0,30}(?:重新公布|重新发布|重新印发|公布|修改|修订)"
    r"[^\n]{0,20}(?:逾期|未按(?:期|时|要求|规定)|(?:到期|届时|届期|期满|届满)[^。，\n]{0,4}(?:未|没有))[^。\n]{0,40}?"
    r"(?:失效|废止|停止(?:执行|施行)|不再(?:执行|施行|有效))[^。\n]*"
)
_AMEND_BY = re.compile(
    r"(?:单位|部门|机关)[^。；\n]{0,12}\d{4}年\d{1,2}月(?:\d{1,2}日|底)?(?:以?前|之前)[^。；\n]{0,8}(?:修改|修订)"
)
_SINCE = re.compile(
    r"(?:逾期|未按|到期|届时|届期|期满|届满)[^。\n]{0,30}?[自从](\d{4}年\d{1,2}月\d{1,2}日)起"
)
_UNIFORM_TERM = re.compile(
    r"未(?:规定|明确|设定)有效期的[^。；\n]{0,30}有效期[^。；\n]{0,16}?至(?P<to>\d{4}年\d{1,2}月\d{1,2}日)"
)


@dataclass(frozen=True)
class Cleanup:
    """A cleanup decision as read; `fingerprint` is the document's. Lists that the text does not print are absent from `lists`.

    `omission`: the words that end what is in no list, with `cutoff`, the last day of issue they reach.
    `amend_by`: the text sets a day for all revisions. `condition`: re-publish by `by`, else lapse from `since`. `uniform_end`: the term given to silent texts.
    """

    fingerprint: str
    lists: dict[Disposition, tuple[Row, ...]]
    total: int | None
    parts: dict[Disposition, int]
    total_quote: Quote | None = None
    omission: Quote | None = None
    cutoff: date | None = None
    condition: Quote | None = None
    by: date | None = None
    amend_by: bool = False
    since: date | None = None
    uniform_end: date | None = None

    @cached_property
    def _by_number(self) -> dict[str, list[tuple[Disposition, Row]]]:
        index: dict[str, list[tuple[Disposition, Row]]] = {}
        for kind, rows in self.lists.items():
            for row in rows:
                if row.number:
                    index.setdefault(number_key(row.number), []).append((kind, row))
        return index

    @cached_property
    def _by_title(self) -> dict[str, list[tuple[Disposition, Row]]]:
        index: dict[str, list[tuple[Disposition, Row]]] = {}
        for kind, rows in self.lists.items():
            for row in rows:
                index.setdefault(title_key(row.title), []).append((kind, row))
        return index

    def find(self, doc: "DocumentView") -> tuple[tuple[Disposition, Row], ...]:
        """The lists and rows in which a document stands, matched by number, then by title.

        Several texts may share one number: then the title tells which row is meant.
        """
        keys = {title_key(t) for t in doc.titles}
        if doc.number_key and (numbered := self._by_number.get(doc.number_key)):
            meant = [pair for pair in numbered if title_key(pair[1].title) in keys]
            return tuple(meant or numbered)
        titled = [pair for key in keys for pair in self._by_title.get(key, ())]
        # A row with a number of its own means another text of that title.
        return tuple(pair for pair in titled if not (pair[1].number and doc.number_key))

    def nearly(self, doc: "DocumentView") -> frozenset[Disposition]:
        """The lists that hold a title at least nine tenths like the document's: the row may be a variant."""
        found: set[Disposition] = set()
        names = list(self._by_title)
        for title in doc.titles:
            for name, _, _ in process.extract(
                title_key(title), names, scorer=fuzz.ratio, score_cutoff=90, limit=5
            ):
                found |= {kind for kind, _ in self._by_title[name]}
        return frozenset(found)


def is_cleanup(doc: "DocumentView") -> bool:
    """Whether the document is a decision that publishes the result of a cleanup."""
    return _names_a_cleanup(doc.inner_title) or _names_a_cleanup(doc.title)


@lru_cache(maxsize=65536)
def _names_a_cleanup(title: str) -> bool:
    return bool(_TITLE.search(title))


def read_cleanup(doc: "DocumentView") -> Cleanup | None:
    """Read a cleanup decision; None when the document is none."""
    if not is_cleanup(doc):
        return None
    text = doc.text
    total = _TOTAL.search(text)
    parts: dict[Disposition, int] = {}
    span_end = text.find("。", total.end()) if total else -1
    passage = text[total.end() :].partition("\n")[0] if total else ""
    for kind, pattern in _PART.items():
        if m := pattern.search(passage):
            parts[kind] = to_int(m["n"] or m.groupdict().get("m") or "")
    if len(parts) < 2:
        parts = counts_in(text) or parts
    if Disposition.KEEP in parts and (within := _WITHIN.search(passage)):
        parts[Disposition.AMEND] = to_int(within["n"] or within["m"])
        parts[Disposition.KEEP] -= parts[Disposition.AMEND]
    omission = _OMISSION.search(text)
    condition = _CONDITION.search(text)
    since = _SINCE.search(condition[0]) if condition else None
    uniform = _UNIFORM_TERM.search(text)
    # 自2025年1月1日起 in the same sentence is the day from which, not the day up to which.
    reach = _DAY_REACHED.search(omission[0]) if omission else None
    cutoff = parse_cell(reach[0]) if reach else None
    if cutoff is None and (printed := _CUTOFF.search(text)):
        cutoff = parse_cell(printed["till"] or printed["before"])
    return Cleanup(
        fingerprint=doc.fingerprint,
        lists=lists_in(text),
        total=to_int(total["n"]) if total else None,
        parts=parts,
        total_quote=doc.quote(total.start(), span_end if span_end > 0 else total.end()) if total else None,
        omission=doc.quote(*omission.span()) if omission else None,
        cutoff=cutoff.last if cutoff else None,
        condition=doc.quote(*condition.span()) if condition else None,
        by=_limit(condition, doc) if condition else None,
        amend_by=bool(_AMEND_BY.search(text)),
        since=_day(since[1]) if since else None,
        uniform_end=_day(uniform["to"]) if uniform else None,
    )


def _last_day(words: str) -> date | None:
    """The last day of 2025年12月31日, 2025年6月底, 2025年底."""
    span = parse_cell(words) or DateSpan.parse(words[:4])
    return span.last if span else None


def _limit(condition: re.Match[str], doc: "DocumentView") -> date | None:
    """The day by which texts must be re-published: printed, or some months after the decision."""
    if condition["by"]:
        return _last_day(condition["by"])
    start = doc.start
    return add_months(start.last, to_int(condition["months"])) if start else None


def _day(text: str | None) -> date | None:
    span = parse_cell(text) if text else None
    return span.last if span else None


def ending(
    doc: "DocumentView", registry: "RegistryView", as_of: date
) -> tuple[date, Status, str, Quote | None, str] | None:
    """The list of a decision that repealed a document or declared it lapsed by the day asked."""
    for decision, cleanup in registry.cleanups_over(doc.id):
        start = decision.start
        if start is None or start.last > as_of:
            continue
        for kind, row in cleanup.find(doc):
            if kind in (Disposition.REPEAL, Disposition.LAPSE):
                lapsed = kind is Disposition.LAPSE
                word = "宣布失效" if lapsed else "废止"
                reason = f"列入{quoted(decision.title)}{kind.value}目录，自{start}起{word}"
                status = Status.LAPSED if lapsed else Status.REPEALED
                return start.last, status, reason, Quote(row.title), decision.id
    return None


def same_maker(one: "DocumentView", other: "DocumentView") -> bool:
    """Whether two documents come from one maker; a government and its office count as one.

    A government's cleanup covers its office's documents, not those of its departments.
    """
    return bool(one.maker) and one.maker == other.maker
