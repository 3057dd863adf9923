"""Program + context → bytes, many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from perfxl.errors import TemplateError
from perfxl.sheet.archive import Bundle, Prefix, pack
from perfxl.sheet.encoding import TextCells
from perfxl.sheet.strings import STRINGS_END, strings_head
from perfxl.template.book_layout import BookLayout, Layouts
from perfxl.template.fault import Fault
from perfxl.template.getters import Path, Scope, Siblings, fetch, siblings
from perfxl.template.live import all_aliases
from perfxl.template.names import full_path
from perfxl.template.painting import Painter, Source
from perfxl.template.places import FieldKey, Spot
from perfxl.template.plan import Plan, Repeat


class Painted(NamedTuple):
    """The sheets of one rendering.

    ``names`` are the defined names (print areas and titles are names) with their formulas;
    ``complete`` says that every formula has a cached value.
    """

    sheets: tuple[bytes, ...]
    names: tuple[tuple[str, str], ...]
    complete: bool


class Program:
    """A compiled template.  Made by :func:`perfxl.template.compile.compile_template`.

    It travels to other processes by being compiled there again.
    """

    __slots__ = ("_blocks", "_layouts", "_plan", "_rebuild", "_strings")

    def __init__(self, plan: Plan, rebuild: Callable[[], Program]) -> None:
        self._plan = plan
        self._rebuild = rebuild
        self._strings = Prefix.of(strings_head(plan.strings).encode())
        self._layouts = Layouts(plan)
        self._blocks = [
            (sheet, [(block, siblings(block.fields())) for block in sheet.blocks])
            for sheet in plan.sheets
        ]

    def __reduce__(self) -> tuple[Callable[[], Program], tuple[()]]:
        return self._rebuild, ()

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
        plan, texts = self._plan, self.texts()
        layout, sheets, complete = self._painted(context, texts)
        parts = [
            pack(sheet.plan.worksheet.part, data)
            for sheet, data in zip(layout.sheets, sheets, strict=True)
        ]
        strings = (texts.items_xml() + STRINGS_END).encode()
        parts.append(pack(plan.skeleton.strings, strings, prefix=self._strings))
        parts.append(layout.book if complete else layout.book_to_calculate)
        return Bundle.of(parts, base=layout.bundle).file()

    def texts(self) -> TextCells:
        """An empty collection of shared strings, behind those of the template."""
        return TextCells(self._plan.string_count)

    @property
    def strings(self) -> str:
        """What the shared strings begin with: those of the template."""
        return strings_head(self._plan.strings)

    def painted(self, context: Mapping[str, object], texts: TextCells) -> Painted:
        """The sheets alone, to stand in a larger workbook whose shared strings are ``texts``.

        Raises:
            TemplateError, OutputError: as for :meth:`render`.
        """
        layout, sheets, complete = self._painted(context, texts)
        return Painted(sheets, layout.names, complete)

    def _painted(
        self, context: Mapping[str, object], texts: TextCells
    ) -> tuple[BookLayout, tuple[bytes, ...], bool]:
        plan = self._plan
        scopes = self._scopes(context)
        layout = self._layouts.book(_counts(scopes))
        values = [
            Source(sheet, plan.name).values(context, own)
            for sheet, own in zip(layout.sheets, scopes, strict=True)
        ]
        painter = Painter(texts, date1904=plan.workbook.date1904, file=plan.name)
        results = layout.calculation.results(values)
        sheets = tuple(painter.sheet(sheet, results) for sheet in values)
        return layout, sheets, painter.complete

    def address(
        self, context: Mapping[str, object], field: str, *, index: int | None = None
    ) -> tuple[str, str] | None:
        """Sheet and cell where ``field`` lands: ``("自评表", "F14")``; ``None``: nowhere.

        Args:
            context: as for :meth:`render` (only the lengths of the repeated lists matter).
            field: by the list's name (``"indicators.actual"``) or as in the template
                (``"i.actual"``).
            index: which block row, counted from 0; ``None`` for a field outside blocks.
        """
        variables = all_aliases(self._plan.repeats())
        full = full_path(tuple(field.split(".")), variables) or ()
        return self.places(context).get((".".join(full), index))

    def places(self, context: Mapping[str, object]) -> Mapping[FieldKey, Spot]:
        """Every ``(field, index)`` of the template with its ``(sheet, cell)``.

        Fields of block rows are named by the list, ``("indicators.actual", 2)``.
        """
        return self._layouts.book(_counts(self._scopes(context))).places

    def _scopes(self, context: Mapping[str, object]) -> list[list[Scope]]:
        """What each block of each sheet sees."""
        return [
            [self._scope(block.repeat, context, sheet.name, own) for block, own in blocks]
            for sheet, blocks in self._blocks
        ]

    def _scope(
        self,
        repeat: Repeat,
        context: Mapping[str, object],
        sheet: str,
        own: Mapping[Path, Siblings],
    ) -> Scope:
        items = self._items(repeat, context, sheet)
        return Scope(context, items, repeat.variable, own)

    def _items(self, repeat: Repeat, context: Mapping[str, object], sheet: str) -> Sequence[object]:
        """What a block repeats over."""
        try:
            items = fetch(context, repeat.items)
        except Fault as fault:
            raise self._error(str(fault), sheet, repeat) from None
        if isinstance(items, list | tuple):
            return items
        if isinstance(items, str | Mapping) or not isinstance(items, Iterable):
            path = ".".join(repeat.items)
            raise self._error(f"{path} 不是列表，不能循环", sheet, repeat)
        return tuple(items)

    def _error(self, message: str, sheet: str, repeat: Repeat) -> TemplateError:
        return TemplateError(message, file=self._plan.name, sheet=sheet, cell=f"A{repeat.start}")


def _counts(scopes: Sequence[Sequence[Scope]]) -> tuple[int, ...]:
    return tuple(len(scope.items) for own in scopes for scope in own)
