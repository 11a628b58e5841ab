"""When a document takes effect, from its own words (rules.md §2.4).

A clause counts by how surely it speaks of the document itself: 本办法自…起施行 before 自…起施行 alone, and
either before an announcement's bare 自…起允许进口. What took effect of another text is reported, not meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from corpus.reading import Instrument
from registry.dates import add_months, add_workdays, cn2int, date_at, interval
from registry.records import Quote

#: How a document calls itself.
SELF_WORDS = (
    "办法|规定|细则|规则|条例|意见|措施|政策|方案|标准|目录|清单|指南|指引|制度|规程|规范|准则|守则|章程|基准|导则|决定|决议|命令|公告|通告|"
    "通知|通报|批复|函|规划|预案|要点|计划|纲要|解释|法|法典|令|文件|修正案|补充规定|实施细则|实施办法|实施意见|实施方案|若干措施|若干规定|若干意见|政策措施|暂行办法|暂行规定|安排|通则|大纲|布告|名录|《[^》]{2,60}》|税则"
)
SELF = re.compile(
    rf"(?:本|该)(?:{SELF_WORDS})|^(?:现予|予以|现)?(?:公布|发布|颁布|印发)|现予(?:公布|发布|颁布)|予以(?:公布|发布|颁布|印发)|以上(?:规定|意见|各[项点条])|上述(?:规定|措施|意见)|现公布|现发布|现印发|印发给你们|(?:[两二三四五六七八九十]|\d)[个件项](?:办法|文件|规定|标准|意见|方案|制度|细则)"
)
NUMERAL = "零〇一二三四五六七八九十百两\\d"
_RELATIVE = (
    r"(?:本(?:[\u4e00-\u9fff]{1,8}?))?(?:正式)?(?P<event>印发|公布|发布|颁布|下发|发文|签署|签发|批准|通过|公告|文件印发|发出|登报|施行|实施)(?:公布)?(?:之日|之时|当日|日)(?:起)?"
    rf"(?P<shift>(?:满)?第?(?P<days>[{NUMERAL}]{{1,4}})个?(?P<unit>工作日|日|天|个?月)(?:后|起)?(?:的次日)?)?"
)
_EFFECT = re.compile(
    r"(?:自|从|将于|定于|拟于|于)[ \t\u3000]*(?:(?P<date>(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3}))|"
    + _RELATIVE
    + r")|(?P<today>即日|(?:自|从)(?:今日|本日))"
)
_IN_FORCE = re.compile(
    r"(?:[ \t\u3000]*(?:零时|0时|0:00|24时|（含[^）]{0,8}）|\(含[^)]{0,8}\)|以?后|起|开始|正式|全面|统一|，|在[全本]?[\u4e00-\u9fff]{1,4}|依照执行)){0,5}[ \t\u3000]*(?P<verb>施行|实施|执行|生效|试行|启用|适用|有效|实行(?=[。；，\n]|$))"
)
SENTENCE_STOP = re.compile(r"[。；\n]")
#: 从…起，实施三年百万青年见习计划: what begins is a measure of the text. 起执行至… only goes on.
_OBJECT = re.compile(r"(?!至|到)[\u4e00-\u9fff《“]")
#: 自本通知印发之日起，《X》停止执行: what that day brings is the end of another text.
_ENDS_ANOTHER = re.compile(r"废止|失效|(?:停止|终止)(?:执行|施行|适用|使用|实施)|不再(?:执行|施行|适用|有效)")
#: The first article or the first 一、: an announcement's bare 自…起 stands before it.
_FIRST_UNIT = re.compile(r"(?:^|[\n：:。])[ \t\u3000]*(?:第[ \u3000]*[一1][ \u3000]*条|一、)")


_BEGINS = re.compile(r"[ \t\u3000]*(?:（含[^）]{0,8}）|零时|0时|0:00|以?后)?起")


_RUNS_TO = re.compile(r"起?[至到](?=[12]\d{3}年)")


@dataclass(frozen=True, slots=True)
class Effect:
    """A clause that sets the document in force.

    `iso` is the printed date; `event` the word of 自X之日起 with `days` more (`working` days or `months`).
    `weight` says how surely the clause speaks of the document itself (3: 本办法自…起施行).
    """

    iso: str | None
    event: str | None
    days: int
    working: bool
    months: int
    weight: int
    trial: bool
    quote: Quote


def find_effects(text: str, start: int, end: int, own: frozenset[str] = frozenset()) -> list[Effect]:
    """The clauses of `text[start:end]` that can set the document in force, in order; `own` are its titles."""
    return [
        effect
        for found in _EFFECT.finditer(text, start, end)
        if (effect := _effect(text, start, end, found, own))
    ]


def _effect(text: str, start: int, end: int, found: re.Match[str], own: frozenset[str]) -> Effect | None:
    at, iso = found.end(), None
    if found["date"] is not None:
        day = date_at(text, found.end())
        if day is None or day.end > end:
            return None
        at, iso = day.end, day.iso
        # 自2022年4月1日至2025年3月31日施行: the verb stands behind the last day.
        if (to := _RUNS_TO.match(text, at)) and (last := date_at(text, to.end())) and last.end <= end:
            behind = last.end + (text[last.end : last.end + 1] == "止")
            at = behind if _IN_FORCE.match(text, behind, min(end, behind + 60)) else at
    verb = _IN_FORCE.match(text, at, min(end, at + 60))
    low = max(start, found.start() - 160)
    window = text[low : found.start()]
    stops = list(SENTENCE_STOP.finditer(window))
    sentence = window[stops[-1].end() :] if stops else window
    clause = re.split(r"[，,、]", sentence)[-1]
    if verb and _OBJECT.match(text, verb.end()) and not SELF.search(sentence):
        verb = None
    starts = bool(_BEGINS.match(text, at))
    weight = _weight(sentence, clause, found, verb, starts=starts)
    if weight is None or (verb is None and not _speaks_of_itself(text, start, found, at)):
        return None
    if weight in (1, 2) and _of_another(sentence, own):
        if _MADE_BEFORE.search(sentence):
            return None
        weight = 0
    stop = verb.end() if verb else at
    begin = found.start() - len(sentence.lstrip()) if len(sentence) < 60 else found.start()
    days = cn2int(found["days"]) or 0 if found["days"] else 0
    unit = found["unit"] or ""
    months = days if "月" in unit else 0
    return Effect(
        iso,
        None if iso else ("即日" if found["today"] else found["event"]),
        0 if months else days,
        unit == "工作日",
        months,
        weight,
        bool(verb and verb["verb"] == "试行"),
        Quote(text[begin:stop], begin, stop),
    )


#: A clause about another thing: a person's duty, a contract, another paper, the repeal of something.
_OTHER = re.compile(
    r"合同|协议|许可证|证书|处罚|裁决|判决|登记之日|决定书|《[^》]*$|申请|资格|批准之日|劳动者|当事人|从业|收到"
)


def _speaks_of_itself(text: str, start: int, found: re.Match[str], at: int) -> bool:
    """Whether a bare 自…起, with no 施行 behind it, can be the document's own beginning.

    It can where an announcement opens, or where the clause names the document (本公告有效期自…起).
    """
    stop = SENTENCE_STOP.search(text, at)
    rest = text[at : stop.start() if stop else min(len(text), at + 300)]
    if _ENDS_ANOTHER.search(re.sub(r"《[^》]*》", "", rest)):
        return False
    first = _FIRST_UNIT.search(text, start)
    if first is None or found.start() < first.start():
        return True
    since = [s.end() for s in SENTENCE_STOP.finditer(text, max(start, found.start() - 160), found.start())]
    return bool(SELF.search(text[since[-1] if since else found.start() : found.start()]))


def _of_another(sentence: str, own: frozenset[str]) -> bool:
    """《X决定》已由…通过，自2001年12月1日起施行 says when X took effect, unless X is the document itself."""
    if "《" not in sentence or SELF.search(sentence):
        return False
    return not any(re.sub(r"\s", "", name) in own for name in _NAMED.findall(sentence))


#: 《X决定》已由…通过，自…起施行: the making of X is reported.
_MADE_BEFORE = re.compile(r"(?:已|业|于)[^，。；]{0,60}(?:通过|公布|发布|颁布|批准)")
_NAMED = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")


def _weight(
    sentence: str, clause: str, found: re.Match[str], verb: re.Match[str] | None, *, starts: bool
) -> int | None:
    own = bool(SELF.search(sentence))
    if verb is None:
        if found["date"] is not None and not (found[0][0] in "自从" and starts):
            return None
        if found["today"] or found["date"] is not None or found["event"] in ("发布", "公布", "印发"):
            # 自2023年8月24日起全面暂停…, 即日起，允许…: announcements that say only this.
            return 0 if not _OTHER.search(sentence) else None
        return None
    if verb["verb"] in ("适用", "启用", "有效"):
        return 2 if own and verb["verb"] != "启用" else 0
    if re.search(rf"(?:本|该)(?:{SELF_WORDS})[^，。；]{{0,12}}$", clause) or re.search(
        rf"(?:本|该)(?:{SELF_WORDS})[ \t\u3000]*(?:[（(][^）)]{{0,30}}[）)])?，?(?:现予)?(?:公布|发布|印发)?，?$",
        sentence,
    ):
        return 3
    if own:
        return 2
    if _OTHER.search(sentence):
        return None
    bare = re.sub(
        r"^[ \t\u3000]*(?:第[^条]{1,8}条|[一二三四五六七八九十\d]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)?[ \t\u3000]*",
        "",
        sentence,
    )
    return 2 if not bare.strip() else 1


@dataclass(frozen=True, slots=True)
class Bases:
    """The days that 自印发之日起 and the like can count from; ISO, any precision, None where not printed."""

    issued: str | None = None
    published: str | None = None
    signed: str | None = None
    approved: str | None = None


def resolve_effect(effect: Effect, bases: Bases) -> str | None:
    """The ISO day of an effect clause; None when the day it counts from is not printed or not exact."""
    if effect.iso:
        return effect.iso
    order = {
        "印发": (bases.issued, bases.signed, bases.published),
        "签署": (bases.signed,),
        "签发": (bases.signed,),
        "通过": (bases.signed,),
        "批准": (bases.approved,),
    }.get(effect.event or "", (bases.published, bases.signed if not bases.approved else None))
    base = next((day for day in order if day), None)
    if base is None or not (effect.days or effect.months):
        return base
    first, last = interval(base)
    if first != last:
        return None
    if effect.months:
        return add_months(first, effect.months).isoformat()
    day = add_workdays(first, effect.days) if effect.working else first + timedelta(days=effect.days)
    return day.isoformat()


def choose_effect(
    text: str, instruments: Sequence[Instrument], notes: tuple[int, int] | None, *, forwards: bool = False
) -> Effect | None:
    """The clause that sets the document in force: of the enclosed paper before the wrapper, the surest, the last.

    `forwards`: the enclosed paper is another maker's and its clauses are not this document's.
    """
    best: tuple[tuple[int, ...], Effect] | None = None
    own = frozenset(re.sub(r"\s", "", i.title) for i in instruments if i.title)
    rank = {"enclosed": 2, "main": 2, "wrapper": 1}
    for instrument in instruments:
        if instrument.role not in rank or (forwards and instrument.role == "enclosed"):
            continue
        start = instrument.start
        for effect in find_effects(text, start, instrument.end, own):
            noted = notes is not None and notes[0] <= effect.quote.start < notes[1]
            sure = min(effect.weight, 2) if effect.weight < 3 else 2
            key = (
                sure,
                int(effect.iso is not None or effect.weight == 3),
                rank[instrument.role],
                effect.weight,
                0 if noted else 1,
                effect.quote.start,
            )
            if sure == 0:
                key = (0, 0, rank[instrument.role], 0, 0, -effect.quote.start)
            if best is None or key > best[0]:
                best = (key, effect)
    return best[1] if best else None
