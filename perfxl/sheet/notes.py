"""Cell comments: the comments part, and the drawing in which applications show them.

A comment stands twice in a workbook: its text in a comments part, its box in a VML drawing
(ECMA-376 part 1, 18.7, and part 4, 14.2).  What is there already stays: comments and boxes
are appended, and a cell that has a comment gets its text prolonged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from perfxl.errors import InputError
from perfxl.regex import regex
from perfxl.sheet.address import Area, cell_name
from perfxl.sheet.xml import MAIN, escape, is_true, main_tag

_FONT = '<sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/>'
_VML = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)
_CLUSTER = 1024  # shape numbers are given out by the thousand, a drawing owns whole clusters
_BOX_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_CLUSTERS = regex(rb"""(<(?:\w+:)?idmap\b[^>]*?\bdata=["'])([0-9, ]*)""")
_ROOT = regex(rb"<[A-Za-z][^>]*>")
_SIZE = regex(r"[0-9]{1,7}(?:\.[0-9]{1,20})?")
_ROOT_END = regex(rb"</[\w:.-]+>\s*\Z")

_WIDTH = 300  # pixels
_MOST_HEIGHT = 420
_LINE = 15
_CHARACTER = 12  # a Chinese character of 9 points; others take half
_MARGIN = 12
_COLUMN = 64  # what a column and a row measure where nobody says
_ROW = 20


class CellNote(NamedTuple):
    """A text to hang on a cell, or on the merged ``area`` whose corner it is."""

    area: Area
    text: str


def add_comments(
    root: etree._Element | None, notes: Sequence[CellNote], author: str
) -> tuple[etree._Element, list[CellNote]]:
    """The comments part with ``notes`` in it, and those of them that need a box.

    Args:
        root: the part as it is, which is changed; ``None`` makes a new one.
        notes: one a cell.
        author: who comments.
    """
    if root is None:
        root = etree.fromstring(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>')
    authors, comments = root.find(main_tag("authors")), root.find(main_tag("commentList"))
    if authors is None or comments is None:
        raise InputError("工作簿已损坏：批注部件不完整")
    etree.SubElement(authors, main_tag("author")).text = author
    number = str(len(authors) - 1)
    known = {comment.get("ref"): comment for comment in comments}
    fresh = []
    for note in notes:
        address = cell_name(note.area.left, note.area.top)
        comment = known.get(address)
        if comment is None:
            fresh.append(note)
            comment = etree.SubElement(comments, main_tag("comment"), ref=address, authorId=number)
            etree.SubElement(comment, main_tag("text")).append(_run(note.text))
        else:
            _prolong(comment, note.text)
    return root, fresh


def _run(text: str) -> etree._Element:
    return etree.fromstring(
        f'<r xmlns="{MAIN}"><rPr>{_FONT}</rPr><t xml:space="preserve">{escape(text)}</t></r>'
    )


def _prolong(comment: etree._Element, text: str) -> None:
    body = comment.find(main_tag("text"))
    if body is None:
        body = etree.Element(main_tag("text"))
        comment.insert(0, body)
    plain = body.find(main_tag("t"))
    if plain is not None:  # a text is either plain or in runs
        run = etree.Element(main_tag("r"))
        plain.addprevious(run)
        run.append(plain)
    runs = body.findall(main_tag("r"))
    added = _run(f"\n\n{text}" if runs else text)
    if runs:
        runs[-1].addnext(added)
    else:
        body.insert(0, added)


def clusters(drawing: bytes) -> set[int]:
    """The clusters of shape numbers that a VML drawing owns."""
    lists = (found[2] for found in _CLUSTERS.finditer(drawing))
    return {
        int(number) for text in lists for number in text.replace(b" ", b"").split(b",") if number
    }


def cluster_count(notes: Sequence[CellNote]) -> int:
    """How many clusters the boxes of ``notes`` take; the first number of one is not used."""
    return -(-(len(notes) + 1) // _CLUSTER)


def add_boxes(
    drawing: bytes | None, notes: Sequence[CellNote], sheet: etree._Element, *, cluster: int
) -> bytes:
    """The VML drawing with a box for each note.

    VML of old applications need not be well-formed XML, so a drawing that is there is
    prolonged as text.

    Args:
        drawing: the part as it is; ``None`` makes a new one.
        notes: those without a box.
        sheet: the worksheet part, for the sizes of rows and columns.
        cluster: the first of the shape numbers' clusters that no drawing owns.
    """
    owned = ",".join(str(cluster + number) for number in range(cluster_count(notes)))
    if drawing is None:
        names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _VML)
        head = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{owned}"/></o:shapelayout>'
        drawing = f"<xml {names}>{head}</xml>".encode()
    else:
        drawing = _CLUSTERS.sub(rb"\g<1>\g<2>," + owned.encode(), drawing, count=1)
    end = _ROOT_END.search(drawing)
    if end is None:
        raise InputError("工作簿已损坏：批注的图层不完整")
    grid = _Grid(sheet)
    root = _ROOT.search(drawing)
    declared = root[0].decode("utf-8", "replace") if root else ""
    spaces = (f' xmlns:{prefix}="{uri}"' for prefix, uri in _VML)
    names = "".join(space for space in spaces if space.strip() not in declared)
    boxes = [] if b"_x0000_t202" in drawing else [_BOX_TYPE.replace(" id=", f"{names} id=", 1)]
    first = cluster * _CLUSTER + 1
    boxes += [_box(note, grid, first + number, names) for number, note in enumerate(notes)]
    return drawing[: end.start()] + "".join(boxes).encode() + drawing[end.start() :]


def _box(note: CellNote, grid: _Grid, number: int, names: str) -> str:
    anchor = ", ".join(map(str, grid.anchor(note.area, _height(note.text))))
    return (
        f'<v:shape{names} id="_x0000_s{number}" type="#_x0000_t202" '
        "style='position:absolute;z-index:1;visibility:hidden' "
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{note.area.top - 1}</x:Row><x:Column>{note.area.left - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def _height(text: str) -> int:
    """The pixels a text takes in a box."""
    room = 2 * (_WIDTH - _MARGIN) // _CHARACTER
    lines = (
        sum(1 if character.isascii() else 2 for character in line) for line in text.split("\n")
    )
    needed = sum(max(1, -(-line // room)) for line in lines) * _LINE + _MARGIN
    return min(needed, _MOST_HEIGHT)


class _Grid:
    """The sizes of a sheet's rows and columns in pixels."""

    def __init__(self, sheet: etree._Element) -> None:
        self._columns = [
            (int(_size(entry, "min")), int(_size(entry, "max")), _pixels(entry, "width", 7))
            for entry in sheet.iterfind(f"{main_tag('cols')}/{main_tag('col')}")
        ]
        self._rows = {
            int(_size(row, "r")): _pixels(row, "ht", 4 / 3)
            for row in sheet.iterfind(f"{main_tag('sheetData')}/{main_tag('row')}")
            if row.get("ht") or row.get("hidden")
        }

    def anchor(self, area: Area, height: int) -> tuple[int, ...]:
        """A box right of ``area``, as VML says it: edges with pixels into them, from 0."""
        left, top = area.right + 1, max(area.top - 1, 1)
        right, across = _walk(left, _MARGIN + _WIDTH, self._column)
        bottom, down = _walk(top, _MARGIN + height, self._row)
        return left - 1, _MARGIN, top - 1, _MARGIN, right - 1, across, bottom - 1, down

    def _column(self, number: int) -> int:
        sizes = (size for first, last, size in self._columns if first <= number <= last)
        return next(sizes, _COLUMN)

    def _row(self, number: int) -> int:
        return self._rows.get(number, _ROW)


_FARTHEST = 1000  # rows or columns; so many hidden ones in a row are no place for a box


def _walk(start: int, distance: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The row or column in which ``distance`` pixels from the edge of ``start`` end."""
    for number in range(start, start + _FARTHEST):
        if distance <= size(number):
            return number, distance
        distance -= size(number)
    return start + _FARTHEST, 0


def _pixels(entry: etree._Element, size: str, factor: float) -> int:
    """A row's or a column's size; 0 when it is hidden."""
    if is_true(entry, "hidden"):
        return 0
    return round(_size(entry, size) * factor) or (_COLUMN if size == "width" else _ROW)


def _size(entry: etree._Element, name: str) -> float:
    """A positive number; 0 for anything else."""
    text = entry.get(name, "")
    return float(text) if _SIZE.fullmatch(text) else 0.0
