"""S-05, S-06, S-09: how many instruments a number carries, and whether two records are one."""

import re
from collections.abc import Iterator

from registry.records import Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.names import title_key
from rules.similarity import alike
from rules.view import DocumentView

_SEVERAL = re.compile(
    r"等\s*(?:[二三四五六七八九十两\d]+)\s*(?:(?:个|项|部)(?:规范性)?(?:文件|办法|制度|规定|通知|方案|细则|意见)|件)"
)
_ISSUES = re.compile(r"印发|公布|发布|颁布|下发")
_FORMS = re.compile(r"(?:表|表格|样式|格式|样表|文书|清单|名单|流程图|示意图|说明|目录|标准|一览表)$")


def _several(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    title = doc.reading.title or doc.title
    if (
        doc.act in ("修改", "废止", "延长")
        or doc.forwards
        or re.search(r"修改|废止|失效|延长|清理|继续", title)
    ):
        return
    if not _ISSUES.search(title) and len(doc.instruments) < 2:
        return
    inner = [n for n in _outer_names(title) if not _FORMS.search(n)]
    bodies = [
        i
        for i in doc.instruments
        if i.role in ("enclosed", "attachment") and len(i.articles) >= int(ctx.params["min_articles"])
    ]
    if _SEVERAL.search(title) and _ISSUES.search(title):
        why = "标题写明印发几件文件"
    elif len(inner) >= 2 and _ISSUES.search(title):
        why = f"标题并列《{'》《'.join(inner[:4])}》"
    elif len(bodies) >= 2:
        why = f"{len(bodies)}件附件各自从第一条起编"
    else:
        return
    quote = doc.quote_of("title")
    yield Hit(
        message=f"疑似一号多件：{why}，同用一个文号，建议分别登记。",
        quotes=(quote,) if quote and quote.start >= 0 else (),
        about="several",
        facts={"文件": inner or [b.title or "" for b in bodies]},
    )


def _outer_names(title: str) -> list[str]:
    """The names in the outermost 《》 of a title."""
    names, depth, start = [], 0, 0
    for at, char in enumerate(title):
        if char == "《":
            depth += 1
            if depth == 1:
                start = at + 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0:
                names.append(title[start:at])
    return names


_OWN_DUTY = re.compile(
    r"提出[^。；]{0,8}(?:意见|要求|措施)|结合[^。；]{0,12}实际|补充(?:规定|通知|要求|意见)|应当|不得|必须|严禁|禁止|务必|须|一并(?:贯彻|遵照|落实)"
)
#: 请结合实际认真贯彻落实 adds nothing.
_FORMULA = re.compile(
    r"结合[^，。；]{0,12}实际[，,]?[^。；，]{0,8}[，,]?(?:认真|切实|抓好|遵照|贯彻|执行|组织|做好)[^。；]{0,14}(?=[。；]|$)"
)
_ITEM = re.compile(
    r"^[\s　]*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])", re.MULTILINE
)


def _pure_forwarding(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    title = doc.reading.title or doc.title
    if not doc.forwards and not re.search(r"关于(?:转发|批转)|(?:^|[局委厅府办院处室])(?:转发|批转)", title):
        return
    if not doc.text:
        yield Unknown(("文件正文",))
        return
    body = _own_body(doc)
    own = _FORMULA.sub("", body)
    if len(body) > int(ctx.params["max_chars"]) or _OWN_DUTY.search(own) or len(_ITEM.findall(body)) >= 2:
        return
    yield Hit(
        message=f"疑似单纯转发：自有正文{len(body)}字，没有增加本地规定，建议随被转发文件的效力处理。",
        quotes=(Quote(body, doc.text.index(body), doc.text.index(body) + len(body)),)
        if body and body in doc.text
        else (),
        about="forwarding",
        facts={"自有正文字数": len(body)},
    )


_ANNEX = re.compile(r"^[\s　]*附\s*件", re.MULTILINE)


def _own_body(doc: DocumentView) -> str:
    """The forwarding notice's own words: what lies between the title and the annex, signature included."""
    wrapper = next((i for i in doc.instruments if i.role in ("wrapper", "main")), None)
    start, end = (wrapper.start, wrapper.end) if wrapper else (0, len(doc.text))
    text = doc.text[start:end]
    quote = doc.reading.quotes.get("title")
    if quote and quote.text and quote.text in text:
        text = text[text.index(quote.text) + len(quote.text) :]
    cut = _ANNEX.search(text)
    text = text[: cut.start()] if cut else text
    lines = [line for line in text.split("\n") if re.search(r"[。：:；]", line)]
    return "\n".join(line for line in lines if not line.rstrip().endswith(("：", ":"))).strip()


_AGAIN = re.compile(
    r"重新(?:印发|公布|发布)|更正|勘误|修正后|修订后|作废|以(?:本|此)(?:件|次|文)为准|原件收回|同时收回"
)


def _same_record(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    days, least = int(ctx.params["days"]), float(ctx.params["same_text"])
    key = title_key(doc.inner_title)
    numbered = [d for d in ctx.registry.by_number(doc.number) if d.id != doc.id]
    titled = [d for d in ctx.registry.by_title(doc.inner_title) if d.id != doc.id] if key else []
    for other in dict.fromkeys((*numbered, *titled)):
        if other.issuer != doc.issuer and doc.issuer and other.issuer:
            continue
        same_number = bool(doc.number_key) and doc.number_key == other.number_key
        same_title = title_key(other.inner_title) == key and bool(key)
        if same_number:
            share = alike(doc, other)
            if (share is not None and share < least) or (share is None and not same_title):
                continue
            why = "同一文号、内容相同" if share else "同一文号、同一名称"
        elif same_title and not (doc.number_key and other.number_key and _reissued(doc, other)):
            if not doc.made_on or not other.made_on:
                continue
            gap = abs((doc.made_on.first - other.made_on.first).days)
            share = alike(doc, other)
            if gap > days or (share is not None and share < least):
                continue
            why = f"同一机关同名，成文相距{gap}天"
        else:
            continue
        yield Hit(
            message=f"疑似同一文件登记两次：与《{other.inner_title}》（{other.number or '无文号'}）{why}，建议核对后合并。",
            peers=(other.id,),
            about=other.id,
            facts={"另一记录": other.title, "文号": other.number or ""},
        )


def _reissued(one: DocumentView, other: DocumentView) -> bool:
    """Two numbers of one title: one replaces or corrects the other."""
    for a, b in ((one, other), (other, one)):
        if (b.number and b.number in a.text) or _AGAIN.search(a.title) or _AGAIN.search(a.text[:600]):
            return True
    return False


RULES = (
    Rule("S-05", "several-under-one-number", _several),
    Rule("S-06", "pure-forwarding", _pure_forwarding),
    Rule("S-09", "same-document-twice", _same_record),
)
