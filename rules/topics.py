"""What a document is about, as far as duties of making and filing depend on it. Words are data (topics.toml)."""

import re
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from registry.agencies import Body
from registry.shipped import shipped
from rules.anchors import Sought
from rules.scope import duty_pattern
from rules.view import DocumentView


@cache
def _topics() -> dict[str, Any]:
    return shipped("rules", "data/topics.toml")


@cache
def _pattern(topic: str, key: str) -> re.Pattern[str]:
    return re.compile(_topics()[topic][key])


@cache
def _economic() -> Sought:
    topic = _topics()["enterprise"]
    return Sought(
        f"(?:{topic['subjects']})[^。；\n]{{0,40}}?(?:{topic['matters']})|(?:{topic['matters'].replace('|应当|不得', '')})[^。；\n]{{0,24}}?(?:{topic['subjects']})"
    )


def touches_business(doc: DocumentView) -> bool:
    """The text touches the economic activity of firms or traders: it names them and regulates or favours them.

    公平竞争审查条例 第二条: 市场准入和退出、产业发展、招商引资、招标投标、政府采购、经营行为规范、资质标准等.
    """
    known = doc.memo.get("touches_business")
    if not isinstance(known, bool):
        known = doc.memo["touches_business"] = _business(doc)
    return known


def names_business(doc: DocumentView) -> bool:
    """The text names firms or traders at all."""
    return bool(_pattern("enterprise", "subjects").search(doc.text))


def _business(doc: DocumentView) -> bool:
    if _pattern("enterprise", "strong_title").search(doc.inner_title):
        return True
    favour = bool(_pattern("enterprise", "favour_title").search(doc.inner_title))
    titled = favour or bool(_pattern("enterprise", "title").search(doc.inner_title))
    if not doc.text:
        return titled
    need = 1 if favour else 2 if titled else int(_topics()["enterprise"]["min_hits"])
    return (
        _economic().may_stand(doc)
        and sum(1 for _ in islice(_economic().pattern.finditer(doc.text), need)) >= need
    )


def amends_others(doc: DocumentView) -> bool:
    """A decision that changes, ends or extends other texts (修改、废止、延长的决定或通知)."""
    return _amending(doc.inner_title)


@lru_cache(maxsize=65536)
def _amending(title: str) -> bool:
    return bool(_pattern("amending", "title").search(title))


def forwards(doc: DocumentView) -> bool:
    """Forwards the text of another organ (转发、批转)."""
    return doc.forwards or bool(re.search(r"关于(?:转发|批转)", doc.title))


def urgent(doc: DocumentView) -> bool:
    """Made in an emergency, by its title."""
    return bool(_pattern("emergency", "title").search(doc.inner_title))


def burdens(doc: DocumentView) -> tuple[str, int, int] | None:
    """The first sentence that lays a duty or a ban on the public, as (words, start, end); None without one.

    A condition of a benefit is no burden, nor is anything in a text that only grants one.
    """
    if _pattern("burden", "title").search(doc.inner_title):
        return None
    words, benefit, duty = _pattern("burden", "words"), _pattern("burden", "benefit"), duty_pattern()
    bare = _pattern("burden", "bare")
    for sentence in doc.sentences:
        said = sentence.text
        laid = (duty.search(said) and words.search(said)) or bare.search(said)
        if laid and not benefit.search(said):
            return sentence.text, sentence.start, sentence.end
    return None


def major_by_title(doc: DocumentView) -> bool:
    """Looks like a major administrative decision by its title."""
    return bool(_pattern("decision", "title").search(doc.inner_title))


def government_document(doc: DocumentView) -> bool:
    """A document of a government at county level or above, or of its office."""
    return doc.body in (Body.GOVERNMENT, Body.OFFICE)
