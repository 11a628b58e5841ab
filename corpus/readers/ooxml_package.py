"""The container of office files: parts by name and relations between them, from a ZIP or from flat XML."""

import functools
import io
import lzma
import posixpath
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from corpus.readers import limits
from corpus.readers.errors import NeedsPassword, NotReadable, TooLarge
from corpus.readers.safe_xml import parse_xml

_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
#: What zipfile raises on damaged directories, besides its own error.
_DAMAGED_DIRECTORY = (*_DAMAGED, OverflowError, UnicodeDecodeError, IndexError, KeyError)


@dataclass(frozen=True, slots=True)
class Relation:
    """A pointer from one part to another. `kind` is the last word of its type ("styles", "footnotes")."""

    id: str
    kind: str
    target: str


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and instructions.

    The transitional, the strict and the 2003 namespaces name the same things, so names alone are compared.
    """
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _without_namespace(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute's value by its name without namespace, or None."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if _without_namespace(str(key)) == name:
            return str(value)
    return None


class Package(ABC):
    """Parts of an office file. Names are compared without case, as the standard wants."""

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """A part's bytes, None when there is no such part. Raises an Unreadable."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """All parts' names, as written."""

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None when there is no such part. Raises an Unreadable."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def relations(self, part: str = "") -> tuple[Relation, ...]:
        """The relations of a part ("" is the package itself) to other parts; links outside are left out."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found = []
        for element in root if root is not None else ():
            target = unquote(attribute(element, "Target") or "")
            if attribute(element, "TargetMode") == "External" or not target:
                continue
            path = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = (attribute(element, "Type") or "").rsplit("/", 1)[-1]
            found.append(Relation(attribute(element, "Id") or "", kind, path.lstrip("/")))
        return tuple(found)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


class ZipPackage(Package):
    """A package in a ZIP file, inflated in small steps and only within `limits`.

    Raises on opening: NotReadable for what is no whole ZIP file, TooLarge for too many entries.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _DAMAGED_DIRECTORY as error:
            raise NotReadable(
                "压缩结构不完整，文件可能已损坏或被截断。", "请用原程序打开并另存后重新加入。"
            ) from error
        if len(entries) > limits.PACKAGE_ENTRIES:
            raise TooLarge(f"文件内含 {len(entries)} 个部件，超过上限 {limits.PACKAGE_ENTRIES}。")
        self._left = limits.PACKAGE_BYTES
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if self._entries.setdefault(_key(entry.filename), entry) is not entry:
                raise NotReadable("文件内有两个同名部件，内容不可信，不予读取。")

    @property
    def names(self) -> tuple[str, ...]:
        # not is_dir(): it fails on an entry without a name
        return tuple(e.filename for e in self._entries.values() if not e.filename.endswith("/"))

    def read(self, name: str) -> bytes | None:
        entry = self._entries.get(_key(name))
        if entry is None:
            return None
        if entry.flag_bits & _ENCRYPTED:
            raise NeedsPassword()
        limit = min(
            limits.PART_BYTES,
            self._left,
            max(limits.RATIO_FREE_BYTES, limits.RATIO * entry.compress_size),
        )
        too_large = TooLarge("文件解压后过大，疑似压缩炸弹，不予读取。")
        if entry.file_size > limit:
            raise too_large
        chunks, size = [], 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(limits.CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise too_large
                    chunks.append(chunk)
        except _DAMAGED_DIRECTORY as error:
            raise NotReadable("文件内的部件已损坏，无法解压。") from error
        self._left -= size
        return b"".join(chunks)


class FlatPackage(Package):
    """A package in one XML file (flat OPC): `parts` maps names to already parsed roots."""

    def __init__(self, parts: Mapping[str, etree._Element]) -> None:
        self._parts = {_key(name): root for name, root in parts.items()}
        self._names = tuple(parts)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def xml(self, name: str) -> etree._Element | None:
        return self._parts.get(_key(name))

    def read(self, name: str) -> bytes | None:
        root = self.xml(name)
        return None if root is None else etree.tostring(root)
