"""Which full name a short one stands for: 区发改局 → 兰台区发展和改革局. Pure.

Two sources, kept apart: the gazetteer of `data/short_names.toml` knows what a word abbreviates (and when a body
of that name worked), the registry's own issuers know which bodies there are. A body and the body that took its
place stay two: 国土局 is 国土资源局 at any time, never 自然资源局. What may mean two bodies means none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from registry.agencies import Body, classify, national_bodies, place_of, renames, territory_of
from registry.shipped import shipped

#: Words in front of a name that are no part of it.
_FRONT = re.compile(r"^(?:原|中华人民共和国(?=国务院|[\u4e00-\u9fff]{2,14}[部署]))+")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
#: The level without a place's name, as ledgers write it: 区发改局. 市监局 begins with no city.
_SIGN = re.compile(r"^(?:[省区县旗](?!域)|市(?!场|容|监局|政(?!府)))")
#: A unit of a body: 住建局物业科, 自规局兰台分局. What is short in it is the body's name.
_UNIT = re.compile(
    r"^(?P<body>[\u4e00-\u9fff]{2,8}?[局委厅])(?P<unit>[\u4e00-\u9fff]{2,10}(?:分局|科|股|处|室))$"
)
_TOWN = re.compile(r"^(?P<name>[\u4e00-\u9fff]{1,16}[镇乡])政府$")
_STREET = re.compile(r"^(?P<name>[\u4e00-\u9fff]{1,16}街道)(?:办)?$")
_COUNTED = re.compile(r"第[一二三四五六七八九十百\d]|人民代表大会")
_TAIL = re.compile(r"(?:局|厅|委员会|委|办公室|办)$")
#: The share of a registry's documents that one territory must have made to be its home.
_NEARLY_ALL = 0.95
#: What bears its district's name in front, so that 区 alone can be filled in.
_WITH_PLACE = frozenset({Body.GOVERNMENT, Body.OFFICE, Body.DEPARTMENT, Body.INTERNAL, Body.CONGRESS})


@dataclass(frozen=True, slots=True)
class _Entry:
    full: str
    since: int
    until: int

    def alive(self, year: int | None) -> bool:
        return year is None or self.since <= year <= self.until


@dataclass(frozen=True, slots=True)
class FullName:
    """A full name and how sure it is (1.0: as printed)."""

    name: str
    certainty: float = 1.0


@cache
def _gazetteer() -> Mapping[str, tuple[_Entry, ...]]:
    data = shipped("registry", "data/short_names.toml")
    found: dict[str, list[_Entry]] = defaultdict(list)
    for row in data["stem"]:
        entry_years = (row.get("since", 0), row.get("until", 9999))
        for short in row["short"]:
            for tail in row.get("tails", ("局", "厅", "委", "委员会")):
                name = row["full"] + data["tails"][tail]
                if short + tail != name:
                    found[short + tail].append(_Entry(name, *entry_years))
    for short, full in data["whole"].items():
        found[short].append(_Entry(full, 0, 9999))
    return {short: tuple(entries) for short, entries in found.items()}


@cache
def _national() -> Mapping[str, str]:
    return {short: body.name for body in national_bodies() for short in body.short}


@cache
def _complete() -> frozenset[str]:
    """Own names that are full as they stand: those of the gazetteer and of the table of renames."""
    of_renames = {name for rename in renames() for name in (*rename.old, *rename.new)}
    fulls = {entry.full for entries in _gazetteer().values() for entry in entries}
    return frozenset(of_renames | fulls) - _gazetteer().keys()


def split_place(name: str) -> tuple[str, str]:
    """(place or level sign, own name): 望海市兰台区发改局 → (望海市兰台区, 发改局), 区发改局 → (区, 发改局)."""
    if name in _gazetteer():
        return "", name
    place = place_of(name)
    if place:
        return place, name.removeprefix("中共").removeprefix(place)
    sign = _SIGN.match(name)
    return (sign[0], name[1:]) if sign and len(name) > 2 else ("", name)


@lru_cache(maxsize=8192)
def expand(name: str, year: int | None = None) -> str | None:
    """The full name of a body printed in short, by the gazetteer; None when it is not short, or could be two.

    The place stays as printed. `year` of the document decides where one word meant different bodies in turn.
    """
    name = _FRONT.sub("", _BLANKS.sub("", name))
    if name in _national():
        return _national()[name]
    if town := _TOWN.match(name):
        return f"{town['name']}人民政府"
    if street := _STREET.match(name):
        return f"{street['name']}办事处"
    place, own = split_place(name)
    unit = _UNIT.match(own)
    own, rest = (unit["body"], unit["unit"]) if unit else (own, "")
    entries = _gazetteer().get(own, ())
    meant = {e.full for e in entries if e.alive(year)} or {e.full for e in entries}
    return f"{place}{meant.pop()}{rest}" if len(meant) == 1 else None


@lru_cache(maxsize=4096)
def abbreviates(short: str, full: str) -> bool:
    """Whether one own name is short for another: every word of the full one is there with a character or two.

    文旅广电局 is short for 文化旅游和广播电视局. Not so a piece of a name (教育局, 教育体育局), a name that leaves a
    word out (文体局 can be the forerunner of 文化广电体育局), or one that is complete as it stands (农业局).
    """
    cores = _cores(short, full)
    if cores is None or cores[0] in cores[1]:
        return False
    words = re.findall(r"..?", re.sub(r"[和与及]", "", cores[1]))
    return bool(re.fullmatch("".join(f"(?:{w}|[{w}])" for w in words), cores[0]))


def _cores(short: str, full: str) -> tuple[str, str] | None:
    """Two own names without their endings, where the first can be the shorter print of the second at all."""
    one, other = _TAIL.search(short), _TAIL.search(full)
    if not one or not other or one[0][0] != other[0][0] or short in _complete():
        return None
    if _COUNTED.search(short) or _COUNTED.search(full):
        return None  # 第十届人民代表大会 is no short name of 第十一届…
    core, body = short[: one.start()], full[: other.start()]
    return (core, body) if 2 <= len(core) < len(body) and core[0] == body[0] else None


def may_be_same(one: str, other: str, year: int | None = None) -> bool:
    """Whether two printed names can mean one body, one of them or both in short. Heirs are other bodies."""
    a, b = (expand(n, year) or _FRONT.sub("", _BLANKS.sub("", n)) for n in (one, other))
    if a == b:
        return True
    (place_a, own_a), (place_b, own_b) = split_place(a), split_place(b)
    if not _places_agree(place_a, place_b):
        return False
    return own_a == own_b or abbreviates(own_a, own_b) or abbreviates(own_b, own_a)


def _places_agree(one: str, other: str) -> bool:
    """兰台区 and 望海市兰台区, 区 and 兰台区, nothing and anything; never 兰台区 and 青石区, nor 区 and 望海市."""
    return not one or not other or one.endswith(other) or other.endswith(one)


def may_be_related(one: str, other: str) -> bool:
    """Whether two names of one territory can belong together without being prints of one name.

    A body and its heir by a known reform; or a name whose characters stand in the other's in their order.
    """
    (place_a, a), (place_b, b) = (split_place(expand(n) or n) for n in (one, other))
    if not _places_agree(place_a, place_b):
        return False
    heirs = any((a in r.old and b in r.new) or (b in r.old and a in r.new) for r in renames())
    return heirs or _runs_through(a, b) or _runs_through(b, a)


def _runs_through(short: str, full: str) -> bool:
    cores = _cores(short, full)
    return cores is not None and in_order(*cores)


def in_order(characters: str, name: str) -> bool:
    """Whether the characters stand in a name in their order (住建 in 住房和城乡建设局)."""
    at = 0
    for char in characters:
        at = name.find(char, at) + 1
        if at == 0:
            return False
    return True


@dataclass(frozen=True, slots=True)
class NameBook:
    """The bodies that a registry knows by their full names, and how often each print occurs."""

    _prints: Mapping[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str] | Mapping[str, int]) -> "NameBook":
        """From the issuers of all documents: one name for each time that it is printed, or names with counts."""
        prints: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for name, count in Counter(names).items():
            own = split_place(name)[1]
            if territory_of(name) and expand(name) is None and own:
                prints[territory_of(name), own][name] += count
        return cls(prints)

    def full(self, name: str, year: int | None = None) -> FullName:
        """The full name under which a printed one is shown; the name itself where nothing better is known."""
        plain = _FRONT.sub("", _BLANKS.sub("", name))
        expanded = expand(plain, year)
        if plain in _national() and expanded:
            return _written_out(name, expanded)
        place, own = split_place(expanded or plain)
        # 区发改局 is the home district's, where the registry is that of one district.
        home = place if len(place) > 1 else self._home(place) if place or expanded else None
        near = self._near(home, own) if home and not expanded else None
        known = near or (self._known(home, own) if home else None)
        if known is None and home and len(place) == 1 and classify(home + own).type in _WITH_PLACE:
            known = home + own
        return _written_out(name, known or expanded or name)

    def _known(self, place: str, own: str) -> str | None:
        """The commonest print of a body; None for an unknown one, or where namesakes of two cities would be one."""
        prints = self._prints.get((territory_of(place + own), own))
        if not prints:
            return None
        longest = max((split_place(p)[0] for p in prints), key=len)
        if not all(longest.endswith(split_place(p)[0]) for p in prints) or not _places_agree(place, longest):
            return None
        return max(prints, key=lambda p: (prints[p], -len(p), p))

    def _near(self, place: str, own: str) -> str | None:
        """The one body of a territory that an unlisted short name can stand for; None when there are two."""
        territory = territory_of(place + own)
        near = [known for at, known in self._prints if at == territory and abbreviates(own, known)]
        return self._known(place, near[0]) if len(near) == 1 else None

    def _home(self, sign: str) -> str | None:
        """The territory that nearly all bodies of a level work for (of any level, without a sign)."""
        counts: Counter[str] = Counter()
        for (territory, _), prints in self._prints.items():
            if territory.endswith(sign):
                counts[territory] += prints.total()
        home, count = counts.most_common(1)[0] if counts else ("", 0)
        return home if home and count >= _NEARLY_ALL * counts.total() else None


def _written_out(name: str, full: str) -> FullName:
    # One certainty for all ways: what the registry was told once must not look surer the next time.
    return FullName(full) if full == name else FullName(full, 0.9)
