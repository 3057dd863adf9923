"""What a cell of a template can say: a loop's begin or end, a value, a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jinja2 import nodes


class Field(NamedTuple):
    """A plain dotted field: ``i.actual``."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


class Expression(NamedTuple):
    """Anything else that has a value."""

    node: nodes.Expr


Source = Field | Expression


class LoopStart(NamedTuple):
    """``{% for i in indicators %}``."""

    variable: str
    items: Field


class LoopEnd:
    """``{% endfor %}``."""


class Value(NamedTuple):
    """A cell that is one value.

    ``merge`` is ``None``, or what besides the value must be equal for two neighbours to
    merge; ``formula`` is the name of the native formula, ``""`` for none.
    """

    source: Source
    merge: tuple[Source, ...] | None = None
    formula: str = ""


class Mixed(NamedTuple):
    """Text around plain fields."""

    pieces: tuple[str | Field, ...]


class Script(NamedTuple):
    """Text with expressions or statements: left to Jinja."""

    tree: nodes.Template


Content = LoopStart | LoopEnd | Value | Mixed | Script
