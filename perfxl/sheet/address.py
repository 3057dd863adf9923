"""Cell addresses: letters ⇄ column numbers, and rectangles of cells.

Rows and columns are counted from 1 everywhere in :mod:`perfxl.sheet`, as on the screen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from perfxl.regex import regex

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384  # XFD

_CELL = regex(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=MAX_COLUMN)
def column_name(number: int) -> str:
    """The letters of a column: 1 → ``"A"``, 28 → ``"AB"``."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """The number of a column: ``"A"`` → 1, ``"ab"`` → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def split_cell(address: str) -> tuple[int, int]:
    """Column and row of a cell address; ``$`` marks are ignored.

    Raises:
        ValueError: the text is no address inside the grid.
    """
    match = _CELL.fullmatch(address)
    if match is None:
        raise ValueError(f"not a cell address: {address!r}")
    column, row = column_number(match[1]), int(match[2])
    if column > MAX_COLUMN or row > MAX_ROW:
        raise ValueError(f"outside the grid: {address!r}")
    return column, row


def cell_name(column: int, row: int) -> str:
    """``(7, 12)`` → ``"G12"``."""
    return f"{column_name(column)}{row}"


class Area(NamedTuple):
    """A rectangle of cells; all four edges belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Area:
        """The area written as ``"B2:C9"`` or ``"B2"``.

        Raises:
            ValueError: the text is no area inside the grid.
        """
        first, _, second = text.partition(":")
        left, top = split_cell(first)
        right, bottom = split_cell(second or first)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def __str__(self) -> str:
        first = cell_name(self.left, self.top)
        if (self.top, self.left) == (self.bottom, self.right):
            return first
        return f"{first}:{cell_name(self.right, self.bottom)}"

    @property
    def single(self) -> bool:
        """Whether it is one cell only."""
        return self.top == self.bottom and self.left == self.right

    def holds(self, column: int, row: int) -> bool:
        """Whether the cell lies in the area."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom


def parse_areas(text: str) -> tuple[Area, ...]:
    """The areas of an ``sqref`` list, separated by spaces.

    Raises:
        ValueError: one of them is no area inside the grid.
    """
    return tuple(Area.parse(part) for part in text.split())
