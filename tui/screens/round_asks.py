"""What a round asks of a person, one question after the other; None when the person goes back."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.app import App

from registry.errors import UsageError
from registry.records import Round
from rules.round_work import FINAL, FIRST, SECOND
from tui.dossier import Entry
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.state import parse_day

if TYPE_CHECKING:
    from tui.round_closing import Closing

#: What a round is over: in words, the name of the filter, what to ask for it.
_SCOPES = (
    ("全面清理：全部文件", "", ""),
    ("专项清理：某个机关制定的", "issuer", "机关名称（可只写一部分，如 民政局）"),
    ("专项清理：含某个主题词的", "matter", "主题词，如 养老"),
    ("专项清理：涉及某部法律法规的", "law", "法律法规名称，如 行政处罚法"),
)


async def ask_seat(app: App[Any], rounds: Sequence[Round]) -> tuple[Round | None, str] | None:
    """The round and the stage to review at; (None, …) is to review outside of rounds."""
    entries: list[Entry] = []
    seats: list[tuple[Round | None, str]] = []
    for r in reversed(rounds):
        state = "已结束" if r.closed_at else r.stage
        entries.append(Entry(f"第 {r.id} 轮　{r.name}（{state}）", strong=True))
        for stage in (FIRST, SECOND, FINAL):
            entries.append(Entry(f"作{stage}", 1, version=len(seats)))
            seats.append((r, stage))
    entries.append(Entry("不在轮次中审阅", version=len(seats)))
    seats.append((None, FIRST))
    chosen = await app.push_screen_wait(ChooseScreen("在哪一轮、作哪个环节？", entries))
    return None if chosen is None or chosen.version is None else seats[chosen.version]


async def ask_start(app: App[Any], as_of: date) -> tuple[str, date, dict[str, str]] | None:
    """(name, cutoff, filter of a 专项清理 or nothing) of a new round."""
    name = await app.push_screen_wait(AskScreen("清理的名称", f"{as_of.year}年全面清理", required="请写名称"))
    if not name:
        return None
    typed = await app.push_screen_wait(
        AskScreen("清理基准日：此后制定的文件不列入", as_of.isoformat(), required="请写日期", check=no_day)
    )
    if not typed:
        return None
    scope = await _ask_scope(app)
    return None if scope is None else (name, parse_day(typed), scope)


async def _ask_scope(app: App[Any]) -> dict[str, str] | None:
    """全面清理, or the filter of a 专项清理."""
    entries = [Entry(words, version=at) for at, (words, _, _) in enumerate(_SCOPES)]
    chosen = await app.push_screen_wait(ChooseScreen("清理哪些文件？", entries))
    if chosen is None or chosen.version is None:
        return None
    _, name, question = _SCOPES[chosen.version]
    if not name:
        return {}
    value = await app.push_screen_wait(AskScreen(question, required="请填写"))
    return {name: value} if value else None


async def ask_closing(app: App[Any]) -> "Closing | None":
    """What a person has to say when a round is closed."""
    from tui.round_closing import Closing

    entries = [
        Entry("征求过部门等方面的意见", version=0),
        Entry("没有征求过意见", version=1),
        Entry("征求过意见；本单位只有一名审核人员，没有复核", version=2),
    ]
    chosen = await app.push_screen_wait(ChooseScreen("结束前核对：本轮征求意见的情况", entries))
    if chosen is None:
        return None
    return Closing(opinions=chosen.version != 1, single_review=chosen.version == 2)


def no_day(typed: str) -> str:
    """What is wrong with a day that was typed, "" for a good one."""
    try:
        parse_day(typed)
    except UsageError as error:
        return str(error)
    return ""
