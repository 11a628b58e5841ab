"""Figures of two documents that measure one thing and differ. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from rules.conflicts.clash import Clash, kind_of
from rules.conflicts.provisions import Measure, Provisions, earlier
from rules.conflicts.rates import convertible, other_rate
from rules.conflicts.slots import Slot, compatible, slots_in
from rules.conflicts.subjects import different_subject, hard_case, special_case
from rules.conflicts.told import Told
from rules.conflicts.wording import NUMBERING, evidence, likeness, mostly, reduced, substituted

#: Likeness of the words around two figures from which they are taken to measure the same thing: between texts
#: on one matter, and how much more there must be between texts whose matters only touch.
SAME_HEAD, _FARTHER = 0.57, 0.04
#: Evidence that makes up for words that are otherwise apart, and how much it makes up for.
_TOLD, _SAID_MUCH = 5.0, 0.1
#: Share of the words of the shorter passage that two passages must have in common to be looked at.
_SHARED = 0.2
SAME_TRIGGER, SAME_CONDITION, OTHER_CONDITION = 0.4, 0.5, 0.3
#: Evidence (rare bigrams shared) of a passage that tells by itself what it is about, and the least there must be.
_TELLING, _LEAST = 3.0, 1.2
#: How much more evidence there must be between texts whose matters only touch (每亩补助 of two crops).
_MORE, _NEAR = 5.0, 0.4
#: Evidence that is enough between texts that are surely on one matter (每个社区设置1处), and from where they are.
_LITTLE, _SURELY = 0.8, 0.9
#: How much the clause and its conditions count beside the whole sentence.
_NARROW = 0.9
#: How much equal figures and equal bounds make two figures likelier to be the same.
_SAME_TIER = 0.02
#: How much a special case takes away.
_SPECIAL = 0.8
#: How much is left where one speaks of those above a bound and the other of those below one.
_OTHER_SIDE = 0.6
#: How much what is done says without who is to do it.
_DEED = 0.95
#: Likeness of what follows from two thresholds (…满#的，应当…) from which it is one consequence.
_SAME_CONSEQUENCE = 0.55
#: The same between two upper ages, below which they are two rules.
_OTHER_CONSEQUENCE = 0.3


def head_similarity(one: Measure, other: Measure) -> float:
    """How surely two figures measure the same thing, 0…1: their clause and the item around it."""
    clause = likeness(one.clause, other.clause)
    core = clause if not (one.conditions or other.conditions) else likeness(one.core, other.core)
    deed = _DEED * likeness(_deed(one.core), _deed(other.core))
    core, clause = max(core, deed), max(clause, _DEED * likeness(_deed(one.clause), _deed(other.clause)))
    # What the sentence tells before (公告方式, 办理地点) may differ without making the figure another one.
    wide = max(likeness(one.wide, other.wide), _NARROW * core)
    if one.trigger and other.trigger and likeness(one.trigger, other.trigger) >= SAME_TRIGGER:
        # 自受理采砂申请之日起10日内作出决定: what runs from the same event is told by it.
        clause = max(clause, likeness(_with_trigger(one), _with_trigger(other)))
        wide = max(wide, clause)
    elif one.trigger or other.trigger:
        # 自受理概算之日起10日内批复: what is decided may stand only in the words from when the time runs.
        wide = max(wide, _NARROW * likeness(_with_trigger(one), _with_trigger(other)))
    # A clause of a few words (补助#) says little without what surrounds it.
    weight = min(1.0, evidence(one.clause, other.clause) / _TELLING)
    score = weight * (0.5 * clause + 0.5 * wide) + (1 - weight) * wide
    if one.conditions and other.conditions and _other_condition(one.conditions, other.conditions):
        score *= 0.6
    # Times that run from different events belong to different steps of a procedure.
    if one.trigger and other.trigger and _other_trigger(one, other):
        score *= 0.6
    return score


#: Who is to act, at the head of a clause: 养护单位须#清除 and 管理机构应当#清理 are told by what is done.
_AGENT = re.compile(
    r"(?:^|(?<=，))(?:第[^，#]{1,4}条[\s　]*)?[^，#的]{2,10}?(?:单位|机构|企业|人员|部门|政府|办事处|委员会|公司|中心|银行|学校|[局人者员方站所])"
    r"(?=应当?|须|必须|要|不得|可以?|自|在|于|[\s　]*#)"
)


@lru_cache(maxsize=30_000)
def _deed(words: str) -> str:
    """A clause without who is to act."""
    return _AGENT.sub("", words)


_RECEIPT = re.compile(r"受理|收到|收件|接到|接|提出|提交|递交|材料|资料|完整|齐全|起")


def _other_trigger(one: Measure, other: Measure) -> bool:
    """Whether two times run from different events. 自受理概算之日起 and 概算齐全的，收件后 are one."""
    if likeness(one.trigger, other.trigger) >= SAME_TRIGGER:
        return False
    ours, theirs = _RECEIPT.sub("", one.trigger), _RECEIPT.sub("", other.trigger)
    if ours == one.trigger or theirs == other.trigger:
        return True
    return not (mostly(ours, _what(other)) or mostly(theirs, _what(one)))


def _what(measure: Measure) -> str:
    """What a figure is for, without the subject of its clause: 概算资料齐全的，…批复."""
    return f"{measure.conditions}{measure.trigger}{measure.clause[measure.clause.find('#') :]}"


def _with_trigger(measure: Measure) -> str:
    return f"{measure.conditions}，{_RECEIPT.sub('', measure.trigger)}，{measure.clause}"


def _other_condition(one: str, other: str) -> bool:
    """Whether two figures hold for two cases. 终止劳动关系的 and 与单位解除劳动关系后 share the word that tells."""
    alike = likeness(one, other)
    return alike < OTHER_CONDITION or (alike < SAME_CONDITION and evidence(one, other) < _LEAST)


@lru_cache(maxsize=512)
def _told(text: Provisions) -> dict[str, tuple[list[int], Told]]:
    """Unit → the figures of one document in it, their passages indexed."""
    measures = text.measures
    of_unit: dict[str, list[int]] = defaultdict(list)
    for at, measure in enumerate(measures):
        of_unit[measure.slot.unit].append(at)
    return {
        unit: (places, Told([reduced(measures[at].wide) for at in places]))
        for unit, places in of_unit.items()
    }


def _candidates(one: Provisions, other: Provisions) -> Iterator[tuple[int, int]]:
    """Index pairs of figures of one unit in passages that share words."""
    mine, theirs = _told(one), _told(other)
    for unit in sorted(mine.keys() & theirs.keys()):
        (ours, told), (peers, other_told) = mine[unit], theirs[unit]
        for i, j in told.sharing(other_told, _SHARED):
            yield ours[i], peers[j]


def measure_clashes(one: Provisions, other: Provisions, closeness: float) -> Iterator[Clash]:
    """Figures that are each other's best counterpart and cannot both hold."""
    ones, others = one.measures, other.measures
    threshold = SAME_HEAD + _FARTHER * (1 - closeness)
    best_one: dict[int, tuple[float, int]] = {}
    best_other: dict[int, tuple[float, int]] = {}
    for i, j in _candidates(one, other):
        a, b = ones[i], others[j]
        score = head_similarity(a, b)
        if (
            (different_subject(a.wide, b.wide) and not convertible(a, b))
            or _other_step_of_a_scale(a, b)
            or _other_member(a, b)
            or _other_member(b, a)
        ):
            score *= 0.4
        if special_case(a.trigger + a.wide, b.trigger + b.wide):
            score *= _SPECIAL
        if _other_side(a, b):
            score *= _OTHER_SIDE
        # Equal figures attract each other, and equal bounds: in a list of tiers they are the same tier.
        score += _SAME_TIER * (a.slot.value == b.slot.value) + _SAME_TIER * _one_tier(a, b)
        if score > best_one.get(i, (0.0, -1))[0]:
            best_one[i] = (score, j)
        if score > best_other.get(j, (0.0, -1))[0]:
            best_other[j] = (score, i)
    for i, (score, j) in sorted(best_one.items()):
        a, b = ones[i], others[j]
        said = evidence(_whole(a), _whole(b))
        least_alike = threshold - (_SAID_MUCH if said >= _TOLD else 0.0)
        if score < least_alike or best_other[j][1] != i or _agree(a, b) or _other_tier(a, b):
            continue
        if bool(_URGED.search(a.wide)) != bool(_URGED.search(b.wide)):
            continue
        if bool(_BESIDES.search(a.wide)) != bool(_BESIDES.search(b.wide)):
            continue
        if (
            _qualifies(a)
            or _qualifies(b)
            or _other_time(a, b)
            or other_rate(a, b)
            or _other_step(a, b)
            or "分别" in a.clause + b.clause
        ):
            continue
        least = _LITTLE if closeness >= _SURELY else _LEAST + _MORE * max(0.0, _NEAR - closeness)
        if said < least:
            continue
        if not convertible(a, b) and substituted(_before(a), _before(b), within=(a.wide, b.wide)):
            continue
        if _other_thing(a, b):
            continue
        step = f"{earlier(a)[0].shown.strip()}”“" if _one_tier(a, b) else ""
        why = f"两处都在说“{step}{common(a.wide, b.wide)}”，一处为{_figure(a)}，另一处为{_figure(b)}"
        yield Clash(
            kind_of(a.slot), round(min(1.0, score), 3), a.sentence, b.sentence,
            (a.slot.start, a.slot.end), (b.slot.start, b.slot.end), why,
        )  # fmt: skip


#: 鼓励按每15名学生1名的比例增配: nobody is bound to it.
_URGED = re.compile(r"鼓励|倡导|提倡")
#: 在前述贴息之外，另行补助利息总额的10%: a sum that comes to another one.
_BESIDES = re.compile(
    r"另(?:行)?(?:给予|补助|补贴|奖励|支付|安排|发放?|增加)|同时享受|额外|叠加|再(?:给予|补助|补贴|奖励|增加|上浮)|(?:补贴|补助|奖励|贴息|标准)(?:之外|以外|基础上)"
)


def _other_step_of_a_scale(a: Measure, b: Measure) -> bool:
    """荣立一等功2万元 and, in one sentence with all the others, 立二等功1万元: the clause tells which step a sum is for."""
    if a.slot.kind not in ("money", "percent") or not different_subject(a.clause, b.clause):
        return False
    return different_subject(a.wide, b.clause) or different_subject(b.wide, a.clause)


def _agree(a: Measure, b: Measure) -> bool:
    """Whether both figures can be kept. Two lower bounds can, unless the lower one is said to do; two thresholds of
    one consequence cannot."""
    if _does(a, b) or _does(b, a):
        return False
    if a.threshold and b.threshold and _from_there(a) and _from_there(b) and _bounds(a, b):
        same = a.slot.low == b.slot.low
        scale = any(not _complement(side.slot, s) for side in (a, b) for s in side.others)
        return same or scale or likeness(a.threshold, b.threshold) < _SAME_CONSEQUENCE
    if _EXCEPT.search(a.sentence.text) or _EXCEPT.search(b.sentence.text):
        return True
    if _opens_to_less(a, b) or _opens_to_less(b, a):
        return False
    if a.slot.kind == b.slot.kind == "age" and {a.slot.comparator, b.slot.comparator} == {"range", "max"}:
        return a.slot.high == b.slot.high
    if _fixed_point(a, b) or _fixed_point(b, a):
        return False
    comparators = {a.slot.comparator, b.slot.comparator}
    if (comparators == {"min", "max"} and (a.threshold or b.threshold)) or (
        len(comparators) == 2 and a.threshold and b.threshold
    ):
        # 90分以上的为优秀, 60分以下的为不合格: two steps of one scale.
        return True
    if (
        a.slot.kind == "age"
        and a.threshold
        and b.threshold
        and a.slot.comparator == b.slot.comparator == "max"
        and likeness(a.threshold, b.threshold) < _OTHER_CONSEQUENCE
    ):
        # 14周岁以下的少年儿童服务 and 不满6周岁的儿童进入…应当由监护人陪同: two things follow from two ages.
        return True
    return compatible(a.slot, b.slot) or _touching(a, b) or _same_figures(a, b) or _leeway(a, b)


_POINT = re.compile(r"年龄|年限")


def _fixed_point(from_there: Measure, point: Measure) -> bool:
    """年满60周岁的，应当退出 and 退出年龄为65周岁: the point from which something follows is named in both."""
    one, other = from_there.slot, point.slot
    return (
        one.comparator == "min"
        and other.comparator == "="
        and one.low != other.low
        and bool(from_there.threshold and _POINT.search(point.clause))
        and evidence(from_there.threshold, point.clause) >= _POINT_NAMED
    )


_POINT_NAMED = 0.5


#: …每公里补贴2元；其他线路仍按原办法执行: a text that knows what it departs from.
_EXCEPT = re.compile(r"(?:其他|其余)[^。；]{0,16}仍然?(?:按|依|执行|适用)")
_OPEN = re.compile(r"^(?:均|都|也)?(?:可以?|方可|允许|准予)")
_ASKED = re.compile(r"须|应当?|必须|需|方可|要求")


def _opens_to_less(opens: Measure, asks: Measure) -> bool:
    """3%以上的企业可以申报 and 申报的企业须达到5%: what one text opens the other one shuts."""
    one, other = opens.slot, asks.slot
    return (
        one.comparator == other.comparator == "min"
        and one.low is not None
        and other.low is not None
        and one.low < other.low
        and bool(_OPEN.search(opens.threshold))
        and not asks.threshold
        and bool(_ASKED.search(asks.sentence.text))
    )


def _from_there(measure: Measure) -> bool:
    """满6年的, 达到9年的: something follows from a figure on."""
    slot = measure.slot
    return slot.comparator == "min" or (slot.comparator == "=" and slot.shown.startswith("达"))


def _bounds(a: Measure, b: Measure) -> bool:
    return "min" in (a.slot.comparator, b.slot.comparator)


#: 有300米以上即可, 达到500小时即为完成任务, 保存满2年后可以销毁: no more is asked.
_WILL_DO = re.compile(
    r"[^，。；]{0,6}?，?[^，。；]{0,6}?(?:认定为|视为|视同)(?:合格|达标|完成|符合(?:要求|条件|规定)|达到[^，。；]{0,6}要求)|的，(?:准予|允许)(?!不)|[^，。；]{0,6}?，?(?:即可|即(?:视)?为|就(?:可以?|算|视为|行)|视为(?:达标|合格|完成)|(?:后|之后|以后|便|方)可以?(?!不|再))"
)


def _does(enough: Measure, more: Measure) -> bool:
    """Whether one text lets a figure do that is less than the least that the other one asks for."""
    one, other = enough.slot, more.slot
    if one.low is None or other.low is None or other.high is not None or one.low >= other.low:
        return False
    sentence = enough.sentence
    return _WILL_DO.match(sentence.text, one.end - sentence.start) is not None


def _same_figures(a: Measure, b: Measure) -> bool:
    """One sentence holds both figures, and the other one of them (市代表十人以上联名，镇代表五人以上联名): only their
    places are compared wrongly. So it is where the rest is said to keep the other figure (其他乡镇仍按每单1元执行)."""
    return (
        _number(a.slot) in map(_number, b.others)
        or _number(b.slot) in map(_number, a.others)
        or _number(a.slot) in _of_the_rest(b.sentence.text)
        or _number(b.slot) in _of_the_rest(a.sentence.text)
    )


_REST = re.compile(r"[，；、](?:其他|其余|另外)[^。；]*")


@lru_cache(maxsize=4_096)
def _of_the_rest(sentence: str) -> frozenset[tuple[object, ...]]:
    """The figures that a sentence gives for all others."""
    rest = _REST.search(sentence)
    return frozenset(map(_number, slots_in(rest.group()))) if rest else frozenset()


def _number(slot: Slot) -> tuple[object, ...]:
    """扩大到20公顷 and 不得超过20公顷 name one number."""
    return (
        slot.unit,
        slot.low if slot.high is None else slot.high,
        slot.low if slot.comparator == "range" else None,
    )


#: 地形复杂的路段可以适当减少: in which direction a figure may be left, and the cases that are meant.
_LEEWAY = re.compile(
    r"(?:适当|酌情|适度)(?:(?P<less>减少|降低|缩短|缩小|下浮|放低)|(?P<more>增加|提高|延长|放宽|扩大|上浮))"
)


def _leeway(a: Measure, b: Measure) -> bool:
    """Whether one sentence lets special cases depart from its figure, and the other passage is about such a case."""
    return any(
        (found := _LEEWAY.search(general.sentence.text)) is not None
        and bool(hard_case(special.sentence.text))
        and not hard_case(general.clause)
        and _departs(general.slot, special.slot, more=found["more"] is not None)
        for general, special in ((a, b), (b, a))
    )


def _departs(general: Slot, special: Slot, *, more: bool) -> bool:
    ours, theirs = (s.low if s.high is None else s.high for s in (general, special))
    return ours is not None and theirs is not None and (theirs > ours if more else theirs < ours)


def _other_side(a: Measure, b: Measure) -> bool:
    """不超过15立方米的，… and 超过15立方米的，…: two cases, whatever the figures are."""
    return bool(a.threshold and b.threshold) and {a.slot.comparator, b.slot.comparator} == {"min", "max"}


def _whole(measure: Measure) -> str:
    """The item with what follows from its figure."""
    followed = measure.threshold and measure.threshold not in measure.wide
    return f"{measure.wide}，{measure.threshold}" if followed else measure.wide


def _other_member(a: Measure, b: Measure) -> bool:
    """Whether a figure of a parallel list meets a passage that names another member of the list and not its own."""
    return bool(a.member) and a.member not in b.wide and any(name in b.wide for name in a.beside)


def _touching(a: Measure, b: Measure) -> bool:
    """超过500万元 and 不超过500万元: the two sides of one bound, written for two cases; 80至90周岁 and 90至100周岁: two
    steps of one scale."""
    one, other = a.slot, b.slot
    if one.comparator == other.comparator == "range":
        step = int(one.kind == "age")  # 80至89周岁, 90至100周岁
        return _next_to(one, other, step) or _next_to(other, one, step)
    return _complement(one, other)


def _next_to(lower: Slot, upper: Slot, step: int) -> bool:
    return lower.high is not None and upper.low is not None and 0 <= upper.low - lower.high <= step


def _complement(a: Slot, b: Slot) -> bool:
    """Whether two figures are the two sides of one bound."""
    sides = {a.comparator: a, b.comparator: b}
    return a.unit == b.unit and set(sides) == {"min", "max"} and sides["min"].low == sides["max"].high


def _other_time(a: Measure, b: Measure) -> bool:
    """One is a time before an event and the other after it, or one lasts and the other ends (公示不少于7日, 3日内公示)."""
    one, other = a.slot.shown.strip(), b.slot.shown.strip()
    if bool(_MORE_TIME.search(a.clause)) != bool(_MORE_TIME.search(b.clause)):
        return a.slot.kind == "time"
    if a.ahead != b.ahead:
        return a.slot.kind == "time"
    lasts = {s.slot.comparator == "min" for s in (a, b)}
    return a.slot.kind == "time" and len(lasts) == 2 and (one.endswith("内") or other.endswith("内"))


#: 延长时间不超过2个月 is what is added to a time.
_MORE_TIME = re.compile(r"(?:延长|延期|展期|顺延|宽限)(?![至到为])")


def _other_step(a: Measure, b: Measure) -> bool:
    """Two times that run from one event are for two deeds: 2小时内到达现场, 24小时内修复."""
    if a.slot.kind != "time" or not a.trigger or not b.trigger:
        return False
    mine, theirs = (reduced(side.clause.rpartition("#")[2]).strip("·") for side in (a, b))
    if not mine or not theirs or set(mine) & set(theirs) - {"·"}:
        return False
    # 核查完毕 is what 举报事项的核查…办结 is about.
    return mine[:_VERB] not in reduced(b.wide) and theirs[:_VERB] not in reduced(a.wide)


#: Characters of a verb.
_VERB = 2


def _qualifies(measure: Measure) -> bool:
    """The figure names a kind of thing (15公斤气瓶的检验周期为4年): another figure is what is fixed."""
    clause = reduced(measure.clause)
    return (
        measure.slot.comparator == "="
        and measure.slot.kind in ("weight", "volume", "distance", "area", "count", "age")
        and clause.count("#") > 1
        and clause[0] == "#"
        and clause[1] not in "·#"
    )


def _before(measure: Measure) -> str:
    """The words in front of the figure, which say what is measured and for whom."""
    return measure.core[: measure.core.rfind("#")] if "#" in measure.core else measure.core


def _other_thing(a: Measure, b: Measure) -> bool:
    """Whether clauses that hold little more than the figure (检测间隔时间为12个月) stand behind one kind of thing in two
    places (一般建筑物的雷电防护装置，…; 油库的雷电防护装置，…)."""
    one, other = (_THING.search(side.wide[: max(0, side.wide.find(side.clause))]) for side in (a, b))
    if one is None or other is None or reduced(one["head"]) != reduced(other["head"]):
        return False
    mine, theirs = set(reduced(one["whose"])) - {"·"}, set(reduced(other["whose"])) - {"·"}
    own = min(len(mine - theirs), len(theirs - mine))
    return own >= _OWN_WORDS and 2 * len(mine & theirs) <= min(len(mine), len(theirs))


#: 油库、气库的雷电防护装置，
_THING = re.compile(r"(?P<whose>[^，。；的]{2,24})的(?P<head>[\u4e00-\u9fff]{2,12})，$")
#: Characters that each of two names has alone when they name two things.
_OWN_WORDS = 2


def _figure(measure: Measure) -> str:
    """The figure as it is printed, without the words that only lead to it."""
    return measure.slot.shown.strip().lstrip("的为达到")


def _one_tier(a: Measure, b: Measure) -> bool:
    """Both figures stand behind the same bounds (满20年以上的，每月300元)."""
    ours = {s.value for s in earlier(a)}
    return bool(ours) and ours == {s.value for s in earlier(b)}


def _other_tier(a: Measure, b: Measure) -> bool:
    """The sentence has figures that say for whom the figure holds (500平方米以下的…), and those differ too."""
    ours, theirs = ({_number(s) for s in earlier(side)} for side in (a, b))
    return bool(ours and theirs and not ours & theirs)


#: Stretches of shared words that a reader is shown, and the shortest of them.
_SHOWN, _SHORTEST = 2, 2


def common(one: str, other: str) -> str:
    """The words that both passages share, as a reader is told them: the most telling stretches, in their order."""
    one, other = (NUMBERING.sub("", passage) for passage in (one, other))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    stretches = [
        (at + place.start(), place.group())
        for at, _, size in blocks
        for place in _WORDS.finditer(one[at : at + size])
        if size >= _SHORTEST
    ]
    told = sorted(stretches, key=lambda found: (-evidence(found[1], found[1]), -len(found[1])))[:_SHOWN]
    words = [_EDGES.sub("", text) for _, text in sorted(told)]
    return "”“".join(word for word in words if len(word) >= _SHORTEST) or one.strip("#，、：的为")


_WORDS = re.compile(r"[\u4e00-\u9fff、]{2,}")
#: Signs of grammar at the edges of a stretch: the words between them are what is shared.
_EDGES = re.compile(r"^[的为、应当须由在与和及或并]+|[的为、应当须由在与和及或并]+$")
