"""Every rule of the program, in one explicit tuple. Codes are permanent: a code once used is never reused."""

from rules.base import Rule
from rules.checks import expiry, lapse

RULES: tuple[Rule, ...] = (*expiry.RULES, *lapse.RULES)
