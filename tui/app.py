"""The review app (`guiqing review`): screens over one desk; every decision is on disk before the key is answered."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from registry.errors import GuiqingError
from tui.desk import Desk
from tui.keys import load_keys
from tui.safe import one_line
from tui.screens.document import DocumentScreen
from tui.screens.help import HelpScreen
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.round import RoundScreen
from tui.screens.search import SearchScreen


class ReviewApp(App[None]):
    """Opens on the queue. Keys that work everywhere stand here, the others with their screen."""

    TITLE = "规清"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "撤销", id="undo"),
        Binding("ctrl+r", "redo", "重做", show=False, id="redo"),
        Binding("s", "search", "检索", id="search"),
        Binding("v", "overview", "总览", id="overview"),
        Binding("l", "lists", "目录", show=False, id="lists"),
        Binding("w", "round", "轮次", show=False, id="round"),
        Binding("ctrl+t", "next_theme", "配色", show=False, id="theme"),
        Binding("ctrl+p", "command_palette", "命令", show=False, id="commands"),
        Binding("question_mark", "help", "帮助", key_display="?", id="help"),
        Binding("q", "leave", "退出", id="leave"),
    ]
    THEMES: ClassVar[tuple[str, ...]] = ("textual-dark", "textual-light", "textual-ansi")
    #: Seconds between two looks for decisions of other people.
    LOOK = 2.0

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def on_mount(self) -> None:
        self.set_keymap(load_keys())
        self.push_screen(QueueScreen(self.desk))
        self.set_interval(self.LOOK, self.look_around)

    def look_around(self) -> None:
        """Take over what other people decided meanwhile."""
        if self.desk.changed_elsewhere():
            self.desk.reload()
            self.refresh_screen()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The command palette: everything that has a key, by its name."""
        yield SystemCommand("全文检索", "在全部文件中查找（s）", self.action_search)
        yield SystemCommand("总览", "各部门进度、到期、缺数据（v）", self.action_overview)
        yield SystemCommand("目录预览", "五张清理结果目录（l）", self.action_lists)
        yield SystemCommand("清理轮次", "阶段和各部门进度（w）", self.action_round)
        yield SystemCommand("撤销", "撤销最近的操作（u）", self.action_undo)
        yield SystemCommand("重做", "恢复刚撤销的操作（ctrl+r）", self.action_redo)
        yield SystemCommand("换配色", "深色、浅色、终端自己的（ctrl+t）", self.action_next_theme)
        yield SystemCommand("按键说明", "全部按键（?）", self.action_help)
        yield SystemCommand("退出", "退出审阅（q）", self.action_leave)

    def action_command_palette(self) -> None:
        self.push_screen(CommandPalette(placeholder="输入命令的名称……", id="--command-palette"))

    def action_search(self) -> None:
        self.push_screen(SearchScreen(self.desk))

    def action_overview(self) -> None:
        self.push_screen(OverviewScreen(self.desk))

    def action_lists(self) -> None:
        self.push_screen(ListsScreen(self.desk))

    def action_round(self) -> None:
        self.push_screen(RoundScreen(self.desk))

    def action_next_theme(self) -> None:
        at = self.THEMES.index(self.theme) if self.theme in self.THEMES else -1
        self.theme = self.THEMES[(at + 1) % len(self.THEMES)]

    def action_help(self) -> None:
        self.push_screen(HelpScreen())

    def attempt(self, change: Callable[[], str | None]) -> bool:
        """Make a change and say what it did; an expected failure (somebody else decided meanwhile, a full disk,
        nothing to undo) is told and nothing is lost. Gives whether it was made."""
        try:
            said = change()
        except GuiqingError as error:
            self.notify(one_line(str(error), 300), severity="error", timeout=15, markup=False)
            self.desk.reload()
            self.refresh_screen()
            return False
        if said:
            self.notify(one_line(said, 200), markup=False)
        self.refresh_screen()
        return True

    def refresh_screen(self) -> None:
        """Show what the desk says now on the screen in front."""
        screen = self.screen
        if isinstance(screen, QueueScreen):
            screen.refresh_rows()
        elif isinstance(screen, DocumentScreen):
            screen.refresh_verdict()

    def action_undo(self) -> None:
        self.attempt(self.desk.undo)

    def action_redo(self) -> None:
        self.attempt(self.desk.redo)

    def action_leave(self) -> None:
        self.exit()
