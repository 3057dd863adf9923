"""Program + context → bytes, many times."""

from __future__ import annotations

from collections.abc import Mapping


class Program:
    """A compiled template.  Made by :func:`perfxl.template.compile.compile_template`."""

    __slots__ = ()

    def render(self, context: Mapping[str, object]) -> bytes:
        """A complete .xlsx file; the same context always gives the same bytes.

        Values of the context (and what the dotted fields lead to, by attribute or by
        mapping key) may be ``None`` (an empty, styled cell), ``str``, ``bool``, ``int``,
        ``float``, ``Decimal``, ``date`` or ``datetime``.  A ``str`` is never a formula; it
        becomes a number only if it is the canonical text of that number ("43.2", not "007").

        Raises:
            TemplateError: a field is missing, or an expression fails; names sheet and cell.
            OutputError: a text is longer than the 32767 characters a cell can hold.
        """
        raise NotImplementedError

    def address(
        self, context: Mapping[str, object], field: str, *, index: int | None = None
    ) -> tuple[str, str] | None:
        """Sheet and cell where ``field`` lands: ``("自评表", "F14")``; ``None``: nowhere.

        Args:
            context: as for :meth:`render` (only the lengths of the repeated lists matter).
            field: as in the template (``"i.actual"``) or by the list's name
                (``"indicators.actual"``).
            index: which block row, counted from 0; ``None`` for a field outside blocks.
        """
        raise NotImplementedError

    def places(
        self, context: Mapping[str, object]
    ) -> Mapping[tuple[str, int | None], tuple[str, str]]:
        """Every ``(field, index)`` of the template with its ``(sheet, cell)``.

        Fields of block rows are named by the list, ``("indicators.actual", 2)``.
        """
        raise NotImplementedError
