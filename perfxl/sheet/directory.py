"""What a workbook lists: its sheets, names and links, and how entries leave the lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from lxml import etree

from perfxl.sheet.archive import pack_xml
from perfxl.sheet.container import Part
from perfxl.sheet.package import Package
from perfxl.sheet.relationships import Relationships
from perfxl.sheet.shading import sheet_cells
from perfxl.sheet.workbook import Workbook, relations
from perfxl.sheet.xml import RELATIONS, main_tag

_IDENTITY = f"{{{RELATIONS}}}id"
_NAMES = main_tag("definedNames")


class Directory:
    """The workbook part and its relationships, cut down in memory.

    The package itself stays as it is; :meth:`parts` gives what became different.
    """

    def __init__(self, package: Package, book: Workbook) -> None:
        self._package = package
        self._book = book
        self._links = Relationships(package, book.part)
        self._made: dict[str, Part] = {}

    def parts(self) -> Iterator[tuple[str, Part]]:
        """The parts to put in place of the package's, by name."""
        yield from self._made.items()
        yield self._book.part, pack_xml(self._book.part, self._book.root)
        yield self._links.part, pack_xml(self._links.part, self._links.root)

    def drop_names(self, unwanted: Callable[[etree._Element], bool]) -> tuple[str, ...]:
        """Take out the defined names that are ``unwanted``; gives what they were called."""
        names = self._book.root.find(_NAMES)
        if names is None:
            return ()
        gone = [entry for entry in names if unwanted(entry)]
        for entry in gone:
            names.remove(entry)
        if not len(names):
            self._book.root.remove(names)
        return tuple(entry.get("name", "") for entry in gone)

    def drop_links(self, kinds: Collection[str]) -> None:
        """Take out the relationships of these kinds, and the list of other workbooks."""
        for element in self._book.root.findall(main_tag("externalReferences")):
            self._book.root.remove(element)
        self._links.remove_kinds(kinds)

    def drop_sheets(self, parts: Collection[str]) -> None:
        """Take out these sheets, what counts them, and what only they say.

        A workbook without sheets cannot be opened: if these are all, all of them stay.
        """
        sheets = self._book.root.find(main_tag("sheets"))
        if not parts or sheets is None or len(parts) >= len(sheets):
            return
        targets = {item.id: item.target for item in relations(self._package, self._book.part)}
        for place, sheet in reversed(list(enumerate(sheets))):
            target = targets.get(sheet.get(_IDENTITY, ""), "")
            if target in parts:
                self._links.remove(target)
                sheets.remove(sheet)
                self._count_without(place)
        self._drop_titles()
        self._drop_strings(parts)

    def _count_without(self, place: int) -> None:
        """What counts the sheets counts on without the one at ``place``."""
        for view in self._book.root.iter(main_tag("workbookView")):
            for name in ("activeTab", "firstSheet"):
                number = int(view.get(name, "0"))
                if number >= place and number:
                    view.set(name, str(number - 1))
        names = self._book.root.find(_NAMES)
        for entry in () if names is None else list(names):
            number = int(entry.get("localSheetId", "-1"))
            if number == place and names is not None:
                names.remove(entry)
            elif number > place:
                entry.set("localSheetId", str(number - 1))

    def _drop_titles(self) -> None:
        """The document properties list the sheets once more; applications make a new list."""
        for item in relations(self._package, ""):
            if item.kind == "extended-properties":
                properties = self._package.xml(item.target)
                for element in list(properties):
                    if etree.QName(element).localname in ("HeadingPairs", "TitlesOfParts"):
                        properties.remove(element)
                self._made[item.target] = pack_xml(item.target, properties)

    def _drop_strings(self, gone: Collection[str]) -> None:
        """Texts that only cells of sheets that are ``gone`` show stand nowhere any more."""
        if not self._book.strings:
            return
        said: dict[bool, set[int]] = {True: set(), False: set()}
        for _, part in self._book.sheets:
            said[part in gone].update(
                int(cell.findtext(main_tag("v"), "0"))
                for _, _, cell in sheet_cells(self._package.xml(part))
                if cell.get("t") == "s"
            )
        strings = self._package.xml(self._book.strings)
        items = list(strings.iterchildren(main_tag("si")))
        for index in said[True] - said[False]:
            items[index].clear()
            etree.SubElement(items[index], main_tag("t"))
        self._made[self._book.strings] = pack_xml(self._book.strings, strings)
