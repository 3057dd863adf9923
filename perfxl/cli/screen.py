"""Writing to the screen: nothing that stands in a file moves the cursor or turns the text."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from perfxl.regex import regex

Item = TypeVar("Item")

_A_WHILE = 0.2  # seconds

# Control characters but tab and line end, and the marks that make text run from right to left:
# a name may hold them to hide what it is. A surrogate is a byte of a file name in another code.
_UNSHOWN = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def echo(text: object, *, err: bool = False) -> None:
    r"""Write a line; a character that is no text appears as its code, ``\u202e``.

    Inside JSON that is the same character, written as JSON writes it.
    """
    click.echo(_shown(str(text)), err=err)


def echo_json(document: str) -> None:
    """Write a JSON document: UTF-8 whatever the console's code page, as JSON is exchanged."""
    click.echo(_shown(document).encode())


def write_json(piece: str) -> None:
    """A piece of a JSON document that is written as it grows; see :func:`echo_json`."""
    click.echo(_shown(piece).encode(), nl=False)


def progress(items: Iterable[Item], length: int, label: str, *, hidden: bool) -> Iterator[Item]:
    """``items`` as they come, and a bar on the terminal that says how many came.

    It is drawn anew after a while, not after a number: a slow share gives one item a minute, a
    disk a thousand a second.
    """
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        number, drawn = 0, float("-inf")
        for item in items:
            yield item
            number, now = number + 1, time.monotonic()
            if now - drawn >= _A_WHILE:
                bar.update(number)
                number, drawn = 0, now
        bar.update(number)


def _shown(text: str) -> str:
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
