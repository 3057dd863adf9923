""".pdf → a grid, from the texts and ruled lines that LibreOffice finds on its pages.

A PDF knows neither cells nor tables.  LibreOffice turns it into a text document of frames
(one a line of text) and lines, all with their places on the page; the table is what the
lines enclose (see :mod:`.ruling`).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.document import document_grid
from perfxl.forms.grids.office import convert
from perfxl.forms.grids.page_break import across_pages
from perfxl.forms.grids.ruling import Line, Page, Text, page_blocks
from perfxl.regex import regex
from perfxl.sheet.xml import parse

MAX_SHAPES = 400_000

_LENGTH = regex(r"(-?\d*\.?\d+)(in|cm|mm|pt|px)?")
_POINTS = {"in": 72.0, "cm": 28.3465, "mm": 2.83465, "pt": 1.0, "px": 0.75, None: 1.0}
_THIN = 3.0  # points: a rectangle thinner than this is a ruled line
_SHAPES = frozenset({"rect", "path", "polyline", "polygon", "custom-shape"})


def read_pdf(data: bytes, *, file: str) -> Iterator[Grid]:
    """All pages as one grid.

    Raises:
        InputError: LibreOffice is not there or cannot read the file, or the pages are
            pictures (a scan).
        LimitError: the file draws more than :data:`MAX_SHAPES` shapes.
    """
    made = convert(data, ending="pdf", target="odt", file=file, import_filter="writer_pdf_import")
    yield from read_made(made, file=file)


def read_made(made: bytes, *, file: str) -> Iterator[Grid]:
    """The grid of a PDF that LibreOffice has turned into the text document ``made``.

    Raises:
        InputError: the pages are pictures (a scan).
        LimitError: the file draws more than :data:`MAX_SHAPES` shapes.
    """
    root = parse(Archive(made, file=file).read("content.xml"), part="content.xml", file=file)
    pages = _pages(root, file)
    if not any(page.texts for page in pages.values()):
        raise InputError(
            "PDF里没有文字，可能是扫描件；请向填报单位索取Excel、Word原件或文字版PDF", file=file
        )
    blocks = (tuple(page_blocks(pages[number])) for number in sorted(pages))
    yield document_grid(across_pages(blocks), file=file)


def _pages(root: etree._Element, file: str) -> dict[int, Page]:
    pages: dict[int, Page] = {}
    for count, shape in enumerate(
        root.iter("{*}frame", "{*}line", *(f"{{*}}{s}" for s in _SHAPES))
    ):
        if count >= MAX_SHAPES:
            raise LimitError(f"PDF图形超过{MAX_SHAPES}个，无法读取", file=file)
        number = _attribute(shape, "anchor-page-number")
        page = pages.setdefault(int(number) if number.isdigit() else 0, Page([], []))
        name = etree.QName(shape).localname
        if name == "frame":
            page.texts += _texts(shape)
        elif name == "line":
            x1, y1, x2, y2 = (_points(shape, key) for key in ("x1", "y1", "x2", "y2"))
            page.lines.append(Line(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
        else:
            page.lines += _edges(shape)
    return pages


def _texts(frame: etree._Element) -> Iterator[Text]:
    text = "".join(
        "".join(str(piece) for piece in paragraph.itertext()) for paragraph in frame.iter("{*}p")
    )
    if text.strip():
        left, top = _points(frame, "x"), _points(frame, "y")
        right, bottom = left + _points(frame, "width"), top + _points(frame, "height")
        yield Text(left, top, right, bottom, text)


def _edges(shape: etree._Element) -> Iterator[Line]:
    """The ruled lines a shape draws: itself when it is thin, else its four edges."""
    left, top = _points(shape, "x"), _points(shape, "y")
    right, bottom = left + _points(shape, "width"), top + _points(shape, "height")
    if right - left <= _THIN:
        middle = (left + right) / 2
        yield Line(middle, top, middle, bottom)
    elif bottom - top <= _THIN:
        middle = (top + bottom) / 2
        yield Line(left, middle, right, middle)
    else:
        yield Line(left, top, right, top)
        yield Line(left, bottom, right, bottom)
        yield Line(left, top, left, bottom)
        yield Line(right, top, right, bottom)


def _points(shape: etree._Element, name: str) -> float:
    found = _LENGTH.match(_attribute(shape, name))
    return float(found[1]) * _POINTS[found[2]] if found else 0.0


def _attribute(element: etree._Element, name: str) -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), ""
    )
