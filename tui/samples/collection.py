"""The sources of the sample registry: one text a document, with the ledger row and the key in its head."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from registry.dates import int2cn

_FENCE = "+++\n"
#: A paragraph that gets its article number from Word's automatic numbering.
ARTICLE = "@ART "


@dataclass(frozen=True, slots=True)
class Key:
    """What the sweep must say of a document, as of 2026-11-01 under the profile 辽宁.

    `expect` must be found, `forbid` must not, `may` is arguable. `peers`: rule → ids of the others involved.
    """

    expect: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    disposition: str = ""
    disposition_may: tuple[str, ...] = ()
    peers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """One document: its file's name and format (docx, html, pdf, txt, txt-gbk), body lines, ledger row, key.

    A line of the body is a paragraph; lines that begin with | are rows of a table.
    """

    id: str
    file: str
    format: str
    body: tuple[str, ...]
    ledger: Mapping[str, str]
    key: Key
    autonumber: bool = False


@dataclass(frozen=True, slots=True)
class Irregularities:
    """What real registries have besides clean documents (`irregular.toml`)."""

    titles: tuple[str, ...]
    foot: str
    repeated: tuple[str, ...]
    rows_without_file: tuple[Mapping[str, str], ...]
    copies: tuple[Mapping[str, str], ...]
    truncated: tuple[Mapping[str, Any], ...]
    typed_dates: tuple[str, ...]
    serials: tuple[str, ...]


def folder() -> Traversable:
    """Where the sources are: inside the installed program, else in the checkout's tests."""
    inside = files("tui") / "samples" / "sources"
    if inside.is_dir():
        return inside
    return Path(__file__).parents[2] / "tests" / "samples" / "sources"


def load() -> tuple[SampleDocument, ...]:
    """All documents in order of their ids. Raises FileNotFoundError when the sources are not there."""
    found = sorted((f for f in folder().iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
    if not found:
        raise FileNotFoundError(f"no sample sources in {folder()}")
    return tuple(parse(f.name.removesuffix(".md"), f.read_text(encoding="utf-8")) for f in found)


def parse(id: str, text: str) -> SampleDocument:
    """One source. Raises ValueError when its head is not as it should be."""
    if not text.startswith(_FENCE):
        raise ValueError(f"{id}: no head")
    head, fence, body = text[len(_FENCE) :].partition("\n" + _FENCE)
    if not fence:
        raise ValueError(f"{id}: the head has no end")
    data = tomllib.loads(head)
    key = data["key"]
    return SampleDocument(
        id=id,
        file=data["file"],
        format=data["format"],
        autonumber=data.get("autonumber", False),
        body=tuple(body.removesuffix("\n").split("\n")),
        ledger=data.get("ledger", {}),
        key=Key(
            **{name: tuple(key.get(name, ())) for name in ("expect", "forbid", "may", "disposition_may")},
            disposition=key["disposition"],
            peers={rule: tuple(ids) for rule, ids in key.get("peers", {}).items()},
            why=" ".join(key.get("why", "").split()),
        ),
    )


def numbered(body: Iterable[str]) -> Iterator[str]:
    """The body with the numbers of automatically numbered articles typed out."""
    count = 0
    for line in body:
        if line.startswith(ARTICLE):
            count += 1
            yield f"第{int2cn(count)}条\u3000{line.removeprefix(ARTICLE)}"
        else:
            yield line


def irregularities() -> Irregularities:
    """The irregularities that the ledger and the folder get on top of the documents."""
    raw = tomllib.loads((folder() / "irregular.toml").read_text(encoding="utf-8"))
    ledger, plain = raw["ledger"], raw.get
    return Irregularities(
        titles=tuple(ledger["titles"]),
        foot=ledger["foot"],
        repeated=tuple(ledger["repeated"]),
        typed_dates=tuple(ledger["typed_dates"]),
        serials=tuple(ledger["serials"]),
        rows_without_file=tuple(plain("row_without_file", ())),
        copies=tuple(plain("copy", ())),
        truncated=tuple(plain("truncated", ())),
    )
