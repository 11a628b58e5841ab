"""Numbers in normative text as slots: value, unit class, comparator, and the words that say what they measure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from registry.dates import cn2int
from rules.conflicts.spells import Spell, spells_in

#: Words for counting that are taken for one another (一根钓竿, 一支钓竿).
_SAME_COUNT = {"根": "支", "辆": "台"}

#: unit → (kind, class within which values compare, factor to the base of the class)
UNITS: dict[str, tuple[str, str, Fraction]] = {
    "元": ("money", "元", Fraction(1)),
    "万元": ("money", "元", Fraction(10_000)),
    "亿元": ("money", "元", Fraction(100_000_000)),
    "%": ("percent", "%", Fraction(1)),
    "％": ("percent", "%", Fraction(1)),
    "‰": ("percent", "%", Fraction(1, 10)),
    "工作日": ("time", "工作日", Fraction(1)),
    "日": ("time", "日", Fraction(1)),
    "天": ("time", "日", Fraction(1)),
    "小时": ("time", "日", Fraction(1, 24)),
    "分钟": ("time", "日", Fraction(1, 1440)),
    "周": ("time", "日", Fraction(7)),
    "月": ("time", "月", Fraction(1)),
    "年": ("time", "月", Fraction(12)),
    "周岁": ("age", "岁", Fraction(1)),
    "岁": ("age", "岁", Fraction(1)),
    "毫米": ("distance", "米", Fraction(1, 1000)),
    "厘米": ("distance", "米", Fraction(1, 100)),
    "米": ("distance", "米", Fraction(1)),
    "公里": ("distance", "米", Fraction(1000)),
    "千米": ("distance", "米", Fraction(1000)),
    "平方米": ("area", "平方米", Fraction(1)),
    "平方公里": ("area", "平方米", Fraction(1_000_000)),
    "亩": ("area", "平方米", Fraction(2000, 3)),
    "公顷": ("area", "平方米", Fraction(10_000)),
    "立方米": ("volume", "立方米", Fraction(1)),
    "升": ("volume", "立方米", Fraction(1, 1000)),
    "克": ("weight", "公斤", Fraction(1, 1000)),
    "瓦": ("power", "千瓦", Fraction(1, 1000)),
    "千瓦": ("power", "千瓦", Fraction(1)),
    "公斤": ("weight", "公斤", Fraction(1)),
    "千克": ("weight", "公斤", Fraction(1)),
    "吨": ("weight", "公斤", Fraction(1000)),
    "分贝": ("sound", "分贝", Fraction(1)),
    "度": ("angle", "度", Fraction(1)),
    "℃": ("temperature", "℃", Fraction(1)),
} | {
    unit: ("count", _SAME_COUNT.get(unit, unit), Fraction(1))
    for unit in ("人", "名", "户", "件", "次", "台", "辆", "家", "间", "处", "根", "棵", "株", "头", "群", "只", "套", "平方", "倍", "分", "课时", "学时", "层", "公斤级", "张", "份", "例", "床", "个", "册", "本", "座", "支", "桌", "幅", "盏", "组", "场", "位", "艘", "箱", "人次", "条", "袋", "顶", "块", "片", "部", "节", "对", "段", "轮", "把", "门", "包", "班", "架", "桶", "瓶", "期", "学分", "车次", "班次", "趟", "级")
}  # fmt: skip
_MANY: dict[str, int] = {"万": 10_000, "亿": 100_000_000}
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_CN = "[零〇○一二两三四五六七八九十百千]"
_ARABIC = r"\d[\d,，]*(?:\.\d+)?"
#: 一万二千, 1万2千, 5千, 十二点五 as well; 半 is a half of what follows (半年).
_NUMBER = rf"(?:\d+万\d千|{_CN}+万{_CN}+|{_ARABIC}[千百]?|{_CN}+(?:点{_CN}+)?|半)"
#: Shares in tenths: 三成, 二成五.
_TENTHS = r"[一二两三四五六七八九1-9]成(?:[一二三四五六七八九1-9半](?![个名人家年月天日次项户]))?(?![员立本年人为功果品分交熟都型套效绩因册长就章文群体像才婚语对天行])"
_SLOT = re.compile(
    rf"(?P<before>(?:不得|不能|一律|应当|原则上|一般)*(?:不超过|不多于|不高于|不大于|不晚于|不迟于|最迟不晚于|最迟|最晚|超过|最高|最多|至多|最长|上限为?|不低于|不少于|不小于|低于|少于|最低|至少|最少|最短|高于|大于|多于|限(?:养|用|购|领|带|报|载|停)?|满|不满|不足|未满|小于|下限为?)?(?:为|达到|达|的)?)"
    rf"(?:(?P<halves>过?半数|一半)|(?P<tenths>{_TENTHS})|(?P<per>(?:百|千|[二三四五六七八九十]|\d{{1,2}})分之)?"
    rf"(?P<low>{_NUMBER})\s*(?P<lowunit>万|亿)?(?:(?:个)?(?P<unit1>{_UNIT})?\s*(?P<range>[-—–－~～至到])\s*(?:百分之|千分之)?(?P<high>{_NUMBER})\s*(?P<highunit>万|亿)?)?"
    rf"\s*(?P<more>个半(?=月|小时))?(?P<unit>(?:个)?(?:{_UNIT}))?(?P<half>半(?![数年月天日小价票]))?)"
    rf"(?P<after>(?:及|（含）|\(含\))?(?:以上|以下|以内|之内|以外|内|前))?"
)
_AT_MOST = re.compile(
    r"不[晚迟]于|最[晚迟]|限|不得?超过|不得?多于|不得?高于|不得?大于|最高|最多|至多|最长|上限|(?<!不)(?<!不得)(?:低于|少于|小于)|不满|不足|未满"
)
_AT_LEAST = re.compile(
    r"不得?低于|不得?少于|不得?小于|最低|至少|最少|最短|(?<!不)(?<!不得)(?:超过|超出|突破|高于|大于|多于)|(?<![不未])满|下限"
)
_STRICT = re.compile(r"(?<!不)(?<!不得)(?:超过|超出|突破|低于|少于|高于|大于|多于|小于)|不满|不足|未满")
_LED = re.compile(
    r"(?P<word>(?:不得?)?(?:超过|超出|突破|高于|大于|多于|低于|少于|小于))[\u4e00-\u9fff]{2,16}$|(?P<short>至少|最少|至多|最多)[\u4e00-\u9fff]{1,6}$"
)
#: 备用金限额为5000元, 用水定额为每亩180立方米
_LIMIT_NAME = re.compile(r"(?:限额|限值|最高额度?|封顶线|定额)(?:标准)?为?(?:每[^，。；\d]{1,6}){0,2}$")
_LIMITS = ("封顶", "为限", "为上限")
#: 须达到5%: a least.
_TO_REACH = re.compile(r"(?:须|需|应当?|必须|要)$")
#: 领照后15日仍没有备案的: the time within which something is to be done.
_OVERDUE = re.compile(r"(?:仍|还|尚)(?:未|没有|不)")
#: 发放至子女满3周岁: the end of a time, no bound.
_UNTIL = re.compile(r"(?:至|到)[\u4e00-\u9fff]{0,6}$")
#: What looks like a number and is none: dates, references, document numbers, fixed words.
_MASKED = re.compile(
    r"(?:19|20)\d{2}\s*年(?:度|代)?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|每年\d{1,2}月\d{0,2}日?|\d{1,2}月\d{1,2}日(?:\s*[-—–至到]\s*\d{1,2}日)?|[一二三四五六七八九十]+届[一二三四五六七八九十]+次|\d{1,2}月(?:份|底|初|末|上旬|中旬|下旬)"
    rf"|每年{_CN}+月|{_CN}+月(?=[份底初末上中下第]|{_CN}+日)|\d+(?:\.\d+)?米?[×xX*]\d+(?:\.\d+)?米?|第{_CN}+[条款项章节编目届次批期阶类级]|第\d+[条款项章节号届次批期]|[〔\[（(]\d{{4}}[〕\]）)]第?\d+号|第?\d+号|[A-Z]{{1,4}}[/ ]?[A-Z]?\s?\d[\d.\-—]*"
    r"|[（(][一二三四五六七八九十\d]+[）)]|^[一二三四五六七八九十]+、|《[^》]*》|十[二三四]五|[上下前后]半[年月天日]|大半[年天]|[上下每隔近前]一[年次届]|一次性|一卡通|一日三餐|一户一|一事一|一照|同一|统一|一般|一并|一律|一定|一致|一起|一切|一体|进一步|之一|万一|唯一|单一|一方|三方|双方|二次供水|四至|三包|五保|一级|二级|三级|四级|一类|二类|三类|一等|二等|三等|一站式|一窗|一网"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One number with its meaning. `low`/`high` in the base unit of its class; None = open on that side.

    comparator: "=" | "max" | "min" | "range". `start`/`end` are offsets in the document; `shown` the words.
    """

    kind: str
    unit: str
    comparator: str
    low: Fraction | None
    high: Fraction | None
    strict: bool
    start: int
    end: int
    shown: str

    @property
    def value(self) -> tuple[str, Fraction | None, Fraction | None]:
        """What the figure says, wherever and in whatever words it stands."""
        return self.unit, self.low, self.high


@lru_cache(maxsize=4096)
def number(text: str) -> Fraction | None:
    """The value of an Arabic or Chinese numeral, or None."""
    plain = text.replace(",", "").replace("，", "")
    if plain == "半":
        return Fraction(1, 2)
    if "点" in plain:
        units, _, tenths = plain.partition("点")
        before, after = cn2int(units), [number(char) for char in tenths]
        parts = [digit / 10**place for place, digit in enumerate(after, 1) if digit is not None]
        return None if before is None or len(parts) < len(after) else before + sum(parts, Fraction(0))
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Fraction(plain)
    whole = cn2int(plain)
    return None if whole is None else Fraction(whole)


def masked(sentence: str) -> str:
    """The sentence with everything that is no measure blanked out, of the same length."""
    return _MASKED.sub(lambda m: "\0" * len(m.group()), sentence)


def slots_in(sentence: str, offset: int = 0) -> Iterator[Slot]:
    """The slots of a sentence; `offset` is the sentence's place in the document."""
    text = masked(sentence)
    spells = [_spell(spell, sentence, offset) for spell in spells_in(sentence)]
    often = list(_FREQUENCY.finditer(text)) if "次" in text or "场" in text else []
    often += _EVERY.finditer(text)
    if not often and not spells:
        yield from _figures_in(text, sentence, offset)
        return
    for spell in spells:
        at, end = spell.start - offset, spell.end - offset
        text = text[:at] + "\0" * (end - at) + text[end:]
    for match in often:
        text = text[: match.start()] + "\0" * len(match.group()) + text[match.end() :]
    frequencies = (slot for match in often if (slot := _frequency(match, sentence, offset)))
    yield from sorted(
        (*spells, *frequencies, *_figures_in(text, sentence, offset)), key=lambda slot: slot.start
    )


#: How often in a year; a week is a quarter of a month, so that 每周一次 and 每月四次 are one.
_A_YEAR = {
    "日": 336,
    "天": 336,
    "周": 48,
    "星期": 48,
    "月": 12,
    "季": 4,
    "季度": 4,
    "年": 1,
    "年度": 1,
    "学期": 2,
    "学年": 1,
}
_FREQUENCY = re.compile(
    rf"(?:每(?P<of>{_NUMBER})?|(?P<every_other>隔)|[一同全]一?)个?(?P<period>{'|'.join(sorted(_A_YEAR, key=len, reverse=True))})(?![初末底])内?[^，。；每\0]{{0,14}}?"
    rf"(?:(?P<bound>不(?:得|应)?少于|只能|只准|仅能|至少|不(?:得)?低于|最少|不(?:得)?超过|最多|至多)[^，。；每\0\d]{{0,6}}?)?(?P<low>{_NUMBER})(?:次|场)(?![性数日地馆])"
)


#: 一年一评, 三年一换: how often in two words.
_EVERY = re.compile(
    rf"(?P<of>{_NUMBER})(?P<period>年|季度?|月|周|日|天)一(?:评|检|审|换|报|清|考|查|结|付|核|签|选|测|训|定)"
)


def _spell(spell: Spell, sentence: str, offset: int) -> Slot:
    shown = sentence[spell.start : spell.end]
    return Slot(
        "spell",
        spell.unit,
        "range",
        spell.since,
        spell.until,
        False,
        offset + spell.start,
        offset + spell.end,
        shown,
    )


def _frequency(match: "re.Match[str]", sentence: str, offset: int) -> Slot | None:
    """每周一次, 每两年至少2次: how often something is to be done, in times a year."""
    words = match.groupdict()
    times, of = number(words.get("low", "一") or ""), number(match["of"]) if match["of"] else Fraction(1)
    if times is None or not of:
        return None
    of = of * 2 if words.get("every_other") else of
    value = times * _A_YEAR[match["period"]] / of
    bound = words.get("bound") or ""
    kind = (
        "max"
        if bound in ("不超过", "不得超过", "最多", "至多", "只能", "只准", "仅能")
        else "min"
        if bound
        else "="
    )
    low, high = (None if kind == "max" else value), (None if kind == "min" else value)
    start = match.start("bound" if bound else "low" if "low" in words else "of")
    shown = f"每{match['of'] or ''}{match['period']}{sentence[start : match.end()]}"
    return Slot("frequency", "次/年", kind, low, high, False, offset + start, offset + match.end(), shown)


def _figures_in(text: str, sentence: str, offset: int) -> Iterator[Slot]:
    waiting: Slot | None = None
    for match in _SLOT.finditer(text):
        slot = _slot(match, sentence, offset)
        if slot is None:
            continue
        if waiting is not None and _one_range(waiting, slot):
            yield replace(waiting, comparator="range", high=_last(slot), end=slot.end, shown=sentence[waiting.start - offset : slot.end - offset])  # fmt: skip
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = slot
    if waiting is not None:
        yield waiting


def _last(bound: Slot) -> Fraction | None:
    """The last figure that an upper bound holds: 不满90周岁 is 至89周岁."""
    return bound.high - 1 if bound.kind == "age" and bound.strict and bound.high is not None else bound.high


def _tenths(words: str) -> Fraction | None:
    """三成 = 30 %, 二成五 = 25 %."""
    whole, _, rest = words.partition("成")
    tens, ones = number(whole), number(rest) if rest else Fraction(0)
    if tens is None or ones is None:
        return None
    return tens * 10 + (ones * 10 if rest == "半" else ones)


def _one_range(low: Slot, high: Slot) -> bool:
    """200元以上500元以下 is one figure, not two."""
    return (
        low.comparator == "min" and high.comparator == "max" and low.unit == high.unit and high.start - low.end <= 1
        and low.low is not None and high.high is not None and low.low <= high.high
    )  # fmt: skip


def _slot(match: "re.Match[str]", sentence: str, offset: int) -> Slot | None:
    unit = _unit(match)
    low = _low(match)
    high = number(match["high"]) if match["high"] else None
    if unit not in UNITS or low is None or (match["high"] and high is None):
        return None
    kind, unit_class, factor = UNITS[unit]
    if match["half"] or match["more"]:
        if kind != "time":
            return None
        low += Fraction(1, 2)
    if unit == "月" and low == Fraction(1, 2):
        unit_class, factor = "日", Fraction(30)  # 半个月 is fifteen days
    if match["per"] and match["per"][0] not in "百千" and (of := number(match["per"].removesuffix("分之"))):
        factor = Fraction(100) / of  # 三分之二 is a share as well
    digits = match["low"] is None or match["low"][0].isdigit()
    # 一次, 两个, 三家 … in words are rarely measures; times, money and shares are.
    limit = sentence.startswith(_LIMITS, match.end())
    if kind == "count" and not digits and low < 2 and not (match["before"] or limit):
        return None
    if unit in _ONLY_IN_DIGITS and not digits:
        return None
    start = next(match.start(part) for part in ("before", "per", "halves", "tenths", "low") if match[part])
    value = low * _low_factor(match, unit_class, factor)
    bound: tuple[str, Fraction | None, Fraction | None, bool]
    if high is not None:
        bound = "range", value, high * factor * _MANY.get(match["highunit"] or "", 1), False
    else:
        bound = _bound(match, sentence, start, kind, value)
    return Slot(kind, unit_class, *bound, offset + start, offset + match.end(), sentence[start : match.end()])


def _low(match: "re.Match[str]") -> Fraction | None:
    if match["halves"]:
        return Fraction(50)
    return _tenths(match["tenths"]) if match["tenths"] else number(match["low"])


#: Words that in letters are rarely measures (三项制度, 两个).
_ONLY_IN_DIGITS = frozenset("个分度位升克支本条块片部节对段轮把门包班架期级")


def _unit(match: "re.Match[str]") -> str:
    if match["tenths"] or match["per"] or match["halves"]:
        return "‰" if match["per"] == "千分之" else "%"
    unit = match["unit"] or ""
    return unit if unit == "个" else unit.removeprefix("个")


def _low_factor(match: "re.Match[str]", unit_class: str, factor: Fraction) -> Fraction:
    """What the (lower) figure is multiplied by: of 500元至1万元 it is its own unit, of 3至5万元 that of the other one."""
    if match["unit1"] and UNITS[match["unit1"]][1] == unit_class:
        factor = UNITS[match["unit1"]][2]
    many = match["lowunit"] or ("" if match["unit1"] else match["highunit"]) or ""
    return factor * _MANY.get(many, 1)


def _bound(
    match: "re.Match[str]", sentence: str, start: int, kind: str, value: Fraction
) -> tuple[str, Fraction | None, Fraction | None, bool]:
    """(comparator, low, high, strict) of a single figure, by the words around it."""
    before, after = match["before"] or "", match["after"] or ""
    strict = bool(_STRICT.search(before + after))
    if _UNTIL.search(sentence, 0, start) and "满" in before:
        return "=", value, value, False
    if after == "内" and sentence.startswith("有效", match.end()):
        return "=", value, value, False  # 自颁发之日起2年内有效
    if _AT_MOST.search(before) or after.endswith(("以下", "内", "前")):
        return "max", None, value, strict
    if _LIMIT_NAME.search(sentence, 0, start) and not match["after"]:
        return "max", None, value, False
    if kind == "age" and sentence.startswith("起", match.end()):
        return "min", value, None, False  # 自70周岁起
    if sentence.startswith(_LIMITS, match.end()) or (
        kind == "time" and _OVERDUE.match(sentence, match.end())
    ):
        return "max", None, value, False
    if before.endswith(("达到", "达")) and _TO_REACH.search(sentence, max(0, start - 3), start):
        return "min", value, None, False
    if match["halves"] and match["halves"].startswith("过"):
        return "min", value, None, True
    if _AT_LEAST.search(before) or after.endswith(("以上", "以外")):
        return "min", value, None, strict
    # 不得少于总发布时间的20%: the comparator stands before what the figure is a part of.
    # 超过经核定的概算10%的 has its comparator there as well, but only of a share: 超过期限30日 is another 30日.
    led = _LED.search(sentence, 0, start)
    if led and (kind == "percent" or led["short"] or led["word"].startswith("不")):
        word = led["word"] or led["short"]
        strict = bool(_STRICT.search(word))
        return ("max", None, value, strict) if _AT_MOST.search(word) else ("min", value, None, strict)
    return "=", value, value, False


def _overlap(one: Slot, other: Slot) -> bool:
    """Whether two spells share a time; one that goes on over midnight or the new year is there at the beginning too."""
    round_about = Fraction(24) if one.unit == "时刻" else Fraction(12 * 31)
    return any(
        one.low + turn < other.high and other.low < one.high + turn  # type: ignore[operator]
        for turn in (-round_about, 0, round_about)
    )


def compatible(one: Slot, other: Slot) -> bool:
    """Whether one act can satisfy both slots and neither tells people another figure.

    Two lower bounds are met by the stricter; two upper bounds or two fixed values that differ are two answers
    to one question. 以上, 以下 include the number (民法典 Art 1259).
    """
    if one.comparator == other.comparator == "min":
        return True
    if one.kind == "spell" and not _overlap(one, other):
        return True  # morning and evening, spring and autumn
    if one.comparator == other.comparator:
        return (one.low, one.high) == (other.low, other.high)
    low = max((x for x in (one.low, other.low) if x is not None), default=None)
    high = min((x for x in (one.high, other.high) if x is not None), default=None)
    if low is None or high is None or low < high:
        return True
    return low == high and not (one.strict or other.strict)
