"""What can go wrong with one file while it is read: each is an outcome of that file, never of the batch."""

from registry.errors import InputError


class Unreadable(InputError):
    """Base: the file gives no text. `message` and `remedy` are Chinese sentences shown to the user."""


class NotReadable(Unreadable):
    """Damaged, truncated, of a kind that is not read, or refused as hostile."""


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
