"""How long a document holds, from its own words (rules.md §2.4, §2.3).

A licence's five years are not the document's: a term counts only when its subject is the document itself
(本办法…有效期五年) or when it stands in the sentence that sets the document in force.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from corpus.effect import NUMERAL, SELF, SELF_WORDS, SENTENCE_STOP
from corpus.reading import Instrument, Validity
from registry.dates import cn2int, date_at, last_day_of_term
from registry.records import Quote

_TERM_WORD = re.compile(
    r"有\s*效\s*期|试行期|暂行期|(?:执行|实施|政策|适用|施行|试行|有效|规定)(?:的)?(?:时间|期限|期)|(?:长期|永久|一直)(?:有效|执行|施行|实施|适用)|(?:执行|实施|施行|试行|有效)至|(?:施行|实施|执行|试行|生效)[，,](?:截?至|截止(?:日期|时间)?(?:为|到|至)?|(?=[ \t\u3000]*(?:期限|为期|到|暂定|(?:19|20)\d\d年)))|暂定(?:执行|实施|施行)(?=[一二两三四五\d])|试行[一二两三四五\d]|(?<=日)起?[至到](?=[ \t\u3000]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:止|期间)?(?:施行|实施|执行|试行|有效))"
)
_LENGTH = re.compile(
    rf"[ \t\u3000]*(?:期限|为期|限|间)?[ \t\u3000]*(?:均|暂定|暂|一般)?[ \t\u3000]*(?:为|是|：|:)?(?:自[^，。；]{2, 12}之日起)?[ \t\u3000]*(?:期)?(?P<n>半|[{NUMERAL}]{{1,4}})[ \t\u3000]*(?P<half>年半)?(?P<unit>年|个?月|周年)?"
)
_AUTO = re.compile(r"(?:自动|自行|自然)(?:失效|废止|终止)")


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
    stop = SENTENCE_STOP.search(text, word.end(), min(instrument.end, word.end() + 160))
    after = text[word.end() : stop.start() if stop else min(instrument.end, word.end() + 160)]
    if _NO_TERM.search(sentence) and SELF.search(sentence):
        quote = _quote(text, sentence, word.start(), word.end())
        return Validity("open", None, effective_on, None, False, quote)
    if not _is_own(sentence, word[0], after):
        return None
    clause_end = word.end() + len(re.split(r"[。；\n]", after)[0])
    auto = bool(_AUTO.search(text, word.start(), min(instrument.end, clause_end + 60)))
    for read in (_open_end, _interval, _until, _ending, _duration, _dependent):
        term = read(text, word, sentence, after, effective_on, auto)
        if term is not None:
            return term
    return None


#: 不设有效期: the document says of itself that it does not end.
_NO_TERM = re.compile(r"(?:不设(?:定|置)?|不规定|不受)$")
#: …起施行（有效期五年）: a term in brackets behind the verb that sets the document in force.
_BRACKETED = re.compile(r"(?:施行|实施|执行|生效)[（(]$")
#: 本办法自2022年4月1日 before 至…施行: the effect clause is an interval.
_RUNS_FROM = re.compile(rf"(?:本|该)(?:{SELF_WORDS})(?:自|从|于)[^，。；]{{6,14}}$")
#: What may stand between the start of a sentence and 有效期 when the term is the document's own.
_OWN_SUBJECT = re.compile(
    rf"(?:(?:本|该)(?:{SELF_WORDS})|(?:以上|上述)(?:要求|规定|意见|措施|政策|事项))(?:的)?$"
)
#: 自印发之日起施行，有效期五年: the sentence itself sets the document in force, with no other subject.
_STARTS = re.compile(
    r"^[ \t\u3000]*(?:第[^条]{1,8}条|[一二三四五六七八九十\d]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)?[ \t\u3000]*(?:以上[^，]{0,10})?"
    r"(?:自|从|于)(?:本?[\u4e00-\u9fff]{0,4}(?:印发|公布|发布|颁布|下发|发文)之日|[^，。；]{6,22}?)(?:起|以后|后)?(?:正式|开始)?(?:施行|实施|执行|试行|生效)[^，。；（(]{0,8}$"
)


#: 本办法所列补贴, 本办法规定的税率: something in the text, not the text.
_OF_THE_TEXT = re.compile(rf"(?:本|该)(?:{SELF_WORDS})(?:所|中|规定|确定|明确|涉及|第)")
_OPEN = ("长期", "永久", "一直")


#: 本政策自…施行，政策有效期至…: the document by its bare name, behind the clause that sets it in force.
_OWN_WORD = re.compile(r"(?:政策|文件|办法|规定|细则|通知|意见|措施|方案|公告|通告|标准)")


def _is_own(sentence: str, word: str, after: str) -> bool:
    if _BRACKETED.search(sentence) and SELF.search(sentence):
        return True
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
    if word.lstrip("起") in ("至", "到"):
        return bool(_RUNS_FROM.search(sentence))
    if word.startswith(_OPEN) and not word.endswith("有效"):
        # 长期执行 is said of many things; only 本办法…施行，长期执行 is said of the document.
        return not clause and bool(SELF.search(sentence))
    if word.startswith(_OPEN) and re.fullmatch(r"在[^，。；]{2,12}前", clause):
        return bool(SELF.search(sentence))
    if clause in ("", "其", "其中", "试行", "且", "并", "暂定") or (
        "，" in sentence and _OWN_WORD.fullmatch(clause)
    ):
        rest = sentence[: len(sentence) - len(re.split(r"[，,]", sentence)[-1])]
        if not rest.strip(" \t\u3000，,"):
            return word not in ("执行期", "实施期") or bool(re.match(r"限", after))
        return bool(SELF.search(rest) or _STARTS.search(rest.rstrip("，,"))) and not re.search(
            r"证书?[^，。]{0,10}$|合同|协议", rest.rstrip("，,")
        )
    # 本办法自2021年1月1日起施行至2023年12月31日: the word is the verb of the effect clause itself.
    if word.endswith(("，", ",")):
        # 协议自签订之日起生效，期限三年 speaks of the agreement.
        return bool(SELF.search(sentence)) or clause.startswith(("自", "从", "于"))
    if "截" in word or word.endswith("至") or word.startswith("试行"):
        if SELF.search(sentence):
            return not _OF_THE_TEXT.search(clause)
        # 补贴自2021年1月1日起执行至2023年12月31日 has a subject of its own.
        return bool(re.fullmatch(r"(?:自|从|于)[^，。]{0,20}", clause))
    return bool(re.search(rf"(?:本|该)(?:{SELF_WORDS})[^，。；]{{0,16}}$", clause)) and not re.search(
        r"证|合同|协议|申请|许可", clause
    )


def _quote(text: str, sentence: str, start: int, stop: int) -> Quote:
    """The clause shown as evidence: from its subject when that stands in the same clause."""
    clause = re.split(r"[，,]", sentence)[-1]
    begin = start - len(clause.lstrip(" \t\u3000")) if len(clause) <= 24 else start
    return Quote(text[begin:stop], begin, stop)


def _open_end(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    if word[0].startswith(_OPEN) or re.match(r"(?:限)?(?:为|：)?(?:长期|永久)", after):
        stop = word.end() + (
            len(m[0]) if (m := re.match(r"(?:限)?(?:为|：)?(?:长期|永久)?(?:有效)?", after)) else 0
        )
        return Validity("open", None, effective, None, auto, _quote(text, sentence, word.start(), stop))
    return None


def _interval(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
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
        return _counted_from(text, word, sentence, first.end, first.iso, auto)
    stop = last.end + (1 if text[last.end : last.end + 1] == "止" else 0)
    return Validity("interval", None, first.iso, last.iso, auto, _quote(text, sentence, word.start(), stop))


def _counted_from(
    text: str, word: re.Match[str], sentence: str, at: int, first: str, auto: bool
) -> Validity | None:
    """有效期自2022年4月1日起五年: a length counted from a printed day."""
    start = re.match(r"[ \t\u3000]*起(?:计算)?[，,]?(?=[^，。；]{1,8}(?:年|月))", text[at : at + 16])
    length = _LENGTH.match(text, at + start.end()) if start else None
    months = (
        (cn2int(length["n"]) or 0) * (1 if "月" in length["unit"] else 12) if length and length["unit"] else 0
    )
    if length is None or not 1 <= months <= 600:
        return None
    last = _last_of(first, months)
    quote = _quote(text, sentence, word.start(), length.end())
    return Validity("duration", months, first, last, auto, quote)


def _until(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    if "截" in word[0] or word[0].endswith(("至", "起到")) or word[0] == "到":
        last = _last_day_at(text, word.end() + len(after) - len(after.lstrip(" \t\u3000")))
        # 执行，截至2025年12月31日尚未完成的… counts something; it ends nothing.
        if "截" in word[0] and last and not re.match(r"止?(?:[，,。；）)\n]|$)", text[last[1] : last[1] + 2]):
            return None
    else:
        found = re.match(
            r"(?:限|间)?(?:为|是)?(?:截?至|到|截止(?:到|至)?)[ \t\u3000]*(?=[12１２一二][\d０-９零〇○OＯ一二三四五六七八九]{3})",
            after,
        )
        last = _last_day_at(text, word.end() + found.end()) if found else None
    if last is None:
        return None
    iso, end = last
    stop = end + (1 if text[end : end + 1] == "止" else 0)
    return Validity("until", None, effective, iso, auto, _quote(text, sentence, word.start(), stop))


_ENDS = re.compile(r"(?P<from>起)?(?:自行|自动|自然)?(?:失效|废止|终止|停止(?:执行|施行|实施))")


def _ending(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    """…施行，2025年12月31日自行失效: a last day by what happens on it; 起失效 means the day before."""
    if not word[0].endswith(("，", ",")):
        return None
    day = date_at(text, word.end() + len(after) - len(after.lstrip(" \t\u3000")))
    ends = _ENDS.match(text, day.end) if day else None
    if day is None or ends is None or not day.exact:
        return None
    last = date.fromisoformat(day.iso) - timedelta(days=bool(ends["from"]))
    quote = Quote(text[day.start : ends.end()], day.start, ends.end())
    return Validity("until", None, effective, last.isoformat(), auto or "自" in ends[0], quote)


def _last_of(first: str | None, months: int) -> str | None:
    """The last day of a term that begins on a day; None when only the month or nothing is known of it."""
    if first is None or len(first) != 10:
        return None
    return last_day_of_term(date.fromisoformat(first), months).isoformat()


_YEAR_END = re.compile(r"((?:19|20)\d\d)年(?:年?底|年?末)")


def _last_day_at(text: str, at: int) -> tuple[str, int] | None:
    """(day, end) of the date printed at `at`; 2025年底 is the last day of that year."""
    day = date_at(text, at)
    if day is not None:
        return day.iso, day.end
    found = _YEAR_END.match(text, at)
    return (f"{found[1]}-12-31", found.end()) if found else None


def _duration(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    at = word.end()
    if (
        word[0].startswith("试行")
        and word[0] != "试行期"
        and not word[0].endswith(("期", "间", "限", "至", "，", ","))
    ):
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
    last = _last_of(effective, months)
    return Validity(
        "duration", months, effective, last, auto, _quote(text, sentence, word.start(), found.end())
    )


def _dependent(
    text: str, word: re.Match[str], sentence: str, after: str, effective: str | None, auto: bool
) -> Validity | None:
    to = "" if word[0].endswith("至") else "(?:截?至|到|截止到?)"
    found = re.match(
        rf"(?:限|间)?(?:与[^，。；]{{2,60}}(?:一致|相同)|{to}(?!\d)[^，。；]{{2,40}}(?:止|之日|为止|时)|按照?[^，。；]{{2,40}}(?:执行|确定))",
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
        _quote(text, sentence, word.start(), word.end() + found.end()),
    )
