"""Sentences where they stand: which article or item a place belongs to, what law is cited there, what is quoted,
what is forbidden rather than ordered.

Works from the text alone, by lines, so that it holds for documents in articles (第一条), in items (一、（一）) and
for enclosed texts, whatever structure was recognised. Everything is on demand: most documents never come here,
because a rule looks for its literal words first.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from registry.records import Quote
from rules.view import DocumentView

_STOPS = re.compile(r"[。；！？\n]")
_NUMBERED = ("article", "h1", "h2", "h3")
_SPACE = " \t\r\u3000"
_NUM = "〇○零一二三四五六七八九十百千两0-9"
_LINE = re.compile(
    rf"^[ \t\u3000]*(?:(?P<article>第\s*[{_NUM}]+\s*条(?:之[{_NUM}]+)?)|(?P<division>第\s*[{_NUM}]+\s*[章节编])"
    rf"|(?P<h1>[一二三四五六七八九十]{{1,3}})[、．.]|[（(](?P<h2>[一二三四五六七八九十]{{1,3}})[）)]"
    r"|(?P<h3>\d{1,2}[.．、](?!\d))|(?P<attachment>附[件表录](?=[\s\d一二三四五六七八九十：:]|$)))",
    re.MULTILINE,
)
_LAW_TAIL = r"(?:法|条例|规定|办法|细则|规则|解释|决定|规程|目录|法典|决议)"
_NAMED = re.compile(r"《([^《》]{2,60})》")
_LAW_NAME = re.compile(_LAW_TAIL + r"(?:[（(][^（）()]{1,12}[）)])?$")
_BARE = re.compile(
    r"(?:依照|按照|根据|依据|违反|符合)(?:国家|国务院|中华人民共和国|本省|省|市)?"
    r"([\u4e00-\u9fff]{2,18}?(?:法典|保护法|管理法|处罚法|许可法|强制法|安全法|促进法|法|条例))"
    r"(?=第|》|的?(?:有关|相关)?规定|的|等|，|、|和)"
)
_NOT_LAW = re.compile(
    r"^(?:本|该|其|有关|相关|上述|以下|下列|如下|各|新|现行|此|一定|合|依|执|违|非|办|方|做|看|用)"
)
_ONLY_LOCAL = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}[省市])?[\u4e00-\u9fff]{2,3}(?:(?<![发特])区(?!域)|县|(?<!城)镇|乡(?!村|镇)|旗|街道)"
)
_SOFT = (
    "通知|意见|方案|公告|通告|函|批复|纪要|计划|规划|要点|标准|指南|清单|协议|合同|申请表|登记表|许可证|执照"
)
_LAWFUL = re.compile(
    r"依法(?!取得的?[^，。；]{0,4}证明)|法定(?!材料|条件|要件|代表人|监护人|节假日)|(?:依照|按照|根据|依据|遵照|按|违反|符合)(?:(?!本(?:办法|规定|细则|通知|意见|方案|规则|标准|公告|通告|条例|条|款|项|令|制度))[^，。；]){0,24}"
    r"(?:法律|法规|规章|国家|国务院|省|市(?![场民容值价]))[^，。；]{0,14}(?:规定|要求|标准|办理|执行|处理|处罚|政策)?"
    r"|(?:依照|按照|根据|依据|按)(?:有关|相关|现行|上级)(?:的)?(?:法律|法规|规定)|法律、(?:行政)?法规(?:、规章)?(?:另有)?(?:规定|授权)"
)
_NEGATION = re.compile(
    r"不得|不准|不允许|不许|不应|不可|禁止|严禁|不再|无需|无须|不需|不必|不要求|不用|免予|免于|免收|免除|免交|免缴|杜绝|不搞|不采取|不强制|"
    r"防止|避免|制止|严肃?查处|查处|整治(?!工作|专班|办|领导|行动|队|资金)|坚决纠正|纠正|清理|不实行|不设|不收|不向|停止|取消|反对|无权|没有|不与|不将|不以|"
    r"不区分|不限|减少|精简|压缩|严控|遏制|打击|不存在|未有|有权拒绝|可以拒绝|举报|反映|投诉"
)
_PLAIN = re.compile(r"取消|停止|清理|查处|整治|纠正|制止|打击|反对|减少|精简|压缩|举报|反映|投诉")
"""Verbs that deny their own object alone: 取消低保资格，并公开曝光姓名 orders the exposure."""
_DOUBLE = re.compile(r"拒绝|拒不|拖延|逃避|少缴|少交|迟延|未经|应当|必须|须|方可|方能|才能|一律|否则")
_DEMANDED = re.compile(r"收|征|索|要求|强制|强迫|设|限|实行|实施|建立")
"""What an office does or leaves undone; 不缴纳 is what somebody fails to do."""
#: 不得以未缴物业费为由，限制…; 不得因所有制不同，设置…: what follows the reason is what must not be done.
_NOT_FOR_THAT = re.compile(r"(?:不得|不准|严禁|禁止)(?:以[^。；]{1,60}为由|因[^，。；]{1,40})，[^。；]*$")
_TERM = 8
_QUOTING = re.compile(r"(?:将|把|删去|删除|修改|改为|所称的?|表述|字样|称为|以及|和|、|中的)$")
_BAN_LEAD = re.compile(
    r"(?:不得|禁止|严禁|不准|避免|防止)[^。；\n]{0,20}(?:下列|以下|如下)[^。；\n]{0,24}[：:]?\s*$"
)
#: 工作人员有下列行为之一的，依法给予处分: the items tell what officials must not do.
_ABUSES = re.compile(
    r"(?:工作人员|机关|部门|机构)(?:(?!对|由)[^，。；\n]){0,20}，?(?:有|存在)?(?:下列|以下)(?:行为|情形)[^。；\n]{0,80}"
    r"(?:处分|责令改正|责任|批评|问责)"
)
_ITEM = re.compile(rf"[\s　]*(?:[（(][{_NUM}]{{1,3}}[）)]|\d{{1,2}}[.．、)）])")
#: After a list of what is forbidden an article goes on with what follows from it.
_CONSEQUENCE = re.compile(r"^(?:违反|情节|逾期|拒不|有前款|有前项|对违反|造成)")
_LEFT_UNDONE = re.compile(r"^[（(]?[一二三四五六七八九十\d]*[）).．、]?[\s　]*(?:应当|未|不|没有|拒)")


@dataclass(frozen=True)
class Block:
    """An article, or an item of a text without articles: `label` as printed, `parent` the item above it.

    `lead` is its first paragraph. A list item stands in the block of its article.
    """

    label: str
    start: int
    end: int
    text: str = field(repr=False)
    parent: "Block | None" = None
    kind: str = ""

    @cached_property
    def lead(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def place(self) -> str:
        """Where it stands, in words: 第五条, 第二项, 第二项（一）; empty outside articles and items."""
        label = re.sub(r"\s+", "", self.label)
        if self.kind == "article":
            return label
        if self.kind == "h1":
            return f"第{label}项"
        if self.kind in ("h2", "h3"):
            return (self.parent.place if self.parent else "") + label
        return ""

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """Names of laws, regulations and rules cited here or in the lead of the item above."""
        own = laws_in(self.text)
        return own + laws_in(self.parent.lead) if self.parent else own


class Passage(NamedTuple):  # a hundred thousand are made in a sweep: quicker than a frozen dataclass
    """A sentence with its place and its block. `text == document.text[start:end]`."""

    text: str
    start: int
    end: int
    block: Block

    @property
    def quote(self) -> Quote:
        return Quote(self.text, self.start, self.end)


class Layout:
    """The blocks of one document, found by its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self._passages: dict[int, Passage] = {}
        self._with: dict[str, frozenset[int]] = {}
        self._build()
        self._starts = [b.start for b in self.blocks]

    def _build(self) -> None:
        text = self.text
        marks = [(m.start(), m.lastgroup or "", m.group().strip()) for m in _LINE.finditer(text)]
        opened: list[tuple[int, str, str]] = [(0, "head", "")]
        in_articles = False
        for at, kind, label in marks:
            if kind == "article":
                in_articles = True
            elif kind in ("attachment", "division"):
                in_articles = False
            elif in_articles:
                continue  # items of an article belong to it
            opened.append((at, kind, label))
        top: Block | None = None
        middle: Block | None = None
        for number, (at, kind, label) in enumerate(opened):
            end = opened[number + 1][0] if number + 1 < len(opened) else len(text)
            above = top if kind == "h2" else (middle or top) if kind == "h3" else None
            block = Block(label.rstrip("、．."), at, end, text[at:end], above, kind)
            if kind == "h2":
                middle = block
            elif kind != "h3":
                top, middle = (block, None) if kind == "h1" else (None, None)
            self.blocks.append(block)

    def block_at(self, offset: int) -> Block:
        """The block that covers a place (the head of the document counts as one)."""
        return self.blocks[max(0, bisect_right(self._starts, offset) - 1)]

    def passage_at(self, offset: int) -> Passage:
        """The sentence that covers a place. Outside articles and items a paragraph is its own block: the law that
        an unnumbered notice names in its first paragraph stands behind no other."""
        return self.passage(bisect_left(self._stops, offset))

    def passage(self, number: int) -> Passage:
        """The sentence of that number, counted from 0."""
        found = self._passages.get(number)
        if found is None:
            found = self._passages[number] = self._passage(number)
        return found

    def passages(self) -> Iterator[Passage]:
        """All sentences, in order."""
        return (self.passage(number) for number in range(len(self._stops) + 1))

    def with_word(self, word: str) -> frozenset[int]:
        """The numbers of the sentences in which a word begins."""
        found = self._with.get(word)
        if found is None:
            found = self._with[word] = frozenset(self._numbers_with(word))
        return found

    def _numbers_with(self, word: str) -> Iterator[int]:
        text, stops = self.text, self._stops
        at = text.find(word)
        while at >= 0:
            number = bisect_left(stops, at)
            yield number
            # one finding is enough for a sentence
            at = text.find(word, stops[number]) if number < len(stops) else -1

    @cached_property
    def _stops(self) -> list[int]:
        return [m.start() for m in _STOPS.finditer(self.text)]

    def _passage(self, number: int) -> Passage:
        text = self.text
        offset = start = self._stops[number - 1] + 1 if number else 0
        end = self._stops[number] if number < len(self._stops) else len(text)
        if end < len(text) and text[end] != "\n":
            end += 1
        while start < end and text[start] in _SPACE:
            start += 1
        while end > start and text[end - 1] in _SPACE:
            end -= 1
        block = self.block_at(offset)
        if block.kind not in _NUMBERED:
            block = self._paragraph(offset)
        return Passage(text[start:end], start, end, block)

    def _paragraph(self, offset: int) -> Block:
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        end = end if end >= 0 else len(self.text)
        return Block("", start, end, self.text[start:end], None, "paragraph")


def layout_of(doc: DocumentView) -> Layout:
    """The layout of a document, computed once."""
    found = doc.memo.get("layout")
    if not isinstance(found, Layout):
        found = doc.memo["layout"] = Layout(doc.text)
    return found


def laws_in(text: str) -> tuple[str, ...]:
    """Names of laws, administrative or local regulations and rules that a text cites, quoted or bare.

    Notices, opinions and plans are not law; nor are a district's or a town's own rules.
    """
    found = [
        n for n in _NAMED.findall(text) if _LAW_NAME.search(n) and not _soft(n) and not _ONLY_LOCAL.match(n)
    ]
    found += [n for n in _BARE.findall(text) if not _NOT_LAW.match(n)]
    return tuple(dict.fromkeys(found))


def _soft(name: str) -> bool:
    return bool(re.search(f"(?:{_SOFT})$", name))


def quoted(text: str, at: int) -> bool:
    """Whether a place lies inside 《》 or a quotation “…”. A short term in “” is emphasis (实行“一事一议”), unless the
    words in front make it a quotation (将“暂住证”修改为…)."""
    if text.rfind("《", 0, at) > text.rfind("》", 0, at):
        return True
    opened = text.rfind("“", 0, at + 1)
    if opened < 0 or opened < text.rfind("”", 0, at):
        return False
    closed = text.find("”", at)
    emphasis = 0 <= closed - opened <= _TERM and not _QUOTING.search(text[max(0, opened - 8) : opened])
    return not emphasis


def lawful_words(sentence: str) -> bool:
    """Whether the sentence leans on law in general words (依法, 依照有关法律法规的规定), its own rules aside."""
    return bool(_LAWFUL.search(sentence))


def negated(passage: Passage, at: int, *, relief: bool = False) -> bool:
    """Whether what begins at `at` (an offset into the sentence) is forbidden or denied, not ordered.

    不得要求企业缴纳保证金 is negated; 不得拒绝缴纳保证金 and 未缴纳保证金的，不得开工 are not. A list item under
    禁止下列行为： is negated by its lead. With `relief`, words that free from a charge (免收) negate nothing.
    """
    before = passage.text[:at]
    if before.endswith(("不", "未")) and _DEMANDED.match(passage.text, at):
        return True
    if _NOT_FOR_THAT.search(before):
        return True
    negations = [n for n in _NEGATION.finditer(before) if not (relief and n[0].startswith("免"))]
    if negations:
        found = negations[-1]
        gap = before[found.end() :]
        comma = max(gap.rfind("，"), gap.rfind("："))
        onward = re.match(r"(?:或者?|也|以及|更|亦)", gap[comma + 1 :])
        joined = comma < 0 or (onward and not _PLAIN.search(found[0]))
        if joined and len(gap) <= 60 and not _DOUBLE.search(gap):
            return True
    leads = _leads(passage)
    if not leads:
        return False
    item = _is_item(passage)
    if (item or not _CONSEQUENCE.search(passage.text)) and any(_BAN_LEAD.search(lead) for lead in leads):
        return True
    return item and not _LEFT_UNDONE.match(passage.text) and any(_ABUSES.search(lead) for lead in leads)


def _is_item(passage: Passage) -> bool:
    """Whether the line that the sentence stands in has the label of a list item."""
    text = passage.block.text
    line = text.rfind("\n", 0, max(0, passage.start - passage.block.start)) + 1
    return bool(_ITEM.match(text, line))


def _leads(passage: Passage) -> tuple[str, ...]:
    """The paragraphs that introduce a list item: of its article, of the item above."""
    block = passage.block
    leads = []
    if passage.start > block.start + len(block.lead):
        leads.append(block.lead.strip())
    if block.parent is not None:
        leads.append(block.parent.text.split("\n", 1)[0].strip())
    return tuple(leads)
