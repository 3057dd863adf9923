"""The workbook part: which sheets there are, what belongs to them, defined names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError
from perfxl.sheet.companions import MOVERS
from perfxl.sheet.expand import RowMap
from perfxl.sheet.formula import Home, move
from perfxl.sheet.package import CONTENT_TYPES_PART, Package
from perfxl.sheet.xml import (
    CONTENT_TYPES,
    PACKAGE_RELATIONS,
    RELATIONS,
    in_default_namespace,
    is_true,
    main_tag,
)

_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

# What may stand before <calcPr> (ECMA-376 part 1, 18.2.27), nearest first.
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


class Relation(NamedTuple):
    """One relationship of a part; ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


class Companion(NamedTuple):
    """A part that names rows of ``sheet``."""

    part: str
    kind: str
    sheet: str


class Workbook(NamedTuple):
    """A workbook's structure.

    ``sheets`` are worksheets only, as (name, part); ``strings``, ``styles`` and ``chain`` are
    part names, ``""`` when there is none.
    """

    part: str
    root: etree._Element
    sheets: tuple[tuple[str, str], ...]
    strings: str
    styles: str
    chain: str
    date1904: bool


def relations(package: Package, part: str) -> tuple[Relation, ...]:
    """The relationships of ``part`` to other parts of the package (``""``: of the package)."""
    name = relations_part(part)
    if name not in package:
        return ()
    folder = posixpath.dirname(part)
    found = []
    for item in package.xml(name).iterchildren(f"{{{PACKAGE_RELATIONS}}}Relationship"):
        if item.get("TargetMode") == "External":
            continue
        target = item.get("Target", "")
        if target.startswith("/"):
            target = target[1:]
        else:
            target = posixpath.normpath(posixpath.join(folder, target))
        found.append(Relation(item.get("Id", ""), last_word(item.get("Type", "")), target))
    return tuple(found)


def last_word(relationship_type: str) -> str:
    """What a relationship is to its part; the words before are the same in one variant."""
    return relationship_type.rpartition("/")[2]


def relations_part(part: str) -> str:
    """The part that holds the relationships of ``part``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def read_workbook(package: Package) -> Workbook:
    """Find the sheets.

    Raises:
        InputError: this is no workbook, or one in the strict variant of the format.
    """
    part = _single(relations(package, ""), "officeDocument")
    if not part:
        raise InputError("压缩包里没有工作簿；请检查是否选错了文件", file=package.file)
    root = in_default_namespace(package.xml(part))
    if root.tag != main_tag("workbook"):
        raise InputError(
            "不是普通的 .xlsx 工作簿（可能是 Strict Open XML 或 .xlsb），请另存为“Excel 工作簿”",
            file=package.file,
        )
    related = relations(package, part)
    targets = {item.id: item for item in related}
    sheets = []
    parts: set[str] = set()
    for sheet in root.iterfind(f"{main_tag('sheets')}/{main_tag('sheet')}"):
        target = targets.get(sheet.get(f"{{{RELATIONS}}}id", ""))
        if target is not None and target.kind == "worksheet":
            if target.target in parts:
                raise InputError(
                    "两个工作表指向同一个部件，文件已损坏；请用 Excel 或 WPS 打开后另存",
                    file=package.file,
                    sheet=sheet.get("name", ""),
                )
            parts.add(target.target)
            sheets.append((sheet.get("name", ""), target.target))
    properties = root.find(main_tag("workbookPr"))
    return Workbook(
        part=part,
        root=root,
        sheets=tuple(sheets),
        strings=_single(related, "sharedStrings"),
        styles=_single(related, "styles"),
        chain=_single(related, "calcChain"),
        date1904=properties is not None and is_true(properties, "date1904"),
    )


def _single(related: tuple[Relation, ...], kind: str) -> str:
    return next((item.target for item in related if item.kind == kind), "")


def companions(package: Package, workbook: Workbook) -> Iterator[Companion]:
    """Every part beside the sheets that names rows, charts of drawings included."""
    seen: set[str] = set()
    for sheet, part in workbook.sheets:
        waiting = list(relations(package, part))
        while waiting:
            item = waiting.pop(0)
            if item.target in seen or item.kind not in MOVERS or item.target not in package:
                continue
            seen.add(item.target)
            yield Companion(item.target, item.kind, sheet)
            waiting += relations(package, item.target)


def moved_workbook(
    root: etree._Element, maps: Mapping[str, RowMap], *, full_calculation: bool
) -> etree._Element:
    """The workbook part with its names moved (print areas and titles are names too).

    Args:
        root: as in the template.
        maps: what happens to the rows of each sheet.
        full_calculation: whether to ask the application to compute every formula on opening
            (and to save on closing), because some have no cached value.
    """
    moved = deepcopy(root)
    for name in moved.iter(main_tag("definedName")):
        name.text = move(name.text or "", Home(), maps)
    properties = moved.find(main_tag("calcPr"))
    if properties is not None and properties.get("fullCalcOnLoad"):
        del properties.attrib["fullCalcOnLoad"]
    if full_calculation:
        if properties is None:
            properties = etree.Element(main_tag("calcPr"))
            _last(moved, _BEFORE_CALCULATION).addnext(properties)
        properties.set("fullCalcOnLoad", "1")
    return moved


def _last(root: etree._Element, names: tuple[str, ...]) -> etree._Element:
    found = (root.find(main_tag(name)) for name in names)
    return next(element for element in found if element is not None)


class Skeleton(NamedTuple):
    """The parts that list the others, for files made from a template."""

    content_types: etree._Element
    relations: etree._Element
    strings: str


def skeleton(package: Package, workbook: Workbook) -> Skeleton:
    """Content types and the workbook's relationships, without the calculation chain.

    The chain lists formula cells by address; applications make a new one.  A template
    without shared strings gets a (yet empty) part for them.
    """
    types = package.xml(CONTENT_TYPES_PART)
    links = package.xml(relations_part(workbook.part))
    chain = f"/{workbook.chain}"
    for entry in list(types):
        if entry.get("PartName") == chain:
            types.remove(entry)
        elif entry.get("ContentType") == _TEMPLATE_TYPE:
            entry.set("ContentType", BOOK_TYPE)
    for link in list(links):
        if link.get("Type", "").endswith("/calcChain"):
            links.remove(link)
    strings = workbook.strings
    if not strings:
        strings = posixpath.join(posixpath.dirname(workbook.part), "sharedStrings.xml")
        entry = etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override")
        entry.set("PartName", f"/{strings}")
        entry.set("ContentType", _STRINGS_TYPE)
        link = etree.SubElement(links, f"{{{PACKAGE_RELATIONS}}}Relationship")
        link.set("Id", "perfxlStrings")
        link.set("Type", f"{RELATIONS}/sharedStrings")
        link.set("Target", f"/{strings}")
    return Skeleton(types, links, strings)
