"""One row of the block 绩效指标: an indicator, a line nobody filled, or 预算执行率."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from perfxl.core.checks import layout
from perfxl.core.evaluation import Attainment, Indicator
from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import ATTAINMENTS, Column
from perfxl.forms.recognise.columns import IndicatorHeadings
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.funds import TOTAL
from perfxl.forms.recognise.headings import Heading, column_of
from perfxl.forms.recognise.labels import is_filler, is_placeholder, key, level_label
from perfxl.forms.recognise.levels import Levels, next_levels
from perfxl.forms.recognise.row_words import is_execution
from perfxl.forms.recognise.targets import composed_actual, composed_target

_OWN = frozenset({Column.WEIGHT, Column.SCORE, Column.AWARDED})
"""Columns whose merged cells count once: a weight over three rows is one weight."""

_COMPOSED = frozenset(
    {Column.TARGET, Column.ADJUSTED, Column.SIGN, Column.UNIT, Column.NOTE}
    | {Column.ACTUAL, Column.ACTUAL_SIGN, Column.ACTUAL_UNIT}
)
"""Columns that are put together before they are placed."""

_TICKS = frozenset({"√", "✓", "☑", "■", "●", "v", "V"})
_FACTS = frozenset(
    {Column.NAME, Column.TARGET, Column.ADJUSTED, Column.ACTUAL, Column.WEIGHT, Column.SCORE}
    | {Column.AWARDED, Column.NOTE, Column.SIGN, Column.UNIT, Column.EXTRA, Column.ATTAINMENT}
    | {Column.ACTUAL_SIGN, Column.ACTUAL_UNIT}
)
_OFFICIAL = frozenset(
    {Column.NAME, Column.TARGET, Column.ACTUAL, Column.WEIGHT, Column.SCORE, Column.NOTE}
)


class Row(NamedTuple):
    """The cells of one row by the column they stand under."""

    number: int
    headings: IndicatorHeadings
    cells: dict[Heading[Column], list[Cell]]

    def under(self, column: Column) -> list[Cell]:
        """The cells of a column, from left to right."""
        return [
            cell
            for heading, cells in self.cells.items()
            if heading.kind is column
            for cell in cells
        ]

    def own(self, kinds: Collection[Column]) -> list[Cell]:
        """The cells under some columns that begin in this very row."""
        return [
            cell
            for heading, cells in self.cells.items()
            if heading.kind in kinds
            for cell in cells
            if cell.row == self.number
        ]

    def text(self, column: Column) -> str:
        """What the row says in a column, ``""`` for nothing."""
        return "\n".join(cell.text for cell in self.under(column))


class Destination(NamedTuple):
    """Where the rows of a block go: to the indicators, or to evidence (several years).

    ``rows`` is how many have gone there.
    """

    prefix: str
    rows: int
    evidence_only: bool

    def path(self, draft: Draft) -> str:
        """The field path of the next row."""
        number = self.rows if self.evidence_only else len(draft.indicators)
        return f"{self.prefix}{number + 1}"


def row_at(board: Board, headings: IndicatorHeadings, row: int) -> Row:
    """The cells that cover ``row``, sorted to the columns of the block."""
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
        beside = [found for found in cells.get(left[-1], []) if found.row == row] if left else []
        numbered = all(found.text.isdigit() for found in beside)  # 1 | 举办场次
        if between and (not beside or (numbered and left[-1].kind is Column.NAME)):
            cells.setdefault(left[-1], []).append(cell)
    return Row(row, headings, cells)


def read_row(
    board: Board, draft: Draft, row: Row, levels: Levels, book: Rulebook, target: Destination
) -> Levels:
    """Read one indicator, unless the row is unfilled or 预算执行率; the levels now in force."""
    own = row.own(_FACTS)
    dimension, aspect = row.under(Column.DIMENSION), row.under(Column.ASPECT)
    now = next_levels(levels, dimension, aspect, row.number, book)
    if _is_unfilled(row, own):
        known = [cell for cell in (*dimension, *aspect) if _is_level(cell, book)]
        if not own and not known and (dimension or aspect):
            return levels  # a remark below the levels: unplaced
        draft.skipped += any(cell.row == row.number for cell in [*own, *aspect])
        board.use(*own, *known)
        return now
    if _is_remark(row, own):
        return levels
    scored = any(path in draft.places for path in (f"{TOTAL}.分值", f"{TOTAL}.得分"))
    if _is_execution_row(row, now, book, known=scored):
        _read_execution(board, draft, row)
        return now
    board.use(*dimension, *aspect, *row.under(Column.NUMBER))
    path = target.path(draft)
    if target.evidence_only:
        _read_as_evidence(draft, row, now, path)
        return now
    _place_levels(draft, row, now, levels, path)
    _place_facts(draft, row, path)
    for heading in row.headings:
        if heading.kind in _OFFICIAL:
            draft.put_empty(f"{path}.{heading.kind.value}", row.number, heading.start)
    draft.indicators.append(_indicator(draft, now, path))
    return now


def _is_unfilled(row: Row, own: list[Cell]) -> bool:
    """Whether the row is a line of the template nobody filled: "指标2：", "……", "/"."""
    if not own:
        return True
    numbers = [*row.under(Column.WEIGHT), *row.under(Column.SCORE)]
    weighted = any(cell.row == row.number and not is_placeholder(cell.text) for cell in numbers)
    return not weighted and all(
        is_filler(cell.text) or _is_lone_number(cell, row) for cell in own if cell not in numbers
    )


def _is_remark(row: Row, own: list[Cell]) -> bool:
    """Whether one text alone stands in a row, and not where the name of an indicator would."""
    alone = len(own) == 1 and own[0] not in row.under(Column.NAME)
    return alone and not any(
        cell.row == row.number
        for column in (Column.DIMENSION, Column.ASPECT, Column.NAME)
        for cell in row.under(column)
    )


def _is_level(cell: Cell, book: Rulebook) -> bool:
    """Whether a cell of 一级指标 in an unfilled row is a label rather than stray text."""
    label = level_label(cell.text)
    known = book.dimension(label) or book.aspect(label)
    return bool(known) or cell.row_span > 1 or is_filler(cell.text)


def _is_lone_number(cell: Cell, row: Row) -> bool:
    return len(cell.text) <= 4 and (
        cell in row.under(Column.UNIT) or (cell in row.under(Column.SIGN) and len(cell.text) <= 2)
    )


def _is_execution_row(row: Row, now: Levels, book: Rulebook, *, known: bool) -> bool:
    """Whether the row is 预算执行率 standing among the indicators as a dimension of its own.

    In a list without levels it is an indicator like any other once the funds above have
    given the weight or the score of the execution rate (``known``).  Below 满意度指标 it is none
    of those: a text has lost that it was merged over the levels.
    """
    lead = row.text(Column.NAME)
    if now.dimension is None:
        return not known and is_execution(row.text(Column.ASPECT) or lead)
    level = book.dimension(now.dimension)
    below = not row.own({Column.DIMENSION, Column.ASPECT})
    foreign = below and level is not None and level.name == "满意度指标"
    return is_execution(now.dimension) or (foreign and not known and is_execution(lead))


def _read_execution(board: Board, draft: Draft, row: Row) -> None:
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
            board.use(*(cell for cell in own if _names_execution(cell)))
            continue
        field = f"{TOTAL}.{name}"
        if name == "分值":
            draft.put(field, own)
        draft.note(field, own)


def _names_execution(cell: Cell) -> bool:
    label = key(cell.text)
    return is_execution(cell.text) or is_filler(cell.text) or label.isdigit() or "预算" in label


def _read_as_evidence(draft: Draft, row: Row, now: Levels, path: str) -> None:
    for heading, cells in row.cells.items():
        if heading.kind not in (Column.DIMENSION, Column.ASPECT):
            own = [cell for cell in cells if cell.row == row.number]
            draft.note(f"{path}.{heading.text}", own)
    for name, label in (("一级指标", now.dimension), ("二级指标", now.aspect)):
        if label:
            cells = row.under(Column(name))
            draft.note(f"{path}.{name}", cells, text=label)


def _place_levels(draft: Draft, row: Row, now: Levels, before: Levels, path: str) -> None:
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


def _start(row: Row, column: Column) -> int:
    return next((heading.start for heading in row.headings if heading.kind is column), 0)


def _place_facts(draft: Draft, row: Row, path: str) -> None:
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
        if kind is Column.NAME and len(own) > 1 and own[0].text.isdigit():
            draft.board.use(own.pop(0))  # 1 | 举办场次, below a heading merged over both
        unknown = kind is Column.ATTAINMENT and row.text(kind) not in ATTAINMENTS
        if kind is Column.EXTRA or unknown:
            draft.note(f"{path}.{heading.text}", own)
        elif own:
            draft.put(f"{path}.{kind.value}", own)


def _is_shared_number(cell: Cell, kind: Column) -> bool:
    """A number merged over rows, such as the weight of 一级指标, is said once."""
    return kind is Column.EXTRA and cell.text.replace(".", "", 1).isdigit()


def _place_note(draft: Draft, row: Row, path: str) -> None:
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
