"""The terminal that the app reads its keys from: Esc is answered at once, not at the library's next look.

Terminals send Esc as the first byte of an arrow key; only a pause tells them apart. The library looks again after a tenth
of a second, whatever pause it was asked for. Here the pause itself (`ESCDELAY`) is the wait; `guiqing review` asks for a shorter one than the library.
"""

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Callable
from threading import Event

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

#: Seconds between two looks whether the app has ended.
_LOOK = 0.1
_ESC = "\x1b"
_AT_ONCE = 4096


def read_keys(fileno: int, ended: Event, tell: Callable[[Message], None], *, debug: bool = False) -> None:
    """Read what a terminal sends, until `ended` is set or nothing more can come, and tell each key, paste and movement of the mouse."""
    parser = XTermParser(debug)
    decode = getincrementaldecoder("utf-8")(errors="replace").decode
    with selectors.SelectSelector() as selector:
        selector.register(fileno, selectors.EVENT_READ)
        wait = _LOOK
        while not ended.is_set():
            sent = ""
            if selector.select(wait):
                if not (raw := os.read(fileno, _AT_ONCE)):
                    return
                sent = decode(raw)
                for message in parser.feed(sent) if sent else ():
                    tell(message)
            for message in parser.tick():
                tell(message)
            wait = constants.ESCAPE_DELAY if sent.endswith(_ESC) else _LOOK


class TerminalDriver(LinuxDriver):
    """The library's driver with our reading of keys."""

    def run_input_thread(self) -> None:
        read_keys(self.fileno, self.exit_event, self.process_message, debug=self._debug)
