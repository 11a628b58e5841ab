"""Institution names that a reform ended: what the new name is, and since when, here.

The national renames come from `registry/data/agencies.toml`; short names, and names that many places kept, from
`rules/data/institutions.toml`; the office's own list (profile `renames`: old, new, on) outranks both.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from registry.agencies import renames
from registry.shipped import shipped
from rules.anchors import enrols, mask_of_document, pairs_of
from rules.base import Context
from rules.indexes import Given, index, keys
from rules.profiles import Profile
from rules.questions import table
from rules.registry_view import RegistryView
from rules.view import DocumentView

_LOCAL_TAILS = ("局", "委员会", "办公室", "办", "委", "支队", "大队", "中心", "部门", "厅", "科")
_LIVES_ON = re.compile(
    r"(?:加挂|挂)[^。；\n]{0,4}?([\u4e00-\u9fff]{3,20}(?:局|办公室|委员会|中心))(?:的?牌子|牌)"
)


@dataclass(frozen=True, slots=True)
class OldName:
    """An ended name: `stem` without the place, the name that took its place, the first day of the new one here."""

    stem: str
    new: str
    since: date
    mark: str
    evidence: tuple[str, ...] | None = None


@cache
def _raw() -> Mapping[str, Mapping[str, object]]:
    return shipped("rules", "data/institutions.toml")


@cache
def shipped_names() -> Mapping[str, OldName]:
    """Old names of district bodies by stem. A national reform of a year reached districts by the next March."""
    raw = _raw()
    evidence = {k: tuple(v) for k, v in raw["evidence"].items() if isinstance(v, list)}
    found: dict[str, OldName] = {}
    for rename in renames():
        if rename.year < 2003 or not rename.new:
            continue
        local = [n for n in rename.new if n.endswith(_LOCAL_TAILS)] or list(rename.new)
        for stem in rename.old:
            if stem.endswith(_LOCAL_TAILS) and not stem.startswith(("国家", "国务院", "中国")):
                new = next((n for n in local if n[-1] == stem[-1]), local[0])
                found[stem] = OldName(stem, new, _here(rename.year), rename.mark, evidence.get(stem))
    years = dict(raw["years"])
    for stem, heir in raw["short"].items():
        found[stem] = OldName(
            stem, str(heir), _here(int(str(years.get(stem, 2018)))), "U", evidence.get(stem)
        )
    return found


def _here(year: int) -> date:
    """When a reform of a year reached the districts: the next March; what is dated 2019 is that of 2018-19."""
    return date(year if year == 2019 else year + 1, 3, 31)


@lru_cache(maxsize=32)
def _own_names(entries: tuple[tuple[str, str, date], ...]) -> Mapping[str, OldName]:
    return {old: OldName(old, new, on, "") for old, new, on in entries}


def old_names(profile: Profile) -> Mapping[str, OldName]:
    """All old names by stem, the office's own first: its dates are the local ones."""
    own = tuple((str(e["old"]), str(e["new"]), e["on"]) for e in profile.list("renames"))
    return {**shipped_names(), **_own_names(own)} if own else shipped_names()


_PLACE_BEFORE = re.compile(r"(?:[\u4e00-\u9fff]{2,3})?[区县市旗省]$")
_NO_NAME_BEHIND = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:总局|大楼|[新老旧]?办公楼|[新老旧]楼|旧址|家属|小区|路口|宿舍|公交|站点|门前|对面|[东西南北]侧|附近|院内|原址|胡同)"
)
_BOUNDARY = frozenset("区县市旗省由和及与同向报经送到对的或以交至从为请被在归属各本该我新如凭持是当并商")
_VERBS = re.compile(r".{0,3}(?:会同|同|由|向|报|与|和|及|经|送|到|请)(?=.)")


@cache
def _bits(stems: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((stem, pairs_of(stem)) for stem in stems)


enrols(lambda: _bits(tuple(shipped_names())))


def mentions(doc: DocumentView, names: Mapping[str, OldName]) -> Iterator[tuple[OldName, int, int]]:
    """(name, start, end) for every old name in a text that stands as a name of its own; the place counts in."""
    present = mask_of_document(doc)
    text = doc.text
    spans: list[tuple[int, int, str]] = []
    for stem, bits in _bits(tuple(names)):
        if bits & present != bits:
            continue
        at = text.find(stem)
        while at >= 0:
            spans.append((at, at + len(stem), stem))
            at = text.find(stem, at + len(stem))
    spans.sort(key=lambda s: (s[0], -s[1]))
    taken = -1
    for start, end, stem in spans:
        if end <= taken or any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in spans):
            continue  # part of a longer old name
        if _NO_NAME_BEHIND.match(text, end):
            continue
        place = _PLACE_BEFORE.search(text[max(0, start - 4) : start])
        before = text[start - 1] if start else "\n"
        if not place and "\u4e00" <= before <= "\u9fff" and before not in _BOUNDARY:
            continue
        taken = end
        head = place[0] if place else ""
        verbs = _VERBS.match(head)
        yield names[stem], start - len(head) + (verbs.end() if verbs else 0), end


@index
def bodies(doc: DocumentView) -> Given:
    """Issuers and implementing units."""
    return keys((*doc.issuers, doc.implementing_department or ""))


@index
def plates(doc: DocumentView) -> Given:
    """Names on plates that a body goes on to carry."""
    return keys(_LIVES_ON.findall(doc.text) if "牌" in doc.text and "挂" in doc.text else ())


@table
def _seen_alive(registry: RegistryView, stem: str) -> bool:
    """Whether a body of a name that ends so issues or implements documents of the registry."""
    return registry.ends(bodies, stem)


@table
def _on_a_plate(registry: RegistryView, stem: str) -> bool:
    """Whether a name that ends so lives on on a plate (加挂…牌子)."""
    return registry.ends(plates, stem)


def ended(name: OldName, ctx: Context) -> bool:
    """Whether the name had ended here by the day of the sweep, as far as is known."""
    if name.since > ctx.as_of:
        return False
    if ctx.registry.row(_on_a_plate, name.stem):
        return False
    return name.evidence is None or any(ctx.registry.row(_seen_alive, stem) for stem in name.evidence)
