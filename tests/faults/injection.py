"""Faults at the n-th call by which a process touches a folder.

The calls are those of :mod:`os` and ``open``, as far as they name the folder or something in
it, and what is written to files opened so.  A fault strikes before a call, after it, or makes
it fail; what a write fails with comes after half of it, as on a disk that fills up.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

_PATHS = (
    *("open", "replace", "rename", "link", "unlink", "remove"),
    *("mkdir", "stat", "scandir", "listdir"),
)
_FILES = ("write", "close", "fsync", "ftruncate")


class Strike(Enum):
    """How a fault strikes."""

    KILL_BEFORE = "kill -9 before the call"
    KILL_AFTER = "kill -9 after the call"
    INTERRUPT = "Ctrl-C at the call"
    FULL = "disk full from the call on"
    FULL_ONCE = "disk full at the call"
    BROKEN = "input/output error from the call on"
    STALE = "share gone stale at the call"
    GONE = "folder vanished from the share at the call"
    READ_ONLY = "folder read-only from the call on"
    SECOND_RUN = "a second run, from its beginning to its end, at the call"
    OPEN_ELSEWHERE = "file open in another program at the call"
    HANGS = "the call hangs on a slow share, Ctrl-C"
    NO_ANSWER = "a slow share does what the call asks and does not say so"
    SLOW = "every call from this one on takes ten minutes"

    @property
    def kills(self) -> bool:
        """Whether the process ends at once."""
        return self in (Strike.KILL_BEFORE, Strike.KILL_AFTER)

    def concerns(self, name: str) -> bool:
        """Whether it can strike at a call of this name: reading goes on from a full disk."""
        if self in (Strike.FULL, Strike.FULL_ONCE):
            return name in _TAKES_ROOM
        if self is Strike.READ_ONLY:
            return name in (*_TAKES_ROOM, *_CHANGES)
        if self is Strike.OPEN_ELSEWHERE:
            return name in _CHANGES
        return True


_ERRORS = {
    Strike.FULL: errno.ENOSPC,
    Strike.FULL_ONCE: errno.ENOSPC,
    Strike.BROKEN: errno.EIO,
    Strike.STALE: errno.ESTALE,
    Strike.GONE: errno.ENOENT,
    Strike.READ_ONLY: errno.EROFS,
    Strike.OPEN_ELSEWHERE: errno.EACCES,
    Strike.NO_ANSWER: errno.ETIMEDOUT,
}
_LASTING = (Strike.FULL, Strike.BROKEN, Strike.READ_ONLY, Strike.SLOW)
_TAKES_ROOM = ("open", "write", "mkdir", "replace", "link", "close")
_CHANGES = ("replace", "rename", "link", "unlink", "remove")
_CLOCKS = ("time", "monotonic", "perf_counter")
_TEN_MINUTES = 600


@dataclass
class Fault:
    """One fault in one process.

    Args:
        folder: what is watched.
        strike: what happens.
        at: at which call, counted from 1; 0 only lists them, as ``calls``.
        count: tells the number of each call, over all processes that share it.
        second: does what another run would do.
    """

    folder: Path
    strike: Strike
    at: int
    count: Callable[[], int]
    second: Callable[[], object]

    def install(self) -> None:
        """Watch the calls of this process and of those forked from it."""
        self._real = {name: getattr(os, name) for name in (*_PATHS, *_FILES)}
        self._open = io.open
        self._prefix = str(self.folder)
        self._owned: set[int] = set()
        self._late = 0
        self.calls: list[str] = []
        for name in _CLOCKS:
            setattr(time, name, self._clock(getattr(time, name)))
        for name in _PATHS:
            setattr(os, name, self._on_path(name))
        for name in _FILES:
            setattr(os, name, self._on_file(name))
        io.open = builtins.open = self._opened  # type: ignore[assignment]

    def _clock(self, real: Callable[[], float]) -> Callable[[], float]:
        """A clock that goes on while a call takes its time; nobody waits for it."""
        return lambda: real() + self._late

    def _is_here(self, path: object) -> bool:
        return isinstance(path, str | Path) and str(path).startswith(self._prefix)

    def _on_path(self, name: str) -> Callable[..., Any]:
        real = self._real[name]

        def call(path: Any = ".", *arguments: Any, **named: Any) -> Any:
            if not self._is_here(path):
                return real(path, *arguments, **named)
            result = self._strike(name, lambda: real(path, *arguments, **named))
            if name == "open":
                self._owned.add(result)
            return result

        return call

    def _on_file(self, name: str) -> Callable[..., Any]:
        real = self._real[name]

        def call(file: int, *arguments: Any) -> Any:
            if file not in self._owned:
                return real(file, *arguments)
            if name == "close":
                self._owned.discard(file)
            half = (
                (lambda: real(file, arguments[0][: len(arguments[0]) // 2]))
                if name == "write"
                else None
            )
            return self._strike(name, lambda: real(file, *arguments), half)

        return call

    def _opened(self, path: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if not self._is_here(path):
            return self._open(path, mode, *arguments, **named)
        file = self._strike(
            "stat" if mode in ("r", "rb") else "open",
            lambda: self._open(path, mode, *arguments, **named),
        )
        return file if mode in ("r", "rb") else _File(file, self._strike)

    def _strike(
        self, name: str, call: Callable[[], Any], half: Callable[[], Any] | None = None
    ) -> Any:
        number = self.count()
        self.calls.append(name)
        here = self.at and (number == self.at or (number > self.at and self.strike in _LASTING))
        if not here or not self.strike.concerns(name):
            return call()
        if self.strike is Strike.SECOND_RUN:
            self.second()
            return call()
        if self.strike is Strike.SLOW:
            self._late += _TEN_MINUTES
            return call()
        if self.strike in (Strike.HANGS, Strike.NO_ANSWER):
            (half or call)()
        if self.strike is Strike.HANGS:
            signal.raise_signal(signal.SIGINT)
        if self.strike is Strike.INTERRUPT:
            raise KeyboardInterrupt
        if self.strike is Strike.KILL_BEFORE:
            if half:
                half()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.strike is Strike.KILL_AFTER:
            call()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.strike is not Strike.NO_ANSWER and number == self.at:
            if half:
                half()
            elif name == "close":
                call()
        number = _ERRORS[self.strike]
        raise OSError(number, os.strerror(number))


class _File:
    """A file opened for writing, its writes and its end watched."""

    def __init__(self, file: Any, strike: Callable[..., Any]) -> None:
        self._file = file
        self._strike = strike

    def write(self, data: bytes) -> int:
        return self._strike(
            "write",
            lambda: self._file.write(data),
            lambda: self._file.write(data[: len(data) // 2]),
        )

    def close(self) -> None:
        if not self._file.closed:
            self._strike("close", self._file.close)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
