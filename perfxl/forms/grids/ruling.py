"""Texts and ruled lines on a page → paragraphs and tables.

A cell is what lines enclose: the lines of a table cut it into the finest grid, and two
positions belong to one cell when no line runs between them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfxl.forms.grids.document import Block, Table, TableCell
from perfxl.regex import regex

_NEAR = 3.0  # points within which two lines are one, or touch
_MAX_LINES = 400  # distinct horizontal or vertical positions in one table
_SHORT = 4.0  # shorter lines are ornaments
_PADDING = 5.4  # beside the text of a cell, as Word sets it
_WORD = regex(r"[!-~]+[，。；：、！？）》”]?|.[，。；：、！？）》”]")  # what is not parted
_AMPLE = 5.0  # wide characters
_SAME_LINE = 0.6  # of a text's height: texts that overlap so far stand in one line


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal or vertical line, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether it runs from left to right."""
        return self.bottom - self.top <= _NEAR < self.right - self.left

    @property
    def vertical(self) -> bool:
        """Whether it runs downwards."""
        return self.right - self.left <= _NEAR < self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of one line of text and the box around it."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    texts: list[Text]
    lines: list[Line]


def page_blocks(page: Page) -> Iterator[Block]:
    """The tables of a page and the lines of text between them, downwards."""
    found: list[tuple[float, Block]] = []
    rest = page.texts
    for lines in _tables(page.lines):
        area = _area(lines)
        inside = [text for text in rest if _is_in(text, area)]
        rest = [text for text in rest if not _is_in(text, area)]
        table = _table(lines, inside)
        if table is not None:
            found.append((area.top, table))
    found += [(texts[0].top, _joined(texts, " ")) for texts in _text_lines(rest)]
    yield from (block for _, block in sorted(found, key=lambda item: item[0]))


def _tables(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that touch, together: each group is a table."""
    groups: list[list[Line]] = []
    for line in lines:
        if max(line.right - line.left, line.bottom - line.top) < _SHORT:
            continue
        if not (line.horizontal or line.vertical):
            continue
        touching = [group for group in groups if any(_touch(line, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([line, *(other for group in touching for other in group)])
    return [group for group in groups if len(group) >= 4]


def _touch(one: Line, other: Line) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.top <= other.bottom + _NEAR
        and other.top <= one.bottom + _NEAR
    )


def _area(lines: Sequence[Line]) -> Line:
    return Line(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _is_in(text: Text, area: Line) -> bool:
    middle = (text.left + text.right) / 2
    return area.left <= middle <= area.right and area.top <= text.middle <= area.bottom


def _table(lines: Sequence[Line], texts: Sequence[Text]) -> Table | None:
    horizontal = [line for line in lines if line.horizontal]
    vertical = [line for line in lines if line.vertical]
    ys = _positions([line.top for line in horizontal])
    xs = _positions([line.left for line in vertical])
    if not 2 <= len(ys) <= _MAX_LINES or not 2 <= len(xs) <= _MAX_LINES:
        return None
    owner = _owners(xs, ys, horizontal, vertical)
    spans: dict[int, list[int]] = {}
    for (row, column), cell in owner.items():
        span = spans.setdefault(cell, [row, row, column, column])
        span[:] = [
            min(span[0], row), max(span[1], row), min(span[2], column), max(span[3], column)
        ]  # fmt: skip
    contents: dict[int, list[Text]] = {}
    for text in texts:
        for piece in _pieces(text, vertical):
            row, column = _slot(ys, piece.middle), _slot(xs, (piece.left + piece.right) / 2)
            contents.setdefault(owner[row, column], []).append(piece)
    cells = [
        _cell(contents.get(cell, []), top, bottom + 1, xs[left], xs[right + 1])
        for cell, (top, bottom, left, right) in spans.items()
    ]
    return Table(tuple(sorted(cells, key=lambda cell: (cell.top, cell.left))), len(ys) - 1)


def _positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _NEAR:
            positions.append(value)
    return positions


def _slot(positions: Sequence[float], value: float) -> int:
    """Between which two positions ``value`` lies."""
    return sum(position <= value for position in positions[1:-1])


def _owners(
    xs: Sequence[float],
    ys: Sequence[float],
    horizontal: Sequence[Line],
    vertical: Sequence[Line],
) -> dict[tuple[int, int], int]:
    """The number of the cell at every position of the finest grid."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(r, c): r * columns + c for r in range(rows) for c in range(columns)}
    walls = {
        (r, c)
        for r in range(rows)
        for c in range(1, columns)
        if any(_stands(line, xs[c], ys[r], ys[r + 1]) for line in vertical)
    }
    floors = {
        (r, c)
        for r in range(1, rows)
        for c in range(columns)
        if any(_lies(line, ys[r], xs[c], xs[c + 1]) for line in horizontal)
    }
    for r in range(rows):
        for c in range(columns):
            if c and (r, c) not in walls:
                _unite(owner, (r, c - 1), (r, c))
            if r and (r, c) not in floors:
                _unite(owner, (r - 1, c), (r, c))
    return owner


def _unite(owner: dict[tuple[int, int], int], one: tuple[int, int], other: tuple[int, int]) -> None:
    kept, gone = owner[one], owner[other]
    if kept != gone:
        for at, cell in owner.items():
            if cell == gone:
                owner[at] = kept


def _stands(line: Line, x: float, top: float, bottom: float) -> bool:
    middle = (top + bottom) / 2
    return abs(line.left - x) <= _NEAR and line.top - _NEAR <= middle <= line.bottom + _NEAR


def _lies(line: Line, y: float, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return abs(line.top - y) <= _NEAR and line.left - _NEAR <= middle <= line.right + _NEAR


def _pieces(text: Text, vertical: Iterable[Line]) -> list[Text]:
    """A line of text by the cells it runs over.

    LibreOffice joins the texts of narrow cells, and such a line is wider on paper than it
    says: with a word too many, there is one in each cell.
    """
    walls = _positions([line.left for line in vertical if line.top <= text.middle <= line.bottom])
    right = [wall for wall in walls if wall > text.left + _NEAR]
    crossed = [wall for wall in right if wall < text.right - _NEAR]
    words = text.text.split()
    if len(crossed) < 2 or len(words) != len(crossed) + 2 or len(right) < len(words):
        return _cut(text, crossed)
    edges = [text.left, *right[: len(words)]]
    return [
        Text(left, text.top, end, text.bottom, word)
        for word, (left, end) in zip(words, pairwise(edges), strict=True)
    ]


def _cut(text: Text, walls: Iterable[float]) -> list[Text]:
    """A line of text cut at the lines it runs over, at the blank nearest to each."""
    pieces = [text]
    for wall in walls:
        last = pieces[-1]
        widths = [_width(character) for character in last.text]
        total = sum(widths) or 1.0
        scale = (last.right - last.left) / total
        blanks = [at for at, character in enumerate(last.text) if character.isspace()]
        if not blanks or not last.left < wall < last.right:
            continue
        edges = {at: last.left + scale * sum(widths[:at]) for at in blanks}
        at = min(blanks, key=lambda index: abs(edges[index] - wall))
        left, right = last.text[:at], last.text[at + 1 :]
        if left.strip() and right.strip():
            pieces[-1:] = [
                Text(last.left, last.top, wall, last.bottom, left.strip()),
                Text(wall, last.top, last.right, last.bottom, right.strip()),
            ]
    return pieces


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def _text_lines(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Texts that stand in one line, from left to right, line by line downwards."""
    line: list[Text] = []
    for text in sorted(texts, key=lambda item: item.middle):
        if line and text.middle - line[-1].middle > _SAME_LINE * (text.bottom - text.top) / 2:
            yield sorted(line, key=lambda item: item.left)
            line = []
        line.append(text)
    if line:
        yield sorted(line, key=lambda item: item.left)


def _joined(texts: Sequence[Text], gap: str) -> str:
    """The pieces of a line; ``gap`` stands where the paper shows one."""
    line = texts[0].text
    for before, text in pairwise(texts):
        wide = text.left - before.right > (text.bottom - text.top) / 2
        line += (gap if wide else "") + text.text
    return line.strip()


def _cell(texts: Sequence[Text], top: int, bottom: int, left: float, right: float) -> TableCell:
    """A cell with its text.

    Between two lines stands nothing, for they were wrapped; or a line break, where what
    follows had ample room on the line before.
    """
    if not texts:
        return TableCell(top, bottom, left, right, "")
    lines = list(_text_lines(texts))
    shown = [_joined(line, " ") for line in lines]
    rooms = [_room(line, text, right - left) for line, text in zip(lines, shown, strict=True)]
    text = shown[0]
    for room, following in zip(rooms, shown[1:], strict=False):
        text += ("" if wraps(room - _AMPLE, following) else "\n") + following
    return TableCell(top, bottom, left, right, text, rooms[-1])


def wraps(room: float, following: str) -> bool:
    """Whether ``following`` had to begin a new line where ``room`` wide characters were left.

    A character of tolerance: the padding of cells is not known.
    """
    word = _WORD.match(following)
    return room < 1 + sum(map(_width, word[0] if word else following[:1]))


def _room(line: Sequence[Text], shown: str, width: float) -> float:
    taken = line[-1].right - line[0].left
    return (width - 2 * _PADDING - taken) * sum(map(_width, shown)) / max(taken, 1.0)
