"""B-01 to B-05, B-12: national law that the document rests on and that has been repealed, revised or misnamed."""

import re
from collections.abc import Iterator
from datetime import date

from corpus.laws import Law, law_key
from corpus.reading import Citation
from registry.dates import add_months, int2cn
from registry.records import Quote
from rules.base import Context, Hit, Rule, Severity, Unknown
from rules.bases import BASIS, followed, looks_back, once, relied_on, text_date
from rules.indexes import Given, index
from rules.questions import table
from rules.registry_view import RegistryView
from rules.remarks import said
from rules.spans import parse_cell, zh
from rules.view import DocumentView

_CODES = ("民法典", "生态环境法典")
_MARK = {"V": "", "V~": "（转引，建议核对原文）"}


def _doubt(mark: str) -> str:
    return _MARK.get(mark, "（时间待核实）")


def _cites_law(doc: DocumentView, ctx: Context) -> bool:
    return ctx.laws is not None and bool(doc.reading.citations)


def _known(doc: DocumentView, ctx: Context) -> Iterator[tuple[Law, list[Citation]]]:
    """The laws of the table that the text relies on, with their citations."""
    if ctx.laws is None:
        return
    for title, citations in once(relied_on(doc)).items():
        law = ctx.laws.find(title)
        if law is not None:
            yield law, citations


def _quotes(citations: list[Citation]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(c.quote for c in citations))


def _legal_bases(doc: DocumentView) -> set[str]:
    return {law_key(c.title) for c in doc.citations("basis") if c.title}


def _by_code(law: Law) -> str:
    return next((s for s in law.successors if s in _CODES), "")


def _basis_repealed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    bases = _legal_bases(doc)
    for law, citations in _known(doc, ctx):
        if not law.repealed(ctx.as_of) or not any(
            c.role in (*BASIS, "operative") or followed(doc, c) for c in citations
        ):
            continue
        assert law.repealed_on is not None
        sole = bool(ctx.params.get("sole_is_high", True)) and bases == {law.name}
        heir = f"，由《{'》《'.join(law.successors)}》取代" if law.successors else ""
        role = "唯一的制定依据" if sole else "制定依据" if law.name in bases else "执行依据"
        yield Hit(
            message=f"疑似上位法已废止：作为{role}的《{law.name}》已自{zh(law.repealed_on)}起废止{heir}{_doubt(law.repeal_mark)}，建议核实后修改或者废止。",
            quotes=_quotes(citations),
            about=law.name,
            severity=Severity.HIGH if sole else None,
            facts={"法律": law.name, "废止日期": str(law.repealed_on), "取代": "、".join(law.successors)},
        )


def _basis_revised(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    made = text_date(doc)
    found = False
    for law, citations in _known(doc, ctx):
        if law.repealed(ctx.as_of) or not any(c.role in (*BASIS, "implements") for c in citations):
            continue
        found = True
        if made is None:
            continue
        later = [v for v in law.changed_since(made.last, ctx.as_of) if not v.technical and v.act != "passed"]
        if not later:
            continue
        newest = later[-1]
        moved = [c for c in citations if c.article and _moved(law, c, made.last, ctx)]
        day = date.fromisoformat(newest.starts)
        act = "修订" if newest.act == "revised" else "修正"
        tail = "，且所引条款的条号已变" if moved else ""
        yield Hit(
            message=f"疑似上位法已修订：《{law.name}》已{act}并自{zh(day)}起施行，晚于本文件成文（{made}）{tail}{_doubt(newest.mark)}，建议对照新法核实修改。",
            quotes=_quotes(citations),
            about=law.name,
            severity=Severity.MEDIUM if moved else None,
            facts={"法律": law.name, "新文本施行": newest.starts, "成文日期": str(made)},
        )
    if found and made is None:
        yield Unknown(("成文日期",))


def _moved(law: Law, citation: Citation, day: date, ctx: Context) -> bool:
    assert ctx.laws is not None
    return ctx.laws.moved(law, citation.article or "", day) is not None


#: What every announcement ends with; to look for it alone takes a thirtieth of the time.
_MAY_COME = re.compile(r"》[^\n]*日起(?:正式)?(?:施行|实施)")
_COMING = re.compile(
    r"《(?P<title4>[^《》]{3,40})》将?[于自](?P<y4>\d{4})年(?P<m4>\d{1,2})月(?P<d4>\d{1,2})日起(?:正式)?(?:施行|实施)|"
    r"(?:新修订|修订后|修改后|新制定|新颁布|新公布|新出台)的?《(?P<title>[^《》]{3,40})》[^。\n]{0,120}?自(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日起(?:正式)?(?:施行|实施)"
    r"|《(?P<title3>[^《》]{3,40})》[（(][^（）()\n]{0,30}(?:公布|通过|修订)[^（）()\n]{0,6}自(?P<y3>\d{4})年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日起(?:正式)?(?:施行|实施)"
    r"|《(?P<title2>[^《》]{3,40})》(?:已经?|业经)[^。\n]{0,80}?(?:修订|修改|公布|通过)[^。\n]{0,80}?自(?P<y2>\d{4})年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日起(?:正式)?(?:施行|实施)"
)


#: 修订后的《甲条例》《乙条例》已公布，分别自2027年1月1日、2027年5月1日起施行
_EACH_ON = re.compile(
    r"(?P<titles>《[^《》]{3,40}》(?:[、和及与]?《[^《》]{3,40}》)+)[^。\n]{0,80}?分别自(?P<days>[\d年月日、和及与]{18,80})起(?:正式)?(?:施行|实施)"
)


@index
def announced(doc: DocumentView) -> Given:
    """Law keys, with the first days of the new texts of them that a document announces."""
    found: dict[str, list[str]] = {}
    for key, day in _announced_in(doc.text):
        found.setdefault(key, []).append(day.isoformat())
    return found


def _announced_in(text: str) -> Iterator[tuple[str, date]]:
    """(law key, first day) of each new text that a text announces."""
    if ("起施行" not in text and "起实施" not in text) or not _MAY_COME.search(text):
        return
    for each in _EACH_ON.finditer(text):
        titles = re.findall(r"《([^《》]+)》", each["titles"])
        days = [parse_cell(day) for day in re.findall(r"\d{4}年\d{1,2}月\d{1,2}日", each["days"])]
        if len(titles) == len(days):
            yield from ((law_key(title), day.first) for title, day in zip(titles, days, strict=True) if day)
    for m in _COMING.finditer(text):
        told = {name.rstrip("234"): value for name, value in m.groupdict().items() if value}
        try:
            day = date(int(told["y"]), int(told["m"]), int(told["d"]))
        except ValueError:
            continue
        yield law_key(told["title"]), day


@table
def _announced(registry: RegistryView, key: str) -> list[tuple[date, str]]:
    """(first day, id of the document that says so): new texts of a law that registered documents announce."""
    days = registry.under(announced, key).items()
    return [(date.fromisoformat(day), document_id) for document_id, said in days for day in said]


#: The day on which a text begins, in a remark.
_STARTS = re.compile(r"自(\d{4}年\d{1,2}月\d{1,2}日)起?(?:施行|实施|执行|生效)")


def _basis_about_to_change(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    edge = add_months(ctx.as_of, int(ctx.params["months"]))
    noted = said(doc.remark, "basis_coming")
    for key, day, quote in _own_notice(doc):
        if ctx.as_of < day <= edge:
            yield _coming_hit(key, day, (quote,))
    for title, citations in once(relied_on(doc)).items():
        key = law_key(title)
        law = ctx.laws.find(title) if ctx.laws else None
        coming = [(date.fromisoformat(v.starts), "", v.mark) for v in law.pending(ctx.as_of)] if law else []
        if law and law.repealed_on and ctx.as_of < law.repealed_on <= edge:
            coming.append((law.repealed_on, "", law.repeal_mark))
        coming += [(day, by, "V") for day, by in ctx.registry.row(_announced, key)]
        quotes = _quotes(citations)
        if noted and law_key(noted.what) == key and (told := _STARTS.search(noted.clause)):
            coming += [(span.first, "", "V")] if (span := parse_cell(told[1])) else []
            quotes = (*quotes, Quote(noted.clause))
        coming = [c for c in coming if ctx.as_of < c[0] <= edge]
        if not coming:
            continue
        day, by, mark = min(coming)
        peers = (by,) if by and by != doc.id else ()
        yield _coming_hit(key, day, quotes, doubt=_doubt(mark), peers=peers)


def _coming_hit(
    key: str, day: date, quotes: tuple[Quote, ...], *, doubt: str = "", peers: tuple[str, ...] = ()
) -> Hit:
    return Hit(
        message=f"上位法即将变动：《{key}》的新规定将自{zh(day)}起施行{doubt}，建议提前安排对照修改。",
        quotes=quotes,
        peers=peers,
        about=key,
        facts={"法律": key, "施行日期": str(day)},
    )


#: 施行后本办法与其不一致的，按照其规定执行: the text itself gives way to what is coming.
_GIVES_WAY = re.compile(
    r"本(?:办法|规定|细则|通知|意见|方案|规则)[^。；]{0,16}(?:不一致|抵触|相应|同时|修改|修订|调整|为准)"
)


def _own_notice(doc: DocumentView) -> Iterator[tuple[str, date, Quote]]:
    """(law key, first day, sentence) of each coming text to which a document says that it will give way."""
    for sentence in doc.sentences:
        if "起施行" in sentence.text and _GIVES_WAY.search(sentence.text):
            for key, day in _announced_in(sentence.text):
                yield key, day, sentence.quote


def _article_moved(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    made = text_date(doc)
    if ctx.laws is None:
        return
    seen: set[tuple[str, str]] = set()
    wanted = False
    for citation in doc.reading.citations:
        if (
            not citation.article
            or citation.role in ("repeal", "amend", "extend")
            or looks_back(doc, citation)
        ):
            continue
        law = ctx.laws.find(citation.title)
        if law is None or law.repealed(ctx.as_of):
            continue
        wanted = True
        if made is None or (law.name, citation.article) in seen:
            continue
        seen.add((law.name, citation.article))
        for part in re.findall(r"第[一二三四五六七八九十百千零〇\d]+条", citation.article):
            moved = ctx.laws.moved(law, part, made.last)
            if moved is None or _starts(law, moved.new_version) > ctx.as_of:
                continue
            certain = (
                moved.certain and moved.score >= float(ctx.params["min_score"]) and moved.new is not None
            )
            now = f"现为第{int2cn(moved.new)}条" if moved.new else "新文本中未找到对应条款"
            yield Hit(
                message=f"疑似条号漂移：所引《{law.name}》{part}，{now}{'' if certain else '（相似度低，建议人工核对）'}，建议核实后修改。",
                quotes=(citation.quote,),
                about=f"{law.name}{part}",
                disposition=None if certain else "核实",
                facts={"原条": part, "现条": f"第{moved.new}条" if moved.new else "", "相似度": moved.score},
            )
    if wanted and made is None:
        yield Unknown(("成文日期",))


def _starts(law: Law, version: str) -> date:
    found = next((v.starts for v in law.versions if v.date == version), version)
    return date.fromisoformat(found)


_DRAFT = re.compile(r"草案|征求意见稿|送审稿|讨论稿")
_LOCAL = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|州|区|县|旗|镇|乡|街道)(?!场|容|政|民|话|政府|域|划)|本|我)|中共|中央|国务院|最高人民|[部局委署厅]关于|关于"
)
_ABROAD = re.compile(r"(?:香港|澳门|台湾|外国)(?:特别行政区|地区)?的?《?$")
_LAWLIKE = re.compile(r"(?:法|条例|法典)$")
#: Kinds of law as they are mistyped → as they are called.
_SLIPS = {
    "条列": "条例",
    "条理": "条例",
    "条利": "条例",
    "办发": "办法",
    "办怯": "办法",
    "规订": "规定",
    "细责": "细则",
    "决订": "决定",
}
_KIND_SLIPS = re.compile(rf"(?:{'|'.join(_SLIPS)})$")
_KIND = re.compile(r"(?:实施条例|实施细则|暂行条例|管理条例|管理规定|管理办法|条例|办法|规定|细则|法)$")


def _misnamed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if ctx.laws is None:
        return
    most = int(ctx.params["max_distance"])
    for title, citations in once(iter(doc.reading.citations)).items():
        citations = [c for c in citations if c.role not in ("repeal", "amend", "extend", "forwards")]
        if not citations:
            continue
        if _DRAFT.search(title) and any(c.role in BASIS for c in citations):
            yield Hit(
                message=f"疑似依据名称错误：以尚未通过的《{title}》为依据，建议核实正式文本的名称后修改。",
                quotes=_quotes(citations),
                about=title,
            )
            continue
        key = law_key(title)
        if slip := _KIND_SLIPS.search(title):
            right = f"{title[: slip.start()]}{_SLIPS[slip[0]]}"
            yield Hit(
                message=f"疑似依据名称错误：《{title}》的“{slip[0]}”应为“{_SLIPS[slip[0]]}”，建议核实后修改。",
                quotes=_quotes(citations),
                about=key,
                facts={"所引名称": key, "相近名称": law_key(right)},
            )
            continue
        if all(_ABROAD.search(doc.text, max(0, c.start - 8), c.start) for c in citations):
            continue
        if len(key) < 5 or _LOCAL.search(key) or not _LAWLIKE.search(key) or ctx.laws.find(title):
            continue
        if _short_form(doc, title, key, ctx):
            continue
        near = [n for n in ctx.laws.near(title, most if len(key) >= 7 else 1) if _alike(key, n.name)]
        near = near or [n for n in ctx.laws.near(title, most) if _same_stem(title, key, n.name)]
        if near:
            yield Hit(
                message=f"疑似依据名称错误：现有法律法规中没有《{key}》，可能是《{near[0].name}》，建议核实后修改。",
                quotes=_quotes(citations),
                about=key,
                facts={"所引名称": key, "相近名称": "、".join(n.name for n in near)},
            )


def _short_form(doc: DocumentView, title: str, key: str, ctx: Context) -> bool:
    """A name that the text declares (以下简称《X》), or the tail of a law that it also cites in full."""
    if re.search(rf"简称[“《\"]*{re.escape(title)}", doc.text):
        return True
    full = [law_key(c.title) for c in doc.reading.citations if c.title and c.title != title]
    return any(f.endswith(key) and ctx.laws is not None and ctx.laws.find(f) for f in full)


def _alike(cited: str, known: str) -> bool:
    """Whether one name may be a slip for the other: a difference of kind alone (条例 for 办法) is another text."""
    one, other = _KIND.search(cited), _KIND.search(known)
    if not one or not other or (one[0] != other[0] and cited[: one.start()] == known[: other.start()]):
        return False
    a, b = cited, known
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    # 预防 for 防御 is a slip; 兽药 for 影片 is another matter.
    return not a or not b or bool(set(a) & set(b)) or (len(a) == len(b) == 1 and len(cited) >= 7)


def _same_stem(title: str, key: str, known: str) -> bool:
    """Whether a 条例 lacks or adds 管理 alone (only the State Council and the local congresses, whose place stands in
    the name, make 条例), or a law of the 中华人民共和国 begins like the known one: no third text can be meant."""
    one, other = _KIND.search(key), _KIND.search(known)
    if key.endswith("条例") and one and other:
        return {one[0], other[0]} == {"条例", "管理条例"} and key[: one.start()] == known[: other.start()]
    return (
        title.startswith("中华人民共和国")
        and key.endswith("法")
        and known.endswith("法")
        and key[:4] == known[:4]
    )


def _replaced_by_code(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for law, citations in _known(doc, ctx):
        code = _by_code(law)
        if not code or not law.repealed(ctx.as_of):
            continue
        assert law.repealed_on is not None
        yield Hit(
            message=f"疑似仍引用已被法典取代的法律：《{law.name}》已自{zh(law.repealed_on)}起由《{code}》取代，建议核实后改引《{code}》的相应规定。",
            quotes=_quotes(citations),
            about=law.name,
            facts={"法律": law.name, "法典": code, "施行日期": str(law.repealed_on)},
        )


RULES = (
    Rule("B-01", "basis-repealed", _basis_repealed, applies=_cites_law),
    Rule("B-02", "basis-revised", _basis_revised, applies=_cites_law),
    Rule("B-03", "basis-about-to-change", _basis_about_to_change),
    Rule("B-04", "article-moved", _article_moved, applies=_cites_law),
    Rule("B-05", "misnamed-basis", _misnamed, applies=_cites_law),
    Rule("B-12", "replaced-by-code", _replaced_by_code, applies=_cites_law),
)
