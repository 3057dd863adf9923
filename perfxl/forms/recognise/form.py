"""One grid → its readings: blocks in the order in which they are surest to be recognised."""

from __future__ import annotations

from dataclasses import replace

from perfxl.core.checks import layout
from perfxl.core.evaluation import AMOUNT_COLUMNS
from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell, Grid
from perfxl.forms.reading import FormKind, Reading, Unplaced
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.column_words import indicator_column
from perfxl.forms.recognise.doubts import doubt_reading
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.fund_words import fund_column, fund_row
from perfxl.forms.recognise.funds import TOTAL, read_funds
from perfxl.forms.recognise.goal import EXPECTED, read_goal
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.head_words import head_field
from perfxl.forms.recognise.indicators import Block, read_indicators
from perfxl.forms.recognise.labels import bare, is_placeholder, key
from perfxl.forms.recognise.lists import read_list
from perfxl.forms.recognise.pairs import read_money_unit, read_pairs
from perfxl.forms.recognise.row_words import is_side_label, is_total
from perfxl.forms.recognise.segments import forms_in, is_indicator_heading, list_heading
from perfxl.forms.recognise.tables import read_other_tables
from perfxl.forms.recognise.title_words import is_title, kind_of_title
from perfxl.forms.recognise.total import read_total
from perfxl.regex import regex
from perfxl.sheet.address import split_cell

_SENTENCE = 16  # characters; labels of any layout are shorter
_PART = 4  # of a text that stands in a cell with its label
_YEAR_IN_LABEL = regex(r"\((20\d\d)年?度?\)")


def recognise(grid: Grid, *, file: str, book: Rulebook) -> tuple[Reading, ...]:
    """Every form in ``grid``, in its order; none when there is no form in it.

    Args:
        grid: one sheet or document.
        file: the name put into places.
        book: says which 一级指标 a 二级指标 belongs to.

    Raises:
        LimitError: the sheet holds more text than a thousand forms would.
    """
    readings: list[Reading] = []
    for board in forms_in(grid, file=file):
        if _is_basis(board):
            continue
        heading = list_heading(board)
        if heading is None:
            reading = _reading(board, file, book)
            readings.append(_dated(reading, board, readings[-1] if readings else None))
        else:
            readings += read_list(board, heading, file=file, book=book)
    return tuple(readings)


def _is_basis(board: Board) -> bool:
    """Whether a table is a printed page 评分依据 of ours: derivations, and no funds of a form."""
    said = {"".join(cell.text.split()) for cell in board.cells}
    return "计算过程（生成时）" in said and not said & {"年度资金总额", "全年预算数"}


def _dated(reading: Reading, board: Board, above: Reading | None) -> Reading:
    """A form without a title and a year stands under the title of the form above it."""
    facts = reading.evaluation
    if above is None or facts.year is not None or any(is_title(cell.text) for cell in board.cells):
        return reading
    year, place = above.evaluation.year, above.evaluation.place("年度")
    if year is None:
        return reading
    dated = replace(facts, year=year, places={**facts.places, "年度": place})
    return reading._replace(evaluation=dated)


def _reading(board: Board, file: str, book: Rulebook) -> Reading:
    draft = Draft(file, board)
    title = next((cell.text for cell in board.cells if is_title(cell.text)), None)
    if title is not None:
        draft.kind, draft.whole = kind_of_title(title), "整体" in key(title)
    tops = _tops(board)
    above = [row for row in board.rows if not tops or row < tops[0]]
    read_other_tables(board, draft, above)
    read_money_unit(board, draft, above)
    read_funds(board, draft, above)
    blocks, taken = _read_blocks(board, draft, tops, book)
    below = [row for row in board.rows if row not in taken and row not in above]
    read_money_unit(board, draft, below)
    if not any(draft.has(f"{TOTAL}.{column}") for column in AMOUNT_COLUMNS):
        read_funds(board, draft, below)
    read_goal(board, draft, above)
    if not draft.has(EXPECTED):
        read_goal(board, draft, below)
    read_pairs(board, draft, board.rows)
    draft.leave_parent_project()
    _read_year_of_label(board, draft, above)
    for cell in board.unused():
        if is_placeholder(cell.text) or is_side_label(cell.text):
            board.use(cell)
    draft.take_stated_total()
    doubt_reading(board, draft, [block.headings for block in blocks])
    _doubt(board, draft)
    _release_lost(board, draft)
    return _finished(board, draft)


def _release_lost(board: Board, draft: Draft) -> None:
    """Free texts that were taken and stand nowhere: nothing a person wrote may disappear.

    Whatever a block took for a label or for a repetition, a sentence is neither.
    """
    aside = (text for item in draft.evidence for text in (item.field, item.text))
    told = {key(text) for text in (*draft.values.values(), *aside)}
    whole = "\n".join(told)
    for cell in board.cells:
        text = key(cell.text)
        if len(text) < _SENTENCE or text in told or not board.is_used(cell):
            continue
        if text in whole or _is_label(cell.text):
            continue
        if not any(len(part) >= _PART and part in text for part in told):
            board.free_again(cell)


def _is_label(text: str) -> bool:
    known = indicator_column(text) or fund_column(text) or fund_row(text) or goal_label(text)
    return bool(known or head_field(text) or is_title(text) or is_side_label(text))


def _read_year_of_label(board: Board, draft: Draft, rows: list[int]) -> None:
    """The year that stands nowhere but in a label's brackets: 项目名称（2020年度）."""
    for cell in (cell for row in rows if draft.year is None for cell in board.begins(row)):
        found = _YEAR_IN_LABEL.search(key(cell.text)) if head_field(cell.text) else None
        if found:
            draft.year = int(found[1])
            draft.places["年度"] = draft.place(cell)
            return


def _finished(board: Board, draft: Draft) -> Reading:
    rows = {row for cell in board.cells for row in (cell.row, cell.bottom - 1)}
    covered = [cell for cell in board.grid.covered if min(rows) <= cell.row <= max(rows)]
    unplaced = tuple(Unplaced(draft.place(cell), cell.text) for cell in [*board.unused(), *covered])
    return Reading(
        draft.evaluation(),
        tuple(draft.findings),
        unplaced,
        draft.kind or _kind_by_content(draft),
        found=len(board.cells) + len(covered),
        used=board.used,
        skipped=draft.skipped,
    )


def _tops(board: Board) -> list[int]:
    """The rows in which the headings of a block of indicators begin."""
    tops: list[int] = []
    for row in board.rows:
        if is_indicator_heading(board, row) and not (tops and _goes_on(board, tops[-1], row)):
            tops.append(row)
    return tops


def _goes_on(board: Board, top: int, row: int) -> bool:
    """Whether the headings that begin in ``top`` reach down to ``row``."""
    merged = (cell for cell in board.covers(row) if cell.row == top)
    return row - top < 2 or any(indicator_column(cell.text) for cell in merged)


def _read_blocks(
    board: Board, draft: Draft, tops: list[int], book: Rulebook
) -> tuple[list[Block], set[int]]:
    """Read all blocks of indicators; the blocks, and the rows they took."""
    taken: set[int] = set()
    blocks: list[Block] = []
    for index, top in enumerate(tops):
        bottom = tops[index + 1] if index + 1 < len(tops) else board.bottom
        block = read_indicators(board, draft, top, bottom, book)
        blocks.append(block)
        taken.update(row for row in board.rows if top <= row < block.end)
    above = max((row for row in board.rows if tops and row < tops[0]), default=None)
    for row in board.rows if blocks else []:
        lead = next(iter(board.free(row)), None)
        if lead is None or not is_total(lead.text):
            continue
        if row >= blocks[-1].end or (row == above and bare(lead.text) == "总分"):
            read_total(board, draft, blocks[-1].headings, row)
    return blocks, taken


def _kind_by_content(draft: Draft) -> FormKind:
    judged = any(item.actual or item.printed_score for item in draft.indicators)
    if draft.indicators and not judged and not draft.has("年度资金总额.全年执行数"):
        return FormKind.TARGETS
    return FormKind.SELF_EVALUATION


def _doubt(board: Board, draft: Draft) -> None:
    """Findings about the form as a whole."""
    unit = draft.values.get("金额单位")
    if unit is not None and draft.amount_unit is None:
        draft.findings.append(layout.unknown_amount_unit(draft.places["金额单位"], unit=unit))
    if not draft.indicators:
        first: Cell = board.cells[0]
        draft.findings.append(layout.no_indicators(draft.place(first)))
    if board.grid.hidden:
        draft.findings.append(layout.hidden_sheet(draft.place(board.cells[0])))
    uncached = _uncached(board)
    if uncached:
        where = draft.place(board.cells[0])._replace(cell=uncached[0])
        draft.findings.append(layout.no_result(where, cells=len(uncached)))


def _uncached(board: Board) -> list[str]:
    """The form's formulas without a result, in the order of the sheet."""
    rows = {cell.row for cell in board.cells}
    right = max(cell.right for cell in board.cells)
    found = []
    for address in board.grid.uncached:
        column, row = split_cell(address)
        # Helper columns of our own forms stand right of it; nobody reads them.
        if row - 1 in range(min(rows), max(rows) + 1) and column <= right:
            found.append((row, column, address))
    return [address for _, _, address in sorted(found)]
