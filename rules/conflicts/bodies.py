"""When two names mean one body: the place in front left out, old names mapped to new, 原 ignored. Pure."""

import re
from functools import lru_cache

from registry import agencies

_WORDS = re.compile(r"^(?:原|各|本|所在地?|属地|当地|有关|相关|辖区)+")
_GENERIC = (
    "主管部门",
    "有关部门",
    "相关部门",
    "行政部门",
    "各部门",
    "相关单位",
    "有关单位",
    "主管机关",
    "行政机关",
    "部门",
    "单位",
)


@lru_cache(maxsize=16384)
def body_name(name: str) -> str:
    """A body's own name: 兰台区住房和城乡建设局 → 住房和城乡建设局, an old name → its newest successor."""
    bare = agencies.without_place(_WORDS.sub("", name.strip()))
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


@lru_cache(maxsize=65536)
def same_body(one: str, other: str) -> bool:
    """Whether two names may mean one body. Generic words (主管部门) may mean any body."""
    a, b = body_name(one), body_name(other)
    if a == b or a.endswith(_GENERIC) or b.endswith(_GENERIC):
        return True
    return a in b or b in a
