"""C-01 to C-05, C-08 (C-07 stands in higher_law.py): two texts in force that give different answers to one question."""

import re
from collections.abc import Iterator

from registry.agencies import Body
from registry.records import Quote
from rules.base import Check, Context, Hit, Rule, Unknown
from rules.checks.higher_law import against_higher_law
from rules.conflicts.beside import for_a_part, read_together
from rules.conflicts.book import RANK, PairBook, book_of, can_replace, same_series
from rules.conflicts.cards import key_of
from rules.conflicts.compare import Clash
from rules.conflicts.crowds import telling_crowds
from rules.conflicts.matter import other_subject, parts_of_one
from rules.conflicts.pairing import REPEATS
from rules.conflicts.pairs import Pair, pairs_of
from rules.conflicts.precedence import yields
from rules.conflicts.priority import claimed
from rules.conflicts.subjects import different_subject
from rules.conflicts.wording import evidence
from rules.view import DocumentView, Sentence

#: Findings shown for one pair and rule: a reviewer compares the documents side by side anyway.
_MOST = 4
#: Closeness of two texts from which both regulate one matter as a whole, and from which their matters touch.
_SAME_MATTER, _NEAR_MATTER, _TOUCHING = 0.5, 0.35, 0.2
#: Rare words that two priority clauses share when both name one field (人才公寓有关规定与本办法不一致的).
_NAMED = 1.5
#: Likeness of two titles that share a word at all.
_TITLES_SHARE = 0.15
#: Kinds of clash that each code reports.
_KINDS = {
    "C-01": ("number", "modality", "definition", "way"),
    "C-02": ("time",),
    "C-03": ("money",),
    "C-04": ("body",),
}


#: Characters that titles made after one pattern share (田庄水库保护, 萌山水库保护).
_ONE_TITLE = 4
#: Share of common text from which two texts under titles of different subjects are made after one pattern.
_ONE_PATTERN = 0.4


def _pairs(doc: DocumentView, ctx: Context) -> Iterator[Pair]:
    for pair in pairs_of(doc, ctx.registry):
        # 转发 with the original's text and the two years of an annual standard repeat each other lawfully.
        if same_series(pair.one, pair.other) or read_together(pair) or for_a_part(pair):
            continue
        if parts_of_one(pair.one.inner_title, pair.other.inner_title):
            continue
        # Texts made after one pattern for two subjects (进口甲国水果、进口乙国蔬菜) each speak of their own.
        if pair.apart and (
            pair.held >= _ONE_PATTERN
            or other_subject(key_of(pair.one), key_of(pair.other), shared=_ONE_TITLE)
            or different_subject(key_of(pair.one), key_of(pair.other))
        ):
            continue
        yield pair


def _reporting(code: str) -> Check:
    """The check that reports the clashes of a code's kinds."""
    kinds = _KINDS[code]

    def check(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
        book = book_of(ctx.registry)
        for pair in _pairs(doc, ctx):
            found = [c for c in book.clashes(pair, doc) if c.kind in kinds]
            for clash in sorted(found, key=lambda c: -c.strength)[:_MOST]:
                yield _hit(clash, pair, doc)

    return check


def _stays(doc: DocumentView, pair: Pair, clash: Clash) -> bool:
    """Whether the other text is the one to change: a lower maker's figure, or the earlier of two texts that are one
    and the same but for details. Whose task something is, the government decides anew (组织法第七十三条)."""
    peer = pair.peer_of(doc)
    if clash.kind != "body" and RANK.get(doc.body, 0) > RANK.get(peer.body, 0) > 0:
        return True
    return pair.held >= REPEATS and can_replace(doc, peer)


def _hit(clash: Clash, pair: Pair, doc: DocumentView) -> Hit:
    peer = pair.peer_of(doc)
    return Hit(
        disposition="核实" if _stays(doc, pair, clash) else None,
        message=f"疑似与《{peer.title}》{_numbered(peer)}规定不一致：{clash.why}，建议核实以哪件为准。{yields(doc, peer)}",
        quotes=(Quote(clash.one.text, clash.one.start, clash.one.end),),
        peers=(peer.id,),
        about=clash.key(doc.id, peer.id),
        facts={
            "本件": clash.one.text,
            "对方": clash.other.text,
            "为何认为是同一事项": clash.why,
            "把握": f"{clash.strength:.0%}",
            "哪件优先": yields(doc, peer) or "同一位阶，由制定机关决定",
        },
    )


def _numbered(doc: DocumentView) -> str:
    return f"（{doc.number}）" if doc.number else ""


def _two_priorities(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    book = book_of(ctx.registry)
    own = book.priority(doc)
    assert own is not None
    for pair in _pairs(doc, ctx):
        peer = pair.peer_of(doc)
        theirs = _rival_clause(pair, doc, book)
        if theirs is None:
            continue
        yield Hit(
            message=f"疑似双重优先条款：本件与《{peer.title}》{_numbered(peer)}规范同一事项，都规定不一致时以自己为准，建议核实。",
            quotes=(own.quote,),
            peers=(peer.id,),
            about=peer.id,
            facts={"本件": own.text, "对方": theirs.text},
        )


def _rival_clause(pair: Pair, doc: DocumentView, book: PairBook) -> Sentence | None:
    """The sentence in which the other document claims what this one claims as well: that it prevails."""
    own, theirs = book.priority(doc), book.priority(pair.peer_of(doc))
    if own is None or theirs is None or not _one_scope(pair, doc, own.text, theirs.text):
        return None
    return theirs


def _claims_priority(doc: DocumentView, ctx: Context) -> bool:
    return book_of(ctx.registry).priority(doc) is not None


#: Parts of a district for which a clause claims to prevail.
_PART_OF = re.compile(r"[\u4e00-\u9fff]{2}(?:流域|片区|园区|新区|开发区|灌区)")


def _one_scope(pair: Pair, doc: DocumentView, own: str, theirs: str) -> bool:
    """Whether two priority clauses claim one field: that of the two texts as a whole, one that both clauses name, or
    one that one clause names and the other text has for its title (图书馆服务, 图书馆借阅服务管理规定)."""
    mine, others = set(_PART_OF.findall(own)), set(_PART_OF.findall(theirs))
    if mine and others and not mine & others:
        return False  # 东河流域各乡镇, 西河流域各乡镇
    if pair.closeness >= _SAME_MATTER and pair.matter >= _TITLES_SHARE:
        return True
    if pair.closeness < _NEAR_MATTER:
        return False
    fields = claimed(own), claimed(theirs)
    titles = pair.peer_of(doc).inner_title, doc.inner_title
    return evidence(*fields) >= _NAMED or any(
        evidence(field, title) >= _NAMED for field, title in zip(fields, titles, strict=True)
    )


def _department_against_government(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    book = book_of(ctx.registry)
    for pair in _pairs(doc, ctx):
        peer = pair.peer_of(doc)
        if peer.body not in (Body.GOVERNMENT, Body.OFFICE) or pair.closeness < _TOUCHING:
            continue
        found = sorted(book.clashes(pair, doc), key=lambda c: -c.strength)[:3]
        own, theirs = book.priority(doc), _rival_clause(pair, doc, book)
        if found:
            why, quotes = found[0].why, [Quote(c.one.text, c.one.start, c.one.end) for c in found]
            others = [c.other.text for c in found]
        elif own is not None and theirs is not None:
            why, quotes, others = "两件都规定不一致时以自己为准", [own.quote], [theirs.text]
        else:
            continue
        yield Hit(
            message=f"疑似部门文件与本级政府文件《{peer.title}》{_numbered(peer)}不一致：{why}，建议核实后修改部门文件。",
            quotes=tuple(quotes),
            peers=(peer.id,),
            about=peer.id,
            facts={f"对方{i}": text for i, text in enumerate(others, 1)},
        )


def _by_department(doc: DocumentView, ctx: Context) -> bool:
    return doc.body is Body.DEPARTMENT


RULES: tuple[Rule, ...] = (
    Rule("C-01", "figures-differ", telling_crowds(_reporting("C-01"))),
    Rule("C-02", "time-limits-differ", telling_crowds(_reporting("C-02"))),
    Rule("C-03", "amounts-differ", telling_crowds(_reporting("C-03"))),
    Rule("C-04", "bodies-differ", telling_crowds(_reporting("C-04"))),
    Rule("C-05", "two-priority-clauses", telling_crowds(_two_priorities), applies=_claims_priority),
    Rule("C-07", "against-higher-law", against_higher_law),
    Rule(
        "C-08",
        "department-against-government",
        telling_crowds(_department_against_government),
        applies=_by_department,
    ),
)
