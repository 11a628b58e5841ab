"""Every rule of the program, in one explicit tuple. Codes are permanent: a code once used is never reused."""

from rules.base import Rule
from rules.checks import (
    basis,
    basis_documents,
    conflicts,
    expiry,
    filing,
    form,
    identity,
    lapse,
    names,
    numbering,
    process,
    publication,
    references,
    round,
    scope,
    succession,
    timing,
    unlawful,
)

RULES: tuple[Rule, ...] = (
    *expiry.RULES,
    *lapse.RULES,
    *filing.RULES,
    *process.RULES,
    *timing.RULES,
    *publication.RULES,
    *round.RULES,
    *scope.RULES,
    *identity.RULES,
    *basis.RULES,
    *basis_documents.RULES,
    *unlawful.RULES,
    *names.RULES,
    *numbering.RULES,
    *form.RULES,
    *references.RULES,
    *conflicts.RULES,
    *succession.RULES,
)
