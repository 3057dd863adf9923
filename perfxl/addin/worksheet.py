"""The decorator that makes a function callable from a cell.

Its metadata serves twice: xlwings reads it when a cell calls the function, and
:mod:`perfxl.addin.wrappers` makes the VBA wrapper and the texts of the function wizard
from it, on any system.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import xlwings

from perfxl.addin import log
from perfxl.addin.cell import CellError

CATEGORY = "绩效自评"

Value: TypeAlias = Decimal | str | None
Result: TypeAlias = "Value | list[list[Value]]"
Function: TypeAlias = Callable[..., object]


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """What the function wizard shows of one function.

    Args:
        name: the name typed in a formula.
        description: one or two Chinese sentences.
        required: names of the arguments that must be given, in order.
        optional: names of the arguments that may be left out, after them.
        documents: a Chinese phrase for every argument, in order.
    """

    name: str
    description: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    documents: tuple[str, ...]


def worksheet_function(description: str, **documents: str) -> Callable[[Function], Function]:
    """Make a function callable from a cell.

    The function gets each argument as rows of cells (a left-out one as ``None``).  What it
    gives back goes into the cell; a :class:`~perfxl.addin.cell.CellError` becomes that
    error value, any other error ``#VALUE!`` with the whole story in the log.

    Args:
        description: for the function wizard.
        documents: for the function wizard, a phrase for each argument.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def from_cell(*arguments: object) -> object:
            try:
                result = function(*arguments)
            except CellError as error:
                return str(error)
            except Exception as error:
                log.record(f"{function.__name__}{arguments!r}", error)
                return "#VALUE!"
            if isinstance(result, list):
                return [[_for_excel(value) for value in row] for row in result]
            return _for_excel(result)

        parameters = inspect.signature(function).parameters
        if set(parameters) != set(documents):
            raise TypeError(f"{function.__name__}: every argument needs its document")
        from_cell.worksheet = WorksheetFunction(  # type: ignore[attr-defined]
            function.__name__,
            description,
            tuple(name for name, it in parameters.items() if it.default is it.empty),
            tuple(name for name, it in parameters.items() if it.default is not it.empty),
            tuple(documents[name] for name in parameters),
        )
        # The annotations are for readers; xlwings would look for converters of that name.
        from_cell.__annotations__ = {}
        for name in parameters:
            xlwings.arg(name, ndim=2, err_to_str=True, doc=documents[name])(from_cell)
        register: Callable[[Function], Function] = xlwings.func(category=CATEGORY)
        return register(from_cell)

    return decorate


def _for_excel(value: object) -> object:
    """Numbers as floats: a Decimal would arrive in Excel as currency with four decimals."""
    if isinstance(value, Decimal):
        return float(value)
    return "" if value is None else value
