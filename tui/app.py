"""The review app (`guiqing review`): screens over one desk; every decision is on disk before the key is answered."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar, TypeVar, cast

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Hit, Hits, Provider
from textual.driver import Driver
from textual.markup import escape
from textual.screen import Screen

from registry.errors import GuiqingError
from registry.records import Disposition
from tui import garbage
from tui.desk import Desk
from tui.dossier import Entry, Incoming, compared, incoming_of, said_between
from tui.filters import saved_filters
from tui.keys import load_keys, load_theme, unknown_keys
from tui.safe import one_line
from tui.screens.choose import ChooseScreen
from tui.screens.compare import CompareScreen, Side
from tui.screens.document import DocumentScreen
from tui.screens.help import HelpScreen, bindings_of, help_text
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.page import Page
from tui.screens.queue import QueueScreen
from tui.screens.reason import Given
from tui.screens.round import RoundScreen
from tui.screens.search import SearchScreen
from tui.screens.working import WorkScreen
from tui.showing import rule_page
from tui.sweeping import statuses_on, sweep_registry
from tui.working import Watch

_P = TypeVar("_P", bound=Page)
#: The pages in the order in which people come to need them.
_PAGES: tuple[type[Page], ...] = (DocumentScreen, OverviewScreen, SearchScreen, RoundScreen, ListsScreen)

THEMES = {
    "textual-dark": "深色", "textual-light": "浅色", "ansi-dark": "终端自己的（深底）", "ansi-light": "终端自己的（浅底）",
}  # fmt: skip
#: What compares, resolves, explains and closes is loaded behind the first screen.
_MODULES = (
    "rules.conflicts.book", "rules.pages", "rules.catalog", "corpus.resolve", "corpus.follow", "tui.listing",
    "tui.round_packs", "tui.round_closing",
)  # fmt: skip


class PagesProvider(Provider):
    """The pages of the rules, for the command palette."""

    async def search(self, query: str) -> Hits:
        from rules.catalog import RULES
        from rules.entries import entry

        matcher = self.matcher(query)
        for rule in RULES:
            words = f"规则 {rule.code} {entry(rule.code).zh}"
            score = matcher.match(words)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(words),
                    self._opener(rule.code),
                    help="检查什么、依据、反例、正例",
                )

    def _opener(self, code: str) -> Callable[[], object]:
        return lambda: self.app.push_screen(HelpScreen(rule_page(code)))


class ReviewApp(App[None]):
    """Opens on the queue. Keys that work everywhere stand here, the others with their screen."""

    TITLE = "规清"
    COMMANDS = App.COMMANDS | {PagesProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "撤销", id="undo"),
        Binding("ctrl+r", "redo", "重做", show=False, id="redo"),
        Binding("g", "go_to", "找文件", show=False, id="goto"),
        Binding("s", "search", "检索", id="search"),
        Binding("v", "overview", "总览", id="overview"),
        Binding("l", "lists", "目录预览", show=False, id="lists"),
        Binding("w", "round", "轮次", id="round"),
        Binding("f5", "sweep", "重新筛查", show=False, id="sweep"),
        Binding("ctrl+t", "next_theme", "换配色", show=False, id="theme"),
        Binding("ctrl+p", "command_palette", "命令面板", show=False, id="commands"),
        Binding("question_mark", "help", "帮助", key_display="?", id="help"),
        Binding("q", "leave", "退出", id="leave"),
    ]
    #: Seconds between two looks for decisions of other people.
    LOOK = 2.0
    #: Seconds without a key after which something may be done that takes as long as answering one.
    REST = 0.3
    #: Seconds after which it may take longer: the person reads, or is away.
    LONG = 10.0

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._pages: dict[type[Page], Page] = {}
        self._incoming: tuple[int, Incoming] | None = None
        self._touched = 0.0

    def get_driver_class(self) -> type[Driver]:
        """The terminal's driver is ours; in the browser, under Windows and in tests it is the library's."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from tui.terminal import TerminalDriver

        return TerminalDriver

    def on_mount(self) -> None:
        keys = load_keys()
        self.set_keymap(keys)
        if wanted := load_theme():
            self.theme = next((name for name, words in THEMES.items() if wanted in (name, words)), self.theme)
        self.push_screen(QueueScreen(self.desk))
        self.set_interval(self.LOOK, self.look_around)
        garbage.hold()
        self.set_interval(self.REST, self.tidy)
        for name in unknown_keys(keys):
            self.notify(
                f"按键设置里的“{one_line(name, 40)}”不是任何操作的名称，见 ? 右栏",
                severity="warning",
                timeout=15,
                markup=False,
            )
        self.make_ready()
        self.make_pages()

    def on_unmount(self) -> None:
        garbage.release()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._touched = time.monotonic()
        await super().on_event(event)

    # -- behind the screen ---------------------------------------------------------------------------------

    @work(thread=True, group="ready", exclusive=True, exit_on_error=False)
    def make_ready(self) -> None:
        """Make statuses that are outdated, and what the first filter and the overview will ask for, before they do."""
        if self.desk.stale:
            statuses = statuses_on(self.desk.store, self.desk.as_of)
            self.call_from_thread(self.take_statuses, statuses)
        self.desk.make_ready()

    @property
    def rested(self) -> float:
        """Seconds since somebody touched a key."""
        return time.monotonic() - self._touched

    def tidy(self) -> None:
        """Look for garbage while nobody waits."""
        if self.rested > self.REST:
            garbage.tidy(whole=self.rested > self.LONG)

    @work
    async def make_pages(self) -> None:
        """Make the pages before they are asked for, one at a time while nobody waits: half of the time of a first
        opening goes into parsing styles and mounting."""
        for kind in _PAGES:
            await asyncio.sleep(self.REST)
            while self.rested < self.REST:
                await asyncio.sleep(self.REST)
            # Mounted without being shown: what push_screen does first with a screen that it does not know.
            _, mounted = self._get_screen(self._page(kind))
            await mounted
        self.load_modules()

    @work(thread=True, group="load", exit_on_error=False)
    def load_modules(self) -> None:
        """Load what the first key that needs it would wait for."""
        for name in _MODULES:
            import_module(name)

    def take_statuses(self, statuses: Mapping[str, str]) -> None:
        """Show statuses that were computed behind the screen."""
        self.desk.take_statuses(statuses)
        self.refresh_screen()

    def look_around(self) -> None:
        """Take over what other people did meanwhile."""
        if not self.desk.changed_elsewhere():
            return
        if not self.desk.catch_up():
            self.read_anew()
        elif self.desk.stale:
            self.make_ready()
        self.refresh_screen()

    @work(thread=True, group="read", exclusive=True, exit_on_error=False)
    def read_anew(self) -> None:
        """Read everything anew behind the screen: somebody swept or ingested."""
        with garbage.set_aside():
            held = self.desk.read(hurry=True)
        self.call_from_thread(self.take_anew, held)

    def take_anew(self, held: Any) -> None:
        """Show what was read behind the screen."""
        self.desk.adopt(held)
        self.refresh_screen()
        self.make_ready()

    async def incoming(self) -> Incoming | None:
        """Who cites whom, read once for each state of the registry; None when the person did not want to wait.
        For a worker."""
        revision = self.desk.store.revision
        if self._incoming is None or self._incoming[0] != revision:
            found = await self.push_screen_wait(
                WorkScreen(
                    "正在核对全部文件的引用关系……",
                    lambda watch: incoming_of(self.desk.store, self.desk.as_of, watch),
                )
            )
            if found is None:
                return None
            self._incoming = (revision, found)
        return self._incoming[1]

    @work
    async def action_sweep(self) -> None:
        """Sweep anew behind the screen; Esc stops it and changes nothing."""

        def job(watch: Watch) -> int:
            swept = sweep_registry(self.desk.store, as_of=self.desk.as_of, watch=watch)
            return len(swept.findings)

        if await self.push_screen_wait(WorkScreen("正在重新筛查……", job)) is not None:
            record = self.desk.store.sweeps()[-1]
            self.read_anew()
            self.notify(
                f"已重新筛查：新增疑点 {record.opened}，消失 {record.closed}，不变 {record.kept}",
                markup=False,
            )

    # -- commands ------------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The command palette: everything that has a key on this screen or everywhere, kept filters, themes."""
        for where, node, keys, binding in bindings_of(screen):
            if where != "列表和正文" and binding.action != "command_palette":
                help = escape(f"{keys}（{where}）")  # the palette takes its words for markup
                yield SystemCommand(binding.description, help, self._runner(node, binding.action))
        if isinstance(screen, QueueScreen):
            for name, kept in saved_filters(self.desk.store).items():
                title = escape(f"筛选 {one_line(name, 40)}")
                words = escape(f"{dict(self.desk.ranges).get(kept.shown, '全部')} {one_line(kept.words, 80)}")
                yield SystemCommand(title, words, lambda kept=kept: screen.show_filter(kept))
        for theme, words in THEMES.items():
            yield SystemCommand(
                f"配色 {words}", "换成这种配色", lambda theme=theme: setattr(self, "theme", theme)
            )

    def _runner(self, node: Any, action: str) -> Callable[[], Any]:
        return lambda: self.run_worker(self.run_action(action, node))

    def action_command_palette(self) -> None:
        self.push_screen(CommandPalette(placeholder="输入命令、规则编号或名称……", id="--command-palette"))

    @work
    async def action_go_to(self) -> None:
        """Go to a document by its number, title or id."""
        entries = [Entry(row.named, document_id=row.id) for row in self.desk.rows()]
        chosen = await self.push_screen_wait(
            ChooseScreen("找文件：输入标题、文号、机关或编号的一部分", entries)
        )
        if chosen and chosen.document_id:
            self.open_document(chosen.document_id)

    def open_document(
        self, document_id: str, ids: Sequence[str] = (), *, passage: tuple[int, int] | None = None
    ) -> None:
        """Open a document; `ids` is the order in which ] and [ go on."""
        screen = self._page(DocumentScreen)
        if screen in self.screen_stack:
            screen = DocumentScreen(self.desk)  # from one document to another: each has a screen of its own
        screen.open(list(ids) or [document_id], document_id, passage)
        self.push_screen(screen)

    def _page(self, kind: type[_P]) -> _P:
        """A page that is made once, as making one is dear, and shown again."""
        if kind not in self._pages:
            self._pages[kind] = kind(self.desk)
            self.install_screen(self._pages[kind], kind.__name__)
        return cast(_P, self._pages[kind])

    def _show(self, kind: type[Page]) -> None:
        page = self._page(kind)
        if page not in self.screen_stack:
            self.push_screen(page)

    @work
    async def compare(self, left: str, right: str) -> None:
        """Open two documents side by side; long ones take a while to align."""
        rows = await self.push_screen_wait(
            WorkScreen("正在对照……", lambda _: compared(self.desk.store, self.desk.as_of, left, right))
        )
        if rows is None:
            return
        sides = []
        for document_id in (left, right):
            row = self.desk.row(document_id)
            sides.append(Side(row.title, f"{row.number or '无文号'}　{row.status}"))
        told = [one_line(line, 300) for line in said_between(self.desk.store, left, right)]
        self.push_screen(
            CompareScreen((sides[0], sides[1]), rows, "\n".join(told[:4]) or "筛查没有发现两件之间的疑点")
        )

    def action_search(self) -> None:
        self._show(SearchScreen)

    def action_overview(self) -> None:
        self._show(OverviewScreen)

    def action_lists(self) -> None:
        self._show(ListsScreen)

    def action_round(self) -> None:
        self._show(RoundScreen)

    def action_next_theme(self) -> None:
        names = list(THEMES)
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.notify(f"配色：{THEMES[self.theme]}", markup=False)

    def action_help(self) -> None:
        self.push_screen(HelpScreen(help_text(self.screen)))

    # -- changes -------------------------------------------------------------------------------------------

    def decide(self, ids: Sequence[str], disposition: Disposition, given: Given) -> bool:
        """Record decisions; gives whether they were made."""
        return self.attempt(
            lambda: self.desk.decide(
                ids, disposition, given.reason, deadline=given.deadline, responsible=given.responsible
            )
        )

    def attempt(self, change: Callable[[], str | None]) -> bool:
        """Make a change and say what it did; an expected failure (somebody else decided meanwhile, a full disk,
        nothing to undo) is told and nothing is lost. Gives whether it was made."""
        try:
            said = change()
        except GuiqingError as error:
            self.notify(one_line(str(error), 300), severity="error", timeout=15, markup=False)
            self.look_around()
            self.refresh_screen()
            return False
        if said:
            self.clear_notifications()  # one at a time: they must not pile up over the rows that come next
            self.notify(one_line(said, 200), markup=False)
        if self.desk.changed_elsewhere() and not self.desk.catch_up():
            self.read_anew()
        if self.desk.stale:
            self.make_ready()
        self.refresh_screen()
        return True

    def refresh_screen(self) -> None:
        """Show what the desk says now on the screen in front."""
        screen = self.screen
        if isinstance(screen, QueueScreen):
            screen.refresh_rows()
        elif isinstance(screen, DocumentScreen):
            screen.refresh_verdict()
        elif isinstance(screen, RoundScreen | OverviewScreen):
            screen.refresh_lines()

    def action_undo(self) -> None:
        self.attempt(self.desk.undo)

    def action_redo(self) -> None:
        self.attempt(self.desk.redo)

    def action_leave(self) -> None:
        self.exit()
