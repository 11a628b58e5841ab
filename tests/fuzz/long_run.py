"""The long run behind `make fuzz`: a million seeded cases by default, each failure printed with its seed.

python -m tests.fuzz.long_run [--cases N] [--seed S] [--only TARGET]
"""

import argparse
import random
import sys
import time
import traceback
from collections import Counter

from tests.fuzz.targets import TARGETS, Target

_SHOWN = 3


def seeded(seed: int, name: str, number: int) -> random.Random:
    """The source of one case: the same words give the same case on every machine."""
    return random.Random(f"{seed}/{name}/{number}")


def run(name: str, target: Target, cases: int, seed: int) -> Counter[str]:
    """Run one target; gives its failures counted by their place. The first of each kind are printed."""
    failures: Counter[str] = Counter()
    for number in range(cases):
        case = target.make(seeded(seed, name, number))
        try:
            target.check(case)
        except Exception as error:  # whatever a parser raises is what is looked for
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {place.name}:{place.lineno}"
            failures[kind] += 1
            if failures[kind] <= _SHOWN:
                print(f"  ✗ {name} #{number}: {kind}: {str(error)[:200]}\n    {case!r:.600}", flush=True)
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="over all targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(TARGETS), help="one target, all cases")
    options = parser.parse_args()
    chosen = {options.only: TARGETS[options.only]} if options.only else TARGETS
    whole = sum(t.share for t in chosen.values())
    ran = failed = 0
    for name, target in chosen.items():
        cases = round(options.cases * target.share / whole)
        began = time.monotonic()
        failures = run(name, target, cases, options.seed)
        ran, failed = ran + cases, failed + failures.total()
        print(
            f"{name:22} {cases:9,} cases {failures.total():6} failures {time.monotonic() - began:7.1f} s",
            flush=True,
        )
    print(f"{'together':22} {ran:9,} cases {failed:6} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
