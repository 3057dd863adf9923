"""The workbook of a bundle, written sheet by sheet; only its list of sheets is held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from perfxl.batch.bundle_index import Line, index_sheet
from perfxl.forms.bundled import INDEX_SHEET
from perfxl.sheet.archive import StreamedPart, StreamedZip, pack, pack_xml
from perfxl.sheet.formula import quote_sheet
from perfxl.sheet.package import CONTENT_TYPES_PART, Package
from perfxl.sheet.printed import PRINT_TITLES
from perfxl.sheet.strings import STRINGS_END
from perfxl.sheet.workbook import BOOK_TYPE, read_workbook, relations
from perfxl.sheet.xml import (
    CONTENT_TYPES,
    MAIN,
    PACKAGE_RELATIONS,
    RELATIONS,
    escape,
    escape_attribute,
    main_tag,
)
from perfxl.template import Program

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument"
_SHEET_TYPE = f"{_OFFICE}.spreadsheetml.worksheet+xml"


class BundleBook:
    """Writes the sheets of ``program``, a template reduced to what it prints, one by one.

    Args:
        file: gets the workbook.
        program: the compiled template; it has one sheet.
        printed: the same template as bytes, for its theme and its styles; the last of these
            are those of the list.
    """

    def __init__(self, file: BinaryIO, program: Program, printed: bytes) -> None:
        self._zip = StreamedZip(file)
        self._program = program
        self._template = Package.read(printed, name="form.xlsx")
        self._workbook = read_workbook(self._template)
        self._texts = program.texts()
        self._strings = StreamedPart("xl/sharedStrings.xml")
        self._strings.add(program.strings)
        self._names: list[tuple[int, str, str]] = []
        self._complete = True
        self.lines: list[Line] = []

    def add(self, line: Line, context: Mapping[str, object]) -> None:
        """Write the form of ``context`` as the next sheet, and put ``line`` on the list.

        Raises:
            TemplateError, OutputError: it cannot be rendered; nothing was written.
        """
        painted = self._program.painted(context, self._texts)
        (sheet,) = painted.sheets
        self.lines.append(line)
        number = len(self.lines)
        self._strings.add(self._texts.taken())
        self._zip.add(pack(_sheet_part(number), sheet))
        self._complete &= painted.complete
        own = quote_sheet(self._workbook.sheets[0][0])
        self._names += (
            (number, name, text.replace(own, quote_sheet(line.sheet)))
            for name, text in painted.names
        )

    def finish(self) -> None:
        """Write the list and everything that the sheets share."""
        styles = self._template.xml(self._workbook.styles)
        formats = styles.find(main_tag("cellXfs"))
        index = index_sheet(self.lines, self._texts, len(formats) - 1 if formats is not None else 0)
        self._zip.add(pack(_sheet_part(0), (_HEAD + index).encode()))
        self._strings.add(self._texts.taken() + STRINGS_END)
        self._zip.add(self._strings.part())
        self._zip.add(pack_xml("xl/styles.xml", styles))
        theme = self._theme()
        if theme:
            self._zip.add(pack("xl/theme/theme1.xml", theme))
        self._zip.add(pack("xl/workbook.xml", self._book().encode()))
        self._zip.add(pack("xl/_rels/workbook.xml.rels", self._relations(bool(theme)).encode()))
        root = (
            f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        )
        self._zip.add(pack("_rels/.rels", _listed(PACKAGE_RELATIONS, "Relationships", root)))
        self._zip.add(pack(CONTENT_TYPES_PART, self._types(bool(theme)).encode()))
        self._zip.finish()

    def _theme(self) -> bytes:
        related = relations(self._template, self._workbook.part)
        found = [item.target for item in related if item.kind == "theme"]
        return self._template.part(found[0]).data() if found else b""

    def _book(self) -> str:
        sheets = "".join(
            f'<sheet name="{escape_attribute(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate((INDEX_SHEET, *(line.sheet for line in self.lines)), 1)
        )
        titles = (0, PRINT_TITLES, f"{quote_sheet(INDEX_SHEET)}$3:$3")
        names = "".join(
            f'<definedName name="{name}" localSheetId="{number}">{escape(text)}</definedName>'
            for number, name, text in (titles, *self._names)
        )
        calculation = "" if self._complete else '<calcPr fullCalcOnLoad="1"/>'
        return (
            f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{self._properties()}'
            '<bookViews><workbookView firstSheet="0" activeTab="0"/></bookViews>'
            f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames>{calculation}</workbook>"
        )

    def _properties(self) -> str:
        return '<workbookPr date1904="1"/>' if self._workbook.date1904 else "<workbookPr/>"

    def _relations(self, themed: bool) -> str:  # noqa: FBT001 (private)
        count = len(self.lines) + 1
        targets = [("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(count)]
        targets += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        if themed:
            targets.append(("theme", "theme/theme1.xml"))
        items = "".join(
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets, 1)
        )
        return _listed(PACKAGE_RELATIONS, "Relationships", items).decode()

    def _types(self, themed: bool) -> str:  # noqa: FBT001 (private)
        parts = [("xl/workbook.xml", BOOK_TYPE)]
        parts += [(_sheet_part(n), _SHEET_TYPE) for n in range(len(self.lines) + 1)]
        parts += [
            ("xl/styles.xml", f"{_OFFICE}.spreadsheetml.styles+xml"),
            ("xl/sharedStrings.xml", f"{_OFFICE}.spreadsheetml.sharedStrings+xml"),
        ]
        if themed:
            parts.append(("xl/theme/theme1.xml", f"{_OFFICE}.theme+xml"))
        items = (
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
        )
        items += "".join(
            f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in parts
        )
        return _listed(CONTENT_TYPES, "Types", items).decode()


def _sheet_part(number: int) -> str:
    """The list is number 0."""
    return f"xl/worksheets/sheet{number + 1}.xml"


def _listed(namespace: str, tag: str, items: str) -> bytes:
    return f'{_HEAD}<{tag} xmlns="{namespace}">{items}</{tag}>'.encode()
