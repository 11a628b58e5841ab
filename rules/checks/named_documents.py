"""B-06: a document named by title and number together, where the two belong to different documents."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz import fuzz

from registry.docno import parse_number
from registry.shipped import shipped
from rules.base import Context, Hit, Rule, Unknown
from rules.names import number_key, title_key
from rules.view import DocumentView


def _has_numbers(doc: DocumentView, _: Context) -> bool:
    return any(c.title and c.number for c in doc.reading.citations)


def _number_disagrees(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    seen: set[str] = set()
    for citation in doc.reading.citations:
        title, number = citation.title, citation.number
        if not title or not number or citation.role in ("repeal", "amend", "extend") or title in seen:
            continue
        numbered = [d for d in ctx.registry.by_number(number) if d.id != doc.id]
        titled = meant(d for d in ctx.registry.by_title(title) if d.id != doc.id)
        if not numbered and not titled:
            known = _known_otherwise(title, number)
            if known:
                seen.add(title)
                yield Hit(
                    message=f"疑似引用的文号与标题不符：文中写《{title}》（{number}），{known}，建议核实后修改。",
                    quotes=(citation.quote,),
                    about=f"{title_key(title)}{number}",
                    facts={"所引文号": number},
                )
            continue
        if any(d in titled for d in numbered):
            continue
        if numbered and any(same_title(title, d) for d in numbered):
            continue
        if not numbered and (
            len(titled) != 1 or not titled[0].number or _written_otherwise(number, titled[0])
        ):
            continue
        seen.add(title)
        peer = titled[0] if titled else numbered[0]
        real = (
            f"登记的文号为{titled[0].number}"
            if titled
            else f"该文号登记的文件是《{numbered[0].inner_title}》"
        )
        yield Hit(
            message=f"疑似引用的文号与标题不符：文中写《{title}》（{number}），{real}，建议核实后修改。",
            quotes=(citation.quote,),
            peers=(peer.id,),
            about=f"{title_key(title)}{number}",
            facts={"所引文号": number, "登记文号": peer.number or ""},
        )


@cache
def _known_documents() -> dict[str, str]:
    raw = shipped("rules", "data/known_documents.toml")
    return dict(raw["documents"])


def _known_otherwise(title: str, number: str) -> str:
    """What a widely known document of that number, or of that title, is really called; empty when all agrees."""
    flat = re.sub(r"[、，\s]", "", title)
    known = _known_documents()
    key = number_key(number)
    core = known.get(key)
    if core is not None:
        return "" if core in flat or fuzz.partial_ratio(core, flat) >= 80 else f"{key}是关于{core}的文件"
    real = next((n for n, words in known.items() if words in flat), None)
    return f"该文件的文号为{real}" if real and re.match(r"国(?:办)?发", key) else ""


def _written_otherwise(number: str, doc: DocumentView) -> bool:
    """One number with the organ's name in another form, or an order, whose text is often issued anew."""
    one, other = parse_number(number), parse_number(doc.number or "")
    if one is None or other is None or one.form != "bracket" or other.form != "bracket":
        return True
    return (one.year, one.serial) == (other.year, other.serial)


def meant(found: Iterable[DocumentView]) -> list[DocumentView]:
    """Documents that bear a title themselves: those that only forward the text come last, if at all."""
    found = list(found)
    return [d for d in found if not d.forwards] or found


def same_title(cited: str, doc: DocumentView, least: float = 0.9) -> bool:
    """Whether a cited title is that document's, a slip of the pen aside."""
    key = title_key(cited)
    for own in doc.titles:
        other = title_key(own)
        if key and other and (key in other or other in key or fuzz.ratio(key, other) >= least * 100):
            return True
    return False


RULES = (Rule("B-06", "number-and-title-disagree", _number_disagrees, applies=_has_numbers),)
