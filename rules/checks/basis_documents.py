"""B-07 to B-11: documents that the text rests on, their standing, level and circles, and texts that cover it."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial

from registry.agencies import Body, Level, classify, territory_of
from registry.records import Quote, Status
from rules.base import Context, Hit, Rule, Unknown
from rules.bases import BASIS, looks_back
from rules.checks.unlawful import suspected
from rules.conflicts.matter import grams, key_similarity, matter_key
from rules.conflicts.shingles import Sketch, common
from rules.indexes import Given, index, keys
from rules.legislation import is_legislation
from rules.names import title_key
from rules.questions import table
from rules.registry_view import Edge, RegistryView
from rules.scope import duty_pattern
from rules.sentences import laws_in, layout_of, negated, quoted
from rules.similarity import shingles_of
from rules.spans import zh
from rules.view import DocumentView

DEAD = (Status.REPEALED, Status.LAPSED, Status.EXPIRED)
_RANK = {Level.STATE: 5, Level.PROVINCE: 4, Level.CITY: 3, Level.COUNTY: 2, Level.TOWN: 1}


_WEAK = re.compile(r"参照|借鉴|学习")
_NAMED_BASIS = re.compile(
    r"(?:根据|依据|依照|按照|遵照|为(?:了)?(?:贯彻|落实|执行|实施))[^。；]{0,60}(?:《|法律|法规|号）|号\))"
)
_ANY_BASIS = re.compile(
    r"(?:根据|依据|依照|按照|遵照)[^。；]{0,40}(?:规定|要求|精神|部署|政策|法律|法规|意见|通知|办法|条例|号)"
)
_OPENING = re.compile(r"(?:制定本|现(?:将|就)|通知如下|通告如下|公告如下|提出(?:如下|以下)|如下)")
_HANDED_ON = re.compile(r"印发给你们|转发给你们|予以公布|予公布|予以印发")
_STRONG = ("U-01", "U-02", "U-03", "U-04", "U-06")
_BURDEN = re.compile(r"应当|不得|必须|禁止|严禁|须")


def _without_basis(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """A burden on the public with no law anywhere behind it. A superior's text that itself rests on law counts."""
    if _superior_basis(doc, ctx, *_GROUNDS):
        return
    opening = _opening(doc)
    strong = [p for code in _STRONG for _, p, _ in suspected(doc, code)]
    cited = "".join(f"《{c.title}》" for c in doc.reading.citations if c.title)
    if laws_in(cited) or laws_in(doc.text) or _superior_basis(doc, ctx, "operative"):
        # A law that is named where it is carried out (依照《X》处罚) is no ground for what other articles lay on people.
        grounds = "".join(f"《{c.title}》" for c in doc.citations(*_GROUNDS) if c.title)
        if laws_in(grounds) or laws_in(opening) or not opening or not strong:
            return
    if strong:
        quotes, what = [p.quote for p in strong], "减损权益或者增加义务的内容"
    else:
        if opening and _ANY_BASIS.search(opening) and not _WEAK.search(opening):
            return  # 根据国家和省、市有关规定: named loosely, and only ordinary duties
        quotes = list(_burdens(doc))[:3]
        if len(quotes) < 2:
            return
        what = "对公民、法人或者其他组织的义务性规定"
    yield Hit(
        message=f"疑似无依据减损权益：文件设有{what}，但未见法律、法规、规章或者上级文件作为依据，建议核实。",
        quotes=tuple(dict.fromkeys(quotes)),
        about="no-basis",
        facts={"制定依据": opening[:60] or "未写明"},
    )


def _burdens(doc: DocumentView) -> Iterator[Quote]:
    layout = layout_of(doc)
    last = -1
    for found in duty_pattern().finditer(doc.text):
        if found.end() <= last or not _BURDEN.search(found[0][-4:]):
            continue
        passage = layout.passage_at(found.start())
        last = passage.end
        if not negated(passage, found.start() - passage.start) and not quoted(
            passage.text, found.start() - passage.start
        ):
            yield passage.quote


def _opening(doc: DocumentView) -> str:
    """The sentence that says on what the document rests: of the first article, else of the opening paragraph."""
    first = [s.text for s in doc.sentences[:40] if len(s.text) > 16]
    article = next((s for s in first if re.match(r"第\s*一\s*条", s)), None)
    return article or next((s for s in first if _OPENING.search(s) and not _HANDED_ON.search(s)), "")


#: The roles of a citation in which another text is what the document rests on.
_GROUNDS = ("basis", "policy_basis", "implements", "forwards")


def _superior_basis(doc: DocumentView, ctx: Context, *roles: str) -> bool:
    own = _RANK.get(doc.level, 2)
    return any(_level_of_citation(c.title, c.number, ctx) > own for c in doc.citations(*roles))


_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,3}(?:市|州)(?!场|容|政))?(?:[\u4e00-\u9fff]{2,3}(?:(?<![发特])区(?!域)|县|旗))?"
    r"(?:[\u4e00-\u9fff]{2,3}(?:(?<!城)镇|乡(?!村|镇)|街道))?"
)


@lru_cache(maxsize=8192)
def _level_by_name(name: str) -> int:
    if re.match(r"(?:中共中央|国务院|国家|中华人民共和国|中国)", name) or re.match(
        r"[\u4e00-\u9fff]{2,10}[部委署](?:办公厅|关于)", name
    ):
        return 5
    place = _PLACE.match(name)
    if not place or not place[0]:
        return 0
    if place[0].endswith(("镇", "乡", "街道")):
        return 1
    return _RANK.get(classify(f"{place[0]}人民政府").level, 0)


def _level_of_citation(title: str | None, number: str | None, ctx: Context) -> int:
    """Rank of a cited document: of its registered issuer, else by the place in its name; 0 = unknown."""
    target, _ = ctx.registry.resolve(title, number)
    if target is not None and target.level in _RANK:
        return _RANK[target.level]
    if number and re.match(r"(?:国发|国办发|国函|国办函|中办发)", number):
        return 5
    if title and re.search(r"(?:法|条例)$", title) and not re.match(r"[\u4e00-\u9fff]{2,6}[市区县镇]", title):
        return 5
    rank = _level_by_name(title or "")
    if rank == 0 and title and ctx.laws is not None and ctx.laws.find(title):
        return 5
    return rank


def fate(doc: DocumentView, ctx: Context) -> tuple[Status, str, str] | None:
    """(status, its first day, the words for both) of a document that is no longer in force; None while it is.

    Where no registered text ended it, the ledger's own word that it is repealed or lapsed is enough to doubt a
    text that still rests on it.
    """
    status = ctx.registry.status(doc.id)
    if status.status in DEAD:
        since = f"自{zh(status.since)}起" if status.since else ""
        return status.status, str(status.since or ""), f"{since}{status.status}（{status.reason}）"
    if doc.claimed_dead:
        dead = Status.LAPSED if "失效" in doc.status_claim else Status.REPEALED
        return dead, "", f"{dead}（台账登记的状态）"
    return None


def _basis_dead(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for edge in _once(ctx.registry.outgoing(doc.id, *BASIS)):
        assert edge.target is not None
        gone = fate(edge.target, ctx)
        if gone is None:
            continue
        status, since, words = gone
        yield Hit(
            message=f"疑似依据的文件已失效：据以制定的《{edge.target.inner_title}》（{edge.target.number or '无文号'}）{words}，建议核实后修改。",
            quotes=(edge.citation.quote,),
            peers=(edge.target.id,),
            about=edge.target.id,
            facts={
                "依据": edge.target.inner_title,
                "状态": str(status),
                "自": since,
            },
        )


def _once(edges: tuple[Edge, ...]) -> Iterator[Edge]:
    seen: set[str] = set()
    for edge in edges:
        if edge.target is not None and edge.target.id not in seen:
            seen.add(edge.target.id)
            yield edge


@table
def _bases_of(registry: RegistryView, document_id: str) -> dict[str, Quote]:
    """The documents that one rests on, whatever their dates (a circle needs one that came later)."""
    found: dict[str, Quote] = {}
    for citation in registry.view(document_id).citations("basis", "policy_basis"):
        target, _ = registry.resolve(citation.title, citation.number)
        if target is not None and target.id != document_id:
            found.setdefault(target.id, citation.quote)
    return found


def _circle(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    bases = partial(ctx.registry.row, _bases_of)
    path = _way_back(bases, doc.id, int(ctx.params["max_length"]))
    if path is None:
        return
    names = [t.inner_title for i in path if (t := ctx.registry.get(i))]
    yield Hit(
        message=f"疑似循环引用依据：《{doc.inner_title}》以《{'》为依据，《'.join(names)}》又以本文件为依据，建议核实真正的依据。",
        quotes=(bases(doc.id)[path[0]],),
        peers=tuple(path),
        about="|".join(sorted(path)),
    )


def _way_back(bases: Callable[[str], Collection[str]], start: str, longest: int) -> list[str] | None:
    """The shortest chain from a document over its bases back to itself, itself left out."""
    ways = [[n] for n in bases(start)]
    for _ in range(longest - 1):
        longer: list[list[str]] = []
        for way in ways:
            nexts = bases(way[-1])
            if start in nexts:
                return way
            longer += [[*way, n] for n in nexts if n not in way]
        ways = longer
    return None


def _basis_below(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    own = _RANK.get(doc.level)
    bases = doc.citations("basis", "policy_basis")
    if own is not None:
        for citation in bases:
            rank = _level_of_citation(citation.title, citation.number, ctx)
            if (0 < rank < own or _own_department(doc, citation.title)) and not looks_back(doc, citation):
                yield Hit(
                    message=f"疑似依据层级倒置：以下级制定的《{citation.title}》为制定依据，建议核实。",
                    quotes=(citation.quote,),
                    about=title_key(citation.title),
                )
    if bases or not doc.normative:
        return
    opening = next((s for s in doc.sentences[:30] if _WEAK.search(s.text) and _OPENING.search(s.text)), None)
    if opening and not _NAMED_BASIS.search(opening.text) and not laws_in(doc.text[: opening.end]):
        yield Hit(
            message="疑似依据层级倒置：制定依据只有“参照”他处做法，未见法律、法规、规章或者上级文件，建议核实。",
            quotes=(opening.quote,),
            about="only-by-analogy",
        )


#: The maker in front of a title: 《甲县农业农村局关于…》, 《甲县农业农村局设施农业项目认定意见》.
_MAKER = re.compile(
    r"^([\u4e00-\u9fff]{2,16}?)(?:关于|印发|转发)|^([\u4e00-\u9fff]{4,16}?(?:局|委员会|办公室))"
)


def _own_department(doc: DocumentView, title: str | None) -> bool:
    """Whether a government rests on a text of one of its own departments, by the maker in the cited title."""
    maker = _MAKER.match(title or "")
    if maker is None or doc.body not in (Body.GOVERNMENT, Body.OFFICE):
        return False
    name = maker[1] or maker[2]
    return (
        classify(name).type is Body.DEPARTMENT and bool(doc.territory) and territory_of(name) == doc.territory
    )


#: Words that more titles hold tell nothing of the matter.
_TELLING = 60
#: The share of common text decides (`containment`); the titles only have to be about something akin.
_NEAR = 0.4


@index
def matters(doc: DocumentView) -> Given:
    """Bigrams of matter keys."""
    return keys(grams(matter_key(doc.inner_title))) if doc.text and doc.level in _RANK else {}


@table
def _matters(registry: RegistryView, gram: str) -> tuple[DocumentView, ...]:
    """The documents whose matter key holds a bigram, where these are few."""
    holders = registry.under(matters, gram)
    return registry.views(holders) if len(holders) <= _TELLING else ()


def _covered(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    own, start = _RANK.get(doc.level), doc.start
    key = matter_key(doc.inner_title)
    if own is None or start is None or not key or not doc.text:
        return
    if doc.forwards or ctx.registry.status(doc.id).status in DEAD:
        return
    near: dict[str, DocumentView] = {}
    for gram in grams(key):
        near.update((d.id, d) for d in ctx.registry.row(_matters, gram))
    mine: Sketch | None = None
    for other in near.values():
        if _RANK[other.level] <= own or other.start is None or not other.start.after(start.last):
            continue
        if other.start.first > ctx.as_of or key_similarity(key, matter_key(other.inner_title)) < _NEAR:
            continue
        if not ctx.registry.status(other.id).live or not _over(other, doc):
            continue
        mine = mine if mine is not None else shingles_of(body_text(doc))
        share = common(mine, shingles_of(body_text(other))) / mine.size if mine.size else 0.0
        if share >= float(ctx.params["containment"]):
            yield Hit(
                message=f"疑似已被上级新规定覆盖：{other.issuer}《{other.inner_title}》（{other.number or '无文号'}，{other.start}起施行）就同一事项作了规定，与本文件内容重合约{share:.0%}，建议核实后废止。",
                quotes=(),
                peers=(other.id,),
                about=other.id,
                facts={"上级文件": other.inner_title, "施行日期": str(other.start), "重合度": f"{share:.0%}"},
            )


def _over(higher: DocumentView, lower: DocumentView) -> bool:
    """Whether the higher issuer's territory can hold the lower's: one district's text covers no other district."""
    if higher.territory and lower.territory and _RANK[lower.level] == 2 and _RANK[higher.level] == 2:
        return higher.territory == lower.territory
    return True


def body_text(doc: DocumentView) -> str:
    """The text of the document proper, without the notice that carries it."""
    return doc.text[doc.main.start : doc.main.end] if doc.main else doc.text


RULES = (
    Rule(
        "B-07",
        "burden-without-basis",
        _without_basis,
        applies=lambda d, _: d.normative and bool(d.text) and not is_legislation(d),
    ),
    Rule("B-08", "basis-not-in-force", _basis_dead),
    Rule("B-09", "circular-basis", _circle),
    Rule("B-10", "basis-below", _basis_below),
    Rule("B-11", "covered-by-higher", _covered),
)
