"""Where what was read contradicts itself: a person should compare it with the form.

A layout nobody has seen is read by the nearest one.  Mostly that is right; where it is not,
columns are missing, numbers are words, or one name stands for two indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfxl.core.checks import layout
from perfxl.core.evaluation import AMOUNT_COLUMNS
from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import Column, indicator_column
from perfxl.forms.recognise.columns import IndicatorHeadings
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.funds import TOTAL
from perfxl.forms.recognise.goal import ACHIEVED, EXPECTED
from perfxl.forms.recognise.headings import Heading, column_of
from perfxl.forms.recognise.labels import is_filler, key
from perfxl.regex import regex

_NEEDED = {
    Column.TARGET: {Column.TARGET, Column.ADJUSTED},
    Column.ACTUAL: {Column.ACTUAL, Column.ATTAINMENT},
    Column.WEIGHT: {Column.WEIGHT},
    Column.SCORE: {Column.SCORE},
}
_NUMBERS = (Column.WEIGHT, Column.SCORE)
_FEWEST = 2
_LONGEST_HEADING = 12
_HEADING = regex(r"[一二三]级指标|年度指标值")
_JUDGED = {None, FormKind.SELF_EVALUATION, FormKind.DEPARTMENT, FormKind.TRANSFER}


def doubt_reading(board: Board, draft: Draft, blocks: Sequence[IndicatorHeadings]) -> None:
    """Add a finding for every contradiction in ``draft``; ``blocks``: its columns."""
    for headings in blocks:
        if len(draft.indicators) >= _FEWEST:
            _doubt_missing_columns(board, draft, headings)
            _doubt_words_for_numbers(board, draft, headings)
        _doubt_shared_names(board, draft, headings)
    _doubt_total(draft)
    _doubt_texts(draft)
    _doubt_unseen(board, draft)


def _doubt_missing_columns(board: Board, draft: Draft, headings: IndicatorHeadings) -> None:
    """A column every form has is missing, while one with a heading nobody knows is filled."""
    kinds = {heading.kind for heading in headings}
    unknown = [item for item in headings if item.kind is Column.EXTRA and _is_unknown(item)]
    for column, fitting in _NEEDED.items():
        if draft.kind not in _JUDGED or kinds & fitting:
            continue
        filled = [item for item in unknown if _may_be(board, draft, item, column)]
        if filled:
            where = draft.place(filled[0].cells[-1])
            names = [heading.text for heading in filled]
            draft.findings.append(
                layout.missing_column(f"指标1.{column.value}", where, column.value, headings=names)
            )


def _may_be(board: Board, draft: Draft, heading: Heading[Column], column: Column) -> bool:
    """Whether most rows have a text below ``heading``, and one that ``column`` could hold."""
    texts = list(_texts(board, heading))
    numbers = sum(any(map(str.isdigit, text)) for text in texts)
    fits = column not in _NUMBERS or numbers * 2 > len(texts)
    return fits and len(texts) * 2 >= len(draft.indicators)


def _is_unknown(heading: Heading[Column]) -> bool:
    return all(indicator_column(text) is None for text in (heading.text, heading.cells[-1].text))


def _texts(board: Board, heading: Heading[Column]) -> Iterator[str]:
    """What stands below a heading."""
    below = heading.cells[-1].bottom
    for cell in board.cells:
        if cell.row >= below and column_of(cell, [heading]) and not is_filler(cell.text):
            yield cell.text


def _doubt_words_for_numbers(board: Board, draft: Draft, headings: IndicatorHeadings) -> None:
    """Most of what stands in 分值 or 得分 is no number."""
    for heading in headings:
        if heading.kind not in _NUMBERS:
            continue
        name = heading.kind.value
        raw = {path: text for path, text in draft.values.items() if path.endswith(f".{name}")}
        words = [path for path in raw if _is_word(draft, path)]
        if len(words) >= _FEWEST and len(words) * 2 > len(raw):
            where = draft.place(heading.cells[-1])
            draft.findings.append(
                layout.words_for_numbers(words[0], where, name, text=raw[words[0]])
            )


def _is_word(draft: Draft, path: str) -> bool:
    number = draft.number(path)
    percent = key(draft.values[path]).endswith("%")
    return path.startswith("指标") and number is not None and number.value is None and not percent


def _doubt_shared_names(board: Board, draft: Draft, headings: IndicatorHeadings) -> None:
    """One name is merged over rows read as an indicator each, and not all have a target."""
    names = [heading for heading in headings if heading.kind is Column.NAME]
    below = max(cell.bottom for heading in headings for cell in heading.cells)
    for cell in board.cells:
        if cell.row_span < _FEWEST or cell.row < below or not column_of(cell, names):
            continue
        place = draft.place(cell)
        paths = [
            f"指标{number}"
            for number in range(1, len(draft.indicators) + 1)
            if draft.places.get(f"指标{number}.三级指标") == place
        ]
        whole = all(draft.has(f"{path}.年度指标值") for path in paths)
        if len(paths) > 1 and not whole:
            field = f"{paths[0]}.三级指标"
            draft.findings.append(layout.shared_name(field, place, text=cell.text, rows=len(paths)))


def _doubt_total(draft: Draft) -> None:
    """Amounts were read, but none that is 年度资金总额."""
    if any(draft.has(f"{TOTAL}.{column}") for column in AMOUNT_COLUMNS):
        return
    for item in draft.evidence:
        source, _, column = item.field.rpartition(".")
        if source and column in AMOUNT_COLUMNS:
            where = draft.places[item.field]
            draft.findings.append(layout.no_total(f"{TOTAL}.{column}", where, source=source))
            return


def _doubt_texts(draft: Draft) -> None:
    """A goal that holds a heading, a name that is a number: the wrong cell was taken."""
    for field in (EXPECTED, ACHIEVED):
        for line in draft.values.get(field, "").split("\n"):
            if _HEADING.search(line) and len(line) <= _LONGEST_HEADING:
                draft.findings.append(layout.wrong_cell(field, draft.places[field], text=line))
    for field in ("项目名称", "主管部门", "实施单位"):
        text = draft.values.get(field, "")
        if re.fullmatch(r"[\d.,%\-/]*\d[\d.,%\-/]*", key(text)):
            draft.findings.append(layout.wrong_cell(field, draft.places[field], text=text))


def _doubt_unseen(board: Board, draft: Draft) -> None:
    """Values that stand in hidden rows or columns: nobody who looks at the form sees them."""
    unseen = board.grid.unseen
    fields = {place.cell: path for path, place in draft.places.items()} if unseen else {}
    cells = [cell for cell in board.cells if cell.address in unseen and cell.address in fields]
    if cells:
        first = cells[0]
        lines = tuple(dict.fromkeys(unseen[cell.address] for cell in cells))
        field, where = fields[first.address], draft.place(first)
        draft.findings.append(
            layout.hidden_lines(field, where, text=first.text, lines=lines, cells=len(cells))
        )
