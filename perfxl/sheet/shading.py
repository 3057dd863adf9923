"""Giving single cells another background, each keeping everything else of its format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy

from lxml import etree

from perfxl.sheet.address import Area, cell_name, parse_areas, split_cell
from perfxl.sheet.fills import GRADIENT, fill_of, fill_words
from perfxl.sheet.xml import is_true, main_tag

_ROW, _CELL = map(main_tag, ("row", "c"))
# What of a format says which background it has.
_OF_FILL = ("fillId", "applyFill")


class Shades:
    """The cell formats of a workbook, to which shaded copies are added as they are needed.

    Args:
        root: the styles part, which is changed; ``changed`` says whether it was.
    """

    def __init__(self, root: etree._Element) -> None:
        self._fills = root.find(main_tag("fills"))
        self._formats = root.find(main_tag("cellXfs"))
        self._fill_of: dict[str, int] = {}
        self._format_of: dict[tuple[int, str], int] = {}
        self.changed = False

    def shaded(self, style: int, colour: str) -> int:
        """The index of the format that is ``style`` on the background ``colour`` ("FFC7CE").

        A workbook without formats or fills (which Excel never writes) keeps what it has.
        """
        if self._fills is None or self._formats is None or not len(self._formats):
            return style
        found = self._format_of.get((style, colour))
        if found is None:
            base = self._formats[style] if style < len(self._formats) else self._formats[0]
            self.changed = True
            copy = deepcopy(base)
            copy.set("fillId", str(self._fill(self._fills, colour)))
            copy.set("applyFill", "1")
            found = _appended(self._formats, copy)
            self._format_of[style, colour] = found
        return found

    def words(self, style: int) -> str:
        """The background of a format in words."""
        if self._fills is None or self._formats is None or style >= len(self._formats):
            return ""
        number = _number(self._formats[style].get("fillId"), 0)
        return fill_words(self._fills[number]) if number < len(self._fills) else ""

    def restored(self, style: int, words: str) -> int:
        """The index of the format that is ``style`` on the background that ``words`` say.

        A format that is there already is preferred: most likely it is the former one.
        """
        if self._fills is None or self._formats is None or style >= len(self._formats):
            return style
        fills = [number for number, it in enumerate(self._fills) if fill_words(it) == words]
        base = self._formats[style]
        for index, other in enumerate(self._formats):
            if _number(other.get("fillId"), 0) in fills and _without_fill(other) == _without_fill(
                base
            ):
                return index
        if not fills and words != GRADIENT:
            fills = [_appended(self._fills, fill_of(words))]
        self.changed = True
        copy = deepcopy(base)
        copy.set("fillId", str(fills[0] if fills else 0))
        copy.set("applyFill", "1")
        return _appended(self._formats, copy)

    def _fill(self, fills: etree._Element, colour: str) -> int:
        if colour not in self._fill_of:
            self._fill_of[colour] = _appended(fills, fill_of(colour))
        return self._fill_of[colour]


def _without_fill(form: etree._Element) -> tuple[object, ...]:
    """Everything a format says but its background."""
    attributes = ((name, value) for name, value in form.items() if name not in _OF_FILL)
    return (*sorted(attributes), *(etree.tostring(child) for child in form))


class SheetCells:
    """The cells of a worksheet part, found or made.

    Rows and cells may leave out their addresses; then they follow the one before them.

    Args:
        root: the worksheet part, which is changed.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._data = root.find(main_tag("sheetData"))
        self._rows: dict[int, etree._Element] = {}
        number = 0
        for row in () if self._data is None else self._data.iterchildren(_ROW):
            number = _number(row.get("r"), number + 1)
            row.set("r", str(number))
            self._rows[number] = row

    def shade(self, area: Area, colour: str, shades: Shades) -> None:
        """Shade every cell of ``area`` that is there, and its corner in any case."""
        self._corner(area.left, area.top)
        for row in self._within(area):
            for column, cell in row_cells(row):
                if area.left <= column <= area.right:
                    style = shades.shaded(_number(cell.get("s"), 0), colour)
                    cell.set("s", str(style))

    def words(self, area: Area, shades: Shades) -> str:
        """The background of the first cell of ``area`` in words."""
        cell = self._find(area.left, area.top)
        return "" if cell is None else shades.words(_number(cell.get("s"), 0))

    def restore(self, area: Area, colours: Collection[str], words: str, shades: Shades) -> None:
        """Give the cells of ``area`` that have one of ``colours`` another background."""
        for row in self._within(area):
            for column, cell in row_cells(row):
                style = _number(cell.get("s"), 0)
                if area.left <= column <= area.right and shades.words(style) in colours:
                    cell.set("s", str(shades.restored(style, words)))

    def _find(self, column: int, number: int) -> etree._Element | None:
        row = self._rows.get(number)
        cells = () if row is None else row_cells(row)
        return next((cell for at, cell in cells if at == column), None)

    def _within(self, area: Area) -> list[etree._Element]:
        """The rows of ``area`` that are there; a merged range may run down the whole sheet."""
        if area.bottom - area.top < len(self._rows):
            numbers: Iterable[int] = range(area.top, area.bottom + 1)
        else:
            numbers = (number for number in self._rows if area.top <= number <= area.bottom)
        return [self._rows[number] for number in numbers if number in self._rows]

    def _corner(self, column: int, number: int) -> None:
        """Make the cell if it is not there, formatted as its row or its column is."""
        if self._data is None:
            return
        if number not in self._rows:
            self._make_row(self._data, number)
        element = self._rows[number]
        after = None
        for at, cell in row_cells(element):
            if at == column:
                return
            if at > column:
                cell.set("r", cell_name(at, number))
                after = cell
                break
        made = etree.Element(_CELL, r=cell_name(column, number))
        whole_row = is_true(element, "customFormat")
        style = element.get("s", "0") if whole_row else self._column_style(column)
        if style != "0":
            made.set("s", style)
        if after is None:
            element.append(made)
        else:
            after.addprevious(made)
        element.attrib.pop("spans", "")  # an optional hint, wrong from now on

    def _make_row(self, data: etree._Element, number: int) -> None:
        row = etree.Element(_ROW, r=str(number))
        before = max((other for other in self._rows if other < number), default=None)
        if before is None:
            data.insert(0, row)
        else:
            self._rows[before].addnext(row)
        self._rows[number] = row

    def _column_style(self, column: int) -> str:
        for entry in self._root.iterfind(f"{main_tag('cols')}/{main_tag('col')}"):
            if _number(entry.get("min"), 0) <= column <= _number(entry.get("max"), 0):
                return entry.get("style", "0")
        return "0"


def merged_areas(root: etree._Element) -> tuple[Area, ...]:
    """The merged ranges of a worksheet part."""
    return tuple(
        area
        for entry in root.iterfind(f"{main_tag('mergeCells')}/{main_tag('mergeCell')}")
        for area in parse_areas(entry.get("ref", ""))
    )


def sheet_cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """The cells of a worksheet part with their columns and rows."""
    number = 0
    data = root.find(main_tag("sheetData"))
    for row in () if data is None else data.iterchildren(_ROW):
        number = _number(row.get("r"), number + 1)
        for column, cell in row_cells(row):
            yield column, number, cell


def row_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns."""
    at = 0
    for cell in row.iterchildren(_CELL):
        try:
            at = split_cell(cell.get("r", ""))[0]
        except ValueError:
            at += 1
        yield at, cell


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _appended(parent: etree._Element, child: etree._Element) -> int:
    """Append ``child``, keep the count right, and give its index."""
    parent.append(child)
    parent.set("count", str(len(parent)))
    return len(parent) - 1
