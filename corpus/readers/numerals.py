"""Automatic numbers as Word prints them: (3, "chineseCountingThousand") → "三".

Format names are those of ISO/IEC 29500 (ST_NumberFormat); the other readers translate theirs to them.
"""

from collections.abc import Callable

#: Word counts no further; a greater number is printed in plain digits.
_LARGEST = 32_767
_MOST_LETTERS = 780

_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千万", "壹貳參肆伍陸柒捌玖拾佰仟萬")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese_number(number: int, *, zero: str = "零", bare_ten: bool = True) -> str:
    """一, 十, 十一, 一百零一, 一万二千. `bare_ten`: 十一 rather than 一十一 at the head of a number."""
    if number == 0:
        return zero
    high, low = divmod(number, 10_000)
    out = chinese_number(high, zero=zero, bare_ten=bare_ten) + "万" if high else ""
    gap = bool(out) and 0 < low < 1000
    for unit, sign in _UNITS:
        count, low = divmod(low, unit)
        if count:
            out += (
                (zero if gap else "")
                + ("" if bare_ten and count == 1 and unit == 10 and not out else _DIGITS[count])
                + sign
            )
            gap = False
        elif out and low:
            gap = True
    if low:
        out += (zero if gap else "") + _DIGITS[low]
    return out


def _japanese(number: int) -> str:
    """百一, 千二百: no zero between the digits and no one before 十, 百, 千."""
    if number == 0:
        return "〇"
    high, low = divmod(number, 10_000)
    out = _japanese(high) + "万" if high else ""
    for unit, sign in _UNITS:
        count, low = divmod(low, unit)
        if count:
            out += ("" if count == 1 else _DIGITS[count]) + sign
    return out + (_DIGITS[low] if low else "")


def _digits(zero: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", zero + _DIGITS[1:])
    return lambda number: str(number).translate(table)


def _counting(zero: str) -> Callable[[int], str]:
    """Counted up to 99, then digit by digit (一○一), as Word does for the plain counting systems."""
    by_digit = _digits(zero)
    return lambda number: chinese_number(number, zero=zero) if number < 100 else by_digit(number)


def roman(number: int) -> str:
    """Lower-case Roman numerals; zero has none."""
    out = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        out += sign * count
    return out


def letters(number: int) -> str:
    """a … z, aa, bb … (Word repeats the letter, up to thirty times)."""
    if number > _MOST_LETTERS:
        return str(number)
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def circled(number: int) -> str:
    """①–㊿ (Unicode ends at fifty)."""
    for first, last, code in ((0, 0, 0x24EA), (1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def _enclosed(first: int, last: int, code: int, otherwise: str) -> Callable[[int], str]:
    return lambda number: chr(code + number - first) if first <= number <= last else otherwise.format(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _sexagenary(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if 1 <= number <= 60 else str(number)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _zero_padded(width: int) -> Callable[[int], str]:
    return lambda number: f"{number:0{width}d}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": _zero_padded(2),
    "decimalZero3": _zero_padded(3),
    "decimalZero4": _zero_padded(4),
    "decimalZero5": _zero_padded(5),
    "decimalFullWidth": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalFullWidth2": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "upperRoman": lambda n: roman(n).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerLetter": letters,
    "ordinal": _ordinal,
    "hex": lambda n: f"{n:X}",
    "numberInDash": "- {} -".format,
    "chineseCounting": _counting("○"),
    "chineseCountingThousand": chinese_number,
    "chineseLegalSimplified": lambda n: chinese_number(n, bare_ten=False).translate(_FORMAL),
    "taiwaneseCounting": _counting("○"),
    "taiwaneseCountingThousand": chinese_number,
    "taiwaneseDigital": _digits("○"),
    "ideographLegalTraditional": lambda n: chinese_number(n, bare_ten=False).translate(_FORMAL_TRADITIONAL),
    "japaneseCounting": _japanese,
    "japaneseLegal": _japanese,
    "japaneseDigitalTenThousand": _digits("〇"),
    "ideographDigital": _digits("〇"),
    "koreanDigital2": _digits("零"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographEnclosedCircle": lambda n: chr(0x3280 + n - 1) if 1 <= n <= 10 else chinese_number(n),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": _enclosed(1, 20, 0x2474, "({})"),
    "decimalEnclosedFullstop": _enclosed(1, 20, 0x2488, "{}."),
    "none": lambda _: "",
    "bullet": lambda _: "",
}  # fmt: skip

_BY_CODE = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    8: "hex", 10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 15: "decimalHalfWidth",
    16: "japaneseLegal", 17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle",
    19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 32: "ideographZodiacTraditional",
    33: "taiwaneseCounting", 34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 57: "numberInDash", 62: "decimalZero3", 63: "decimalZero4",
    64: "decimalZero5", 255: "none",
}  # fmt: skip


def format_name(code: int) -> str:
    """The name of a binary format code (MSONFC, [MS-OSHARED] 2.2.1.3); an unknown one counts in digits."""
    return _BY_CODE.get(code, "decimal")


def numeral(number: int, name: str) -> str:
    """`number` in the named format. Unknown formats and numbers out of range come in plain digits."""
    if not 0 <= number <= _LARGEST:
        return str(number)
    return _FORMATS.get(name, str)(number)
