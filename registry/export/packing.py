"""Office packages without a clock: the same contents give the same bytes."""

import io
import re
import zipfile
from datetime import datetime

#: The day that goes into packages; an archive cannot date anything before 1980.
FIXED = datetime(2000, 1, 1)
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
_FIRST = ("[Content_Types].xml", "mimetype")


def repack(data: bytes) -> bytes:
    """The package with fixed dates, in a fixed order, with the same compression everywhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as target:
        names = sorted(package.namelist(), key=lambda name: (name not in _FIRST, name))
        for name in names:
            content = package.read(name)
            if name == "docProps/core.xml":
                stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _STAMPS.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            put(target, name, content)
    return out.getvalue()


def put(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Write one member with fixed date and rights."""
    entry = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    target.writestr(entry, content, compresslevel=6)
