"""Hostile content to the end of the line: sinks × payloads, each cell a test.

A sink gives pieces: what a reader of it sees as one text (a line of a terminal, a cell, a text node). For each
payload the pieces that carry its mark must show it as text, hold no character that acts, and be nothing that
the reader's program would run.
"""

import re
from collections.abc import Callable

import pytest

from registry.plain import strip_controls
from registry.records import Disposition
from tests.safety.hostile import NAMES, as_seen, disposition_of, make_world, mark, seen
from tests.safety.screens import SCREENS, screens
from tests.safety.sinks import DAY, FIGURES, SINKS, UNREAD, Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("hostile")
    world = make_world(folder)
    made = Bench(world, folder / "出")
    made.folder.mkdir()
    made.run("sweep", "--as-of", DAY)
    return made


@pytest.fixture(scope="module")
def taken(bench: Bench) -> Callable[[str, str], list[str]]:
    """The pieces of a sink that carry a mark; the sink is taken apart once."""
    known: dict[str, dict[str, list[str]]] = {}

    def take(sink: str, wanted: str) -> list[str]:
        if sink not in known:
            if sink in SINKS:
                known[sink] = _by_mark(SINKS[sink](bench))
            else:
                known.update(
                    {f"screen {name}": _by_mark(shown) for name, shown in screens(bench.world).items()}
                )
        return known[sink].get(wanted, [])

    return take


def _by_mark(pieces: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in dict.fromkeys(pieces):
        for label in set(re.findall(r"标记\d\d", piece)):
            found.setdefault(label, []).append(piece)
    return found


CELLS = [
    (sink, payload)
    for sink in (*SINKS, *(f"screen {name}" for name in SCREENS))
    if sink not in FIGURES
    for payload in NAMES
    if sink != "drafts docx" or disposition_of(payload) is Disposition.AMEND
    if sink != "extract" or payload not in UNREAD
]


@pytest.mark.parametrize("sink", FIGURES)
def test_a_sink_of_figures_is_inert(bench: Bench, sink: str) -> None:
    pieces = SINKS[sink](bench)
    assert pieces
    for piece in pieces:
        assert strip_controls(piece) == piece


@pytest.mark.parametrize(("sink", "payload"), CELLS)
def test_a_payload_ends_as_text(taken: Callable[[str, str], list[str]], sink: str, payload: str) -> None:
    mine = taken(sink, mark(payload))
    assert mine, f"{sink} says nothing of the document"
    shown = [as_seen(piece) for piece in mine]
    for piece in mine:
        assert strip_controls(piece) == piece, repr(piece)[:300]
    assert any(seen(payload) in piece for piece in shown), shown[:3]
