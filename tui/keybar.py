"""The last line of a screen: its keys and what they do; a click does it too."""

from typing import Any

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from tui.safe import width
from tui.screens.help import key_name

_GAP = 2


class KeyBar(Widget):
    """One line, one widget: a key bar of one widget a key costs a tenth of a second on each new screen.

    What does not fit is left out; the key of the help is always there.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; padding: 0 1; }
    """

    def on_mount(self) -> None:
        self._places: list[tuple[int, int, Any, Binding]] = []
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[Any]) -> None:
        self.refresh()

    def render(self) -> Content:
        """The keys from left to right as far as they fit."""
        shown: list[tuple[Any, Binding, str]] = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and type(active.node).__module__.startswith("tui."):
                shown.append((active.node, binding, binding.key_display or key_name(binding.key)))
        shown = [s for n, s in enumerate(shown) if all(s[1].action != e[1].action for e in shown[:n])]
        last = [s for s in shown if s[1].action == "help"]
        room = self.size.width - sum(_cells(s) for s in last)
        parts: list[tuple[str, str]] = []
        self._places = []
        at = 0
        key_style = "bold $footer-key-foreground"
        for item in [*[s for s in shown if s not in last], *last]:
            node, binding, key = item
            if item not in last:
                if _cells(item) > room:
                    continue
                room -= _cells(item)
            parts += [(key, key_style), (f" {binding.description}{' ' * _GAP}", "")]
            self._places.append((at, at + _cells(item), node, binding))
            at += _cells(item)
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for start, end, node, binding in self._places:
            if start <= event.x - self.styles.padding.left < end - _GAP:
                await self.app.run_action(binding.action, node)
                return


def _cells(item: tuple[Any, Binding, str]) -> int:
    return width(item[2]) + 1 + width(item[1].description) + _GAP
