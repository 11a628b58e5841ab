"""Names of documents (文种 and inner names): which word a title ends in, which verbs make it a wrapper."""

import re
from functools import lru_cache

from registry.agencies import is_organ

#: Words a title can end in, longest first where one ends another.
KINDS = (
    "实施细则", "实施办法", "实施条例", "实施方案", "实施意见", "实施规则", "管理办法", "管理规定", "暂行办法", "暂行规定", "暂行条例",
    "若干措施", "若干规定", "若干意见", "若干政策", "指导意见", "操作规程", "应急预案", "行动计划", "行动方案", "工作方案", "工作要点",
    "工作规则", "议事规则", "补充规定", "裁量基准", "负面清单", "责任清单", "权力清单", "事项清单", "政府工作报告",
    "办法", "规定", "细则", "规则", "条例", "意见", "措施", "政策", "方案", "标准", "目录", "名录", "清单", "指南", "指引", "制度", "规程",
    "规范", "准则", "守则", "章程", "基准", "导则", "通则", "决定", "决议", "命令", "公报", "公告", "通告", "通知", "通报", "报告", "请示",
    "批复", "议案", "复函", "函", "纪要", "规划", "预案", "要点", "计划", "纲要", "解释", "答复", "修正案", "令", "法典", "法", "布告",
    "安排", "协定", "公约", "说明", "名单", "提示", "公示", "倡议书", "大纲", "细目", "承诺", "暂行通则", "总则", "序言",
)  # fmt: skip
_TAGS = r"(?:\s*(?:[（(][^（()）]{0,40}[)）]|【[^】]{0,20}】|\[[^\]]{0,20}\]|〔[^〕]{0,20}〕|〈[^〉]{0,20}〉)|\s*第?[一二三四五六七八九十]+部分)*"
_END = re.compile("(" + "|".join(KINDS) + r")" + _TAGS + r"[》〉]?" + _TAGS + r"$")
_TRIAL = re.compile(r"[（(](?:试行|暂行|试点)[）)]|暂行|试行|试点")
_MARKS = re.compile(
    r"^\s*[【\[〔（(](?:已(?:失效|废止|修改|修订)|失效|废止|现行有效|部分失效|有效|尚未施行)[】\]〕）)]\s*|"
    r"\s*[（(【](?:该文件)?(?:已?(?:废止|失效)|节选|摘录|摘要)[）)】]\s*$"
)

#: Verbs of a wrapper title, with the act they stand for.
ACTS = {
    "印发": "印发", "下发": "印发", "颁发": "印发", "公布": "公布", "颁布": "公布", "发布": "发布", "公开": "公布",
    "批转": "批转", "转发": "转发", "修改": "修改", "修订": "修改", "修正": "修改", "废止": "废止", "宣布失效": "废止", "停止执行": "废止",
    "延长": "延长", "延续": "延长", "补充": "修改", "调整": "调整",
}  # fmt: skip
WRAPPING = frozenset({"印发", "公布", "发布", "批转", "转发"})
_ACT = re.compile(
    r"(?:关于)?(?:重新|联合|再次|继续)?(?P<verb>" + "|".join(sorted(ACTS, key=len, reverse=True)) + ")"
)


@lru_cache(maxsize=16384)
def ending_kind(title: str) -> str | None:
    """The word of `KINDS` that a title ends in, bracketed tags aside (…办法（试行） → 办法); None for none."""
    title = title.strip()
    if title.endswith(("》", "〉")) and not title.startswith(("《", "〈")):
        return None  # …关于适用《X法》: the title goes on behind the name that it cites
    found = _END.search(title)
    return found[1] if found else None


@lru_cache(maxsize=16384)
def kind_of(title: str) -> str | None:
    """The kind as lists print it: the plain word (实施办法 → 办法), except where the compound is a kind itself."""
    word = ending_kind(title)
    if word is None:
        return None
    for plain in (
        "办法",
        "规定",
        "细则",
        "规则",
        "条例",
        "意见",
        "措施",
        "政策",
        "方案",
        "要点",
        "计划",
        "预案",
        "规程",
        "清单",
        "基准",
    ):
        if word.endswith(plain):
            return plain
    return "报告" if word == "政府工作报告" else word


def is_trial(title: str) -> bool:
    """Whether a title itself says 试行 or 暂行; a title cited inside it does not count."""
    own = re.sub(r"《[^《》]*》|〈[^〈〉]*〉", "", title)
    return bool(_TRIAL.search(own))


_BLANKS = re.compile(r"[ \t\u3000\xa0\n]+")


def tidy_title(title: str) -> str:
    """A title as one line: a blank between two bodies stays, single; the blanks of typesetting go."""
    title = _BLANKS.sub(" ", title).strip()
    if " " not in title:
        return title
    return re.sub(
        r"(?<=[\u4e00-\u9fff）》]) (?=[\u4e00-\u9fff（《])",
        lambda blank: " " if is_organ(title[: blank.start()].rsplit(" ", 1)[-1]) else "",
        title,
    )


def strip_status(title: str) -> str:
    """A title without the status that a website glued to it (【已失效】…, …（已废止）)."""
    return _MARKS.sub("", _MARKS.sub("", title)).strip()


_EARLY = re.compile(
    r"^[\u4e00-\u9fff \u3000、]{0,60}?(?P<verb>印发|转发|批转|发布|公布|颁布)(?=[《〈<]|关于|[\u4e00-\u9fff0-9 ]{4,}的(?:通知|公告|决定|令)$)"
)


@lru_cache(maxsize=16384)
def act_of(title: str) -> str | None:
    """What a title says the paper does (印发, 公布, 转发, 修改, 废止, 延长 …); None for a title without such a verb."""
    at = title.find("关于")
    if at >= 0:
        found = _ACT.match(title, at)
        if found:
            return ACTS[found["verb"]]
    found = _EARLY.match(title[:at] + title[at:] if at >= 0 else title)
    return ACTS[found["verb"]] if found and (at < 0 or found.start("verb") < at) else None


#: What a title that wraps must end in; until then a line such as 关于印发X办法 goes on in the next one.
_WRAPPER_END = re.compile(r"(?:通知|公告|决定|通告|令|意见|批复|函|说明|报告|通报)" + _TAGS + r"$")


def is_complete(title: str) -> bool:
    """Whether a (perhaps only first) line of a title can stand as the whole title."""
    if ending_kind(title) is None:
        return False
    if title.count("《") > title.count("》") or title.count("（") > title.count("）"):
        return False
    if act_of(title) in WRAPPING:
        return bool(_WRAPPER_END.search(title))
    return True


_OFFICIAL_END = re.compile(
    r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|规定|办法|解释|答复|细则|措施|说明|令|条例|公示)"
    + _TAGS
    + r"$"
)


def is_halfway(title: str) -> bool:
    """A line 甲关于… that ends in a word such as 制度 or 目录 may go on: what is about something is a 通知, 意见 …"""
    return "关于" in title and not _OFFICIAL_END.search(title)


def inner_titles(title: str) -> tuple[str, ...]:
    """The titles that a wrapper's title carries, in order; () when it wraps nothing or names nothing."""
    if act_of(title) not in WRAPPING:
        return ()
    found = _WRAPS.search(title)
    if not found:
        return ()
    rest = title[found.end() :].strip()
    names = _outermost(rest)
    if names:
        return tuple(names)
    rest = _WRAPPER_TAIL.sub("", _MANY_TAIL.sub("", rest)).strip()
    # 转发省财政厅关于X的通知: the forwarded paper keeps its maker in front.
    parts = [part.strip() for part in _JOINT.split(rest) if part.strip()]
    if len(parts) > 1 and all(ending_kind(part) for part in parts):
        return tuple(parts)
    return (rest,) if rest and (ending_kind(rest) or len(rest) > 6) else ()


_WRAPS = re.compile(r"(?:印发|下发|颁发|公布|颁布|发布|公开|批转|转发)")
_MANY_TAIL = re.compile(
    r"等[一二三四五六七八九十两\d]{1,3}[个件项部](?:文件|办法|制度|规定|地方性法规|政府规章|行政规范性文件)?(?=的[^的]{1,6}$)"
)
_WRAPPER_TAIL = re.compile(r"的(?:通知|公告|决定|通告|函|令|批复|通报|意见)(?:[（(].{0,20}[）)])?$")
_JOINT = re.compile(r"(?<=办法|规定|细则|方案|规则|措施|意见|标准)(?:和|、|及|以及)")


_OPEN, _SHUT = "《〈<＜", "》〉>＞"


def _outermost(text: str) -> list[str]:
    names: list[str] = []
    depth = begin = 0
    for at, char in enumerate(text):
        if char in _OPEN:
            if depth == 0:
                begin = at + 1
            depth += 1
        elif char in _SHUT and depth:
            depth -= 1
            if depth == 0:
                names.append(text[begin:at].strip())
    if depth and begin and not names:
        names.append(text[begin:].strip())
    return names
