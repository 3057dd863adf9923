"""Values into a laid-out sheet: blocks one column of cells at a time, then one join."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from perfxl.errors import OutputError, TemplateError
from perfxl.sheet.address import cell_name
from perfxl.sheet.encoding import EMPTY, TextCells, cell_writers, result_writers
from perfxl.template.fault import Fault
from perfxl.template.fitting import OUTSIDE, Column, Groups, height_attributes
from perfxl.template.getters import Context, ContextField, Getter, RichText, Scope
from perfxl.template.layout import SheetLayout, merges_text
from perfxl.template.plan import Dynamic

Results = Mapping[tuple[str, int, int], object]

UNKNOWN = object()  # the result of a formula that cannot be computed here


class SheetValues(NamedTuple):
    """The values of one sheet.

    ``single`` are those outside blocks; ``blocks`` the columns of each block, ``None`` for a
    blank one; ``groups`` the merged groups of each block.
    """

    layout: SheetLayout
    single: Column
    blocks: tuple[Sequence[Column] | None, ...]
    groups: tuple[Groups, ...]

    def with_smaller(
        self, block: int, index: int, smaller: Mapping[object, RichText]
    ) -> SheetValues:
        """The same with the texts of one cell (of a block, or ``OUTSIDE``) written smaller."""

        def shrunk(value: object) -> object:
            return smaller.get(value, value) if isinstance(value, str) else value

        if block == OUTSIDE:
            single = list(self.single)
            single[index] = shrunk(single[index])
            return self._replace(single=single)
        columns = self.blocks[block]
        if columns is None:
            return self
        changed = list(columns)
        changed[index] = [shrunk(value) for value in columns[index]]
        blocks = (*self.blocks[:block], changed, *self.blocks[block + 1 :])
        return self._replace(blocks=blocks)


class Source(NamedTuple):
    """Fetches the values of one sheet; names the template in its messages."""

    layout: SheetLayout
    file: str

    def values(self, context: Context, scopes: Sequence[Scope]) -> SheetValues:
        """Every value of the sheet; ``scopes`` by block.

        Raises:
            TemplateError: a field is missing or an expression fails.
        """
        plan = self.layout.plan
        blocks: list[Sequence[Column] | None] = []
        groups: list[Groups] = []
        for block, layout, scope in zip(plan.blocks, self.layout.blocks, scopes, strict=True):
            if not layout.instances:
                blocks.append(None)
                groups.append({})
                continue
            columns = [self._many(cell.getter, cell, scope) for cell in block.cells]
            blocks.append(columns)
            groups.append(
                {
                    merge.cell: self._grouped(columns, block.cells, merge.cell, scope)
                    for merge in layout.merges
                }
            )
        return SheetValues(self.layout, self._single(context), tuple(blocks), tuple(groups))

    def _single(self, context: Context) -> Column:
        cells = self.layout.plan.cells
        values: list[object] = []
        try:
            values.extend(dynamic.getter.one(context) for dynamic in cells)
        except Fault as fault:
            raise self._error(fault, cells[len(values)]) from None
        return values

    def _many(self, getter: Getter, dynamic: Dynamic, scope: Scope) -> Column:
        try:
            return getter.many(scope)
        except Fault as fault:
            raise self._error(fault, dynamic) from None

    def _error(self, fault: Fault, dynamic: Dynamic) -> TemplateError:
        sheet, cell = self.layout.plan.name, dynamic.cell.name
        return TemplateError(str(fault), file=self.file, sheet=sheet, cell=cell)

    def _grouped(
        self, columns: Sequence[Column], cells: Sequence[Dynamic], index: int, scope: Scope
    ) -> list[tuple[int, int]]:
        """First and last row of each run of equal neighbours.

        Empty cells stay alone, unless the cell shows one field of the whole form.
        """
        column = columns[index]
        lonely = () if isinstance(cells[index].getter, ContextField) else (None, "")
        keys = [self._many(key, cells[index], scope) for key in cells[index].keys or ()]
        groups = []
        start = 0
        for row in range(1, len(column) + 1):
            equal = (
                row < len(column)
                and column[row] == column[start]
                and column[row] not in lonely
                and all(key[row] == key[start] for key in keys)
            )
            if not equal:
                groups.append((start, row - 1))
                start = row
        return groups


class Painter:
    """Paints the sheets of one file; collects its shared strings.

    ``complete`` turns false when a formula had to be left without a cached value.
    """

    __slots__ = ("_cells", "_file", "_results", "complete")

    def __init__(self, texts: TextCells, *, date1904: bool, file: str) -> None:
        self._cells = cell_writers(texts, date1904=date1904)
        self._cells[RichText] = lambda rich: texts.rich(*rich)
        self._results = result_writers(date1904=date1904)
        self._file = file
        self.complete = True

    def sheet(self, values: SheetValues, results: Results) -> bytes:
        """The sheet's XML.

        Args:
            values: the values of the sheet.
            results: those of the template's own formulas, by sheet, column and row.

        Raises:
            TemplateError: a value cannot stand in a cell.
            OutputError: a text or number exceeds what a cell can hold.
        """
        layout = values.layout
        heights = layout.heights.fitted(values.single, values.blocks, values.groups)
        for cell in layout.heights.smaller():
            values = values.with_smaller(*cell)
        filled = [b""] * (len(layout.pieces) // 2)
        self._paint_single(filled, values, results)
        for number, columns in enumerate(values.blocks):
            if columns is not None:
                self._paint_block(filled, number, columns, values, results)
        for place, row in layout.single.heights:
            filled[place] = height_attributes(heights[row])
        for block in layout.blocks:
            for places, rows in block.heights:
                filled[places] = map(height_attributes, heights[rows])
        filled[-1] = merges_text([*layout.merges, *_merges(values)]).encode()
        pieces = list(layout.pieces)
        pieces[1::2] = filled
        return b"".join(pieces)

    def _paint_single(self, filled: list[bytes], values: SheetValues, results: Results) -> None:
        layout, column = values.layout, values.single
        write, write_result, index = self._cells, self._results, 0
        try:
            for place, index in layout.single.values:
                value = column[index]
                filled[place] = write[type(value)](value)
            for place, index in layout.single.formulas:
                value = column[index]
                filled[place : place + 2] = write_result[type(value)](value)
        except (ValueError, TypeError):
            self._blame([column[index]], layout.plan.cells[index], layout)
        for place, number, row in layout.single.results:
            filled[place : place + 2] = self._result(results, layout, number, row)

    def _paint_block(
        self,
        filled: list[bytes],
        number: int,
        columns: Sequence[Column],
        values: SheetValues,
        results: Results,
    ) -> None:
        layout, groups = values.layout, values.groups[number]
        block, cells = layout.blocks[number], layout.plan.blocks[number].cells
        write, write_result, index = self._cells, self._results, 0
        try:
            for places, index in block.values:
                texts = [write[type(value)](value) for value in columns[index]]
                for first, last in groups.get(index, ()):
                    texts[first + 1 : last + 1] = [EMPTY] * (last - first)
                filled[places] = texts
            for before, after, index in block.formulas:
                pairs = [write_result[type(value)](value) for value in columns[index]]
                filled[before], filled[after] = zip(*pairs, strict=True)
        except (ValueError, TypeError):
            self._blame(columns[index], cells[index], layout)
        for before, after, column, rows in block.results:
            pairs = [self._result(results, layout, column, row) for row in rows]
            filled[before], filled[after] = zip(*pairs, strict=True)

    def _result(
        self, results: Results, layout: SheetLayout, column: int, row: int
    ) -> tuple[bytes, bytes]:
        value = results.get((layout.plan.name, column, row), UNKNOWN)
        if value is UNKNOWN:
            self.complete = False
            return b">", b""
        return self._results[type(value)](value)

    def _blame(self, column: Column, dynamic: Dynamic, layout: SheetLayout) -> NoReturn:
        """Find the value that cannot be written, and say where it would have stood."""
        sheet, cell = layout.plan.name, dynamic.cell
        for value, row in zip(column, layout.rows.instances(cell.row), strict=True):
            try:
                self._cells[type(value)](value)
            except ValueError as error:
                name = cell_name(cell.column, row)
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
    for block, groups in zip(values.layout.blocks, values.groups, strict=True):
        for merge in block.merges if groups else ():
            yield from filter(None, (merge.range(*span) for span in groups[merge.cell]))
