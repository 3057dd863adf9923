"""The folder that a batch writes into: one run at a time, and nothing of a person's lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from perfxl import __version__
from perfxl.batch.job import Options, Status
from perfxl.batch.manifest import Entry, Manifest, Standing, compact, digest
from perfxl.errors import OutputError
from perfxl.sheet.saving import remove_leftovers, save_unclaimed
from perfxl.system_errors import cause_of

_LOCK = ".perfxl.lock"
_EDITED = "文件在生成之后被人改过，没有覆盖；要覆盖请加 --force"
_SOURCE = "这是总表本身，没有覆盖；请换一个文件夹，或给总表改名"
_FOREIGN = "已有同名文件，不是本工具生成的，没有覆盖；要覆盖请加 --force"


class Shelf:
    """Puts finished forms into a folder, unless what stands there must stay.

    Args:
        options: where, and what may be overwritten.
        announce: told of each file before it is put in place.
    """

    def __init__(
        self, options: Options, announce: Callable[[Entry], None] = lambda entry: None
    ) -> None:
        self._options = options
        self._announce = announce
        self._manifest = Manifest(options.folder)
        source = options.source
        inside = source is not None and source.resolve().parent == options.folder.resolve()
        self._source = source.resolve().name.casefold() if source and inside else ""

    def put(self, file: str, code: str | None, data: bytes) -> tuple[Status, str]:
        """Write ``data`` to ``file``; what became of it, and why.

        Raises:
            OutputError: it cannot be written.
        """
        entry = Entry(file, code or "", digest(data), __version__)
        path = f"{self._options.folder}{os.sep}{file}"
        try:
            standing = self._manifest.standing(entry)
        except OSError as error:
            problem = f"已有同名的文件或文件夹，无法读取（{cause_of(error)}），请关闭或移走后重试"
            raise OutputError(problem, file=path) from None
        if standing is Standing.CURRENT:
            return Status.UNCHANGED, ""
        if file.casefold() == self._source:
            return Status.KEPT, _SOURCE
        if not self._options.force:
            if standing is Standing.EDITED:
                return Status.KEPT, _EDITED
            if standing is Standing.FOREIGN:
                return Status.KEPT, _FOREIGN
        if not self._options.dry_run:
            self._announce(entry)
            save_unclaimed(path, data)
        return Status.WRITTEN, ""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold ``folder`` (made if missing) for one run; before and after it the manifest is whole.

    The lock dies with the process; what a killed run left is tidied by the next, what a killed
    worker left by its own.

    Raises:
        OutputError: the folder cannot be used, or another run is writing into it.
    """
    with _locked(folder):
        with _told(folder):
            remove_leftovers(folder, held=True)
            compact(folder)
        try:
            yield
        finally:
            with _told(folder):
                remove_leftovers(folder, held=True)  # of workers that were killed
                compact(folder)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system says of a folder, for a person: the share may be gone or slow."""
    try:
        yield
    except OSError as error:
        raise OutputError(_unusable(error), file=str(folder)) from None


def _unusable(error: OSError) -> str:
    return f"不能写入这个文件夹（{cause_of(error)}），请检查权限和网络，或换一个文件夹"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        problem = "另一个 perfxl 正在向这个文件夹写文件，请等它结束，或换一个文件夹"
    except (FileExistsError, NotADirectoryError):
        problem = "这里需要一个文件夹，现有一个同名文件，请换一个名称"
    except OSError as error:
        problem = _unusable(error)
    else:
        try:
            yield
        finally:
            lock.release()
            if made:
                _leave_no_empty(folder)
        return
    raise OutputError(problem, file=str(folder))


def _leave_no_empty(folder: Path) -> None:
    """Take away a folder that was made for a run which put nothing into it."""
    with suppress(OSError):  # it stays where it cannot be looked into or taken away
        if [entry.name for entry in folder.iterdir()] == [_LOCK]:
            (folder / _LOCK).unlink()
            folder.rmdir()
