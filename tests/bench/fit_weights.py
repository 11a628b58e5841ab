"""Fit the weights by which group C decides what its single questions leave open (rules/data/weights.toml).

    python tests/bench/fit_weights.py [--texts DATA_FOLDER] [--write]

The examples are the pairs of tests/cases/conflicts of which the rules may be tuned (`split = "dev"`): of each pair the
two statements that contradict each other, and all others that look like it; of the sample registry, all statements of
two documents that do not contradict each other. With --texts, statements of real texts
of one province count as well, a tenth each, as ones that do not contradict each other: nearly all do not.
Prints how the weights fare on the files of authors that they were not fitted on.
"""

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.conflicts import figures, modality, ways, whose
from rules.conflicts.agreement import agree
from rules.conflicts.book import book_of
from rules.conflicts.pairs import pairs_of_all
from rules.conflicts.provisions import Provisions
from rules.profiles import load_profile
from rules.registry_view import RegistryView
from rules.view import Sentence
from tests import sample_registry
from tests.bench.strongest_findings import registry
from tests.rules.conflicts.pairwork import documents_of
from tests.rules.conflicts.test_pairs import FOLDER, spoken_in

AS_OF = date(2026, 11, 1)
#: Codes of the findings that the weights decide, by kind.
_CODES = {
    "figures": {"C-01", "C-02", "C-03"},
    "duties": {"C-01", "C-03"},
    "tasks": {"C-04"},
    "ways": {"C-01", "C-03"},
}
#: What an example of a real text counts, how much large weights cost, closeness from which the
#: sum is asked.
_REAL, _RIDGE, _NEAR = 0.1, 3.0, 0.4
#: From which the sum decides.
_CLEARLY = 0.6
#: Pairs of real texts of one province at most.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Example:
    """What is seen of two statements, and whether they contradict each other; `author` wrote the file."""

    kind: str
    author: str
    seen: Mapping[str, float]
    contrary: bool
    counts: float = 1.0


def statements(
    one: Provisions, other: Provisions, closeness: float
) -> Iterator[tuple[str, dict[str, float], Sentence, Sentence]]:
    """(kind, what is seen, both sentences) of all statements that might contradict each other."""
    if closeness < _NEAR:
        return
    for _, a, b in figures.counterparts(one, other):
        if not agree(a, b):
            yield "figures", figures.seen(a, b, closeness), a.sentence, b.sentence
    for i, j in modality.look_alike(one, other):
        c, d = one.duties[i], other.duties[j]
        if frozenset({c.modality, d.modality}) in modality.WEIGHED:
            yield "duties", modality.seen(c, d, closeness), c.sentence, d.sentence

    for _, e, f in whose.counterparts(one.responsibles, other.responsibles):
        yield "tasks", whose.seen(e, f, closeness), e.sentence, f.sentence

    for g, h in ways.counterparts(one.ways, other.ways):
        yield "ways", ways.seen(g, h, closeness), g.sentence, h.sentence


def of_pairs() -> Iterator[Example]:
    """The examples of the pairs. Of the statements of a pair that is a conflict, the likest is the one that is meant."""
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for group in data.get("group", (data,)):
            for pair in group["pair"] if group["split"] == "dev" else ():
                yield from _of_pair(path.stem.split("_")[0], group, pair)


def _of_pair(author: str, group: Mapping[str, Any], pair: Mapping[str, Any]) -> Iterator[Example]:
    view = RegistryView(documents_of(group, pair), as_of=AS_OF, profile=load_profile())
    book = book_of(view)
    a, b = view.view("a"), view.view("b")
    closeness = book.between(a, b).closeness
    meant: dict[str, list[Mapping[str, float]]] = defaultdict(list)
    expected = {*pair.get("expect", ()), *pair.get("any_of", ())}
    for kind, seen, one, other in statements(book.provisions(a), book.provisions(b), closeness):
        here = spoken_in(one.text, pair) and spoken_in(other.text, pair)
        if here and expected:
            meant[kind].append(seen)
        else:
            yield Example(kind, author, seen, contrary=False)
    for kind, found in meant.items():
        if expected & _CODES[kind]:
            yield Example(
                kind,
                author,
                max(
                    found,
                    key=lambda seen: seen.get("head", 0) + seen.get("sentence", 0) + seen.get("same", 0),
                ),
                contrary=True,
            )


def of_sample() -> Iterator[Example]:
    """The examples of the sample registry: two documents of which the key expects no conflict."""
    view = RegistryView(sample_registry.registry(), as_of=AS_OF, profile=load_profile())
    book = book_of(view)
    codes = {
        id: {c for c in (*s.key.expect, *s.key.may) if c.startswith("C-")}
        for id, s in sample_registry.samples().items()
    }
    for pair in pairs_of_all(view):
        if codes.get(pair.one.id, set()) & codes.get(pair.other.id, set()):
            continue
        for kind, seen, _, _ in statements(
            book.provisions(pair.one), book.provisions(pair.other), pair.closeness
        ):
            yield Example(kind, "sample", seen, contrary=False)


def of_texts(folder: Path) -> Iterator[Example]:
    """The examples of real texts, province by province."""
    for province in sorted(path for path in folder.iterdir() if path.is_dir()):
        view = RegistryView(registry(province), as_of=AS_OF, profile=load_profile())
        book = book_of(view)
        near = sorted(
            (p for p in pairs_of_all(view) if p.closeness >= _NEAR),
            key=lambda p: (p.how.alike, p.one.id, p.other.id),
        )
        for pair in near[:: max(1, len(near) // _MOST)]:
            for kind, seen, _, _ in statements(
                book.provisions(pair.one), book.provisions(pair.other), pair.closeness
            ):
                yield Example(kind, "real", seen, contrary=False, counts=_REAL)


def fit(examples: list[Example]) -> dict[str, float]:
    """The weights of a logistic regression on standardized columns, as weights of the columns as they are."""
    names = list(examples[0].seen)
    x = _columns(examples, names)
    y = np.array([float(e.contrary) for e in examples])
    counts = np.array([e.counts for e in examples])
    mean = np.average(x, axis=0, weights=counts)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=counts))
    scale[scale == 0] = 1.0
    z = np.hstack([(x - mean) / scale, np.ones((len(y), 1))])
    cost = np.full(z.shape[1], _RIDGE)
    cost[-1] = 1e-6
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        curve = (z * (counts * p * (1 - p))[:, None]).T @ z + np.diag(cost)
        step = np.linalg.solve(curve, z.T @ (counts * (y - p)) - cost * w)
        w += step
        if float(np.abs(step).max()) < 1e-8:
            break
    own = w[:-1] / scale
    return {"bias": float(w[-1] - own @ mean), **dict(zip(names, own.tolist(), strict=True))}


def _columns(examples: list[Example], names: list[str]) -> NDArray[np.float64]:
    return np.array([[float(e.seen[name]) for name in names] for e in examples])


def decided(examples: list[Example], weights: Mapping[str, float]) -> NDArray[np.bool_]:
    """Which examples the weights take for contradictions."""
    names = [name for name in weights if name != "bias"]
    total = _columns(examples, names) @ np.array([weights[n] for n in names]) + weights["bias"]
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))) >= _CLEARLY)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    examples = [*of_pairs(), *of_sample(), *(of_texts(args.texts) if args.texts else ())]
    lines = ["# Fitted by tests/bench/fit_weights.py; not to be edited by hand."]
    for kind in _CODES:
        own = [e for e in examples if e.kind == kind]
        print(kind, len(own), "examples,", sum(e.contrary for e in own), "contrary")
        for author in sorted({e.author for e in own} - {"real"}):
            theirs = [e for e in own if e.author == author]
            found = decided(theirs, fit([e for e in own if e.author != author]))
            real = np.array([e.contrary for e in theirs])
            print(
                f"   {author}: found {int((found & real).sum())} of {int(real.sum())}, wrong {int((found & ~real).sum())} of {int((~real).sum())}"
            )
        weights = fit(own)
        if real_ones := [e for e in own if e.author == "real"]:
            print("   real texts:", int(decided(real_ones, weights).sum()), "of", len(real_ones))
        lines += ["", f"[{kind}]", *(f'"{name}" = {value:.4f}' for name, value in weights.items())]
    if args.write:
        (Path(figures.__file__).parents[1] / "data" / "weights.toml").write_text(
            "\n".join(lines) + "\n", "utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
