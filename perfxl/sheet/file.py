"""The bytes of a file from outside: of a regular file only, and never more than allowed."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


class TooLargeError(ValueError):
    """The file is larger than allowed; ``size`` in bytes, as far as it is known."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def read_bytes(path: Path, *, most: int) -> bytes:
    """The whole file, which has at most ``most`` bytes.

    A device gives bytes without end and a pipe none for ever, so neither is opened.

    Raises:
        TooLargeError: it has more, whatever its folder says of its size.
        OSError: it cannot be read, or is no regular file.
    """
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, "这是文件夹", str(path))
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.ENODEV, "不是普通文件，而是设备或管道", str(path))
    if state.st_size > most:
        raise TooLargeError(state.st_size)
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(len(data))
    return data
