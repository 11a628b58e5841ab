"""Where documents apply: only texts that can apply to one place can contradict each other. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cached_property, lru_cache

from registry.agencies import Body, parts_of, territory_of
from rules.conflicts.cards import Card

_TOWNS = (Body.TOWN, Body.STREET)
_ZONES = tuple(
    f"{zone}{committee}"
    for zone in ("园区", "开发区", "新区", "示范区", "度假区", "景区")
    for committee in ("管理委员会", "管委会")
)
_PROVINCES = ("省", "自治区")
_CITIES = ("市", "自治州", "地区", "盟")
#: Cities that are provinces: no other province is above them.
_MUNICIPAL = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_TOWN = re.compile(r"(?:^|[区县市旗])(?P<name>[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))")


class Territories:
    """The places of the documents of a registry, and which of them meet: the same one, or one within the other. What
    names no place (a national text, 区民政局) meets all. A district's city is known where any maker of the registry
    prints both (望海市兰台区人民政府)."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._around: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, list[Card]] = defaultdict(list)
        for card in cards:
            for issuer in card.issuers:
                parts = parts_of(issuer)
                for at, part in enumerate(parts[1:], 1):
                    self._around[part].update(parts[:at])
            self._members[place_of(card)].append(card)

    @property
    def members(self) -> Mapping[str, list[Card]]:
        """Place → the cards of its documents; under "" those that name none."""
        return self._members

    def meet(self, one: Card, other: Card) -> bool:
        """Whether both texts can apply to one place: not two districts, not two towns; a town lies in its district."""
        a, b = place_of(one), place_of(other)
        if a and b and not self._meet(a, b, recorded=bool(one.territory and other.territory)):
            return False
        if a == b and _two_cities(one, other):
            return False
        return not (_local(one) and _local(other)) or _town(one) == _town(other)

    def around(self, place: str) -> Set[str]:
        """The places that are known to lie around one."""
        return self._around.get(place, frozenset())

    def _meet(self, a: str, b: str, *, recorded: bool) -> bool:
        if a in b or b in a or a in self.around(b) or b in self.around(a):
            return True
        # Which province a city lies in no name tells; two provinces or two cities are two.
        return not recorded and a.endswith(_PROVINCES) != b.endswith(_PROVINCES) and not _MUNICIPAL & {a, b}

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        """Place → the places of the registry that meet it and are larger, so that each two that meet stand here once:
        a search of every place with those above it finds all pairs of documents that can apply to one place."""
        found: dict[str, set[str]] = {place: set() for place in self._members}
        unrecorded = {p for p, cards in self._members.items() if not all(card.territory for card in cards)}
        provinces = [place for place in self._members if place.endswith(_PROVINCES)]
        for place in self._members:
            inside = {place[i:j] for i in range(len(place)) for j in range(i, len(place) + 1)}
            near = inside | self.around(place)
            near.update(p for p in provinces if p in unrecorded or place in unrecorded)
            for other in near & self._members.keys() - {place}:
                recorded = not unrecorded & {place, other}
                if not other or (place and self._meet(place, other, recorded=recorded)):
                    lower, upper = sorted((place, other), key=_size)
                    found[lower].add(upper)
        return {place: tuple(sorted(places)) for place, places in found.items()}


def place_of(card: Card) -> str:
    """The smallest unit that the maker works for; the place at the head of the title where nobody recorded a maker."""
    if card.territory:
        return card.territory
    return "" if "关于" in card.title else territory_of(card.title)


def _size(place: str) -> tuple[int, int, str]:
    """Sorts smaller places before larger ones."""
    if not place:
        return 3, 0, ""
    if place.endswith(_PROVINCES) or place in _MUNICIPAL:
        return 2, -len(place), place
    return int(place.endswith(_CITIES)), -len(place), place


def _two_cities(one: Card, other: Card) -> bool:
    """Whether both makers print the city around their district, and not the same one: 南京市鼓楼区, 福州市鼓楼区."""
    a, b = _cities(one.issuer), _cities(other.issuer)
    return bool(a and b and not a & b)


@lru_cache(maxsize=8192)
def _cities(issuer: str) -> frozenset[str]:
    return frozenset(p for p in parts_of(issuer)[:-1] if p.endswith("市"))


def _local(card: Card) -> bool:
    """Whether a maker works for a part of a district: a town, a street, a zone with a committee of its own."""
    return card.body in _TOWNS or card.issuer.endswith(_ZONES)


def _town(card: Card) -> str:
    """The town or street of an issuer: 兰河区白水镇人民政府 → 白水镇."""
    found = _TOWN.search(card.issuer)
    return found["name"] if found else card.issuer
