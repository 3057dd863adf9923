"""The cell formats of a workbook, as far as they decide how text is laid out."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from perfxl.sheet.height import Font
from perfxl.sheet.xml import is_true, main_tag

_WRAPPING = {"justify", "distributed"}  # these alignments wrap without saying so
_PLAIN = Font()


class CellFormat(NamedTuple):
    """How a cell lays out its text."""

    font: Font = _PLAIN
    wraps: bool = False
    indent: int = 0
    rotation: int = 0


class Styles(NamedTuple):
    """All cell formats by index, and the workbook's default font."""

    formats: tuple[CellFormat, ...] = ()
    default_font: Font = _PLAIN

    def format(self, index: int) -> CellFormat:
        """The format of style ``index``; the plain one if there is no such index."""
        return self.formats[index] if index < len(self.formats) else CellFormat(self.default_font)


def read_styles(root: etree._Element) -> Styles:
    """Read a styles part."""
    fonts = [_font(font) for font in root.iterfind(f"{main_tag('fonts')}/{main_tag('font')}")]
    default = fonts[0] if fonts else _PLAIN
    formats = [
        _format(xf, fonts) for xf in root.iterfind(f"{main_tag('cellXfs')}/{main_tag('xf')}")
    ]
    return Styles(tuple(formats), default)


def _font(font: etree._Element) -> Font:
    name = _attribute(font, "name", "val") or _PLAIN.name
    size = float(_attribute(font, "sz", "val") or _PLAIN.size)
    bold = font.find(main_tag("b"))
    return Font(name, size, bold is not None and bold.get("val", "1") not in ("0", "false"))


def _attribute(parent: etree._Element, child: str, name: str) -> str | None:
    found = parent.find(main_tag(child))
    return None if found is None else found.get(name)


def _format(xf: etree._Element, fonts: list[Font]) -> CellFormat:
    index = int(xf.get("fontId", "0"))
    font = fonts[index] if index < len(fonts) else _PLAIN
    alignment = xf.find(main_tag("alignment"))
    if alignment is None:
        return CellFormat(font)
    wraps = (
        is_true(alignment, "wrapText")
        or alignment.get("horizontal") in _WRAPPING
        or alignment.get("vertical") in _WRAPPING
    )
    indent, rotation = alignment.get("indent", "0"), alignment.get("textRotation", "0")
    return CellFormat(font, wraps, int(indent), int(rotation))
