"""The sheet 评分依据 of a file to hand in, made of the facts as they are now.

The generator writes it once; rows of the form are edited, inserted, deleted and scored after
that.  The list of findings on it is a working paper and goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from perfxl.core.derivation import basis, derive
from perfxl.core.evaluation import Amount, Evaluation, Indicator
from perfxl.core.judgement import Judgement
from perfxl.core.quantity import is_canonical, plain
from perfxl.core.score import Score, Scorecard
from perfxl.forms.generated import BASIS_SHEET
from perfxl.forms.sources import Checked
from perfxl.regex import regex
from perfxl.sheet.address import Area, cell_name, parse_areas
from perfxl.sheet.archive import Bundle, pack_xml
from perfxl.sheet.package import Package
from perfxl.sheet.settled import cell_value
from perfxl.sheet.shading import merged_areas, row_cells, sheet_cells
from perfxl.sheet.strings import read_strings
from perfxl.sheet.workbook import Workbook, read_workbook
from perfxl.sheet.xml import MAIN, escape, main_tag

_NUMBER, _NAME, _HOW = "序号", "三级指标", "计算过程"
_FINDINGS, _PRINTED = "检查问题", "原表数据"
_SAID = "本表说明每个得分怎样得出"
_NOW = "本表说明每个得分怎样得出，按报送时自评表的内容写成。"
_DATA, _ROW, _CELL = map(main_tag, ("sheetData", "row", "c"))
_PRINT_AREA = "_xlnm.Print_Area"
_LAST_ROW = regex(r"[0-9]+$")
# Lists of areas, each under the attribute that holds them, that move with their rows.
_AREAS = {"mergeCells": "ref", "hyperlinks": "ref", "conditionalFormatting": "sqref"}


class Facts(NamedTuple):
    """A form as it is handed in, and its scores."""

    evaluation: Evaluation
    scorecard: Scorecard

    def rows(self) -> list[dict[str, str]]:
        """What stands under each heading, by indicator."""
        both = zip(self.evaluation.indicators, self.scorecard.indicators, strict=True)
        return [_row(number, *each) for number, each in enumerate(both, 1)]


def facts_of(found: Sequence[Checked]) -> Facts | None:
    """What the sheet 评分依据 is made of, if there is one form only."""
    forms = [each for each in found if each.evaluation is not None]
    if len(forms) != 1 or forms[0].evaluation is None or forms[0].scorecard is None:
        return None
    return Facts(forms[0].evaluation, forms[0].scorecard)


def _row(number: int, indicator: Indicator, score: Score) -> dict[str, str]:
    return {
        _NUMBER: str(number),
        _NAME: indicator.name or "",
        "年度指标值": indicator.target or "",
        "实际完成值": indicator.actual or "",
        "分值": _amount(indicator.weight),
        "规则得分": _points(score.rule, indicator.weight),
        "核定得分": _amount(indicator.awarded),
        "得分": _points(score.effective, indicator.weight),
        _HOW: derive(score),
        "依据": basis(score),
    }


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return ""
    return amount.raw if amount.value is None else plain(amount.value)


def _points(points: Decimal | None, weight: Amount | None) -> str:
    """A score as its formula shows it: undecided, or nothing where no weight stands."""
    if points is not None:
        return plain(points)
    return "" if weight is None else Judgement.UNDECIDED.value


def has_basis(package: Package) -> bool:
    """Whether a workbook has the sheet 评分依据."""
    return any(name == BASIS_SHEET for name, _ in read_workbook(package).sheets)


def with_basis(data: bytes, facts: Facts) -> bytes:
    """The workbook ``data`` with its sheet 评分依据 made anew from ``facts``.

    A workbook without that sheet, or with another layout on it, stays as it is.
    """
    package = Package.read(data)
    book = read_workbook(package)
    part = dict(book.sheets).get(BASIS_SHEET)
    if part is None:
        return data
    strings = read_strings(package.xml(book.strings)) if book.strings else ()
    page = _Page(package.xml(part), [item.text for item in strings])
    if page.heading is None:
        return data
    page.write(facts)
    made = {part: pack_xml(part, page.root)}
    _set_print_area(book, page.last)
    made[book.part] = pack_xml(book.part, book.root)
    if book.strings:
        roots = [page.root if each == part else package.xml(each) for _, each in book.sheets]
        made[book.strings] = pack_xml(book.strings, _without_unused(package, book, roots))
    return Bundle.of(made.get(name) or package.part(name) for name in package.names()).file()


class _Page:
    """The rows of the sheet by number, with the texts of their cells."""

    def __init__(self, root: etree._Element, strings: Sequence[str]) -> None:
        self.root = root
        self._strings = strings
        self._rows = dict(_numbered(root))
        self._texts: dict[int, dict[int, str]] = {}
        for column, number, cell in sheet_cells(root):
            value = cell_value(cell, strings)
            if value not in (None, ""):
                text = plain(value) if isinstance(value, Decimal) else str(value)
                self._texts.setdefault(number, {})[column] = text
        self._columns: dict[str, int] = {}
        self.heading = next(filter(self._is_heading, sorted(self._texts)), None)
        self.last = max(self._rows, default=1)

    def _is_heading(self, number: int) -> bool:
        columns = {text.partition("（")[0]: at for at, text in self._texts[number].items()}
        if not {_NUMBER, _NAME, _HOW} <= columns.keys():
            return False
        self._columns = columns
        return True

    def write(self, facts: Facts) -> None:
        """Everything on the page that follows from the facts, and no findings."""
        heading = self.heading or 0
        self._write_head(heading, facts)
        old = range(heading + 1, self._end_of_table(heading))
        below = self._below(old.stop)
        head = [number for number in sorted(self._rows) if number <= heading]
        table = self._table(old, facts)
        moved = {number: number for number in head}
        first = heading + 1 + len(table)
        gap = first - old.stop
        kept = [number for number in sorted(self._rows) if number >= old.stop]
        kept = [number for number in kept if number not in below]
        for number in kept:
            moved[number] = number + gap - sum(gone < number for gone in below)
        data = self.root.find(_DATA)
        assert data is not None  # noqa: S101 - a page with texts has rows
        data[:] = [
            *(self._rows[number] for number in head),
            *(_placed(row, heading + at) for at, row in enumerate(table, 1)),
            *(_placed(self._rows[number], moved[number]) for number in kept),
        ]
        _move_areas(self.root, moved)
        self.last = max((*moved.values(), heading + len(table)))

    def _write_head(self, heading: int, facts: Facts) -> None:
        self._put(self._rows[heading], self._columns[_HOW], _HOW)
        merges = merged_areas(self.root)
        for number in range(1, heading):
            for at, text in self._texts.get(number, {}).items():
                if text.startswith(_SAID):
                    self._put(self._rows[number], at, _NOW)
                elif text == "项目名称":
                    self._put(
                        self._rows[number],
                        _beside(merges, at, number),
                        facts.evaluation.project or "",
                    )
                elif text == "预算执行率":
                    execution = facts.scorecard.execution
                    how = _beside(merges, at, number)
                    self._put(self._rows[number], how, derive(execution))
                    self._put(self._rows[number], _beside(merges, how, number), basis(execution))

    def _end_of_table(self, heading: int) -> int:
        """The first row below the indicators: one without number and name."""
        number = heading + 1
        wanted = self._columns[_NUMBER], self._columns[_NAME]
        while any(self._texts.get(number, {}).get(at) for at in wanted):
            if _FINDINGS in self._texts[number].values():
                break
            number += 1
        return number

    def _below(self, start: int) -> frozenset[int]:
        """The numbers of the rows of the list of findings, with the blank one behind it."""
        said = {number: set(texts.values()) for number, texts in self._texts.items()}
        first = next((at for at in sorted(said) if at >= start and _FINDINGS in said[at]), None)
        if first is None:
            return frozenset()
        ends = (
            at
            for at in sorted(said)
            if at > first and any(text.startswith(_PRINTED) for text in said[at])
        )
        return frozenset(range(first, next(ends, max(self._rows) + 1)))

    def _table(self, old: range, facts: Facts) -> list[etree._Element]:
        """A row for each indicator: the one it had, with all that stood there, or a new one."""
        name_at = self._columns[_NAME]
        had: dict[str, list[int]] = {}
        for number in old:
            had.setdefault(self._texts[number].get(name_at, ""), []).append(number)
        pattern = deepcopy(self._rows[old.start if len(old) else old.start - 1])
        for _, cell in row_cells(pattern):
            _empty(cell)
        rows = []
        for values in facts.rows():
            numbers = had.get(values[_NAME])
            before = numbers.pop(0) if numbers else 0
            row = self._rows[before] if before else deepcopy(pattern)
            texts = self._texts.get(before, {})
            for title, text in values.items():
                at = self._columns.get(title)
                if at is None:
                    continue
                self._put(row, at, text)
                if text != texts.get(at, ""):
                    row.attrib.pop("ht", "")  # as high as its texts need
                    row.attrib.pop("customHeight", "")
            rows.append(row)
        return rows

    def _put(self, row: etree._Element, column: int, text: str) -> None:
        cell = next((cell for at, cell in row_cells(row) if at == column), None)
        if cell is None:
            cell = etree.Element(_CELL, r=cell_name(column, int(row.get("r", "1"))))
            later = next((other for at, other in row_cells(row) if at > column), None)
            row.append(cell) if later is None else later.addprevious(cell)
            row.attrib.pop("spans", "")
        _empty(cell)
        if is_canonical(text):
            etree.SubElement(cell, main_tag("v")).text = text
        elif text:
            cell.set("t", "inlineStr")
            cell.append(
                etree.fromstring(
                    f'<is xmlns="{MAIN}"><t xml:space="preserve">{escape(text)}</t></is>'
                )
            )


def _numbered(root: etree._Element) -> Iterable[tuple[int, etree._Element]]:
    number = 0
    for row in root.iter(_ROW):
        number = int(row.get("r", number + 1))
        for at, cell in list(row_cells(row)):
            cell.set("r", cell_name(at, number))
        row.set("r", str(number))
        yield number, row


def _placed(row: etree._Element, number: int) -> etree._Element:
    for at, cell in list(row_cells(row)):
        cell.set("r", cell_name(at, number))
    row.set("r", str(number))
    return row


def _empty(cell: etree._Element) -> None:
    cell.attrib.pop("t", "")
    for child in list(cell):
        cell.remove(child)


def _beside(merges: Iterable[Area], column: int, row: int) -> int:
    """The column right of a cell, merged or not."""
    return next((area.right for area in merges if area.holds(column, row)), column) + 1


def _move_areas(root: etree._Element, moved: Mapping[int, int]) -> None:
    """Merges, links and coloured areas go where their rows went, or with them."""
    for dimension in (*root.findall(main_tag("dimension")), *root.findall(main_tag("rowBreaks"))):
        root.remove(dimension)
    for name, attribute in _AREAS.items():
        for element in root.findall(main_tag(name)):
            entries = list(element) if attribute == "ref" else [element]
            for entry in entries:
                areas = _moved(parse_areas(entry.get(attribute, "")), moved)
                parent = entry.getparent()
                if areas:
                    entry.set(attribute, " ".join(map(str, areas)))
                elif parent is not None:
                    parent.remove(entry)
            if attribute == "ref" and not len(element):
                root.remove(element)
            elif element.get("count"):
                element.set("count", str(len(element)))


def _moved(areas: Iterable[Area], moved: Mapping[int, int]) -> list[Area]:
    kept = []
    for area in areas:
        rows = [moved[row] for row in range(area.top, area.bottom + 1) if row in moved]
        if rows:
            kept.append(area._replace(top=min(rows), bottom=max(rows)))
    return kept


def _set_print_area(book: Workbook, last: int) -> None:
    """The printed area of the page ends with its last row."""
    place = [name for name, _ in book.sheets].index(BASIS_SHEET)
    for entry in book.root.iter(main_tag("definedName")):
        if entry.get("name") == _PRINT_AREA and entry.get("localSheetId") == str(place):
            entry.text = _LAST_ROW.sub(str(last), entry.text or "")


def _without_unused(
    package: Package, book: Workbook, roots: Iterable[etree._Element]
) -> etree._Element:
    """The shared texts, those emptied that no cell shows any more."""
    used = {
        int(cell.findtext(main_tag("v"), "0"))
        for root in roots
        for _, _, cell in sheet_cells(root)
        if cell.get("t") == "s"
    }
    strings = package.xml(book.strings)
    for index, item in enumerate(strings.iterchildren(main_tag("si"))):
        if index not in used:
            item.clear()
            etree.SubElement(item, main_tag("t"))
    return strings
