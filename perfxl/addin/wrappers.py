"""The VBA behind ``=PERF_SCORE(…)``, made from the functions' own metadata.

The wrappers differ from those xlwings would generate: a failure is an error value and not
a text, ranges travel as plain values, and the Python server is looked up once and not in
every cell (see ``vba/PerfServer.bas``).
"""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.addin import functions
from perfxl.addin.ovba import Module
from perfxl.addin.worksheet import CATEGORY, WorksheetFunction

_MODULE = "PerfFunctions"
_LONGEST = 255  # what Application.MacroOptions accepts


def worksheet_functions() -> tuple[WorksheetFunction, ...]:
    """Every function of :mod:`perfxl.addin.functions` that a cell can call, in its order."""
    return tuple(
        function.worksheet
        for function in vars(functions).values()
        if hasattr(function, "worksheet")
    )


def wrapper_module(described: Iterable[WorksheetFunction]) -> Module:
    """The VBA module with one ``Public Function`` for each worksheet function."""
    parts = ["Option Explicit", "' Generated from perfxl.addin.functions by perfxl.addin.build."]
    for function in described:
        parameters = [f"{name} As Variant" for name in function.required]
        parameters += [f"Optional {name} As Variant" for name in function.optional]
        values = [f"PerfValue({name})" for name in (*function.required, *function.optional)]
        parts += [
            "",
            f"Public Function {function.name}({_folded(parameters)}) As Variant",
            f'    {function.name} = PerfCall("{function.name}", Array({_folded(values)}))',
            "End Function",
        ]
    return Module(_MODULE, "\n".join(parts))


def _folded(parts: list[str]) -> str:
    """The parts of a list, four a line: a VBA line is short and has at most 24 continuations."""
    lines = [", ".join(parts[start : start + 4]) for start in range(0, len(parts), 4)]
    return ", _\n        ".join(lines)


def wizard_rows(described: Iterable[WorksheetFunction]) -> list[tuple[str, ...]]:
    """What the function wizard shows: name, description, category, then every argument.

    Raises:
        ValueError: a text is longer than Excel accepts.
    """
    rows = [(it.name, it.description, CATEGORY, *it.documents) for it in described]
    too_long = [text for row in rows for text in row if len(text) > _LONGEST]
    if too_long:
        raise ValueError(f"longer than {_LONGEST} characters: {too_long[0]}")
    return rows
