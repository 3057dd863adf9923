"""A copy of a workbook that needs nothing but itself: no macro, link, add-in or marks.

Parts that hold none of these are copied as they lie in the file, compressed bytes and all,
so that nothing an application once put in can get lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from lxml import etree

from perfxl.errors import InputError
from perfxl.regex import regex
from perfxl.sheet.address import Area, split_cell
from perfxl.sheet.archive import Bundle, pack, pack_xml
from perfxl.sheet.container import Part
from perfxl.sheet.directory import Directory
from perfxl.sheet.fallback import has_link
from perfxl.sheet.package import CONTENT_TYPES_PART, Package
from perfxl.sheet.relationships import Relationships
from perfxl.sheet.settled import Frozen, Settling, cell_value
from perfxl.sheet.shading import Shades, SheetCells, merged_areas, sheet_cells
from perfxl.sheet.strings import read_strings
from perfxl.sheet.unmarking import Spans, cut_comments, has_comments, has_shapes, without_boxes
from perfxl.sheet.workbook import BOOK_TYPE, last_word, read_workbook, relations, relations_part
from perfxl.sheet.xml import RELATIONS, main_tag

_MACRO_TYPE = "application/vnd.ms-office.vbaProject"
_IDENTITY = f"{{{RELATIONS}}}id"
_SIGNATURE = "origin"  # of a digital signature, which does not hold for another content
# Relationships of the workbook (or package) to what a copy does without; the calculation
# chain lists formula cells, and applications make a new one.
_DROPPED = {"vbaProject", "externalLink", "calcChain", "extensibility", _SIGNATURE}
_MACRO_SHEETS = {"xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"}
# Formulas outside cells: conditional formats, validations, and those of newer Excel.
_RULES = (
    *map(main_tag, ("formula", "formula1", "formula2")),
    "{http://schemas.microsoft.com/office/excel/2006/main}f",
)
_TABLE_FORMULAS = tuple(map(main_tag, ("calculatedColumnFormula", "totalsRowFormula")))
_CHART_LINK = regex(rb"<(?:\w+:)?f>[^<]*\[[1-9][0-9]*\]")
_BUTTON_MACRO = regex(rb"""(\smacro=)("[^"]*"|'[^']*')""")
_VML_MACRO = regex(rb"<(\w+:)?FmlaMacro>.*?</(\w+:)?FmlaMacro>", re.DOTALL)


class Traces(NamedTuple):
    """What a copy shall not hold any more, besides macros and links.

    Args:
        prefix: what the names of the add-in's functions begin with, in capitals.
        notes: where notes of ours stand in a comment.
        background: what background there was before the mark, from its comment.
        colours: the colours of marks; another one is a person's.
        sheet_titles: what stands in A1 of sheets that go as a whole.
        fills: for a sheet, the background there was before marks that no comment tells of, by
            cell, in the words of :func:`~perfxl.sheet.fills.fill_words`.
        values: whether every formula becomes its value.
    """

    prefix: str
    notes: Callable[[str], Spans]
    background: Callable[[str], str | None]
    colours: Collection[str]
    sheet_titles: Collection[str]
    fills: Callable[[str], Mapping[str, str]] = lambda _: {}
    values: bool = False


class Detached(NamedTuple):
    """The copy as a file, and what became of it.

    ``frozen`` are cells whose formula became its value, as (sheet, cell); ``names`` the
    defined names that are gone with their links; ``macros`` and ``signed`` whether there were
    macros and a digital signature, which are gone.
    """

    data: bytes
    frozen: tuple[tuple[str, Frozen], ...]
    names: tuple[str, ...]
    macros: bool
    signed: bool


def detached(package: Package, traces: Traces) -> Detached:
    """The copy of ``package``.

    Raises:
        InputError: this is no workbook, it is damaged, or something in it cannot be taken
            out without loss; the message says what and what to do.
    """
    try:
        return _Copy(package, traces).made()
    except (ValueError, LookupError):  # an address or a number that is none
        raise InputError(
            "工作簿内部结构已损坏，请用 Excel 打开后另存为 .xlsx", file=package.file
        ) from None


class _Copy:
    """The parts of the copy, those that differ from the original already made."""

    def __init__(self, package: Package, traces: Traces) -> None:
        self._package = package
        self._traces = traces
        self._book = read_workbook(package)
        self._directory = Directory(package, self._book)
        self._made: dict[str, Part] = {}
        self._frozen: list[tuple[str, Frozen]] = []
        strings = self._book.strings
        read = read_strings(package.xml(strings)) if strings in package else ()
        self._strings = tuple(item.text for item in read)
        styles = self._book.styles
        self._styles = package.xml(styles) if styles else etree.Element("none")
        self._shades = Shades(self._styles)

    def made(self) -> Detached:
        """The whole copy."""
        related = {item.kind for item in relations(self._package, self._book.part)}
        if not related.isdisjoint(_MACRO_SHEETS):
            self._refuse("含有 Excel 4.0 宏表或对话框表，请在 Excel 里删除这张表后保存")
        if "connections" in related:
            self._refuse("含有外部数据连接，请在“数据 → 查询和连接”里删除连接后保存")
        names = self._directory.drop_names(self._asks)
        settling = Settling(
            self._traces.prefix,
            self._strings,
            frozenset(name.casefold() for name in names),
            values=self._traces.values,
        )
        for sheet, part in self._book.sheets:
            self._settle(sheet, part, settling)
        self._directory.drop_links(_DROPPED)
        self._directory.drop_sheets({part for _, part in self._book.sheets if self._is_ours(part)})
        self._made.update(self._directory.parts())
        for name in self._package.names():
            self._silence(name)
            if "/tables/" in name:
                self._settle_table(name, settling)
        signed = any(item.kind == _SIGNATURE for item in relations(self._package, ""))
        data = Bundle.of(self._parts()).file()
        return Detached(data, tuple(self._frozen), names, "vbaProject" in related, signed)

    def _asks(self, name: etree._Element) -> bool:
        """Whether a defined name refers to a macro, another workbook or the add-in's functions."""
        formula = name.text or ""
        macro = name.get("vbProcedure") in ("1", "true") or name.get("xlm") in ("1", "true")
        return macro or has_link(formula) or self._traces.prefix in formula.upper()

    def _is_ours(self, part: str) -> bool:
        first = next(sheet_cells(self._package.xml(part)), None)
        return (
            first is not None
            and first[:2] == (1, 1)
            and cell_value(first[2], self._strings) in self._traces.sheet_titles
        )

    # The sheets -----------------------------------------------------------------------------

    def _settle(self, sheet: str, part: str, settling: Settling) -> None:
        """Settle the formulas of one sheet and take its marks away."""
        root = self._package.xml(part)
        settled = settling.settle(root, sheet)
        if settled.uncalculated:
            self._refuse_uncalculated(sheet, settled.uncalculated)
        if settled.unusable:
            self._refuse_cells(sheet, settled.unusable)
        self._frozen += ((sheet, frozen) for frozen in settled.frozen)
        for formula in root.iter(*_RULES):
            if settling.asks(formula.text or ""):
                self._refuse(
                    "条件格式或数据有效性用了加载项函数或其他工作簿，请在 Excel 里改掉后保存",
                    sheet,
                )
        changed = self._unmark(sheet, part, root) or settled.changed
        for element in root.iter(main_tag("controlPr")):
            changed = bool(element.attrib.pop("macro", "")) or changed
        if changed:
            self._made[part] = pack_xml(part, root)

    def _unmark(self, sheet: str, part: str, root: etree._Element) -> bool:
        """Take the notes of ours out of a sheet's comments, and their colours from its cells."""
        words = dict(self._traces.fills(sheet))
        links = Relationships(self._package, part)
        name = links.target("comments")
        if name:
            comments = self._package.xml(name)
            texts, gone = cut_comments(comments, self._traces.notes)
            words |= {at: self._traces.background(text) or "" for at, text in texts.items()}
            if texts and has_comments(comments):
                self._made[name] = pack_xml(name, comments)
            elif texts:
                links.remove(name)
            self._undraw(links, root, frozenset(map(split_cell, gone)))
            if links.changed:
                self._made[links.part] = pack_xml(links.part, links.root)
        cells, merges = SheetCells(root), merged_areas(root)
        for address, background in words.items():
            column, row = split_cell(address)
            one = Area(row, column, row, column)
            area = next((merge for merge in merges if merge.holds(column, row)), one)
            cells.restore(area, self._traces.colours, background, self._shades)
        return bool(words)

    def _undraw(
        self, links: Relationships, root: etree._Element, cells: frozenset[tuple[int, int]]
    ) -> None:
        """The boxes of comments that are gone; a drawing without anything goes as a whole."""
        mark = root.find(main_tag("legacyDrawing"))
        name = "" if mark is None else links.target("vmlDrawing", mark.get(_IDENTITY, ""))
        if mark is None or not name or not cells:
            return
        drawing = without_boxes(self._package.part(name).data(), cells)
        if has_shapes(drawing):
            self._made[name] = pack(name, drawing)
        else:
            root.remove(mark)
            links.remove(name)

    def _settle_table(self, part: str, settling: Settling) -> None:
        """The formulas that a table gives to new rows; they are no cells."""
        root = self._package.xml(part)
        asking = [it for it in root.iter(*_TABLE_FORMULAS) if settling.asks(it.text or "")]
        for formula in asking:
            left = settling.own(formula.text or "")
            parent = formula.getparent()
            if isinstance(left, str):
                formula.text = left
            elif parent is not None:
                parent.remove(formula)
        if asking:
            self._made[part] = pack_xml(part, root)

    # The package ----------------------------------------------------------------------------

    def _silence(self, name: str) -> None:
        """Shapes and buttons call no macro any more."""
        if not name.lower().endswith((".xml", ".vml")) or "/drawings/" not in f"/{name}":
            return
        data = (self._made.get(name) or self._package.part(name)).data()
        silent = _VML_MACRO.sub(b"", _BUTTON_MACRO.sub(rb'\1""', data))
        if silent != data:
            self._made[name] = pack(name, silent)

    def _parts(self) -> Iterator[Part]:
        made = self._made
        if self._shades.changed:
            made[self._book.styles] = pack_xml(self._book.styles, self._styles)
        outer = Relationships(self._package, "")
        outer.remove_kinds(_DROPPED)
        if outer.changed:
            made[outer.part] = pack_xml(outer.part, outer.root)
        copy = Package(
            {**{name: self._package.part(name) for name in self._package.names()}, **made}
        )
        gone = _reached(self._package) - _reached(copy)
        self._refuse_links(copy, gone)
        made[CONTENT_TYPES_PART] = self._types(gone)
        for name in self._package.names():
            if name not in gone:
                yield made[name] if name in made else self._package.part(name)

    def _types(self, gone: Collection[str]) -> Part:
        types = self._package.xml(CONTENT_TYPES_PART)
        for entry in list(types):
            name = entry.get("PartName", "").removeprefix("/")
            if name == self._book.part:
                entry.set("ContentType", BOOK_TYPE)
            elif name in gone or (not name and entry.get("ContentType") == _MACRO_TYPE):
                types.remove(entry)
        return pack_xml(CONTENT_TYPES_PART, types)

    def _refuse_links(self, copy: Package, gone: Collection[str]) -> None:
        """What still leads outside and is seen cannot be cut without loss."""
        for name in copy.names():
            if name in gone:
                continue
            if name.endswith(".rels") and any(
                link.get("TargetMode") == "External"
                and last_word(link.get("Type", "")) != "hyperlink"
                for link in copy.xml(name)
            ):
                self._refuse("含有指向外部文件的对象或图片，请在 Excel 里改为嵌入或删除后保存")
            if "/charts/" in name and _CHART_LINK.search(copy.part(name).data()):
                self._refuse("图表引用了其他工作簿，请把数据复制到本工作簿后保存")

    def _refuse_cells(self, sheet: str, cells: Sequence[tuple[str, str]]) -> NoReturn:
        """Raises InputError: cells whose formula cannot stay show nothing, or an error."""
        listed = "、".join(f"{cell}（{shown or '没有算出的值'}）" for cell, shown in cells[:5])
        more = f"等 {len(cells)} 格" if len(cells) > 5 else ""
        self._refuse(
            f"{listed}{more}没有可以报送的数。请在装有加载项的电脑上打开，重新计算（Ctrl+Alt+F9）后保存",
            sheet,
        )

    def _refuse_uncalculated(self, sheet: str, cells: Sequence[str]) -> NoReturn:
        """Raises InputError: a program that computes nothing has saved the formulas."""
        listed = f"{cells[0]} 等 {len(cells)} 格" if len(cells) > 1 else cells[0]
        self._refuse(
            f"{listed}的公式没有计算结果，报送出去是空白。请用 Excel 或 WPS 打开文件，保存后再报送",
            sheet,
        )

    def _refuse(self, message: str, sheet: str = "") -> NoReturn:
        raise InputError(message, file=self._package.file, sheet=sheet)


def _reached(package: Package) -> frozenset[str]:
    """The parts that the package's relationships lead to, with their own relationships."""
    found = {""}
    waiting = [""]
    while waiting:
        for item in relations(package, waiting.pop()):
            if item.target in package and item.target not in found:
                found.add(item.target)
                waiting.append(item.target)
    links = {name for part in found if (name := relations_part(part)) in package}
    return frozenset((found | links) - {""})
