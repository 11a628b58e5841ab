"""Fit the words by which group U knows unlawful content that no pattern names (rules/data/unlawful_words.npz).

    python tests/bench/fit_unlawful.py [--texts FILE_OR_FOLDER ...] [--write]

The examples are the sentences that stand in the repository: the cases of U-01 to U-18, the phrases that were written
to measure (but for those that are only counted), the examples and counter-examples of the patterns, and as lawful ones the sentences of the sample documents
in which the key expects nothing of group U. With --texts, sentences of real normative documents that cite no law count
as lawful too. A multinomial logistic regression on character n-grams. scikit-learn is needed for
it, and by nothing else: pip install scikit-learn.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.readers import read
from corpus.readers.errors import Unreadable
from rules.checks.unlawful.likeness import LAWFUL, bare, grams
from rules.passages import sentences_in
from tests.sample_registry import registry, samples

_ROOT = Path(__file__).parents[2]
_CASES = _ROOT / "tests" / "cases"
_PATTERNS = _ROOT / "rules" / "data" / "unlawful"
CODES = tuple(f"U-{n:02}" for n in range(1, 19))
#: Sentences that hold an n-gram, at least; n-grams kept; sentences of real texts at most; how little weights cost.
_LEAST, _MOST, _REAL, _LOOSE = 2, 50_000, 6_000, 30.0
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Model:
    """The n-grams, how much each says, and the weight of each for each class; the classes are LAWFUL and the codes."""

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
        if half["split"] == "held":
            continue  # only counted
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


def _pieces(sentence: str) -> list[str]:
    return list(grams(bare(sentence)))


def fit(found: Sequence[tuple[str, str]]) -> Model:
    """The model of these examples: fitted on all n-grams, then once more on those that weigh most."""
    classes = (LAWFUL, *CODES)
    kinds = [classes.index(kind) for kind, _ in found]
    sentences = [sentence for _, sentence in found]
    every = TfidfVectorizer(analyzer=_pieces, min_df=_LEAST, sublinear_tf=True, lowercase=False)
    weights = _regression().fit(every.fit_transform(sentences), kinds).coef_
    heaviest = np.argsort(-np.abs(weights).max(axis=0))[:_MOST]
    words = sorted(np.asarray(every.get_feature_names_out())[heaviest].tolist())
    own = TfidfVectorizer(analyzer=_pieces, vocabulary=words, sublinear_tf=True, lowercase=False)
    fitted = _regression().fit(own.fit_transform(sentences), kinds)
    return Model(
        words,
        own.idf_.astype(np.float32),
        fitted.coef_.T.astype(np.float32),
        fitted.intercept_.astype(np.float32),
    )


def _regression() -> LogisticRegression:
    return LogisticRegression(C=_LOOSE, max_iter=600)


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
