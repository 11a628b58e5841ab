"""What two texts have in common, read from the texts themselves. Pure."""

import re

from rules.conflicts.matter import own_words
from rules.conflicts.shingles import common, shingles
from rules.view import DocumentView

#: Articles from which a text is measured by them alone.
_FEW_ARTICLES = 4
_STARTS = re.compile(r"起(?:施行|实施|执行|生效)|有效期")


def own_text(doc: DocumentView) -> str:
    """The text that regulates: the enclosed document, without the wrapper notice and signatures."""
    main = doc.main
    return doc.text[main.start : main.end] if main else doc.text


def shares(in_both: int, one: int, other: int) -> tuple[float, float]:
    """(share of the smaller set of shingles that the larger one holds, resemblance of both)."""
    smaller, all_of_them = min(one, other), one + other - in_both
    return (in_both / smaller if smaller else 0.0), (in_both / all_of_them if all_of_them else 0.0)


def common_text(one: DocumentView, other: DocumentView) -> tuple[float, float]:
    """The same of the articles of two documents, counted exactly."""
    a, b = shingles(_articles(one)), shingles(_articles(other))
    return shares(common(a, b), a.size, b.size)


def names_both(one: DocumentView, other: DocumentView, keys: tuple[str, str]) -> bool:
    """Whether a text names in its own articles what the title of its copy names: a title that has changed, not a
    second subject. `keys`: what each title is about."""
    mine, theirs = own_words(*keys)
    return bool(mine and theirs) and (mine in own_text(other) or theirs in own_text(one))


def _articles(doc: DocumentView) -> str:
    """The articles of a text without title, signature and the last one, which says from when it holds: of a short text
    these would make up much of what two copies do not share."""
    articles = doc.articles
    if len(articles) < _FEW_ARTICLES:
        return own_text(doc)
    last = articles[-1]
    end = last.start if _STARTS.search(doc.text, last.start, last.end) else last.end
    return doc.text[articles[0].start : end]
