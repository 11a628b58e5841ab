"""What can go wrong with one file while it is read: each is an outcome of that file, never of the batch."""

from registry.errors import InputError


class Unreadable(InputError):
    """Base: the file gives no text. `message` and `remedy` are Chinese sentences shown to the user."""


class NotReadable(Unreadable):
    """Damaged, truncated, or refused as hostile."""


class NeedsPassword(Unreadable):
    """The file is encrypted."""

    def __init__(
        self, message: str = "文件设有密码，无法读取。", remedy: str = "请解除密码后重新加入。"
    ) -> None:
        super().__init__(message, remedy)


class TooLarge(Unreadable):
    """A limit of `corpus.readers.limits` was reached."""


class OldFormat(NotReadable):
    """An older format that only an office program reads (Word 6/95); see `corpus.readers.libreoffice`."""


class Unsupported(Unreadable):
    """A kind of file that is not read: a picture, a program, a presentation."""


class Empty(Unreadable):
    """Nothing is in the file."""

    def __init__(self, message: str = "文件是空的。", remedy: str = "请确认文件已完整复制。") -> None:
        super().__init__(message, remedy)


class NotADocument(Unreadable):
    """Readable, but nothing to register: a lock file, a system file, a ledger."""


class Inaccessible(Unreadable):
    """The operating system does not let us at it: no permission, gone, a link, a device."""


class Stopped(Unreadable):
    """The reading process ran over its time or memory, or died; it was replaced by a new one."""


class Failed(Unreadable):
    """An error in this program, met with this file."""


class WantsOcr(Unreadable):
    """Between a worker and its pool: so many pages are scans, and a program for OCR is there."""

    def __init__(self, pages: int = 1) -> None:
        super().__init__("有扫描页，等待文字识别（OCR）。")
        self.pages = max(1, pages)

    def __reduce__(self) -> tuple[type["WantsOcr"], tuple[int]]:
        return type(self), (self.pages,)
