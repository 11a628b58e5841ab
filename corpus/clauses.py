"""Clauses that act on documents without naming them: blanket repeals and priority (rules.md §2.5, 5, 6, 8–11).

They are found and shown only: they name no target and never change a status by themselves.
"""

import re
from dataclasses import dataclass

from registry.records import Quote


@dataclass(frozen=True, slots=True)
class Blanket:
    """A clause about documents that it does not name. kind: priority (以本办法为准) | blanket_repeal."""

    kind: str
    quote: Quote


_PRIORITY = re.compile(
    r"[^。；\n]{0,80}(?:不一致|不符|不相符|有冲突|相抵触|抵触)的?[^。；\n《》]{0,20}(?:以本[^。；\n]{1,12}为准|按本[^。；\n]{1,10}执行|依照本[^。；\n]{1,10}执行|适用本[^。；\n]{1,8})"
)
_BLANKET = re.compile(
    r"[^。；\n《》]{0,80}(?:(?:凡|所有|其他|以前|此前|过去|原有|未列入|一律|逾期未公布的|与本[^。；\n]{1,10}(?:抵触|不一致|不符)的)[^。；\n《》]{0,60})"
    r"(?:废止|失效|停止执行|不再执行|不再作为[^。；\n]{0,12}依据|不再引用和执行)"
)


def find_blankets(text: str) -> tuple[Blanket, ...]:
    """Priority and blanket repeal clauses in text order. They name no document."""
    found = [Blanket("priority", _quote(text, m)) for m in _PRIORITY.finditer(text)]
    taken = {b.quote.start for b in found}
    found += [
        Blanket("blanket_repeal", q)
        for m in _BLANKET.finditer(text)
        if (q := _quote(text, m)).start not in taken
    ]
    return tuple(sorted(found, key=lambda b: b.quote.start))


def _quote(text: str, found: re.Match[str]) -> Quote:
    start, end = found.span()
    while start < end and text[start] in " \t\u3000，":
        start += 1
    return Quote(text[start:end], start, end)
