"""The steps of making a document, read from the ledger's columns and its remark.

Empty = unknown; 无 / 未… = confirmed not done; 不适用 = exempt. Only a confirmed absence is a defect.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.spans import DateSpan, parse_cell


class StepState(StrEnum):
    """What is known of a step."""

    DONE = "done"
    NONE = "none"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step with what the ledger tells of it.

    `first` and `last` bound the step (for a consultation: the first and the last day). `columns` are the
    ledger headers it was read from, named when something is missing. `evidence` is the remark's clause that
    decided the state where a cell did not.
    """

    name: str
    state: StepState
    first: DateSpan | None = None
    last: DateSpan | None = None
    organ: str = ""
    result: str = ""
    columns: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def done(self) -> bool:
        return self.state is StepState.DONE

    @property
    def none(self) -> bool:
        return self.state is StepState.NONE

    @property
    def exempt(self) -> bool:
        return self.state is StepState.EXEMPT

    @property
    def unknown(self) -> bool:
        return self.state is StepState.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Columns:
    first: str
    last: str = ""
    organ: str = ""
    result: str = ""


STEPS: Mapping[str, _Columns] = {
    "评估论证": _Columns("评估论证日期"),
    "公开征求意见": _Columns("征求意见开始", "征求意见结束"),
    "公平竞争审查": _Columns("公平竞争审查日期", organ="公平竞争审查机关"),
    "合法性审核": _Columns("合法性审核送审日期", "合法性审核日期", "合法性审核机构", "合法性审核意见"),
    "集体审议": _Columns("集体审议日期", organ="审议会议"),
    "备案": _Columns("备案日期", organ="备案机关", result="备案号"),
    "人大备案": _Columns("人大备案日期"),
}
"""Steps by their Chinese names, with the ledger's headers."""

_NONE = re.compile(r"^(?:无|未|没|查无|缺$|否$|不是$|×$|x$|-+$|—+$|／$|/$|N/?A$)", re.IGNORECASE)
#: Words for "nobody knows": never a confirmation that a step was left out.
_UNKNOWN = re.compile(r"^(?:未知|未填|未录|不详|不清|不明|待|暂缺|空$|空白|[?？]+$|原件|档案|无法|尚待|无从)")
_EXEMPT = re.compile(r"^(?:不适用|不涉及|不需要?|无需|免|豁免)")


def cell_state(text: str) -> StepState:
    """What one cell says by itself."""
    text = text.strip()
    if not text or _UNKNOWN.match(text):
        return StepState.UNKNOWN
    if _EXEMPT.match(text):
        return StepState.EXEMPT
    if _NONE.match(text):
        return StepState.NONE
    return StepState.DONE


def read_step(name: str, ledger: Mapping[str, str]) -> Step:
    """Read a step from a ledger row. The date cells decide; organ and result cells only where they are empty.

    Raises KeyError for a step that does not exist.
    """
    columns = STEPS[name]
    headers = tuple(h for h in (columns.first, columns.last, columns.organ, columns.result) if h)
    cells = {h: ledger.get(h, "").strip() for h in headers}
    dated = [cells[h] for h in (columns.first, columns.last) if h]
    states = [s for c in dated if (s := cell_state(c)) is not StepState.UNKNOWN]
    said = [cell_state(cells[h]) for h in (columns.organ, columns.result) if h]
    others = [s for s in said if s is not StepState.UNKNOWN]
    first = parse_cell(cells[columns.first])
    last = parse_cell(cells[columns.last]) if columns.last else first
    if name == "合法性审核" and last is None and cell_state(cells[columns.last]) is StepState.NONE:
        state = StepState.NONE  # sent for review, but no opinion was given
    elif first or last or StepState.DONE in states:
        state = StepState.DONE
    elif states:
        state = StepState.EXEMPT if StepState.EXEMPT in states else StepState.NONE
    elif StepState.DONE in others:
        state = (
            StepState.DONE
            if name != "备案" or cell_state(cells[columns.result]) is StepState.DONE
            else StepState.UNKNOWN
        )
    elif others:
        state = others[0]
    else:
        state = StepState.UNKNOWN
    organ, result = cells.get(columns.organ, ""), cells.get(columns.result, "")
    return Step(
        name=name,
        state=state,
        first=first,
        last=last,
        organ="" if cell_state(organ) is StepState.NONE else organ,
        result="" if cell_state(result) is StepState.NONE else result,
        columns=headers,
    )
