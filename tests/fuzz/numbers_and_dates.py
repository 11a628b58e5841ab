"""Numbers of documents, dates, terms and numerals."""

from datetime import date, timedelta
from random import Random

from corpus.ledger_dates import read_date, read_term
from registry import dates
from registry.docno import find_numbers, number_key, parse_number, same_number
from tests.fuzz.making import DIGITS, Target, mix, strings

NUMBER = (
    *DIGITS, "兰政发", "兰政办规", "国发", "海关总署", "辽宁省人民政府", "财政部 税务总局", "国务院", "主席", "〔", "〕", "[", "]", "【", "】", "(", ")",
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


DATE = (
    *DIGITS, "年", "月", "日", "-", "/", ".", "－", "元年", "正月", "初", "元", "二〇二一", "2021年2月30日", "2020-02-29", "20210508", "同年", "当日", "起",
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


_NUMERAL = (*DIGITS, "亿", "卅", "廿三", "点", "第", "之", "-", "+", " ")


def _check_numeral(case: tuple[int, str]) -> None:
    number, text = case
    assert dates.cn2int(dates.int2cn(number)) == number
    assert dates.cn2int(str(number)) == number
    value = dates.cn2int(text)
    assert value is None or value >= 0


TARGETS: dict[str, Target] = {
    "document numbers": Target(strings(NUMBER, 10), _check_number, 190),
    "dates": Target(strings(DATE, 10), _check_date, 170),
    "days in every print": Target(_make_day, _check_day, 60),
    "numerals": Target(lambda r: (r.randrange(10_000), mix(r, _NUMERAL, 8)), _check_numeral, 130),
}
