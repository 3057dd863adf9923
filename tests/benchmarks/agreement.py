"""Is it the same form?  What openpyxl reads back, beside what was asked for."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.benchmarks import form

# Some libraries add the padding of a cell to its width.
_WIDTH_TOLERANCE = 1.0
_HEIGHT_TOLERANCE = 0.8  # a pixel


def lacking(path: Path, wanted: form.Sheet) -> tuple[str, ...]:
    """What of ``wanted`` the file at ``path`` does not have, in a word each; empty: nothing.

    Values must be equal in any case.

    Raises:
        AssertionError: a value differs.
    """
    book = load_workbook(path)
    results = load_workbook(path, data_only=True).worksheets[0]
    sheet = book.worksheets[0]
    differing = _differing_values(sheet, results, wanted)
    assert not differing, f"{path.name}: {differing}"
    checks = {
        "formulas": _formulas(sheet, wanted),
        "results of formulas": _results(results, wanted),
        "merges": _merges(sheet, wanted),
        "fonts, borders": _looks(sheet, wanted),
        "widths": _widths(sheet),
        "heights": _heights(sheet, wanted),
    }
    return tuple(name for name, agrees in checks.items() if not agrees)


def _differing_values(sheet: Worksheet, results: Worksheet, wanted: form.Sheet) -> list[object]:
    expected = {
        (cell.area.top, cell.area.left): form.plain(cell.value)
        for cell in wanted.cells
        if cell.value is not None
    }
    formulas = {(cell.area.top, cell.area.left) for cell in wanted.cells if cell.formula}
    found: dict[tuple[int, int], object] = {}
    for row in results.iter_rows():
        for cell in row:
            value = cell.value.strip() if isinstance(cell.value, str) else cell.value
            if value not in (None, ""):
                found[cell.row, cell.column] = value
    for place in formulas - set(found):  # a formula without a result
        if sheet.cell(*place).data_type == "f":
            found[place] = expected[place]
    places = expected.keys() | found.keys()
    return [
        (place, expected.get(place), found.get(place))
        for place in sorted(places)
        if expected.get(place) != found.get(place)
    ]


def _formulas(sheet: Worksheet, wanted: form.Sheet) -> bool:
    return all(
        sheet.cell(cell.area.top, cell.area.left).value == f"={cell.formula}"
        for cell in wanted.cells
        if cell.formula
    )


def _results(results: Worksheet, wanted: form.Sheet) -> bool:
    return all(
        results.cell(cell.area.top, cell.area.left).value == form.plain(cell.value)
        for cell in wanted.cells
        if cell.formula
    )


def _merges(sheet: Worksheet, wanted: form.Sheet) -> bool:
    areas = {
        cell.area
        for cell in wanted.cells
        if cell.area.top < cell.area.bottom or cell.area.left < cell.area.right
    }
    made = {
        form.Area(area.min_row, area.min_col, area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
    }
    return areas == made


def _looks(sheet: Worksheet, wanted: form.Sheet) -> bool:
    for area, _, style, _ in wanted.cells:
        cell = sheet.cell(area.top, area.left)
        assert not isinstance(cell, MergedCell)
        shown = form.Style(
            cell.font.name,
            cell.font.size,
            bool(cell.font.bold),
            cell.alignment.horizontal,
            cell.number_format,
            cell.border.left.style == "thin",
        )
        if shown != style:
            return False
    return True


def _widths(sheet: Worksheet) -> bool:
    shown = (sheet.column_dimensions[get_column_letter(n)].width for n in range(1, 10))
    return all(
        abs(width - wanted) <= _WIDTH_TOLERANCE
        for width, wanted in zip(shown, form.WIDTHS, strict=True)
    )


def _heights(sheet: Worksheet, wanted: form.Sheet) -> bool:
    return all(
        abs((sheet.row_dimensions[row].height or 15) - height) <= _HEIGHT_TOLERANCE
        for row, height in wanted.heights.items()
    )
