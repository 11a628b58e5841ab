"""What the keys do on a screen, and texts to read: the page of a rule, the law as it stood."""

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from tui.safe import pad, width
from tui.windowed import TextPane

#: Keys as people call them.
_NAMES = {
    "question_mark": "?", "slash": "/", "space": "空格", "enter": "回车", "escape": "Esc", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "left_square_bracket": "[", "right_square_bracket": "]", "greater_than_sign": ">", "less_than_sign": "<",
    "tab": "Tab", "f5": "F5", "backspace": "退格", "full_stop": ".", "comma": ",",
}  # fmt: skip
_FOOT = """
按键可以改：在用户配置文件夹的 guiqing/keys.toml 里写
　[keys]
　undo = "z"
　decide.amend = "m"
等号左边是上面最右一栏的名称，右边是键；一个名称可写几个键，用逗号隔开。
在 [keys] 之前写 theme = "浅色"，以后打开就是这种配色。

每次处置在按键应答之前已写入登记库；程序被关闭也不会丢失。"""


def key_name(key: str) -> str:
    """A key as people call it."""
    *held, plain = key.split("+") if len(key) > 1 else [key]
    return "".join(f"{name.capitalize()}+" for name in held) + _NAMES.get(plain, plain)


def bindings_of(screen: Screen[Any]) -> Iterator[tuple[str, Any, str, Binding]]:
    """(where, its node, keys as people call them, binding) of everything the program itself offers on a screen: the
    screen's own keys, those of the list or text in front, those that work everywhere. With keys as a person changed them."""
    found: dict[tuple[str, str], tuple[Any, list[str], Binding]] = {}
    for key, active in screen.active_bindings.items():
        node, binding = active.node, active.binding
        if not type(node).__module__.startswith("tui.") or binding.description.isascii():
            continue  # what the library offers by itself: moving the focus, copying
        where = "本页" if node is screen else "处处可用" if node is screen.app else "列表和正文"
        entry = found.setdefault((where, binding.action), (node, [], binding))
        entry[1].append(key_name(key))
    for where in ("本页", "列表和正文", "处处可用"):
        for (place, _), (node, keys, binding) in found.items():
            if place == where:
                yield where, node, " ".join(keys), binding


def help_text(screen: Screen[Any]) -> str:
    """The help of a screen: what it is for, its keys, how to change them."""
    lines = [getattr(screen, "HELP", "")]
    before = ""
    for where, _, keys, binding in bindings_of(screen):
        if where != before:
            lines += ["", f"【{where}】"]
            before = where
        name = binding.id or ""
        lines.append(f"　{pad(keys, max(14, width(keys) + 1))}{pad(binding.description, 30)}{name}".rstrip())
    return "\n".join(lines).strip() + "\n" + _FOOT


class HelpScreen(ModalScreen[None]):
    """A text to read; any of Esc, q, ?, Enter closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "返回", id="back", priority=True)
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background; }
    HelpScreen TextPane { width: 94%; height: 92%; max-width: 100; border: round $primary; padding: 0 1; background: $surface; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield TextPane(id="help")

    def on_mount(self) -> None:
        pane = self.query_one(TextPane)
        pane.focus()
        pane.show(self._text)
