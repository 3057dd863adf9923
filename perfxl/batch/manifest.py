"""What a batch wrote into a folder, so that the next run knows what is left to do.

The folder holds ``perfxl-manifest.jsonl``: one line a file, sorted by file name.  While a
batch runs, every process appends to a journal of its own *before* it puts a file in place:
after a crash the journals name every file that may be ours, whichever way the crash fell.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import os
import platform
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from fnmatch import fnmatch
from functools import cached_property
from io import BytesIO
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, TypeVar

from perfxl.errors import OutputError
from perfxl.sheet.saving import save_pieces
from perfxl.system_errors import cause_of, reason_of

MANIFEST_NAME = "perfxl-manifest.jsonl"
_JOURNALS = "perfxl-manifest.*.part"
_RUN = 10_000  # entries that are sorted, or lines that are written, at once
_BY_FILE = attrgetter("file")
_TEXT = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes one for each line

_Item = TypeVar("_Item")


class Entry(NamedTuple):
    """One file we wrote: its name, the number of its project, and the digest of its bytes.

    ``version`` is the perfxl that wrote it.
    """

    file: str
    project: str
    digest: str
    version: str


class Standing(Enum):
    """How a target file stands before we write it."""

    MISSING = "missing"
    CURRENT = "current"  # holds exactly what we would write
    OUTDATED = "outdated"  # ours, untouched, other content
    EDITED = "edited"  # ours once; a person has changed it since
    FOREIGN = "foreign"  # never ours


def digest(data: bytes) -> str:
    """A short stable digest of ``data``, as hexadecimal text."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


class Manifest:
    """What we know of the files in ``folder``; every entry a crash may have left counts.

    Nothing is read before a file stands in the way, and then the manifest is searched as it
    lies: a hundred thousand entries as objects would take 60 MB in every process.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def standing(self, entry: Entry) -> Standing:
        """How the target of ``entry`` stands against the bytes that would be written."""
        try:
            with open(f"{self._folder}{os.sep}{entry.file}", "rb") as file:  # noqa: PTH123
                data = file.read()
        except FileNotFoundError:
            return Standing.MISSING
        if not data:  # what a power failure leaves
            return Standing.MISSING
        found = digest(data)
        if found == entry.digest:
            return Standing.CURRENT
        known = (*_found(self._lines, entry.file), *self._announced.get(entry.file, ()))
        if not known:
            return Standing.FOREIGN
        ours = any(each.digest == found for each in known)
        return Standing.OUTDATED if ours else Standing.EDITED

    @cached_property
    def _lines(self) -> bytes:
        with suppress(FileNotFoundError):
            return (self._folder / MANIFEST_NAME).read_bytes()
        return b""

    @cached_property
    def _announced(self) -> Mapping[str, Sequence[Entry]]:
        by_file: dict[str, list[Entry]] = {}
        for entry in chain.from_iterable(map(_read, _journals(self._folder))):
            by_file.setdefault(entry.file, []).append(entry)
        return by_file


def compact(folder: Path) -> None:
    """Fold the journals into the manifest: one line a file.

    Raises:
        OutputError: the manifest cannot be written.
        OSError: manifest or journals cannot be read.
    """
    journals = _journals(folder)
    if not journals:
        return
    announced = _sorted(chain.from_iterable(map(_read, journals)))
    # What is listed must open: a share that is gone for a moment must not cost its entries.
    kept = map(_read, _listed(folder, MANIFEST_NAME))
    every = heapq.merge(*kept, announced, key=_BY_FILE)
    lines = (_line(_ours(folder, tuple(same))) for _, same in groupby(every, _BY_FILE))
    save_pieces(folder / MANIFEST_NAME, map(b"".join, _runs(lines)))
    for journal in journals:
        with suppress(OSError):  # what it tells stands in the manifest; the next run folds it again
            journal.unlink()


def _sorted(entries: Iterable[Entry]) -> Iterator[Entry]:
    """``entries`` by the names of their files; those of one name stay in their order.

    All but a run of them are held as deflated lines, in a twentieth of what they take.
    """
    packed: list[bytes] = []
    last: Sequence[Entry] = ()
    for run in _runs(entries):
        if last:
            packed.append(gzip.compress(b"".join(map(_line, last)), compresslevel=1))
        last = sorted(run, key=_BY_FILE)
    unpacked = (_entries(gzip.GzipFile(fileobj=BytesIO(run))) for run in packed)
    return heapq.merge(*unpacked, last, key=_BY_FILE)


def _runs(items: Iterable[_Item]) -> Iterator[Sequence[_Item]]:
    """``items`` in runs of some thousand."""
    rest = iter(items)
    while run := tuple(islice(rest, _RUN)):
        yield run


def left_over(folder: Path, made: Container[int]) -> Iterator[Entry]:
    """The files of earlier runs that are still there and that the last run did not make.

    ``made`` holds the ``hash`` of the name of every file that it did: a hundred thousand names
    would take ten times as much.
    """
    for path in _listed(folder, MANIFEST_NAME):
        for entry in _read(path):
            if hash(entry.file) not in made and (folder / entry.file).is_file():
                yield entry


def _ours(folder: Path, entries: Sequence[Entry]) -> Entry:
    """The entry that tells what stands in its file; the last one when none does.

    An edited file keeps an entry, too: it still counts as once ours.
    """
    if len({entry.digest for entry in entries}) > 1:
        with suppress(OSError):
            found = digest((folder / entries[0].file).read_bytes())
            return next((e for e in reversed(entries) if e.digest == found), entries[-1])
    return entries[-1]


class Journal:
    """The append-only record of one process of a running batch; closed at the end of a ``with``.

    It is there from the first announcement on: a run that changes nothing leaves no trace.
    """

    def __init__(self, folder: Path) -> None:
        # On a cluster two machines may have a process of the same number.
        machine = "".join(filter(str.isalnum, platform.node()))
        self._path = folder / _JOURNALS.replace("*", f"{machine}-{os.getpid()}")
        self._file: BinaryIO | None = None
        self._torn = False

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.close()
        except OSError as fault:  # a share may say only now that it did not take everything
            message = f"无法写入：{cause_of(fault)}；请检查网络后再运行一次"
            raise OutputError(message, file=str(self._path)) from None

    def announce(self, entry: Entry) -> None:
        """Record that ``entry.file`` is about to get ``entry.digest``.

        Raises:
            OutputError: the journal cannot be written.
        """
        line = _line(entry)
        # A line that was cut short must not swallow the next one; an empty line says nothing.
        whole, self._torn = (b"\n" + line if self._torn else line), True
        try:
            if self._file is None:
                self._file = self._path.open("ab", buffering=0)
            written = self._file.write(whole)
        except OSError as error:
            raise OutputError(f"无法写入：{reason_of(error)}", file=str(self._path)) from None
        self._torn = written < len(whole)
        if self._torn:  # a full disk takes what still fits
            raise OutputError("无法写入：磁盘已满，请清理后重试", file=str(self._path))


def _journals(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(_listed(folder, _JOURNALS)))


def _listed(folder: Path, pattern: str) -> list[Path]:
    """What the folder lists; a folder that is gone for a moment is no empty one.

    Raises:
        OSError: it cannot be listed.
    """
    with os.scandir(folder) as entries:  # Path.glob takes a folder it cannot ask for an empty one
        return [folder / entry.name for entry in entries if fnmatch(entry.name, pattern)]


def _line(entry: Entry) -> bytes:
    fields = {
        "file": entry.file,
        "project": entry.project,
        "digest": entry.digest,
        "version": entry.version,
    }
    return (_TEXT(fields) + "\n").encode()


def _read(path: Path) -> Iterator[Entry]:
    """The entries of a manifest or journal."""
    with path.open("rb") as lines:
        yield from _entries(lines)


def _entries(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of ``lines``; one cut short by a crash is passed over."""
    for line in lines:
        with suppress(ValueError, TypeError, RecursionError):
            fields: Mapping[str, str] = json.loads(line)
            entry = Entry(**fields)
            if os.path.basename(entry.file) == entry.file and isinstance(entry.digest, str):  # noqa: PTH119
                yield entry


def _found(lines: bytes, file: str) -> tuple[Entry, ...]:
    """The entry of ``file`` in the sorted ``lines`` of a manifest, by halving."""
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.find(b"\n", start) + 1 or len(lines)
        entries = tuple(_entries((lines[start:end],)))
        if not entries or entries[0].file < file:
            low = end
        elif entries[0].file > file:
            high = start
        else:
            return entries
    return ()
