"""The arguments of the worksheet functions: from cells to what the core asks for."""

from __future__ import annotations

from functools import lru_cache

from perfxl.addin import cell
from perfxl.addin.cell import CellError
from perfxl.core import scoring
from perfxl.core.evaluation import Amount, Attainment, FundRow
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score
from perfxl.forms.rulebooks import DEFAULT, load_rulebook
from perfxl.forms.stored_text import amount_typed

# In place of a 二级指标: the row is the budget's, target and actual are its amounts.
_EXECUTION = frozenset({"预算执行率", "预算执行率指标", "执行率"})


def score(
    target: object,
    actual: object,
    weight: object,
    aspect: object,
    attainment_chosen: object,
    rulebook_name: object,
    name: object,
    form_year: object,
) -> Score:
    """The core's score of one row of cells.

    Raises:
        CellError: a cell holds an error value, or something that does not belong there.
        RulebookError: there is no such rulebook.
    """
    rules = rulebook(rulebook_name)
    points = amount(weight)
    if points is not None and points.value is None:
        raise CellError("#VALUE!")
    number = points.value if points else None
    group = cell.single(aspect)
    if group in _EXECUTION:
        row = FundRow(annual_budget=amount(target), executed=amount(actual))
        return scoring.score_execution(row, number, rulebook=rules)
    return scoring.score_indicator(
        cell.single(target),
        cell.single(actual),
        number,
        name=cell.single(name) or "",
        aspect=group,
        attainment=attainment(attainment_chosen),
        year=year(form_year),
        rulebook=rules,
    )


def amount(argument: object) -> Amount | None:
    """A number field; a text is no number, as it is none to the formulas."""
    return amount_typed(cell.single(argument))


def attainment(argument: object) -> Attainment | None:
    """达成, 部分达成 or 未达成; ``None`` when nothing is chosen.

    Raises:
        CellError: it is something else.
    """
    text = cell.single(argument)
    if text is None:
        return None
    try:
        return Attainment(text)
    except ValueError:
        raise CellError("#VALUE!") from None


def year(argument: object) -> int | None:
    """A year written 2020, 2020年 or 2020年度."""
    text = cell.single(argument)
    if text is None:
        return None
    digits = text.removesuffix("度").removesuffix("年")
    if not (digits.isdecimal() and len(digits) == 4):
        raise CellError("#VALUE!")
    return int(digits)


def rulebook(argument: object) -> Rulebook:
    """The rulebook of that name, the default one without a name."""
    return _load(cell.single(argument) or DEFAULT)


@lru_cache(maxsize=16)
def _load(name: str) -> Rulebook:
    return load_rulebook(name)


def line(argument: object, size: int) -> list[object]:
    """The cells of a row or column of ``size`` cells; one cell stands for all of them.

    Raises:
        CellError: it has another length, or is several rows and columns.
    """
    rows = cell.block(argument)
    if len(rows) > 1 and len(rows[0]) > 1:
        raise CellError("#VALUE!")
    values = list(rows[0]) if len(rows) == 1 else [row[0] for row in rows]
    if len(values) == 1:
        return values * size
    if len(values) != size:
        raise CellError("#VALUE!")
    return values


def filled_down(values: list[object]) -> list[object]:
    """A merged cell has its text only in the first row."""
    filled: list[object] = []
    for value in values:
        filled.append(filled[-1] if value in (None, "") and filled else value)
    return filled
