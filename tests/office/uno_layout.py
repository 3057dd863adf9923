"""Sizes and pages as LibreOffice lays them out; used by uno_requests.py only."""

from com.sun.star.awt.FontWeight import BOLD, NORMAL
from com.sun.star.sheet.FormulaResult import VALUE
from com.sun.star.table.CellOrientation import STACKED
from uno_cells import CONTENT, address, sheet_of
from uno_structure import used_area

POINTS = 72 / 2540  # UNO lengths are hundredths of a millimetre
SCRATCH = "__measure__"
LONG = 100  # characters: what may be too much for a row
TOLERANCE = 0.5  # points; heights are stored in twips and hundredths of a millimetre
LOOKS = (  # in alphabetical order, as UNO wants them
    "CharFontName",
    "CharFontNameAsian",
    "CharHeight",
    "CharHeightAsian",
    "CharWeight",
    "CharWeightAsian",
    "HoriJustify",
    "IsTextWrapped",
    "Orientation",
    "ParaIndent",
    "RotateAngle",
)


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


def best_heights(model, texts, width, font, size, bold, stacked, strict):
    """The optimal row height of each text in points, wrapped in a cell ``width`` points wide.

    ``strict`` keeps closing marks from a line's beginning, as Excel does; a cell out of an .xlsx
    has no such setting.  The given model is only a place to measure in.
    """
    sheet = scratch(model)
    sheet.Columns.getByIndex(0).Width = round(width / POINTS)
    block = sheet.getCellRangeByPosition(0, 0, 0, len(texts) - 1)
    block.IsTextWrapped = True
    block.ParaIsForbiddenRules = strict
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


class Shown:
    """A text as a sheet shows it: where, how large its (merged) cell is, and its looks."""

    def __init__(self, sheet, cell, text, area, width, height):
        self.sheet = sheet.Name
        self.place = address(area.StartColumn, area.StartRow)
        self.text = text
        self.width = width
        self.looks = written_looks(cell)
        looks = dict(zip(LOOKS, self.looks, strict=True))
        self.downwards = bool(
            looks["IsTextWrapped"]
            or looks["RotateAngle"]
            or looks["Orientation"] == STACKED
            or "\n" in self.text
        )
        self.room = height if self.downwards else width
        self.key = (self.text, width, repr(self.looks))
        self.measured = self.downwards or (not cell.ShrinkToFit and bounded(sheet, cell, area))


def written_looks(cell):
    """The looks of a cell; a long text may be written in a font of another size than the cell's."""
    looks = cell.getPropertyValues(LOOKS)
    if cell.Type.value != "TEXT" or len(cell.String) < LONG:
        return looks
    cursor = cell.createTextCursor()
    cursor.gotoEnd(True)
    sizes = {name: getattr(cursor, name) for name in ("CharHeight", "CharHeightAsian")}
    return tuple(sizes.get(name) or look for name, look in zip(LOOKS, looks, strict=True))


class Overflows:
    """Finds every text that is cut: too low for its wrapped lines, or too narrow for its value.

    The text is laid out anew, unmerged, in a column as wide as its merged range; what LibreOffice
    then finds optimal is what it needs.  Forms repeat their labels, so needs are remembered.
    """

    def __init__(self):
        self.known = {}

    def __call__(self, model):
        sheets = [sheet for sheet in model.Sheets if sheet.IsVisible]
        texts = [text for sheet in sheets for text in shown_texts(sheet) if text.measured]
        for downwards, measure in ((True, needed_heights), (False, needed_widths)):
            new = {
                text.key: text
                for text in texts
                if text.downwards is downwards and text.key not in self.known
            }
            self.known |= zip(new, measure(model, list(new.values())), strict=True)
        return [
            {
                "sheet": text.sheet,
                "cell": text.place,
                "text": text.text,
                "way": "height" if text.downwards else "width",
                "needed": self.known[text.key] * POINTS,
                "available": text.room * POINTS,
            }
            for text in texts
            if self.known[text.key] * POINTS > text.room * POINTS + TOLERANCE
        ]


def shown_texts(sheet):
    """The texts of the cells that are neither hidden nor empty."""
    last_column, last_row = used_area(sheet)
    widths = [shown(sheet.Columns.getByIndex(n), "Width") for n in range(last_column + 1)]
    heights = [shown(sheet.Rows.getByIndex(n), "Height") for n in range(last_row + 1)]
    for block in sheet.queryContentCells(CONTENT):
        area = block.RangeAddress
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                if not widths[column] or not heights[row]:
                    continue
                cell = sheet.getCellByPosition(column, row)
                text = cell.String
                if not text:
                    continue
                merged = merged_area(sheet, cell)
                width = sum(widths[merged.StartColumn : merged.EndColumn + 1])
                height = sum(heights[merged.StartRow : merged.EndRow + 1])
                yield Shown(sheet, cell, text, merged, width, height)


def merged_area(sheet, cell):
    if not cell.IsMerged:
        return cell.RangeAddress
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToMergedArea()
    return cursor.RangeAddress


def shown(line, size):
    return getattr(line, size) if line.IsVisible else 0


def bounded(sheet, cell, area):
    """Whether an unwrapped value cannot run over into an empty neighbour."""
    if cell.Type.value == "VALUE" or area.StartColumn != area.EndColumn:
        return True
    if cell.Type.value == "FORMULA" and cell.FormulaResultType2 == VALUE:
        return True
    right = sheet.getCellByPosition(area.EndColumn + 1, area.StartRow)
    return bool(right.String)


def needed_heights(model, texts):
    """The optimal height of each wrapped text, in hundredths of a millimetre."""
    aside = scratch(model)
    columns = {}
    for row, text in enumerate(texts):
        column = columns.setdefault(text.width, len(columns))
        if len(columns) == column + 1:
            aside.Columns.getByIndex(column).Width = text.width
        lay_out(aside.getCellByPosition(column, row), text)
    if texts:
        aside.getCellRangeByPosition(0, 0, 0, len(texts) - 1).Rows.OptimalHeight = True
    found = [aside.Rows.getByIndex(row).Height for row in range(len(texts))]
    model.Sheets.removeByName(SCRATCH)
    return found


def needed_widths(model, texts):
    """The optimal width of each text on one line, in hundredths of a millimetre."""
    aside = scratch(model)
    found = []
    for text in texts:
        lay_out(aside.getCellByPosition(0, 0), text)
        column = aside.Columns.getByIndex(0)
        column.OptimalWidth = True
        found.append(column.Width)
    model.Sheets.removeByName(SCRATCH)
    return found


def lay_out(cell, text):
    cell.setPropertyValues(LOOKS, text.looks)
    cell.String = text.text


REQUESTS = {
    "row_heights": row_heights,
    "column_widths": column_widths,
    "best_heights": best_heights,
    "overflows": Overflows(),
}
