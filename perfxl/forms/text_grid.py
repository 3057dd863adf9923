"""Pasted tables of any dress as a grid, which the recogniser of forms then reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell, Grid
from perfxl.forms.recognise.column_words import indicator_column
from perfxl.forms.recognise.fund_words import fund_column
from perfxl.forms.text_align import aligned
from perfxl.forms.text_cells import cell_lines, filled_lines, word_lines
from perfxl.forms.text_dress import Dress, Line, table_lines

_REACH = 4
"""Columns of blanks a heading may reach beyond its words to either side."""


def text_grid(text: str, dress: Dress, book: Rulebook) -> tuple[Grid, frozenset[str]]:
    """``text`` as one grid, and the addresses of cells whose row is a guess.

    The address of a cell is its line, and its number in that line.

    Args:
        text: a pasted table.
        dress: what parts its cells.
        book: says which words are levels, where a row lost its leading cells.
    """
    if dress is Dress.BLANKS:
        return _grid(_spread(list(table_lines(text, dress))))
    if dress is Dress.CELLS:
        lines = list(cell_lines(text, book))
    elif dress is Dress.FILLED:
        lines = list(filled_lines(text, book))
    elif dress is Dress.WORDS:
        lines = list(word_lines(text, book))
    else:
        exact = dress in (Dress.TABS, Dress.COMMAS)
        lines = list(aligned(list(table_lines(text, dress)), book, exact=exact))
    return _grid((line, [(at, at + 1) for at in range(len(line.cells))]) for line in lines)


def _grid(
    rows: Iterable[tuple[Line, list[tuple[int, int]]]],
) -> tuple[Grid, frozenset[str]]:
    guessed: set[str] = set()
    cells: list[Cell] = []
    names: dict[int, str] = {}
    for row, (line, spans) in enumerate(rows):
        names[row] = f"第{line.number}行"
        several = sum(map(bool, line.cells)) > 1
        for count, (text, (start, end)) in enumerate(zip(line.cells, spans, strict=True), 1):
            if text:
                address = names[row] + (f"第{count}格" if several else "")
                if line.numbers:
                    address = f"第{line.numbers[count - 1]}行"
                if line.doubtful:
                    guessed.add(address)
                cells.append(Cell(row, start, text, address, column_span=end - start))
    return Grid("", tuple(cells), row_names=names), frozenset(guessed)


def _spread(lines: Sequence[Line]) -> Iterable[tuple[Line, list[tuple[int, int]]]]:
    """Lines of blanks: a cell covers the columns its words do, a heading some more beside it."""
    for line in lines:
        heads = sum(bool(indicator_column(cell) or fund_column(cell)) for cell in line.cells) > 2
        spans = [
            (start, start + max(_width(cell), 1))
            for start, cell in zip(line.starts, line.cells, strict=True)
        ]
        yield line, _reaching(spans) if heads else spans


def _reaching(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result = []
    for at, (start, end) in enumerate(spans):
        left = min(_REACH, (start - spans[at - 1][1]) // 2) if at > 1 else 0
        right = min(_REACH, (spans[at + 1][0] - end) // 2) if at + 1 < len(spans) else _REACH
        result.append((start - left, end + right))
    return result


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
