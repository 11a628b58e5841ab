"""Places inside a document: 第三条第二款第（一）项、第五条至第七条, 附件2、4, as printed and as numbers."""

import re
from dataclasses import dataclass

from registry.dates import cn2int
from registry.patterns import late

_N = r"[零〇○一二两三四五六七八九十百千\d０-９]+"
_IN = rf"[（(]\s*{_N}\s*[)）]"
_UNIT = rf"第\s*(?:{_N}\s*(?:编|分编|章|节|条(?:之{_N})?|款|项|目)|{_IN}(?:\s*[、和至或]\s*第?{_IN})*\s*项)"
_ITEM = rf"{_IN}\s*(?:项|(?=\s*[、和至或]\s*第?{_IN}))"
_BARE = rf"(?:第\s*)?{_N}(?:\s*[、和]\s*(?:第\s*)?{_N})*\s*(?:条|款|项)"
_ANNEX = rf"附(?:件|表|录)\s*(?:{_N}(?:\s*[、和至—-]\s*(?:附件)?{_N}(?![年月日项个号]))*)?"
_STEP = rf"(?:{_UNIT}|{_ITEM}|{_BARE})"
_JOIN = r"(?:\s*(?:、|以及|及|和|或者|或|与|至|到|—|－|-|~|～)\s*)"
_REF = late(
    rf"\s*((?:{_ANNEX}|{_UNIT}|第\s*{_BARE})(?:\s*{_STEP}|{_JOIN}(?:{_UNIT}|{_ITEM}|第\s*{_BARE}|附件{_N}))*)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A cited place as printed, with its span."""

    text: str
    start: int
    end: int


def place_at(text: str, at: int) -> Place | None:
    """The place printed directly after `at` (blanks between do not count), or None."""
    found = _REF.match(text, at)
    if not found:
        return None
    return Place(re.sub(r"\s+", "", found.group(1)), found.start(1), found.end(1))


def article_number(label: str) -> int | None:
    """第一百零五条 → 105; None where the numeral cannot be read. The suffix 之一 is ignored."""
    found = re.search(rf"第\s*({_N})\s*条", label)
    return cn2int(found.group(1)) if found else None


def articles_of(place: str) -> tuple[int, ...]:
    """The articles a place names, ranges spelled out: 第五条至第七条 → (5, 6, 7)."""
    out: list[int] = []
    previous_end = 0
    for found in _ARTICLES.finditer(place):
        values = [v for n in re.findall(_N, found.group(1)) if (v := cn2int(n)) is not None]
        between = place[previous_end : found.start()]
        if out and values and _RANGE.fullmatch(between) and out[-1] < values[0] <= out[-1] + _LONGEST_RANGE:
            out.extend(range(out[-1] + 1, values[0]))
        out.extend(values)
        previous_end = found.end()
    return tuple(dict.fromkeys(out))


_ARTICLES = late(rf"第\s*({_N}(?:\s*[、和]\s*(?:第\s*)?{_N})*)\s*条")
_RANGE = late(r"\s*(?:至|到|—|－|-|~|～)\s*")
#: 第五条至第二百六十条 is a slip of the pen or of the scanner, no range to be spelled out.
_LONGEST_RANGE = 200


_STEP_IN_PLACE = late(
    rf"(?P<annex>附(?:件|表|录)\s*(?:{_N})?)|第?\s*(?P<n>{_N}|{_IN})\s*(?P<unit>编|分编|章|节|条(?:之{_N})?|款|项|目)"
    rf"|(?P<loose>{_N}|{_IN})(?=\s*[、和])"
)
_RANK = {"附": 0, "编": 1, "分": 1, "章": 2, "节": 3, "条": 4, "款": 5, "项": 6, "目": 7}


def leaves(place: str) -> frozenset[tuple[str, ...]]:
    """The single places that a cited place lists: 第六条第一款第二项、第四项 → {(第6条, 第1款, 第2项), (…, 第4项)}."""
    found: list[tuple[str, ...]] = []
    path: list[tuple[int, str]] = []
    steps = list(_STEP_IN_PLACE.finditer(place))
    for at, step in enumerate(steps):
        unit = step["unit"]
        if step["annex"]:
            rank, name = 0, re.sub(r"\s", "", step["annex"])
        else:
            if unit is None:  # 二、三、四款: the unit stands behind the last of the row
                unit = next((s["unit"] for s in steps[at + 1 :] if s["unit"]), None)
            if unit is None:
                continue
            numeral = step["n"] or step["loose"]
            rank = _RANK[unit[0]]
            name = f"{cn2int(numeral.strip('（()） '))}{unit}"
        if path and rank <= path[-1][0]:
            found.append(tuple(n for _, n in path))
        path = [*(p for p in path if p[0] < rank), (rank, name)]
    if path:
        found.append(tuple(n for _, n in path))
    return frozenset(found)
