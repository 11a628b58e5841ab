"""Regular expressions that are compiled when they are first used.

Compiling is slow and most commands use few of the program's patterns: the large ones wait until they are asked.
"""

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "pattern", "flags", "groups", "groupindex")  # fmt: skip


class _Late:
    def __init__(self, expression: str, flags: int) -> None:
        self._made_of = expression, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._made_of)
        # From here on the methods are found at once: later uses cost what they cost with `re.compile`.
        vars(self).update((each, getattr(compiled, each)) for each in _METHODS)
        return getattr(compiled, name)


def late(expression: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled at the first use; a mistake in it is raised then."""
    return cast("re.Pattern[str]", _Late(expression, flags))
