"""An amending decision applied to a base text: the consolidated text, each change marked, and what failed.

Instructions are applied in the order stated; renumberings come after the insertions and deletions of the same
decision (rules.md §2.6). Nothing is guessed: an instruction whose place or words are not found exactly once
where it says is listed with its reason, and the text stays as it was there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.amendments import Instruction, find_instructions
from corpus.incorporated import is_incorporated
from corpus.reading import Unit
from corpus.structure import find_marks, find_units
from corpus.titles import scan_titles
from registry.dates import cn2int as number
from registry.dates import int2cn


@dataclass(frozen=True, slots=True)
class Change:
    """A span of the consolidated text that an instruction wrote. `was` is what stood there before."""

    start: int
    end: int
    was: str
    instruction: Instruction


@dataclass(frozen=True, slots=True)
class Unapplied:
    """An instruction that could not be carried out, with the reason in Chinese."""

    instruction: Instruction
    reason: str


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The text as amended, its marked changes in text order, and what a person must do by hand."""

    text: str
    changes: tuple[Change, ...]
    unapplied: tuple[Unapplied, ...]


class _CannotApply(Exception):
    """Internal: an instruction does not fit the text; its message is the reason."""


def consolidate(base: str, decision: str, title: str | None = None) -> Consolidation:
    """Apply the instructions of `decision` to `base`.

    `title` picks the document when the decision amends several; instructions under another title are left out.
    A text that already reads as the decision makes it read stays as it is.
    """
    instructions = [
        i for i in find_instructions(decision) if title is None or not i.document or _same(i.document, title)
    ]
    if is_incorporated(base, instructions):
        return Consolidation(base, (), (Unapplied(instructions[0], "原文已载入这次修改，不再套用"),))
    order = _RESEQUENCE.search(decision)
    found = apply(base, instructions, resequenced=order is not None)
    if not order or not instructions:
        return found
    work = _Work(found.text)
    work.changes = list(found.changes)
    loose = work.resequence(Instruction("renumber", "", order.start(), order.end()))
    return Consolidation(
        work.text, tuple(sorted(work.changes, key=lambda c: c.start)), (*found.unapplied, *loose)
    )


#: 条文顺序作相应调整: every article is counted anew.
_RESEQUENCE = re.compile(
    r"(?:条文|条款|条目|各条|有关条文)?(?:的)?(?:顺序|序号|条序)[^。；]{0,8}(?:相应)?(?:调整|变更|修改)"
)


def apply(base: str, instructions: Sequence[Instruction], *, resequenced: bool = False) -> Consolidation:
    """Apply typed instructions in order, renumberings last.

    `resequenced`: the decision says that the order of the articles is adjusted accordingly.
    """
    work = _Work(base)
    work.makes_room = None if resequenced else {i.place for i in instructions if i.kind == "renumber"}
    unapplied: list[Unapplied] = []
    later: list[Instruction] = []
    # A renumbering is stated in the old count, the rest of its sentence (改为第三十条，修改为…) in the new one.
    renumbered = {
        i.target: i.place for i in instructions if i.kind == "renumber" and len(_steps(i.target)) == 1
    }
    for instruction in instructions:
        if instruction.kind == "renumber":
            later.append(instruction)
            continue
        if instruction.kind == "unread":
            unapplied.append(Unapplied(instruction, "未能识别的修改表述，须人工处理"))
            continue
        if instruction.kind in ("replace", "replace_words") and instruction.place in renumbered:
            old_place = renumbered[instruction.place]
            if any(i.kind == "renumber" and i.start == instruction.start for i in instructions):
                instruction = replace(instruction, place=old_place)
        try:
            work.carry_out(instruction)
        except _CannotApply as reason:
            unapplied.append(Unapplied(instruction, str(reason)))
    try:
        work.renumber(later)
    except _CannotApply as reason:
        unapplied.extend(Unapplied(i, str(reason)) for i in later)
    return Consolidation(work.text, tuple(sorted(work.changes, key=lambda c: c.start)), tuple(unapplied))


def _same(one: str, other: str) -> bool:
    def key(title: str) -> str:
        return re.sub(r"[\s《》〈〉]|^中华人民共和国", "", title)

    a, b = key(one), key(other)
    nested = {key(t.name) for t in scan_titles(other)}
    return a == b or a in nested or a in b or b in a


class _Work:
    """The text under change. Spans of earlier changes move along with every edit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[Change] = []
        #: Labels of inserted articles: they must not be met by instructions that count in the old order.
        self._inserted: list[int] = []
        #: Articles whose number becomes free by a renumbering; None when all are counted anew.
        self.makes_room: set[str] | None = None

    # -- finding ---------------------------------------------------------------------------------------

    def _units(self) -> tuple[Unit, ...]:
        return find_units(self.text, 0, len(self.text), find_marks(self.text))

    def _span(self, place: str) -> tuple[int, int]:
        """The span that a place means: an article, a paragraph, an item, a chapter."""
        steps = _steps(place)
        if not steps:
            raise _CannotApply(f"“{place}”无法识别")
        units = [u for u in self._units() if u.start not in self._inserted]
        low, high = 0, len(self.text)
        for kind, count, suffix in steps:
            inside = [u for u in units if low <= u.start and u.end <= high]
            if kind == "paragraph":
                low, high = self._paragraph(low, high, count)
                continue
            if kind == "item":
                low, high = self._item(low, high, count)
                continue
            found = [u for u in inside if u.kind == kind and u.number == count and u.suffix == suffix]
            if len(found) != 1:
                raise _CannotApply(f"原文中{'没有' if not found else '不止一处'}{place}")
            low, high = found[0].start, found[0].end
        while high > low and self.text[high - 1].isspace():
            high -= 1
        return low, high

    def _paragraph(self, low: int, high: int, count: int) -> tuple[int, int]:
        """第N款 of an article: its unnumbered paragraphs, each with the items below it."""
        starts = [low]
        for line in re.finditer(r"\n+(?=[^\n])", self.text[low:high]):
            at = low + line.end()
            if not _ITEM.match(self.text, at, high):
                starts.append(at)
        if count > len(starts):
            raise _CannotApply(f"该条没有第{count}款")
        end = starts[count] if count < len(starts) else high
        return starts[count - 1], end

    def _item(self, low: int, high: int, count: int) -> tuple[int, int]:
        """第N项: by its printed number; an item that the decision put in is met only when no old one has it."""
        items = [m.start() for m in re.compile(rf"(?m)^{_ITEM.pattern}").finditer(self.text, low, high)]
        with_number = [at for at in items if self._item_number(at) == count]
        meant = [at for at in with_number if at not in self._inserted] or with_number
        if len(meant) != 1:
            raise _CannotApply(f"没有第{count}项" if not meant else f"不止一处第{count}项")
        later = [at for at in items if at > meant[0]]
        line_end = self.text.find("\n", meant[0], high)
        return meant[0], later[0] if later else (line_end if line_end > 0 else high)

    def _item_number(self, at: int) -> int | None:
        found = _ITEM.match(self.text, at)
        return number(found["n"]) if found else None

    # -- changing --------------------------------------------------------------------------------------

    def carry_out(self, i: Instruction) -> None:
        if i.kind == "replace_words":
            self._replace_words(i)
        elif i.kind == "delete":
            self._delete(i)
        elif i.kind == "replace":
            low, high = self._span(i.place)
            self._edit(low, high, self._with_label(i.new, low, high, i.place), i)
        elif i.kind == "insert" and i.old:
            low, high = self._span(i.place) if i.place else (0, len(self.text))
            at = self._once(i.old, low, high, i.place) + len(i.old)
            self._edit(at, at, i.new, i)
        elif i.kind == "insert":
            self._insert(i)

    def _replace_words(self, i: Instruction) -> None:
        low, high = self._span(i.place) if i.place else (0, len(self.text))
        hits = [m.start() for m in re.finditer(re.escape(i.old), self.text[low:high])]
        if not hits:
            raise _CannotApply(f"{i.place or '原文'}中没有“{i.old}”")
        for hit in reversed(hits):
            self._edit(low + hit, low + hit + len(i.old), i.new, i)

    def _delete(self, i: Instruction) -> None:
        low, high = self._span(i.place) if i.place else (0, len(self.text))
        if i.old:
            at = self._once(i.old, low, high, i.place)
            self._edit(at, at + len(i.old), "", i)
            return
        while high < len(self.text) and self.text[high] in "\n \u3000":
            high += 1
        self._edit(low, high, "", i)

    def _insert(self, i: Instruction) -> None:
        if not i.new:
            raise _CannotApply("没有写明增加的内容")
        steps = _steps(i.target)
        if not steps:
            raise _CannotApply(f"“{i.target}”无法识别")
        kind, count, suffix = steps[-1]
        if kind == "article":
            self._check_room(i.target, suffix)
            previous = _label(count, suffix - 1) if suffix else _label(count - 1, 0)
            low, high = (
                self._span(previous)
                if count > 1 or suffix
                else (self._first_article(), self._first_article())
            )
            label = i.target if not i.new.startswith("第") else ""
            body = f"{label}　{i.new}" if label else i.new
            at = self._edit(high, high, ("\n" if high else "") + body, i)
            self._inserted.append(at + 1)
            return
        outer = i.target[: i.target.rindex("第")]
        low, high = self._span(outer)
        if kind == "item":
            before = self._item(low, high, count - 1) if count > 1 else None
            at = before[1] if before else high
            while at > low and self.text[at - 1].isspace():
                at -= 1
            self._edit(at, at, "\n" + i.new, i)
            self._inserted.append(at + 1)
            return
        if count == 1:
            raise _CannotApply("增加的款作为第一款，须人工处理")
        _, end = self._paragraph(low, high, count - 1)
        while end > low and self.text[end - 1].isspace():
            end -= 1
        self._edit(end, end, "\n" + i.new, i)

    def _check_room(self, target: str, suffix: int) -> None:
        """A new article may take a number only if the decision frees it."""
        if not suffix and (self.makes_room is None or target in self.makes_room):
            return
        try:
            self._span(target)
        except _CannotApply:
            return
        raise _CannotApply(f"原文已有{target}，决定没有写明条文顺序如何调整")

    def _first_article(self) -> int:
        return next((u.start for u in self._units() if u.kind == "article"), 0)

    def _once(self, words: str, low: int, high: int, place: str) -> int:
        count = self.text.count(words, low, high)
        if count != 1:
            raise _CannotApply(f"{place or '原文'}中“{words}”{'没有出现' if not count else '出现不止一次'}")
        return self.text.index(words, low, high)

    def _with_label(self, new: str, low: int, high: int, place: str) -> str:
        """New words for a place keep its label (第五条　, （二）) when the decision prints them without it."""
        label = re.match(
            r"[\s　]*(?:第[^\s　]{1,8}条(?:之[一二三四五六七八九十]+)?[\s　]*|[（(][一二三四五六七八九十]+[)）]\s*)",
            self.text[low:high],
        )
        first = not place.endswith("款") or place.endswith("第一款")
        if (
            not label
            or not first
            or re.match(r"\s*(?:第[^\s　]{1,8}条|[（(][一二三四五六七八九十]+[)）])", new)
        ):
            return new
        return label.group() + new

    def _edit(self, start: int, end: int, new: str, i: Instruction) -> int:
        was = self.text[start:end]
        self.text = self.text[:start] + new + self.text[end:]
        shift = len(new) - (end - start)
        moved = []
        for change in self.changes:
            if change.start >= end:
                change = replace(change, start=change.start + shift, end=change.end + shift)
            elif change.end > start:
                change = replace(change, end=max(change.start, change.end + shift))
            moved.append(change)
        self._inserted = [at + shift if at >= end else at for at in self._inserted]
        self.changes = [*moved, Change(start, start + len(new), was, i)]
        return start

    # -- renumbering -----------------------------------------------------------------------------------

    def renumber(self, instructions: Iterable[Instruction]) -> None:
        """Give articles their stated new numbers, all at once, so that 第九条→第十条→第十一条 do not collide."""
        found = []
        for i in instructions:
            label = self._printed_label(i)
            if label:
                found.append((*label, i))
        for start, end, new, i in sorted(found, key=lambda row: row[0], reverse=True):
            self._edit(start, end, new, i)

    def _printed_label(self, i: Instruction) -> tuple[int, int, str] | None:
        """Where the number stands that a renumbering changes, and the new one; 款 carry no printed number."""
        old, new = _steps(i.place), _steps(i.target)
        if not old or not new or old[-1][0] != new[-1][0] or old[-1][0] not in ("article", "item"):
            return None
        low, high = self._span(i.place)
        if old[-1][0] == "item":
            printed = _ITEM.match(self.text, low)
            return (printed.start("n"), printed.end("n"), int2cn(new[-1][1])) if printed else None
        label = re.compile(r"[ \u3000]*(?P<label>第[^\s　]{1,10}?条(?:之[一二三四五六七八九十]+)?)").match(
            self.text, low, high
        )
        return (label.start("label"), label.end("label"), i.target) if label else None

    def resequence(self, order: Instruction) -> list[Unapplied]:
        """Number the articles from one on; references inside the text are left for a person and listed."""
        articles = [u for u in self._units() if u.kind == "article"]
        moved: dict[int, int] = {}
        wrong = []
        count = 0
        for unit in articles:
            if unit.suffix:
                continue
            count += 1
            if unit.number != count:
                moved[unit.number] = count
                wrong.append((unit, count))
        for unit, count in reversed(wrong):
            printed = re.compile(r"第[^\s　]{1,10}?条").search(self.text, unit.start, unit.end)
            if printed:
                this = replace(order, place=printed.group(), target=_label(count, 0))
                self._edit(printed.start(), printed.end(), this.target, this)
        loose = []
        for reference in _SELF_REFERENCE.finditer(self.text):
            old = number(reference["n"])
            if old in moved:
                this = replace(order, place=reference.group())
                loose.append(Unapplied(this, f"“{reference.group()}”所引条号已变动，须人工核对"))
        return loose


#: 本办法第八条 inside the text itself.
_SELF_REFERENCE = re.compile(
    r"本(?:办法|规定|条例|细则|规则|方案|意见|制度|标准|规程|措施)第(?P<n>[一二三四五六七八九十百零〇]+)条"
)
_ITEM = re.compile(r"[ \t\u3000]*[（(](?P<n>[一二三四五六七八九十]+)[)）]")
_STEP = re.compile(
    r"第?\s*[（(]?([一二三四五六七八九十百零〇]+)[)）]?\s*(条|款|项|章|节)(?:之([一二三四五六七八九十]+))?"
)
_KINDS = {"条": "article", "款": "paragraph", "项": "item", "章": "chapter", "节": "section"}


def _steps(place: str) -> list[tuple[str, int, int]]:
    """第三条第二款第（一）项 → [(article, 3, 0), (paragraph, 2, 0), (item, 1, 0)]."""
    return [
        (_KINDS[m[2]], number(m[1]) or 0, (number(m[3]) or 0) if m[3] else 0) for m in _STEP.finditer(place)
    ]


def _label(count: int, suffix: int) -> str:
    return f"第{int2cn(count)}条" + (f"之{int2cn(suffix)}" if suffix > 0 else "")
