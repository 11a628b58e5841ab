"""C-07: a text against the law above it: figures that laws fix, and the regulations that it cites as its ground."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from registry.agencies import Body, Level
from registry.records import Quote
from registry.shipped import shipped
from rules.base import Context, Hit, Unknown
from rules.conflicts.book import book_of
from rules.conflicts.clash import Clash, clash_of, row_of
from rules.conflicts.compare import clashes
from rules.conflicts.slots import Slot, slots_in
from rules.view import DocumentView


@dataclass(frozen=True, slots=True)
class _Bound:
    """A figure that a law fixes for an act: nothing lower may set `worse` ("less" or "more") than `value`."""

    name: str
    act: re.Pattern[str]
    unit: str
    value: int
    worse: str
    law: str
    since: str
    not_if: re.Pattern[str] | None


@cache
def _bounds() -> tuple[_Bound, ...]:
    data = shipped("rules", "data/bounds.toml")
    return tuple(
        _Bound(
            name=raw["name"],
            act=re.compile(raw["act"]),
            unit=raw["unit"],
            value=raw["value"],
            worse=raw["worse"],
            law=raw["law"],
            since=str(raw["since"]),
            not_if=re.compile(raw["not_if"]) if "not_if" in raw else None,
        )
        for raw in data["bound"]
    )


def _against_bounds(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.level is Level.STATE or doc.body is Body.CONGRESS:
        return  # a national text or a statute may set its own bound
    for sentence in doc.sentences:
        for bound in _bounds():
            match = bound.act.search(sentence.text)
            if match is None or (bound.not_if and bound.not_if.search(sentence.text)):
                continue
            if bound.since > ctx.as_of.isoformat():
                continue
            inside = [
                s for s in slots_in(sentence.text, sentence.start)
                if s.unit == bound.unit and match.start() <= s.start - sentence.start < match.end()
            ]  # fmt: skip
            for slot in inside:
                value = slot.high if slot.high is not None else slot.low
                if value is None:
                    continue
                wrong = value < bound.value if bound.worse == "less" else value > bound.value
                if wrong:
                    yield Hit(
                        message=f"疑似与上位法抵触：{bound.name}，本件规定为“{slot.shown.strip()}”，{bound.law}规定为{bound.value}{bound.unit}，建议核实后修改。",
                        quotes=(sentence.quote,),
                        about=f"{bound.name}|{bound.law}",
                        facts={"上位法": bound.law, "上位法规定": f"{bound.value}{bound.unit}"},
                    )


# -- against the texts cited as ground ---------------------------------------------------------------------

#: Findings shown for one law: a reviewer reads it beside the text anyway.
_MOST = 4
_LAW_TITLE = re.compile(r"(?:(?<!办)法|法典|条例)$")
#: A limit on what people may do for their rights; a shorter one takes from them.
_RIGHT = re.compile(r"可以[^，。；]{0,20}(?:申请|提出|要求|申诉|复核|起诉)|(?:异议|申诉|复议|听证)")
_RANKS = {Level.STATE: 4, Level.PROVINCE: 3, Level.CITY: 2, Level.COUNTY: 1, Level.TOWN: 0}


def _above(law: DocumentView, doc: DocumentView) -> bool:
    """Whether a cited text binds the document: a statute, or a text of a government of a higher level."""
    if law.body is Body.CONGRESS or _LAW_TITLE.search(law.inner_title):
        return True
    return law.body is Body.GOVERNMENT and _RANKS.get(law.level, 0) > _RANKS.get(doc.level, 9)


def _grounds(doc: DocumentView, ctx: Context) -> Iterator[DocumentView]:
    """The texts of the registry that the document names as its ground, in force on the day."""
    seen: set[str] = set()
    for citation in doc.citations("basis", "policy_basis"):
        law, _ = ctx.registry.resolve(citation.title, citation.number, source=doc)
        if law is None or law.id == doc.id or law.id in seen or not law.text or not _above(law, doc):
            continue
        seen.add(law.id)
        if ctx.registry.status(law.id).live:
            yield law


def _worse(clash: Clash) -> bool:
    """Whether our side goes beyond what the law leaves open. A stricter duty of an organ does not."""
    if clash.kind in ("body", "definition"):
        return False
    if clash.kind == "modality":
        # A duty where the law only allows is stricter; 可以 where it commands or forbids is looser.
        return not ("应当" in clash.why.split("一处为")[1] and "可以" in clash.why.split("一处为")[2])
    mine, theirs = _slot(clash.one.text, clash.one.start, clash.one_span), _slot(clash.other.text, clash.other.start, clash.other_span)  # fmt: skip
    if mine and theirs and mine.comparator == theirs.comparator == "max" and mine.high and theirs.high:
        return mine.high > theirs.high or bool(_RIGHT.search(clash.one.text))
    return True


def _slot(text: str, start: int, span: tuple[int, int]) -> Slot | None:
    return next((s for s in slots_in(text, start) if (s.start, s.end) == span), None)


def _between(doc: DocumentView, law: DocumentView, ctx: Context) -> list[list[object]]:
    book = book_of(ctx.registry)
    found = clashes(book.provisions(doc), book.provisions(law), closeness=_CLOSENESS)
    return [row_of(clash) for clash in found]


def _against_grounds(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for law in _grounds(doc, ctx):
        rows = ctx.registry.recalled(
            "clashes with law", f"{doc.fingerprint} {law.fingerprint}", partial(_between, doc, law, ctx)
        )
        found = [clash for row in rows if _worse(clash := clash_of(row, doc, law))]
        for clash in sorted(found, key=lambda c: -c.strength)[:_MOST]:
            yield Hit(
                message=f"疑似与上位规定《{law.inner_title}》抵触：{clash.why}，建议核实后修改。",
                quotes=(Quote(clash.one.text, clash.one.start, clash.one.end),),
                peers=(law.id,),
                about=clash.key(doc.id, law.id),
                facts={
                    "本件": clash.one.text,
                    "上位规定": clash.other.text,
                    "为何认为是同一事项": clash.why,
                    "把握": f"{clash.strength:.0%}",
                },
            )


#: A text speaks of the matter of the law that it cites as its ground, though not of all of it.
_CLOSENESS = 0.7


def against_higher_law(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """C-07: figures beyond what a law fixes, statements against a cited text of higher rank."""
    yield from _against_bounds(doc, ctx)
    yield from _against_grounds(doc, ctx)
