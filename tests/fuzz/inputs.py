"""What people type and send: queries, ledgers, profiles, keys, packs, files of other systems."""

import atexit
import io
import json
import os
import shutil
import tempfile
import zipfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from corpus.index.query import parse
from corpus.ledger import ledger_of
from corpus.ledger_columns import columns
from corpus.ledger_sheets import Sheet
from registry.errors import InputError, UsageError
from registry.export.interchange import ExchangeFormat, import_documents
from registry.packs import PackRow, make_pack, read_pack
from registry.records import Source
from rules.profiles import load_profile
from tests.fuzz.making import DIRT, Target, is_told, mix, strings
from tests.fuzz.numbers_and_dates import DATE, NUMBER
from tui.keys import load_keys

_QUERY = (
    "养老", "消防", "标题:", "文号:", "机关:", "年份:", "状态:", "日期:", "2018-2022", "2015-13", "2021-05-08", "“", "”", '"', "(", ")", "（", "）", "OR", "或", "AND",
    "NOT", "-", "—", "|", "：", ":", " ", "  ", "《", "》", "*", "?", "[", "]", "兰政发〔2021〕3号", "有效",
)  # fmt: skip


def _check_query(text: str) -> None:
    try:
        parse(text)
    except UsageError as error:
        is_told(error)


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
                return mix(random, DATE, 5)
            case 5:
                return mix(random, NUMBER, 6)
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


def check_ledger(sheet: Sheet) -> None:
    """A grid is read into rows of words and ledger facts, or refused."""
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
        is_told(error)
        return
    assert profile.name


def _check_keys(text: str) -> None:
    os.environ["GUIQING_KEYS"] = str(_file("keys.toml", text))
    try:
        keys = load_keys()
    except InputError as error:
        is_told(error)
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
                        *DIRT[:2],
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
        is_told(error)
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
            is_told(error)


TARGETS: dict[str, Target] = {
    "queries": Target(strings(_QUERY, 12), _check_query, 90),
    "ledger rows": Target(_make_sheet, check_ledger, 50),
    "profiles": Target(strings(_TOML, 8), _check_profile, 25),
    "keys": Target(strings(_TOML, 6), _check_keys, 25),
    "packs": Target(_make_pack, _check_pack, 3),
    "exchange files": Target(strings(_JSON, 10), _check_exchange, 12),
}
