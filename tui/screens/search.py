"""Full-text search inside the app: the same index and query language as the command line."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from registry.errors import GuiqingError
from tui.desk import Desk
from tui.keybar import KeyBar
from tui.safe import content, one_line
from tui.screens.page import Page
from tui.windowed import Line, WindowedList

if TYPE_CHECKING:
    from corpus.index import Hit, Result

_MOST = 500


def hit_line(hit: "Hit", cells: int) -> Line:
    """A hit: title and number, then its first snippet as far as the line reaches."""
    parts: list[tuple[str, str]] = [(one_line(hit.title, 80), "strong"), ("　" + (hit.number or ""), "dim")]
    if hit.snippets:
        snippet = hit.snippets[0]
        at = 0
        parts.append((f"　{snippet.place}　", "dim"))
        for start, end in snippet.marks:
            parts += [(snippet.text[at:start], ""), (snippet.text[start:end], "mark")]
            at = end
        parts.append((snippet.text[at:], ""))
    return parts


class SearchScreen(Page):
    """Type, Enter searches, Enter on a hit opens the document."""

    HELP = (
        "全文检索：空格隔开的词都要有；“短语”一字不差；甲 OR 乙；-排除；标题: 文号: 机关: 年份: 状态: 依据: 限定。"
        "回车查，再回车打开并跳到查到的字。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "ask", "再查", id="filter"),
        Binding("escape,q", "dismiss", "返回", id="back"),
    ]
    DEFAULT_CSS = """
    SearchScreen Input { border: tall $primary; }
    SearchScreen #told { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hits: tuple[Hit, ...] = ()
        self.prepared = False

    def compose(self) -> ComposeResult:
        yield Input(
            placeholder="词1 词2　“短语”　甲 OR 乙　-排除　标题: 文号: 机关: 年份: 状态: 依据:", id="query"
        )
        yield Static(id="told")
        yield WindowedList(id="hits")
        yield KeyBar()

    @work(thread=True, group="prepare", exclusive=True, exit_on_error=False)
    def prepare(self) -> None:
        """Build the fast index in the background; searches go on meanwhile, character by character."""

        def told(done: int, all_: int) -> None:
            if self.is_attached and not self.hits:
                text = f"正在建立快速索引：{done} / {all_} 件；检索照常进行，结果同样完整"
                self.app.call_from_thread(self.tell, text if done < all_ else "")

        self.desk.index.prepare(told)

    def on_screen_resume(self) -> None:
        """What was found last is still there; without anything, ask."""
        if not self.prepared:
            self.prepared = True
            self.prepare()
        if not self.hits:
            self.query_one(Input).focus()

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.tell("正在检索……")
            self.find(event.value)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def find(self, query: str) -> None:
        """Search in the background; the answer comes back to the screen."""
        worker = get_current_worker()
        try:
            result = self.desk.search(query, limit=_MOST)
        except GuiqingError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.tell, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self.show_result, result)

    def tell(self, text: str) -> None:
        self.query_one("#told", Static).update(content(text))

    def show_result(self, result: "Result") -> None:
        """Show the hits, and how they divide over issuers and years."""
        self.hits = result.hits
        facets = "　".join(
            f"{name}："
            + " ".join(f"{one_line(value, 16)} {count}" for value, count in list(counts.items())[:4])
            for name, counts in result.facets.items()
        )
        more = f"（显示前 {_MOST} 件）" if result.total > _MOST else ""
        self.tell(f"共 {result.total} 件{more}　{facets}")
        listing = self.query_one(WindowedList)
        listing.show(len(self.hits), lambda i, cells: hit_line(self.hits[i], cells))
        if self.hits:
            listing.focus()

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Open the document of a hit at the words found."""
        hit = self.hits[message.row]
        passage = None
        if hit.snippets and hit.snippets[0].marks:
            start, end = hit.snippets[0].marks[0]
            passage = (hit.snippets[0].start + start, hit.snippets[0].start + end)
        self.review.open_document(hit.id, [h.id for h in self.hits], passage=passage)

    def action_ask(self) -> None:
        self.query_one(Input).focus()
