"""The cleanup round: its stages, how far each department is in numbers that add up, packs out and in, closing."""

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from registry.records import Round
from rules.round_work import FIRST, STAGES, Progress
from tui import round_desk
from tui.desk import Desk
from tui.dossier import Entry
from tui.keybar import KeyBar
from tui.queue_row import DEPARTMENT
from tui.rounds import returned_lines
from tui.safe import content, one_line
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.page import Page
from tui.screens.round_asks import ask_closing, ask_seat, ask_start
from tui.screens.round_lines import head, heading, progress_line, told
from tui.screens.working import WorkScreen
from tui.windowed import WindowedList

_NONE = "没有在清理轮次中审阅：按 b 启动一轮，或按 o 打开已有的一轮。"


class RoundScreen(Page):
    """Enter shows a department's documents in the queue."""

    HELP = (
        "清理轮次：部署 → 自查 → 初审 → 复核 → 征求意见 → 审议 → 公布。每行一个部门，总数 = 五类 + 未定；"
        "自查、初审、复核、裁定是各环节已作意见的件数。回车把该部门的文件列在队列里。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "换轮次、环节", id="round.open"),
        Binding("b", "start", "启动", id="round.start"),
        Binding("greater_than_sign,full_stop", "stage(1)", "下一阶段", key_display=">", id="round.forward"),
        Binding("less_than_sign,comma", "stage(-1)", "退回", key_display="<", id="round.back"),
        Binding("e", "packs", "出部门表", id="round.packs"),
        Binding("m", "take", "收部门表", id="round.import"),
        Binding("a", "add", "补列", show=False, id="round.add"),
        Binding("x", "check", "核对、结束", id="round.close"),
        Binding("escape,q,w", "dismiss", "返回", id="back"),
    ]
    DEFAULT_CSS = """
    RoundScreen #head { height: auto; max-height: 6; padding: 0 1; text-style: bold; }
    RoundScreen #columns { height: 1; color: $text-muted; }
    RoundScreen #told { height: auto; max-height: 8; padding: 0 1; border-top: solid $primary; color: $text-muted; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: tuple[Progress, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield Static(id="columns")
        yield WindowedList(id="departments")
        yield Static(id="told")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(WindowedList).focus()

    def on_screen_resume(self) -> None:
        """The round may have gone on since."""
        if self.drawn != self.desk.edition:
            self.refresh_lines()

    def on_resize(self) -> None:
        self.refresh_lines()

    def refresh_lines(self) -> None:
        """Show the round as it stands."""
        cleanup = self.desk.cleanup
        self.drawn = self.desk.edition
        self.lines = self.desk.progress_lines()
        listing = self.query_one(WindowedList)
        listing.show(
            len(self.lines), lambda i, cells: progress_line(self.lines[i], cells), cursor=listing.cursor
        )
        if cleanup is None:
            self.query_one("#head", Static).update(content(_NONE))
            self.query_one("#columns", Static).update("")
            self.query_one("#told", Static).update("")
            return
        self.query_one("#head", Static).update(content(head(cleanup, self.lines[-1], self.desk.stage)))
        self.query_one("#columns", Static).update(
            content(heading(self.query_one(WindowedList).scrollable_content_region.width - 2))
        )
        self.query_one("#told", Static).update(content("\n".join(told(self.desk, cleanup))))

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Show a department's documents in the queue."""
        line = self.lines[message.row]
        if line is not self.lines[-1]:
            self.desk.ask_for(f"{DEPARTMENT}{line.department}")
            self.dismiss()

    # -- starting and choosing a round ---------------------------------------------------------------------

    @work
    async def action_open(self) -> None:
        """Choose the round and the stage to review at, or review outside of rounds."""
        seat = await ask_seat(self.app, self.desk.store.rounds())
        if seat is not None:
            self.desk.enter(*seat)
            self.refresh_lines()

    @work
    async def action_start(self) -> None:
        """Start a round over everything (拉网式)."""
        asked = await ask_start(self.app, self.desk.as_of)
        if asked is None:
            return
        name, cutoff, scope = asked
        made = await self.app.push_screen_wait(
            WorkScreen(
                "正在启动清理……",
                lambda watch: round_desk.start_round(
                    self.desk.store, name, cutoff=cutoff, as_of=self.desk.as_of, scope=scope, watch=watch
                ),
            )
        )
        if made is not None:
            left = "".join(f"，{why} {count} 件不列入" for why, count in made.left_out.items())
            self.desk.enter(made.round, FIRST)
            self.refresh_lines()
            self.notify(f"已启动第 {made.round.id} 轮：{made.documents} 件列入清理{left}", markup=False)

    def _open_round(self) -> Round | None:
        """The round that the desk is in; None, and said so, when there is none or it is closed."""
        cleanup = self.desk.cleanup
        if cleanup is None or cleanup.closed_at:
            self.notify("没有正在进行的轮次：按 o 打开，或按 b 启动", severity="warning", markup=False)
            return None
        return cleanup

    @work
    async def action_stage(self, step: int) -> None:
        """Go on to the next stage, or send back to the one before with a reason."""
        cleanup = self._open_round()
        if cleanup is None:
            return
        at = STAGES.index(cleanup.stage) + step
        if not 0 <= at < len(STAGES):
            self.notify("已是最后一个阶段，按 x 核对、结束" if step > 0 else "已在第一个阶段", markup=False)
            return
        question = f"转到“{STAGES[at]}”：结果（可不填）" if step > 0 else f"退回“{STAGES[at]}”：理由"
        result = await self.app.push_screen_wait(
            AskScreen(question, required="" if step > 0 else "退回须写明理由")
        )
        if result is None:
            return
        self.review.attempt(lambda: self._moved(cleanup, STAGES[at], result))

    def _moved(self, cleanup: Round, stage: str, result: str) -> str:
        round_desk.move_stage(self.desk.store, cleanup, stage, result=result)
        return f"{cleanup.stage} → {stage}"

    # -- packs ---------------------------------------------------------------------------------------------

    @work
    async def action_packs(self) -> None:
        """Write the departments' workbooks into a folder."""
        from tui import round_packs

        cleanup = self._open_round()
        if cleanup is None:
            return
        typed = await self.app.push_screen_wait(
            AskScreen("给每个部门写一份 Excel 清理表，放在哪个文件夹？", "部门清理表", required="请写文件夹")
        )
        if not typed:
            return
        folder = Path(typed).expanduser()
        written = await self.app.push_screen_wait(
            WorkScreen(
                "正在写部门清理表……",
                lambda watch: round_packs.write_packs(self.desk.store, cleanup, folder, watch=watch),
            )
        )
        if written is not None:
            self.notify(
                f"已写出 {len(written)} 份，在 {one_line(folder.absolute(), 200)}", markup=False, timeout=15
            )

    @work
    async def action_take(self) -> None:
        """Read filled-in workbooks: preview first, then write what is good."""
        from tui import round_packs

        typed = await self.app.push_screen_wait(
            AskScreen("部门报回的清理表：文件夹或者一个文件", "部门清理表", required="请写路径")
        )
        if not typed:
            return
        place = Path(typed).expanduser()
        paths = (
            sorted(p for p in place.glob("*.xlsx") if not p.name.startswith("~$"))
            if place.is_dir()
            else [place]
        )
        if not paths:
            self.notify(f"{one_line(place, 200)} 里没有 xlsx 文件", severity="warning", markup=False)
            return
        returned = await self.app.push_screen_wait(
            WorkScreen(
                "正在读部门清理表……",
                lambda watch: round_packs.read_packs(self.desk.store, paths, watch=watch),
            )
        )
        if returned is None:
            return
        good = sum(len(r.good) for r in returned)
        told = [r for r in returned if r.good or r.problems]
        lines = [Entry(line, int(line.startswith("　"))) for r in told for line in returned_lines(r)]
        if silent := len(returned) - len(told):
            lines.append(Entry(f"另有 {silent} 份没有新的意见"))
        first = Entry(
            f"写入 {good} 条意见" if good else "没有可以写入的意见", strong=True, version=0 if good else None
        )
        chosen = await self.app.push_screen_wait(
            ChooseScreen("预览：还没有写入；回车写入，Esc 放弃", [first, *lines])
        )
        if chosen is not None:
            self.review.attempt(
                lambda: (
                    f"已写入 {sum(round_packs.take_over(self.desk.store, r) for r in returned)} 条部门意见"
                )
            )

    # -- closing -------------------------------------------------------------------------------------------

    @work
    async def action_add(self) -> None:
        """Put what was registered since the start into the round."""
        cleanup = self._open_round()
        if cleanup is not None:
            self.review.attempt(lambda: f"补列 {len(round_desk.add_left_out(self.desk.store, cleanup))} 件")

    @work
    async def action_check(self) -> None:
        """Tell what stands against closing; close when nothing does and the person says so."""
        from tui import round_closing

        cleanup = self._open_round()
        if cleanup is None:
            return
        closing = await ask_closing(self.app)
        if closing is None:
            return
        problems = await self.app.push_screen_wait(
            WorkScreen(
                "正在核对本轮……",
                lambda watch: round_closing.closing_problems(self.desk.store, cleanup, closing, watch=watch),
            )
        )
        if problems is None:
            return
        if problems:
            entries = [Entry(f"✗ {p.words}", document_id=p.document_id or None) for p in problems]
            title = f"还不能结束：{len(problems)} 个问题（› 可以打开文件）"
            chosen = await self.app.push_screen_wait(ChooseScreen(title, entries))
            if chosen and chosen.document_id:
                self.review.open_document(chosen.document_id)
            return
        result = await self.app.push_screen_wait(
            AskScreen("没有未解决的问题。写结果（如 第52次常务会议）后结束本轮，Esc 暂不结束")
        )
        if result is not None:

            def ended() -> str:
                round_closing.close_round(self.desk.store, cleanup, result=result)
                return f"第 {cleanup.id} 轮已结束"

            self.review.attempt(ended)
