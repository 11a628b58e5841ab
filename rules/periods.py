"""The period that a title or an opening gives a task or a plan, and the year of a one-off event."""

import re
from dataclasses import dataclass
from datetime import date

from registry.records import Quote
from rules.view import DocumentView

_DASH = r"\s*[—–―\-－~～至到]+\s*"
_RANGE = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d{2})\s*年?" + _DASH + r"(?P<b>(?:19|20)\d{2}|\d{2})(?!\d)\s*年?(?:度)?(?!版)"
)
_PLAN = re.compile(
    r"[“\"]?(?P<n>十[二三四五])[”\"]?\s*五[”\"]?(?:时期|期间|规划)?|[“\"](?P<m>十[二三四五]五)[”\"]|第(?P<k>十[二三四五])个五年"
)
_FIVE_YEAR = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
_YEARS_ACTION = re.compile(r"(?P<n>[两二三四五])年(?:专项|攻坚|提升|滚动)?(?:行动|攻坚)")
_YEAR_TASK = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*年(?:度)?(?!版|度|修订|修正|第|\d)(?P<what>[^《》]{0,40}?)"
    r"(?:行动|实施方案|工作方案|方案|计划|专项整治|攻坚|整治)"
)
_BY_END = re.compile(
    r"(?:到|至|截至|于)?(?P<y>(?:19|20)\d{2})\s*年(?:年?底|末|12月31日|全年)[^。；\n]{0,30}?(?:完成|实现|建成|达到|结束|完毕|基本)|"
    r"(?:到|截至)(?P<y2>(?:19|20)\d{2})\s*年(?:年?底|末)?[，,]?[^。；\n]{0,24}?(?:完成|实现|建成|达到|结束|完毕|基本)"
)
_HORIZON = re.compile(r"(?:到|至)\s*(20\d{2})\s*年")
_PLAN_KINDS = re.compile(r"方案|计划|行动|规划|要点|公告|通告|通知|意见|安排|任务")
_RULE_KINDS = re.compile(r"(?:办法|规定|细则|规则|条例|标准|目录|清单|制度|规程|决定)(?:[（(][^）)]*[）)])*$")
_NESTED = re.compile(r"[《〈<][^《》〈〉<>]*[》〉>]")
_VERSION = re.compile(r"[（(]?(?:19|20)\d{2}\s*年?(?:版|修订|修正|本)[）)]?")
_DIGITS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True, slots=True)
class Period:
    """The end of a task: its last day, the words that give it, and where they stand."""

    last: date
    words: str
    where: str
    quote: Quote | None = None


def _own_title(doc: DocumentView) -> str:
    """The inner title without the titles it quotes and without version marks (2022年版)."""
    return _VERSION.sub("", _NESTED.sub("", doc.inner_title.strip("《》")))


def _in_text(doc: DocumentView, words: str) -> Quote | None:
    at = doc.text.find(words)
    return doc.quote(at, at + len(words)) if at >= 0 else None


def task_period(doc: DocumentView) -> Period | None:
    """The period that the title gives, else the target date of a plan's opening; None without one.

    A target year in the first article of a lasting rule is no period of that rule.
    """
    title = _own_title(doc)
    if found := _RANGE.search(title):
        end = found["b"]
        year = int(end) if len(end) == 4 else int(found["a"][:2] + end)
        if year >= int(found["a"]):
            return Period(date(year, 12, 31), found[0], "标题", _in_text(doc, found[0]))
    if (found := _PLAN.search(title)) and "远景目标" not in title:
        key = found["n"] or found["k"] or (found["m"] or "")[:2]
        if year := _FIVE_YEAR.get(key, 0):
            return Period(date(year, 12, 31), found[0], "标题", _in_text(doc, found[0]))
    if _RULE_KINDS.search(title):
        return None
    if found := _YEAR_TASK.search(title):
        return Period(date(int(found["y"]), 12, 31), found[0], "标题", _in_text(doc, f"{found['y']}年"))
    if (found := _YEARS_ACTION.search(title)) and doc.made_on:
        # Without printed years the action begins, at the latest, with the year after its making.
        year = doc.made_on.last.year + _DIGITS[found["n"]]
        return Period(date(year, 12, 31), found[0], "标题", _in_text(doc, found[0]))
    return _by_opening(doc, title)


def _by_opening(doc: DocumentView, title: str) -> Period | None:
    if not doc.normative or len(doc.articles) >= 3 or not _PLAN_KINDS.search(title):
        return None
    main = doc.main
    start = main.start if main else 0
    opening = doc.text[start : start + 700]
    # The opening is counted from the first line that is a sentence, past titles and addressees.
    lines = [m for m in re.finditer(r"[^\n]+", opening) if re.search(r"[，。；]", m[0])]
    if not lines:
        return None
    begin = start + lines[0].start()
    found = _BY_END.search(doc.text, begin, begin + 300)
    if not found:
        return None
    year = int(found["y"] or found["y2"])
    made = doc.made_on
    if made and year < made.first.year:
        return None  # a look back
    # 到2025年…；到2035年…: the text sets itself the last of its targets.
    year = max([year, *(int(y) for y in _HORIZON.findall(doc.text, begin, begin + 300))])
    return Period(date(year, 12, 31), found[0], "开头", doc.quote(*found.span()))


_NTH = re.compile(
    r"第[一二三四五六七八九十百\d]+(?:届|次)[^《》]{0,30}?(?:普查|选举|换届|运动会|博览会|大会|评选|展览会|交易会|艺术节|文化节|调查|会议|代表|竞赛|大赛|节)"
)
_ANNUAL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年度|年(?:春季|夏季|秋季|冬季|汛期|防火期|取暖期|供暖期|高考|中考|春节|国庆|招生|征兵|高校|普通|元旦|清明|五一|暑期|寒假))"
)
_EVENT = re.compile(
    r"普查|换届|迎检|创建(?:国家|省级|全国|文明|卫生)|评选|评比|征兵|招生|考试|禁烧|春耕|庆典|焰火|运动会|马拉松|防火期|汛期|春运"
    r"|禁渔期|期间|活动|庆祝|周年|验收|复审|竞赛|大赛|节日|春节|国庆|清明|中秋|元宵"
)
_WORK_OF_A_YEAR = re.compile(
    r"关于(?:认真|切实)?(?:做好|开展|组织|组织开展|实施|推进)(?P<y>(?:19|20)\d{2})\s*年(?:度)?[^《》]{0,30}工作的(?:通知|通告|公告|意见)$"
)
_CAMPAIGN = re.compile(r"普查|换届|迎检|创建(?:国家|省级|全国)[^《》]{0,12}(?:城市|县|区|镇)")
_STANDARD = re.compile(r"标准|目录|清单|指导价|基准价|定额|费率|名录|指导意见")


@dataclass(frozen=True, slots=True)
class Event:
    """A one-off event in a title: its year and the words."""

    year: int
    words: str
    quote: Quote | None = None


def event_of(doc: DocumentView) -> Event | None:
    """The one-off event that a title names; annual standards and catalogues are none (they live until replaced)."""
    title = _own_title(doc)
    if _STANDARD.search(title):
        return None
    made = doc.made_on
    year_in_title = re.search(r"(?<!\d)((?:19|20)\d{2})年", title)
    if found := _NTH.search(title):
        year = int(year_in_title[1]) if year_in_title else made.last.year if made else 0
        return Event(year, found[0], _in_text(doc, found[0])) if year else None
    if found := _ANNUAL.search(title):
        return Event(int(found["y"]), found[0], _in_text(doc, found[0]))
    if found := _WORK_OF_A_YEAR.search(title):
        return Event(int(found["y"]), f"{found['y']}年", _in_text(doc, f"{found['y']}年"))
    if (found := _EVENT.search(title)) and not _RULE_KINDS.search(title) and year_in_title:
        return Event(
            int(year_in_title[1]), f"{year_in_title[0]}……{found[0]}", _in_text(doc, year_in_title[0])
        )
    if (found := _CAMPAIGN.search(title)) and not _RULE_KINDS.search(title) and made:
        # Without a year in the title the campaign ends, at the latest, with the year after its making.
        return Event(made.last.year + 1, found[0], _in_text(doc, found[0]))
    return None
