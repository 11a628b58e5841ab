"""What an embedded OLE object is called: the file name that was packed, or the kind of program that made it."""

import io

import olefile

from corpus.readers.symbols import printable

_LONGEST = 200
#: Formulas are part of the text's look, not attachments.
_FORMULAS = ("equation", "公式", "mathtype")
_USER_TYPE_AT = 28


def embedded_names(data: bytes) -> tuple[str, ...]:
    """The objects embedded in a Word 97–2003 file; () when the container cannot be looked into."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            storages = sorted(
                {tuple(p[:2]) for p in container.listdir() if p[0] == "ObjectPool" and len(p) > 2}
            )
            return _listed([_name(container, storage) for storage in storages])
    except Exception:
        # olefile raises whatever comes on damaged containers; a list of attachments is not worth an outcome
        return ()


def packed_name(data: bytes) -> str:
    """The name that an embedded OLE file gives itself; "" for none."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return _name(container, ())
    except Exception:
        return ""


def is_formula(program: str) -> bool:
    return any(word in program.lower() for word in _FORMULAS)


def _listed(names: list[str]) -> tuple[str, ...]:
    return tuple(name or "嵌入对象" for name in names if not is_formula(name))


def _name(container: olefile.OleFileIO, storage: tuple[str, ...]) -> str:
    packed = [*storage, "\1Ole10Native"]
    if container.exists(packed):
        # of a packed file: size, a two, then its name, ended by a zero; other programs put anything here
        head = container.openstream(packed).read(6 + _LONGEST)
        name = _clean(head[6:].split(b"\0")[0])
        if head[4:6] == b"\2\0" and "." in name:
            return name
    described = [*storage, "\1CompObj"]
    if container.exists(described):
        stream = container.openstream(described).read(_USER_TYPE_AT + 4 + _LONGEST)
        length = int.from_bytes(stream[_USER_TYPE_AT : _USER_TYPE_AT + 4], "little")
        return _clean(stream[_USER_TYPE_AT + 4 : _USER_TYPE_AT + 4 + min(length, _LONGEST)].split(b"\0")[0])
    return ""


def _clean(raw: bytes) -> str:
    return printable(raw.decode("gb18030", "replace")).strip()
