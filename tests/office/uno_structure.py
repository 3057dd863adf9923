"""Reading and changing a workbook's structure through UNO; used by uno_requests.py only."""

import uno
from com.sun.star.sheet.AddressConvention import UNSPECIFIED
from com.sun.star.sheet.ConditionFormatOperator import BETWEEN, NOT_BETWEEN
from uno_cells import excel_parser, range_address, sheet_of


def insert_rows(model, before, count, sheet=None):
    """Insert empty rows above row ``before`` (counted from 1)."""
    sheet_of(model, sheet).Rows.insertByIndex(before - 1, count)


def delete_rows(model, first, count, sheet=None):
    sheet_of(model, sheet).Rows.removeByIndex(first - 1, count)


def copy_rows(model, first, last, to, sheet=None):
    """Copy whole rows, content and formats and heights, over the rows from ``to`` on."""
    target = sheet_of(model, sheet)
    columns = target.Columns.Count - 1
    source = target.getCellRangeByPosition(0, first - 1, columns, last - 1)
    target.copyRange(target.getCellByPosition(0, to - 1).CellAddress, source.RangeAddress)
    for row in range(last - first + 1):
        height = target.Rows.getByIndex(first - 1 + row).Height
        target.Rows.getByIndex(to - 1 + row).Height = height


def copy(model, area, to, sheet=None):
    """Copy a range, content and formats and merges, to where its top left cell is ``to``."""
    target = sheet_of(model, sheet)
    source = target.getCellRangeByName(area).RangeAddress
    target.copyRange(target.getCellRangeByName(to).getCellByPosition(0, 0).CellAddress, source)


def merge(model, area, sheet=None, merged=True):
    sheet_of(model, sheet).getCellRangeByName(area).merge(merged)


def used_area(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow


def merges(model, sheet=None):
    """The merged ranges in reading order."""
    target = sheet_of(model, sheet)
    last_column, last_row = used_area(target)
    found = []
    for row in range(last_row + 1):
        if not any_merged(target, row, last_column):
            continue
        for column in range(last_column + 1):
            cell = target.getCellByPosition(column, row)
            if cell.IsMerged:
                cursor = target.createCursorByRange(cell)
                cursor.collapseToMergedArea()
                found.append(range_address(cursor.RangeAddress))
    return found


def any_merged(sheet, row, last_column):
    """False only when no cell of the row starts a merge: one question for a whole row."""
    return sheet.getCellRangeByPosition(0, row, last_column, row).IsMerged is not False


def translated(model, formula, origin, position):
    """A formula in LibreOffice's notation, written at ``origin``, as Excel shows it elsewhere."""
    native = model.createInstance("com.sun.star.sheet.FormulaParser")
    native.CompileEnglish = True
    native.FormulaConvention = UNSPECIFIED
    tokens = native.parseFormula(formula, origin)
    return excel_parser(model).printFormula(tokens, position)


def names(model):
    """``{name: formula}`` of the workbook's names and ``{"sheet!name": formula}`` of the sheets'."""
    parser = excel_parser(model)
    found = {}
    scopes = [("", model.NamedRanges)]
    scopes += [(f"{sheet.Name}!", sheet.NamedRanges) for sheet in model.Sheets]
    for scope, ranges in scopes:
        for name in ranges.ElementNames:
            if name.startswith("_xlnm."):
                continue  # print areas and titles, which print_set_up tells
            entry = ranges.getByName(name)
            formula = parser.printFormula(entry.getTokens(), entry.ReferencePosition)
            found[scope + name] = formula
    return found


def print_set_up(model, sheet=None):
    """Print areas, title rows and columns, manual row breaks (the row below each) and page fit."""
    target = sheet_of(model, sheet)
    style = model.StyleFamilies.getByName("PageStyles").getByName(target.PageStyle)
    rows, columns = target.TitleRows, target.TitleColumns
    breaks = [entry.Position + 1 for entry in target.RowPageBreaks if entry.ManualBreak]
    return {
        "areas": [range_address(area) for area in target.PrintAreas],
        "title_rows": [rows.StartRow + 1, rows.EndRow + 1] if target.PrintTitleRows else None,
        "title_columns": [columns.StartColumn + 1, columns.EndColumn + 1]
        if target.PrintTitleColumns
        else None,
        "breaks": sorted(breaks),
        "pages_wide": style.ScaleToPagesX,
        "pages_tall": style.ScaleToPagesY,
        "landscape": style.IsLandscape,
    }


def first_cell(ranges):
    """The top left corner of several ranges together: relative formulas are shown from there."""
    place = uno.createUnoStruct("com.sun.star.table.CellAddress")
    place.Sheet = ranges[0].Sheet
    place.Column = min(area.StartColumn for area in ranges)
    place.Row = min(area.StartRow for area in ranges)
    return place


def conditional_formats(model, sheet=None):
    """``[{ranges, operator, formulas, background, colour}]`` by range."""
    found = []
    styles = model.StyleFamilies.getByName("CellStyles")
    for conditional in sheet_of(model, sheet).ConditionalFormats.ConditionalFormats:
        areas = list(conditional.Range.RangeAddresses)
        position = first_cell(areas)
        for index in range(conditional.Count):
            entry = conditional.getByIndex(index)
            rule = {"ranges": joined(areas)}
            if hasattr(entry, "StyleName"):
                style = styles.getByName(entry.StyleName)
                # UNO answers "0" for an operand that is not there
                two = entry.Operator in (BETWEEN, NOT_BETWEEN)
                formulas = [entry.Formula1, entry.Formula2] if two else [entry.Formula1]
                rule |= {
                    "operator": entry.Operator,
                    "formulas": [
                        translated(model, formula, position, position)
                        for formula in formulas
                        if formula
                    ],
                    "background": style.CellBackColor,
                    "colour": style.CharColor,
                }
            found.append(rule)
    return sorted(found, key=repr)


def validations(model, sheet=None):
    """``[{ranges, kind, operator, formulas, title, message, error}]`` by range."""
    rules = {}
    for group in sheet_of(model, sheet).UniqueCellFormatRanges:
        areas = list(group.RangeAddresses)
        rule = group.getByIndex(0).Validation
        if rule.Type.value == "ANY" and not rule.InputMessage:
            continue
        origin = rule.getSourcePosition()
        here = first_cell(areas)
        operands = [rule.getFormula1(), rule.getFormula2()]
        if rule.getOperator().value not in ("BETWEEN", "NOT_BETWEEN"):
            operands.pop()  # UNO answers "0" for an operand that is not there
        formulas = tuple(
            translated(model, formula, origin, here) for formula in operands if formula
        )
        key = (
            rule.Type.value,
            rule.getOperator().value,
            tuple(translated(model, formula, origin, origin) for formula in operands if formula),
            rule.InputTitle,
            rule.InputMessage,
            rule.ErrorMessage,
        )
        known = rules.setdefault(key, {"areas": [], "formulas": formulas, "here": here})
        known["areas"] += areas
        if (here.Row, here.Column) < (known["here"].Row, known["here"].Column):
            known |= {"formulas": formulas, "here": here}
    return sorted(
        (
            {
                "ranges": joined(known["areas"]),
                "kind": kind,
                "operator": operator,
                "formulas": list(known["formulas"]),
                "title": title,
                "message": message,
                "error": error,
            }
            for (kind, operator, _, title, message, error), known in rules.items()
        ),
        key=repr,
    )


def joined(areas):
    """Neighbouring areas of the same columns as one, for a format change between them is no rule's.

    UNO splits a rule's range wherever some other attribute (a border) changes.
    """
    cells = {
        (column, row)
        for area in areas
        for row in range(area.StartRow, min(area.EndRow, area.StartRow + 100_000) + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    }
    found = []
    while cells:
        column, row = min(cells, key=lambda cell: (cell[1], cell[0]))
        right = column
        while (right + 1, row) in cells:
            right += 1
        bottom = row
        while all((across, bottom + 1) in cells for across in range(column, right + 1)):
            bottom += 1
        area = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
        area.StartColumn, area.EndColumn, area.StartRow, area.EndRow = column, right, row, bottom
        found.append(range_address(area))
        cells -= {
            (across, down) for across in range(column, right + 1) for down in range(row, bottom + 1)
        }
    return found


REQUESTS = {
    request.__name__: request
    for request in (
        insert_rows,
        delete_rows,
        copy,
        copy_rows,
        merge,
        merges,
        names,
        print_set_up,
        conditional_formats,
        validations,
    )
}
