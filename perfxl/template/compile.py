"""A workbook with placeholders → a Program, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from perfxl.errors import TemplateError
from perfxl.template.render import Program


def compile_template(
    source: Path | bytes,
    *,
    formulas: Mapping[str, str] | None = None,
    fields: Collection[str] | None = None,
    live: bool = True,
    name: str = "",
) -> Program:
    """Compile a template workbook.

    Args:
        source: the .xlsx file, or its bytes.
        formulas: native formulas by name, for ``live("name")``; without ``=``; they refer to
            cells by field: ``[i.target]`` (own row, or the whole block from outside),
            ``[[i.score]]`` (the whole block from inside), ``[funding.total.executed]``.
        fields: every field a template may use, by full name: ``"year"``,
            ``"funding.total.executed"``, ``"indicators.actual"`` (list, dot, field of one
            element, whatever the loop variable is called).  ``None``: anything goes.
        live: ``False`` turns ``live(...)`` cells into plain values.
        name: what messages call the template; the file name by default.

    Raises:
        TemplateError: the template has a fault; sheet, cell, and what is allowed.
        InputError: the file is no workbook, or exceeds a safety limit.
    """
    raise NotImplementedError


def check_template(
    source: Path | bytes,
    *,
    formulas: Mapping[str, str] | None = None,
    fields: Collection[str] | None = None,
    name: str = "",
) -> tuple[TemplateError, ...]:
    """Every fault of a template at once, in sheet and row order; empty when there is none.

    Raises:
        InputError: the file is no workbook, or exceeds a safety limit.
    """
    raise NotImplementedError
