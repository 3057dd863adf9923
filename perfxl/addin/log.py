"""The add-in's log: what a cell must not show, for the person who has to mend it.

Every record opens, writes and closes the file, because several Excel windows may run
their own Python at once and none of them may keep the file locked.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import traceback
from pathlib import Path

_LARGEST = 1_000_000  # bytes; then the file is kept once as .1 and begun anew


def home() -> Path:
    r"""The folder of the add-in's own files: ``%LOCALAPPDATA%\perfxl`` on Windows."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "perfxl"


def log_file() -> Path:
    """The log, which may not exist yet."""
    return home() / "perfxl.log"


def record(what: str, error: BaseException | None = None) -> None:
    """Append one entry, with the traceback of ``error``.

    A log that cannot be written is no reason to fail: the caller is a cell or a button.
    """
    lines = [f"{datetime.datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {what}\n"]
    if error is not None:
        lines += traceback.format_exception(error)
    with contextlib.suppress(OSError):
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a", encoding="utf-8") as file:
            file.writelines(lines)
