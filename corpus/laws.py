"""National laws: their versions, what took their place, and where their articles moved.

The shipped tables (data/laws.json, data/law_changes.toml) have an as-of date and a source each. Such a
table is incomplete by nature: a user adds later ones (`LawTable.with_files`) in the form of
law_changes.toml, as TOML or JSON; a later row about the same law wins.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.places import article_number
from registry.errors import InputError
from registry.shipped import shipped

_MARKS = re.compile(r"[\s《》〈〉<>“”\"'　]")
_OMNIBUS = re.compile(
    r"部分(?:法律|行政法规|规章)|等[一二三四五六七八九十百\d]+(?:部|件)|废止和修改|(?:[〈<][^〈〉<>]+[〉>][、和]?){3}"
)
#: A renumbered article is taken without a person's review from this similarity on (rules.md §6.5).
ACCEPTED = 0.65


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One text of a law. act: passed | amended 修正 | revised 修订. `effective` is None where it is not known.

    `technical`: changed by an omnibus decision (…等N部法律的决定, or three and more named), which as a rule changes names only.
    `mark` is the grade of verification: V, V~ or U (to be shown as 依据待核实).
    """

    date: str
    act: str
    effective: str | None = None
    decision: str | None = None
    technical: bool = False
    mark: str = "V"

    @property
    def starts(self) -> str:
        """The first day in force; the day of the act where no other is known."""
        return self.effective or self.date


@dataclass(frozen=True, slots=True)
class Law:
    """A law by its name without 中华人民共和国. `successors` took its place on `repealed_on`."""

    name: str
    category: str
    versions: tuple[LawVersion, ...] = ()
    repealed_on: date | None = None
    successors: tuple[str, ...] = ()
    repeal_mark: str = "V"
    repeal_article: str | None = None

    def repealed(self, day: date) -> bool:
        """Whether the law is no longer in force on a day."""
        return self.repealed_on is not None and self.repealed_on <= day

    def version_in_force(self, day: date) -> LawVersion | None:
        """The version in force on a day: None before the first, after the repeal, and where none is known."""
        if self.repealed(day):
            return None
        known = [v for v in self.versions if v.starts <= day.isoformat()]
        return max(known, key=lambda v: v.starts) if known else None

    def changed_since(self, day: date, until: date | None = None) -> tuple[LawVersion, ...]:
        """Versions that came into force after a day (and not after `until`), oldest first."""
        low, high = day.isoformat(), until.isoformat() if until else "9999"
        return tuple(v for v in self.versions if low < v.starts <= high)

    def pending(self, day: date) -> tuple[LawVersion, ...]:
        """Versions passed by a day but not yet in force on it."""
        iso = day.isoformat()
        return tuple(v for v in self.versions if v.date <= iso < v.starts)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an article went: `new` is None when its like is not found in the new text.

    `certain`: similar enough, and numbered in a version known to be the cited one (rules.md §6.5).
    """

    law: str
    old: int
    new: int | None
    score: float
    old_version: str
    new_version: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Map:
    law: str
    old: str
    new: str
    articles: Mapping[int, tuple[int | None, float]]


@dataclass(frozen=True, slots=True)
class LawTable:
    """The laws known, by name. `sources` lists each table with its as-of date, as shown to the user."""

    laws: Mapping[str, Law]
    maps: Mapping[str, tuple[_Map, ...]] = field(default_factory=dict)
    sources: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.laws)

    @property
    def as_of(self) -> str:
        """The newest as-of date of the tables."""
        return max((day for _, day in self.sources), default="")

    def find(self, title: str | None) -> Law | None:
        """The law of that name, with or without 中华人民共和国 and marks; None when the table lacks it."""
        return self.laws.get(law_key(title)) if title else None

    def near(self, title: str, distance: int = 2) -> tuple[Law, ...]:
        """Laws whose name differs from `title` by at most `distance` characters, nearest first.

        Nothing is near to a name that is itself a law's.
        """
        key = law_key(title)
        if key in self.laws:
            return ()
        from rapidfuzz.distance import Levenshtein

        found = [
            (gap, law)
            for name, law in self.laws.items()
            if abs(len(name) - len(key)) <= distance
            and 0 < (gap := Levenshtein.distance(key, name, score_cutoff=distance)) <= distance
        ]
        return tuple(law for _, law in sorted(found, key=lambda pair: (pair[0], pair[1].name)))

    def moved(self, law: Law | str, article: int | str, from_day: date) -> Moved | None:
        """Where an article cited on `from_day` stands now, or None: not renumbered, or nothing known of it.

        `article` is its number or words like 第八十二条第二款.
        """
        name = law.name if isinstance(law, Law) else law_key(law)
        number = article if isinstance(article, int) else article_number(article)
        known = self.laws.get(name)
        if number is None or known is None:
            return None
        for pair in self.maps.get(name, ()):
            starts = next((v.starts for v in known.versions if v.date == pair.new), pair.new)
            if from_day.isoformat() >= starts or number not in pair.articles:
                continue
            new, score = pair.articles[number]
            if new == number:
                return None
            # An older version than the compared one may have counted otherwise.
            same_count = from_day.isoformat() >= pair.old
            return Moved(name, number, new, score, pair.old, pair.new, score >= ACCEPTED and same_count)
        return None

    def with_files(self, paths: Iterable[Path]) -> "LawTable":
        """This table with further ones laid over it, in the order given.

        Raises InputError for a file that is no table of law changes.
        """
        table = self
        for path in paths:
            try:
                raw = path.read_text("utf-8")
                data = json.loads(raw) if path.suffix == ".json" else tomllib.loads(raw)
                table = _laid_over(table, data, path.name)
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise InputError(
                    f"法律变动表 {path.name} 无法读取：{error}", "请按 law_changes.toml 的格式填写"
                ) from error
        return table


def law_key(title: str | None) -> str:
    """The name under which a law is kept: no marks, no blanks, no 中华人民共和国, half-width brackets."""
    key = _MARKS.sub("", title or "").replace("(", "（").replace(")", "）")
    return key.removeprefix("中华人民共和国")


@cache
def shipped_laws() -> LawTable:
    """The table that ships with the program."""
    folder = files("corpus").joinpath("data")
    base = json.loads(folder.joinpath("laws.json").read_text("utf-8"))
    table = LawTable(
        {law_key(row["name"]): _law(row) for row in base["laws"]},
        _maps(base["moved"]),
        ((base["source"], base["as_of"]),),
    )
    laws = dict(table.laws)
    for row in base["laws"]:
        for gone in row.get("repeals", ()):
            _repeal(laws, gone["law"], row["name"], gone["on"], gone.get("mark", "V"))
    table = replace(table, laws=laws)
    return _laid_over(table, shipped("corpus", "data/law_changes.toml"), "law_changes.toml")


def load_laws(folder: Path | None = None) -> LawTable:
    """The shipped table, with the tables in `folder`/laws (*.toml, *.json, by name) laid over it.

    Raises InputError for a table that cannot be read.
    """
    extra = sorted(p for p in (folder / "laws").glob("*") if p.suffix in (".toml", ".json")) if folder else []
    return shipped_laws().with_files(extra)


def _law(row: Mapping[str, Any]) -> Law:
    return Law(law_key(row["name"]), row["category"], tuple(_version(v) for v in row["versions"]))


def _version(row: Mapping[str, Any]) -> LawVersion:
    decision = row.get("decision")
    technical = row["act"] == "amended" and bool(decision and _OMNIBUS.search(decision))
    return LawVersion(
        row["date"], row["act"], row.get("effective"), decision, technical, row.get("mark", "V")
    )


def _maps(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[_Map, ...]]:
    out: dict[str, tuple[_Map, ...]] = {}
    for row in rows:
        articles = {int(old): (new, score) for old, (new, score) in row["articles"].items()}
        key = law_key(row["law"])
        out[key] = (*out.get(key, ()), _Map(key, row["old"], row["new"], articles))
    return out


def _laid_over(table: LawTable, data: Mapping[str, Any], name: str) -> LawTable:
    laws = dict(table.laws)
    for row in data.get("new", ()):
        key = law_key(row["law"])
        version = LawVersion(row.get("passed", row["on"]), "passed", row["on"], mark=row.get("mark", "U"))
        if key not in laws or not laws[key].versions:
            laws[key] = Law(key, row.get("category", _category(key)), (version,))
    for row in data.get("revision", ()):
        key = law_key(row["law"])
        law = laws.get(key) or Law(key, row.get("category", _category(key)))
        laws[key] = replace(law, versions=_with_version(law.versions, row))
    for row in data.get("repeal", ()):
        for gone in row["laws"]:
            _repeal(laws, gone, row.get("by", ""), row["on"], row.get("mark", "U"), row.get("article"))
    source = (str(data.get("source", name)), str(data.get("as_of", "")))
    return LawTable(laws, {**table.maps, **_maps(data.get("moved", ()))}, (*table.sources, source))


def _with_version(versions: tuple[LawVersion, ...], row: Mapping[str, Any]) -> tuple[LawVersion, ...]:
    """The versions with one that a table of changes reports; it corrects a known one of the same date."""
    passed, on = row.get("passed", row["on"]), row["on"]
    known = next((v for v in versions if v.date == passed or v.starts == on), None)
    act = row.get("act", known.act if known else "revised")
    new = LawVersion(
        known.date if known and "passed" not in row else passed, act, on,
        known.decision if known else row.get("decision"), bool(row.get("technical", False)), row.get("mark", "U"),
    )  # fmt: skip
    return tuple(sorted((*(v for v in versions if v is not known), new), key=lambda v: (v.date, v.starts)))


def _repeal(laws: dict[str, Law], gone: str, by: str, on: str, mark: str, article: str | None = None) -> None:
    """Note that `gone` ended on a day; `by` is empty where nothing took its place. A namesake that came later, or
    the successor itself, is not meant."""
    key, successor = law_key(gone), law_key(by)
    if key == successor:
        return
    law = laws.get(key) or Law(key, _category(key))
    if any(v.date >= on for v in law.versions):
        return
    day = date.fromisoformat(on)
    earlier = law.repealed_on == day
    heirs = (*(law.successors if earlier else ()), successor)
    successors = tuple(dict.fromkeys(heir for heir in heirs if heir))
    laws[key] = replace(law, repealed_on=day, successors=successors, repeal_mark=mark, repeal_article=article)


def _category(name: str) -> str:
    if name.endswith("法") and not name.endswith("办法"):
        return "法律"
    return "决定" if name.endswith("决定") else "行政法规"
