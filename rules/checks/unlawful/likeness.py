"""Sentences that no pattern names but whose words are those of unlawful content, code by code.

The patterns know phrases; desks find new ones. The weights of words here (`data/unlawful_words.npz`, fitted by
`tests/bench/fit_unlawful.py`) know which words such sentences have in common. What they suspect is shown with the
words that spoke for it, and with how near it comes, so that a person can judge it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

#: The class of sentences that are lawful.
LAWFUL = "lawful"
#: Characters of the longest n-gram.
_LONGEST = 3
#: Stretches of words shown, and the characters of the shortest.
_SHOWN, _SHORTEST = 3, 2
_NUMBERING = re.compile(
    r"^[\s　]*(?:第\s*[一二三四五六七八九十百零〇\d]+\s*条|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])[\s　]*"
)
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A code, how surely (0…1), and the stretches of words that spoke for it."""

    code: str
    surely: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    number: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    classes: tuple[str, ...]


@cache
def _model() -> _Model:
    with files("rules").joinpath("data/unlawful_words.npz").open("rb") as file, np.load(file) as stored:
        words = str(stored["words"]).split("\n")
        return _Model(
            {word: at for at, word in enumerate(words)},
            stored["rarity"].astype(np.float32),
            stored["weights"].astype(np.float32) * stored["scale"],
            stored["bias"],
            tuple(str(stored["classes"]).split()),
        )


def bare(sentence: str) -> str:
    """A sentence without its numbering; every figure is one sign."""
    return _FIGURE.sub("0", _NUMBERING.sub("", sentence)).strip()


def grams(text: str) -> Iterator[str]:
    """The n-grams of a text, up to three characters."""
    for length in range(1, _LONGEST + 1):
        for at in range(len(text) - length + 1):
            yield text[at : at + length]


def softmax(totals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Chances of the classes, row by row."""
    powers = np.exp(totals - totals.max(axis=-1, keepdims=True))
    chances: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def suspicion(sentence: str, least: float) -> Suspicion | None:
    """What a sentence is suspected of, when at least so surely; None for one that looks lawful."""
    model = _model()
    text = bare(sentence)
    counts = Counter(model.number[gram] for gram in grams(text) if gram in model.number)
    if not counts:
        return None
    at = np.fromiter(counts, np.int64, len(counts))
    times = np.fromiter(counts.values(), np.float32, len(counts))
    says = (1 + np.log(times)) * model.rarity[at]
    says /= np.linalg.norm(says)
    chances = softmax(says @ model.weights[at] + model.bias)
    lawful = model.classes.index(LAWFUL)
    surely = 1 - float(chances[lawful])
    if surely < least:
        return None
    chances[lawful] = 0.0
    best = int(chances.argmax())
    speaks = says * (model.weights[at, best] - model.weights[at, lawful])
    return Suspicion(
        model.classes[best], surely, _stretches(text, dict(zip(at.tolist(), speaks.tolist(), strict=True)))
    )


def _stretches(text: str, speaks: dict[int, float]) -> tuple[str, ...]:
    """The stretches of a text that speak most for the suspicion."""
    number = _model().number
    heard = np.zeros(len(text))
    for length in range(1, _LONGEST + 1):
        for at in range(len(text) - length + 1):
            heard[at : at + length] += speaks.get(number.get(text[at : at + length], -1), 0.0) / length
    told = heard > max(0.0, float(np.quantile(heard, 0.6)))
    runs: list[tuple[float, int, str]] = []
    start = None
    for at, on in enumerate([*told.tolist(), False]):
        word = on and text[at] not in "，。；：、“”（）"
        if word and start is None:
            start = at
        elif not word and start is not None:
            if at - start >= _SHORTEST:
                runs.append((float(heard[start:at].sum()), start, text[start:at]))
            start = None
    best: Sequence[tuple[float, int, str]] = sorted(runs, reverse=True)[:_SHOWN]
    return tuple(word for _, _, word in sorted(best, key=lambda run: run[1]))
