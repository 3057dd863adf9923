"""The shared strings of a workbook."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from perfxl.sheet.height import Font
from perfxl.sheet.xml import (
    MAIN,
    escape,
    escape_attribute,
    fragment,
    in_default_namespace,
    main_tag,
    unescape,
)

BLANK_ITEM = "<si><t/></si>"
STRINGS_END = "</sst>"


class TextRun(NamedTuple):
    """A piece of a text with its own font; ``properties`` is its ``<rPr>`` as XML."""

    text: str
    properties: str = ""

    def xml(self) -> str:
        """The run as an element of an ``<si>``."""
        space = ' xml:space="preserve"' if self.text != self.text.strip() else ""
        return f"<r>{self.properties}<t{space}>{escape(self.text)}</t></r>"


class SharedString(NamedTuple):
    """One item: what a person reads, its runs if it has several fonts, its XML."""

    text: str
    xml: str
    runs: tuple[TextRun, ...] = ()


def read_string(item: etree._Element) -> SharedString:
    """An ``<si>`` or ``<is>`` element; phonetic hints are not text."""
    runs = tuple(TextRun(_text(run), _properties(run)) for run in item.iterchildren(main_tag("r")))
    text = "".join(run.text for run in runs) if runs else _text(item)
    xml = fragment(item)
    if item.tag != main_tag("si"):
        xml = f"<si>{xml.partition('>')[2].rpartition('<')[0]}</si>"
    return SharedString(text, xml, runs)


def string_item(text: str) -> str:
    """A text with one font as an item of the shared strings."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{escape(text)}</t></si>"


def rich_item(text: str, font: Font) -> str:
    """A text in another font than its cell's, as an item of the shared strings."""
    bold = "<b/>" if font.bold else ""
    name = escape_attribute(font.name)
    properties = f'<rPr>{bold}<sz val="{font.size:g}"/><rFont val="{name}"/></rPr>'
    return f"<si>{TextRun(text, properties).xml()}</si>"


def plain_string(text: str) -> SharedString:
    """A text with one font."""
    return SharedString(text, string_item(text))


def _text(parent: etree._Element) -> str:
    return unescape("".join(item.text or "" for item in parent.iterchildren(main_tag("t"))))


def _properties(run: etree._Element) -> str:
    found = run.find(main_tag("rPr"))
    return "" if found is None else fragment(found)


def read_strings(root: etree._Element) -> tuple[SharedString, ...]:
    """The items of a shared strings part, in the order of their indexes."""
    plain = in_default_namespace(root)
    return tuple(read_string(item) for item in plain.iterchildren(main_tag("si")))


def strings_head(items: str) -> str:
    """The part up to and with ``items``; more may follow, then :data:`STRINGS_END`.

    It does not say how many there are (§18.4.9: ``uniqueCount`` is optional), so that it is
    the same in every file that a template makes.
    """
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}">{items}'
