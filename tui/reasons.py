"""Reasons that a reviewer may choose from: what findings and other stages give, for a disposition."""

from collections.abc import Sequence

from registry.records import Disposition, Finding
from tui.queue_row import QueueRow

#: A reason when no finding gives one.
GENERAL_REASONS = {
    Disposition.KEEP: "经审核，内容合法有效，仍需继续施行",
    Disposition.AMEND: "部分内容不适应现行规定或者实际需要，应予修改",
    Disposition.REPEAL: "经审核，不再适应实际需要",
    Disposition.LAPSE: "适用期已过或者调整对象已消失",
    Disposition.NOT_NORMATIVE: "不具备行政规范性文件的要素",
}


def reasons(row: QueueRow, findings: Sequence[Finding], disposition: Disposition) -> list[str]:
    """Reasons for one document, best first: what another stage gave for the same, what speaks for this disposition, a
    general one, the other findings. `findings` worst first."""
    hits = [f for f in findings if f.outcome == "hit"]
    told = [f.message for f in hits]
    speaking = [f.message for f in hits if f.rule in row.because]
    given = [d.reason for d in reversed([*row.others.values()]) if d.disposition is disposition]
    general = GENERAL_REASONS[disposition]
    if disposition is Disposition.KEEP:
        found = [*given, general, *told]
    elif disposition == row.suggestion:
        found = [*given, *speaking, *told, general]
    else:
        found = [*given, *told, general]
    return list(dict.fromkeys(found))


def shared(each: Sequence[Sequence[str]], disposition: Disposition) -> list[str]:
    """Of the reasons of several documents those that fit every one, with a general one at the end."""
    first, *others = each
    if not others:
        return list(first)
    fitting = [r for r in first if all(r in other for other in others)]
    return list(dict.fromkeys([*fitting, GENERAL_REASONS[disposition]]))
