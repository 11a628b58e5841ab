"""From findings to changes of a text: which words of which article become which, and what a person must draft.

A finding whose facts carry the replacement (`replacements.toml`) is written out for every article in which the
words occur; all others become prompts. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from registry.papers.replacements import replacement_of
from registry.records import Document, Finding

#: Words that show the old name on purpose: the former body, the title of another text.
_HISTORIC = re.compile(r"(?:原|前|（以下称)$")


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the document, or the text before the first one (label 序言)."""

    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `new` is None where a person must write the new words. `articles` are where it applies."""

    articles: tuple[str, ...]
    old: str
    new: str | None
    reason: str
    rule: str
    basis: tuple[str, ...] = ()

    @property
    def automatic(self) -> bool:
        return self.new is not None

    @property
    def clause(self) -> str:
        """The change as a decision words it."""
        where = "、".join(self.articles) or "【条款】"
        if self.new is None:
            return f"将{where}修改为：“【修改后的条文】”"
        if not self.new:
            return f"删去{where}中的“{self.old}”"
        return f"将{where}中的“{self.old}”修改为“{self.new}”"


def articles_of(document: Document) -> tuple[Article, ...]:
    """The articles of the document's own instrument, in order; attachments and wrapper have none of it."""
    instruments = [
        i for i in document.reading.get("instruments") or () if i["role"] in ("enclosed", "main", "wrapper")
    ]
    chosen = next(
        (i for role in ("enclosed", "main", "wrapper") for i in instruments if i["role"] == role), None
    )
    if chosen is None:
        return ()
    units = [u for u in chosen["units"] if u["kind"] == "article"] or [
        u for u in chosen["units"] if u["kind"] == "heading1"
    ]
    starts = [u["start"] for u in units]
    ends = [*starts[1:], chosen["end"]][: len(starts)]
    found = [
        Article(_label(u["label"], document.text[start:end]), start, end, document.text[start:end].strip())
        for u, start, end in zip(units, starts, ends, strict=True)
    ]
    before = document.text[chosen["start"] : starts[0] if starts else chosen["end"]]
    head = (
        [Article("序言", chosen["start"], chosen["start"] + len(before), before.strip())]
        if before.strip()
        else []
    )
    return (*head, *found)


def changes_of(document: Document, findings: Iterable[Finding]) -> tuple[Change, ...]:
    """The changes that hits with disposition 修改 ask for: replacements first, then a prompt for each place
    that a person must draft anew, with all that was found there.
    """
    articles = articles_of(document)
    automatic: dict[tuple[str, str], Change] = {}
    prompts: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.outcome != "hit" or finding.disposition != "修改":
            continue
        pair = replacement_of(finding, document.text)
        where = tuple(a.label for a in articles if pair and any(True for _ in occurrences(a.text, pair[0])))
        if pair and where:
            change = Change(where, *pair, finding.message, finding.rule, finding.basis)
            automatic.setdefault(pair, change)
            continue
        quoted = [q.start for q in finding.quotes if q.start >= 0]
        places = dict.fromkeys(a.label for at in quoted for a in articles if a.start <= at < a.end)
        prompts.setdefault(tuple(places), []).append(finding)
    return (*automatic.values(), *(_prompt(where, found) for where, found in prompts.items()))


def _prompt(where: tuple[str, ...], findings: Sequence[Finding]) -> Change:
    words = dict.fromkeys(q.text for f in findings for q in f.quotes if q.start >= 0)
    return Change(
        where,
        "；".join(words),
        None,
        "\n".join(dict.fromkeys(f.message for f in findings)),
        "、".join(dict.fromkeys(f.rule for f in findings)),
        tuple(dict.fromkeys(b for f in findings for b in f.basis)),
    )


def occurrences(text: str, words: str) -> Iterator[int]:
    """Where words occur, left out 原X and what stands inside 《》 when the words themselves do not."""
    inside = [] if "《" in words else [m.span() for m in re.finditer(r"《[^《》]*》", text)]
    for found in re.finditer(re.escape(words), text):
        at = found.start()
        if not _HISTORIC.search(text[max(0, at - 4) : at]) and not any(a <= at < b for a, b in inside):
            yield at


def rewritten(text: str, changes: Sequence[Change]) -> str:
    """An article's text with the replacements made."""
    for change in changes:
        if change.new is None:
            continue
        for at in reversed(list(occurrences(text, change.old))):
            text = text[:at] + change.new + text[at + len(change.old) :]
    return text


def _label(label: str, text: str) -> str:
    """How a decision names the place: 第三条; for 三、 without articles 第三条, or 第三部分 where it has several lines."""
    if label.endswith(("条", "）")):
        return label
    number = label.strip("、.． \u3000")
    return f"第{number}{'部分' if text.strip().count(chr(10)) else '条'}"
