"""Building the sample registry's files: documents, ledger and the irregularities of real life."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from corpus.ledger_columns import columns
from registry.dates import parse_date
from registry.export.packing import repack
from tui.samples import collection
from tui.samples.collection import SampleDocument
from tui.samples.office import docx_bytes
from tui.samples.pdf import pdf_bytes
from tui.samples.web import html_bytes

AS_OF = date(2026, 11, 1)
"""The day for which the key holds."""


@dataclass(frozen=True, slots=True)
class Built:
    """Where the sample registry was written. `files`: file name → document id (copies included)."""

    documents: Path
    ledger: Path
    files: Mapping[str, str]


def build(out: Path) -> Built:
    """Write `out`/文件 and `out`/台账.xlsx; existing files of the same content stay untouched.

    The same bytes each time, so that building twice changes nothing for an ingest.
    """
    loaded = collection.load()
    irregular = collection.irregularities()
    by_id = {d.id: d for d in loaded}
    folder = out / "文件"
    folder.mkdir(parents=True, exist_ok=True)
    named = {d.file: d.id for d in loaded}
    for document in loaded:
        _write(folder / document.file, file_bytes(document))
    for copy in irregular.copies:
        other = replace(by_id[copy["of"]], file=copy["file"], format=copy["format"])
        _write(folder / other.file, file_bytes(other))
        named[other.file] = other.id
    for broken in irregular.truncated:
        whole = file_bytes(replace(by_id[broken["of"]], format="docx"))
        _write(folder / broken["file"], whole[: int(len(whole) * broken["keep"])])
    ledger = out / "台账.xlsx"
    _write(ledger, ledger_bytes(loaded, irregular))
    return Built(folder, ledger, named)


def file_bytes(document: SampleDocument) -> bytes:
    """The document in its format; only Word numbers articles by itself."""
    if document.format != "docx":
        document = replace(document, body=tuple(collection.numbered(document.body)))
    match document.format:
        case "docx":
            return docx_bytes(document)
        case "html":
            return html_bytes(document)
        case "pdf":
            return pdf_bytes(document)
        case "txt" | "txt-gbk":
            text = "\r\n".join(document.body) + "\r\n"
            return text.encode("gb18030" if document.format == "txt-gbk" else "utf-8")
    raise ValueError(f"{document.id}: no format {document.format}")


def ledger_bytes(documents: tuple[SampleDocument, ...], irregular: collection.Irregularities) -> bytes:
    """The ledger as an office keeps it: titles above, a merged head, dates typed in several ways, a foot."""
    names = [c.name for c in columns()]
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "规范性文件台账"
    for line in irregular.titles:
        sheet.append([line])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(names)
        )
        title = sheet.cell(sheet.max_row, 1)
        title.alignment = Alignment(horizontal="center")
        title.font = Font(size=16 if sheet.max_row == 1 else 11, bold=sheet.max_row == 1)
    sheet.append(names)
    header = sheet.max_row
    for head in sheet[header]:
        head.font = Font(bold=True)
    by_id = {d.id: d for d in documents}
    rows = [(d.id, d.ledger) for d in documents if d.ledger]
    rows += [("", row) for row in irregular.rows_without_file]
    rows += [(id, by_id[id].ledger) for id in irregular.repeated]
    for number, (id, ledger) in enumerate(rows, 1):
        sheet.append([number, *(_cell(n, ledger.get(n, ""), id, irregular) for n in names[1:])])
        for made in sheet[sheet.max_row]:
            if isinstance(made.value, date):
                made.number_format = "yyyy-mm-dd"
    sheet.append([])
    sheet.append([irregular.foot])
    for index, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(index)].width = 40 if name == "文件名称" else 14
    sheet.freeze_panes = f"C{header + 1}"
    out = io.BytesIO()
    book.save(out)
    return repack(out.getvalue())


def _cell(name: str, text: str, id: str, irregular: collection.Irregularities) -> str | date | int:
    """Some rows have real dates or bare serials, as a spreadsheet makes them of what is typed."""
    typed, serial = id in irregular.typed_dates, id in irregular.serials
    iso = parse_date(text) if (typed or serial) and name.endswith(("日期", "开始", "结束", "至")) else None
    if not iso or len(iso) < 10:
        return text
    day = date.fromisoformat(iso)
    return day if typed else (day - date(1899, 12, 30)).days


def _write(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)
