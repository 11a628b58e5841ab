"""The lists of a cleanup decision: tables in its annexes, numbered lines under a heading, or items of its own body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.dates import cn2int
from registry.records import Disposition

_LIST = re.compile(
    r"(?P<mend>继续有效[^，。；\n]{0,6}(?<!不)(?<!无)需要?(?:作|进行)?(?:修改|修订))"
    r"|(?P<keep>继续有效|保留(?:的|类)?[^，。；\n]{0,8}(?:文件|目录))|(?P<amend>(?:拟?(?:予以)?|需要?|应当)(?:修改|修订))"
    r"|(?P<repeal>(?:予以)?废止)|(?P<lapse>(?:宣布|自然|自行)?失效)"
)
#: A line of the note that names the annexes (附件：1.继续有效的文件目录), not the heading of one.
_NOTED = re.compile(r"^[\s　]*(?:附件[：:])?[\s　]*\d[.．、]")
_HEADING = re.compile(r"^[\s　]*(?:附件|附表)\s*[0-9０-９一二三四五六七八]*[\s　.：:、]*")
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,24}[〔\[（(﹝【]\s*\d{4}\s*[〕\]）)﹞】]\s*第?\s*\d+(?:[-—]\d+)?\s*号"
    r"|[\u4e00-\u9fff]{2,20}令\s*第?\s*[\d一二三四五六七八九十百]+\s*号"
)
#: 一、废止的文件（1件）, 四、宣布失效的1件：《X》…: an item of the body that is or begins a list.
_ITEM = re.compile(r"^[\s　]*[一二三四五六七八九十]{1,3}、")
_STATED = re.compile(r"([\d０-９]+|[一二三四五六七八九十百零〇]+)\s*件")
_LISTING = re.compile(r"文件|目录|件[）)]?[：:；;。，,]|件[）)]$")
#: The item lists its documents itself.
_INLINE = re.compile(r"^[^《]{0,120}(?:件|文件|目录)[^《]{0,90}[：:]\s*《")
_LINE = re.compile(
    r"^[\s　]*(?:[（(]?\d{1,3}[）).、．][\s　]*《?|[（(][一二三四五六七八九十]{1,3}[）)][\s　]*《|《)(.{4,300})"
)
_NAMED = re.compile(
    r"《(?P<title>[^《》]{4,80}(?:《[^《》]{1,60}》[^《》]{0,30})?)》[（(](?P<in>[^（）()]{4,60}号[^（）()]{0,40})[）)](?P<tail>[^《]{0,120})"
)
#: What a line says beside title and number, under the heads that a table would have.
_TOLD = (
    ("公布日期", re.compile(r"(\d{4}年\d{1,2}月(?:\d{1,2}日)?)(?=[^\d底末])(?!前|以前|之前|底|末)")),
    ("理由", re.compile(r"(?:理由|原因)[：:是为]\s*([^，；。）)]{2,60})|(?<!责)(因[^，；。）)]{4,60})")),
    ("责任单位", re.compile(r"(?:责任|实施|牵头)(?:单位|部门|科室)[：:是为]?\s*([^，；。）)_＿]{2,40})|由([^，；。]{2,20}(?:局|办|办公室|委|所|中心|队))[^，；。]{0,4}(?:负责|实施|修改)|([^，；。]{2,20}(?:局|办|办公室|委|所|中心|队))实施")),
    ("完成时限", re.compile(r"(?:时限|期限)[：:是为]\s*([^，；。）)]{4,30})|(\d{4}年\d{1,2}月(?:\d{1,2}日|底)?)(?:以前|之前|前)")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One document in a list: its title and number as printed, and all cells of the row by header."""

    title: str
    number: str
    cells: dict[str, str] = field(default_factory=dict)


def lists_in(text: str) -> dict[Disposition, tuple[Row, ...]]:
    """Each list that the text prints, with its rows; a list that it does not print is absent."""
    lists: dict[Disposition, list[Row]] = {}
    for kind, row in _rows(text):
        lists.setdefault(kind, []).append(row)
    return {kind: tuple(rows) for kind, rows in lists.items()}


def counts_in(text: str) -> dict[Disposition, int]:
    """How many documents the items of the body say that each list has (一、继续有效的文件3件；二、…)."""
    counts: dict[Disposition, int] = {}
    for line in text.split("\n"):
        stated = _STATED.findall(line)
        if _ITEM.match(line) and len(stated) == 1 and (kind := _kind_in(line)):
            counts.setdefault(kind, to_int(stated[0]))
    return counts


def _rows(text: str) -> Iterator[tuple[Disposition, Row]]:
    headings = _annex_kinds(text)
    kind: Disposition | None = None
    of_item = of_note = False
    tables = 0
    header: list[str] = []
    for line in text.split("\n"):
        cells = [c.strip() for c in line.split("\t")]
        if len(cells) >= 3:
            if _is_header(cells):
                header = [_HEADING.sub("", c) or c for c in cells]
                tables += 1
                # Behind a note of the annexes the tables stand in its order. An item of the body that speaks of a
                # list is no heading of the tables behind it.
                by_note = headings.get(tables) if of_note else None
                kind = _of_table(cells, headings) or by_note or (None if of_item else kind)
                of_item = False
            elif header and kind and (row := _of_cells(dict(zip(header, cells, strict=False)))):
                yield kind, row
        elif _ITEM.match(line):
            kind, header, of_item = (_kind_in(line) if _LISTING.search(line) else None), [], True
            of_note = False
            if kind and _INLINE.match(line):
                for named in _NAMED.finditer(line):
                    yield kind, _row(named["title"], f"（{named['in']}）{named['tail']}")
        elif (_HEADING.match(line) and len(line) < 60) or (
            len(line) < 40 and line.endswith(("目录", "清单"))
        ):
            kind, header, of_item = _kind_in(line), [], False
            of_note = bool(_NOTED.match(line))
        elif kind and (listed := _LINE.match(line)):
            yield kind, _of_line(listed[1])


def _is_header(cells: list[str]) -> bool:
    return any("文件名称" in c or c in ("名称", "标题", "文件标题") for c in cells)


def _of_table(cells: list[str], headings: dict[int, Disposition]) -> Disposition | None:
    """The list that a table is, by its column of reasons, the number of its annex, or its columns."""
    named = re.match(r"[\s　]*附[件表]\s*([0-9０-９一二三四五六七八]+)", cells[0])
    return (
        _kind_in("".join(c for c in cells if "理由" in c))
        or (headings.get(to_int(named[1])) if named else None)
        or _by_columns(cells)
    )


def _of_cells(columns: dict[str, str]) -> Row | None:
    title = next((v for k, v in columns.items() if "名称" in k or "标题" in k), "")
    number = next((v for k, v in columns.items() if "文号" in k or "字号" in k), "")
    return Row(title, number, columns) if title else None


def _of_line(item: str) -> Row:
    numbered = _NUMBER.search(item)
    if numbered is None:
        return Row(re.split(r"[，；。]", item)[0].strip("《》 　"), "", {})
    title = item[: numbered.start()].rstrip("（( 　").strip("《》 　。；")
    if not title:  # the number stands first: 石住建发〔2019〕9号，农村危房鉴定管理办法，…
        title = re.split(r"[，；。]", item[numbered.end() :].lstrip("）)，、：: 　"))[0].strip("《》 　")
    return _row(title, item[numbered.start() :])


def _row(title: str, tail: str) -> Row:
    """A row in words: the number and what else is told, under the heads that a table would have."""
    numbered = _NUMBER.search(tail)
    cells = {"文号": numbered[0] if numbered else ""}
    for head, pattern in _TOLD:
        found = pattern.search(tail)
        cells[head] = next((part for part in found.groups() if part), "") if found else ""
    return Row(title, cells["文号"], cells)


def to_int(text: str) -> int:
    """288, ２８８ or 二百八十八 as an integer; 0 for nothing."""
    return cn2int(text) or 0


def _kind_in(line: str) -> Disposition | None:
    found = _LIST.search(line)
    if not found:
        return None
    return {
        "keep": Disposition.KEEP,
        "amend": Disposition.AMEND,
        "mend": Disposition.AMEND,
        "repeal": Disposition.REPEAL,
        "lapse": Disposition.LAPSE,
    }[str(found.lastgroup)]


def _annex_kinds(text: str) -> dict[int, Disposition]:
    """附件N → its list, from the attachment note (附件：1.继续有效的…目录) or from (附件1) in the body."""
    kinds: dict[int, Disposition] = {}
    for m in re.finditer(r"(?:^|附件[：:]?)[\s　]*(\d)[.．、]\s*([^\n]{4,40}目录)", text, re.MULTILINE):
        if kind := _kind_in(m[2]):
            kinds[to_int(m[1])] = kind
    for m in re.finditer(r"([^，。；\n、]{2,24})[（(]附件\s*(\d)[）)]", text):
        if kind := _kind_in(m[1]):
            kinds.setdefault(to_int(m[2]), kind)
    return kinds


def _by_columns(cells: list[str]) -> Disposition | None:
    joined = " ".join(cells)
    if ("修改" in joined and ("要点" in joined or "内容" in joined)) or (
        "时限" in joined and "责任" in joined
    ):
        return Disposition.AMEND
    if "有效期" in joined:
        return Disposition.KEEP
    return None
