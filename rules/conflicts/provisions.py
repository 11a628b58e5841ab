"""Normative statements of a text: who must, may or must not do what, under which condition, with which figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from rules.conflicts.parallel import members
from rules.conflicts.scopes import Scope
from rules.conflicts.slots import Slot, masked, slots_in
from rules.conflicts.ways import Way
from rules.conflicts.wording import NUMBERING, reduced
from rules.view import Sentence


class Modality(StrEnum):
    MUST = "应当"
    MUST_NOT = "不得"
    MAY = "可以"
    URGED = "鼓励"
    NEED_NOT = "无需"


#: Negative words stand before the positive ones that they contain.
_MODALITY = re.compile(
    "|".join(
        (
            r"(?P<MUST_NOT>不得|(?<!限制、)(?<!限制或)(?<!限制或者)禁止|严禁|不准|不应当?|不能|不允许|不(?=计入|纳入|列入|享受))",
            r"(?P<NEED_NOT>无需|无须|不需要?|不必|免于|可以?不(?!可)|不再?要求|免(?:收|缴|交|除)(?=[\u4e00-\u9fff]{3})|不再?收取(?=[\u4e00-\u9fff]{2})|不再(?=[\u4e00-\u9fff]{2}))",
            r"(?P<MUST>应当|必须|一律(?=[\u4e00-\u9fff]{2})(?![不得禁严免])|须|(?<![供响适反相对效感顺])应(?![急用力聘届对付收有])(?=[\u4e00-\u9fff])|有义务|负有(?![^，。；]{0,20}职责)|(?<![需重主首必只若如不将概摘纪紧扼险还想])要(?![求点素件害道闻约务领略塞地是么么不])(?=[\u4e00-\u9fff]{2}))",
            r"(?P<MAY>可以|有权|(?<![许认不宁非尽方才即])可(?=[向由在自凭将按对安申参享采用使携进])(?!使用)|允许)",
            r"(?P<URGED>鼓励)",
        )
    )
)
_CONDITION = re.compile(
    r"[^，。；]{2,40}的(?=，)|除[^，。；]{2,40}(?:外|以外)|但[^。；]{2,60}|另有规定的?除外|"
    r"(?:^|(?<=[，。；：\u3000]))(?:根据(?!《)|经(?![营济费])|遇|因(?!此)|对(?![外象]))[^，。；]{2,40}(?=，)|[^，。；]{0,12}(?:期间|时期|[\u4e00-\u9fff]期内?)(?=，)|在[^，。；]{2,20}(?:情况|情形|条件)下"
)
_ENUMERATION = re.compile(r"(?<![大中小])[（(][一二三四五六七八九十\d]+[）)]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the words around it.

    `clause`: the comma clause that holds it, figures masked; `wide`: the item or sentence that holds it;
    `conditions`: the clauses before it that say for whom or when it holds (…的，…后，); `core`: both.
    `trigger`: from when a time runs (自收到申请之日起 → 收到申请), taken out of the clause. `others` are the other
    figures of the same sentence, which tell tiers apart. `threshold`: what follows where the figure is reached
    (拖欠租金3个月以上的，应当腾退 → 应当腾退), empty for a figure that is no condition. `ahead`: a time before an event.
    `member`: the name of the member of a parallel list that the figure holds for (甲级), `beside` those of the others.
    """

    slot: Slot
    clause: str
    wide: str
    sentence: Sentence
    others: tuple[Slot, ...]
    trigger: str = ""
    threshold: str = ""
    core: str = ""
    conditions: str = ""
    ahead: bool = False
    member: str = ""
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence part with a modality; `act` is the words after it, `subject` those before it in the clause,
    `around` the whole sentence without the word, `upto` the sentence to the end of the act without it."""

    modality: Modality
    subject: str
    act: str
    conditions: tuple[str, ...]
    sentence: Sentence
    around: str = ""
    upto: str = ""


@dataclass(frozen=True, slots=True)
class Responsible:
    """由X负责Y / X负责Y. role: lead | assist."""

    body: str
    role: str
    act: str
    sentence: Sentence


def without_figures(text: str) -> str:
    """The words with every figure replaced by a sign, for comparing what figures are about."""
    out, at = [], 0
    for slot in slots_in(text):
        out += [text[at : slot.start], "#"]
        at = slot.end
    return "".join([*out, text[at:]]).replace("\0", "")


_TRIGGER = re.compile(
    r"提前(?=#)|(?:应当)?(?:自|从)(?P<what>[^，。；#]{1,24}?)(?:之日)?起|[在于]?(?P<until>(?:(?![自从])[^，。；#]){2,12})前(?=#)|在?(?P<after>(?:(?![自从])[^，。；#]){2,16})(?:之日起|以后|之后|后)(?=#)"
)


#: 应当在会议举行的#前提交: the event before which something is to be done.
_EVENT = re.compile(r"^(?:[^#]*(?:[在于须]|应当|一般))?(?P<what>[^，。；#]{2,30}?)的?(?=#)")


@lru_cache(maxsize=50_000)
def _without_trigger(clause: str, *, before: bool = False) -> tuple[str, str]:
    """A clause without the words that say from when a time runs, and those words. `before`: it runs up to an event."""
    found = _EVENT.search(clause) if before else _TRIGGER.search(clause)
    if found is None:
        return clause, ""
    start = found.start("what") if before else found.start()
    event = found["what"] or found.groupdict().get("after") or ""
    return clause[:start] + clause[found.end() :], _LED_IN.sub("", event)


#: 应在收购后15日内: words in front of an event.
_LED_IN = re.compile(r"^(?:应当?|须|必须|要)?(?:在|于|自|从)?")


#: 收到审查意见后，应当在60日内提出处理意见: the event stands in the clause before.
_AFTER = re.compile(
    r"(?P<what>(?:收到|接到|受理|竣工|验收|签订|取得|到达|发现)[^，。；]{2,24})(?:之?后|之日起)，$"
)


#: A clause shorter than this does not say what its figure is for.
_TELLING = 6
_FOR_WHOM = re.compile(
    r"(?:对|凡)[^，；：。]{2,40}(?=，)|[^，；：。]{2,40}(?:的|后|时|前|期间|人|者|户|家庭|对象|单位|企业|机构|案件|项目|工程|车辆|场所|部分|人员|学生|儿童|用户|用地|房屋|住房|产品|区域|地区|情形)(?=，)"
)
#: Characters after a figure that say nothing of what is to be done.
_BARE = 2
#: Characters in front of a figure that name the thing which is to be done (鉴定报告…30日内完成).
_NAMED = 3


def _said(clause: str) -> str:
    """What the words in front of a figure are about."""
    return reduced(clause[: clause.find("#")]).replace("·", "")


def _next_stop(text: str, at: int) -> int:
    stops = [found for mark in "，；。：" if (found := text.find(mark, at)) >= 0]
    return min(stops, default=len(text))


#: 经三分之二以上业主同意: the share from which something is decided.
_VOTE = re.compile(r"[\u4e00-\u9fff]{0,16}(?:同意|通过|赞成|联名)")


def earlier(measure: Measure) -> tuple[Slot, ...]:
    """The figures that stand before a figure in its item: they say for whom or up to where it holds."""
    start = measure.sentence.start + measure.sentence.text.rfind(
        "；", 0, measure.slot.start - measure.sentence.start
    )
    return tuple(s for s in measure.others if start < s.start < measure.slot.start)


#: 1万平方米以上的工地应当安装设备: whom a duty binds from some size on.
_DUTY_FROM = re.compile(
    r"(?:的[\u4e00-\u9fff]{0,16}?(?=应当|必须|一律|不得|须|可以|实行|实施|纳入|给予|享受)|即(?!可|为|视))(?P<what>[^，。；]{4,})"
)


#: 5公里以上的小学生方可申请乘坐校车: what is open from some size on.
_ONLY_FROM = re.compile(r"(?:的[\u4e00-\u9fff]{0,12}?)?(?P<what>(?:方可|才能|才可以?|方能)[^，。；]{2,})")


def measures(sentence: Sentence, lead: str = "") -> Iterator[Measure]:
    """The figures of a sentence with their words; `lead` introduces the item that the sentence is. A figure of a
    parallel list has the words of its own member."""
    found = tuple(slots_in(sentence.text, sentence.start))
    lists = members(sentence.text, found, sentence.start)
    for at, slot in enumerate(found):
        member = lists.get(at)
        if member is None:
            yield _measure(sentence, slot, found, lead)
            continue
        own = Sentence(member.text, sentence.start, sentence.start + len(member.text))
        figures = tuple(slots_in(own.text, own.start))
        figure = next((s for s in figures if s.start == own.start + member.at), None)
        said = _measure(own, figure, figures, lead) if figure else _measure(sentence, slot, found, lead)
        others = tuple(
            s for i, s in enumerate(found) if i not in member.siblings and s is not slot and _near(s, slot)
        )
        yield replace(
            said, slot=slot, sentence=sentence, others=others, member=member.name, beside=member.beside
        )


def _near(one: Slot, other: Slot) -> bool:
    """Whether two figures of a sentence stand so near that one may tell for whom the other holds."""
    return abs(one.start - other.start) < 40 and one.value != other.value


def _measure(sentence: Sentence, slot: Slot, found: tuple[Slot, ...], lead: str) -> Measure:
    """One of the figures that were found in a sentence, with its words."""
    low, high = slot.start - sentence.start, slot.end - sentence.start
    start = max((sentence.text.rfind(mark, 0, low) for mark in "，；：、"), default=-1) + 1
    end = _next_stop(sentence.text, high)
    items = [m.start() for m in _ENUMERATION.finditer(sentence.text, 0, low)]
    semicolon = sentence.text.rfind("；", 0, low) + 1
    wide = max([semicolon, *items])
    others = tuple(s for s in found if s is not slot and _near(s, slot))
    before = slot.shown.endswith("前")
    clause, trigger = _without_trigger(without_figures(sentence.text[start:end]), before=before)
    if slot.kind == "time" and not trigger and (after := _AFTER.search(sentence.text, wide, start)):
        trigger = after["what"]
    threshold = ""
    if slot.kind in ("percent", "count") and (vote := _VOTE.search(sentence.text, high, end)):
        threshold = vote.group()
    elif slot.comparator in ("min", "max") and (only := _ONLY_FROM.match(sentence.text, high, end)):
        threshold = only["what"]
    elif (
        slot.kind != "age"
        and slot.comparator in ("min", "max", "=")
        and (duty := _DUTY_FROM.match(sentence.text, high, end))
    ):
        threshold = duty["what"]
    elif sentence.text[end - 1 : end + 1] in ("的，", "时，") or (
        sentence.text[high : high + 1] == "的" and sentence.text[end : end + 1] == "，"
    ):
        # …满#的，应当… and …满#的项目，应当…
        threshold = sentence.text[end + 1 : max(_next_stop(sentence.text, end + 1), end + _TELLING)]
    elif slot.kind == "age" and slot.comparator in ("min", "max"):
        threshold = sentence.text[high : _next_stop(sentence.text, max(end, high + _TELLING))].strip("。；")
    if (len(clause) < _TELLING or end - high <= _BARE) and sentence.text[end : end + 1] == "，":
        # 应当自变动之日起20日内，向原机关报告: what is to be done stands in the next clause.
        further = _next_stop(sentence.text, end + 1)
        if len(clause) < _TELLING or not any(end < s.start - sentence.start < further for s in found):
            end = further
            if len(_said(clause)) < _NAMED:
                clause = _without_trigger(without_figures(sentence.text[start:end]), before=before)[0]
    wide_text = without_figures(lead + NUMBERING.sub("", sentence.text[wide:end]))
    if slot.kind == "frequency":
        clause, wide_text = _PERIOD.sub("每", clause), _PERIOD.sub("每", wide_text)
    conditions = "，".join(_FOR_WHOM.findall(without_figures(sentence.text[wide:start])))
    return Measure(
        slot,
        clause,
        wide_text.replace(trigger if before and trigger else "\0", ""),
        sentence,
        others,
        trigger,
        threshold,
        f"{conditions}，{clause}" if conditions else clause,
        conditions,
        before or sentence.text[:low].endswith(("前", "提前")),
    )


#: The period of a frequency belongs to its figure.
_PERIOD = re.compile(r"每[一二两三四五六]?个?(?:日|天|周|星期|月|季度?|年度?|学期|学年|半年)")
_AUXILIARY = re.compile(r"应当|必须|须|不得|可以?|不应|不能|不准|无需|无须|不必")
_NAMING = re.compile(r"禁止|严禁|允许|鼓励|有权|不允许")
_ALWAYS = re.compile(r"(?:一律|全面|均|全年|严格|依法)+$")
_ADVERBIAL = re.compile(
    r"(?:根据|按照|依照|结合|参照|通过|采取|运用|利用|会同|自(?![行己愿主动筹理])|于|在)[^，。；,;]*[，,]$"
)


def duties(sentence: Sentence) -> Iterator[Duty]:
    """The duties, permissions and bans of a sentence, one for each word that says so."""
    conditions = tuple(m.group() for m in _CONDITION.finditer(sentence.text))
    at = 0
    clauses = re.split(r"(?<=[，。；,;])", sentence.text)
    for place, clause in enumerate(clauses):
        words = masked(clause).replace("\0", "＊") if "《" in clause else clause
        found = list(_MODALITY.finditer(words))
        if any(_AUXILIARY.match(match.group()) for match in found):
            # 可以划定禁止通行的区域, 禁止吸烟场所的管理单位应当…: 禁止 only names a thing there.
            found = [match for match in found if not _NAMING.match(match.group())]
        for match in found:
            act = clause[match.end() :]
            if _ADVERBIAL.match(act) and place + 1 < len(clauses):
                # 应当根据实际需要，建立…队伍: what is to be done stands in the next clause.
                act += clauses[place + 1]
            act, before = act.rstrip("，。；,;"), sentence.text[: at + match.start()]
            if act.endswith("的") and place + 1 < len(clauses):
                continue  # 不能办理许可证的，…: a case, no ban
            modality, subject = Modality[str(match.lastgroup)], clause[: match.start()]
            act = _IN_ANY_WAY.sub("", act)
            if modality is Modality.MUST_NOT and (asked := _DEMANDED.match(act)):
                # 不得要求借款人提供反担保: nobody need provide it.
                modality, subject, act = Modality.NEED_NOT, "", act[asked.end() :]
            elif modality is Modality.MUST and (allowed := _ALLOWED.match(act)):
                # 应当允许学生自行选购
                modality, act = Modality.MAY, act[allowed.end() :]
            elif modality is Modality.MUST_NOT and (refused := _REFUSED.match(act)):
                # 不得拒收现金: it is to be taken.
                modality, subject, act = Modality.MUST, "", act[refused.end() :]
            if not act and _NAMING.match(match.group()):
                act = _ALWAYS.sub("", clause[: match.start()])  # 露天烧烤一律禁止
            yield Duty(
                modality,
                subject,
                act,
                conditions,
                sentence,
                before + sentence.text[at + match.end() :],
                before + act,
            )
        at += len(clause)
    for match in _LEFT_OPEN.finditer(sentence.text):
        act = match["what"] or match["that"]
        yield Duty(Modality.NEED_NOT, "", act, (), sentence, sentence.text, act)
    for match in _DONE_WITHOUT.finditer(sentence.text):
        act = f"具有{match['what']}"
        yield Duty(Modality.NEED_NOT, "", act, (), sentence, sentence.text, act)


#: 不得要求借款人提供反担保: whom something must not be asked of, and what.
_DEMANDED = re.compile(
    r"(?:强制)?要求[^，。；]{0,10}?(?:另行|再|额外)?(?=(?:提供|提交|出具|出示|缴纳|交纳|办理|参加|具备|具有|加盖|签订|购买))"
)
#: 不得以任何名义收取押金
_IN_ANY_WAY = re.compile(r"^(?:以|通过)任何(?:名义|方式|形式|理由|手段)")
_ALLOWED = re.compile(r"(?:允许|准许)(?=[\u4e00-\u9fff]{2})")
#: 不得以未预约为由拒绝群众入馆: what must not be refused, and on what ground.
_REFUSED = re.compile(
    r"(?:以[^，。；]{1,24}为由)?，?(?:拒绝|拒不|拒(?=收|载|诊|保|贷|租))(?=[\u4e00-\u9fff]{2})"
)
#: 可以自行决定是否安排休假; 是否办理保险，由双方商定: nobody need do it.
_LEFT_OPEN = re.compile(
    r"(?:自行|自主|自愿)(?:决定|确定|商定)是否(?P<what>[^，。；]{3,40})|是否(?P<that>[^，。；]{3,40})，由[^，。；]{2,20}(?:自行|自主|自愿|协商)(?:商定|决定|确定|选择)"
)
#: 没有任教经历的教师，可以申报: it is done without.
_DONE_WITHOUT = re.compile(
    r"(?:没有|不具备|未取得|未参加)(?P<what>[^，。；的]{2,20}(?:经历|经验|资格|证书?|证明|学历|职称|执照|担保|户籍|户口|资质|合同|培训))的[^，。；]{0,10}，(?:同样|也)?(?:可以|允许|准予)(?!不)"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """本办法所称X，是指Y."""

    term: str
    meaning: str
    sentence: Sentence


_DEFINITION = re.compile(
    r"(?:本[\u4e00-\u9fff]{2,4}|前款|条例)?(?:所称|中所?称)的?[“\"]?(?P<term>[\u4e00-\u9fff]{2,16}?)[”\"]?，?(?:是指|系指|指的是|指)(?P<meaning>[^。]{6,200})"
)


def definition(sentence: Sentence) -> Definition | None:
    """The term that a sentence defines, or None."""
    text = NUMBERING.sub("", sentence.text)
    found = _DEFINITION.search(text) or _IS.match(text) or _COUNTS_AS.match(text)
    return Definition(found["term"], found["meaning"], sentence) if found else None


#: 大额支出，是指…; 单场次500人以上的演出，属于大型活动.
_IS = re.compile(r"(?P<term>[\u4e00-\u9fff]{3,16}?)，?(?:是指|系指)(?P<meaning>[^。]{6,200})")
_COUNTS_AS = re.compile(
    r"(?P<meaning>[^。；]{4,80}\d[^。；]{1,40}?)，?(?:属于|视为|列为|界定为|(?<=的)为)(?P<term>(?!达到|符合|合格|不)[\u4e00-\u9fff]{3,12})(?=[，。；]|$)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Provisions:
    """Everything of one document that can contradict another. One is itself alone: what is worked out of it is kept
    by its identity."""

    measures: tuple[Measure, ...]
    duties: tuple[Duty, ...]
    responsibles: tuple[Responsible, ...]
    definitions: tuple[Definition, ...] = ()
    ways: tuple[Way, ...] = ()
    scopes: tuple[Scope, ...] = ()


@lru_cache(maxsize=60_000)
def bigrams(text: str) -> frozenset[str]:
    """Bigrams of the words of a passage, punctuation left out."""
    words = re.sub(r"[^\w#]+|_", "", text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def dice(one: str, other: str) -> float:
    """Similarity of two passages by their bigrams, 0…1."""
    a, b = bigrams(one), bigrams(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
