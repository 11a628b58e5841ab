"""Documents out of a registry and back without loss: Akoma Ntoso files, JSON lines, csv."""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum

from registry.errors import InputError
from registry.export.akn import akn_bytes, document_from_akn
from registry.export.csv import csv_bytes
from registry.export.documents_json import document_from_json, document_to_json
from registry.export.inert import json_text
from registry.export.packing import put
from registry.records import Document

_HEAD = ("id", "文件名称", "文号", "制定机关", "成文日期", "公布日期", "施行日期", "有效期至", "全部数据")
_FIELDS = ("signed_on", "published_on", "effective_on", "expires_on")
_MEMBER = 64 << 20
_REMEDY = "请使用 guiqing export 导出的文件"
# What zipfile raises for bytes that were changed, or a member under a password: there is no one exception for it.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class ExchangeFormat(StrEnum):
    """`AKN` is a zip of one XML file a document."""

    AKN = "akn"
    JSONL = "jsonl"
    CSV = "csv"


def export_documents(documents: Iterable[Document], format: ExchangeFormat) -> bytes:
    """All documents in one file of the format; the same documents give the same bytes."""
    match format:
        case ExchangeFormat.JSONL:
            lines = (json_text(document_to_json(d), sort_keys=True) for d in documents)
            return "".join(f"{line}\n" for line in lines).encode("utf-8")
        case ExchangeFormat.CSV:
            return csv_bytes(_HEAD, (_row(d) for d in documents))
        case ExchangeFormat.AKN:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as package:
                for document in documents:
                    put(package, f"{document.id}.xml", akn_bytes(document))
            return out.getvalue()


def import_documents(data: bytes, format: ExchangeFormat) -> Iterator[Document]:
    """The documents of a file that `export_documents` made, one at a time.

    Raises InputError where the file is damaged or of another origin; the place is named.
    """
    match format:
        case ExchangeFormat.JSONL:
            for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
                if line.strip():
                    yield _parsed(line, f"第{number}行")
        case ExchangeFormat.CSV:
            csv.field_size_limit(_MEMBER)
            reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
            if _HEAD[-1] not in (reader.fieldnames or ()):
                raise InputError(f"csv 里没有“{_HEAD[-1]}”一列", _REMEDY)
            for number, row in enumerate(reader, 2):
                yield _parsed(row.get(_HEAD[-1]) or "", f"第{number}行")
        case ExchangeFormat.AKN:
            yield from _from_package(data)


def _row(document: Document) -> list[str]:
    # ASCII only: nothing in this cell can be cut, blanked or taken for a formula on the way.
    whole = json.dumps(document_to_json(document), ensure_ascii=True, sort_keys=True)
    dates = [str(document.value(name) or "") for name in _FIELDS]
    return [document.id, document.title, document.number or "", "、".join(document.issuers), *dates, whole]


def _parsed(text: str, place: str) -> Document:
    try:
        return document_from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError):  # a thousand brackets are no document
        raise InputError(f"{place}不是本程序导出的数据", _REMEDY) from None


def _from_package(data: bytes) -> Iterator[Document]:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise InputError("不是本程序导出的 akn 压缩包", _REMEDY) from None
    with package:
        for entry in package.infolist():
            if not entry.filename.endswith(".xml"):
                continue
            try:
                with package.open(entry) as member:
                    content = member.read(_MEMBER + 1)
            except _BROKEN as error:
                raise InputError(f"{entry.filename} 已损坏（{error}）", _REMEDY) from None
            if len(content) > _MEMBER:
                raise InputError(f"{entry.filename} 太大", _REMEDY)
            yield document_from_akn(content)
