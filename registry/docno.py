"""发文字号 and registration numbers as frozen values: parse, canonical form, tolerant comparison, finding in text.

The 18 forms of rules.md §2.1 are the cases. Normalisation happens only inside a recognised number; the
printed string is always kept beside the canonical one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from registry.dates import NUMERAL_CHARS, cn2int
from registry.patterns import late

_OPEN, _CLOSE = "〔﹝[［【(（{｛〖", "〕﹞]］】)）}｝〗"
_O, _C = f"[{re.escape(_OPEN)}]", f"[{re.escape(_CLOSE)}]"
_B = r"[ \t\u3000\xa0]{0,3}"
_DIGIT = "0-9０-９"
_YEAR = rf"(?:[12１２][{_DIGIT}]{{3}}|[一二][〇○零OＯ0一二三四五六七八九]{{3}})"
#: Dashes of every width, escaped for a character class.
_DASH = r"\-－–—―─"
#: 3, 3-1, 3之一; leading zeros stay, so that the canonical form can differ from the printed one.
_SERIAL = rf"[{NUMERAL_CHARS}]{{1,8}}(?:[{_DASH}][{_DIGIT}]{{1,3}}(?=号)|(?=号之)|之[一二三四五六七八九十{_DIGIT}]{{1,3}}(?=号))?"
_CODE = r"[\u4e00-\u9fffA-Za-z·、]"

#: 沈政办发〔2023〕26号 and its typing variants; the code may be missing (〔2019〕第4号).
_BRACKETED = late(
    rf"(?P<code>(?:{_CODE}(?:{_B}{_CODE}){{0,23}})?){_B}{_O}{_B}(?P<year>{_YEAR}){_B}年?{_B}{_C}{_B}"
    rf"(?P<nth>第?){_B}(?P<serial>{_SERIAL}){_B}号(?P<suffix>(?:之[一二三四五六七八九十{_DIGIT}]{{1,3}})?)"
)
#: 2024〔159号〕 (brackets swapped) and 广安区府办发〔202026 (a bracket and 号 lost).
_SWAPPED = late(
    rf"(?P<code>{_CODE}(?:{_B}{_CODE}){{0,23}})?{_B}(?P<year>(?:19|20)\d{{2}}){_O}(?P<serial>\d{{1,5}})号{_C}"
)
_DAMAGED = late(
    rf"(?P<code>{_CODE}{{2,23}}){_O}(?P<year>(?:19|20)\d{{2}})(?:{_C})?(?P<serial>\d{{1,4}})号?(?![\d号年])"
)
#: …令第237号, …令2022年第158号, …令第〔2025〕第2号, 第149号令, 国土资源部第45号令.
_ORDER = late(
    rf"(?P<word>令|公告|通告){_B}{_O}?{_B}(?:第?{_B}{_O}?{_B}(?P<year>{_YEAR}){_B}年?{_B}{_C}?{_B})?(?P<term>{_O}{_B}[一二三四五六七八九十]{{1,3}}届{_B}{_C}{_B})?"
    rf"第?{_B}(?P<serial>{_SERIAL}){_B}号"
)
_ORDER_BEHIND = late(
    rf"(?:(?P<year>{_YEAR}){_B}年?{_B})?第{_B}(?P<serial>{_SERIAL}){_B}号{_B}(?P<word>(?:联合|警示)?(?:令|公告|通告))(?!第)"
)
#: QSGF-2021-001, HFGS—2017—9: 统一登记号, a second id beside 文号.
_REGISTRATION = late(
    rf"(?<![A-Za-z0-9])(?P<code>[A-Z]{{2,10}}(?:\d{{2}})?){_B}[{_DASH}]{{1,2}}{_B}(?P<year>(?:19|20)\d{{2}}){_B}[{_DASH}]{{1,2}}{_B}(?P<serial>\d{{1,6}})(?![\d{_DASH}A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A number taken apart. `form`: bracket | order | registration.

    `code` is the 代字 (沈政办发), the organ with its word (辽宁省人民政府令, 财政部 税务总局公告) or the
    registration prefix (QSGF). `term` is the congress's term (十三届). `certain` is False for a damaged number.
    """

    code: str
    year: int | None
    serial: str
    form: str
    raw: str
    bracketed: bool = True
    term: str = ""
    certain: bool = True

    @property
    def canonical(self) -> str:
        """The form of GB/T 9704: hexagonal brackets, four-digit year, no 第 and no leading zeros."""
        if self.form == "registration":
            return f"{self.code}-{self.year}-{self.serial}"
        if self.year is None or (self.form == "order" and self.code.endswith("令")):
            return f"{self.code}第{self.serial}号"
        if self.form == "bracket" or self.bracketed:
            return f"{self.code}〔{self.year}〕{self.serial}号"
        return f"{self.code}{self.year}年第{self.serial}号"

    @property
    def key(self) -> str:
        """What two prints of one number share: for comparison only, never shown."""
        code = re.sub(r"[\s、·]+", "", self.code)
        code = code.removeprefix("中华人民共和国").replace("国务院令", "国令")
        year = "" if self.year is None else str(self.year)
        serial = self.serial.lstrip("0") if self.form == "registration" else self.serial
        return f"{code}|{year}|{serial}".upper()

    def __str__(self) -> str:
        return self.canonical


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", re.sub(r"[ \t\u3000\xa0]+", "", text))


def _serial(text: str, suffix: str) -> str:
    text = re.sub(rf"[{_DASH}]", "-", _half(text)) + _half(suffix)
    head, mark, tail = text, "", ""
    for mark_ in ("-", "之"):
        if mark_ in text:
            head, mark, tail = text.partition(mark_)
            break
    number = cn2int(head)
    rest = cn2int(tail) if tail else None
    return (str(number) if number is not None else head) + (f"-{rest}" if mark and rest is not None else "")


def _number(found: re.Match[str], form: str, code: str, start: int, *, certain: bool = True) -> DocNumber:
    groups = found.groupdict()
    year = cn2int(_half(groups["year"])) if groups.get("year") else None
    raw = found.string[start : found.end()]
    head = found.string[found.start() : found.end()]
    bracketed = form == "bracket" or bool(groups.get("year") and re.search(rf"{_O}{_B}{_YEAR}", head))
    term = re.sub(rf"[{re.escape(_OPEN + _CLOSE)}\s]", "", groups.get("term") or "")
    serial = (
        groups["serial"] if form == "registration" else _serial(groups["serial"], groups.get("suffix") or "")
    )
    return DocNumber(code, year, serial, form, raw, bracketed, term, certain)


def _kind_of_code(code: str) -> tuple[str, str]:
    """A bracketed number whose code ends in 令 is an order (沧州市人民政府令第〔2025〕第2号). No code ends in 第."""
    plain = code.removesuffix("第")
    return plain, "order" if plain.endswith("令") else "bracket"


_BLANKS = late(r"[ \t\u3000\xa0]+")


def _clean_code(code: str) -> str:
    """A code or an organ's name without the blanks of typesetting; a blank between two organs stays, single."""
    code = code.strip()
    pieces = _BLANKS.split(code)
    if len(pieces) > 1 and all(len(piece) >= 3 for piece in pieces):
        return " ".join(pieces)
    return "".join(pieces)


#: A sentence, a title or a date before 令第N号: the string is more than a number.
_NOT_ORGAN = late(r"[。；，,《》]|\d{4}年|[年月日][ \u3000]?\d|\d日")


@lru_cache(maxsize=16384)
def parse_number(text: str) -> DocNumber | None:
    """The number that a string is (a cell, an element-table value, a header line); None for "-", "" or prose."""
    text = text.strip().strip("（）()　 ：:")
    if not text or len(text) > 80:
        return None
    for pattern in (_BRACKETED, _SWAPPED):
        found = pattern.fullmatch(text)
        if found:
            code, form = _kind_of_code(_clean_code(found["code"] or ""))
            return _number(found, form, code, 0)
    found = _REGISTRATION.fullmatch(text)
    if found:
        return _number(found, "registration", found["code"], 0)
    for pattern in (_ORDER, _ORDER_BEHIND):
        for found in pattern.finditer(text):
            if found.end() != len(text):
                continue
            organ = text[: found.start()]
            if _NOT_ORGAN.search(organ):
                return None
            return _number(found, "order", _clean_code(organ) + found["word"], 0)
    found = _DAMAGED.fullmatch(text)
    if found:
        return _number(found, "bracket", _clean_code(found["code"]), 0, certain=False)
    return None


def canonical(text: str) -> str | None:
    """The canonical form of a printed number, or None when it is none (Q-01 compares the two)."""
    number = parse_number(text)
    return number.canonical if number else None


@lru_cache(maxsize=16384)
def number_key(text: str | None) -> str:
    """A key equal for all prints of one number: brackets, blanks, 第, leading zeros, numerals do not count.

    For a string that is no recognised number: the string itself in half-width without blanks; "" for None.
    """
    if not text:
        return ""
    number = parse_number(text)
    return number.key if number else _half(text).upper()


def same_number(one: str, other: str) -> bool:
    """Whether two prints can be one number: equal keys, or equal but for a year or an organ that one leaves out."""
    a, b = number_key(one), number_key(other)
    if a == b:
        return True
    code_a, _, rest_a = a.partition("|")
    code_b, _, rest_b = b.partition("|")
    if not rest_a or not rest_b:
        return False
    year_a, _, serial_a = rest_a.partition("|")
    year_b, _, serial_b = rest_b.partition("|")
    if serial_a != serial_b or (year_a and year_b and year_a != year_b):
        return False
    if code_a == code_b:
        return code_a.endswith("令")
    word = next((w for w in ("令", "公告", "通告") if code_a.endswith(w) and code_b.endswith(w)), "")
    return bool(word) and word in (code_a, code_b)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number met in a text: `text[start:end]` is the printed form, organ or code included."""

    number: DocNumber
    start: int
    end: int


def find_numbers(text: str, start: int = 0, end: int | None = None) -> tuple[FoundNumber, ...]:
    """Every number printed in `text[start:end]`, in order, without overlaps; registration numbers included."""
    stop = len(text) if end is None else end
    found: list[FoundNumber] = []
    for number in _candidates(text, start, stop):
        if not found or number.start >= found[-1].end:
            found.append(number)
        elif number.end - number.start > found[-1].end - found[-1].start:
            found[-1] = number
    return tuple(found)


_ANCHOR = late(
    rf"{_O}{_B}{_YEAR}{_B}年?{_B}{_C}|令|号{_B}(?:联合|警示)?(?:令|公告|通告)|(?:公告|通告)(?={_B}(?:第|{_O}|[12][0-9]{{3}}))|[A-Z][{_DASH}]|[A-Z]\d\d[{_DASH}]"
)
_REACH = 72


def _candidates(text: str, start: int, stop: int) -> Iterator[FoundNumber]:
    """Cheap anchors first; around each, the full pattern on a short window: linear on any input."""
    for anchor in _ANCHOR.finditer(text, start, stop):
        at = anchor.start()
        mark = text[at]
        low, high = max(start, at - _REACH), min(stop, at + _REACH)
        if mark in _OPEN:
            yield from _bracketed_at(text, at, low, high)
        elif mark == "令" or mark in "公通":
            yield from _order_at(text, at, low, high)
        elif mark == "号":
            yield from _order_behind(text, anchor.end(), low)
        else:
            head = at
            while head > low and text[head - 1].isascii() and text[head - 1].isalnum():
                head -= 1
            hit = _REGISTRATION.match(text, head, high)
            if hit:
                yield FoundNumber(
                    _number(hit, "registration", hit["code"], hit.start()), hit.start(), hit.end()
                )


_TAIL_OF_BRACKET = late(
    rf"{_O}{_B}(?P<year>{_YEAR}){_B}年?{_B}{_C}{_B}(?P<nth>第?){_B}(?P<serial>{_SERIAL}){_B}号(?P<suffix>(?:之[一二三四五六七八九十{_DIGIT}]{{1,3}})?)"
)


def _bracketed_at(text: str, at: int, low: int, high: int) -> Iterator[FoundNumber]:
    hit = _TAIL_OF_BRACKET.match(text, at, high)
    if not hit:
        return
    head = code_start(text, at, low)
    code, form = _kind_of_code(_clean_code(text[head:at]))
    if code.endswith(("公告", "通告", "令")):
        head = organ_start(text, at, low)
        code, form = _kind_of_code(_clean_code(text[head:at]))
    yield FoundNumber(_number(hit, form, code, head), head, hit.end())


def _order_at(text: str, at: int, low: int, high: int) -> Iterator[FoundNumber]:
    hit = _ORDER.match(text, at, high)
    if not hit:
        return
    head = organ_start(text, at, low)
    yield FoundNumber(_number(hit, "order", _clean_code(text[head:at]) + hit["word"], head), head, hit.end())


def _order_behind(text: str, end: int, low: int) -> Iterator[FoundNumber]:
    for hit in _ORDER_BEHIND.finditer(text, max(low, end - 40), end):
        if hit.end() == end:
            head = organ_start(text, hit.start(), low)
            # …总局令第55号令: some print the word on both sides of the number
            organ = _clean_code(text[head : hit.start()]).removesuffix(hit["word"])
            yield FoundNumber(_number(hit, "order", organ + hit["word"], head), head, end)
            return


#: 兰民发, and 法（研）发 with its room in brackets.
_CODE_RUN = late(r"[\u4e00-\u9fffA-Za-z]+(?:(?<=[\u4e00-\u9fff])[（(][\u4e00-\u9fff]{1,2}[)）][发字函])?$")
#: Words of prose that can stand right before a code; the code begins behind the last of them.
_PROSE = late(
    r"根据|依据|依照|按照|遵照|参照|执行|落实|贯彻|印发|颁发|转发|下发|发布|公布|关于|废止|修改|取代|替代|代替|"
    r"以下简称|文件|以及|[我本你贵][院局部委厅办](?=[\u4e00-\u9fff])|原(?=[\u4e00-\u9fff])|[与和及见对按以在从由至的或因为于将]|该|文号|字号"
)


def code_start(text: str, end: int, low: int) -> int:
    """Where the 代字 that ends at `end` begins: the run of letters before it, less the prose in front."""
    behind = end
    while end > low and text[end - 1] in " \t\u3000\xa0":
        end -= 1
    window = text[max(low, end - 40) : end]
    run = _CODE_RUN.search(window)
    if not run:
        return behind
    head = run.start()
    if len(run[0]) <= 2 and head > 0:  # 国 发〔2015〕68号: blanks of typesetting inside the code
        spaced = re.search(
            r"(?:^|\n|[（(：:；;。，,])((?:[\u4e00-\u9fffA-Za-z][ \u3000]{0,2}){1,14})$", window
        )
        if spaced:
            head = spaced.start(1)
    code = window[head:]
    for word in _PROSE.finditer(code):
        if word.end() < len(code):
            head = max(head, run.start() + word.end()) if len(run[0]) == len(code) else head
    return max(low, end - 40) + head


_ORGAN_RUN = late(r"[\u4e00-\u9fff、 \u3000]+$")
_BEFORE_ORGAN = late(
    r"根据|依据|依照|按照|遵照|参照|执行|落实|贯彻|印发|颁发|转发|下发|发布|公布|废止|解除|修改|同时|以下简称|文件|以及|(?<![\u4e00-\u9fff]{6})原(?=国家|[\u4e00-\u9fff]{1,12}[部局委署])|"
    r"[\u4e00-\u9fff]?[日月年](?=[\u4e00-\u9fff])|通过|批准|(?:[的以由与]|经(?![济贸营纪]))(?=国务院|国家|中国|中华|最高|全国|[\u4e00-\u9fff]{1,6}[部署])|和(?=国务院|国家[^和]|中国|最高|海关总署|财政部|公安部|税务总局|商务部|司法部)"
)


#: 国家安全生产监督管理局（国家煤矿安全监察局）令第19号: one body under two names.
_SECOND_NAME = re.compile(r"[（(〈<][\u4e00-\u9fff]{4,20}[局部委署办][）)〉>]\Z")


def organ_start(text: str, end: int, low: int) -> int:
    """Where the organ (or the organs joined by 、 or a blank) that ends at `end` begins."""
    behind = end
    while end > low and text[end - 1] in " \t\u3000\xa0":
        end -= 1
    base = max(low, end - 60)
    if second := _SECOND_NAME.search(text, base, end):
        head = organ_start(text, second.start(), low)
        return head if head < second.start() else behind
    run = _ORGAN_RUN.search(text[base:end])
    if not run:
        return behind
    head = run.start()
    organ = run[0]
    cut = 0
    for word in _BEFORE_ORGAN.finditer(organ):
        if word.end() < len(organ):
            cut = word.end()
    organ = organ[cut:]
    blank = len(organ) - len(organ.lstrip(" \u3000、日月年号"))
    return base + head + cut + blank if blank < len(organ) else behind
