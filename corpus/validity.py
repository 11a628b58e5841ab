"""When a document takes effect and how long it holds, from its own words (rules.md §2.4, §2.3).

A licence's five years are not the document's: a term counts only when its subject is the document itself
(本办法…有效期五年) or when it stands in the sentence that sets the document in force.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.reading import Instrument, Validity
from registry.dates import add_workdays, cn2int, date_at, interval, iso_of, last_day_of_term
from registry.records import Quote

#: How a document calls itself.
SELF_WORDS = (
    "办法|规定|细则|规则|条例|意见|措施|政策|方案|标准|目录|清单|指南|指引|制度|规程|规范|准则|守则|章程|基准|导则|决定|决议|命令|公告|通告|"
    "通知|通报|批复|函|规划|预案|要点|计划|纲要|解释|法|法典|令|文件|修正案|补充规定|实施细则|实施办法|实施意见|实施方案|若干措施|若干规定|若干意见|政策措施|暂行办法|暂行规定|安排|通则|大纲|布告|名录|《[^》]{2,60}》|税则"
)
_SELF = re.compile(
    rf"(?:本|该)(?:{SELF_WORDS})|^(?:现予|予以|现)?(?:公布|发布|颁布|印发)|现予(?:公布|发布|颁布)|予以(?:公布|发布|颁布|印发)|以上(?:规定|意见|各[项点条])|上述(?:规定|措施|意见)|现公布|现发布|现印发|印发给你们|(?:[两二三四五六七八九十]|\d)[个件项](?:办法|文件|规定|标准|意见|方案|制度|细则)"
)
_N = "零〇一二三四五六七八九十百两\\d"
_RELATIVE = (
    r"(?:本(?:[\u4e00-\u9fff]{1,8}?))?(?:正式)?(?P<event>印发|公布|发布|颁布|下发|发文|签署|签发|批准|通过|公告|文件印发|发出|登报|施行|实施)(?:公布)?(?:之日|之时|当日|日)(?:起)?"
    rf"(?P<shift>(?:满)?第?(?P<days>[{_N}]{{1,4}})个?(?P<unit>工作日|日|天|个?月)(?:后|起)?(?:的次日)?)?"
)
_EFFECT = re.compile(
    r"(?:自|从|将于|定于|拟于|于)[ \t\u3000]*(?:(?P<date>(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3}))|"
    + _RELATIVE
    + r")|(?P<today>即日|(?:自|从)(?:今日|本日))"
)
_IN_FORCE = re.compile(
    r"(?:[ \t\u3000]*(?:零时|0时|0:00|24时|（含[^）]{0,8}）|\(含[^)]{0,8}\)|以?后|起|开始|正式|全面|统一|，|在[全本]?[\u4e00-\u9fff]{1,4}|依照执行)){0,5}[ \t\u3000]*(?P<verb>施行|实施|执行|生效|试行|启用|适用|有效)"
)
_VERBS = ("施行", "实施", "执行", "生效", "试行")
_TERM_WORD = re.compile(
    r"有\s*效\s*期|试行期|暂行期|(?:执行|实施|政策|适用|施行|试行|有效|规定)(?:的)?(?:时间|期限|期)|长期有效|(?:执行|实施|施行|试行|有效)至|试行[一二两三四五\d]"
)
_UNTIL = re.compile(r"(?:截?至|到|延?续至)[ \t\u3000]*(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3})")
_LENGTH = re.compile(
    rf"[ \t\u3000]*(?:限|间)?[ \t\u3000]*(?:均|暂定|暂|一般)?[ \t\u3000]*(?:为|是|：|:)?[ \t\u3000]*(?:期)?(?P<n>半|[{_N}]{{1,4}})[ \t\u3000]*(?P<half>年半)?(?P<unit>年|个?月|周年)?"
)
_AUTO = re.compile(r"(?:自动|自行|自然)(?:失效|废止|终止)")
_SENTENCE_STOP = re.compile(r"[。；\n]")


_BEGINS = re.compile(r"[ \t\u3000]*(?:（含[^）]{0,8}）|零时|0时|0:00|以?后)?起")


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
    verb = _IN_FORCE.match(text, at, min(end, at + 60))
    low = max(start, found.start() - 160)
    window = text[low : found.start()]
    stops = list(_SENTENCE_STOP.finditer(window))
    sentence = window[stops[-1].end() :] if stops else window
    clause = re.split(r"[，,、]", sentence)[-1]
    starts = bool(_BEGINS.match(text, at))
    weight = _weight(sentence, clause, found, verb, starts=starts)
    if weight is None:
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


def _of_another(sentence: str, own: frozenset[str]) -> bool:
    """《X决定》已由…通过，自2001年12月1日起施行 says when X took effect, unless X is the document itself."""
    if "《" not in sentence or _SELF.search(sentence):
        return False
    return not any(re.sub(r"\s", "", name) in own for name in _NAMED.findall(sentence))


#: 《X决定》已由…通过，自…起施行: the making of X is reported.
_MADE_BEFORE = re.compile(r"(?:已|业|于)[^，。；]{0,60}(?:通过|公布|发布|颁布|批准)")
_NAMED = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")


def _weight(
    sentence: str, clause: str, found: re.Match[str], verb: re.Match[str] | None, *, starts: bool
) -> int | None:
    own = bool(_SELF.search(sentence))
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
        return _shifted_months(first, effect.months)
    day = add_workdays(first, effect.days) if effect.working else first + timedelta(days=effect.days)
    return day.isoformat()


def _shifted_months(day: date, months: int) -> str | None:
    from registry.dates import add_months

    return add_months(day, months).isoformat()


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


# -- the term ---------------------------------------------------------------------------------------------


def find_validity(
    text: str, instruments: Sequence[Instrument], effective_on: str | None, *, forwards: bool = False
) -> Validity:
    """The document's own term, given the day it takes effect. Kind "none" when the text is silent."""
    best: Validity | None = None
    for role in ("main", "wrapper") if forwards else ("enclosed", "main", "wrapper"):
        for instrument in instruments:
            if instrument.role == role:
                for found in _TERM_WORD.finditer(text, instrument.start, instrument.end):
                    term = _term(text, instrument, found, effective_on)
                    if term is not None and (best is None or _rank(term) >= _rank(best)):
                        best = term
        if best is not None:
            return best
    return Validity()


def _rank(term: Validity) -> int:
    return {"none": 0, "dependent": 1, "open": 2, "duration": 3, "interval": 4, "until": 4}[term.kind]


def _term(
    text: str, instrument: Instrument, word: re.Match[str], effective_on: str | None
) -> Validity | None:
    low = max(instrument.start, word.start() - 200)
    window = text[low : word.start()]
    stops = list(re.finditer(r"[。；\n]", window))
    sentence = window[stops[-1].end() :] if stops else window
    before = low + len(window) - len(sentence)
    stop = _SENTENCE_STOP.search(text, word.end(), min(instrument.end, word.end() + 160))
    after = text[word.end() : stop.start() if stop else min(instrument.end, word.end() + 160)]
    if not _is_own(sentence, word[0], after):
        return None
    clause_end = word.end() + len(re.split(r"[。；\n]", after)[0])
    auto = bool(_AUTO.search(text, word.start(), min(instrument.end, clause_end + 60)))
    for read in (_open_end, _interval, _until, _duration, _dependent):
        term = read(text, word, before, sentence, after, effective_on, auto)
        if term is not None:
            return term
    return None


#: What may stand between the start of a sentence and 有效期 when the term is the document's own.
_OWN_SUBJECT = re.compile(rf"(?:本|该)(?:{SELF_WORDS})(?:的)?$")
#: 自印发之日起施行，有效期五年: the sentence itself sets the document in force, with no other subject.
_STARTS = re.compile(
    r"^[ \t\u3000]*(?:第[^条]{1,8}条|[一二三四五六七八九十\d]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)?[ \t\u3000]*(?:以上[^，]{0,10})?"
    r"(?:自|从|于)(?:本?[\u4e00-\u9fff]{0,4}(?:印发|公布|发布|颁布|下发|发文)之日|[^，。；]{6,22}?)(?:起|以后|后)?(?:正式|开始)?(?:施行|实施|执行|试行|生效)[^，。；（(]{0,8}$"
)


def _is_own(sentence: str, word: str, after: str) -> bool:
    if sentence.count("（") + sentence.count("(") > sentence.count("）") + sentence.count(")"):
        return False
    if re.match(r"(?:限|间)?(?:的)?(?:内|届满|满|外|过后|以内|之内|前|延长|延续)", after) and not re.match(
        r"(?:限)?(?:届满|满)[^，。]{0,4}[，,]?(?:本|自动|自行)", after
    ):
        return False
    clause = re.split(r"[，,]", sentence)[-1].strip()
    clause = re.sub(
        r"^(?:第[^条]{1,8}条|[一二三四五六七八九十\d]{1,3}[、.．])[ \t\u3000]*", "", clause
    ).strip()
    if _OWN_SUBJECT.search(clause):
        return True
    if clause in ("", "其", "其中", "试行", "且", "并", "暂定"):
        rest = sentence[: len(sentence) - len(re.split(r"[，,]", sentence)[-1])]
        if not rest.strip(" \t\u3000，,"):
            return word not in ("执行期", "实施期") or bool(re.match(r"限", after))
        return bool(_SELF.search(rest) or _STARTS.search(rest.rstrip("，,"))) and not re.search(
            r"证书?[^，。]{0,10}$|合同|协议", rest.rstrip("，,")
        )
    # 本办法自2021年1月1日起施行至2023年12月31日: the word is the verb of the effect clause itself.
    if word.endswith("至") or word.startswith("试行"):
        return bool(_SELF.search(sentence)) or (
            bool(re.search(r"^自?[^，。]{0,20}(?:起|日)?$", clause)) and bool(re.search(r"起|自", clause))
        )
    return bool(re.search(rf"(?:本|该)(?:{SELF_WORDS})[^，。；]{{0,16}}$", clause)) and not re.search(
        r"证|合同|协议|申请|许可", clause
    )


def _quote(text: str, before: int, sentence: str, start: int, stop: int) -> Quote:
    """The clause shown as evidence: from its subject when that stands in the same clause."""
    clause = re.split(r"[，,]", sentence)[-1]
    begin = start - len(clause.lstrip(" \t\u3000")) if len(clause) <= 24 else start
    return Quote(text[begin:stop], begin, stop)


def _open_end(
    text: str, word: re.Match[str], before: int, sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    if word[0].startswith("长期") or re.match(r"(?:限)?(?:为|：)?(?:长期|永久)", after):
        stop = word.end() + (
            len(m[0]) if (m := re.match(r"(?:限)?(?:为|：)?(?:长期|永久)?(?:有效)?", after)) else 0
        )
        return Validity(
            "open", None, effective, None, auto, _quote(text, before, sentence, word.start(), stop)
        )
    return None


def _interval(
    text: str, word: re.Match[str], before: int, sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    found = re.match(
        r"(?:限|间)?(?:为|是|：|:)?(?:自|从)?[ \t\u3000]*(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3})",
        after,
    )
    if not found:
        return None
    first = date_at(text, word.end() + found.end())
    if first is None:
        return None
    joint = re.match(
        r"[ \t\u3000]*(?:（含）)?(?:起)?[ \t\u3000]*(?:至|到|—|－|-|–|~|～)[ \t\u3000]*",
        text[first.end : first.end + 16],
    )
    last = date_at(text, first.end + joint.end()) if joint else None
    if last is None:
        return None
    stop = last.end + (1 if text[last.end : last.end + 1] == "止" else 0)
    return Validity(
        "interval", None, first.iso, last.iso, auto, _quote(text, before, sentence, word.start(), stop)
    )


def _until(
    text: str, word: re.Match[str], before: int, sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    if word[0].endswith("至"):
        last = date_at(text, word.end() + len(after) - len(after.lstrip(" \t\u3000")))
    else:
        found = re.match(
            r"(?:限|间)?(?:为|是)?(?:截?至|到|截止(?:到|至)?)[ \t\u3000]*(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3})",
            after,
        )
        last = date_at(text, word.end() + found.end()) if found else None
    if last is None:
        return None
    stop = last.end + (1 if text[last.end : last.end + 1] == "止" else 0)
    return Validity(
        "until", None, effective, last.iso, auto, _quote(text, before, sentence, word.start(), stop)
    )


def _duration(
    text: str, word: re.Match[str], before: int, sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    at = word.end()
    if word[0].startswith("试行") and word[0] != "试行期" and not word[0].endswith(("期", "间", "限", "至")):
        at = word.end() - 1
    found = _LENGTH.match(text, at, at + 24)
    if not found or not (found["unit"] or found["half"]):
        return None
    if found["n"] == "半":
        months = 6
    else:
        number = cn2int(found["n"])
        if not number:
            return None
        unit = found["unit"] or "年"
        months = number if "月" in unit else number * 12
    if found["half"]:
        months += 6
    if not 1 <= months <= 600:
        return None
    last = None
    if effective and len(effective) == 10:
        last = last_day_of_term(date.fromisoformat(effective), months).isoformat()
    return Validity(
        "duration", months, effective, last, auto, _quote(text, before, sentence, word.start(), found.end())
    )


def _dependent(
    text: str, word: re.Match[str], before: int, sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    found = re.match(
        r"(?:限|间)?(?:与[^，。；]{2,60}(?:一致|相同)|(?:至|到)(?!\d)[^，。；]{2,40}(?:止|之日|为止|时)|按照?[^，。；]{2,40}(?:执行|确定))",
        after,
    )
    if not found:
        return None
    return Validity(
        "dependent",
        None,
        effective,
        None,
        auto,
        _quote(text, before, sentence, word.start(), word.end() + found.end()),
    )


_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年?\s*[—–\-－~～至到]{1,2}\s*((?:19|20)\d\d)\s*年?")


def task_period(title: str) -> tuple[str, str] | None:
    """First and last day of the years that a title names (…三年行动计划（2018-2020年）); None without."""
    found = _PERIOD.search(title)
    if not found or found[2] < found[1]:
        return None
    first, last = iso_of(int(found[1]), 1, 1), iso_of(int(found[2]), 12, 31)
    return (first, last) if first and last else None
