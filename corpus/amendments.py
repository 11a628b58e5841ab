"""Amendment clauses as typed instructions, in the order in which they are printed (rules.md §2.6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.mention import Spans
from corpus.mentions import find_mentions


@dataclass(frozen=True, slots=True)
class Instruction:
    """One change that an amending text orders.

    kind: replace_words (old → new inside `place`), replace (the whole of `place` becomes `new`), delete
    (`place`, or the words `old` in it), insert (`new` becomes `target`, or stands behind the words `old`),
    renumber (`place` becomes `target`), unread (an order that was not understood). `place` is "" for the whole text. `document` is the title of the
    amended document where the instruction stands under one.
    """

    kind: str
    place: str
    start: int
    end: int
    old: str = ""
    new: str = ""
    target: str = ""
    document: str = ""


_OPEN, _CLOSE = "“", "”"
_Q = r"[“\"](?P<{0}>[^”\"]*)[”\"]"
_ORDERS = "一二三四五六七八九十百零〇"
_NTH = rf"第?\s{{0,4}}(?:[{_ORDERS}]+\s{{0,4}}(?:条(?:之[{_ORDERS}]+)?|款|项|章|节)|[（(][{_ORDERS}]+[)）]\s{{0,4}}项)(?:\s{{0,4}}第?\s{{0,4}}(?:[{_ORDERS}]+\s{{0,4}}(?:款|项)|[（(][{_ORDERS}]+[)）]\s{{0,4}}项))*"
_FROM_TO = re.compile(
    r"(?:中|里)?(?:的|各处|所有)?\s*"
    + _Q.format("old")
    + r"\s*(?:等?(?:字样|表述|内容|一词|字)?)?\s*(?:统一|均|一律|全部|都|分别)?"
    r"\s*[，,]?\s*(?:修改为|改为|修订为|调整为|更改为|替换为|变更为)\s*[：:]?\s*" + _Q.format("new")
)
_MORE_PAIRS = re.compile(
    r"\s*[，、；,]\s*(?:将)?\s*"
    + _Q.format("old")
    + r"\s*(?:统一|均|一律|分别)?\s*(?:修改为|改为|修订为|调整为|更改为|替换为)\s*[：:]?\s*"
    + _Q.format("new")
)
_WHOLE = re.compile(r"\s*(?:全文|文|条文)?(?:改为|修改为|修订为|调整为)\s*[：:]\s*(?=[“\"])")
#: 第九条改为第十条，并将其中的“甲”修改为“乙”
_THEN_WORDS = re.compile(r"\s*[，,]\s*(?:并)?将(?:其中|其)?")
#: 第九条改为第十条，修改为：“…” and 第九条修改为第十条：“…”
_THEN_WHOLE = re.compile(
    r"\s*(?:[，,；]\s*(?:并)?(?:将[^“\"。；\n]{0,10}?)?(?:改为|修改为|修订为|调整为))?\s*[：:]\s*(?=[“\"])"
)
_RENUMBER = re.compile(
    rf"\s*(?:相应)?(?:改为|作为|调整为|顺延为|变更为|修改为)\s*(?:修改后(?:的)?)?(?:《[^》]*》)?\s*(?P<to>{_NTH})"
)
_DELETE_WORDS = re.compile(
    r"(?:中|里)?(?:的)?\s*" + _Q.format("old") + r"(?:字样|表述|一词)?\s*(?:予以)?(?:删去|删除)"
)
_INSERT_AFTER = re.compile(
    r"(?:中|里)?(?:的)?(?:在)?\s*"
    + _Q.format("old")
    + r"\s*(?:之)?后(?:面)?\s*(?:增加|加上|补充|添加)\s*[：:]?\s*"
    + _Q.format("new")
)
_ADD = re.compile(
    rf"(?:中|后)?\s*(?:增加|增设|新增|补充)\s*(?P<count>[一二两三四五六七八九十]+)\s*(?P<unit>条|款|项|章|节)\s*[，,]?\s*(?:分别)?\s*(?:作为|为)\s*(?:《[^》]*》)?(?:该条|本条|该款)?(?P<to>{_NTH})(?P<more>(?:[、和至]\s*{_NTH})*)\s*[：:]?\s*(?=[“\"]|$|[。；\n])"
)
_DELETE_HEAD = re.compile(
    r"(?:删去|删除|取消|废止)\s*(?:原)?(?:《[^》]*》|[\u4e00-\u9fff]{1,12}(?:法|条例|办法|规定|细则))?\s*(?:中)?(?:的)?\s*(?=第|附件)"
)
#: 在第三条中增加一款作为第二款，将该条修改为：“…”: the quotation is the whole new article.
_ADD_WHOLE = re.compile(
    r"(?:中|后)?\s*(?:增加|增设|新增)[^“\"。；\n]{1,24}?[，,]\s*(?:并)?(?:将)?(?:该条|本条|该条文|全条)\s*(?:修改|修订|改|调整)为\s*[：:]\s*(?=[“\"])"
)
#: Words that order a change; one that no instruction was read from is handed to a person.
_ORDER = re.compile(
    r"修改为|修订为|改为|替换为|增加(?:[一二两三四五六七八九十]+[条款项章节句]|规定|下列|以下|如下|[：:“])|删去|删除"
)
#: 第八条第一款末尾的“但…”: what stands between a place and the words that go.
_WORDS_AT = r"\s*(?:中|里|末尾|最后|结尾|开头|句首|句尾)?(?:规定)?(?:的)?\s*"
#: What may follow a place that goes as a whole; anything else says that only a part of it does.
_WHOLLY = re.compile(
    r"\s*(?:的?(?:全部)?(?:规定|内容|条文|原文|全文))?\s*(?=[，,。；;、：:\n）)”]|$|并|同时|和|及|后)"
)
_MORE_WORDS = re.compile(rf"\s*(?:和|、|以及|及)\s*(?P<place>{_NTH}){_WORDS_AT}" + _Q.format("old"))
_DELETED = re.compile(r"\s*(?:予以|全部)?(?:删去|删除)(?!“)")
_PLACE = re.compile(rf"(?:在|将|对|把)?\s*(?:原)?(?P<place>{_NTH}(?:\s*[、和]\s*{_NTH}){{0,40}})")
_SCAN = re.compile(
    rf"(?P<del>删去|删除)|(?P<global>(?:将|把|全文|文中|条文)[^“\"。；\n第]{{0,12}}(?=[“\"]))|(?P<add>(?:增加|增设|新增)\s*[一二两三四五六七八九十]+\s*[条章节款项])|(?P<place>{_NTH})"
)


def find_instructions(text: str, start: int = 0, end: int | None = None) -> tuple[Instruction, ...]:
    """The amendments ordered in `text[start:end]`, in order; what is inside a quotation orders nothing.

    An order that cannot be read is kept as an instruction of kind "unread", so that nothing is lost silently.
    """
    stop = len(text) if end is None else end
    heads = [(m.start, m.title or "") for m in find_mentions(text) if m.title and start <= m.start < stop]
    found = list(_read(text, start, stop, heads))
    if found:
        found += _unread(text, start, stop, found)
    return tuple(sorted(found, key=lambda i: i.start))


def _unread(text: str, start: int, stop: int, found: list[Instruction]) -> Iterator[Instruction]:
    """Clauses that order a change outside quotations and outside what was read."""
    taken = Spans([(i.start, i.end) for i in found])
    at = start
    while order := _ORDER.search(text, at, stop):
        quote = text.find(_OPEN, at, order.start())
        if quote >= 0:
            at = quoted_end(text, quote, stop)
            continue
        at = order.end()
        if taken.hit(order.start(), order.end()):
            continue
        low = max(text.rfind(mark, start, order.start()) for mark in "。；\n") + 1
        high = next((i for i in range(order.end(), stop) if text[i] in "。；\n“"), stop)
        if not _REPORTED.search(text[low : order.start()]):
            yield Instruction("unread", "", max(low, start), high)


#: 根据…修改 or the history of the text itself orders nothing.
_REPORTED = re.compile(r"(?:根据|依照|按照)[^，]{0,40}$|《[^》]*$|已|曾")


def _read(text: str, start: int, stop: int, heads: list[tuple[int, str]]) -> Iterator[Instruction]:
    at = start
    last_article = ""
    document = ""
    while found := _SCAN.search(text, at, stop):
        quote = text.find(_OPEN, at, found.start())
        if quote >= 0 and found.lastgroup != "global":
            at = quoted_end(text, quote, stop)
            continue
        while heads and heads[0][0] < found.start():
            if re.match(r"[^。\n]{0,80}(?:修改|修正|修订|增加|删|改为)", text[heads[0][0] :][:200]):
                document = heads[0][1]
            heads.pop(0)
        made: list[Instruction] = []
        group = found.lastgroup
        if group == "del":
            made = list(_deleted(text, found.start(), stop, last_article))
        elif group == "global":
            made = list(_pairs(text, found.end(), stop, "", found.start()))
        elif group == "add":
            inside = last_article if found.group()[-1] in "款项" else ""
            made = list(_added(text, found.start(), stop, inside, found.start()))
        elif found.group("place").startswith("第") or last_article:
            made = list(_at_place(text, found, stop, last_article))
        if not made:
            at = found.end()
            if group == "place" and "条" in found.group():
                last_article = _article(found.group())
            continue
        for instruction in made:
            if instruction.place and "条" in instruction.place:
                last_article = _article(instruction.place)
            yield _with_document(instruction, document)
        at = max(i.end for i in made)


def _with_document(i: Instruction, document: str) -> Instruction:
    return Instruction(i.kind, i.place, i.start, i.end, i.old, i.new, i.target, document)


def _article(place: str) -> str:
    found = re.search(rf"第\s*[{_ORDERS}]+\s*条(?:之[{_ORDERS}]+)?", place)
    return re.sub(r"\s", "", found.group()) if found else ""


def _full(place: str, article: str) -> str:
    """第二款 under a paragraph about 第三条 means 第三条第二款."""
    place = re.sub(r"\s+", "", place)
    return place if re.search("[条章节]", place) or not article else article + place


def _at_place(text: str, found: re.Match[str], stop: int, article: str) -> Iterator[Instruction]:
    span = _PLACE.match(text, found.start(), stop)
    if span is None:
        return
    places = [_full(p.group(), article) for p in re.finditer(_NTH, span["place"])]
    at, first = span.end(), found.start()
    if renumbered := _RENUMBER.match(text, at, stop):
        target = _full(renumbered["to"], _article(places[0]))
        yield Instruction("renumber", places[0], first, renumbered.end(), target=target)
        rest = _THEN_WHOLE.match(text, renumbered.end(), stop)
        if rest:
            end = quoted_end(text, rest.end(), stop)
            yield Instruction("replace", target, first, end, new=unquote(text[rest.end() : end]))
        elif words := _THEN_WORDS.match(text, renumbered.end(), stop):
            yield from _pairs(text, words.end(), stop, target, first)
        return
    if (whole := _WHOLE.match(text, at, stop)) or (whole := _ADD_WHOLE.match(text, at, stop)):
        end = quoted_end(text, whole.end(), stop)
        yield Instruction("replace", places[0], first, end, new=unquote(text[whole.end() : end]))
    elif _ADD.match(text, at, stop):
        yield from _added(text, at, stop, places[0], first)
    elif inserted := _INSERT_AFTER.match(text, at, stop):
        yield Instruction("insert", places[0], first, inserted.end(), inserted["old"], inserted["new"])
    elif deleted := _DELETE_WORDS.match(text, at, stop):
        for place in places:
            yield Instruction("delete", place, first, deleted.end(), deleted["old"])
    elif gone := _DELETED.match(text, at, stop):
        for place in places:
            yield Instruction("delete", place, first, gone.end())
    else:
        for place in places:
            yield from _pairs(text, at, stop, place, first)


def _pairs(text: str, at: int, stop: int, place: str, first: int) -> Iterator[Instruction]:
    """…中的“A”修改为“B”，“C”修改为“D”."""
    pair = _FROM_TO.match(text, at, stop)
    while pair:
        yield Instruction("replace_words", place, first, pair.end(), pair["old"], pair["new"])
        pair = _MORE_PAIRS.match(text, pair.end(), stop)


def _added(text: str, at: int, stop: int, place: str, first: int) -> Iterator[Instruction]:
    added = _ADD.match(text, at, stop)
    if not added:
        return
    target = re.sub(r"\s+", "", added["to"])
    article = _article(place)
    if article and "条" not in target:
        target = _full(target, article)
    end = (
        quoted_end(text, added.end(), stop)
        if text[added.end() : added.end() + 1] in (_OPEN, '"')
        else added.end()
    )
    yield Instruction("insert", place, first, end, new=unquote(text[added.end() : end]), target=target)


def _deleted(text: str, at: int, stop: int, article: str) -> Iterator[Instruction]:
    head = _DELETE_HEAD.match(text, at, stop)
    if not head:
        return
    span = re.compile(rf"{_NTH}(?:\s*[、和]\s*{_NTH}){{0,40}}").match(text, head.end(), stop)
    if not span:
        return
    places = [_full(p.group(), article) for p in re.finditer(_NTH, span.group())]
    words = re.compile(_WORDS_AT + _Q.format("old")).match(text, span.end(), stop)
    if words is None:
        if _WHOLLY.match(text, span.end(), stop):
            yield from (Instruction("delete", place, at, span.end()) for place in places)
        return
    yield from (Instruction("delete", place, at, words.end(), words["old"]) for place in places)
    end, article = words.end(), _article(places[-1]) or article
    while more := _MORE_WORDS.match(text, end, stop):
        yield Instruction("delete", _full(more["place"], article), more.start(), more.end(), more["old"])
        end = more.end()


_QUOTE_MARKS = re.compile("[“”]")
_DEEPEST = 4
_LONGEST_QUOTATION = 30_000


def quoted_end(text: str, start: int, stop: int) -> int:
    """End of the quotation that opens at `start`; each paragraph of a long one opens anew, the last closes."""
    if text[start : start + 1] == '"':
        close = text.find('"', start + 1, stop)
        return close + 1 if close > 0 else stop
    depth, at = 0, start
    for mark in _QUOTE_MARKS.finditer(text, start, min(stop, start + _LONGEST_QUOTATION)):
        if mark.group() == _OPEN:
            opens_line = not text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()].strip()
            if depth and opens_line:
                depth = 1  # the quotation goes on in a new paragraph
                continue
            depth += 1
            if depth > _DEEPEST:  # marks that nobody closed, no quotation
                break
        else:
            depth -= 1
            at = mark.end()
            if depth <= 0:
                return at
    return max(at, start + 1)


def unquote(quoted: str) -> str:
    """The words of a quotation without its outer marks, paragraphs kept."""
    lines = [line.strip(" \t\u3000") for line in quoted.strip().split("\n")]
    text = "\n".join(line[1:] if line.startswith((_OPEN, '"')) else line for line in lines if line)
    return text[:-1] if text.endswith((_CLOSE, '"')) else text
