"""The sentence patterns of group U: data with examples and counter-examples, compiled once.

One file a code in `rules/data/unlawful/`. A pattern has literal `anchors` (looked for first, they are cheap), the
`match` (one expression, or a list of which any may match), what must stand in the sentence besides (`needs`), what
excuses it (`unless`), and how a cited law excuses: `law = "block"` (a law in the same article or item, the default)
or "none". <NAME> in an expression stands for a class of words (`words.toml`), which may itself name others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from registry.patterns import late
from registry.shipped import shipped
from rules.anchors import enrols, mask_of, pairs_of
from rules.required import required

_FILES = tuple(f"U-{n:02}" for n in range(1, 19))
_BAN = re.compile(r"不得|不再|不\[得准\]|无须")
#: 不得 that must not stand somewhere is no ban that the pattern looks for.
_MUST_NOT_STAND = re.compile(r"\(\?<?!(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_WORD = re.compile(r"<([A-Z]+)>")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern. `note`: the Chinese words that say what is suspected. `special` names a check in code. `bits`
    has the pairs of characters of each anchor, `masks` the beginnings of words of which one must stand in the text: of
    the anchors, and of what `match` and `needs` require.

    `bans`: the pattern itself looks for a ban (未经…不得), so a 不得 among the words found denies nothing. `relief`: freeing from a charge is what
    the pattern looks for, so 免收 denies nothing either.
    """

    code: str
    id: str
    note: str
    anchors: tuple[str, ...]
    bits: tuple[int, ...]
    masks: tuple[int, ...]
    match: re.Pattern[str]
    needs: re.Pattern[str] | None
    unless: tuple[re.Pattern[str], ...]
    unless_title: re.Pattern[str] | None
    law: str
    lawful_words: bool
    negation: bool
    bans: bool
    relief: bool
    special: str
    examples: tuple[str, ...]
    counters: tuple[str, ...]


@cache
def all_patterns() -> Mapping[str, tuple[Pattern, ...]]:
    """Every code's patterns, loaded together so that their words are enrolled before the first document."""
    return {code: _load(code) for code in _FILES}


def patterns(code: str) -> tuple[Pattern, ...]:
    """The patterns of a code, in the order of its file. Raises KeyError for a code without one."""
    return all_patterns()[code]


def _load(code: str) -> tuple[Pattern, ...]:
    words = shipped("rules", "data/unlawful/words.toml")
    raw = shipped("rules", f"data/unlawful/{code}.toml")
    return tuple(_pattern(code, raw, entry, words) for entry in raw["pattern"])


def _pattern(code: str, file: Mapping[str, Any], raw: Mapping[str, Any], words: Mapping[str, str]) -> Pattern:
    def compiled(source: str | None) -> re.Pattern[str] | None:
        return late(_spelled_out(source, words)) if source else None

    needs = _spelled_out(raw["needs"], words) if "needs" in raw else None
    unless = (compiled(file.get("unless")), compiled(raw.get("unless")))
    ways = [raw["match"]] if isinstance(raw["match"], str) else raw["match"]
    source = _spelled_out("|".join(ways), words)
    return Pattern(
        code=code,
        id=raw["id"],
        note=raw["note"],
        anchors=tuple(raw["anchors"]),
        bits=tuple(pairs_of(a) for a in raw["anchors"]),
        masks=tuple(map(mask_of, (raw["anchors"], *required(source), *(required(needs) if needs else ())))),
        match=late(source),
        needs=late(needs) if needs else None,
        unless=tuple(p for p in unless if p),
        unless_title=compiled(raw.get("unless_title") or file.get("unless_title")),
        law=raw.get("law") or file.get("law", "block"),
        lawful_words=bool(raw.get("lawful_words", file.get("lawful_words", True))),
        negation=bool(raw.get("negation", file.get("negation", True))),
        bans=bool(_BAN.search(_MUST_NOT_STAND.sub("", source))),
        relief=bool(file.get("relief", False)),
        special=raw.get("special", ""),
        examples=tuple(raw["examples"]),
        counters=tuple(raw["counters"]),
    )


def _spelled_out(source: str, words: Mapping[str, str]) -> str:
    """An expression with its classes of words written out, those within them too."""
    while _WORD.search(source):
        source = _WORD.sub(lambda m: f"(?:{words[m[1]]})", source)
    return source


enrols(all_patterns)
