"""Reading and changing a workbook's structure through UNO; used by bridge.py only."""

from uno_cells import sheet_of


def insert_rows(model, before, count, sheet=None):
    """Insert empty rows above row ``before`` (counted from 1)."""
    sheet_of(model, sheet).Rows.insertByIndex(before - 1, count)


REQUESTS = {name: globals()[name] for name in ("insert_rows",)}
