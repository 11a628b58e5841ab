"""Fit the words by which group U knows unlawful content that no pattern names (rules/data/unlawful_words.npz).

    python tests/bench/fit_unlawful.py [--texts FILE_OR_FOLDER ...] [--write]

The examples are the sentences that stand in the repository: the cases of U-01 to U-18, the phrases that were written
to measure, the examples and counter-examples of the patterns, and as lawful ones the sentences of the sample documents
in which the key expects nothing of group U. With --texts, sentences of real normative documents that cite no law count
as lawful too. A multinomial logistic regression on character n-grams, with nothing but numpy.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.readers import read
from corpus.readers.errors import Unreadable
from rules.checks.unlawful import likeness
from rules.checks.unlawful.likeness import LAWFUL, bare, grams
from rules.passages import sentences_in
from tests.sample_registry import registry, samples

_ROOT = Path(__file__).parents[2]
_CASES = _ROOT / "tests" / "cases"
_PATTERNS = _ROOT / "rules" / "data" / "unlawful"
CODES = tuple(f"U-{n:02}" for n in range(1, 19))
#: Sentences that hold an n-gram, at least; n-grams kept; sentences of real texts at most.
_LEAST, _MOST, _REAL = 3, 12_000, 8_000
#: Steps of the descent, their size, and what large weights cost.
_STEPS, _SIZE, _RIDGE = 400, 0.05, 2e-5
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Model:
    """The words, how much each says, and the weight of each for each class; the classes are LAWFUL and the codes."""

    words: Sequence[str]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def examples() -> Iterator[tuple[str, str]]:
    """(class, sentence) of everything in the repository."""
    for code in CODES:
        data = tomllib.loads((_CASES / f"{code}.toml").read_text("utf-8"))
        for case in data["case"]:
            sentence = case.get("article", "")
            if sentence and len(sentence) < _LONGEST and case["expect"] in ("hit", "clean"):
                yield (code if case["expect"] == "hit" else LAWFUL), sentence
        for pattern in tomllib.loads((_PATTERNS / f"{code}.toml").read_text("utf-8"))["pattern"]:
            yield from ((code, sentence) for sentence in pattern.get("examples", ()))
            yield from ((LAWFUL, sentence) for sentence in pattern.get("counters", ()))
    for half in tomllib.loads((_CASES / "unlawful_phrases.toml").read_text("utf-8"))["half"]:
        yield from ((half["rule"], sentence) for sentence in half.get("unlawful", ()))
        yield from ((LAWFUL, sentence) for sentence in half.get("lawful", ()))
    known = {id: {*s.key.expect, *s.key.may} for id, s in samples().items()}
    for document in registry():
        if not any(code in known.get(document.id, ()) for code in CODES):
            yield from ((LAWFUL, s.text) for s in sentences_in(document.text))


def lawful_texts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Sentences of real texts that cite no law."""
    files = sorted(
        f for path in paths for f in ([path] if path.is_file() else path.rglob("*")) if f.is_file()
    )
    for file in files:
        try:
            text = read(file).text
        except Unreadable:
            continue
        yield from (
            (LAWFUL, s.text) for s in sentences_in(text) if 12 < len(s.text) < _LONGEST and "《" not in s.text
        )


def fit(found: Sequence[tuple[str, str]]) -> Model:
    """The model of these examples."""
    classes = (LAWFUL, *CODES)
    counted = [Counter(grams(bare(sentence))) for _, sentence in found]
    kinds = np.array([classes.index(kind) for kind, _ in found])
    words = _telling(counted, kinds, len(classes))
    number = {word: at for at, word in enumerate(words)}
    x = np.zeros((len(found), len(words)), dtype=np.float32)
    for row, counts in enumerate(counted):
        for word, times in counts.items():
            if (at := number.get(word)) is not None:
                x[row, at] = 1 + np.log(times)
    rarity = (np.log((1 + len(found)) / (1 + (x > 0).sum(axis=0))) + 1).astype(np.float32)
    x *= rarity
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    weights, bias = _descend(x, kinds, len(classes))
    return Model(words, rarity, weights, bias)


def _telling(counted: Sequence[Counter[str]], kinds: NDArray[np.int64], classes: int) -> list[str]:
    """The n-grams that tell most between the classes (χ² of their presence), in order."""
    held = Counter(word for counts in counted for word in counts)
    often = [word for word, times in held.items() if times >= _LEAST]
    number = {word: at for at, word in enumerate(often)}
    seen = np.zeros((len(often), classes))
    for counts, kind in zip(counted, kinds.tolist(), strict=True):
        for word in counts:
            if (at := number.get(word)) is not None:
                seen[at, kind] += 1
    share = np.bincount(kinds, minlength=classes) / len(kinds)
    expected = seen.sum(axis=1, keepdims=True) * share
    says = ((seen - expected) ** 2 / expected).sum(axis=1)
    return sorted(often[at] for at in np.argsort(-says)[:_MOST].tolist())


def _descend(
    x: NDArray[np.float32], kinds: NDArray[np.int64], classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and bias of least cost, by Adam on the whole."""
    wanted = np.eye(classes, dtype=np.float32)[kinds]
    weights = np.zeros((x.shape[1] + 1, classes), dtype=np.float32)
    speed, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        chances = likeness.softmax(x @ weights[:-1] + weights[-1])
        off = (chances - wanted) / len(kinds)
        slope = np.vstack([x.T @ off + _RIDGE * weights[:-1], off.sum(axis=0, keepdims=True)])
        speed = 0.9 * speed + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights -= _SIZE * (speed / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights[:-1], weights[-1]


def write(model: Model, path: Path) -> None:
    """The model in a file, each weight in one byte."""
    scale = np.float32(np.abs(model.weights).max() / 127)
    np.savez_compressed(
        path,
        words=np.array("\n".join(model.words)),
        rarity=model.rarity.astype(np.float16),
        weights=np.round(model.weights / scale).astype(np.int8),
        scale=scale,
        bias=model.bias,
        classes=np.array(" ".join((LAWFUL, *CODES))),
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, nargs="*", default=())
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    found = list(dict.fromkeys(examples()))
    lawful = list(dict.fromkeys(lawful_texts(args.texts)))
    found += lawful[:: max(1, len(lawful) // _REAL)] if lawful else []
    print(len(found), "sentences,", sum(kind != LAWFUL for kind, _ in found), "unlawful")
    model = fit(found)
    print(len(model.words), "n-grams")
    if args.write:
        write(model, _ROOT / "rules" / "data" / "unlawful_words.npz")
    return 0


if __name__ == "__main__":
    sys.exit(main())
