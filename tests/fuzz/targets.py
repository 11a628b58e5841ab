"""What is fuzzed: a maker of cases and a check for each parser. Seeded, so that every case can be made again.

A check raises for anything but the answer or the documented error. `make fuzz` runs a million, `make test` a few
thousand.
"""

from tests.fuzz import inputs, numbers_and_dates, texts
from tests.fuzz.making import Target

TARGETS: dict[str, Target] = {**numbers_and_dates.TARGETS, **texts.TARGETS, **inputs.TARGETS}
