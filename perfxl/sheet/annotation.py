"""A copy of a workbook with some cells shaded and commented, and nothing else changed.

Works on the parts of the package: those that carry no mark are copied as they lie in the
file, compressed bytes and all, so that nothing an application once put in can get lost.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError
from perfxl.sheet.address import Area
from perfxl.sheet.archive import Bundle, pack, pack_xml
from perfxl.sheet.container import Part
from perfxl.sheet.notes import CellNote, add_boxes, add_comments, cluster_count, clusters
from perfxl.sheet.package import CONTENT_TYPES_PART, Package
from perfxl.sheet.relationships import Relationships
from perfxl.sheet.shading import Shades, SheetCells, merged_areas
from perfxl.sheet.workbook import read_workbook
from perfxl.sheet.xml import CONTENT_TYPES, RELATIONS, main_tag

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_DRAWING = "vmlDrawing"
# What stands after <legacyDrawing> in a worksheet (ECMA-376 part 1, 18.3.1.99).
_AFTER_DRAWING = {
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",  # holds oleObjects or controls
    "webPublishItems",
    "tableParts",
    "extLst",
}


class Mark(NamedTuple):
    """A cell to be shaded and commented; ``colour`` as in ``"FFC7CE"``."""

    sheet: str
    cell: str
    text: str
    colour: str


def annotated(
    package: Package,
    marks: Iterable[Mark],
    *,
    author: str,
    closing: Callable[[str], str] | None = None,
) -> bytes:
    """The workbook with ``marks``, as a file.

    The marks of one cell, or of one merged range, become one comment; the first gives the
    colour.  A cell that has a comment keeps it and gets its text prolonged.

    Args:
        package: the workbook.
        marks: cells of worksheets that are there.
        author: who comments.
        closing: gives the last line of each comment from the background that
            the cell had, in the words of :func:`~perfxl.sheet.fills.fill_words`.

    Raises:
        InputError: this is no workbook, or its structure is damaged.
        ValueError: there is no such sheet or cell.
    """
    sheets = _by_sheet(marks)
    missing = sheets.keys() - {name for name, _ in read_workbook(package).sheets}
    if missing:
        raise ValueError(f"no such sheet: {min(missing)!r}")
    areas = {mark.cell: Area.parse(mark.cell) for own in sheets.values() for mark in own}
    try:
        copy = _Copy(package, closing)
        for sheet, own in sheets.items():
            copy.mark(sheet, own, areas, author)
        return copy.file()
    except (ValueError, LookupError) as error:  # an address or a number that is none
        raise InputError(
            f"工作簿内部结构已损坏（{error}），请用 Excel 打开后另存为 .xlsx", file=package.file
        ) from None


def _by_sheet(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    sheets: dict[str, list[Mark]] = {}
    for mark in marks:
        sheets.setdefault(mark.sheet, []).append(mark)
    return sheets


class _Copy:
    """The parts of the copy, those that differ from the original already made."""

    def __init__(self, package: Package, closing: Callable[[str], str] | None) -> None:
        self._package = package
        self._closing = closing
        self._workbook = read_workbook(package)
        self._sheets = dict(self._workbook.sheets)
        self._types = package.xml(CONTENT_TYPES_PART)
        self._made: dict[str, Part] = {}
        self._names = {name.lower() for name in package.names()}
        styles = self._workbook.styles
        self._styles = package.xml(styles) if styles else etree.Element("none")
        self._shades = Shades(self._styles)
        drawings = (name for name in package.names() if name.lower().endswith(".vml"))
        owned = set[int]().union(*(clusters(package.part(name).data()) for name in drawings))
        self._cluster = max(owned, default=0) + 1

    def mark(
        self, sheet: str, marks: Sequence[Mark], areas: Mapping[str, Area], author: str
    ) -> None:
        """Shade and comment the cells of one sheet."""
        part = self._sheets[sheet]
        root = self._package.xml(part)
        merges = merged_areas(root)
        texts: dict[Area, list[str]] = {}
        closings: dict[Area, str] = {}
        cells = SheetCells(root)
        for mark in marks:
            area = _merged(areas[mark.cell], merges)
            if area not in texts:
                closings[area] = (
                    self._closing(cells.words(area, self._shades)) if self._closing else ""
                )
                cells.shade(area, mark.colour, self._shades)
            texts.setdefault(area, []).append(mark.text)
        notes = [
            CellNote(area, "\n".join(filter(None, ("\n\n".join(lines), closings[area]))))
            for area, lines in texts.items()
        ]
        self._comment(part, root, notes, author)
        self._made[part] = pack_xml(part, root)

    def _comment(
        self, part: str, root: etree._Element, notes: Sequence[CellNote], author: str
    ) -> None:
        links = Relationships(self._package, part)
        there = links.target("comments")
        own = self._package.xml(there) if there else None
        comments, fresh = add_comments(own, notes, author)
        name = there or self._new_name("comments{}.xml", _COMMENTS_TYPE)
        if not there:
            links.add("comments", name)
        self._made[name] = pack_xml(name, comments)
        if fresh:
            self._draw(links, root, fresh)
        if links.changed:
            self._made[links.part] = pack_xml(links.part, links.root)

    def _draw(self, links: Relationships, root: etree._Element, notes: Sequence[CellNote]) -> None:
        """The boxes; the sheet names its drawing by relationship, headers have another one."""
        mark = root.find(main_tag("legacyDrawing"))
        identity = "" if mark is None else mark.get(f"{{{RELATIONS}}}id", "")
        there = links.target(_DRAWING, identity) if identity else ""
        own = self._package.part(there).data() if there else None
        drawing = add_boxes(own, notes, root, cluster=self._cluster)
        self._cluster += cluster_count(notes)
        name = there or self._new_name("drawings/vmlDrawing{}.vml", "")
        self._made[name] = pack(name, drawing)
        if not there:
            self._declare_drawings()
            _name_drawing(root, mark, links.add(_DRAWING, name))

    def _new_name(self, pattern: str, content_type: str) -> str:
        """A part name that is free, declared with its content type if it has one of its own."""
        folder = posixpath.dirname(self._workbook.part)
        number = 1
        while True:
            name = posixpath.join(folder, pattern.format(number))
            if name.lower() not in self._names:
                break
            number += 1
        self._names.add(name.lower())
        if content_type:
            entry = etree.SubElement(self._types, f"{{{CONTENT_TYPES}}}Override")
            entry.set("PartName", f"/{name}")
            entry.set("ContentType", content_type)
        return name

    def _declare_drawings(self) -> None:
        tag = f"{{{CONTENT_TYPES}}}Default"
        if all(entry.get("Extension", "").lower() != "vml" for entry in self._types.iter(tag)):
            entry = etree.Element(tag, Extension="vml", ContentType=_DRAWING_TYPE)
            self._types.insert(0, entry)

    def file(self) -> bytes:
        """The whole copy."""
        return Bundle.of(self._parts()).file()

    def _parts(self) -> Iterator[Part]:
        made = dict(self._made)
        if made:
            made[CONTENT_TYPES_PART] = pack_xml(CONTENT_TYPES_PART, self._types)
            if self._workbook.styles:
                made[self._workbook.styles] = pack_xml(self._workbook.styles, self._styles)
        for name in self._package.names():
            yield made.pop(name) if name in made else self._package.part(name)
        yield from made.values()


def _merged(area: Area, merges: Sequence[Area]) -> Area:
    """The merged range that ``area`` begins in, if there is one."""
    return next((merge for merge in merges if merge.holds(area.left, area.top)), area)


def _name_drawing(root: etree._Element, mark: etree._Element | None, identity: str) -> None:
    if mark is None:
        mark = etree.Element(main_tag("legacyDrawing"))
        for child in root.iterchildren(etree.Element):
            if etree.QName(child).localname in _AFTER_DRAWING:
                child.addprevious(mark)
                break
        else:
            root.append(mark)
    mark.set(f"{{{RELATIONS}}}id", identity)
