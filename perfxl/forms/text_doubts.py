"""Where the columns of a pasted table are a guess: a person should compare the row.

A text without row ends or without its empty cells is put back into columns by what the cells
hold.  Where two ways fit as well, or a row holds what cannot stand in its column, that is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from perfxl.core.checks import layout
from perfxl.core.evaluation import Amount, Indicator
from perfxl.core.finding import Finding
from perfxl.core.rulebook import Rulebook
from perfxl.forms.reading import Reading
from perfxl.forms.recognise.labels import key, level_label
from perfxl.forms.recognise.row_words import is_closing

_QUANTITY = re.compile(r"[≥≤=<>]+[-\d].*|[-\d.,]+%?|[≥≤=<>]+|%")


def doubted(reading: Reading, guessed: Collection[str], book: Rulebook) -> Reading:
    """``reading`` with a finding for every row that may have been taken wrongly.

    Args:
        reading: a form as it was read from a text.
        guessed: the addresses of the cells that could stand in other columns as well.
        book: says which words are levels.
    """
    return reading._replace(findings=(*reading.findings, *_findings(reading, guessed, book)))


def _findings(reading: Reading, guessed: Collection[str], book: Rulebook) -> Iterator[Finding]:
    facts = reading.evaluation
    odd = {
        f"指标{number}": found
        for number, indicator in enumerate(facts.indicators, 1)
        if (found := _misplaced(indicator, book))
    }
    open_rows = {
        field.partition(".")[0]: place
        for field, place in facts.places.items()
        if place.cell in guessed
    }
    for number, indicator in enumerate(facts.indicators, 1):  # a level goes on into the rows below
        level = indicator.dimension
        first = next(at for at, item in enumerate(facts.indicators, 1) if item.dimension == level)
        if level and not book.dimension(level) and f"指标{first}" in open_rows:
            odd.setdefault(f"指标{number}", ("一级指标", level))
    for block in {**odd, **open_rows}:
        column, text = odd.get(block, ("", ""))
        where = open_rows.get(block) or facts.place(f"{block}.{column}")
        reason = f"“{text}”读作{column}" if text else "这几格还可以有别的读法"
        yield layout.doubtful_row(block, where, found=reason)


def _misplaced(indicator: Indicator, book: Rulebook) -> tuple[str, str] | None:
    """The column and the text of a cell that cannot stand there."""
    dimension, aspect, name = indicator.dimension, indicator.aspect, indicator.name
    texts = (
        ("一级指标", dimension, _is_no_dimension),
        ("二级指标", aspect, _is_quantity),
        ("三级指标", name, _is_no_name),
        ("年度指标值", indicator.target, _is_label),
        ("实际完成值", indicator.actual, _is_label),
        ("分值", _raw(indicator.weight), _is_no_number),
        ("偏差原因分析及改进措施", indicator.deviation_note, _is_no_note),
    )
    if name is None and (indicator.target or indicator.actual):
        return "三级指标", "空白"
    return next(((column, text) for column, text, odd in texts if text and odd(text, book)), None)


def _raw(number: Amount | None) -> str | None:
    return number.raw if number is not None and number.value is None else None


def _is_no_number(text: str, book: Rulebook) -> bool:
    del book
    return not key(text).endswith("%")  # else only what is no number comes here


def _is_quantity(text: str, book: Rulebook) -> bool:
    del book
    return _QUANTITY.fullmatch(key(text)) is not None


def _is_no_dimension(text: str, book: Rulebook) -> bool:
    """Whether a text is an aspect; 成本指标 is a dimension, too, in 财预〔2021〕101号."""
    known = book.aspect(text)
    aspect = book.dimension(text) is None and known is not None and not known.cost
    return aspect or _is_quantity(text, book)


def _is_label(text: str, book: Rulebook) -> bool:
    """Whether a text is the label of a level, or of what stands below the indicators."""
    label = level_label(text)
    level = label.endswith("指标") and (book.dimension(label) or book.aspect(label))
    return bool(level) or is_closing(text)


def _is_no_name(text: str, book: Rulebook) -> bool:
    return _is_label(text, book) or _is_quantity(text, book)


def _is_no_note(text: str, book: Rulebook) -> bool:
    return key(text) not in ("0", "-") and _is_no_name(text, book)
