"""Forms as pasted-table text → readings.

The seventeen forms of 2020 came this way, pasted out of published tables.  Whatever the
text holds, reading it raises nothing: a text without forms has no readings, and what
fits nowhere is listed as unplaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfxl.core.checks import layout
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding
from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell, Grid
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text_columns import PlacedRow, placed_rows
from perfxl.forms.text_doubts import doubted
from perfxl.forms.text_dress import Dress, dress_of
from perfxl.forms.text_grid import text_grid
from perfxl.forms.text_rows import TextCell, rows

_LINE_END = re.compile(r"\s*\n\s*")


def read_text(
    text: str, *, file: str = "", rulebook: Rulebook | None = None
) -> tuple[Reading, ...]:
    """Every form in ``text``, in its order.

    Args:
        text: any text.
        file: the name put into places; the cell is ``"第25行"``, the line of the text, the
            sheet ``"表3"`` for the third form of a text with one cell a line.
        rulebook: says which 一级指标 a 二级指标 belongs to; the default one when ``None``.
    """
    book = rulebook or load_rulebook()
    dress = dress_of(text)
    if dress not in (Dress.PASTED, Dress.ROWS):
        grid, guessed = text_grid(text, dress, book)
        readings = recognise(grid, file=file, book=book)
        if readings:
            return tuple(doubted(reading, guessed, book) for reading in readings)
    placed = tuple(placed_rows(tuple(rows(text, whole=dress is Dress.ROWS)), book))
    return tuple(
        _numbered(doubted(_with_doubts(reading, placed), (), book), number)
        for number, reading in enumerate(recognise(_grid(placed), file=file, book=book), 1)
    )


def _numbered(reading: Reading, number: int) -> Reading:
    """The reading of the form that is so-many-th in its text, which has no sheets to name."""

    def named(place: Place) -> Place:
        return place._replace(sheet=f"表{number}")

    facts = reading.evaluation
    places = {field: named(place) for field, place in facts.places.items()}
    return reading._replace(
        evaluation=replace(facts, places=places),
        findings=tuple(item._replace(where=named(item.where)) for item in reading.findings),
        unplaced=tuple(item._replace(where=named(item.where)) for item in reading.unplaced),
    )


def _grid(placed: Sequence[PlacedRow]) -> Grid:
    cells = tuple(
        Cell(number, start, cell.text, address, column_span=end - start)
        for number, row in enumerate(placed)
        for (cell, address), (start, end) in zip(_addressed(row), row.spans, strict=True)
        if cell.text
    )
    names = {number: _line(row) for number, row in enumerate(placed)}
    return Grid("", cells, row_names=names)


def _line(row: PlacedRow) -> str:
    return f"第{row.cells[0].line}行"


def _addressed(row: PlacedRow) -> Iterator[tuple[TextCell, str]]:
    """The cells of a row with their lines, and their numbers where a line holds them all."""
    together = len({cell.line for cell in row.cells}) < len(row.cells)
    for number, cell in enumerate(row.cells, 1):
        yield cell, f"第{cell.line}行" + (f"第{number}格" if together else "")


def _with_doubts(reading: Reading, placed: Sequence[PlacedRow]) -> Reading:
    return reading._replace(findings=(*reading.findings, *_doubts(reading, placed)))


def _doubts(reading: Reading, placed: Sequence[PlacedRow]) -> Iterator[Finding]:
    """Values that were put together from several lines, and rows whose columns are a guess."""
    places = reading.evaluation.places
    fields = {place.cell: field for field, place in places.items() if field}
    for row in placed:
        found = [(fields.get(address, ""), cell) for cell, address in _addressed(row)]
        block = next((field.partition(".")[0] for field, _ in found if field), "")
        if row.doubt and block:
            count, columns = row.doubt
            where = reading.evaluation.place("")._replace(cell=_line(row))
            yield layout.misaligned_row(block, where, cells=count, columns=columns)
        for field, cell in found:
            if field and cell.text and cell.lines > 1:
                shown = _LINE_END.sub(" ", cell.text)
                yield layout.broken_cell(field, places[field], text=shown)
