"""Q-05 to Q-08, Q-11, Q-12: title, dates, signature and the registry's own row."""

import re
from collections.abc import Iterator

from registry.agencies import is_organ, split_organs
from rules.base import Context, Hit, Rule, Unknown
from rules.evidence import step_proved
from rules.legislation import is_legislation
from rules.sentences import layout_of, negated, quoted
from rules.steps import StepState, cell_state
from rules.view import DocumentView

_KIND = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|规定|细则|规则|措施|政策|方案|标准|目录|清单|"
    r"指南|制度|规程|规范|规划|计划|要点|预案|条例|公约|章程|工作法|指引|办事指南|通函|复函|答复|决定书|规划纲要|准则|守则|导则|解释|批示|法)"
    r"(?:[（(〔][^）)〕]*[）)〕])*$"
)
_SELF_EVIDENT = re.compile(r"(?:公告|通告|令|命令|决定|纪要|公报)(?:[（(〔].*)?$")


def _title_incomplete(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    title = (doc.reading.title or "").strip()
    # A trail of links of a web page is no title; a review opinion or a filing report has none of its own.
    if not title or is_legislation(doc) or ">" in title or step_proved(doc):
        return
    plain = re.sub(r"[（(〔][^）)〕]*[）)〕]\s*$", "", title)
    missing = []
    if not _KIND.search(title):
        missing.append("文种")
    if not _names_issuer(title, doc):
        missing.append("发文机关")
    if "关于" in title and not re.search(r"关于.{2,}", title):
        missing.append("事由")
    if (
        missing == ["发文机关"]
        and "关于" not in title
        and _SAYS_ABOUT.search(plain)
        and not _INSIDE.search(title)
    ):
        missing.append("“关于”")
    web = (doc.path or "").lower().endswith((".html", ".htm"))  # websites shorten titles
    if not missing or (missing == ["发文机关"] and (web or _letterhead(doc) or not title.startswith("关于"))):
        return
    if _SELF_EVIDENT.search(plain) and missing == ["事由"]:
        return
    quote = doc.quote_of("title")
    yield Hit(
        message=f"疑似标题要素缺失：标题“{title[:50]}”缺少{'、'.join(missing)}，建议核实后修改。",
        quotes=(quote,) if quote and quote.start >= 0 else (),
        about="、".join(missing),
        facts={"缺少": "、".join(missing)},
    )


#: Kinds whose titles say 关于 (公告 and 通告 need not), unless they pass on another text.
_SAYS_ABOUT = re.compile(r"的(?:通知|意见|决定|通报|批复|函)$")
_INSIDE = re.compile(r"印发|转发|批转|公布|发布|[《〈]")


def _names_issuer(title: str, doc: DocumentView) -> bool:
    head = title.split("关于", 1)[0] if "关于" in title else title
    return bool(head.strip()) and (
        any(head.startswith(i) or i in head for i in doc.issuers)
        or bool(
            re.match(
                r"[\u4e00-\u9fff]{2,}?(?:省|市(?![场政民容])|区(?![域划间])|县|旗|镇|乡|街道|局|委|部|署|办)",
                head,
            )
        )
    )


def _letterhead(doc: DocumentView) -> bool:
    """A head (…文件, or the bare name above the title) names the issuer; many offices then leave it out of the title."""
    lines = [line.strip() for line in doc.text[:600].split("\n")]
    if any(line.endswith("文件") and is_organ(line.removesuffix("文件")) for line in lines):
        return True
    return any(line in doc.issuers for line in lines[:3])


_START = re.compile(
    r"(?:自|从|于)[^。；\n]{0,40}?(?:起|后|开始|正式)[^。；\n]{0,8}?(?:施行|实施|执行|生效|试行|适用|启用)|即日起|(?:印发|公布|发布|下发|签发)之日|"
    r"(?:施行|实施|执行|生效)(?:日期|时间)[为：:]|\d{4}年\d{1,2}月\d{1,2}日(?:起|开始)?(?:正式)?(?:施行|实施|执行|生效|试行)|(?:有效期|期限)[^。；\n]{0,10}自\d{4}年"
)


def _no_start(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not doc.text:
        yield Unknown(("文件正文",))
        return
    if doc.forwards:
        return  # the forwarded text says from when it applies
    if doc.reading.effective_on or doc.reading.validity.first_day or _own_start(doc):
        return
    yield Hit(
        message="疑似缺少施行日期：通知和正文均未写明自何日起施行，建议核实后补充。",
        about="no-start",
        facts={"台账施行日期": doc.cell("施行日期")},
    )


def _normative(doc: DocumentView, _: Context) -> bool:
    return doc.normative and not is_legislation(doc)


def _own_start(doc: DocumentView) -> bool:
    """A clause that says from when the text applies; one about certificates, contracts or other texts is none."""
    for found in _START.finditer(doc.text):
        sentence = layout_of(doc).passage_at(found.start()).text
        if not re.search(r"合同|协议|许可证|营业执照|证书|资格证|保险", sentence) and not re.search(
            r"《[^》]+》[^，。；]{0,12}自", sentence
        ):
            return True
    return False


def _early(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    start, made = doc.effective_on, doc.signed_on
    if start is None or made is None or not start.before(made):
        return
    if any(e.act in ("amended", "revised") for e in doc.reading.history):
        return  # an amended text keeps the first day of its first version
    quotes = tuple(
        q for name in ("effective_on", "signed_on") if (q := doc.reading.quotes.get(name)) and q.start >= 0
    )
    yield Hit(
        message=f"疑似施行早于成文：施行日期{start}早于成文日期{made}，建议核实是否笔误或者溯及既往。",
        quotes=quotes,
        about="early",
        facts={"施行日期": str(start), "成文日期": str(made)},
    )


_DATE_LINE = re.compile(
    r"^[\s　]*(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二一][〇○零OＯ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
    r"(?:\s*(?:印发|发布|公布))?[\s　]*$"
    r"|(?:成文日期|发文日期|签发日期)[：:\s]*\d{4}|[（(]\d{4}年\d{1,2}月\d{1,2}日[^）)]{0,60}(?:通过|公布|发布|修订)|\d{4}年\d{1,2}月\d{1,2}日印发|[\u4e00-\u9fff][\s　]+\d{4}年\d{1,2}月\d{1,2}日[\s　]*$",
    re.MULTILINE,
)


def _elements(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not doc.text:
        yield Unknown(("文件正文",))
        return
    missing = []
    reading = doc.reading
    if reading.issuers and (reading.signed_on or reading.issued_on or reading.published_on):
        return
    if not (reading.signed_on or reading.issued_on or reading.published_on) and not _DATE_LINE.search(
        doc.text
    ):
        missing.append("成文日期")
    if not _signed(doc):
        missing.append("发文机关署名")
    if "成文日期" not in missing and not (missing and not reading.issuers):
        return
    yield Hit(
        message=f"疑似必备要素缺失：文件中未见{'、'.join(missing)}，建议核对原件。",
        about="、".join(missing),
        facts={"缺少": "、".join(missing)},
    )


def _signed(doc: DocumentView) -> bool:
    """A line that is nothing but the names of bodies: the signature (a letterhead ends in 文件)."""
    lines = doc.text.split("\n")
    return any(
        len(line) <= 60 and split_organs(line.strip()) for line in lines[1:] if "文件" not in line
    ) or bool(doc.kind in ("令", "纪要") and doc.reading.issuers)


_FINAL_WORD = re.compile(
    r"(?:最终|一切|全部)?解释权(?:限)?(?:归|属于?|由)[^。；\n]{0,24}?(?:所有|享有|拥有)|最终(?:的)?解释权|解释权归[^。；\n]{2,24}"
)


def _final_word(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    at = doc.text.find("解释权")
    while at >= 0:
        passage = layout_of(doc).passage_at(at)
        found = _FINAL_WORD.search(passage.text)
        if (
            found
            and not quoted(passage.text, found.start())
            and not negated(passage, found.start())
            and not re.search(r"格式条款|霸王条款|经营者|商家|消费者", passage.text)
        ):
            yield Hit(
                message=f"疑似附则不当：“{found[0]}”，规范性文件不应主张最终解释权，建议修改为“由……负责解释”。",
                quotes=(passage.quote,),
                about="final-word",
            )
            return
        at = doc.text.find("解释权", max(passage.end, at + 3))


def _row_incomplete(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not doc.has_ledger:
        return
    missing = [
        name for name in ctx.params["required"] if _blank(doc.cell(name)) and not _by_reviewer(doc, name)
    ]
    if not doc.text:
        missing.append("文件正文")
    if missing:
        yield Hit(
            message=f"登记数据缺项：台账缺少{'、'.join(missing)}，建议在清理结束前补齐。",
            about="、".join(missing),
            facts={"缺少": "、".join(missing)},
        )


def _blank(cell: str) -> bool:
    """Nothing, a mere dash, or words that nobody knows (待补, 不详); 无 is an answer."""
    return cell_state(cell) is StepState.UNKNOWN or not cell.strip("-—－/／ ")


_FIELDS = {
    "制定机关": "issuers",
    "成文日期": "signed_on",
    "公布日期": "published_on",
    "施行日期": "effective_on",
    "文件状态": "status_claim",
    "实施部门": "implementing_department",
}


def _by_reviewer(doc: DocumentView, column: str) -> bool:
    fact = doc.fact(_FIELDS.get(column, ""))
    return fact is not None and fact.source.value == "reviewer"


RULES = (
    Rule("Q-05", "title-incomplete", _title_incomplete),
    Rule("Q-06", "no-start-date", _no_start, applies=_normative),
    Rule("Q-07", "starts-before-made", _early, needs=("effective_on", "signed_on")),
    Rule("Q-08", "elements-missing", _elements, applies=lambda d, _: not is_legislation(d)),
    Rule("Q-11", "final-interpretation", _final_word),
    Rule("Q-12", "record-incomplete", _row_incomplete),
)
