"""What a finding's facts say of words to be replaced: the old words as the text prints them, and the new ones."""

import re
from dataclasses import dataclass
from functools import lru_cache

from registry.dates import cn2int, int2cn
from registry.records import Finding
from registry.shipped import shipped

_COUNTRY = "中华人民共和国"
#: A new wording that is a choice or a remark is for a person to decide on.
_NO_WORDING = re.compile(r"[、；，（(]|或者")
#: A name that begins with its place; 市场监督管理局 does not.
_LOCAL = re.compile(r"[区县]|市(?!场)")


@dataclass(frozen=True, slots=True)
class _Labels:
    old: str
    new: str
    form: str


@lru_cache(maxsize=1)
def _labels() -> tuple[_Labels, ...]:
    return tuple(_Labels(**entry) for entry in shipped("registry", "papers/replacements.toml")["replacement"])


def replacement_of(finding: Finding, text: str) -> tuple[str, str] | None:
    """(old words, new words) for a finding on a text, or None when a person must find the wording.

    The old words occur in the text exactly as they are returned.
    """
    for labels in _labels():
        old, new = finding.facts.get(labels.old), finding.facts.get(labels.new)
        if not (isinstance(old, str) and isinstance(new, str) and old) or _NO_WORDING.search(new):
            continue
        found = _pair(labels.form, old, new, finding, text)
        if found and found[0] != found[1] and found[0] in text:
            return found
    return None


def _pair(form: str, old: str, new: str, finding: Finding, text: str) -> tuple[str, str] | None:
    if form == "organ":
        local = _LOCAL.match(old)
        return old, (local[0] if local and not _LOCAL.match(new) else "") + new
    if form == "title":
        return f"《{old}》", f"《{new}》"
    if form == "law":
        return _law(old, new, text)
    if form == "article":
        return _article(old, new, finding)
    return old, new


def _law(old: str, new: str, text: str) -> tuple[str, str] | None:
    for country in (_COUNTRY, ""):
        printed = f"《{country}{old.removeprefix(_COUNTRY)}》"
        if printed in text and not re.search(
            re.escape(printed) + r"[^，。；》]{0,4}第[\d一二三四五六七八九十百零]+条", text
        ):
            return printed, f"《{country}{new.removeprefix(_COUNTRY)}》"
    return None


def _article(old: str, new: str, finding: Finding) -> tuple[str, str] | None:
    """The article together with the law in front of it, so that no other law's article is touched."""
    numeral = re.fullmatch(r"第(.+?)条(.*)", new)
    number = cn2int(numeral[1]) if numeral else None
    if number is None or numeral is None:
        return None
    current = f"第{int2cn(number)}条{numeral[2]}"
    for quote in finding.quotes:
        found = re.search(r"《[^《》]*》" + re.escape(old), quote.text)
        if found:
            return found[0], found[0].removesuffix(old) + current
    return None
