"""Files put in place whole or not at all, and what killed writers left beside them.

A file is written beside its target and renamed when it is complete.  Only a process that is
killed leaves the file beside; whoever writes into the folder next removes it.  What a living
process is writing stays: it is locked or, on Windows, cannot be removed while it is open.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from perfxl.errors import OutputError
from perfxl.system_errors import reason_of

if sys.platform != "win32":
    import fcntl

BESIDE_OF_RUN = ".perfxl-run-"
"""How files begin that only the run which holds their folder may remove."""

_BESIDE = ".perfxl-"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows changes line ends without it
_A_WHILE = 3600  # seconds; between closing and renaming a file is open no more


def save_atomic(path: Path, data: bytes, *, tidy: bool = True, fresh: bool = False) -> None:
    """Write ``data`` to ``path``: afterwards there is the old file or the new one, never half.

    Raises:
        OutputError: the file is open in Excel, read-only, its folder missing, the disk full;
            or, of a ``fresh`` one, another run has written it meanwhile.
    """
    with saved(path, tidy=tidy, fresh=fresh) as file:
        file.write(data)


@contextmanager
def saved(path: Path, *, tidy: bool = True, fresh: bool = False) -> Iterator[BinaryIO]:
    """A file to write piece by piece; it is put at ``path`` only when all went well.

    Args:
        path: the target.
        tidy: also remove what killed writers left in its folder; who writes many files into
            one folder lists it once.
        fresh: there must be no such file yet, also not when it is put in place.

    Raises:
        OutputError: as :func:`save_atomic`.
    """
    _refuse_read_only(str(path))
    if tidy:
        remove_leftovers(path.parent)
    beside = path.with_name(f"{_BESIDE}{os.urandom(8).hex()}.tmp")
    try:
        with ExitStack() as claim:
            file = _claimed(beside, claim)
            yield file
            file.close()  # a share may refuse what was written only now
            if fresh:
                _put_first(beside, path)
            else:
                os.replace(beside, path)  # noqa: PTH105
    except FileExistsError:
        message = "刚刚有另一个程序写好了同名文件，没有覆盖；要覆盖请加 --force，或换一个名称"
        raise OutputError(message, file=str(path)) from None
    except OSError as error:
        raise OutputError(f"无法写入：{reason_of(error)}", file=str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink()


def save_unclaimed(path: str | Path, data: bytes) -> None:
    """As :func:`save_atomic`, in a folder that a run holds, which tidies up behind itself.

    Raises:
        OutputError: as :func:`save_atomic`.
    """
    save_pieces(path, (data,))


def save_pieces(path: str | Path, pieces: Iterable[bytes]) -> None:
    """As :func:`save_unclaimed`; the pieces are made while they are written.

    Raises:
        OutputError: as :func:`save_atomic`.
    """
    target = str(path)
    _refuse_read_only(target)
    # Plain system calls on plain texts: with Path objects a hundred thousand files cost 2 s more.
    name = f"{BESIDE_OF_RUN}{os.urandom(8).hex()}.tmp"
    beside = os.path.join(os.path.dirname(target), name)  # noqa: PTH118, PTH120
    try:
        _write(beside, pieces)
        os.replace(beside, target)  # noqa: PTH105
    except BaseException as error:
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        if not isinstance(error, OSError):
            raise
        raise OutputError(f"无法写入：{reason_of(error)}", file=target) from None


def remove_leftovers(folder: Path, *, held: bool = False) -> None:
    """Remove what killed processes left beside their files in ``folder``, as far as possible.

    Args:
        folder: where.
        held: this run holds the folder, so that the leftovers of runs are nobody's.
    """
    with suppress(OSError):  # whatever is wrong with the folder, writing into it will say
        with os.scandir(folder) as entries:  # Path.glob holds all that a folder has
            left = [each.name for each in entries if fnmatch(each.name, f"{_BESIDE}*.tmp")]
        for name in left:
            path, of_run = folder / name, name.startswith(BESIDE_OF_RUN)
            with suppress(OSError):
                if held if of_run else _is_abandoned(path):
                    path.unlink()


if sys.platform == "win32":

    def _claimed(beside: Path, claim: ExitStack) -> BinaryIO:
        """A new file; nobody can remove it while it is open."""
        return claim.enter_context(beside.open("xb"))

    def _put_first(beside: Path, path: Path) -> None:
        """Put a file in place; on Windows renaming never overwrites."""
        os.rename(beside, path)  # noqa: PTH104

    def _is_abandoned(beside: Path) -> bool:
        return time.time() - beside.stat().st_mtime > _A_WHILE

else:

    def _claimed(beside: Path, claim: ExitStack) -> BinaryIO:
        """A new file, locked until ``claim`` ends, longer than it is open."""
        while True:
            file = claim.enter_context(beside.open("xb"))
            lock = os.dup(file.fileno())
            claim.callback(os.close, lock)
            with suppress(OSError):  # a share without locks; there nobody removes it either
                fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock).st_nlink:  # else it was removed before it was locked
                return file

    def _put_first(beside: Path, path: Path) -> None:
        """Put a file in place; of two that do so at the same time, one fails."""
        try:
            os.link(beside, path)
        except FileExistsError:
            raise
        except OSError:  # a share or a stick without links: there the last moment must do
            if os.path.lexists(path):
                if os.path.samefile(beside, path):  # noqa: PTH121 - it was done, and not said
                    return
                raise FileExistsError(errno.EEXIST, "exists", str(path)) from None
            os.replace(beside, path)  # noqa: PTH105

    def _is_abandoned(beside: Path) -> bool:
        file = os.open(beside, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(file)
        return True


def _write(path: str, pieces: Iterable[bytes]) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        for data in pieces:
            written = os.write(file, data)
            while written < len(data):  # a write may take less than all
                written += os.write(file, data[written:])
    finally:
        os.close(file)


def _refuse_read_only(path: str) -> None:
    try:
        writable = os.stat(path).st_mode & 0o222  # noqa: PTH116
    except OSError:
        return
    if not writable:
        raise OutputError("文件是只读的，请取消只读属性或换一个文件名", file=path)
