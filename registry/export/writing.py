"""Files are written whole or not at all."""

import os
import secrets
from pathlib import Path

from registry.errors import InputError


def write_file(path: Path, data: bytes) -> Path:
    """Write beside the place and move there, so that nobody meets half a file. Makes the folder.

    Raises InputError when the place cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(
            f"不能写入：{path}（{error.strerror}）", "请检查权限、磁盘空间，文件是否正被打开"
        ) from None
    return path
