"""What a batch wrote into a folder, so that the next run knows what is left to do.

The folder holds ``perfxl-manifest.jsonl``: one line a file, sorted by file name.  While a
batch runs, every process appends to a journal of its own *before* it puts a file in place:
after a crash the journals name every file that may be ours, whichever way the crash fell.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from perfxl.sheet.package import save_atomic

MANIFEST_NAME = "perfxl-manifest.jsonl"
_JOURNALS = "perfxl-manifest.*.part"


@dataclass(frozen=True, slots=True)
class Entry:
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
    """What we know of the files in ``folder``; every entry a crash may have left counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[str, tuple[Entry, ...]] = {}
        for path in (folder / MANIFEST_NAME, *sorted(folder.glob(_JOURNALS))):
            for entry in _read(path):
                self._entries[entry.file] = (*self._entries.get(entry.file, ()), entry)

    def standing(self, entry: Entry) -> Standing:
        """How the target of ``entry`` stands against the bytes that would be written."""
        try:
            found = digest((self._folder / entry.file).read_bytes())
        except FileNotFoundError:
            return Standing.MISSING
        if found == entry.digest:
            return Standing.CURRENT
        known = self._entries.get(entry.file)
        if known is None:
            return Standing.FOREIGN
        ours = any(each.digest == found for each in known)
        return Standing.OUTDATED if ours else Standing.EDITED

    def compact(self) -> None:
        """Fold the journals into the manifest: one line a file.

        Raises:
            OutputError: the manifest cannot be written.
        """
        lines = [_line(self._ours(file)) for file in sorted(self._entries)]
        save_atomic(self._folder / MANIFEST_NAME, "".join(lines).encode())
        for journal in self._folder.glob(_JOURNALS):
            journal.unlink(missing_ok=True)

    def _ours(self, file: str) -> Entry:
        """The entry that tells what stands in ``file``; the last one when none does.

        An edited file keeps an entry, too: it still counts as once ours.
        """
        entries = self._entries[file]
        if len({entry.digest for entry in entries}) > 1:
            with suppress(OSError):
                found = digest((self._folder / file).read_bytes())
                return next((e for e in reversed(entries) if e.digest == found), entries[-1])
        return entries[-1]


class Journal:
    """The append-only record of one process of a running batch (a context manager)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _JOURNALS.replace("*", str(os.getpid()))
        self._file = self._path.open("ab", buffering=0)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def announce(self, entry: Entry) -> None:
        """Record that ``entry.file`` is about to get ``entry.digest``."""
        self._file.write(_line(entry).encode())


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"


def _read(path: Path) -> Iterator[Entry]:
    """The entries of a manifest or journal; a line cut short by a crash is passed over."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for line in text.split("\n"):
        with suppress(json.JSONDecodeError, TypeError):
            fields: Mapping[str, str] = json.loads(line)
            yield Entry(**fields)
