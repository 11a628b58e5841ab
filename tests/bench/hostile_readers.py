"""The hostile set: each file in a folder of its own through discovery and one pool, with time and peak memory.

    python tests/bench/hostile_readers.py [--workers 2]

Prints one line a file (seconds, peak memory of this program and all its workers together, what came of it)
and fails when one takes 30 seconds or 1 GiB, or ends without an outcome.
"""

import argparse
import io
import struct
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.discover import discover
from corpus.page import Page
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made import FIXTURES
from tests.corpus.readers.made import archives as made_archives
from tests.corpus.readers.made.prints import CATALOG, FONT, HELLO, ONE_PAGE, PAGES, raw_pdf, stream
from tests.corpus.readers.made.tables import repacked, workbook

_SECONDS, _BYTES = 30.0, 1 << 30
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>{{}}<w:document {_W}><w:body>'
_TAIL = "</w:body></w:document>"
_LAUGHS = '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
) + "]>"  # fmt: skip


def docx(
    body: str | bytes, doctype: str = "", parts: Callable[[zipfile.ZipFile], None] | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        head = _HEAD.format(doctype).encode()
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(head)
            part.write(body.encode() if isinstance(body, str) else body)
            part.write(_TAIL.encode())
        if parts:
            parts(package)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _compressed(chunk: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(chunk) for _ in range(times)) + packer.flush()


def _flate(data: bytes, filters: bytes = b"/Filter/FlateDecode") -> bytes:
    return raw_pdf([CATALOG, PAGES, ONE_PAGE, stream(data, filters), FONT])


def _forms(levels: int, wide: int) -> bytes:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    )
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [
        stream(b"/X Do " * wide if n < levels - 1 else b"BT ET", entries % (6 + n)) for n in range(levels)
    ]
    return raw_pdf([CATALOG, PAGES, page, stream(b"/X Do"), *forms])


def _lying_docx() -> bytes:
    size = 200 << 20
    data = docx(b"<w:p><w:r><w:t>" + b"\xe5\x95\x8a" * (size // 3) + b"</w:t></w:r></w:p>")
    real = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml").file_size
    return data.replace(struct.pack("<Q", real), struct.pack("<Q", 1000)).replace(
        struct.pack("<L", real), struct.pack("<L", 1000)
    )


def _dense(seed: int, size: int) -> str:
    """Text that does not compress well: from the whole range of ideographs."""
    out, state = [], seed
    for _ in range(size):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(chr(0x4E00 + (state >> 33) % 20_000))
    return "".join(out)


def _strings(package_of: bytes) -> bytes:
    body = "<si><t>" + "a" * 40 + "</t></si>"
    content = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + body * 2_000_000
        + "</sst>"
    )
    return repacked(package_of, "xl/sharedStrings.xml", content.encode())


def files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield "笑声.docx", lambda: docx(paragraph("起&j;止"), _LAUGHS)
    yield (
        "平方.docx",
        lambda: docx(paragraph("起" + "&a;" * 20_000), '<!DOCTYPE w [<!ENTITY a "' + "哈" * 100_000 + '">]>'),
    )
    yield (
        "外部实体.docx",
        lambda: docx(paragraph("起&x;止"), '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    )
    yield (
        "大段200MB.docx",
        lambda: docx(b"<w:p><w:r><w:t>" + "啊".encode() * (70 << 20) + b"</w:t></w:r></w:p>"),
    )
    yield "大段60MB密.docx", lambda: docx(paragraph(_dense(1, 200_000) * 100))
    yield "空段一百万.docx", lambda: docx("<w:p/>" * 1_000_000)
    yield (
        "表格百万格.docx",
        lambda: docx("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 50 + "</w:tr>") * 20_000 + "</w:tbl>"),
    )
    yield (
        "表格百万字格.docx",
        lambda: docx(
            "<w:tbl>"
            + ("<w:tr>" + ("<w:tc>" + paragraph("格") + "</w:tc>") * 50 + "</w:tr>") * 20_000
            + "</w:tbl>"
        ),
    )
    yield (
        "跨列二十亿.docx",
        lambda: docx(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
            + paragraph("宽")
            + "</w:tc></w:tr></w:tbl>"
        ),
    )
    yield (
        "深嵌套.docx",
        lambda: docx(
            "<w:sdt><w:sdtContent>" * 100_000 + paragraph("深") + "</w:sdtContent></w:sdt>" * 100_000
        ),
    )
    yield (
        "深表格.docx",
        lambda: docx("<w:tbl><w:tr><w:tc>" * 5_000 + paragraph("深") + "</w:tc></w:tr></w:tbl>" * 5_000),
    )
    yield "谎报.docx", _lying_docx
    yield (
        "部件六万.docx",
        lambda: docx(
            paragraph("多"),
            parts=lambda z: [z.writestr(f"word/x/{n}.xml", "") for n in range(60_000)] and None,
        ),
    )
    yield "字符串炸弹.xlsx", lambda: _strings(workbook())
    yield "首尾相距.xlsx", lambda: next(f for f in FIXTURES if f.name == "首尾相距太远.xlsx").make()
    yield "解压1GB.pdf", lambda: _flate(_compressed(b" " * (1 << 20), 1024))
    yield (
        "双重解压.pdf",
        lambda: _flate(
            zlib.compress(_compressed(b" " * (1 << 20), 1024), 9), b"/Filter[/FlateDecode/FlateDecode]"
        ),
    )
    yield (
        "文字算子.pdf",
        lambda: _flate(_compressed(b"BT /F1 12 Tf 10 10 Td (abcdefgh) Tj ET\n" * 25_000, 100)),
    )
    yield "层层表单.pdf", lambda: _forms(12, 10)
    yield "深层表单.pdf", lambda: _forms(2_000, 2)
    yield (
        "页树成环.pdf",
        lambda: raw_pdf([CATALOG, PAGES, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"]),
    )
    yield (
        "二十亿页.pdf",
        lambda: raw_pdf([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", ONE_PAGE, HELLO, FONT]),
    )
    yield (
        "两千页.pdf",
        lambda: raw_pdf(
            [CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * 2_100 + b"]/Count 2100>>", ONE_PAGE, HELLO, FONT]
        ),
    )
    yield (
        "网页9MB.html",
        lambda: b"<html><body>" + ("<p>" + "条" * 30 + "</p>").encode() * 90_000 + b"</body></html>",
    )
    yield "网页元素.html", lambda: b"<html><body>" + b"<b>" * 10 + b"<i></i>" * 1_400_000 + b"</body></html>"
    yield (
        "网页表格.html",
        lambda: (
            b"<html><body><table>"
            + (b"<tr>" + b"<td rowspan=2000 colspan=63>x" * 60) * 3_000
            + b"</table></body></html>"
        ),
    )
    yield "网页列表.html", lambda: b"<html><body><ol>" + b"<li>a" * 400_000 + b"</ol></body></html>"
    yield "文本一行60MB.txt", lambda: "条".encode() * (20 << 20)
    yield "文本短行.txt", lambda: "条\n".encode() * (15 << 20)
    yield "方向控制.txt", lambda: "\u202e\u2066\0\x1b[2J条".encode() * 3_000_000
    yield "逗号.csv", lambda: b"," * (40 << 20)
    yield "引号不闭.csv", lambda: b'"' + b"a,\n" * (10 << 20)
    yield "标签行.html", lambda: ("<html><body><p>" + "索 " * 2_000_000 + "</p></body></html>").encode()
    yield "归档7z.7z", lambda: next(f for f in made_archives.FIXTURES if f.name == "炸弹.7z").make()
    yield "四万.zip", lambda: made_archives.zip_of({f"{n}.txt": b"x" for n in range(40_000)})
    yield "套娃.zip", lambda: next(f for f in made_archives.FIXTURES if f.name == "套娃.zip").make()
    yield "炸弹42.zip", lambda: made_archives.zip_of({f"{n}.txt": b"\0" * (90 << 20) for n in range(8)})
    yield (
        "大成员.tar.gz",
        lambda: made_archives.tar_of({f"{n}.txt": b"\0" * (40 << 20) for n in range(8)}, "w:gz"),
    )
    for fixture in made_archives.FIXTURES:
        yield f"包_{fixture.name}", fixture.make
    for made in FIXTURES:
        if made.error is not None:
            yield f"已_{made.name}", made.make


class Peak:
    """The largest sum of resident memory of this process and all its children, looked at 50 times a second."""

    def __init__(self) -> None:
        self.bytes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.bytes = max(self.bytes, _family())


def _family() -> int:
    import os

    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)], sizes[int(folder.name)] = int(fields[1]), int(fields[21]) * 4096
    ours = {os.getpid()}
    for _ in range(4):
        ours |= {child for child, parent in parents.items() if parent in ours}
    return sum(sizes.get(one, 0) for one in ours)


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--workers", type=int, default=2)
    workers = arguments.parse_args().workers
    failures = 0
    worst_time = worst_memory = 0.0
    counts: dict[str, int] = {}
    for name, make in files():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            data = make()
            path.write_bytes(data)
            size = len(data)
            del data
            base = _family()
            start = time.monotonic()
            with Peak() as peak, ReaderPool(workers=workers) as pool:
                outcomes = [
                    "read" if isinstance(result, Page) else type(result).__name__
                    for _, result in pool.read_many(discover([path]))
                ]
            seconds = time.monotonic() - start
        # what making the file left in this process is none of the readers' memory
        memory = peak.bytes - base + (60 << 20)
        worst_time, worst_memory = max(worst_time, seconds), max(worst_memory, memory)
        outcome = outcomes[0] if outcomes else "none"
        counts[outcome] = counts.get(outcome, 0) + 1
        bad = seconds > _SECONDS or memory > _BYTES or not outcomes
        failures += bad
        print(
            f"{'!!' if bad else '  '} {name[:28]:28} {size / 1e6:8.2f} MB {seconds:6.2f} s {memory / 2**20:6.0f} MiB  {outcome} ×{len(outcomes)}",
            flush=True,
        )
    print(
        f"{sum(counts.values())} files, {counts}; longest {worst_time:.1f} s, most memory {worst_memory / 2**20:.0f} MiB; {failures} failures"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
