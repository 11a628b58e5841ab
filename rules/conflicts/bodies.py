"""When two names mean one body: the place in front left out, old names mapped to new, 原 ignored. Pure."""

import re
from functools import cache, lru_cache

from registry import agencies
from registry.shipped import shipped

_WORDS = re.compile(r"^(?:原|各|本|所在地?|属地|当地|有关|相关|辖区)+")
#: What says only of which level a body is, and what only that it is a body.
_LEVEL = re.compile(
    r"^(?:县级以上|国务院|国家|全国|[省市县区镇乡]级|各级|同级|本级|上级|下级|设区的|省辖|地方|省|市|县|区|旗|乡|镇|[、（）()]|及其|和|的|人民政府|政府|其他|相应|相关|有关|具体)+"
)
_KIND = re.compile(r"(?:行政|主管|管理|监督|[总分支]?局|厅|部|委员会|委|办公室|部门|机关|机构|单位)+$")


@cache
def _short_bodies() -> tuple["re.Pattern[str]", dict[str, str]]:
    full = {
        short: name
        for name, shorts in shipped("rules", "data/wording.toml")["short_bodies"].items()
        for short in (name, *shorts)
    }
    return re.compile("|".join(sorted(map(re.escape, full), key=len, reverse=True))), full


def _in_full(name: str) -> str:
    """县发改局 → 县发展和改革局."""
    pattern, full = _short_bodies()
    return pattern.sub(lambda m: full[m.group()], name)


@lru_cache(maxsize=16384)
def body_name(name: str) -> str:
    """A body's own name: 兰台区住房和城乡建设局 → 住房和城乡建设局, an old name → its newest successor."""
    bare = _in_full(agencies.without_place(_WORDS.sub("", name.strip())))
    for rename in agencies.renames():
        # A merger into several bodies names no single successor; lists of one length are pairs (局, 总局).
        pairs = (
            zip(rename.old, rename.new, strict=False)
            if len(rename.old) == len(rename.new)
            else (((old, rename.new[0]) for old in rename.old) if len(rename.new) == 1 else ())
        )
        found = next(
            ((old, new) for old, new in pairs if bare.endswith(old) and not bare.endswith(new)), None
        )
        if found:
            bare = bare.removesuffix(found[0]) + found[1]
    return bare


#: Bodies named by what they did or where they stand: the same in one text and another in the next.
_RELATIVE = re.compile(
    r"一个部门|所在单位|所在机关|上级|上一级|有权|权限|作出|发证|许可|(?<!行政)审批|批准|登记|受理|原"
)
_SPLIT = re.compile(r"[、，]|以及|或者|[和或与及]")
#: 村（居）民委员会: two bodies in one word.
_VILLAGE_OR_STREET = re.compile(r"村（居）民|居（村）民|村\(居\)民|居\(村\)民")


@cache
def _new_stems() -> dict[str, str]:
    """环境保护 → 生态环境: the renames of bodies, for names that leave out which kind of body it is."""
    found: dict[str, str] = {}
    for rename in agencies.renames():
        new = {_bare(name) for name in rename.new}
        # A body split into several has no single successor.
        if len(new) == 1 and (successor := new.pop()):
            found |= {_bare(old): successor for old in rename.old if _bare(old)}
    return found


def _bare(name: str) -> str:
    return _KIND.sub("", _LEVEL.sub("", name))


@lru_cache(maxsize=16384)
def _stem(name: str) -> str:
    """What tells a body from others: 县级以上人民政府水行政主管部门 → 水; empty for 主管部门, which may be any."""
    bare = _bare(body_name(_LEVEL.sub("", name) or name))
    seen = {bare}
    while (newer := _new_stems().get(bare, bare)) not in seen:
        seen.add(bare := newer)
    return bare


def _same_one(one: str, other: str) -> bool:
    a, b = body_name(one), body_name(other)
    if a == b or a in b or b in a or _RELATIVE.search(one) or _RELATIVE.search(other):
        return True
    if a.endswith("政府") or b.endswith("政府"):
        return a.endswith("政府") and b.endswith("政府")
    mine, theirs = _stem(one), _stem(other)
    return mine in theirs or theirs in mine


@lru_cache(maxsize=65536)
def same_body(one: str, other: str) -> bool:
    """Whether two names, or two lists of names, may mean one body. Generic words (主管部门) may mean any body."""
    one, other = (_VILLAGE_OR_STREET.sub("村民委员会、居民", name) for name in (one, other))
    return _same_one(one, other) or any(
        _same_one(a, b) for a in _SPLIT.split(one) if a for b in _SPLIT.split(other) if b
    )
