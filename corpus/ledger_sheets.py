"""Spreadsheet files to grids of cells: xlsx and xls, csv in every encoding, and tables saved as ".xls" html.

A workbook is read in a process of its own: a few kilobytes can make a spreadsheet library abort or take all
memory, and then only that process ends.
"""

import csv
import io
import json
import math
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from lxml import html

from corpus.ledger_workbook import COLUMNS, ROWS
from registry.errors import InputError
from registry.plain import strip_controls

#: A cell: text, a number, a day, or None when empty.
Cell = str | int | float | date | None

_BYTES = 100 << 20
_SECONDS = 60
_SPAN = 63
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REMEDY = "请用 Excel 或 WPS 打开后另存为 xlsx 再导入"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a grid from its first cell on, so that row numbers are those that a person sees.

    `merges` are (first row, first column, last row, last column), counted from 0, all inclusive.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a ledger file; what it is decides its content, not its name.

    Raises InputError when the file is absent, too large, protected, damaged or no table at all.
    """
    try:
        if path.stat().st_size > _BYTES:
            raise InputError(f"台账文件太大（超过 100 MB）：{path}", "请删去不相干的工作表后再导入")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"台账打不开：{path}（{error.strerror}）", "请检查路径和权限") from None
    if not data.strip():
        raise InputError(f"台账是空文件：{path}", "请检查文件是否保存完整")
    if _ENCRYPTED in data[: 1 << 20] and data.startswith(_OLE):
        raise InputError(f"台账有密码：{path}", "请在 Excel 或 WPS 中去掉打开密码后再导入")
    if data.startswith((b"PK\x03\x04", _OLE)):
        return _workbook(path)
    text = _decode(data, path)
    if "<table" in text[:200_000].lower():
        return _html(text)
    return (_csv(text),)


# -- workbooks


def _workbook(path: Path) -> tuple[Sheet, ...]:
    command = [sys.executable, "-m", "corpus.ledger_workbook", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"台账读了一分钟还没读完，已停止：{path}", _REMEDY) from None
    if done.returncode not in (0, 1):
        raise InputError(f"台账无法读取（文件异常，读取程序已中止）：{path}", _REMEDY)
    if done.returncode:
        error = done.stderr.decode("utf-8", "replace").lower()
        why = "有密码" if "password" in error or "encrypt" in error else "文件损坏或格式不对"
        raise InputError(f"台账无法读取（{why}）：{path}", _REMEDY)
    return tuple(
        Sheet(
            name=sheet["name"],
            rows=tuple(tuple(map(_cell, row)) for row in sheet["rows"]),
            merges=tuple((a, b, c, d) for a, b, c, d in sheet["merges"]),
        )
        for sheet in json.loads(done.stdout)
    )


def _cell(value: object) -> Cell:
    """A cell as the reading process sent it: a list of one string is a day."""
    match value:
        case str():
            return _text(value)
        case [str(day)]:
            return date.fromisoformat(day)
        case int() | float():
            if not math.isfinite(value):  # 1e999 in a workbook
                return None
            return int(value) if value == int(value) and abs(value) < 1e15 else value
    return None


def _text(value: str) -> str | None:
    text = strip_controls(value).strip(" \t\n\u3000\xa0")
    return text.removeprefix("'") or None


# -- text


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"台账不是表格文件：{path}", "请提供 xlsx、xls 或 csv")


def _csv(text: str) -> Sheet:
    head = "\n".join(text.splitlines()[:30])
    delimiter = max(",\t;，|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = tuple(tuple(map(_text, row[:COLUMNS])) for row in islice(reader, ROWS))
    except csv.Error as error:
        raise InputError(f"csv 台账第 {reader.line_num} 行无法读取（{error}）", _REMEDY) from None
    return Sheet("csv", rows)


def _html(text: str) -> tuple[Sheet, ...]:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    return tuple(_html_table(table, index) for index, table in enumerate(root.iter("table"), 1))


def _html_table(table: html.HtmlElement, index: int) -> Sheet:
    grid: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(islice(table.iter("tr"), ROWS)):
        cells: list[Cell] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (at, column) in taken:
                column += 1
            wide, high = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = _text(cell.text_content())
            if wide > 1 or high > 1:
                merges.append((at, column, at + high - 1, column + wide - 1))
                taken |= {(at + r, column + c) for r in range(high) for c in range(wide)}
            column += wide
        grid.append(cells[:COLUMNS])
    return Sheet(f"表{index}", tuple(tuple(row) for row in grid), tuple(merges))


def _span(value: str | None) -> int:
    return max(1, min(_SPAN, int(value))) if value and value.isdigit() and len(value) < 5 else 1


# -- merged cells


def fill_merges(sheet: Sheet) -> Sequence[Sequence[Cell]]:
    """The grid with the value of a merged range in each of its cells; ranges beyond the grid are clamped."""
    grid = [list(row) for row in sheet.rows]
    for top, left, bottom, right in sheet.merges:
        if not 0 <= top < len(grid) or not 0 <= left < len(grid[top]):
            continue
        value = grid[top][left]
        for row in _clamped(top, bottom, len(grid)):
            for column in _clamped(left, right, COLUMNS):
                grid[row].extend([None] * (column + 1 - len(grid[row])))
                grid[row][column] = value
    return grid


def _clamped(first: int, last: int, end: int) -> Iterable[int]:
    return range(max(0, first), min(last + 1, end))
