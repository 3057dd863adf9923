"""Sizes and pages as LibreOffice lays them out; used by bridge.py only."""

from com.sun.star.awt.FontWeight import BOLD, NORMAL
from com.sun.star.table.CellOrientation import STACKED
from uno_cells import CONTENT, address, sheet_of
from uno_structure import used_area

POINTS = 72 / 2540  # UNO lengths are hundredths of a millimetre
SCRATCH = "__measure__"
TOLERANCE = 0.5  # points; heights are stored in twips and hundredths of a millimetre
NARROW = 60  # UNO widths; a column narrower than this is hidden for all that matters


def row_heights(model, sheet=None):
    """The heights in points of the used rows."""
    target = sheet_of(model, sheet)
    _, last = used_area(target)
    return [target.Rows.getByIndex(row).Height * POINTS for row in range(last + 1)]


def column_widths(model, sheet=None):
    """The widths in points of the used columns."""
    target = sheet_of(model, sheet)
    last, _ = used_area(target)
    return [target.Columns.getByIndex(column).Width * POINTS for column in range(last + 1)]


def best_heights(model, texts, width, font, size, bold, stacked):
    """The optimal row height of each text in points, wrapped in a cell ``width`` points wide.

    The given model is only a place to measure in.
    """
    sheet = scratch(model)
    sheet.Columns.getByIndex(0).Width = round(width / POINTS)
    block = sheet.getCellRangeByPosition(0, 0, 0, len(texts) - 1)
    block.IsTextWrapped = True
    for script in ("", "Asian"):
        setattr(block, f"CharFontName{script}", font)
        setattr(block, f"CharHeight{script}", size)
        setattr(block, f"CharWeight{script}", BOLD if bold else NORMAL)
    if stacked:
        block.Orientation = STACKED
    block.setDataArray(tuple((text,) for text in texts))
    block.Rows.OptimalHeight = True
    found = [sheet.Rows.getByIndex(row).Height * POINTS for row in range(len(texts))]
    model.Sheets.removeByName(SCRATCH)
    return found


def scratch(model):
    if not model.Sheets.hasByName(SCRATCH):
        model.Sheets.insertNewByName(SCRATCH, model.Sheets.Count)
    return model.Sheets.getByName(SCRATCH)


def overflows(model):
    """Every cell whose text is cut: too low for its wrapped lines, or too narrow for its value.

    The cell is copied beside the book, unmerged, into a column as wide as its merged range; what
    LibreOffice then finds optimal is what it needs.
    """
    found = []
    names = list(model.Sheets.ElementNames)
    aside = scratch(model)
    known = {}
    for name in names:
        sheet = model.Sheets.getByName(name)
        if sheet.IsVisible:
            found += [
                {"sheet": name, **cut}
                for cell in filled_cells(sheet)
                for cut in [cut_text(sheet, cell, aside, known)]
                if cut
            ]
    model.Sheets.removeByName(SCRATCH)
    return found


def filled_cells(sheet):
    for block in sheet.queryContentCells(CONTENT):
        area = block.RangeAddress
        for row in range(area.EndRow - area.StartRow + 1):
            for column in range(area.EndColumn - area.StartColumn + 1):
                cell = block.getCellByPosition(column, row)
                if cell.String:
                    yield cell


def cut_text(sheet, cell, aside, known):
    """What is cut of one cell, or None."""
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToMergedArea()
    area = cursor.RangeAddress
    columns = range(area.StartColumn, area.EndColumn + 1)
    rows = range(area.StartRow, area.EndRow + 1)
    width = sum(visible(sheet.Columns.getByIndex(column), "Width") for column in columns)
    height = sum(visible(sheet.Rows.getByIndex(row), "Height") for row in rows)
    if width < NARROW or height == 0 or cell.ShrinkToFit:
        return None
    grows_down = cell.IsTextWrapped or cell.RotateAngle or cell.Orientation == STACKED
    if not grows_down and not bounded(sheet, cell, area):
        return None
    key = (
        cell.String,
        width,
        cell.CharFontNameAsian,
        cell.CharFontName,
        cell.CharHeight,
        cell.CharWeight,
        cell.ParaIndent,
        cell.RotateAngle,
        cell.Orientation.value,
        cell.IsTextWrapped,
    )
    if key not in known:
        known[key] = needs(cell, width, aside, grows_down)
    needed, available = known[key], height if grows_down else width
    if needed * POINTS <= available * POINTS + TOLERANCE:
        return None
    return {
        "cell": address(area.StartColumn, area.StartRow),
        "text": cell.String,
        "way": "height" if grows_down else "width",
        "needed": needed * POINTS,
        "available": available * POINTS,
    }


def visible(line, size):
    return getattr(line, size) if line.IsVisible else 0


def bounded(sheet, cell, area):
    """Whether an unwrapped value cannot run over into an empty neighbour."""
    if cell.Type.value == "VALUE" or area.StartColumn != area.EndColumn:
        return True
    if cell.Type.value == "FORMULA" and cell.FormulaResultType2 == 1:
        return True
    right = sheet.getCellByPosition(area.EndColumn + 1, area.StartRow)
    return bool(right.String)


def needs(cell, width, aside, grows_down):
    """The height (or width) that LibreOffice finds optimal, in hundredths of a millimetre."""
    place = aside.getCellByPosition(0, 0)
    aside.copyRange(place.CellAddress, cell.RangeAddress)
    place.merge(False)
    place.String = cell.String
    if grows_down:
        aside.Columns.getByIndex(0).Width = width
        row = aside.Rows.getByIndex(0)
        row.OptimalHeight = True
        return row.Height
    column = aside.Columns.getByIndex(0)
    column.OptimalWidth = True
    return column.Width


REQUESTS = {
    request.__name__: request for request in (row_heights, column_widths, best_heights, overflows)
}
