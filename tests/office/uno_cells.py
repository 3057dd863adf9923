"""Reading and typing cells through UNO; used by uno_requests.py only."""

import re

import uno
from com.sun.star.sheet.AddressConvention import XL_OOX
from com.sun.star.sheet.FormulaResult import ERROR, STRING, VALUE
from com.sun.star.util.NumberFormat import DATE, NUMBER, PERCENT

CONTENT = 1 | 2 | 4 | 16  # CellFlags VALUE, DATETIME, STRING, FORMULA


def letters(column):
    """``A`` for column 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(column, row):
    return f"{letters(column)}{row + 1}"


def range_address(area):
    """``B2:C3``, or ``B2`` for a single cell."""
    first = address(area.StartColumn, area.StartRow)
    last = address(area.EndColumn, area.EndRow)
    return first if first == last else f"{first}:{last}"


def sheet_of(model, name):
    return model.Sheets.getByName(name) if name else model.Sheets.getByIndex(0)


def cell_of(model, sheet, cell):
    return sheet_of(model, sheet).getCellRangeByName(cell).getCellByPosition(0, 0)


def sheets(model):
    return list(model.Sheets.ElementNames)


def recalculate(model, hard=True):
    if hard:
        model.calculateAll()
    else:
        model.calculate()


def excel_parser(model):
    """A formula parser that reads and prints what a person sees in Excel."""
    parser = model.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = XL_OOX
    return parser


class Formulas:
    """Formulas as Excel shows them, by what UNO shows: each is translated once."""

    def __init__(self):
        self.known = {}

    def of(self, model, cell, shown=None):
        """The formula of ``cell``; ``shown`` is ``cell.Formula`` where that is known already."""
        shown = shown or cell.Formula
        if shown not in self.known:
            tokens, place = cell.getTokens(), cell.CellAddress
            self.known[shown] = "=" + excel_parser(model).printFormula(tokens, place)
        return self.known[shown]


FORMULAS = Formulas()


def described(model, cell):
    """``[value, formula, error]`` of one cell; the formula in Excel's syntax."""
    if cell.Type.value != "FORMULA":
        value = {"TEXT": cell.String, "VALUE": cell.Value}.get(cell.Type.value)
        return [value, None, None]
    formula = FORMULAS.of(model, cell)
    if cell.getError():
        return [None, formula, cell.String]
    if cell.FormulaResultType2 == STRING:
        return [cell.String, formula, None]
    assert cell.FormulaResultType2 == VALUE
    return [cell.Value, formula, None]


def values(model, excel_formulas=True):
    """``{sheet: {cell: [value, formula, error]}}`` of every used cell."""
    return {sheet.Name: sheet_values(model, sheet, excel_formulas) for sheet in model.Sheets}


def sheet_values(model, sheet, excel_formulas):
    cells = {}
    for block in sheet.queryContentCells(CONTENT):
        area = block.RangeAddress
        shown = block.getFormulaArray()
        for down, row in enumerate(block.getDataArray()):
            for across, value in enumerate(row):
                place = address(area.StartColumn + across, area.StartRow + down)
                cells[place] = [value, None, None]
                if shown[down][across].startswith("="):
                    cell = block.getCellByPosition(across, down)
                    if cell.Type.value == "FORMULA":  # and not a text that begins like one
                        cells[place][1] = shown[down][across]
                        if excel_formulas:
                            cells[place][1] = FORMULAS.of(model, cell, shown[down][across])
    for cell in sheet.queryFormulaCells(ERROR).Cells:
        place = address(cell.CellAddress.Column, cell.CellAddress.Row)
        cells[place] = [None, cells[place][1], cell.String]
    return cells


def read(model, cell, sheet=None):
    return described(model, cell_of(model, sheet, cell))


def text(model, cell, sheet=None):
    """What the cell shows, formatted."""
    return cell_of(model, sheet, cell).String


def put(model, cell, value, sheet=None):
    """Store a number, a text (never interpreted) or nothing, whatever the cell's format."""
    target = cell_of(model, sheet, cell)
    if value is None:
        target.clearContents(CONTENT)
    elif isinstance(value, str):
        target.String = value
    else:
        target.Value = value


def type_in(model, cell, text, sheet=None, locale="zh-CN"):
    """Type ``text`` as a person would: it becomes a number, date, percent, formula or text.

    A cell without a format then shows percents and dates as Excel shows them.
    """
    target = cell_of(model, sheet, cell)
    unformatted = number_type(model, target) == NUMBER
    if locale == "zh-CN":
        target.FormulaLocal = text
    elif locale == "en-US":
        target.Formula = text
    else:
        raise ValueError(f"no such locale here: {locale}")
    if unformatted and target.Type.value == "VALUE":
        became = number_type(model, target)
        if became & PERCENT:
            set_format(model, target, "0.00%" if "." in text else "0%")
        elif became & DATE:
            chinese = re.search("[年月]", text)
            set_format(model, target, 'YYYY"年"M"月"D"日"' if chinese else "YYYY/M/D")


def number_type(model, cell):
    """The NumberFormat constants of a cell's format, without the bit for a format of one's own."""
    return model.NumberFormats.getByKey(cell.NumberFormat).Type & ~1


def set_format(model, cell, code):
    formats = model.NumberFormats
    locale = uno.createUnoStruct("com.sun.star.lang.Locale", "zh", "CN", "")
    key = formats.queryKey(code, locale, False)
    cell.NumberFormat = formats.addNew(code, locale) if key == -1 else key


def put_date(model, cell, serial, code, sheet=None):
    """Store a date serial number shown with the number format ``code``."""
    target = cell_of(model, sheet, cell)
    target.Value = serial
    set_format(model, target, code)


def number_format(model, cell, sheet=None):
    """The format code of a cell, as LibreOffice writes it."""
    return model.NumberFormats.getByKey(cell_of(model, sheet, cell).NumberFormat).FormatString


REQUESTS = {
    request.__name__: request
    for request in (
        sheets,
        recalculate,
        values,
        read,
        text,
        put,
        put_date,
        type_in,
        number_format,
    )
}
