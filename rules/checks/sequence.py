"""Q-10: broken sequences of articles, of 一、二、三、 headings, and of items within one article."""

import re
from collections.abc import Iterator

from corpus.reading import Unit
from registry.dates import cn2int, int2cn
from rules.base import Context, Hit, Rule, Unknown
from rules.sentences import layout_of, quoted
from rules.view import DocumentView


def _sequence(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.act in ("修改", "废止") or "修改" in doc.title[-12:]:
        return
    for instrument in doc.instruments:
        articles = [
            u
            for u in instrument.articles
            if not quoted(doc.text[max(0, u.start - 200) : u.start], min(200, u.start))
        ]
        if len(articles) >= 3:
            yield from _breaks(doc, articles, "条")
        else:
            heads = [u for u in instrument.units if u.kind == "heading1"]
            if len(heads) >= 3 and heads[0].number == 1:
                yield from _breaks(doc, heads, "一级标题序号")
    yield from _item_breaks(doc)


def _breaks(doc: DocumentView, units: list[Unit], what: str) -> Iterator[Hit]:
    """Gaps, repeats and steps back in the numbers of one row of units; a 之一 belongs to its article."""
    last = units[0]
    if what == "条" and last.number != 1:
        return  # an excerpt, or articles that the reader took for part of another text
    for unit in units[1:]:
        if unit.suffix and unit.number == last.number:
            last = unit
            continue
        if unit.number == last.number + 1:
            last = unit
            continue
        if unit.number == 1 and what != "条":
            return  # a new list begins: an annex, or a second enumeration
        if unit.number == 1:
            return
        if unit.number == last.number:
            words = f"“{unit.label}”重复"
        elif unit.number > last.number + 1:
            gone = [*range(last.number + 1, unit.number)]
            words = f"“{last.label}”之后缺第{'、'.join(map(str, gone[:5]))}{'条' if what == '条' else '项'}"
        else:
            words = f"“{last.label}”之后为“{unit.label}”，序号倒退"
        end = doc.text.find("\n", unit.start)
        yield Hit(
            message=f"疑似条款序号错误：{words}，建议核实后修改。",
            quotes=(doc.quote(unit.start, min(end if end > 0 else len(doc.text), unit.start + 60)),),
            about=f"{last.label}-{unit.label}",
        )
        return


_ITEM_LINE = re.compile(
    r"^[\s　]*[（(]([一二三四五六七八九十]{1,3})[）)](?!至|、（|项(?!目)|和（)", re.MULTILINE
)
_STOPPED = re.compile(r"[。；;，：:、]")


def _item_breaks(doc: DocumentView) -> Iterator[Hit]:
    """Items （一）（二）… of one article or section that jump, or begin anew without a new lead."""
    if "（二）" not in doc.text and "（三）" not in doc.text:
        return
    for start, end in _sections(doc):
        last, at = 0, start
        for found in _ITEM_LINE.finditer(doc.text, start, end):
            number = cn2int(found[1]) or 0
            begins = number == 1 and (last == 0 or _new_lead(doc.text[at : found.start()]))
            if number != last + 1 and not begins and last:
                line = doc.text.find("\n", found.end())
                line = line if 0 <= line <= end else end
                # What ends without any stop is a heading between articles; what is quoted belongs to another text.
                if not _STOPPED.search(doc.text[found.end() : line]) or _in_quotation(
                    doc.text, found.start()
                ):
                    break
                yield _item_hit(doc, last, found, line)
                return
            last, at = number, found.end()


def _sections(doc: DocumentView) -> list[tuple[int, int]]:
    """Spans in which items are counted: each article, each 一、 with its （一） blocks."""
    spans: list[tuple[int, int]] = []
    for block in layout_of(doc).blocks:
        if block.kind in ("article", "h1"):
            spans.append((block.start, block.end))
        elif block.kind in ("h2", "h3") and spans and spans[-1][1] == block.start:
            spans[-1] = (spans[-1][0], block.end)
    return spans


def _new_lead(between: str) -> bool:
    return between.rstrip().endswith(("：", ":")) or between.count("\n") > 1


def _in_quotation(text: str, at: int) -> bool:
    return quoted(text[max(0, at - 200) : at], min(200, at))


def _item_hit(doc: DocumentView, last: int, found: re.Match[str], line: int) -> Hit:
    words = "重新从（一）起编" if found[1] == "一" else f"（{int2cn(last)}）之后为（{found[1]}）"
    start = found.start(1) - 1
    return Hit(
        message=f"疑似条款序号错误：同一款的项{words}，建议核实后修改。",
        quotes=(doc.quote(start, min(line, start + 60)),),
        about=f"item-{last}-{found[1]}",
    )


RULES = (Rule("Q-10", "broken-sequence", _sequence),)
