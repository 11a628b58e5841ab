"""When two names mean one body: the place in front left out, old names mapped to new, 原 ignored. Pure."""

import re
from functools import lru_cache

from registry import agencies

_PLACE = re.compile(
    r"^(?:原|各|本|所在地?|属地|当地|有关|相关|辖区)*(?:[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|旗))?"
)
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
    bare = _PLACE.sub("", name.strip()) or name.strip()
    for rename in agencies.renames():
        old = next((o for o in rename.old if bare.endswith(o)), None)
        # A merger into several bodies names no single successor.
        if old and len(rename.new) == 1 and not bare.endswith(rename.new[0]):
            bare = bare.removesuffix(old) + rename.new[0]
    return bare


@lru_cache(maxsize=65536)
def same_body(one: str, other: str) -> bool:
    """Whether two names may mean one body. Generic words (主管部门) may mean any body."""
    a, b = body_name(one), body_name(other)
    if a == b or a.endswith(_GENERIC) or b.endswith(_GENERIC):
        return True
    return a in b or b in a
