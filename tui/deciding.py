"""Decisions from the command line."""

from datetime import UTC, date, datetime

from registry.errors import UsageError
from registry.records import Decision, Disposition
from registry.store import Store
from tui import diagnostics
from tui.choosing import choose
from tui.safe import one_line
from tui.state import actor


def parse_disposition(word: str) -> Disposition:
    """The disposition that a person named. Raises UsageError."""
    try:
        return Disposition(word)
    except ValueError:
        raise UsageError(f"没有“{word}”这种处置", "可用：" + "、".join(Disposition)) from None


def decide_document(
    store: Store,
    reference: str,
    disposition: str,
    reason: str,
    *,
    deadline: date | None,
    responsible: str | None,
    stage: str,
) -> None:
    """Record a decision with its reason; the findings of the moment are kept as its evidence."""
    wanted = parse_disposition(disposition)
    if not reason.strip():
        raise UsageError("没有写理由", "加上 --reason 理由")
    document = choose(store, reference)
    evidence = tuple(f.key for f in store.latest_findings(document=document.id, outcome="hit"))
    decision = Decision(
        document.id, wanted, reason.strip(), actor(), datetime.now(UTC), stage=stage, evidence=evidence,
        deadline=deadline, responsible=responsible,
    )  # fmt: skip
    with store.writing("decide") as writer:
        writer.decide(decision)
    diagnostics.note(f"已记下：{one_line(document.title, 80)} —— {wanted.value}")
