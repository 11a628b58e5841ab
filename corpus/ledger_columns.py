"""The columns of a ledger: canonical names, the headings that offices write for them, what a cell may say."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from registry.shipped import shipped

_REMARK = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_ITSELF = re.compile(r"^(?:行政)?(?:规范性)?文件的?(?=..)")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column. `field` is the fact that it gives ("" for the steps of the making); `until` the column of
    the last day, where one cell may print a first and a last day."""

    name: str
    field: str = ""
    kind: str = "text"
    until: str = ""


@dataclass(frozen=True, slots=True)
class CellWords:
    """Patterns of what a cell says besides a value. `none`: confirmed not, by the kind of cell."""

    none: re.Pattern[str]
    none_text: re.Pattern[str]
    none_url: re.Pattern[str]
    none_title: re.Pattern[str]
    open_term: re.Pattern[str]
    foot: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Data:
    columns: tuple[Column, ...]
    by_heading: Mapping[str, str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    words: CellWords


@lru_cache(maxsize=1)
def _data() -> _Data:
    raw = shipped("corpus", "ledger_columns.toml")
    by_heading: dict[str, str] = {}
    for entry in raw["column"]:
        for heading in (entry["name"], *entry.get("synonyms", ())):
            if by_heading.setdefault(_key(heading), entry["name"]) != entry["name"]:
                raise ValueError(f"ledger heading {heading} stands for two columns")
    return _Data(
        columns=tuple(
            Column(e["name"], e.get("field", ""), e.get("kind", "text"), e.get("until", ""))
            for e in raw["column"]
        ),
        by_heading=by_heading,
        patterns=tuple(
            (e["name"], re.compile(_filled(e["pattern"], raw["parts"])))
            for e in raw["column"]
            if "pattern" in e
        ),
        words=CellWords(
            **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in raw["cells"].items()}
        ),
    )


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def columns() -> tuple[Column, ...]:
    """All canonical columns in the order of the export."""
    return _data().columns


def column(name: str) -> Column:
    """A column by its canonical name. Raises KeyError for another name."""
    found = next((c for c in columns() if c.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


def cell_words() -> CellWords:
    return _data().words


def canonical(heading: str) -> str | None:
    """The canonical column that a heading stands for, or None.

    The heading is tried as it stands, then without remarks in brackets (文件名称（全称） is 文件名称), then
    without the words for the document itself (规范性文件成文日期 is 成文日期); what is no synonym is held against
    the patterns, and counts where it fits one column alone (公开发布日期, 报人大常委会备案日期).
    """
    known = _data().by_heading
    whole, bare = _key(heading), _key(_REMARK.sub("", heading))
    told = _ITSELF.sub("", bare)
    return known.get(whole) or known.get(bare) or known.get(told) or _fitting(bare) or _fitting(told)


def _fitting(key: str) -> str | None:
    fits = [name for name, pattern in _data().patterns if pattern.fullmatch(key)]
    return fits[0] if len(fits) == 1 else None


def map_headings(headings: Sequence[str]) -> dict[int, str]:
    """Column index → canonical column. Of two headings for one column the exact name, then the first, wins."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        name = canonical(heading) if heading else None
        if name is None:
            continue
        if name not in found or (_key(heading) == name != _key(headings[found[name]])):
            found[name] = index
    return {index: name for name, index in sorted(found.items(), key=lambda item: item[1])}


def _key(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).upper()
