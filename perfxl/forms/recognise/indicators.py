"""The block 绩效指标: its headings, its rows, and where it ends."""

from __future__ import annotations

from typing import NamedTuple

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import Column, indicator_column
from perfxl.forms.recognise.columns import (
    IndicatorHeadings,
    heading_rows,
    heads_column,
    indicator_columns,
)
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.funds import TOTAL
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.head_words import head_field, information, is_reason
from perfxl.forms.recognise.headings import Heading, column_of, is_fragment
from perfxl.forms.recognise.indicator_row import Destination, read_row, row_at
from perfxl.forms.recognise.labels import bare, is_placeholder, level_label
from perfxl.forms.recognise.levels import Levels
from perfxl.forms.recognise.pairs import inline_pairs
from perfxl.forms.recognise.parallel_lines import indicator_rows
from perfxl.forms.recognise.row_words import (
    is_block_label,
    is_bonus,
    is_execution,
    is_footnote,
    is_long_term,
    is_page_mark,
    is_side_label,
    is_subtotal,
    is_total,
)
from perfxl.forms.recognise.total import read_total

_WIDE = 3  # columns under one cell that make it a text across the block
_JUDGED = frozenset({Column.TARGET, Column.ACTUAL, Column.WEIGHT, Column.SCORE})


class Block(NamedTuple):
    """Where a block of indicators ended, and its columns."""

    end: int
    headings: IndicatorHeadings


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
    levels = Levels()
    for row in rows:
        for cell in board.covers(row):
            if cell.right <= first:
                long_term |= is_long_term(cell.text)
                if is_side_label(cell.text) or long_term:
                    board.use(cell)
                elif book.dimension(level_label(cell.text)) and not board.is_used(cell):
                    levels = Levels(level_label(cell.text))  # the block of one dimension
                    draft.note(f"指标{len(draft.indicators) + 1}.一级指标", [cell])
            elif cell.column < last and heads_column(cell, headings):
                board.use(cell)
    return read_rows(
        board, draft, headings, range(rows.stop, bottom), book, levels=levels, long_term=long_term
    )


def read_rows(
    board: Board,
    draft: Draft,
    headings: IndicatorHeadings,
    rows: range,
    book: Rulebook,
    *,
    levels: Levels | None = None,
    long_term: bool = False,
) -> Block:
    """Read the indicators in ``rows``, down to the total or to what comes after them.

    ``levels``: what is in force above the first row, where the block is one dimension's.
    Indicators of several years (``long_term``) become evidence: they are not this year's.
    """
    levels = levels or Levels()
    prefix = "中长期指标" if long_term else "指标"
    count = 0
    for row in board.rows:
        if row not in rows:
            continue
        outcome = _read_side(board, draft, headings, row, book)
        if outcome == "end":
            return Block(row, headings)
        if outcome == "total" and not _goes_on(board, headings, range(row + 1, rows.stop), book):
            return Block(row + 1, headings)
        if outcome in ("used", "total"):
            continue
        if _read_bonus(board, draft, headings, row):
            continue
        section = _section(board.free(row), headings, levels, book)
        if section is not None:
            path = f"指标{len(draft.indicators) + 1}"
            column = Column.DIMENSION if section.aspect is None else Column.ASPECT
            own = [cell for cell in board.free(row) if column_of(cell, headings)]
            if own[0].text != (section.aspect or section.dimension):
                draft.note(f"{path}.{column.value}", own)
            board.use(*own)
            levels = section
            continue
        if _is_remark(board, headings, row):
            continue  # between the indicators, and neither one nor a level: unplaced
        target = Destination(prefix, count, long_term)
        for part in indicator_rows(row_at(board, headings, row), draft, target.path(draft)):
            levels = read_row(board, draft, part, levels, book, target)
            count += 1 if long_term else 0
            target = target._replace(rows=count)
    return Block(rows.stop, headings)


def _read_bonus(board: Board, draft: Draft, headings: IndicatorHeadings, row: int) -> bool:
    """Points given or taken beside the indicators (加分项) are evidence, and no indicator."""
    lead, *others = board.free(row)
    if not is_bonus(lead.text):
        return False
    label = bare(lead.text)
    draft.note(label, [lead])
    for cell in others:
        heading = column_of(cell, headings)
        if heading is not None:
            draft.note(f"{label}.{heading.text}", [cell])
    return True


def _read_side(
    board: Board, draft: Draft, headings: IndicatorHeadings, row: int, book: Rulebook
) -> str:
    """Labels beside the block, repeated headings, the total row: ``"used"``, ``"end"``, ``""``."""
    edge = headings[-1].end
    own = [cell for cell in board.free(row) if cell.column < edge]
    if not own:
        return "used"  # what stands beside the block is no part of it
    if len(own) == 1 and is_page_mark(own[0].text):
        board.use(own[0])
        return "used"
    lead = next((cell for cell in own if _totals_below_names(cell, own, headings)), own[0])
    text = lead.text
    below = _totals_below_names(lead, own, headings)
    if below or (is_total(text) and _totals(own, headings)):
        read_total(board, draft, headings, row)
        return "total"
    if is_subtotal(text):
        for cell in own:
            heading = column_of(cell, headings)
            if cell is not lead and heading is not None:
                draft.note(f"{lead.text}.{heading.text}", [cell])
        board.use(lead)
        return "used"
    heads = all(indicator_column(cell.text) or is_fragment(cell.text) for cell in own)
    if len(own) > 2 and heads:  # the headings again, on the next page, or their lower halves
        board.use(*own)
        return "used"
    if _ends_block(own, headings, book):
        return "end"
    first = min(heading.start for heading in headings)
    if lead.right <= first and is_execution(text) and not is_side_label(text):
        _read_execution_beside(board, draft, headings, own)
        return "used"
    for cell in own:
        if cell.right <= first and (is_side_label(cell.text) or is_block_label(cell.text)):
            board.use(cell)
    return "" if board.free(row) else "used"


def _read_execution_beside(
    board: Board, draft: Draft, headings: IndicatorHeadings, own: list[Cell]
) -> None:
    """预算执行率得分（10分） | 10 | 9.92, the label left of all columns."""
    board.use(own[0])
    for cell in own[1:]:
        heading = column_of(cell, headings)
        if heading is not None and heading.kind in (Column.WEIGHT, Column.SCORE):
            field = f"{TOTAL}.{heading.kind.value}"
            if heading.kind is Column.WEIGHT:
                draft.put(field, [cell])
            draft.note(field, [cell])


def _totals(own: list[Cell], headings: IndicatorHeadings) -> bool:
    """Whether a row that begins with 总分 or 自评得分 sums up, or is an indicator of that name."""
    judged = [heading for heading in headings if heading.kind in (Column.TARGET, Column.ACTUAL)]
    stated = [
        cell
        for cell in own[1:]
        if not is_placeholder(cell.text)
        and indicator_column(cell.text) not in (Column.WEIGHT, Column.SCORE)  # 总分 | 100 | 得分
        and any(_under(cell, heading) for heading in judged)
    ]
    first = own[0].column < headings[0].end or own[0].column_span > 1
    return first and (not judged or len(stated) < len(judged))


def _totals_below_names(cell: Cell, own: list[Cell], headings: IndicatorHeadings) -> bool:
    """Whether 总分 stands below 指标名称, behind the scores, in a row that states nothing else."""
    if not is_total(cell.text):
        return False
    columns = [heading for other in own if (heading := column_of(other, headings))]
    heading = column_of(cell, headings)
    stated = {Column.TARGET, Column.ACTUAL}
    judged = {*stated, Column.DIMENSION, Column.ASPECT}
    if stated.isdisjoint(item.kind for item in headings if item.kind is not None):
        return False  # nothing else tells a total from an indicator of that name
    return (
        heading is not None
        and heading.kind is Column.NAME
        and judged.isdisjoint(item.kind for item in columns if item.kind is not None)
    )


def _is_remark(board: Board, headings: IndicatorHeadings, row: int) -> bool:
    """Whether a row is one text across the block, or a paragraph between two tables."""
    own = board.begins(row)
    if len(own) != 1 or len(board.free(row)) != 1:
        return False
    paragraph = board.grid.row_names.get(row, "").endswith("段")
    over = [heading.kind for heading in headings if _under(own[0], heading)]
    return paragraph or (len(over) >= _WIDE and not _JUDGED.isdisjoint(over))


def _section(
    own: list[Cell], headings: IndicatorHeadings, before: Levels, book: Rulebook
) -> Levels | None:
    """The levels below a row that holds nothing but a level label across the block."""
    own = [cell for cell in own if column_of(cell, headings)]
    if len(own) != 1:
        return None
    over = [heading.kind for heading in headings if _under(own[0], heading)]
    if len(over) < _WIDE and not {Column.NUMBER, Column.NAME}.issuperset(over):
        return None
    label = level_label(own[0].text)
    if book.dimension(label):
        return Levels(label)
    return Levels(before.dimension, label) if book.aspect(label) else None


def _goes_on(board: Board, headings: IndicatorHeadings, rows: range, book: Rulebook) -> bool:
    """Whether indicators follow a total that stands above them."""
    for after in board.rows:
        own = board.free(after)
        if after not in rows or not own:
            continue
        if _section(own, headings, Levels(), book):
            continue
        row = row_at(board, headings, after)
        named = bool(row.own({Column.NAME})) and len(row.own(_JUDGED)) >= 2
        return named and not _ends_block(own, headings, book)
    return False


def _ends_block(own: list[Cell], headings: IndicatorHeadings, book: Rulebook) -> bool:
    """Whether the row of ``own`` begins what comes after the indicators."""
    lead, text = own[0], own[0].text
    if lead.column >= headings[0].end:
        return False
    if is_footnote(text) or (len(own) <= 2 and inline_pairs(text)):
        return True
    facts = [heading for heading in headings if heading.kind in _JUDGED]
    for cell in own[1:]:
        wide = sum(_under(cell, item) for item in headings) >= _WIDE
        if not wide and any(_under(cell, item) for item in facts):
            return False
    if len(own) > 2 or book.aspect(text) or book.dimension(text):
        return False
    label = is_reason(text) or information(text) is not None or head_field(text) is not None
    return label or (goal_label(text) is not None and lead.right <= headings[0].start)


def _under(cell: Cell, heading: Heading[Column]) -> bool:
    return column_of(cell, [heading]) is not None
