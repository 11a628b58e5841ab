"""What the keys do on a screen, and the page of a rule."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.windowed import TextPane

KEYS = """\
规清　按键说明

队列
　↑ ↓　j k　　移动　　　　PgUp PgDn Home End　翻页
　Enter　　　　打开文件
　1 继续有效　2 修改　3 废止　4 宣布失效　5 非规范性文件　　（立即保存，转到下一件）
　空格　　　　标记（标记多件后按 1–5 一并处置，先预览）
　/　　　　　　筛选：输入标题、文号、机关、规则编号（如 E-01）或处置
　f　　　　　　切换范围：有疑点未定 → 全部 → 全部未定 → 已定 → 缺数据
　r　　　　　　修改当前处置意见的理由

文件
　n p　　　　　下一个 / 上一个疑点，正文跳到证据处
　] [　　　　　下一件 / 上一件文件
　o　　　　　　条款目录　　　i　要素及其出处（回车更正）
　d　　　　　　当前疑点的规则说明　　　c　与疑点涉及的另一件逐条对照
　t　　　　　　与其他文件的关系　　　　h　这件文件的经过和各个版本
　1–5　　　　　处置

处处可用
　u　撤销　　　ctrl+r　重做　　　s　全文检索　　　v　总览　　　l　目录预览　　　w　清理轮次
　?　本页　　　q　返回 / 退出　　　ctrl+p　命令面板　　　ctrl+t　换配色（深、浅、终端自己的）

按键可以改：在用户配置文件夹 guiqing/keys.toml 里写 [keys]，如 undo = "z"、decide.amend = "m"。

每次处置在按键应答之前已写入登记库；程序被关闭也不会丢失。
"""


class HelpScreen(ModalScreen[None]):
    """A text to read; any of Esc, q, ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "back", "返回")]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen TextPane { width: 90%; height: 90%; max-width: 100; border: round $primary; padding: 0 1; background: $surface; }
    """

    def __init__(self, text: str = KEYS) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield TextPane(id="help")

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.focus()
        pane.show(self._text)

    def action_back(self) -> None:
        self.dismiss()
