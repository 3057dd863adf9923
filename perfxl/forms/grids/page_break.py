"""A row that a page break cuts in two → one row again.

Word lets the lines of a row run over to the next page, and draws the row's lines on both.
What comes over belongs to the texts above the break: "验收合格" and, a page later, "率"; and
in a cell beside several rows "产出" and "指标".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from perfxl.forms.grids.document import Block, Table, TableCell
from perfxl.forms.grids.ruling import wraps
from perfxl.regex import regex

_SAME_EDGE = 0.012  # of the table's width
_PAGE_NUMBER = regex(r"[-—–－_·.\s第共页/\d]+")
_NUMBER = regex(r"[-+±≥≤<>＜＞]?\d[\d,.]*[%％]?")
_SHARE = regex(r"[（(][^（）()]*[）)]")
_LABEL = regex(rf"指标(?:{_SHARE.pattern})?$")  # 产出指标（50分）


def across_pages(pages: Iterable[Sequence[Block]]) -> Iterator[Block]:
    """The blocks of all pages; a row that was cut stands whole where it began.

    The rest of the table keeps its rows: the one that came over is empty there.
    """
    before: list[Block] = []
    for page in pages:
        blocks = list(page)
        last, first = _table(reversed(before)), _table(blocks)
        if last is not None and first is not None:
            cut = _joined(last, first)
            if cut is not None:
                before[before.index(last)], blocks[blocks.index(first)] = cut
        yield from before
        before = blocks
    yield from before


def _table(blocks: Iterable[Block]) -> Table | None:
    """The first table, if nothing but page numbers stands before it."""
    for block in blocks:
        if isinstance(block, Table):
            return block
        if not _PAGE_NUMBER.fullmatch(block):
            return None
    return None


def _joined(last: Table, first: Table) -> tuple[Table, Table] | None:
    """Both tables, what came over standing in the first of them; ``None``: nothing did."""
    upper = [cell for cell in last.cells if cell.bottom == last.rows]
    lower = [cell for cell in first.cells if cell.top == 0 and cell.text.strip()]
    pairs = [(_above(cell, upper, first), cell) for cell in lower]
    known = [(cell, more) for cell, more in pairs if cell is not None]
    cut = [pair for pair in known if _goes_on(*pair)]
    # Of a row that was cut some cell was complete; one as full as the last is a row of its own.
    if len(cut) < len(pairs) or len(cut) >= sum(bool(cell.text.strip()) for cell in upper):
        cut = [pair for pair in known if _is_label(*pair)]
    if not cut:
        return None
    whole = {cell: replace(cell, text=cell.text + more.text, room=more.room) for cell, more in cut}
    rest = {more: replace(more, text="") for _, more in cut}
    return _with(last, whole), _with(first, rest)


def _above(cell: TableCell, upper: Iterable[TableCell], table: Table) -> TableCell | None:
    """The cell with the same edges above the break."""
    edges = [edge for each in table.cells for edge in (each.left, each.right)]
    near = _SAME_EDGE * (max(edges) - min(edges))
    return next(
        (
            each
            for each in upper
            if abs(each.left - cell.left) <= near and abs(each.right - cell.right) <= near
        ),
        None,
    )


def _goes_on(cell: TableCell, more: TableCell) -> bool:
    """Whether a text may go on: its last line had no room for more, and both are no numbers."""
    numbers = (_NUMBER.fullmatch(each.text.strip()) for each in (cell, more))
    return wraps(cell.room, more.text.strip()) and not all(numbers)


def _is_label(cell: TableCell, more: TableCell) -> bool:
    """Whether both are one label, which was cut beside rows that were not."""
    text, rest = ("".join(each.text.split()) for each in (cell, more))
    if _SHARE.fullmatch(rest):
        return bool(text)
    return _goes_on(cell, more) and not _LABEL.search(text) and bool(_LABEL.search(rest))


def _with(table: Table, changed: dict[TableCell, TableCell]) -> Table:
    return replace(table, cells=tuple(changed.get(cell, cell) for cell in table.cells))
