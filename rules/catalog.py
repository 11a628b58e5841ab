"""Every rule of the program, in one explicit tuple. Codes are permanent: a code once used is never reused."""

from rules.base import Rule
from rules.checks import expiry, filing, lapse, process, publication, round, timing

RULES: tuple[Rule, ...] = (
    *expiry.RULES,
    *lapse.RULES,
    *filing.RULES,
    *process.RULES,
    *timing.RULES,
    *publication.RULES,
    *round.RULES,
)
