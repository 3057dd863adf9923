"""One headless LibreOffice for a test session: the oracle for everything a workbook does.

A test takes the fixture ``office`` and is marked ``office``::

    @pytest.mark.office
    def test_score_follows_the_actual(office, form):
        with office.open(form) as book:                       # .xlsx .xls .ods .docx .doc
            assert book.values()["自评表"]["H20"].value == 15   # after a hard recalculation
            book.put("G20", "95%")                            # a text, never interpreted
            book.type_in("G21", "95%")                        # as a person types: 0.95 as percent
            book.put("G22", 12.5); book.put("G23", date(2020, 12, 30)); book.put("G24", None)
            book.recalculate()
            assert book.read("H20").value == 14.25            # .value .formula .error
            assert book.text("H20") == "14.25"                # as it is shown
            book.save_as(folder / "again.xls")                # .xlsx .xls .ods .pdf .docx .doc
            assert book.overflows() == []                     # no text is cut
            book.insert_rows(12, 3); book.copy_rows(11, 11, to=12)
            book.merges(), book.names(), book.validations(), book.conditional_formats()

Pages as pictures: :mod:`tests.office.pages`.  Addresses are ``"G20"``; the sheet is the first one unless ``sheet="…"`` is given.  Formulas are in
Excel's syntax.  Nothing here changes the opened file.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.office.installation import missing_programs, uno_python, write_profile

__all__ = [
    "Cell",
    "CutText",
    "Document",
    "LibreOffice",
    "OfficeError",
    "OfficeGoneError",
    "missing_programs",
    "uno_python",
]

HERE = Path(__file__).parent
EXCEL_EPOCH = date(1899, 12, 30)


class OfficeError(Exception):
    """LibreOffice refused a request."""


class OfficeGoneError(OfficeError):
    """LibreOffice crashed or did not answer; the next ``open`` starts a new one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds.

    ``value`` is a float, a text, or ``None`` for an empty cell and for an error; ``formula`` is
    ``None`` for a constant; ``error`` is the shown error (``"#DIV/0!"``), else ``None``.
    """

    value: float | str | None
    formula: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CutText:
    """A text that does not show whole: ``way`` is "height" or "width", lengths in points."""

    sheet: str
    cell: str
    text: str
    way: str
    needed: float
    available: float


class LibreOffice:
    """A soffice process with its own profile, and the bridge process that talks UNO to it."""

    def __init__(self, *, start_seconds: float = 300, answer_seconds: float = 300) -> None:
        self.start_seconds = start_seconds
        self.answer_seconds = answer_seconds
        self.folder = Path(tempfile.mkdtemp(prefix="perfxl-office-"))
        self._office: subprocess.Popen[bytes] | None = None
        self._bridge: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def open(self, path: Path | str) -> Document:
        """Open a workbook or text document; close it by ``with`` or ``close()``.

        Raises:
            FileNotFoundError: there is no such file.
            OfficeError: LibreOffice cannot load it.
            OfficeGoneError: it crashed on it or did not answer in time.
        """
        # A copy: LibreOffice leaves lock files beside what it opens, and a stale one blocks opening.
        copy = Path(tempfile.mkdtemp(dir=self.folder)) / Path(path).name
        shutil.copyfile(path, copy)
        answer = self.ask("open", path=str(copy))
        return Document(self, answer["document"], answer["kind"])

    def new(self) -> Document:
        """An empty workbook."""
        answer = self.ask("new")
        return Document(self, answer["document"], answer["kind"])

    def ask(self, do: str, **arguments: object) -> Any:
        """Send one request to the bridge and wait for the answer."""
        if self._bridge is None:
            self._start()
        assert self._bridge is not None
        assert self._bridge.stdin is not None
        try:
            line = json.dumps({"do": do, "with": arguments}, ensure_ascii=False)
            self._bridge.stdin.write(line + "\n")
            self._bridge.stdin.flush()
        except OSError as error:
            self.kill()
            raise OfficeGoneError(f"LibreOffice is gone before {do}") from error
        reply = self._reply(do, self.answer_seconds)
        if "error" in reply:
            if "DisposedException" in reply["error"]:
                self.kill()
                raise OfficeGoneError(f"LibreOffice crashed: {reply['error']}")
            raise OfficeError(reply["error"])
        return reply["answer"]

    def close(self) -> None:
        """End both processes and remove the profile."""
        if self._bridge is not None and self._bridge.stdin is not None:
            self._bridge.stdin.close()  # the bridge asks the office to quit
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._bridge.wait(10)
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End both processes at once; the next request starts new ones."""
        for process in (self._office, self._bridge):
            if process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if self._bridge is not None:
            for stream in (self._bridge.stdin, self._bridge.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        self._office = self._bridge = None

    def _start(self) -> None:
        profile = self.folder / f"profile-{uuid.uuid4().hex[:8]}"
        write_profile(profile)
        pipe = f"perfxl-{uuid.uuid4().hex}"
        environment = os.environ | {
            "FONTCONFIG_FILE": str(HERE / "fonts.conf"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(HERE),
        }
        python = uno_python()
        if python is None:
            raise OfficeGoneError("no Python with uno on this machine")
        self._office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nolockcheck",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._bridge = subprocess.Popen(
            [
                python,
                "-X",
                "utf8",
                str(HERE / "bridge.py"),
                pipe,
                str(self.start_seconds),
                "uno_requests",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines = queue.SimpleQueue()
        threading.Thread(target=_pump, args=(self._bridge.stdout, self._lines), daemon=True).start()
        self._reply("start", self.start_seconds)

    def _reply(self, do: str, seconds: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise OfficeGoneError(f"LibreOffice gave no answer to {do} in {seconds:g} s") from None
        if not line:
            self.kill()
            raise OfficeGoneError(f"the bridge to LibreOffice died during {do}")
        reply: dict[str, Any] = json.loads(line)
        return reply


class Document:
    """An open workbook (``kind == "calc"``) or text document (``"writer"``)."""

    def __init__(self, office: LibreOffice, number: int, kind: str) -> None:
        self.office = office
        self.number = number
        self.kind = kind

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OfficeError):
            self.close()

    def ask(self, do: str, **arguments: object) -> Any:
        """Send a request about this document to the bridge."""
        return self.office.ask(do, document=self.number, **arguments)

    def close(self) -> None:
        """Close without saving."""
        self.ask("close")

    def save_as(self, path: Path) -> Path:
        """Write a copy in the format of the suffix (.xlsx .xls .ods .csv .pdf .docx .doc .odt)."""
        self.ask("save", path=str(path.resolve()))
        return path

    def sheets(self) -> list[str]:
        """The sheets' names in order."""
        names: list[str] = self.ask("sheets")
        return names

    def recalculate(self, *, hard: bool = True) -> None:
        """Recalculate; ``hard`` recomputes every formula and not only what changed."""
        self.ask("recalculate", hard=hard)

    def values(
        self, *, hard: bool = True, excel_formulas: bool = True
    ) -> dict[str, dict[str, Cell]]:
        """Every used cell by sheet and address.

        ``hard=False`` gives the values as they stand, after opening that is the file's cached ones.
        ``excel_formulas=False`` leaves formulas in LibreOffice's notation, which is much quicker.
        """
        if hard:
            self.recalculate()
        found = self.ask("values", excel_formulas=excel_formulas)
        return {
            sheet: {address: Cell(*parts) for address, parts in cells.items()}
            for sheet, cells in found.items()
        }

    def read(self, cell: str, *, sheet: str | None = None) -> Cell:
        """One cell as it stands."""
        return Cell(*self.ask("read", cell=cell, sheet=sheet))

    def text(self, cell: str, *, sheet: str | None = None) -> str:
        """What a cell shows."""
        shown: str = self.ask("text", cell=cell, sheet=sheet)
        return shown

    def put(
        self,
        cell: str,
        value: float | str | date | None,
        *,
        sheet: str | None = None,
        date_format: str = "YYYY-MM-DD",
    ) -> None:
        """Store a value as it is: number, text, date (a serial with a date format) or nothing."""
        if isinstance(value, date):
            serial = (value - EXCEL_EPOCH).days
            self.ask("put_date", cell=cell, serial=serial, code=date_format, sheet=sheet)
        else:
            self.ask("put", cell=cell, value=value, sheet=sheet)

    def type_in(
        self, cell: str, text: str, *, sheet: str | None = None, locale: str = "zh-CN"
    ) -> None:
        """Type ``text`` as a person does: it may become a number, percent, date or formula."""
        self.ask("type_in", cell=cell, text=text, sheet=sheet, locale=locale)

    def insert_rows(self, before: int, count: int, *, sheet: str | None = None) -> None:
        """Insert ``count`` empty rows above row ``before``, as the menu does."""
        self.ask("insert_rows", before=before, count=count, sheet=sheet)

    def delete_rows(self, first: int, count: int, *, sheet: str | None = None) -> None:
        """Delete ``count`` rows from row ``first`` on."""
        self.ask("delete_rows", first=first, count=count, sheet=sheet)

    def copy_rows(self, first: int, last: int, *, to: int, sheet: str | None = None) -> None:
        """Copy whole rows, with merges, formats and heights, over the rows from ``to`` on.

        Nothing happens when a merged range crosses their edge: use ``copy`` then.
        """
        self.ask("copy_rows", first=first, last=last, to=to, sheet=sheet)

    def copy(self, area: str, *, to: str, sheet: str | None = None) -> None:
        """Copy a range with its merges and formats to the cell ``to``."""
        self.ask("copy", area=area, to=to, sheet=sheet)

    def merge(self, area: str, *, merged: bool = True, sheet: str | None = None) -> None:
        """Merge a range, or take it apart."""
        self.ask("merge", area=area, merged=merged, sheet=sheet)

    def merges(self, *, sheet: str | None = None) -> list[str]:
        """The merged ranges in reading order."""
        found: list[str] = self.ask("merges", sheet=sheet)
        return found

    def names(self) -> dict[str, str]:
        """Defined names and what they refer to; a sheet's own names as ``"sheet!name"``."""
        found: dict[str, str] = self.ask("names")
        return found

    def print_set_up(self, *, sheet: str | None = None) -> dict[str, Any]:
        """``areas``, ``title_rows``, ``title_columns``, ``breaks`` (the row below each), and more.

        ``pages_wide`` and ``pages_tall`` are 0 for "as many as needed".
        """
        found: dict[str, Any] = self.ask("print_set_up", sheet=sheet)
        return found

    def conditional_formats(self, *, sheet: str | None = None) -> list[dict[str, Any]]:
        """Rules with ``ranges``, ``operator``, ``formulas``, ``background`` and ``colour``.

        Formulas are as seen from the top left cell of the ranges.
        """
        found: list[dict[str, Any]] = self.ask("conditional_formats", sheet=sheet)
        return found

    def validations(self, *, sheet: str | None = None) -> list[dict[str, Any]]:
        """Rules with ``ranges``, ``kind``, ``operator``, ``formulas`` and their messages."""
        found: list[dict[str, Any]] = self.ask("validations", sheet=sheet)
        return found

    def row_heights(self, *, sheet: str | None = None) -> list[float]:
        """The heights of the used rows in points."""
        found: list[float] = self.ask("row_heights", sheet=sheet)
        return found

    def column_widths(self, *, sheet: str | None = None) -> list[float]:
        """The widths of the used columns in points."""
        found: list[float] = self.ask("column_widths", sheet=sheet)
        return found

    def overflows(self) -> list[CutText]:
        """Every text (and number) of the visible sheets that is cut, on the screen or in print."""
        return [CutText(**cut) for cut in self.ask("overflows")]

    def number_format(self, cell: str, *, sheet: str | None = None) -> str:
        """A cell's number format code."""
        code: str = self.ask("number_format", cell=cell, sheet=sheet)
        return code


def _pump(stream: Any, lines: queue.SimpleQueue[str]) -> None:
    """Move the bridge's answers into a queue, which unlike a pipe can be waited on with a limit."""
    with contextlib.suppress(ValueError, OSError):  # closed under us by kill()
        for line in stream:
            lines.put(line)
    lines.put("")
