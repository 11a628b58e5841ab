"""Names for papers: titles without their wrapper, names of files, names of bodies."""

import re

from registry.export.inert import xml_text

_WRAPPER = re.compile(
    r"^.{0,60}?(?:印发|公布|发布|颁布|下发)[《〈](?P<inner>.+)[》〉](?:的)?(?:通知|公告|决定|通告)$"
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\u3000]+')
_UNSAFE_IN_NAME = re.compile(r'[\\/:*?"<>|]+')
#: Names that Windows gives to devices, with any suffix.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
#: A file name of at most this many characters keeps within every file system, also with a suffix.
_LONGEST = 60


def inner_title(title: str) -> str:
    """关于印发《X》的通知 → X; any other title as it is."""
    found = _WRAPPER.match(title)
    return found["inner"] if found else title


def file_stem(title: str, id: str) -> str:
    """A readable, safe and distinct name for a document's papers."""
    clean = _UNSAFE.sub("", xml_text(inner_title(title))).strip(".")[:_LONGEST]
    return f"{clean or '文件'}-{id[:8]}"


def file_name(text: str) -> str:
    """A name that every system takes for a file: no separators, no dots or blanks at its ends, no device."""
    clean = _UNSAFE_IN_NAME.sub("", " ".join(xml_text(text).split()))[:_LONGEST].strip(". ")
    return f"_{clean}" if _DEVICE.match(clean) else clean or "未命名"
