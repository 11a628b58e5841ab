"""C-06, C-12 to C-15: relations between registered documents, and a text's own annexes."""

import re
from collections.abc import Iterator

from corpus.reading import Citation
from registry.dates import cn2int
from registry.records import Quote, Status
from rules.base import Context, Hit, Rule, Unknown
from rules.bases import looks_back
from rules.checks.basis_documents import DEAD, fate
from rules.checks.named_documents import meant, same_title
from rules.indexes import Given, index
from rules.names import title_key
from rules.questions import table
from rules.registry_view import RegistryView
from rules.sentences import layout_of
from rules.view import DocumentView

_CLAIMS_FORCE = re.compile(r"^(?:现行|继续|全文|部分)?有效|^在用|^正在(?:执行|实施)|^执行中|^继续执行")


def _dead_reference(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if ctx.registry.status(doc.id).status in (Status.REPEALED, Status.LAPSED):
        return
    seen: set[str] = set()
    for edge in ctx.registry.outgoing(doc.id, "operative", "cite"):
        target = edge.target
        if target is None or target.id in seen or looks_back(doc, edge.citation):
            continue
        if edge.role == "cite" and not _told_to_follow(doc, edge.citation):
            continue
        gone = fate(target, ctx)
        if gone is None:
            continue
        status, since, words = gone
        seen.add(target.id)
        article = edge.citation.article or ""
        yield Hit(
            message=f"疑似引用失效文件：条文要求按照《{target.inner_title}》（{target.number or '无文号'}）{article}执行，但该文件{words}，建议核实后修改。",
            quotes=(edge.citation.quote,),
            peers=(target.id,),
            about=target.id,
            facts={"所引文件": target.inner_title, "状态": str(status), "自": since},
        )


_FOLLOW_BEFORE = re.compile(r"(?:按照|依照|参照|依据|遵照|适用|执行|符合|比照|按)[^，。；]{0,8}《?$")
_FOLLOW_AFTER = re.compile(r"^[^，。；]{0,40}(?:执行|办理|处理|实施|的规定|规定的|确定的|明确的)")


def _told_to_follow(doc: DocumentView, citation: Citation) -> bool:
    """Whether the words around a plain mention tell the reader to act by it (按照《X》第九条规定的程序…)."""
    before, after = (
        doc.text[max(0, citation.start - 14) : citation.start],
        doc.text[citation.end : citation.end + 60],
    )
    return bool(_FOLLOW_BEFORE.search(before) and _FOLLOW_AFTER.search(after))


def _repeal_misses(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    least = float(ctx.params["title_similarity"])
    for citation in doc.citations("repeal"):
        title, number = citation.title, citation.number
        if not title or not number:
            continue
        numbered = [d for d in ctx.registry.by_number(number) if d.id != doc.id]
        titled = meant(d for d in ctx.registry.by_title(title) if d.id != doc.id)
        if any(same_title(title, d, least) for d in numbered):
            continue
        real = [d for d in titled if d.number and d not in numbered]
        if numbered:
            words = f"登记簿中{number}是《{numbered[0].inner_title}》"
        elif len(real) == 1:
            words = f"登记簿中该文件的文号是{real[0].number}"
        else:
            continue  # the target lies outside the registry
        peers = tuple(dict.fromkeys(d.id for d in (*numbered, *real)))
        yield Hit(
            message=f"疑似废止条款对象不匹配：拟废止《{title}》（{number}），{words}，建议核实废止的究竟是哪一件。",
            quotes=(citation.quote,),
            peers=peers,
            about=f"{title_key(title)}{number}",
            facts={"所列标题": title, "所列文号": number},
        )


def _repealed_but_claimed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    if status.status not in (Status.REPEALED, Status.LAPSED) or not status.by:
        return
    claim = doc.status_claim
    if not claim:
        yield Unknown(("文件状态",), f"{status.reason}，台账未登记状态")
        return
    if not _CLAIMS_FORCE.search(claim):
        return
    yield Hit(
        message=f"疑似已被废止仍标有效：{status.reason}，而登记状态仍为“{claim}”，建议核实后改为已废止。",
        peers=_ended_by(doc, ctx) or (status.by,),
        about=status.by,
        facts={
            "登记状态": claim,
            "依据": status.reason,
            "废止条款": status.quote.text if status.quote else "",
        },
    )


def _ended_by(doc: DocumentView, ctx: Context) -> tuple[str, ...]:
    """The documents that repeal this one in their own name: one that only forwards the repealing text does not."""
    sources = [e.source for e in ctx.registry.incoming(doc.id, "repeal", "replaces") if e.whole]
    own = [d for d in sources if not d.forwards and d.start and d.start.first <= ctx.as_of]
    return tuple(dict.fromkeys(d.id for d in own))


_REVIVES = re.compile(r"恢复(?:执行|施行|实施|适用|效力|其效力)|重新(?:执行|施行|适用)")


def _repealer_gone(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    if status.status not in (Status.REPEALED, Status.LAPSED) or not status.by or ctx.params["revive"]:
        return
    repealer = ctx.registry.get(status.by)
    if repealer is None:
        return
    its = ctx.registry.status(repealer.id)
    claim = doc.status_claim
    if (
        its.status not in DEAD
        or not (_CLAIMS_FORCE.search(claim) or _REVIVES.search(doc.remark))
        or _revived(doc, ctx)
    ):
        return
    remark = f"，备注“{doc.remark}”" if _REVIVES.search(doc.remark) else ""
    yield Hit(
        message=f"疑似误作恢复：本文件{status.reason}；废止它的文件虽已{str(its.status).removeprefix('已')}，本文件并不因此恢复效力{remark}，建议核实登记状态。",
        peers=(repealer.id,),
        about=repealer.id,
        facts={"废止者": repealer.inner_title, "废止者状态": str(its.status), "登记状态": claim},
    )


@index
def reviving(doc: DocumentView) -> Given:
    """The sentences of a document that say that something applies again, all under one key."""
    if "恢复" not in doc.text and "重新" not in doc.text:
        return {}
    found = [layout_of(doc).passage_at(words.start()).text for words in _REVIVES.finditer(doc.text)]
    return {"*": found} if found else {}


@table
def _reviving(registry: RegistryView) -> list[tuple[str, str]]:
    """(document, sentence) for every sentence of a registry that says that something applies again."""
    return [(owner, text) for owner, texts in registry.under(reviving, "*").items() for text in texts]


def _revived(doc: DocumentView, ctx: Context) -> bool:
    """Another document says in express words that this one applies again."""
    names = {title_key(t) for t in doc.titles}
    for owner, sentence in ctx.registry.table(_reviving):
        if owner == doc.id:
            continue
        cited = {title_key(t) for t in re.findall(r"《([^《》]+)》", sentence)}
        if cited & names or (doc.number and doc.number in sentence):
            return True
    return False


#: One number: 附件一二三 names three annexes, and no twelfth.
_NUM = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ANNEX = re.compile(rf"附\s*(?P<kind>[件表录])\s*(?P<n>{_NUM})?")
_HEAD = re.compile(rf"^[\s　]*附\s*[件表录]\s*{_NUM}?\s*(?:[：:．.、]|[（(]|\s|$)", re.MULTILINE)
_LIST_LINE = re.compile(r"^[\s　]*(?:附\s*件[：:]?\s*)?(?P<n>\d{1,2})\s*[．.、]\s*\S", re.MULTILINE)
_OTHERS = re.compile(r"[》）)]的?[\s　]*$|(?:该|其|原|上述|上级|省|市|国家)[^，。；]{0,8}$")


def _annexes(text: str) -> tuple[set[int], int]:
    """(numbers of annexes that stand in the text or in its list of annexes, where they begin)."""
    numbers: set[int] = set()
    first = len(text)
    for head in _HEAD.finditer(text):
        line_end = text.find("\n", head.start() + 1)
        line = text[head.start() : line_end if line_end > 0 else len(text)]
        found = _ANNEX.search(line)
        number = cn2int(found["n"] or "") if found else None
        if number is None and (listed := _LIST_LINE.match(line)):
            number = int(listed["n"])
            for more in _LIST_LINE.finditer(text, head.end(), head.end() + 600):
                if int(more["n"]) == number + 1:
                    number += 1
                    numbers.add(number)
            number = int(listed["n"])
        numbers.add(number if number is not None else 1)
        first = min(first, head.start())
    return numbers, first


def _annex_missing(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    text = doc.text
    if "附件" not in text and "附表" not in text and "附录" not in text:
        return
    numbers, first = _annexes(text)
    seen: set[tuple[str, int]] = set()
    for found in _ANNEX.finditer(text):
        number = cn2int(found["n"] or "")
        if (
            _HEAD.match(text, text.rfind("\n", 0, found.start()) + 1)
            and text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip() == ""
        ):
            continue
        passage = layout_of(doc).passage_at(found.start())
        before = passage.text[: found.start() - passage.start]
        if (
            number is None
            or number in numbers
            or _OTHERS.search(before)
            or "《" in before.rpartition("》")[2]
        ):
            continue
        if (found["kind"], number) in seen or not numbers:
            continue  # with no annex at all in the file, it was published apart
        seen.add((found["kind"], number))
        yield Hit(
            message=f"疑似正文与附件不一致：正文引用“{found[0]}”，文件中没有这一附{found['kind']}，建议核实后补附或者修改。",
            quotes=(passage.quote,),
            about=found[0],
            facts={"现有附件": "、".join(str(n) for n in sorted(numbers))},
        )
    yield from _listed_but_absent(doc)
    yield from _count_differs(doc, first)


#: 附件：1.巡查记录表；2.名录；3.联系方式, in one line or one below the other.
_NOTE = re.compile(
    r"附\s*件[：:]\s*(?P<items>1\s*[．.、]\s*[^\d\n；;][^\n；;]*(?:(?:[；;]|\n)[\s　]*\d{1,2}\s*[．.、]\s*[^\d\n；;][^\n；;]*)+)"
)
_NOTED = re.compile(r"(?:^|[；;\n])[\s　]*(\d{1,2})\s*[．.、]\s*([^\n；;]+)")
_NUMBERED_HEAD = re.compile(rf"^[\s　]*附\s*[件表]\s*(?P<n>{_NUM})(?!\s*[．.、])", re.MULTILINE)


def _listed_but_absent(doc: DocumentView) -> Iterator[Hit]:
    """Annexes that the list at the end of the notice names, where others of them stand in the file: none at all means
    that they were published apart."""
    note = _NOTE.search(doc.text)
    if note is None:
        return
    standing = {cn2int(head["n"]) for head in _NUMBERED_HEAD.finditer(doc.text, note.end())}
    listed = {int(item[1]): item[2].strip(" 　。.") for item in _NOTED.finditer(note["items"])}
    absent = [number for number in listed if number not in standing]
    if len(standing & listed.keys()) < 2 or not absent:
        return
    names = "、".join(f"附件{number}“{listed[number][:30]}”" for number in absent)
    yield Hit(
        message=f"疑似正文与附件不一致：附件说明列有{names}，文件中没有，建议核实后补附或者修改。",
        quotes=(doc.quote(note.start(), note.end()),),
        about="listed",
        facts={"现有附件": "、".join(str(n) for n in sorted(n for n in standing if n))},
    )


_COUNT = re.compile(
    r"(?:共(?:计|有|分为?)?|分为?)\s*(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?P<what>项|件|个|处|条|户|家|种|类|档|级|等(?=[，,。；;]))"
)
_ROW = re.compile(r"^[\s　]*(?:第\s*)?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:档|级|等|类)?\t", re.MULTILINE)


#: Rows of a table that are no entries of it.
_NO_ENTRY = re.compile(r"^(?:合计|总计|小计|备注|注[:：])")


def _entries(text: str) -> int:
    """How many rows the only table of a text has below its head; 0 where there are several tables, or its head is not
    to be told from its rows (a head has no figures)."""
    tables = re.findall(r"(?:^[^\n]*\t[^\n]*(?:\n|$))+", text, re.MULTILINE)
    if len(tables) != 1:
        return 0
    head, *rows = tables[0].strip("\n").split("\n")
    if re.search(r"\d", head) or not all(re.search(r"\d", row) for row in rows):
        return 0
    return sum(not _NO_ENTRY.match(row.strip()) for row in rows)


def _count_differs(doc: DocumentView, first: int) -> Iterator[Hit | Unknown]:
    """A count stated beside the mention of a list against the rows of the one table in the file: numbered ones must be
    as many, others no fewer (a kind may have several rows)."""
    text = doc.text
    numbers = [cn2int(m[1]) for m in _ROW.finditer(text)]
    numbered = len(numbers) >= 2 and numbers == list(range(1, len(numbers) + 1))
    rows = len(numbers) if numbered else _entries(text)
    if rows < 2:
        return
    stated: list[tuple[int, str, Quote]] = []
    for found in _COUNT.finditer(text[:first] if first < len(text) else text):
        passage = layout_of(doc).passage_at(found.start())
        if re.search(r"附件|附表|目录|清单|名单|下表", passage.text):
            stated.append((cn2int(found["n"]) or 0, found["what"], passage.quote))
    if len(stated) == 1 and (stated[0][0] != rows if numbered else stated[0][0] > rows):
        count, what, quote = stated[0]
        yield Hit(
            message=f"疑似正文与附件不一致：正文称共{count}{what}，所附表格列有{rows}{what}，建议核实。",
            quotes=(quote,),
            about="count",
            facts={"正文": f"{count}{what}", "附件": f"{rows}{what}"},
        )


RULES = (
    Rule("C-06", "dead-reference", _dead_reference),
    Rule("C-12", "repeal-misses-target", _repeal_misses),
    Rule("C-13", "repealed-but-marked-in-force", _repealed_but_claimed),
    Rule("C-14", "repealer-gone", _repealer_gone),
    Rule("C-15", "annex-missing", _annex_missing),
)
