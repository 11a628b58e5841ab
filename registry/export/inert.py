"""The one door for text into each kind of sink: what a file says stays text there, whatever it looks like.

Spreadsheets take = + - @ for formulas, markup takes tags, XML dies of control characters.
"""

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from registry.plain import escape_controls, strip_controls

if TYPE_CHECKING:
    from jinja2 import Environment

#: The most that one spreadsheet cell holds.
_CELL = 32_767
_FORMULA = re.compile(r"^[\s\u3000]*[=+\-@＝＋－＠\t\r]")
#: Not characters of XML 1.0, and left by `strip_controls`.
_NOT_XML = re.compile("[\ufffe\uffff]")


def xml_text(text: object) -> str:
    """Text for an XML part (docx, Akoma Ntoso): no character that the format forbids. Tabs and newlines stay."""
    return _NOT_XML.sub("", strip_controls(str(text)))


def cell_text(text: object) -> str:
    """Text for a spreadsheet cell that is written with the type 'string': never longer than a cell holds."""
    clean = xml_text(text)
    return clean if len(clean) <= _CELL else clean[: _CELL - 1] + "…"


def csv_text(text: object) -> str:
    """Text for a csv field: a mark before what a spreadsheet would take for a formula, one line only."""
    clean = re.sub(r"\s*\n\s*", " ", xml_text(text))
    return "'" + clean if _FORMULA.match(clean) else clean


def sheet_name(text: str) -> str:
    """A name that spreadsheets accept for a sheet."""
    return re.sub(r"[\[\]:*?/\\']", "", xml_text(text))[:31] or "表"


@lru_cache(maxsize=1)
def html_templates() -> "Environment":
    """The templates of this package: everything put into them is escaped; a missing value is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # cells and XML do without

    environment = Environment(
        loader=PackageLoader("registry.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = xml_text
    environment.filters["href"] = safe_href
    return environment


def safe_href(url: object) -> str:
    """A web address that may stand in a link; "#" for any other scheme (javascript:, data:, file:)."""
    text = xml_text(url).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return "#"
    return text if parts.scheme in ("http", "https") and parts.netloc else "#"


def json_text(data: Any, **layout: Any) -> str:
    """JSON that loses nothing and acts nowhere: what a terminal or an editor would obey is written \\uXXXX.

    `layout` goes to `json.dumps` (indent, sort_keys, separators, default).
    """
    return escape_controls(json.dumps(data, ensure_ascii=False, **layout))


def script_json(data: Any) -> str:
    """JSON that can stand inside a <script> element: no end tag and no line separator can occur in it."""
    text = json_text(data, sort_keys=True, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
