"""What a text does to others by its title (关于废止《X》的决定) and by the changes it orders (第五条修改为…)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.amendments import find_instructions
from corpus.mention import Mention, flat
from corpus.reading import Citation
from registry.records import Quote

_TITLE_VERBS = re.compile(
    r"(?P<implements>实施|贯彻)|(?P<extend>延长|延续)|(?P<repeal>(?<!和)废止|(?<!和)宣布失效)|(?P<amend>(?:修改|修订|修正)(?!和))|(?P<forwards>转发|批转)"
)
_ROW = re.compile(r"^(?:部分)?[■、，和及与《》〈〉\s]*$")
_PARTLY = re.compile(r"^[^的]{0,4}(?:部分|有关|相关|个别)(?:条款|内容|规定|条文)")


def said_by_titles(
    text: str, headings: Sequence[tuple[int, int]], inside: Sequence[Mention]
) -> Iterator[Citation]:
    """What the text's own title does to the documents it names (关于废止《X》的决定, 实施《X法》办法)."""
    seen: set[tuple[str, str | None]] = set()
    for low, high in headings:
        for m in (m for m in inside if low < m.start < high):
            before = text[max(0, low) : m.start]
            for other in inside:
                if low < other.start < m.start:
                    before = before.replace(other.printed, "■")
            verb = max(_TITLE_VERBS.finditer(before), key=lambda v: v.start(), default=None)
            if verb is None or not _ROW.match(before[verb.end() :]):
                continue
            role = str(verb.lastgroup)
            if (role, m.title) in seen:
                continue
            seen.add((role, m.title))
            partly = role != "implements" and bool(_PARTLY.match(text[m.tail : high]))
            yield Citation(
                role=role,
                title=m.title,
                number=m.number,
                quote=Quote(text[low + 1 : high], low + 1, high),
                start=m.start,
                end=m.end,
                scope="part" if partly else "whole",
                part="部分条款" if partly else None,
                kind="replace" if role == "amend" else None,
            )


def with_titles(said: Iterable[Citation], found: Sequence[Citation]) -> Iterator[Citation]:
    """The body's own words count; a title adds only what the body does not say of that document."""
    numbers = {c.title: c.number for c in found if c.title and c.number}
    told = {(c.role, flat(c.title)) for c in found}
    for c in said:
        if (c.role, flat(c.title)) not in told:
            yield replace(c, number=c.number or numbers.get(c.title or ""))


_KINDS = {"replace": "replace", "replace_words": "replace", "insert": "insert", "delete": "delete"}
_LONGEST_QUOTE = 400


def instructed(text: str, amended: Sequence[Citation]) -> Iterator[Citation]:
    """One citation for each change that an amending text orders, with the place, the old and the new words."""
    if not amended:
        return
    by_title = {flat(c.title): c for c in reversed(amended)}
    only = amended[0] if len(by_title) == 1 else None
    for i in find_instructions(text):
        target = by_title.get(flat(i.document)) or only
        if target is None or i.kind not in _KINDS:
            continue
        end = min(i.end, i.start + _LONGEST_QUOTE)
        yield replace(
            target,
            quote=Quote(text[i.start : end], i.start, end),
            start=i.start,
            end=i.end,
            article=i.place or i.target or None,
            part=i.place or i.target or None,
            scope="part",
            kind=_KINDS[i.kind],
            old=i.old or None,
            new=i.new or None,
        )
