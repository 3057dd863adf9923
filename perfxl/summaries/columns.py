"""How wide a text stands on a terminal."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """The columns of a terminal that a text takes: two for a Chinese character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def padded(text: str, width: int) -> str:
    """A text with blanks behind it, ``width`` columns wide."""
    return text + " " * (width - columns(text))
