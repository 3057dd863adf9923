"""一级指标 and 二级指标 row by row: merged, repeated, left out, or carrying their weight."""

from __future__ import annotations

from typing import NamedTuple

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.labels import is_filler, level_label


class Levels(NamedTuple):
    """The labels in force in one row.

    ``inferred``: the dimension is not printed there but follows from the aspect.
    """

    dimension: str | None = None
    aspect: str | None = None
    inferred: bool = False


def next_levels(
    before: Levels, dimension: list[Cell], aspect: list[Cell], row: int, book: Rulebook
) -> Levels:
    """The labels in force in ``row``, given those of the row above.

    An empty 一级指标 means the one above, unless the 二级指标 is known to belong elsewhere:
    most forms of the seed have no 效益指标 above 社会效益指标, and some merge 产出指标 over it.
    """
    own_dimension, own_aspect = _label(dimension), _label(aspect)
    if own_dimension and not own_aspect and _is_aspect(own_dimension, book):
        own_dimension, own_aspect = None, own_dimension
    elif own_aspect and not own_dimension and _is_dimension(own_aspect, book):
        own_dimension, own_aspect, dimension = own_aspect, None, aspect
    new_dimension = own_dimension is not None and any(cell.row == row for cell in dimension)
    if own_aspect is None and not new_dimension:
        own_aspect = before.aspect
    implied = book.dimension_of(own_aspect)
    now = own_dimension or before.dimension
    current = book.dimension(now)
    if implied is None or implied == current or (now is not None and current is None):
        return Levels(now, own_aspect, before.inferred and now == before.dimension)
    if own_dimension is not None and (new_dimension or _may_hold(now, implied.name, book)):
        return Levels(now, own_aspect)
    if own_dimension is None and own_aspect == before.aspect and not aspect:
        return Levels(now, own_aspect, before.inferred)
    return Levels(implied.name, own_aspect, inferred=True)


def _label(cells: list[Cell]) -> str | None:
    text = "".join(cell.text for cell in cells)
    return level_label(text) or None if text and not is_filler(text) else None


def _is_aspect(label: str, book: Rulebook) -> bool:
    return book.aspect(label) is not None and book.dimension(label) is None


def _is_dimension(label: str, book: Rulebook) -> bool:
    return book.dimension(label) is not None and book.aspect(label) is None


def _may_hold(dimension: str | None, implied: str, book: Rulebook) -> bool:
    """Whether places print an aspect of ``implied`` under ``dimension``: 满意度 under 效益."""
    known = book.dimension(dimension)
    return known is not None and known.name == "效益指标" and implied == "满意度指标"
