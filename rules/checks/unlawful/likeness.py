"""Sentences that no pattern names but whose words are those of unlawful content, code by code.

The patterns know phrases; desks find new ones. The weights of words here (`data/unlawful_words.npz`, fitted by
`tests/bench/fit_unlawful.py`) know which words such sentences have in common. What they suspect is shown with the
clause that speaks for it, and with how near it comes, so that a person can judge it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

#: The class of sentences that are lawful.
LAWFUL = "lawful"
#: Characters of the longest n-gram.
_LONGEST = 3
#: How much of a suspicion must be of one kind: what might be of any is not shown as one of them.
_OF_ONE_KIND = 0.5
_CLAUSES = re.compile(r"[，。；：\n]")
_NUMBERING = re.compile(
    r"^[\s　]*(?:第\s*[一二三四五六七八九十百零〇\d]+\s*条|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])[\s　]*"
)
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A code, how surely (0…1), and the clause that speaks most for it."""

    code: str
    surely: float
    clause: str


@dataclass(frozen=True, slots=True)
class _Model:
    """The n-grams as numbers (`_keys`), in order; how much each says; the weight of each for each class."""

    keys: NDArray[np.int64]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    classes: tuple[str, ...]


@cache
def _model() -> _Model:
    with files("rules").joinpath("data/unlawful_words.npz").open("rb") as file, np.load(file) as stored:
        keys = np.array([_key(word) for word in str(stored["words"]).split("\n")])
        order = np.argsort(keys)
        return _Model(
            keys[order],
            stored["rarity"].astype(np.float32)[order],
            (stored["weights"].astype(np.float32) * stored["scale"])[order],
            stored["bias"],
            tuple(str(stored["classes"]).split()),
        )


#: Bits of a character in the number of an n-gram; what lies beyond stands for none.
_BITS, _BEYOND = 17, (1 << 17) - 1


def _key(gram: str) -> int:
    key = 0
    for char in gram:
        key = key << _BITS | min(ord(char) + 1, _BEYOND)
    return key


def _keys(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(the n-grams of a text as numbers, the place where each begins)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    codes = np.minimum(codes + 1, _BEYOND)
    found, places, last = [], [], codes
    for length in range(1, _LONGEST + 1):
        if length > 1:
            last = last[:-1] << _BITS | codes[length - 1 :]
        found.append(last)
        places.append(np.arange(last.size))
    return np.concatenate(found), np.concatenate(places)


def bare(sentence: str) -> str:
    """A sentence without its numbering; every figure is one sign."""
    return _FIGURE.sub("0", _NUMBERING.sub("", sentence)).strip()


def grams(text: str) -> Iterator[str]:
    """The n-grams of a text, up to three characters."""
    for length in range(1, _LONGEST + 1):
        for at in range(len(text) - length + 1):
            yield text[at : at + length]


def _softmax(totals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Chances of the classes, row by row."""
    powers = np.exp(totals - totals.max(axis=-1, keepdims=True))
    chances: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def suspicions(sentences: Sequence[str], least: float) -> Iterator[tuple[int, Suspicion]]:
    """(number, what it is suspected of) of the sentences that are suspected, at least so surely."""
    if not sentences:
        return
    model = _model()
    texts = [bare(sentence) for sentence in sentences]
    # All at once: the sentences one behind the other, n-grams that reach over an end left out.
    sizes = np.array([len(text) for text in texts])
    ends = np.cumsum(sizes)
    keys, places = _keys("".join(texts))
    of = np.searchsorted(ends, places, side="right")
    lengths = np.repeat(np.arange(1, _LONGEST + 1), [max(0, ends[-1] - n) for n in range(_LONGEST)])
    at = np.searchsorted(model.keys, keys).clip(max=model.keys.size - 1)
    known = (model.keys[at] == keys) & (places + lengths <= ends[of])
    both, times = np.unique(of[known] * model.keys.size + at[known], return_counts=True)
    row, gram = np.divmod(both, model.keys.size)
    says = (1 + np.log(times)).astype(np.float32) * model.rarity[gram]
    length = np.sqrt(np.bincount(row, weights=says * says, minlength=len(texts)))
    says /= np.maximum(length[row], 1e-9).astype(np.float32)
    totals = np.tile(model.bias, (len(texts), 1))
    if row.size:
        starts = np.flatnonzero(np.diff(row, prepend=-1))
        totals[row[starts]] += np.add.reduceat(says[:, None] * model.weights[gram], starts)
    chances = _softmax(totals)
    lawful = model.classes.index(LAWFUL)
    for number in np.flatnonzero(1 - chances[:, lawful] >= least).tolist():
        surely = 1 - float(chances[number, lawful])
        chances[number, lawful] = 0.0
        best = int(chances[number].argmax())
        if chances[number, best] < _OF_ONE_KIND * surely:
            continue
        own = row == number
        speaks = says[own] * (model.weights[gram[own], best] - model.weights[gram[own], lawful])
        heard = dict(zip(model.keys[gram[own]].tolist(), speaks.tolist(), strict=True))
        yield (
            number,
            Suspicion(
                model.classes[best], surely, _loudest(_NUMBERING.sub("", sentences[number]).strip(), heard)
            ),
        )


def _loudest(text: str, heard: Mapping[int, float]) -> str:
    """The clause of a text that speaks most for a suspicion. `heard`: n-gram, as a number → how much it speaks."""

    def loud(clause: str) -> float:
        return sum(heard.get(_key(gram), 0.0) for gram in grams(_FIGURE.sub("0", clause)))

    return max((clause for clause in _CLAUSES.split(text) if clause), key=loud, default=text)
