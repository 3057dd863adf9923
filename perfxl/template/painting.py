"""Values into a laid-out sheet: one column of cells at a time, then one ``%``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NoReturn

from perfxl.errors import OutputError, TemplateError
from perfxl.sheet.address import cell_name
from perfxl.sheet.cell import EMPTY, Encoders, TextCells, cached
from perfxl.template.fault import Fault
from perfxl.template.fitting import Groups, SheetFit, height_attributes
from perfxl.template.getters import Getter, RichText, Scope
from perfxl.template.layout import SegmentLayout, SheetLayout, merges_text
from perfxl.template.plan import Dynamic

Columns = list[list[object]]
Results = Mapping[tuple[str, int, int], object]

UNKNOWN = object()  # the result of a formula that cannot be computed here


@dataclass(frozen=True, slots=True)
class SheetValues:
    """The values of one sheet: by segment its columns and its merged groups."""

    layout: SheetLayout
    columns: tuple[Columns | None, ...]
    groups: tuple[Groups, ...]


def sheet_values(layout: SheetLayout, scopes: Sequence[Scope], *, file: str) -> SheetValues:
    """Fetch and compute every value of a sheet.

    Args:
        layout: the sheet.
        scopes: what each segment can see.
        file: the template, for messages.

    Raises:
        TemplateError: a field is missing or an expression fails.
    """
    columns: list[Columns | None] = []
    groups: list[Groups] = []
    for part, scope in zip(layout.segments, scopes, strict=True):
        if part.blank:
            columns.append(None)
            groups.append({})
            continue
        cells = part.segment.cells
        own = [_column(dynamic.getter, dynamic, scope, layout, file) for dynamic in cells]
        columns.append(own)
        groups.append(
            {
                merge.index: _grouped(
                    own[merge.index],
                    [
                        _column(key, cells[merge.index], scope, layout, file)
                        for key in cells[merge.index].keys or ()
                    ],
                )
                for merge in part.merges
            }
        )
    return SheetValues(layout, tuple(columns), tuple(groups))


def _column(
    getter: Getter, dynamic: Dynamic, scope: Scope, layout: SheetLayout, file: str
) -> list[object]:
    try:
        return getter(scope)
    except Fault as fault:
        name = layout.plan.name
        raise TemplateError(str(fault), file=file, sheet=name, cell=dynamic.cell.name) from None


def _grouped(column: Sequence[object], keys: Sequence[Sequence[object]]) -> list[tuple[int, int]]:
    """First and last row of each run of equal neighbours; empty cells stay alone."""
    groups: list[tuple[int, int]] = []
    start = 0
    for row in range(1, len(column) + 1):
        if (
            row < len(column)
            and column[row] == column[start]
            and column[row] not in (None, "")
            and all(key[row] == key[start] for key in keys)
        ):
            continue
        groups.append((start, row - 1))
        start = row
    return groups


class Painter:
    """Paints the sheets of one file; collects its shared strings.

    ``complete`` turns false when a formula had to be left without a cached value.
    """

    __slots__ = ("_date1904", "_encode", "_file", "complete")

    def __init__(self, texts: TextCells, encode: Encoders, *, date1904: bool, file: str) -> None:
        self._encode = encode
        self._encode[RichText] = lambda rich: texts.add(rich.item)
        self._date1904 = date1904
        self._file = file
        self.complete = True

    def sheet(self, values: SheetValues, fit: SheetFit, results: Results) -> bytes:
        """The sheet's XML.

        Args:
            values: what :func:`sheet_values` gave.
            fit: the row heights of the sheet.
            results: the values of the template's own formulas, by sheet, column and row.

        Raises:
            TemplateError: a value cannot stand in a cell.
            OutputError: a text or number exceeds what a cell can hold.
        """
        layout = values.layout
        painted = [
            self._segment(part, columns or (), groups, layout, results)
            for part, columns, groups in zip(
                layout.segments, values.columns, values.groups, strict=True
            )
        ]
        heights = list(layout.heights)
        fit.fit(heights, layout.rows, values.columns)
        fit.stretch(heights, layout.rows, values.columns, values.groups)
        filled: list[str] = []
        for part, texts in zip(layout.segments, painted, strict=True):
            for number, places in part.slots.heights:
                texts[number] = list(map(height_attributes, heights[places]))
            filled += chain.from_iterable(zip(*texts, strict=True))
        merges = [*layout.merges, *_merges(values)]
        filled.append(merges_text(merges))
        return (layout.form % tuple(filled)).encode()

    def _segment(
        self,
        part: SegmentLayout,
        columns: Sequence[Sequence[object]],
        groups: Groups,
        layout: SheetLayout,
        results: Results,
    ) -> list[list[str]]:
        """The texts for each slot of a segment; those of the heights are left empty."""
        slots = part.slots
        texts: list[list[str]] = [[]] * slots.width
        encode = self._encode
        for number, index in slots.values:
            column = columns[index]
            try:
                texts[number] = [encode[type(value)](value) for value in column]
            except (ValueError, TypeError):
                self._blame(column, part.segment.cells[index], layout)
        for index, spans in groups.items():
            number = next(number for number, cell in slots.values if cell == index)
            for first, last in spans:
                texts[number][first + 1 : last + 1] = [EMPTY] * (last - first)
        for number, index in slots.formulas:
            column = columns[index]
            try:
                pairs = [cached(value, date1904=self._date1904) for value in column]
            except (ValueError, TypeError):
                self._blame(column, part.segment.cells[index], layout)
            texts[number : number + 2] = [list(texts) for texts in zip(*pairs, strict=True)]
        for number, column_number, rows in slots.results:
            found = [
                self._result(results.get((layout.plan.name, column_number, row), UNKNOWN))
                for row in rows
            ]
            texts[number : number + 2] = [list(texts) for texts in zip(*found, strict=True)]
        return texts

    def _result(self, value: object) -> tuple[str, str]:
        if value is UNKNOWN:
            self.complete = False
            return ">", ""
        return cached(value, date1904=self._date1904)

    def _blame(self, column: Sequence[object], dynamic: Dynamic, layout: SheetLayout) -> NoReturn:
        """Find the value that cannot be written, and say where it would have stood."""
        sheet, cell = layout.plan.name, dynamic.cell
        for value, row in zip(column, layout.rows.instances(cell.row), strict=True):
            name = cell_name(cell.column, row)
            try:
                self._encode[type(value)](value)
            except ValueError as error:
                raise OutputError(str(error), sheet=sheet, cell=name) from None
            except TypeError:
                kind = type(value).__name__
                raise TemplateError(
                    f"{cell.text} 的结果（{kind}）不能写入单元格；"
                    "单元格里可以是文字、数字、日期、是否，列表和对象要写到具体字段",
                    file=self._file,
                    sheet=sheet,
                    cell=cell.name,
                ) from None
        raise AssertionError("every value can be written")


def _merges(values: SheetValues) -> Iterator[str]:
    """The merged ranges that the values make."""
    for part, groups in zip(values.layout.segments, values.groups, strict=True):
        for merge in part.merges:
            yield from filter(None, (merge.range(*span) for span in groups[merge.index]))
