"""Sizes and pages as LibreOffice lays them out; used by bridge.py only."""

from uno_cells import sheet_of

POINTS = 72 / 2540  # UNO lengths are hundredths of a millimetre


def row_heights(model, sheet=None):
    """The heights in points of the used rows."""
    target = sheet_of(model, sheet)
    cursor = target.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    return [target.Rows.getByIndex(row).Height * POINTS for row in range(last + 1)]


REQUESTS = {name: globals()[name] for name in ("row_heights",)}
