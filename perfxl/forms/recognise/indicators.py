"""The block 绩效指标: which column holds what, and one indicator a row."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.core.checks import layout
from perfxl.core.evaluation import Attainment, Indicator
from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.columns import (
    IndicatorHeadings,
    heading_rows,
    heads_column,
    indicator_columns,
)
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.funds import TOTAL
from perfxl.forms.recognise.headings import Heading, column_of
from perfxl.forms.recognise.labels import is_filler, is_placeholder, key
from perfxl.forms.recognise.levels import Levels, next_levels
from perfxl.forms.recognise.pairs import inline_pairs
from perfxl.forms.recognise.targets import composed_actual, composed_target
from perfxl.forms.recognise.total import read_total
from perfxl.forms.recognise.vocabulary import (
    Column,
    goal_label,
    head_field,
    indicator_column,
    information,
    is_block_label,
    is_execution,
    is_footnote,
    is_long_term,
    is_reason,
    is_side_label,
    is_subtotal,
    is_total,
)

_OWN = frozenset({Column.WEIGHT, Column.SCORE, Column.AWARDED})
"""Columns whose merged cells count once: a weight over three rows is one weight."""

_COMPOSED = frozenset(
    {Column.TARGET, Column.ADJUSTED, Column.SIGN, Column.UNIT, Column.NOTE}
    | {Column.ACTUAL, Column.ACTUAL_SIGN, Column.ACTUAL_UNIT}
)
"""Columns that are put together before they are placed."""

_ATTAINMENTS = frozenset(item.value for item in Attainment)
_TICKS = frozenset({"√", "✓", "☑", "■", "●", "v", "V"})
_JUDGED = frozenset({Column.TARGET, Column.ACTUAL, Column.WEIGHT, Column.SCORE})

_FACTS = frozenset(
    {Column.NAME, Column.TARGET, Column.ADJUSTED, Column.ACTUAL, Column.WEIGHT, Column.SCORE}
    | {Column.AWARDED, Column.NOTE, Column.SIGN, Column.UNIT, Column.EXTRA, Column.ATTAINMENT}
    | {Column.ACTUAL_SIGN, Column.ACTUAL_UNIT}
)

_Headings = IndicatorHeadings


@dataclass(slots=True)
class _Row:
    """The cells of one row by the column they stand under."""

    number: int
    cells: dict[Heading[Column], list[Cell]]

    def under(self, column: Column) -> list[Cell]:
        """The cells of a column, from left to right."""
        return [
            cell
            for heading, cells in self.cells.items()
            if heading.kind is column
            for cell in cells
        ]

    def text(self, column: Column) -> str:
        """What the row says in a column, ``""`` for nothing."""
        return "\n".join(cell.text for cell in self.under(column))


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block of indicators ended, and its columns."""

    end: int
    headings: _Headings


def read_indicators(board: Board, draft: Draft, top: int, bottom: int, book: Rulebook) -> Block:
    """Read the block whose headings begin in row ``top``.

    Args:
        board: the form.
        draft: receives the indicators.
        top: the first row of headings.
        bottom: the first row that cannot belong to the block any more.
        book: says which 一级指标 a 二级指标 belongs to.
    """
    rows = heading_rows(board, top)
    headings = indicator_columns(board, rows, bottom, book)
    first = min(heading.start for heading in headings)
    last = max(heading.end for heading in headings)
    long_term = False
    for row in rows:
        for cell in board.covers(row):
            if cell.right <= first:
                long_term |= is_long_term(cell.text)
                if is_side_label(cell.text) or long_term:
                    board.use(cell)
            elif cell.column < last and heads_column(cell, headings):
                board.use(cell)
    return read_rows(board, draft, headings, range(rows.stop, bottom), book, long_term=long_term)


def read_rows(
    board: Board,
    draft: Draft,
    headings: IndicatorHeadings,
    rows: range,
    book: Rulebook,
    *,
    long_term: bool = False,
) -> Block:
    """Read the indicators in ``rows``, down to the total or to what comes after them.

    Indicators of several years (``long_term``) become evidence: they are not this year's.
    """
    levels = Levels()
    prefix = "中长期指标" if long_term else "指标"
    count = 0
    for row in board.rows:
        if row not in rows:
            continue
        outcome = _read_side(board, draft, headings, row, book)
        if outcome == "end":
            return Block(row, headings)
        if outcome == "total":
            return Block(row + 1, headings)
        if outcome == "used":
            continue
        read = _row(board, headings, row)
        levels = _read_row(board, draft, read, levels, book, _Target(prefix, count, long_term))
        count += 1 if long_term else 0
    return Block(rows.stop, headings)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the rows of a block go: to the indicators, or to evidence (several years)."""

    prefix: str
    count: int
    evidence_only: bool

    def path(self, draft: Draft) -> str:
        """The field path of the next row."""
        number = self.count if self.evidence_only else len(draft.indicators)
        return f"{self.prefix}{number + 1}"


def _read_side(board: Board, draft: Draft, headings: _Headings, row: int, book: Rulebook) -> str:
    """Labels beside the block, repeated headings, the total row: ``"used"``, ``"end"``, ``""``."""
    own = board.free(row)
    if not own:
        return "used"
    lead = own[0]
    text = lead.text
    if is_total(text):
        read_total(board, draft, headings, row)
        return "total"
    if is_subtotal(text):
        for cell in own:
            heading = column_of(cell, headings)
            if cell is not lead and heading is not None:
                draft.note(f"{lead.text}.{heading.text}", [cell])
        board.use(lead)
        return "used"
    kinds = [indicator_column(cell.text) for cell in own]
    if len(own) > 2 and kinds.count(None) == 0:  # the headings again, on the next page
        board.use(*own)
        return "used"
    if _ends_block(own, headings, book):
        return "end"
    first = min(heading.start for heading in headings)
    for cell in own:
        if cell.right <= first and (is_side_label(cell.text) or is_block_label(cell.text)):
            board.use(cell)
    return "" if board.free(row) else "used"


def _ends_block(own: list[Cell], headings: _Headings, book: Rulebook) -> bool:
    """Whether the row of ``own`` begins what comes after the indicators."""
    lead, text = own[0], own[0].text
    if lead.column >= headings[0].end:
        return False
    if is_footnote(text) or (len(own) <= 2 and inline_pairs(text)):
        return True
    facts = [heading for heading in headings if heading.kind in _JUDGED]
    for cell in own[1:]:
        wide = sum(_under(cell, item) for item in headings) >= 3
        if not wide and any(_under(cell, item) for item in facts):
            return False
    if len(own) > 2 or book.aspect(text) or book.dimension(text):
        return False
    label = is_reason(text) or information(text) is not None or head_field(text) is not None
    return label or (goal_label(text) is not None and lead.right <= headings[0].start)


def _under(cell: Cell, heading: Heading[Column]) -> bool:
    return column_of(cell, [heading]) is not None


def _row(board: Board, headings: _Headings, row: int) -> _Row:
    cells: dict[Heading[Column], list[Cell]] = {}
    loose = []
    for cell in board.covers(row):
        heading = column_of(cell, headings)
        if heading is not None:
            cells.setdefault(heading, []).append(cell)
        else:
            loose.append(cell)
    for cell in loose:  # under a heading that was not merged as far as its column reaches
        left = [heading for heading in headings if heading.end <= cell.column]
        between = len(left) < len(headings) and left
        if between and not any(found.row == row for found in cells.get(left[-1], [])):
            cells.setdefault(left[-1], []).append(cell)
    return _Row(row, cells)


def _read_row(
    board: Board, draft: Draft, row: _Row, levels: Levels, book: Rulebook, target: _Target
) -> Levels:
    own = [
        cell
        for heading, cells in row.cells.items()
        if heading.kind in _FACTS
        for cell in cells
        if cell.row == row.number
    ]
    dimension, aspect = row.under(Column.DIMENSION), row.under(Column.ASPECT)
    now = next_levels(levels, dimension, aspect, row.number, book)
    if _is_unfilled(row, own):
        draft.skipped += any(cell.row == row.number for cell in [*own, *aspect])
        board.use(*own, *aspect, *(cell for cell in dimension if _is_level(cell, book)))
        return now
    if _is_execution_row(row, now):
        _read_execution(board, draft, row)
        return now
    board.use(*dimension, *aspect, *row.under(Column.NUMBER))
    path = target.path(draft)
    if target.evidence_only:
        _read_as_evidence(draft, row, now, path)
        return now
    _place_levels(draft, row, now, levels, path)
    _place_facts(draft, row, path)
    draft.indicators.append(_indicator(draft, now, path))
    return now


def _is_unfilled(row: _Row, own: list[Cell]) -> bool:
    """Whether the row is a line of the template nobody filled: "指标2：", "……", "/"."""
    if not own:
        return True
    numbers = [*row.under(Column.WEIGHT), *row.under(Column.SCORE)]
    weighted = any(cell.row == row.number and not is_placeholder(cell.text) for cell in numbers)
    return not weighted and all(
        is_filler(cell.text) or _is_lone_number(cell, row) for cell in own if cell not in numbers
    )


def _is_level(cell: Cell, book: Rulebook) -> bool:
    """Whether a cell of 一级指标 in an unfilled row is a label rather than stray text."""
    known = book.dimension(cell.text) or book.aspect(cell.text)
    return bool(known) or cell.row_span > 1 or is_filler(cell.text)


def _is_lone_number(cell: Cell, row: _Row) -> bool:
    return cell in row.under(Column.UNIT) or (
        cell in row.under(Column.SIGN) and len(cell.text) <= 2
    )


def _is_execution_row(row: _Row, now: Levels) -> bool:
    """Whether the row is 预算执行率 standing among the indicators as a dimension of its own."""
    if now.dimension is not None:
        return is_execution(now.dimension)
    lead = row.text(Column.ASPECT) or row.text(Column.NAME)
    return is_execution(lead)


def _read_execution(board: Board, draft: Draft, row: _Row) -> None:
    names = {
        Column.TARGET: "年度指标值",
        Column.ACTUAL: "执行率",
        Column.WEIGHT: "分值",
        Column.SCORE: "得分",
        Column.NOTE: "偏差原因分析及改进措施",
    }
    for heading, cells in row.cells.items():
        own = [cell for cell in cells if cell.row == row.number]
        name = names.get(heading.kind or Column.EXTRA)
        if name is None or not own:
            if heading.kind is Column.EXTRA:
                draft.note(f"{TOTAL}.{heading.text}", own)
            board.use(*own)
            continue
        field = f"{TOTAL}.{name}"
        if name == "分值":
            draft.put(field, own)
        draft.note(field, own)


def _read_as_evidence(draft: Draft, row: _Row, now: Levels, path: str) -> None:
    for heading, cells in row.cells.items():
        if heading.kind not in (Column.DIMENSION, Column.ASPECT):
            own = [cell for cell in cells if cell.row == row.number]
            draft.note(f"{path}.{heading.text}", own)
    for name, label in (("一级指标", now.dimension), ("二级指标", now.aspect)):
        if label:
            cells = row.under(Column(name))
            draft.note(f"{path}.{name}", cells, text=label)


def _place_levels(draft: Draft, row: _Row, now: Levels, before: Levels, path: str) -> None:
    for column, label in ((Column.DIMENSION, now.dimension), (Column.ASPECT, now.aspect)):
        field = f"{path}.{column.value}"
        cells = row.under(column)
        if cells:
            draft.places[field] = draft.place(cells[0])
            printed = "".join("\n".join(cell.text for cell in cells).split())
            if label and printed != label and cells[0].row == row.number:
                draft.note(field, cells)
        else:
            draft.put_empty(field, row.number, _start(row, column))
    if now.inferred and now.dimension is not None and now.dimension != before.dimension:
        field = f"{path}.一级指标"
        draft.findings.append(
            layout.inferred_dimension(
                field, draft.places[field], aspect=now.aspect or "", dimension=now.dimension
            )
        )


def _start(row: _Row, column: Column) -> int:
    return next((heading.start for heading in row.cells if heading.kind is column), 0)


def _place_facts(draft: Draft, row: _Row, path: str) -> None:
    composed_target(draft, row.cells, path)
    composed_actual(draft, row.cells, path)
    _place_note(draft, row, path)
    for heading, cells in row.cells.items():
        kind = heading.kind
        if kind is None or kind not in _FACTS or kind in _COMPOSED:
            continue
        own = [
            cell
            for cell in cells
            if cell.row == row.number or (kind not in _OWN and not _is_shared_number(cell, kind))
        ]
        for cell in own:
            if kind in _OWN and cell.row_span > 1:
                where, text = draft.place(cell), cell.text
                field = f"{path}.{kind.value}"
                draft.findings.append(
                    layout.shared_cell(field, where, text=text, rows=cell.row_span)
                )
        unknown = kind is Column.ATTAINMENT and row.text(kind) not in _ATTAINMENTS
        if kind is Column.EXTRA or unknown:
            draft.note(f"{path}.{heading.text}", own)
        elif own:
            draft.put(f"{path}.{kind.value}", own)


def _is_shared_number(cell: Cell, kind: Column) -> bool:
    """A number merged over rows, such as the weight of 一级指标, is said once."""
    return kind is Column.EXTRA and cell.text.replace(".", "", 1).isdigit()


def _place_note(draft: Draft, row: _Row, path: str) -> None:
    """Reasons and measures may stand in two columns; a tick (√) in one is evidence."""
    texts = []
    for heading, cells in row.cells.items():
        if heading.kind is Column.NOTE:
            ticks = [cell for cell in cells if key(cell.text) in _TICKS]
            draft.note(f"{path}.{heading.text}", ticks)
            texts += [cell for cell in cells if cell not in ticks]
    filled = [cell for cell in texts if not is_placeholder(cell.text)] or texts[:1]
    draft.put(f"{path}.{Column.NOTE.value}", filled)
    draft.board.use(*texts)


def _indicator(draft: Draft, now: Levels, path: str) -> Indicator:
    def value(column: Column) -> str | None:
        return draft.values.get(f"{path}.{column.value}")

    attainment = value(Column.ATTAINMENT)
    return Indicator(
        dimension=now.dimension,
        aspect=now.aspect,
        name=value(Column.NAME),
        target=value(Column.TARGET),
        actual=value(Column.ACTUAL),
        weight=draft.number(f"{path}.分值"),
        attainment=Attainment(attainment) if attainment else None,
        awarded=draft.number(f"{path}.核定得分"),
        deviation_note=value(Column.NOTE),
        printed_score=value(Column.SCORE),
    )
