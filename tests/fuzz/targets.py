"""What is fuzzed: a maker of cases and a check for each parser. Seeded, so that every case can be made again.

A case is made from fragments of the parser's own language, joined, cut and dirtied; a check raises for
anything but the answer or the documented error. `make fuzz` runs a million, `make test` a few thousand.
"""

import atexit
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from corpus.citations import OwnNames, find_citations
from corpus.extract import extract
from corpus.index.query import parse
from corpus.ledger import ledger_of
from corpus.ledger_columns import columns
from corpus.ledger_dates import read_date, read_term
from corpus.ledger_sheets import Sheet
from corpus.reading import Instrument, Reading
from corpus.structure import find_marks, find_units, segments
from corpus.validity import find_validity
from registry import dates
from registry.docno import find_numbers, number_key, parse_number, same_number
from registry.errors import GuiqingError, InputError, UsageError
from registry.export.interchange import ExchangeFormat, import_documents
from registry.packs import PackRow, make_pack, read_pack
from registry.plain import blank_controls, strip_controls
from registry.records import Source
from rules.profiles import load_profile
from tui.keys import load_keys

Case = Any

_DIRT = (
    "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "\uffff", "😀", "\u3000", " ", "\t", "\n", "\r\n", "＝", "²", "٣", "Ⅲ",
    "𠮷", "é", "½", "\u2028", "①", "㈠", "０", "%", "\\", "'", '"', "0" * 40, "一" * 40, "（" * 30, "《" * 30,
)  # fmt: skip
_DIGITS = (
    "0",
    "1",
    "2",
    "3",
    "9",
    "12",
    "31",
    "2021",
    "1999",
    "０",
    "８",
    "〇",
    "零",
    "一",
    "二",
    "十",
    "廿",
    "百",
    "千",
    "万",
    "两",
)


def _mix(random: Random, fragments: tuple[str, ...], most: int) -> str:
    """Fragments in a row; one case in five gets dirt, one in ten loses characters."""
    parts = random.choices(fragments, k=random.randint(0, most))
    if random.random() < 0.2:
        for _ in range(random.randint(1, 3)):
            parts.insert(random.randint(0, len(parts)), random.choice(_DIRT))
    text = "".join(parts)
    if random.random() < 0.1 and text:
        start = random.randrange(len(text))
        text = text[:start] + text[start + random.randint(1, 4) :]
    return text


def _strings(fragments: tuple[str, ...], most: int) -> Callable[[Random], str]:
    return lambda random: _mix(random, fragments, most)


def _is_told(error: GuiqingError) -> None:
    """A refusal is a sentence."""
    assert error.message


# -- numbers, dates, numerals

_NUMBER = (
    *_DIGITS, "兰政发", "兰政办规", "国发", "海关总署", "辽宁省人民政府", "财政部 税务总局", "国务院", "主席", "〔", "〕", "[", "]", "【", "】", "(", ")",
    "（", "）", "令", "公告", "通告", "第", "号", "年", "之", "-", "—", "、", "，", "。", "QSGF", "-2021-", "十三届", "《甲办法》", " ", "\n",
)  # fmt: skip


def _check_number(text: str) -> None:
    at = 0
    for found in find_numbers(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
        canonical = found.number.canonical
        again = parse_number(canonical)
        # 令第2021012号 is read as the year and the serial in one; longer serials than offices give look like that.
        if again is not None and found.number.certain and len(found.number.serial) <= 4:
            assert again.canonical == canonical, (canonical, again.canonical)
    number = parse_number(text)
    assert number_key(text) == (number.key if number else number_key(text))
    assert same_number(text, text)


_DATE = (
    *_DIGITS, "年", "月", "日", "-", "/", ".", "－", "元年", "正月", "初", "元", "二〇二一", "2021年2月30日", "2020-02-29", "20210508", "同年", "当日", "起",
    "至", "止", "印发", " ", "　", "星期一", "08:00", "T", "Z", "+08:00", "44197", "个月", "五年", "半", "有效期",
)  # fmt: skip


def _check_date(text: str) -> None:
    at = 0
    for found in dates.find_dates(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
        first, last = dates.interval(found.iso)
        assert first <= last
    iso = dates.parse_date(text)
    if iso is not None:
        assert dates.interval(iso)[0].isoformat().startswith(iso)
    cell = read_date(text)
    assert cell.iso is None or dates.interval(cell.iso)
    read_term(text)


def _make_day(random: Random) -> tuple[date, int]:
    return date(1950, 1, 1) + timedelta(days=random.randrange(90_000)), random.randint(1, 600)


def _check_day(case: tuple[date, int]) -> None:
    day, months = case
    iso = day.isoformat()
    chinese = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    month, number = dates.int2cn(day.month), dates.int2cn(day.day)
    for printed in (
        f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month:02} 月 {day.day:02} 日", iso, f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}", f"{chinese}年{month}月{number}日",
    ):  # fmt: skip
        assert dates.parse_date(printed) == iso, printed
        assert read_date(printed).iso == iso, printed
    assert read_date(day).iso == iso
    if day.year + months // 12 < 2195:
        last = dates.last_day_of_term(day, months)
        assert last > day - timedelta(days=1)
        assert dates.add_months(day, months) >= last


_NUMERAL = (*_DIGITS, "亿", "卅", "廿三", "点", "第", "之", "-", "+", " ")


def _check_numeral(case: tuple[int, str]) -> None:
    number, text = case
    assert dates.cn2int(dates.int2cn(number)) == number
    assert dates.cn2int(str(number)) == number
    value = dates.cn2int(text)
    assert value is None or value >= 0


# -- texts

_TEXT = (
    "第一条 ", "第二条　", "第三条之一 ", "第十条", "第一章 总则\n", "第一节 甲\n", "一、", "二、", "（一）", "1.", "（1）", "“", "”", "《", "》", "〈", "〉", "目录\n",
    "附件1\n", "附件：", "\n", "\n\n", "。", "：", "；", "，", "关于印发《甲办法》的通知\n", "甲办法\n", "兰台区人民政府\n", "2021年5月8日\n", "兰政发〔2021〕3号\n",
    "本办法自印发之日起施行，有效期五年。", "有效期至2026年5月7日。", "自2021年6月1日起施行", "，有效期自2021年6月1日至2026年5月31日", "有效期", "三年", "长期有效",
    "届满自动失效", "根据《甲条例》第三条，制定本办法。", "同时废止", "修改为", "删去", "《乙规定》（兰政发〔2015〕2号）", "（以下简称《办法》）", "区", "主管部门", " ", "　", "\t",
    "特此公告。海关总署2021年5月8日", "（2021年5月8日甲部令第3号公布 自公布之日起施行）\n", "索引号：1　发文机关：兰台区人民政府\n", "及其实施条例", "转发", "延长",
)  # fmt: skip
_NOBODY = OwnNames()


def _check_structure(text: str) -> None:
    units = find_units(text, 0, len(text), find_marks(text))
    leaves = list(segments(0, len(text), units))
    assert "".join(text[a:b] for a, b, _ in leaves) == text
    above: list[int] = []
    for unit in units:
        assert 0 <= unit.start <= unit.end <= len(text)
        while above and above[-1] <= unit.start:
            above.pop()
        assert not above or unit.end <= above[-1]
        above.append(unit.end)


def _check_validity(text: str) -> None:
    for start in (None, "2021-06-01", "2021-06", "2021"):
        term = find_validity(text, (Instrument("main", "甲办法", "办法", 0, len(text)),), start)
        if term.quote is not None:
            assert text[term.quote.start : term.quote.end] == term.quote.text
        for day in (term.first_day, term.last_day):
            assert day is None or dates.interval(day)


def _check_citations(text: str) -> None:
    for found in find_citations(text, (), _NOBODY):
        assert text[found.quote.start : found.quote.end] == found.quote.text
        assert 0 <= found.start < found.end <= len(text)
        assert found.title or found.number


def _check_reading(text: str) -> None:
    reading = extract(text)
    at = 0
    for instrument in reading.instruments:
        assert instrument.start == at
        at = instrument.end
        leaves = segments(instrument.start, instrument.end, instrument.units)
        assert "".join(text[a:b] for a, b, _ in leaves) == text[instrument.start : instrument.end]
    assert at == len(text)
    for quote in reading.quotes.values():
        assert text[quote.start : quote.end] == quote.text
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


def _check_plain(text: str) -> None:
    clean = strip_controls(text)
    assert strip_controls(clean) == clean
    assert len(blank_controls(text)) == len(text)
    clean.encode("utf-8")


# -- what people type and send

_QUERY = (
    "养老", "消防", "标题:", "文号:", "机关:", "年份:", "状态:", "日期:", "2018-2022", "2015-13", "2021-05-08", "“", "”", '"', "(", ")", "（", "）", "OR", "或", "AND",
    "NOT", "-", "—", "|", "：", ":", " ", "  ", "《", "》", "*", "?", "[", "]", "兰政发〔2021〕3号", "有效",
)  # fmt: skip


def _check_query(text: str) -> None:
    try:
        parse(text)
    except UsageError as error:
        _is_told(error)


@cache
def _headings() -> tuple[str, ...]:
    return tuple(c.name for c in columns())


def _make_sheet(random: Random) -> Sheet:
    def cell() -> Any:
        match random.randrange(8):
            case 0:
                return None
            case 1:
                return random.choice((random.randint(-(10**6), 10**6), 44197, 10**30, -1, 0))
            case 2:
                return random.choice((random.uniform(-1e6, 1e6), float("inf"), float("nan"), 44197.5, 1e300))
            case 3:
                return date(1900, 1, 1) + timedelta(days=random.randrange(80_000))
            case 4:
                return _mix(random, _DATE, 5)
            case 5:
                return _mix(random, _NUMBER, 6)
            case 6:
                return random.choice(
                    (
                        "有",
                        "无",
                        "是",
                        "否",
                        "√",
                        "×",
                        "-",
                        "/",
                        "详见附件",
                        "长期",
                        "废止",
                        "继续有效",
                        "兰台区民政局、兰台区财政局",
                    )
                )
        return random.choice(_headings())

    width = random.randint(1, 8)
    rows: list[tuple[Any, ...]] = (
        [tuple(random.choices(_headings(), k=width))] if random.random() < 0.8 else []
    )
    rows += [tuple(cell() for _ in range(random.randint(0, width + 1))) for _ in range(random.randint(0, 4))]
    merges = tuple(
        tuple(random.randint(-1, 6) for _ in range(4)) for _ in range(random.choice((0, 0, 0, 1, 2)))
    )
    return Sheet("表", tuple(rows), merges)  # type: ignore[arg-type]


def _check_ledger(sheet: Sheet) -> None:
    try:
        ledger = ledger_of("台账.xlsx", [sheet])
    except InputError:
        return
    for row in ledger.rows:
        assert row.values
        assert all(isinstance(v, str) for v in row.values.values())
        assert {f.source for f in row.facts} <= {Source.LEDGER}
        json.dumps([f.value for f in row.facts])


_TOML = (
    'name = "本区"\n', 'extends = "辽宁"\n', 'extends = "全国"\n', "extends = 3\n", 'extends = "../x"\n', 'extends = "\\u0000.toml"\n', 'about = "甲"\n', "[rules.E-01]\n",
    "[rules.E-04]\n", "[rules.X-99]\n", "[rules]\n", "off = true\n", "off = 3\n", 'why = "乙"\n', 'severity = "H"\n', "severity = []\n", "severity = {}\n",
    "duty_from = 2018-05-16\n", "duty_from = 2018-05-16T00:00:00\n", "years = 5\n", "years = { value = 5, verified = true }\n", 'days = "x"\n',
    "days = { value = [1] }\n", "disposition = 3\n", "[place]\n", 'province = "辽宁省"\n', "city = []\n", "[switches]\n", "x = true\n", "[[laws]]\n",
    '[[renames]]\nold = "甲"\nnew = "乙"\n', "[[renames]]\n", "renames = 3\n", "[keys]\n", 'undo = "z"\n', "keys = 3\n", 'decide.amend = "m"\n', "decide = 1\n",
    "a = [[[[[1]]]]]\n", "x" * 50, "=", "[", "]", '"', "\n", "# 注\n", "a.b.c = 1\n", "a = 1e999\n", "a = nan\n",
)  # fmt: skip


@cache
def _scratch() -> Path:
    """A folder of this process for the cases that are files."""
    place = Path(tempfile.mkdtemp(prefix="guiqing-fuzz-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def _file(name: str, text: str) -> Path:
    path = _scratch() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def _check_profile(text: str) -> None:
    try:
        profile = load_profile(_file("本区.toml", text))
    except (InputError, UsageError) as error:
        _is_told(error)
        return
    assert profile.name


def _check_keys(text: str) -> None:
    os.environ["GUIQING_KEYS"] = str(_file("keys.toml", text))
    try:
        keys = load_keys()
    except InputError as error:
        _is_told(error)
        return
    finally:
        del os.environ["GUIQING_KEYS"]
    assert all(isinstance(k, str) and isinstance(v, str) for k, v in keys.items())


@cache
def _pack() -> dict[str, bytes]:
    """The parts of a real pack."""
    rows = [PackRow(f"d{i}", f"文件{i}", "", "", "", "", "", "继续有效", i) for i in range(2)]
    with zipfile.ZipFile(io.BytesIO(make_pack("民政局", 7, "2026年清理", rows))) as package:
        return {name: package.read(name) for name in package.namelist()}


def _make_pack(random: Random) -> bytes:
    """A pack whose words or bytes were changed on the way."""
    parts = dict(_pack())
    for _ in range(random.randint(1, 3)):
        name = random.choice(sorted(parts))
        data = parts[name]
        match random.randrange(6):
            case 0:
                at = random.randrange(len(data))
                parts[name] = (
                    data[:at] + random.randbytes(random.randint(0, 3)) + data[at + random.randint(0, 9) :]
                )
            case 1:
                del parts[name]
                if not parts:
                    break
            case _:
                old = random.choice(
                    (
                        "轮次7",
                        "d0",
                        "处置意见",
                        "文件编号",
                        "继续有效",
                        "收到时意见",
                        "民政局",
                        "<v>",
                        "<c ",
                        "<row",
                        "s",
                    )
                )
                new = random.choice(
                    (
                        "轮次²",
                        "轮次" + "9" * 5000,
                        "=1+1",
                        "废止",
                        "2027年13月1日",
                        "<v>x",
                        "",
                        "&#0;",
                        "<v>1e999",
                        "t",
                        *_DIRT[:2],
                    )
                )
                parts[name] = data.replace(
                    old.encode("ascii", "xmlcharrefreplace"),
                    new.encode("utf-8", "surrogatepass"),
                    random.choice((1, -1)),
                )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    whole = out.getvalue()
    return whole[: random.randrange(len(whole))] if random.random() < 0.05 else whole


def _check_pack(data: bytes) -> None:
    try:
        pack = read_pack(data, "表.xlsx")
    except InputError as error:
        _is_told(error)
        return
    assert all(isinstance(a.document_id, str) for a in pack.answers)


_JSON = (
    '{"id":"d1"', '"facts":[', '"relations":[]', '"text":"甲"', '"ledger":{}', '"files":[]', '"reading":{}', "{", "}", "[", "]", ",", ":", "null", "1", '"field":"title"',
    '"value":"甲"', '"source":"text"', '"source":"x"', "\n", "NaN", "1e999", '"', "\\", "\\ud800", "[" * 50, "id,全部数据\n", '"{""id"":1}"\n', "d1,",
)  # fmt: skip


def _check_exchange(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for format in ExchangeFormat:
        try:
            for document in import_documents(data, format):
                assert isinstance(document.id, str)
        except InputError as error:
            _is_told(error)


@dataclass(frozen=True, slots=True)
class Target:
    """`share` is its part of all cases in a thousand."""

    make: Callable[[Random], Case]
    check: Callable[[Any], None]
    share: int


TARGETS: dict[str, Target] = {
    "document numbers": Target(_strings(_NUMBER, 10), _check_number, 190),
    "dates": Target(_strings(_DATE, 10), _check_date, 170),
    "days in every print": Target(_make_day, _check_day, 60),
    "numerals": Target(lambda r: (r.randrange(10_000), _mix(r, _NUMERAL, 8)), _check_numeral, 130),
    "control characters": Target(_strings(_TEXT, 6), _check_plain, 80),
    "structure": Target(_strings(_TEXT, 30), _check_structure, 80),
    "validity": Target(_strings(_TEXT, 25), _check_validity, 40),
    "citations": Target(_strings(_TEXT, 25), _check_citations, 30),
    "whole readings": Target(_strings(_TEXT, 25), _check_reading, 15),
    "queries": Target(_strings(_QUERY, 12), _check_query, 90),
    "ledger rows": Target(_make_sheet, _check_ledger, 50),
    "profiles": Target(_strings(_TOML, 8), _check_profile, 25),
    "keys": Target(_strings(_TOML, 6), _check_keys, 25),
    "packs": Target(_make_pack, _check_pack, 3),
    "exchange files": Target(_strings(_JSON, 10), _check_exchange, 12),
}
