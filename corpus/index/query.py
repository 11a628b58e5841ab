"""The query language: what lawyers type, as a small tree. Pure; every mistake is explained with its place.

词1 词2          all words must occur        "完整短语"   the exact words
甲 OR 乙 / 甲|乙   either                      -词 / NOT 词  must not occur
词1，词2          as with a blank             千政发2015 3  also the number 千政发〔2015〕3号
标题:消防 文号:千政发 机关:住建 年份:2015-2020 状态:有效 有效期至:<2026-12-31   fields
(甲 OR 乙) 丙      groups
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.index.fold import fold
from registry.errors import UsageError
from registry.plain import blank_controls
from registry.records import Status

MAX_LENGTH = 1_000
MAX_DEPTH = 50

#: Field prefixes as typed → canonical field.
FIELDS = {
    "标题": "title", "名称": "title", "title": "title",
    "文号": "number", "发文字号": "number", "字号": "number", "登记号": "number", "number": "number",
    "机关": "issuer", "制定机关": "issuer", "发文机关": "issuer", "机构": "issuer", "单位": "issuer", "issuer": "issuer",
    "年份": "year", "年": "year", "year": "year",
    "状态": "status", "status": "status",
    "主题": "subject", "主题词": "subject", "主题分类": "subject", "subject": "subject", "matter": "subject",
    "文种": "kind", "kind": "kind",
    "依据": "basis", "basis": "basis",
    "引用": "cites", "cites": "cites",
    "备案": "filing", "filing": "filing",
    "有效期至": "expires", "expires": "expires",
    "施行": "effective", "施行日期": "effective", "effective": "effective",
    "成文": "signed", "成文日期": "signed", "日期": "signed", "signed": "signed",
    "条": "article", "article": "article",
}  # fmt: skip
DATE_FIELDS = frozenset({"year", "expires", "effective", "signed"})
#: What is asked of the filing record → what the index keeps.
_FILING = {"有": "有", "已备案": "有", "是": "有", "无": "无", "未备案": "无", "否": "无", "不明": "不明"}
#: 千政发2015 3, 千政发2015-3号: a number as people type it, without its brackets. Folded.
_LOOSE = re.compile(
    r"(?P<code>[\u4e00-\u9fffa-z]{2,15}?)\[?(?P<year>(?:19|20)\d{2})[\]年]?[ -]?第?(?P<serial>\d{1,5})号?"
)


class QueryError(UsageError):
    """A query that cannot be understood; `at` is the place (0-based) in the query."""

    def __init__(self, query: str, at: int, problem: str, remedy: str = "") -> None:
        shown = query if len(query) <= 60 else query[:57] + "…"
        super().__init__(f"检索式第 {at + 1} 个字处有误：{problem}（{shown}）", remedy)
        self.at = at


@dataclass(frozen=True, slots=True)
class Words:
    """Characters that must occur somewhere (field None: text, title or number)."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """A date field between two days, inclusive; ISO prefixes ("2015", "2015-03"); None = open."""

    field: str
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


Node = Words | Between | Not | And | Or

_TOKEN = re.compile(
    r"""[\s，、；]+
    | (?P<and>(?:AND|and|&&?|并且|且|与|和)(?=[\s(（"“]|$))
    | (?P<lpar>[(（](?=.)) | (?P<rpar>[)）])
    | (?P<or>(?:OR|or|\|\|?|或者?)(?=[\s(（"“]|$) | \|)
    | (?P<not>(?:NOT|not|非)(?=\s) | [-－](?=[^\s-]))
    | (?P<field>[A-Za-z\u4e00-\u9fff]{1,9}[:：])
    | (?P<quoted>["“”](?P<phrase>[^"“”]*)["“”])
    | (?P<openquote>["“”])
    | (?P<word>[^\s，、；()（）"“”|]+)
    """,
    re.VERBOSE,
)
#: A bracket pair that belongs to a number or title, not to a group: 千政发（2015）3号, 管理办法（试行）.
_INNER_BRACKETS = re.compile(r"[(（][^\s()（）\"“”|]{0,12}[)）]")
_BEHIND_BRACKETS = re.compile(r"[^\s，、；()（）\"“”|]*")
_DATE = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?)?)?月?年?")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _field(prefix: str) -> str:
    """A prefix as it stands in FIELDS: without its colon, in small letters and simplified characters."""
    return fold(prefix.rstrip(":："))


def _tokens(query: str) -> Iterator[_Token]:
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:  # every character is covered by some alternative but a lone trailing bracket
            at += 1
            continue
        kind = match.lastgroup
        if kind == "phrase":
            kind = "quoted"
        if kind == "field" and _field(match.group()) not in FIELDS:
            raise QueryError(
                query, at, f"没有“{match.group()[:-1]}”这个检索字段",
                "可用：标题 文号 机关 年份 状态 主题 文种 依据 引用 备案 有效期至 施行 成文 条；若冒号是正文的一部分，请加引号",
            )  # fmt: skip
        end = match.end()
        if kind == "openquote":
            raise QueryError(query, at, "引号没有配对", "请补上另一半引号")
        if kind == "word":
            while (inner := _INNER_BRACKETS.match(query, end)) is not None:
                end = inner.end()
                rest = _BEHIND_BRACKETS.match(query, end)
                end = rest.end() if rest else end
            yield _Token("word", query[at:end], at)
        elif kind == "quoted":
            yield _Token("quoted", match.group("phrase"), at)
        elif kind is not None and kind != "and":  # words stand together as they are
            yield _Token(kind, match.group(), at)
        at = max(end, at + 1)


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = list(_tokens(query))
        self.at = 0

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def fail(self, token: _Token | None, problem: str, remedy: str = "") -> QueryError:
        return QueryError(self.query, token.at if token else len(self.query), problem, remedy)

    def either(self, depth: int) -> Node:
        parts = [self.every(depth)]
        while (token := self.peek()) is not None and token.kind == "or":
            self.at += 1
            parts.append(self.every(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def every(self, depth: int) -> Node:
        parts: list[Node] = []
        while (token := self.peek()) is not None and token.kind not in ("or", "rpar"):
            part = self.one(depth)
            if part is not None:
                parts.append(part)
        if not parts:
            raise self.fail(self.peek(), "这里缺少检索词", "OR、NOT 或括号两边都要有词")
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self, depth: int) -> Node | None:
        token = self.peek()
        if token is None:
            raise self.fail(None, "这里缺少检索词")
        self.at += 1
        if depth > MAX_DEPTH:
            raise self.fail(token, "括号或否定嵌套太深", "请简化检索式")
        if token.kind == "not":
            part = self.one(depth + 1)
            return Not(part) if part is not None else None
        if token.kind == "lpar":
            inside = self.either(depth + 1)
            closing = self.peek()
            if closing is None or closing.kind != "rpar":
                raise self.fail(token, "括号没有配对", "请补上右括号")
            self.at += 1
            return inside
        if token.kind == "field":
            return self.field(token)
        if token.kind == "word":
            return self.words(token)
        text = token.text.strip()
        return Words(text) if text else None

    def number(self, token: _Token) -> tuple[str, _Token | None]:
        """The number that begins with a word, or "", and the word behind it when that is taken as its rest."""
        following = self.peek()
        if following is not None and following.kind == "word" and (number := _number(token, following)):
            self.at += 1
            return number, following
        return _number(token), None

    def words(self, token: _Token) -> Node:
        """A word; what looks like a number without its brackets also means that number."""
        number, second = self.number(token)
        typed: Node = And((Words(token.text), Words(second.text))) if second else Words(token.text)
        return Or((typed, Words(number, "number"))) if number else typed

    def field(self, token: _Token) -> Node:
        name = FIELDS[_field(token.text)]
        value = self.peek()
        if value is None or value.kind not in ("word", "quoted", "not"):
            raise self.fail(value, f"“{token.text}”后面缺少内容", f"写法如 {token.text[:-1]}:内容")
        self.at += 1
        if value.kind == "not" or not value.text.strip():
            raise self.fail(value, f"“{token.text}”后面缺少内容", f"写法如 {token.text[:-1]}:内容")
        if name in DATE_FIELDS:
            return self.between(name, value)
        text = value.text.strip()
        match name:
            case "number":
                text = self.number(value)[0] or text
            case "status":
                text = fold(text)
                if not any(text in status for status in Status):
                    raise self.fail(value, f"没有“{text}”这种状态", "可用：" + "、".join(Status))
            case "filing":
                if fold(text) not in _FILING:
                    raise self.fail(value, f"备案只有有、无、不明，没有“{text}”", "写法如 备案:无")
                text = _FILING[fold(text)]
        return Words(text, name)

    def between(self, name: str, value: _Token) -> Between:
        raw = value.text.strip()
        comparison = re.match(r"(>=|<=|>|<|≥|≤|＞|＜)\s*(.+)", raw)
        if comparison:
            day = self.day(comparison.group(2), value)
            upward = comparison.group(1)[0] in ">≥＞"
            return Between(name, day, None) if upward else Between(name, None, day)
        for mark in ("..", "~", "至", "—", "到"):
            if mark in raw:
                low, _, high = raw.partition(mark)
                return Between(
                    name,
                    self.day(low, value) if low.strip() else None,
                    self.day(high, value) if high.strip() else None,
                )
        years = re.fullmatch(r"(\d{4})[-－](\d{4})", raw)
        if years:
            return Between(name, years.group(1), years.group(2))
        day = self.day(raw, value)
        return Between(name, day, day)

    def day(self, raw: str, token: _Token) -> str:
        match = _DATE.fullmatch(raw.strip())
        if match is None:
            raise self.fail(
                token, f"“{raw.strip()}”不是日期", "写法如 2015、2015-03、2015-03-10、2015-2020、<2026-12-31"
            )
        year, month, day = match.groups()
        if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
            raise self.fail(token, f"“{raw.strip()}”不是有效日期")
        return "-".join([year, *(f"{int(x):02d}" for x in (month, day) if x)])


def parse(query: str) -> Node:
    """The tree of a query. Raises QueryError (a Chinese sentence with the place) for what makes no sense."""
    if len(query) > MAX_LENGTH:
        raise QueryError(query, MAX_LENGTH, f"检索式太长（最多 {MAX_LENGTH} 字）", "请缩短")
    parser = _Parser(blank_controls(query))  # also the half characters of a terminal that is not UTF-8
    if not parser.tokens:
        raise QueryError(query, 0, "没有检索词", "请输入要找的词")
    tree = parser.either(0)
    left = parser.peek()
    if left is not None:
        raise parser.fail(left, "多了一个右括号", "请删去或补上左括号")
    return tree


def _number(*tokens: _Token) -> str:
    """The number that some words mean when it was typed without its brackets, in its usual form, or ""."""
    found = _LOOSE.fullmatch(fold(" ".join(token.text for token in tokens)))
    return f"{found['code']}〔{found['year']}〕{found['serial']}号" if found else ""


def positive_words(node: Node) -> tuple[Words, ...]:
    """The words that a hit is expected to show (for snippets and scores), in order."""
    match node:
        case Words():
            return (node,)
        case And(parts) | Or(parts):
            return tuple(w for part in parts for w in positive_words(part))
        case _:
            return ()


def words_of(query: str) -> tuple[str, ...]:
    """The words and names that a query asks for, as typed. Raises QueryError as `parse`."""
    return tuple(dict.fromkeys(word.text for word in positive_words(parse(query))))
