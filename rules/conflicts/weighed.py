"""How surely two statements are about one thing, weighed from all that is seen of them together. Pure.

Each of the questions that the modules of group C ask alone (is the wording alike, do both name the matter, is one a
special case) says a little; what they say together is a logistic sum. Its weights (data/weights.toml) were fitted on
the pairs of `tests/cases/conflicts` by `tests/bench/fit_weights.py`, which also says how it fares on authors that it
has not seen. A statement that the questions leave open is taken up when the sum speaks clearly for it.
"""

from collections.abc import Mapping
from functools import cache
from math import exp

from registry.shipped import shipped

#: From which the sum speaks clearly.
CLEARLY = 0.6


def surely(kind: str, seen: Mapping[str, float]) -> float:
    """0…1: how surely two statements of a kind (figures, duties, tasks, ways) are about one thing. `seen`: what is seen of them, by
    name; all names of the kind's table, and no others. Raises KeyError when one is missing."""
    weights = _weights()[kind]
    total = weights["bias"] + sum(w * seen[name] for name, w in weights.items() if name != "bias")
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return shipped("rules", "data/weights.toml")
