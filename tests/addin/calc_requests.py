"""What :mod:`tests.addin.calc` asks of LibreOffice; loaded into the office's own process.

Cells are addressed by rows and columns counted from 1, as xlwings does.  Dates travel as
``{"date": "2020-12-30T00:00:00"}``, errors as ``{"error": "#DIV/0!"}``.
"""

import datetime
import os
from multiprocessing.connection import Client

import uno
from com.sun.star.sheet.AddressConvention import XL_OOX
from com.sun.star.util.NumberFormat import DATE, LOGICAL
from uno_inside import Script, answering, desktop, properties

EPOCH = datetime.datetime(1899, 12, 30)
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xlsm": "Calc MS Excel 2007 VBA XML"}
ERRORS = {503: "#NUM!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
ALWAYS = 4  # MacroExecMode.ALWAYS_EXECUTE_NO_WARN
LIBRARY = "perfxl"
PYTHON = "perfxl.Python"  # the service by which VBA reaches the test


class Requests:
    """The open workbooks; every method but ``ask`` and the helpers is a request."""

    def __init__(self, context):
        self.desktop = desktop(context)
        self.books = {}
        context.ServiceManager.insert(
            g_ImplementationHelper.getComponentFactory(PYTHON, None, context.ServiceManager)
        )

    def ask(self, do, arguments):
        return getattr(self, do)(**arguments)

    def open(self, path, read_only=False, as_format=None):
        extra = {"FilterName": FILTERS[as_format]} if as_format else {}
        book = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path),
            "_blank",
            0,
            properties(Hidden=True, MacroExecutionMode=ALWAYS, ReadOnly=read_only, **extra),
        )
        if book is None:
            raise RuntimeError(f"LibreOffice cannot load {path}")
        number = len(self.books) + 1
        self.books[number] = book
        return number

    def new(self):
        book = self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, properties(Hidden=True)
        )
        self.books[len(self.books) + 1] = book
        return len(self.books)

    def close(self, book):
        self.books[book].close(True)

    def save(self, book, path):
        kind = path.rsplit(".", 1)[1]
        self.books[book].storeToURL(
            uno.systemPathToFileUrl(path), properties(FilterName=FILTERS[kind], Overwrite=True)
        )

    def is_read_only(self, book):
        return self.books[book].isReadonly()

    def recalculate(self, book):
        self.books[book].calculateAll()

    def run(self, book, macro, arguments):
        """Run a macro of the workbook's own VBA project, "Module.Function"."""
        url = f"vnd.sun.star.script:{LIBRARY}.{macro}?language=Basic&location=document"
        script = self.books[book].getScriptProvider().getScript(url)
        result, _, _ = script.invoke(to_uno(arguments), (), ())
        return from_uno(result)

    def libraries(self, book):
        """The names of the Basic modules of every library."""
        found = self.books[book].BasicLibraries
        return {name: list(found.getByName(name).ElementNames) for name in found.ElementNames}

    def module(self, book, library, name):
        return self.books[book].BasicLibraries.getByName(library).getByName(name)

    # Sheets

    def sheets(self, book):
        return list(self.books[book].Sheets.ElementNames)

    def active(self, book):
        return self.books[book].CurrentController.ActiveSheet.Name

    def activate(self, book, sheet):
        self.books[book].CurrentController.setActiveSheet(self.sheet(book, sheet))

    def add(self, book, sheet, position):
        self.books[book].Sheets.insertNewByName(sheet, position)

    def remove(self, book, sheet):
        self.books[book].Sheets.removeByName(sheet)

    def clear(self, book, sheet):
        self.sheet(book, sheet).clearContents(1023)  # every CellFlags

    def protect(self, book, sheet):
        self.sheet(book, sheet).protect("")

    def used(self, book, sheet):
        cursor = self.sheet(book, sheet).createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]

    def delete_rows(self, book, sheet, first, count):
        self.sheet(book, sheet).Rows.removeByIndex(first - 1, count)

    # Cells

    def get(self, book, sheet, area):
        found = self.block(book, sheet, area)
        values = [[None if it == "" else it for it in row] for row in found.getDataArray()]
        for cells in found.queryFormulaCells(2):  # FormulaResult.STRING: "" is a text
            for row, column in positions(cells, area):
                values[row][column] = values[row][column] or ""
        for cells in found.CellFormatRanges:
            form = self.books[book].NumberFormats.getByKey(cells.NumberFormat).Type
            for row, column in positions(cells, area) if form & (DATE | LOGICAL) else ():
                if isinstance(values[row][column], float):
                    values[row][column] = special(values[row][column], form)
        for cells in found.queryFormulaCells(4):  # FormulaResult.ERROR
            for row, column in positions(cells, area):
                error = found.getCellByPosition(column, row).getError()
                values[row][column] = {"error": ERRORS.get(error, "#VALUE!")}
        return values

    def formulas(self, book, sheet, area):
        found = self.block(book, sheet, area)
        texts = [[it.removeprefix("'") for it in row] for row in found.getFormulaArray()]
        parser = self.parser(book)
        for cells in found.queryContentCells(16):  # CellFlags.FORMULA
            for row, column in positions(cells, area):
                cell = found.getCellByPosition(column, row)
                texts[row][column] = "=" + parser.printFormula(cell.getTokens(), cell.CellAddress)
        return texts

    def colors(self, book, sheet, area):
        rows, columns = area[2] - area[0] + 1, area[3] - area[1] + 1
        colors = [[-1] * columns for _ in range(rows)]
        for cells in self.block(book, sheet, area).CellFormatRanges:
            for row, column in positions(cells, area):
                colors[row][column] = cells.CellBackColor
        return colors

    def put(self, book, sheet, row, column, rows):
        """As Excel's Range.Value: a text is read as if typed, a leading apostrophe keeps it."""
        found = self.sheet(book, sheet)
        for down, values in enumerate(rows):
            for across, value in enumerate(values):
                cell = found.getCellByPosition(column - 1 + across, row - 1 + down)
                if isinstance(value, str) and value.startswith("="):
                    parser = self.parser(book)
                    cell.setTokens(parser.parseFormula(value[1:], cell.CellAddress))
                elif isinstance(value, str):
                    cell.Formula = value
                elif value is None:
                    cell.Formula = ""
                else:
                    cell.Value = value

    def color(self, book, sheet, area):
        return self.block(book, sheet, area).CellBackColor

    def set_color(self, book, sheet, area, color):
        self.block(book, sheet, area).CellBackColor = color

    def set_format(self, book, sheet, area, code):
        formats = self.books[book].NumberFormats
        locale = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        key = formats.queryKey(code, locale, False)
        if key == -1:
            key = formats.addNew(code, locale)
        self.block(book, sheet, area).NumberFormat = key

    def set_style(self, book, sheet, area, name, value):
        setattr(self.block(book, sheet, area), name, value)

    def set_width(self, book, sheet, area, width):
        self.block(book, sheet, area).Columns.Width = int(width * 200)

    def notes(self, book, sheet):
        found = self.sheet(book, sheet).Annotations
        return {
            f"{column_name(note.Position.Column)}{note.Position.Row + 1}": note.String
            for note in (found.getByIndex(index) for index in range(found.Count))
        }

    # Helpers of the requests

    def parser(self, book):
        parser = self.books[book].createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = XL_OOX
        return parser

    def sheet(self, book, name):
        return self.books[book].Sheets.getByName(name)

    def block(self, book, sheet, area):
        top, left, bottom, right = area
        return self.sheet(book, sheet).getCellRangeByPosition(
            left - 1, top - 1, right - 1, bottom - 1
        )


def positions(cells, area):
    """Row and column of every cell of a range, counted from the first cell of ``area``."""
    place = cells.RangeAddress
    return (
        (row + 1 - area[0], column + 1 - area[1])
        for row in range(place.StartRow, place.EndRow + 1)
        for column in range(place.StartColumn, place.EndColumn + 1)
    )


def special(value, form):
    """A number that the cell's format shows as a date or as a truth value."""
    if form & DATE:
        return {"date": (EPOCH + datetime.timedelta(days=value)).isoformat(timespec="seconds")}
    return bool(value)


def column_name(column):
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def to_uno(value):
    return tuple(to_uno(it) for it in value) if isinstance(value, list) else value


def from_uno(value):
    if isinstance(value, tuple):
        return [from_uno(it) for it in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def call(module, function, arguments):
    """Hand a call of VBA to the test's own Python."""
    with Client(os.environ["PERFXL_TEST_PYTHON"]) as test:
        test.send((module, function, plain(arguments)))
        return test.recv()


def plain(value):
    return tuple(plain(it) for it in value) if isinstance(value, (tuple, list)) else value


g_ImplementationHelper = answering("calc_requests", Requests)  # noqa: N816 - the office's name
g_ImplementationHelper.addImplementation(lambda context: Script(call), PYTHON, (PYTHON,))
