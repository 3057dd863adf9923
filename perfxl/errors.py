"""Everything perfxl raises on purpose.

    PerfxlError                 a job cannot go on; exit code 2
    ├── InputError              a file a person gave us cannot be used
    │   ├── LimitError          it exceeds a safety limit (zip bomb, too many rows …)
    │   └── MasterError         the master workbook has wrong cells (carries all findings)
    ├── TemplateError           a template has a fault a template keeper can mend
    ├── RulebookError           a rulebook has a fault a template keeper can mend
    └── OutputError             a result cannot be written (locked, read-only, disk full)

What is wrong *inside* a form is never an exception: it is a
:class:`~perfxl.core.finding.Finding`, and the batch goes on.
"""

from __future__ import annotations

from typing import ClassVar


class PerfxlError(Exception):
    """A job cannot go on.  ``str(error)`` is one Chinese message for a person.

    Args:
        message: what was found, what was expected and how to mend it, in Chinese.
        file: the file concerned, as the person named it.
        sheet: the worksheet concerned.
        cell: the cell concerned, as ``"G12"``.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, file: str = "", sheet: str = "", cell: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.sheet = sheet
        self.cell = cell

    def __str__(self) -> str:
        place = self.file
        if self.sheet:
            place += f"［{self.sheet}］"
        if self.cell:
            place += self.cell
        return f"{place}：{self.message}" if place else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel from worker processes with their place."""
        return _rebuild, (type(self), self.message, self.file, self.sheet, self.cell, self.__dict__)


def _rebuild(
    kind: type[PerfxlError],
    message: str,
    file: str,
    sheet: str,
    cell: str,
    state: dict[str, object],
) -> PerfxlError:
    error = kind.__new__(kind)
    PerfxlError.__init__(error, message, file=file, sheet=sheet, cell=cell)
    error.__dict__.update(state)
    return error


class InputError(PerfxlError):
    """A file a person gave us cannot be used at all."""


class LimitError(InputError):
    """A file exceeds a safety limit; it is taken for hostile or damaged."""


class MasterError(InputError):
    """The master workbook cannot be used; ``findings`` lists every wrong cell."""

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        sheet: str = "",
        cell: str = "",
        findings: tuple[object, ...] = (),
    ) -> None:
        super().__init__(message, file=file, sheet=sheet, cell=cell)
        self.findings = findings


class TemplateError(PerfxlError):
    """A template has a fault; sheet and cell say where, the message what is allowed."""


class RulebookError(PerfxlError):
    """A rulebook has a fault; the message names key, value and what is allowed."""


class OutputError(PerfxlError):
    """A result cannot be written: locked, read-only, no such folder, disk full."""
