"""To what end a text mentions a document: basis, repeal, amendment, extension … by rules.md §2.5–2.7."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.mentions import Mention
from corpus.phrases import phrase

_SENTENCE_END = re.compile(r"[。；\n]")
_REACH = 700
_GAP = re.compile(r"^[\s、，,和及与以或者/]*$")
#: What may stand between two targets of one repeal: who issued the second, when, and how.
_ISSUED = re.compile(
    r"^[\s、，,；和及与以或者（(）)\d.．一二三四五六七八九十]*[^。；]{0,160}?(?:发布|公布|通过|批准|印发|修订|修正|修改|施行|实施|颁布|下发|制定|转发|下达|颁发|作出|出台|联合|原|的|部|委|局|署|院|政府|厅|办公室|办|会|行)?\s*$"
)
_BASIS_HEADING = re.compile(
    r"[一二三四五六七八九十]+\s*、[^。；（(\n《]{0,12}依据\s*[：:]?\s*(?=[（(]|《|\n|\d)"
)
_NEXT_HEADING = re.compile(r"[一二三四五六七八九十]+\s*、(?!《)")
_FIRST_UNIT = re.compile(r"第\s*[一1]\s*条|(?:^|[\n：:。])\s*一、")


@dataclass(slots=True)
class Judged:
    """A mention with the role that the text gives it."""

    mention: Mention
    role: str = "cite"
    scope: str = "whole"
    part: str | None = None
    kind: str | None = None
    quote_start: int = -1
    quote_end: int = -1


@dataclass(slots=True)
class Sentence:
    """A sentence and the mentions in it, in order."""

    start: int
    end: int
    mentions: list[Judged] = field(default_factory=list)


def judge(text: str, mentions: Sequence[Mention]) -> list[Judged]:
    """One judgement for each mention, in text order."""
    sentences = _sentences(text, mentions)
    preamble = _preamble_end(text)
    lists = _basis_lists(text) if mentions else []
    for at, sentence in enumerate(sentences):
        _forwards(text, sentence)
        following = text[sentence.end : sentence.end + 80] if sentence.end < preamble else ""
        _bases(text, sentence, preamble, following)
        _amends(text, sentence)
        _spread(text, sentence, "amend")
        _extends(text, sentence)
        _spread(text, sentence, "extend")
        _repeals(text, sentence)
        _operative(text, sentence)
        for judged in sentence.mentions:
            start = judged.mention.start
            if judged.role == "cite" and any(a <= start < b for a, b in lists):
                judged.role = "basis"
    _repeal_lists(text, sentences)
    return [j for s in sentences for j in s.mentions]


def _sentences(text: str, mentions: Sequence[Mention]) -> list[Sentence]:
    out: list[Sentence] = []
    for mention in mentions:
        if out and mention.start < out[-1].end:
            out[-1].mentions.append(Judged(mention))
            continue
        low = max(0, mention.start - _REACH, out[-1].end if out else 0)
        start = low
        for stop in _SENTENCE_END.finditer(text, low, mention.start):
            start = stop.end()
        stop_ = _SENTENCE_END.search(text, mention.tail, mention.tail + _REACH)
        out.append(
            Sentence(
                start, stop_.start() if stop_ else min(len(text), mention.tail + _REACH), [Judged(mention)]
            )
        )
    return out


def _preamble_end(text: str) -> int:
    """Where the opening of a text ends: before its first article or its first 一、."""
    found = _FIRST_UNIT.search(text)
    return min(found.start() if found else 1500, 3000)


def _basis_lists(text: str) -> list[tuple[int, int]]:
    """Spans of lists under a heading like 一、检验检疫依据."""
    out = []
    for heading in _BASIS_HEADING.finditer(text):
        stop = _NEXT_HEADING.search(text, heading.end(), heading.end() + 3000)
        out.append((heading.end(), stop.start() if stop else min(len(text), heading.end() + 1500)))
    return out


# -- basis -------------------------------------------------------------------------------------------------

_TRIGGERS = re.compile(
    "|".join(f"(?P<{n}>{phrase('basis', n).pattern})" for n in ("policy", "legal", "weak", "implements"))
)


def _bases(text: str, sentence: Sentence, preamble: int, following: str) -> None:
    masked = _masked(text, sentence)
    for at, judged in enumerate(sentence.mentions):
        if judged.role != "cite":
            continue
        m = judged.mention
        before = masked[: m.start - sentence.start]
        last = None
        for last in _TRIGGERS.finditer(before):
            pass
        after_list = masked[_list_end(sentence, at, masked) - sentence.start :]
        tail = masked[m.tail - sentence.start :]
        enacting = bool(phrase("basis", "enacting").search(tail)) or bool(
            following and phrase("basis", "enacting").search(following[:60])
        )
        in_preamble = m.start < preamble
        if last is None or not (in_preamble or _MAKES.search(tail)):
            continue
        if _TASK.search(before[: last.start()]):
            continue
        gap = before[last.end() :]
        if len(gap.replace("■", "")) > 70 or phrase("basis", "breaks").search(gap) or _odd(gap, m):
            continue
        kind = last.lastgroup
        if kind == "legal":
            if not (enacting or (in_preamble and last.group() != "按照")):
                continue
            if phrase("basis", "spirit").search(after_list) or phrase("basis", "demand").search(after_list):
                judged.role = "policy_basis"
            else:
                judged.role = "basis"
        elif kind == "weak":
            if not enacting:
                continue
            judged.role = "weak_basis"
        elif kind == "policy":
            if not (enacting or in_preamble):
                continue
            judged.role = "policy_basis"
        elif enacting and _purpose(before, last.start()) and phrase("basis", "implements"):
            judged.role = (
                "basis"
                if re.search("制定|制订|拟定", tail) and last.group() not in ("配合", "履行", "做好", "规范")
                else "policy_basis"
            )
        else:
            continue
        judged.quote_start = sentence.start + last.start()
        judged.quote_end = m.tail


#: In the body only the text's own making counts: 国务院部门依照…决定 speaks of others.
_MAKES = re.compile(
    r"(?:制定|制订|修订|拟定|拟订)(?:了)?(?:本(?!地|行政|市|省|区|县|单位|部门)|以下|下列|如下)|特制定|作出?如下|如下"
)
#: 要按照《X》… is a task set to somebody, not what the text itself rests on.
_TASK = re.compile(r"(?:要|应|应当|必须|须|可以|可|严格|认真|坚持|不得)$")
#: 按照《X》 gives a basis only to what is made in the same sentence.
_ORDERED = re.compile(r"制定|制订|编制|如下|决定")


def _odd(gap: str, m: Mention) -> bool:
    return (
        "，" in gap
        and not re.match(r"^[■\s、，和及与以或者等的]*$", gap)
        and bool(re.search(r"，[^■]*[\u4e00-\u9fff]{6,}", gap))
    )


def _purpose(before: str, at: int) -> bool:
    """为（了）… stands in the clause of the trigger."""
    return bool(re.search(r"(?:为|为了|为做好|为保证|为保障|保障|保证|确保)[^。；，]{0,12}$", before[:at]))


def _masked(text: str, sentence: Sentence) -> str:
    """The sentence with its mentions blanked, so that words inside titles are not read as its own."""
    out, at = [], sentence.start
    for judged in sentence.mentions:
        m = judged.mention
        if m.start < at:
            continue
        out.append(text[at : m.start])
        out.append("■" * (m.tail - m.start))
        at = m.tail
    out.append(text[at : max(at, sentence.end)])
    return "".join(out)


def _list_end(sentence: Sentence, at: int, masked: str) -> int:
    """End of the enumeration that begins with the mention at index `at`."""
    end = sentence.mentions[at].mention.tail
    for judged in sentence.mentions[at + 1 :]:
        gap = masked[end - sentence.start : judged.mention.start - sentence.start]
        if len(gap) > 14 or "，" in gap or "。" in gap:
            break
        end = max(end, judged.mention.tail)
    return end


# -- what a text does to others ----------------------------------------------------------------------------


#: What may stand before the issued text in its sentence: nothing, or who made it.
_SUBJECT = re.compile(
    r"[\s：:]*(?:[\u4e00-\u9fff、 ]{2,40}(?:部|局|委|署|厅|办|院|会|行|政府|公室|总局|制定的|拟订的))?"
)
_WRAPPED = re.compile(r"(?:[、和及]?(?:《?■+》?))*[^。；，■]{0,10}的(?:通知|公告|决定|通告)")


_WRAPPED = re.compile(r"(?:[、和及]?《?■+》?)*[^。；，■]{0,10}的(?:通知|公告|决定|通告)")


def _forwards(text: str, sentence: Sentence) -> None:
    """What a notice issues or forwards (现将《X》印发…, 《X》已经…通过，现予公布, 关于印发《X》和《Y》的通知)."""
    masked = _masked(text, sentence)
    for judged in sentence.mentions:
        m = judged.mention
        before, after = text[max(sentence.start, m.start - 60) : m.start], text[m.tail : sentence.end][:90]
        issued = phrase("forwards", "before").search(before) and phrase("forwards", "behind").search(after)
        decided = (
            _SUBJECT.fullmatch(text, sentence.start, m.start)
            and phrase("forwards", "decided").search(after)
            and re.search(r"现(?:予|将|印发|公布|发布|转发)", text[m.tail : m.tail + 160])
        )
        named = phrase("forwards", "title").search(before) and _WRAPPED.match(
            masked[m.tail - sentence.start :]
        )
        made = phrase("forwards", "made").search(before) and phrase("forwards", "made_behind").search(after)
        if issued or decided or named or made:
            judged.role = "forwards"
        if named:
            end = m.tail
            for other in sentence.mentions:
                gap = masked[end - sentence.start : other.mention.start - sentence.start]
                if other.mention.start >= end and _GAP.match(gap):
                    other.role, end = "forwards", other.mention.tail


def _amends(text: str, sentence: Sentence) -> None:
    for judged in sentence.mentions:
        m = judged.mention
        if judged.role not in ("cite",):
            continue
        before, after = text[max(sentence.start, m.start - 30) : m.start], text[m.tail : sentence.end]
        if re.search(r"(?:根据|依据|依照|按照)[^，。；]{0,20}$", before):
            continue
        if phrase("amend_not", "before").search(before):
            continue
        if (
            (phrase("amend", "before").search(before) and phrase("amend", "behind").search(after))
            or (m.place and re.match(r"[^。；，《》]{0,40}(?:修改为|修订为|调整为|改为)[：:“]", after))
            or (re.search(r"(?:决定(?:对)?修改|对)$", before) and phrase("amend", "behind").search(after))
        ):
            judged.role = "amend"
            judged.kind = _kind(after)
            judged.part = m.place
            judged.scope = "part" if m.place else "whole"


def _kind(after: str) -> str:
    found = re.search(r"修改|修订|修正|调整|改为|增加|补充|删去|删除", after)
    word = found.group() if found else ""
    return "insert" if word in ("增加", "补充") else "delete" if word in ("删去", "删除") else "replace"


def _spread(text: str, sentence: Sentence, role: str) -> None:
    """A role that the words behind the last name of a row give belongs to the whole row (《A》和《B》…)."""
    for earlier, later in zip(reversed(sentence.mentions[:-1]), reversed(sentence.mentions[1:]), strict=True):
        gap = text[earlier.mention.tail : later.mention.start]
        if later.role == role and earlier.role in ("cite", "operative") and _GAP.match(gap):
            earlier.role, earlier.kind, earlier.part = role, later.kind, earlier.mention.place
            earlier.scope = "part" if earlier.mention.place else "whole"


def _extends(text: str, sentence: Sentence) -> None:
    for judged in sentence.mentions:
        m = judged.mention
        if judged.role not in ("cite", "amend"):
            continue
        before, after = text[max(sentence.start, m.start - 20) : m.start], text[m.tail : sentence.end]
        if phrase("extend", "not_before").search(before):
            continue
        if phrase("extend", "behind").search(after) or phrase("extend", "before").search(before):
            judged.role, judged.kind = "extend", None


def _operative(text: str, sentence: Sentence) -> None:
    for judged in sentence.mentions:
        m = judged.mention
        if judged.role != "cite":
            continue
        before, after = text[max(sentence.start, m.start - 40) : m.start], text[m.tail : sentence.end][:60]
        if phrase("operative", "before").search(before) and phrase("operative", "behind").search(after):
            judged.role = "operative"


# -- repeal ------------------------------------------------------------------------------------------------

_VERB = phrase("repeal", "verb")
_CLAUSE_STOP = re.compile(r"^(?:[，。；、,;:：）)\n]|$|的|并|，)")


def _repeals(text: str, sentence: Sentence) -> None:
    masked = _masked(text, sentence)
    for verb in _VERB.finditer(masked):
        before, after = masked[: verb.start()], masked[verb.end() :]
        if verb.group() in ("取代", "代替"):
            _verb_first(text, sentence, masked, verb.end(), replaces=True)
            continue
        if not _targets_before(text, sentence, masked, before, after, verb.group()):
            _verb_first(text, sentence, masked, verb.end())


def _targets_before(text: str, sentence: Sentence, masked: str, before: str, after: str, verb: str) -> bool:
    """《A》、…公布的《B》同时废止: the targets are the row of names that ends before the verb."""
    row = [j for j in sentence.mentions if j.mention.tail - sentence.start <= len(before)]
    if not row or not _CLAUSE_STOP.match(after):
        return False
    if after.startswith("的") and not re.match(r"的(?:，|。|；|$)", after):
        return False
    filler = phrase("repeal", "filler").match(before[row[-1].mention.tail - sentence.start :])
    if not filler or phrase("repeal", "not_if").search(before):
        return False
    shared = (filler["part"] or "").strip()
    end = len(before) + sentence.start
    targets: list[Judged] = []
    for judged in reversed(row):
        m = judged.mention
        if judged.role == "forwards" and not targets:
            return False
        gap = masked[m.tail - sentence.start : end - sentence.start]
        if targets and not _ISSUED.match(gap):
            break
        if (
            targets
            and re.search(r"施行|起执行|制定本|，同时$|生效", gap.split("■")[-1])
            and re.search(r"起(?:施行|执行|实施)", gap)
        ):
            break
        if re.match(r"^(?:规定|第[^，。；]{1,12}规定|授权|要求)", gap) and targets:
            break
        end = m.start
        if m.via == "number" and targets and re.match(r"^(?:公布|发布|印发|颁布)", gap):
            continue
        if targets and _is_amender(gap):
            continue
        targets.append(judged)
    for judged in targets:
        if judged.role in ("basis", "forwards"):
            continue
        m = judged.mention
        judged.role = "repeal"
        part = m.place or _own_part(masked, sentence, judged, shared, judged is targets[0])
        if part is None and before[m.tail - sentence.start :].startswith(
            ("发布）", "公布）", "发布)", "公布)")
        ):
            part = _named_part(text, sentence.start, m.start)
        judged.part, judged.scope = (part, "part") if part else (None, "whole")
        judged.quote_start, judged.quote_end = -1, sentence.start + len(before) + len(verb)
    return bool(targets)


def _is_amender(gap: str) -> bool:
    """Whether what follows a name says that it changed the next one (…《决定》修正的《X》)."""
    return bool(
        re.match(
            r"^(?:[（(][^）)]*[)）])?(?:第[一二三四五六七八九十]次)?(?:对[^，。；]{0,30})?(?:重新)?(?:修正|修改|修订|修正公布|批准|废止|予以修正|作出修改)",
            gap,
        )
    )


def _named_part(text: str, low: int, start: int) -> str | None:
    """原“X”商品归类决定（…公告2010年第15号发布）: the paper that the announcement holds is what ends."""
    found = re.search(r"原?(“[^”]{1,60}”[^（(，。；]{0,20})[（(][^（）()]*$", text[low:start])
    return found[1] if found else None


def _own_part(masked: str, sentence: Sentence, judged: Judged, shared: str, last: bool) -> str | None:
    """The words that limit a repeal to a part of the target: 相关规定, 中关于反倾销的规定."""
    shared = re.sub(r"^中?的?", "", shared)
    if not shared or not (last or phrase("repeal", "partial").match(shared)):
        return None
    if shared in ("的规定", "规定") or not re.search(
        r"规定|内容|条款|部分|条文|要求|附件|第|措施|政策", shared
    ):
        return None
    return shared


def _verb_first(text: str, sentence: Sentence, masked: str, at: int, *, replaces: bool = False) -> None:
    """废止《A》、《B》: the targets are the row of names behind the verb."""
    end = at
    for judged in sentence.mentions:
        m = judged.mention
        start = m.start - sentence.start
        if start < at:
            continue
        gap = masked[end:start]
        first = end == at
        if first and not re.match(
            r"^(?:了|下列[^，。]{0,12}|以下[^，。]{0,12}|原|：|:|\s|[\d一二三四五六七八九十（()）.．、]|[\u4e00-\u9fff\d、，]{0,40}(?:发布|公布|通过|批准|印发|制定)的){0,6}$",
            gap,
        ):
            return
        if not first and not _ISSUED.match(gap):
            return
        if (
            not first
            and re.search(r"，|。", gap)
            and not re.search(r"(?:发布|公布|通过|批准|印发|制定)的?$", gap)
        ):
            return
        if judged.role in ("cite", "operative", "amend"):
            judged.role = "replaces" if replaces else "repeal"
            judged.part, judged.scope = (m.place, "part") if m.place else (None, "whole")
            judged.kind = None
        end = m.tail - sentence.start


def _repeal_lists(text: str, sentences: list[Sentence]) -> None:
    """下列文件同时废止：1.《A》…2.《B》…: every name of the list is a target."""
    for lead in phrase("repeal", "list_lead").finditer(text):
        at = lead.end()
        end = _list_region(text, at)
        for sentence in sentences:
            if sentence.end < at or sentence.start > end:
                continue
            for judged in sentence.mentions:
                m = judged.mention
                if at <= m.start < end and judged.role in ("cite", "operative", "forwards"):
                    if _is_amender(text[m.tail : m.tail + 30]):
                        continue
                    judged.role = "repeal"
                    judged.part, judged.scope = (m.place, "part") if m.place else (None, "whole")


_ITEM_LINE = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]+[)）．.、\s]|《|[^\n。]{0,60}《)")


def _list_region(text: str, at: int) -> int:
    """End of the enumeration that begins at `at`: lines or sentences that begin as items."""
    end = at
    while end < len(text):
        stop = re.compile(r"[\n。；]").search(text, end)
        piece_end = stop.end() if stop else len(text)
        piece = text[end:piece_end]
        if piece.strip() and not _ITEM_LINE.match(piece):
            return end
        end = piece_end
        if not stop:
            break
    return end
