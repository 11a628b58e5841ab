"""Whose task something is: 由X负责Y, X负责Y, 由X会同Z编制Y. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from registry.shipped import shipped
from rules.conflicts.provisions import Responsible
from rules.conflicts.wording import NUMBERING
from rules.view import Sentence

_ENDS_A_BODY = r"(?:局|委员会|办公室|人民政府|政府|办事处|中心|大队|支队|部门|机关|机构|公司|联合会|支行|银行|学校|协会|小组|专班|服务队|财政|企业|单位|集体|用户|业主|产权人|经营者|旅行社|合作社|村委会|居委会|委|办|院|站)"
_ROLE = r"(?:具体)?(?:负责(?!人)|承担|负担(?!能力)|牵头负责|牵头|主管(?!部门|机关|单位)|组织实施)"
#: 在保护区内施工的，由某局审批: what an authority grants or takes down; what it orders is no task of that kind.
_GRANTED = "审批|批准|许可|核发|备案|登记|受理|认定|验收|核准"


@cache
def _act_first() -> "re.Pattern[str]":
    """某事由某单位负责, 某事由某单位负责审批, 某事由某单位审批: the thing stands in front, what is done to it may follow.
    Without 负责 the verb must be one that hands out a task: 由某部门责令改正 says who punishes, not whose task it is."""
    tasks = "|".join(shipped("rules", "data/wording.toml")["tasks"])
    return re.compile(
        rf"(?P<act>[\u4e00-\u9fff、]{{2,40}}?(?:(?<!的)|的(?=，由[^，。；由]{{2,24}}?(?:负责)?(?:{_GRANTED})(?:[，。；]|$))))，?(?:一律|统一|均|全部)?由"
        rf"(?:(?P<by>(?:(?!由)[\u4e00-\u9fff、（）]){{2,24}}?)(?P<role>{_ROLE})(?P<what>(?!的)[\u4e00-\u9fff、]{{0,24}}?)"
        rf"|(?P<body>(?:(?!由)[\u4e00-\u9fff、（）]){{1,36}}?{_ENDS_A_BODY})(?P<verb>(?:统一|具体|组织|按月|按季度?|按年|定期|直接|依法)*(?:{tasks})[\u4e00-\u9fff、]{{0,12}}?))"
        r"(?=[，。；]|$)"
    )


@cache
def _body_first() -> "re.Pattern[str]":
    """开办民宿的，由乡镇人民政府受理备案申请: what is done stands behind the body."""
    tasks = "|".join(shipped("rules", "data/wording.toml")["tasks"])
    return re.compile(
        rf"(?:^|(?<=，))(?:一律|统一|均|全部)?由(?P<body>(?:(?!由)[\u4e00-\u9fff、（）]){{1,24}}?{_ENDS_A_BODY})"
        rf"(?P<act>(?:统一|具体|直接|依法)*(?:{tasks})[\u4e00-\u9fff、]{{2,24}}?)(?=[，。；]|$)"
    )


#: 县教育局组织各中心校，承担托管机构的日常巡查任务
_WITH_OTHERS = re.compile(
    rf"(?:^|(?<=[，。；]))(?P<subject>[\u4e00-\u9fff]{{2,16}}?{_ENDS_A_BODY})(?:组织|会同|指导|督促)[^，。；]{{2,20}}，(?:具体|共同)?(?:负责|承担|做好)(?P<act>(?!的)[^，。；]{{3,40}})"
)
_BODY = re.compile(
    r"(?:由(?P<by>[\u4e00-\u9fff]{2,24}?)(?P<role>牵头|会同|配合|负责(?!人)|承担|统一|组织)|"
    rf"(?P<subject>[\u4e00-\u9fff]{{1,20}}?{_ENDS_A_BODY})(?:是[^，。；]{{0,16}}主管部门，)?(?P<verb>(?:具体)?(?:负责(?!人)|承担|牵头(?:负责)?|主管(?!部门|机关|单位)|配合|协助)))"
    r"(?P<act>(?!的)[^，。；]{2,40})"
)
#: How a body acts is no part of its name (由物业服务人按照协议负责).
_MANNER = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:依照|按照|根据|依法|按|统一|自行|共同|分别|具体|造册|登记造册).*$"
)


def responsibles(sentence: Sentence) -> Iterator[Responsible]:
    """The bodies that a sentence makes responsible for something."""
    numbered = NUMBERING.match(sentence.text)
    for match in _act_first().finditer(sentence.text, numbered.end() if numbered else 0):
        named = match["by"] or match["body"]
        if not _ASSISTS.search(named):
            body = _JOINTLY.sub("", named)
            act = _whole_act(sentence.text, match).removesuffix("的") + (match["what"] or match["verb"] or "")
            yield Responsible(_MANNER.sub("", body), "lead", act, sentence)
    for match in _body_first().finditer(sentence.text):
        if _ASSISTS.search(match["body"]):
            continue
        before = _OF_WHAT.search(sentence.text, 0, match.start())
        what = before["what"] if before and before["what"].endswith("的") else ""
        yield Responsible(
            _MANNER.sub("", _JOINTLY.sub("", match["body"])),
            "lead",
            NUMBERING.sub("", what).removesuffix("的") + match["act"],
            sentence,
        )
    for match in _WITH_OTHERS.finditer(NUMBERING.sub("", sentence.text)):
        yield Responsible(match["subject"], "lead", match["act"], sentence)
    for match in _BODY.finditer(sentence.text):
        body = match["by"] or match["subject"]
        word = match["role"] or match["verb"] or ""
        if word == "会同":
            continue  # 由甲局会同乙局编制 is read with what is to be done in front of it
        role = "assist" if any(w in word for w in ("配合", "协助")) else "lead"
        body = _MANNER.sub("", re.sub(r"^(?:其中|具体|应当|分别|统一)", "", body))
        yield Responsible(body, role, match["act"], sentence)


#: Of what a task is one, where its own words leave it to the clause before: …的，采伐许可证由…; …企业，其备案由….
_OF_WHAT = re.compile(r"(?P<what>[^，。；：]{3,40})，(?P<its>其)?$")


def _whole_act(text: str, match: "re.Match[str]") -> str:
    act = match["act"].removesuffix("工作")
    its = act.startswith("其")
    before = _OF_WHAT.search(text[: match.start("act")])
    if before and (its or before["what"].endswith("的")):
        return NUMBERING.sub("", before["what"]).removesuffix("的") + act.removeprefix("其")
    return act


#: 受某局委托的乡镇人民政府 acts for the one that has the task.
_ASSISTS = re.compile(r"配合|协助|^受[^，]+委托")
#: Who is asked to join in or to do it for the body that has the task; the lead is the body in front.
_JOINTLY = re.compile(
    r"(?<=[局委会室府处院心队站门])(?:牵头，?)?(?:会同|委托|商(?=[\u4e00-\u9fff]{1,12}[局委会室府处院心队站门])).*$"
)
