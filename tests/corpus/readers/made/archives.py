"""Archives: what members come out under which names, and attacks on whoever unpacks them."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import py7zr

from corpus.readers.errors import Empty, NeedsPassword, NotReadable, TooLarge, Unreadable, Unsupported

TEXT = "第一条　闲置校舍不得擅自占用。".encode()


@dataclass(frozen=True)
class ArchiveFixture:
    """An archive, the members (their path in the archives, joined by "!") whose text is read, and the refused."""

    name: str
    make: Callable[[], bytes]
    read: tuple[str, ...] = ()
    refused: Mapping[str, type[Unreadable]] = field(default_factory=dict)


def zip_of(members: Mapping[str, bytes], **options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", options.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, data in members.items():
            archive.writestr(
                zipfile.ZipInfo(name), data, compress_type=options.get("method", zipfile.ZIP_DEFLATED)
            )
    return out.getvalue()


def _gbk_zip() -> bytes:
    """As Chinese programs write it: GBK names without the flag for UTF-8."""
    data = zip_of({"ABCDEFGHIJ.txt": TEXT})
    return data.replace(b"ABCDEFGHIJ.txt", "关于校舍的".encode("gbk") + b".txt")


def tar_of(members: Mapping[str, bytes | tarfile.TarInfo], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.GNU_FORMAT, encoding="utf-8") as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
            else:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def _link(name: str, kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def _symlink_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("链接")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _encrypted_zip() -> bytes:
    data = bytearray(zip_of({"密.txt": TEXT}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        data[at + offset] |= 1
    return bytes(data)


def _lying_zip() -> bytes:
    """The directory says that 60 MB are 1,000 bytes."""
    data = zip_of({"谎.txt": b"\0" * (60 << 20)})
    return data.replace(struct.pack("<L", 60 << 20), struct.pack("<L", 1000))


def _claiming_zip() -> bytes:
    """The directory says that a few bytes are 4 GB."""
    data = zip_of({"大.txt": TEXT})
    return data.replace(struct.pack("<L", len(TEXT)), struct.pack("<L", 0xFFFFFFF0))


def _nested(depth: int) -> bytes:
    data = zip_of({"底.txt": TEXT})
    for level in range(depth):
        data = zip_of({f"{level}.zip": data})
    return data


def _seven(members: Mapping[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


FIXTURES = (
    ArchiveFixture("文件.zip", lambda: zip_of({"甲.txt": TEXT, "夹/乙.txt": TEXT, "夹/": b""}), ("甲.txt", "夹/乙.txt")),
    ArchiveFixture("gbk名.zip", _gbk_zip, ("关于校舍的.txt",)),
    ArchiveFixture("反斜杠.zip", lambda: zip_of({"夹\\甲.txt": TEXT}), ("夹/甲.txt",)),
    ArchiveFixture("存储.zip", lambda: zip_of({"甲.txt": TEXT}, method=zipfile.ZIP_STORED), ("甲.txt",)),
    ArchiveFixture("lzma.zip", lambda: zip_of({"甲.txt": TEXT}, method=zipfile.ZIP_LZMA), ("甲.txt",)),
    ArchiveFixture("嵌套.zip", lambda: _nested(2), ("1.zip!0.zip!底.txt",)),
    ArchiveFixture("套娃.zip", lambda: _nested(6), refused={"5.zip!4.zip!3.zip!2.zip": TooLarge}),
    ArchiveFixture("穿越.zip", lambda: zip_of({"../../etc/甲.txt": TEXT, "/根/乙.txt": TEXT, "C:\\丙.txt": TEXT, "好.txt": TEXT}), ("好.txt",), {"../../etc/甲.txt": NotReadable, "/根/乙.txt": NotReadable, "C:\\丙.txt": NotReadable}),
    ArchiveFixture("控制符名.zip", lambda: zip_of({"甲\x1b[2J.txt": TEXT, "乙\u202etxt.exe": TEXT}), refused={"甲?[2J.txt": NotReadable, "乙?txt.exe": NotReadable}),
    ArchiveFixture("链接.zip", _symlink_zip, refused={"链接": NotReadable}),
    ArchiveFixture("加密.zip", _encrypted_zip, refused={"密.txt": NeedsPassword}),
    ArchiveFixture("炸弹.zip", lambda: zip_of({"零.txt": b"\0" * (60 << 20), "好.txt": TEXT}), ("好.txt",), {"零.txt": TooLarge}),
    ArchiveFixture("谎报.zip", _lying_zip, refused={"谎.txt": NotReadable}),
    ArchiveFixture("虚报.zip", _claiming_zip, refused={"大.txt": TooLarge}),
    ArchiveFixture("条目过多.zip", lambda: zip_of({f"{n}.txt": b"" for n in range(20_050)}), refused={"": TooLarge}),
    ArchiveFixture("截断.zip", lambda: zip_of({"甲.txt": TEXT * 50})[:-40], refused={"": NotReadable}),
    ArchiveFixture("坏成员.zip", lambda: zip_of({"甲.txt": TEXT}, method=zipfile.ZIP_STORED).replace("第一条".encode(), "第二条".encode()), refused={"甲.txt": NotReadable}),
    ArchiveFixture("空.zip", lambda: zip_of({})),
    ArchiveFixture("空成员.zip", lambda: zip_of({"甲.txt": b""}), refused={"甲.txt": Empty}),
    ArchiveFixture("文件.tar", lambda: tar_of({"甲.txt": TEXT, "夹/乙.txt": TEXT}), ("甲.txt", "夹/乙.txt")),
    ArchiveFixture("文件.tar.gz", lambda: tar_of({"甲.txt": TEXT}, "w:gz"), ("甲.txt",)),
    ArchiveFixture("文件.tar.bz2", lambda: tar_of({"甲.txt": TEXT}, "w:bz2"), ("甲.txt",)),
    ArchiveFixture("文件.tar.xz", lambda: tar_of({"甲.txt": TEXT}, "w:xz"), ("甲.txt",)),
    ArchiveFixture("链接.tar", lambda: tar_of({"软": _link("软", tarfile.SYMTYPE), "硬": _link("硬", tarfile.LNKTYPE), "设备": _link("设备", tarfile.CHRTYPE), "好.txt": TEXT}), ("好.txt",), {"软": NotReadable, "硬": NotReadable, "设备": NotReadable}),
    ArchiveFixture("穿越.tar", lambda: tar_of({"../甲.txt": TEXT}), refused={"../甲.txt": NotReadable}),
    ArchiveFixture("炸弹.tar.gz", lambda: tar_of({"零.txt": b"\0" * (300 << 20)}, "w:gz"), refused={"": TooLarge}),
    ArchiveFixture("截断.tar.gz", lambda: tar_of({"甲.txt": TEXT}, "w:gz")[:60], refused={"": NotReadable}),
    ArchiveFixture("文件.7z", lambda: _seven({"甲.txt": TEXT, "夹/乙.txt": TEXT}), ("夹/乙.txt", "甲.txt")),
    ArchiveFixture("加密.7z", lambda: _seven({"甲.txt": TEXT}, "secret"), refused={"": NeedsPassword}),
    ArchiveFixture("炸弹.7z", lambda: _seven({"零.txt": b"\0" * (60 << 20)}), refused={"": TooLarge}),
    ArchiveFixture("截断.7z", lambda: _seven({"甲.txt": TEXT})[:-20], refused={"": NotReadable}),
    ArchiveFixture("压缩.rar", lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 200, refused={"": Unsupported}),
)  # fmt: skip
