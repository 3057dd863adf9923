"""What Excel hands over for a cell, as the text a person reads in it.

The core reads texts, so a number, a date, a percentage from a cell must become the same
text here as when :mod:`perfxl.forms` reads the saved file.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from perfxl.core import quantity
from perfxl.forms.grid import cell_text
from perfxl.forms.grids import numbers
from perfxl.forms.stored_text import as_stored

Block: TypeAlias = Sequence[Sequence[object]]

# The separator between a number and its format; PerfCell.bas writes it.
_FORMATTED = "\x1f"

# COM's numbers for Excel's error values, and their texts.
ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}


class CellError(Exception):
    """A cell held an error value, or an argument cannot be used; ``str(error)`` is the value.

    It goes back into the calling cell as that error, as Excel's own functions do.
    """


def text(value: object) -> str | None:
    r"""The text of one cell; ``None`` for an empty one.

    Args:
        value: ``None``, text, float, bool, :class:`~decimal.Decimal` (a currency cell), a
            date with or without time zone (``pywintypes.datetime``), an error value, or
            "number, ``\x1f``, format" as the add-in's VBA sends numbers with a format.

    Raises:
        CellError: the cell holds an error value.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) and value in ERRORS:
        raise CellError(ERRORS[value])
    if isinstance(value, Decimal):
        return quantity.plain(value)
    if isinstance(value, datetime.datetime):
        clock = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
        return f"{value:%Y-%m-%d}{clock}"
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (int, float)):
        return numbers.plain(float(value))
    raise CellError("#VALUE!")


def _from_text(value: str) -> str | None:
    if value in ERRORS.values():
        raise CellError(value)
    number, separator, code = value.partition(_FORMATTED)
    if separator:
        return numbers.shown(float(number), code)
    return as_stored(cell_text(value)) or None


def block(argument: object) -> Block:
    """An argument as rows of cells: a range, one cell, an array in either direction."""
    if argument is None:
        return [[None]]
    if not isinstance(argument, (list, tuple)):
        return [[argument]]
    if not argument:
        return [[None]]
    if not isinstance(argument[0], (list, tuple)):
        return [argument]
    return argument


def single(argument: object) -> str | None:
    """The text of an argument that must be one cell.

    Raises:
        CellError: it is a range of several cells, or an error value.
    """
    rows = block(argument)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise CellError("#VALUE!")
    return text(rows[0][0])
