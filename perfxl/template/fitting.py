"""Row heights of rendered rows: every text fits, nothing is lower than the template has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat as forever

from perfxl.sheet.address import Area
from perfxl.sheet.expand import RowMap
from perfxl.sheet.height import (
    MAX_ROW_HEIGHT,
    WrappedCell,
    column_width,
    default_column_width,
    fit_rows,
    text_height,
)
from perfxl.sheet.styles import CellFormat, Styles
from perfxl.sheet.worksheet import Cell, Row, Worksheet
from perfxl.template.getters import RichText
from perfxl.template.plan import Segment, SheetPlan

_REMEMBERED = 20_000  # texts a cell remembers the heights of

Values = Sequence[Sequence[object]]  # a column for each cell of a segment
Groups = Mapping[int, Sequence[tuple[int, int]]]  # by cell: first and last row merged


class HeightTable(dict[object, float]):
    """The height that one template cell needs for a value, in points; remembers the answers.

    Numbers and dates do not wrap and need nothing.  In a row whose height a person chose, one
    line fits: whoever chose it has seen it.
    """

    __slots__ = ("_least", "format", "width")

    def __init__(self, width: float, cell_format: CellFormat, *, chosen: bool) -> None:
        super().__init__()
        self.width = width
        self.format = cell_format
        self._least = self._height("一") if chosen else 0.0

    def __missing__(self, value: object) -> float:
        if len(self) >= _REMEMBERED:
            self.clear()
        text = value.text if isinstance(value, RichText) else value
        needed = self._height(text) if isinstance(text, str) else 0.0
        self[value] = needed if needed > self._least else 0.0
        return self[value]

    def _height(self, text: str) -> float:
        look = self.format
        if not look.wraps:
            text = text.replace("\n", " ")
        width = self.width if look.wraps else 1e6
        return text_height(text, width, look.font, look.indent, look.rotation)

    def wrapped(self, last: int, value: object) -> WrappedCell:
        """The value in a cell merged over rows 0 to ``last``."""
        text = value.text if isinstance(value, RichText) else str(value)
        look = self.format
        return WrappedCell(0, last, text, self.width, look.font, look.indent, look.rotation)


@dataclass(frozen=True, slots=True)
class FittedRow:
    """A template row that gets its height: at least ``own``; its cells by index."""

    number: int
    own: float
    tables: tuple[tuple[int, HeightTable], ...]


@dataclass(frozen=True, slots=True)
class TallText:
    """A text over several rows: of cell ``index`` in its segment, or the fixed ``text``.

    ``merges``: the rows are those of each merged group, not of the template's range.
    """

    area: Area
    table: HeightTable
    segment: int = -1
    index: int = -1
    text: str = ""
    merges: bool = False


@dataclass(frozen=True, slots=True)
class SheetFit:
    """What decides the heights of one sheet's rows: by segment its rows; the tall texts."""

    rows: tuple[tuple[FittedRow, ...], ...]
    tall: tuple[TallText, ...]

    def fit(self, heights: list[float], rows: RowMap, values: Sequence[Values | None]) -> None:
        """Raise the heights of single rows.

        Args:
            heights: by rendered row (index 0 is no row); changed in place.
            rows: where the rows of the template went.
            values: by segment, its columns of values; ``None`` for a blank block.
        """
        for fitted, columns in zip(self.rows, values, strict=True):
            if columns is None:
                continue
            for row in fitted:
                needs = [[table[value] for value in columns[at]] for at, table in row.tables]
                if needs:
                    heights[instances(row.number, rows)] = map(max, forever(row.own), *needs)

    def stretch(
        self,
        heights: list[float],
        rows: RowMap,
        values: Sequence[Values | None],
        groups: Sequence[Groups],
    ) -> None:
        """Raise the rows under texts that run over several of them; arguments as above."""
        for tall in self.tall:
            for top, bottom, value in _spans(tall, rows, values, groups):
                if tall.table[value] > sum(heights[top : bottom + 1]):
                    cell = tall.table.wrapped(bottom - top, value)
                    heights[top : bottom + 1] = fit_rows(heights[top : bottom + 1], [cell]).heights


def instances(number: int, rows: RowMap) -> slice:
    """The places of all instances of a template row in a list by rendered row."""
    places = rows.instances(number)
    step = places[1] - places[0] if len(places) > 1 else 1
    return slice(places[0], places[-1] + 1, step)


def _spans(
    tall: TallText, rows: RowMap, values: Sequence[Values | None], groups: Sequence[Groups]
) -> Iterator[tuple[int, int, object]]:
    """First and last rendered row and the value, for each appearance of a tall text."""
    top, bottom = rows.start(tall.area.top), rows.end(tall.area.bottom)
    columns = values[tall.segment] if tall.segment >= 0 else None
    if tall.segment < 0:
        yield top, bottom, tall.text
    elif columns is None:
        return
    elif not rows.block(tall.area.top):
        yield top, bottom, columns[tall.index][0]
    else:
        height = tall.area.bottom - tall.area.top + 1
        column = columns[tall.index]
        places = rows.instances(tall.area.top)
        whole = [(at, at) for at in range(len(column))]
        for first, last in groups[tall.segment][tall.index] if tall.merges else whole:
            yield places[first], places[last] + height - 1, column[first]


@lru_cache(maxsize=4096)
def height_attributes(height: float) -> str:
    """The attributes of a row of this height in points."""
    shown = f"{min(height, MAX_ROW_HEIGHT):.2f}".rstrip("0").rstrip(".")
    return f' ht="{shown}" customHeight="1"'


def sheet_fit(plan: SheetPlan, styles: Styles) -> SheetFit:
    """Find the rows of a sheet whose heights depend on values, and what they must fit."""
    measure = _Measure(plan.worksheet, styles)
    tall = tuple(_tall_texts(plan, measure))
    open_rows = {dynamic.cell.row for _, dynamic in plan.dynamics()}
    open_rows |= {row for text in tall for row in range(text.area.top, text.area.bottom + 1)}
    return SheetFit(
        tuple(tuple(_fitted(segment, open_rows, measure)) for segment in plan.segments), tall
    )


def _tall_texts(plan: SheetPlan, measure: _Measure) -> Iterator[TallText]:
    own = set()
    for at, segment in enumerate(plan.segments):
        for index, dynamic in enumerate(segment.cells):
            area, merges = dynamic.area, dynamic.keys is not None
            own.add((area.top, area.left))
            table = measure.table(area, dynamic.cell.style)
            if table.width and (merges or area.top < area.bottom):
                yield TallText(area, table, at, index, merges=merges)
    blocks = [repeat.block for repeat in plan.repeats]
    for area in plan.worksheet.merges:
        cell = measure.cell(area)
        if cell is None or not cell.text or (area.top, area.left) in own:
            continue
        table = measure.table(area, cell.style)
        holds_block = any(area.top <= block.first <= area.bottom for block in blocks)
        if table.width and holds_block and area.top < area.bottom:
            yield TallText(area, table, text=cell.text)


def _fitted(segment: Segment, open_rows: set[int], measure: _Measure) -> Iterator[FittedRow]:
    for number in range(segment.first, segment.last + 1):
        row = measure.worksheet.rows.get(number)
        if row is None or row.hidden or number not in open_rows:
            continue
        tables = [
            (index, measure.table(dynamic.area, dynamic.cell.style))
            for index, dynamic in enumerate(segment.cells)
            if dynamic.cell.row == number == dynamic.area.bottom and dynamic.keys is None
        ]
        spoken = {dynamic.cell.column for dynamic in segment.cells if dynamic.cell.row == number}
        shown = tuple((index, table) for index, table in tables if table.width)
        yield FittedRow(number, measure.own_height(row, spoken), shown)


class _Measure:
    """The widths, formats and heights of one sheet of a template."""

    def __init__(self, worksheet: Worksheet, styles: Styles) -> None:
        self.worksheet = worksheet
        self._styles = styles

    def table(self, area: Area, style: int) -> HeightTable:
        """The heights of a text in ``area``."""
        font = self._styles.default_font
        width = 0.0
        for column in range(area.left, area.right + 1):
            characters = self.worksheet.width(column)
            width += (
                default_column_width(font) if characters is None else column_width(characters, font)
            )
        row = self.worksheet.rows.get(area.top)
        chosen = row is not None and row.fixed
        return HeightTable(width, self._styles.format(style), chosen=chosen)

    def cell(self, area: Area) -> Cell | None:
        """The corner of a merged range."""
        row = self.worksheet.rows.get(area.top)
        cells = row.cells if row else ()
        return next((cell for cell in cells if cell.column == area.left), None)

    def own_height(self, row: Row, spoken: set[int]) -> float:
        """The height a person chose, else what the row's fixed texts need."""
        if row.fixed and row.height is not None:
            return row.height
        needs = [self.worksheet.default_height]
        for cell in row.cells:
            area = self.worksheet.merge_at(cell.column, cell.row) or cell.area
            if cell.text and cell.column not in spoken and area.top == area.bottom:
                table = self.table(area, cell.style)
                needs.append(table[cell.text] if table.width else 0.0)
        return max(needs)
