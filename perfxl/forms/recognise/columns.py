"""Which grid columns of the block 绩效指标 hold what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.board import Board, overlap
from perfxl.forms.recognise.column_words import (
    ATTAINMENTS,
    LEVEL_COLUMNS,
    Column,
    column_of_year,
    indicator_column,
    is_numbered_level,
)
from perfxl.forms.recognise.headings import Heading, column_of, heading_height, read_headings
from perfxl.forms.recognise.labels import (
    is_placeholder,
    is_sentence,
    key,
    level_label,
    reads_like_heading,
)
from perfxl.forms.recognise.row_words import is_block_label, is_total
from perfxl.regex import regex

IndicatorHeadings = tuple[Heading[Column], ...]

_OF_ACTUAL = {Column.SIGN: Column.ACTUAL_SIGN, Column.UNIT: Column.ACTUAL_UNIT}
_JUDGED = regex(r"自评|自我评价|实际|评价|评定")
_VALUE = regex(r"值|数|实际")
_PERIOD = (Column.NAME, Column.TARGET)
_SAYS_WHY = regex(r"备注\(\S*原因\S*\)|(?:自评|得分)(?:情况)?说明")
_SEVERAL = frozenset({Column.EXTRA, Column.NOTE})
"""原因 and 措施 may stand in two columns; both are the deviation note."""


def heading_rows(board: Board, row: int) -> range:
    """The rows of headings, given the row in which the levels are named.

    Headings without merges stand partly in the row above (偏差原因 beside 指标值, and below
    指标值 the columns 年初值 and 调整后值).
    """
    top = row
    above = [cell for cell in board.begins(row - 1) if cell.row_span == 1]
    own = board.covers(row)
    alone = [
        cell
        for cell in above
        if indicator_column(cell.text) not in (None, Column.LEVELS)
        and all(overlap(other, cell.column, cell.right) <= 0 for other in own)
    ]
    if len(alone) >= 2:
        top = row - 1
    return range(top, top + heading_height(board, top, indicator_column))


def indicator_columns(
    board: Board, rows: range, bottom: int, book: Rulebook, *, but: Collection[int] = ()
) -> IndicatorHeadings:
    """The columns under the headings in ``rows``; the block ends above row ``bottom``.

    ``but``: where columns begin that are not the indicators' (in a list, those of the project).
    """
    found = [
        heading
        for heading in read_headings(board, rows.start, indicator_column, height=len(rows))
        if heading.start not in but
    ]
    headings = _without_side([_of_group(heading) for heading in found])
    headings = _of_this_year(_of_two_periods(headings))
    kinds = {heading.kind for heading in headings}
    columns: list[Heading[Column]] = []
    for at, heading in enumerate(headings):
        if heading.kind is Column.LEVELS:
            columns += _levels(board, headings, at, kinds, range(rows.stop, bottom), book)
        elif _is_column(board, heading, rows.stop, alone=not columns):
            columns.append(heading if heading.kind else replace(heading, kind=Column.EXTRA))
    columns = _split_aspect(board, columns, range(rows.stop, bottom))
    columns = _lowest_level(board, columns, range(rows.stop, bottom), book)
    columns = _with_dimension(_with_aspect(board, columns, range(rows.stop, bottom), book))
    return _settled(_with_note(_with_score(_graded(board, columns, range(rows.stop, bottom)))))


def _with_aspect(
    board: Board, headings: list[Heading[Column]], rows: range, book: Rulebook
) -> list[Heading[Column]]:
    """指标性质 above 数量指标 is 二级指标 where no other column is; above ≥ it is the sign."""
    sign = next((heading for heading in headings if heading.kind is Column.SIGN), None)
    kinds = [heading.kind for heading in headings]
    if sign is None or (Column.ASPECT in kinds and Column.DIMENSION in kinds):
        return headings
    texts = [cell.text for cell in board.cells if cell.row in rows and column_of(cell, [sign])]
    known = sum(book.aspect(level_label(text)) is not None for text in texts)
    if known * 2 <= len(texts):
        return headings
    return [replace(item, kind=Column.ASPECT) if item is sign else item for item in headings]


def _with_score(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """自评分值 behind 权重 is the score: the last of two weights, named for the judging."""
    weights = [heading for heading in headings if heading.kind is Column.WEIGHT]
    if len(weights) < 2 or any(heading.kind is Column.SCORE for heading in headings):
        return headings
    last = weights[-1]
    if not _JUDGED.match(last.text):
        return headings
    return [replace(item, kind=Column.SCORE) if item is last else item for item in headings]


def _with_note(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """自评说明, or 备注（未完成原因）, is the column of reasons where no other is."""
    if any(heading.kind is Column.NOTE for heading in headings):
        return headings
    says = [item for item in headings if _SAYS_WHY.fullmatch(key(item.cells[-1].text))]
    return [replace(item, kind=Column.NOTE) if item in says[-1:] else item for item in headings]


def _of_this_year(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """2021年完成值 beside 2022年完成值: the later year's is the column, the other evidence."""
    years = {heading: named for heading in headings if (named := column_of_year(heading.text))}
    kinds = {heading.kind for heading in headings}
    latest = {kind: max(y for y, k in years.values() if k is kind) for _, kind in years.values()}

    def kind_of(heading: Heading[Column]) -> Column | None:
        year, kind = years[heading]
        return kind if year == latest[kind] and kind not in kinds else Column.EXTRA

    return [
        replace(heading, kind=kind_of(heading)) if heading in years else heading
        for heading in headings
    ]


def _of_two_periods(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """三级指标 | 指标值 twice: those of the whole project, then those of this year.

    The target forms of the central departments (财预〔2015〕88号) print them side by side.
    """
    kinds = [heading.kind for heading in headings]
    if [kind for kind in kinds if kind in _PERIOD] != [*_PERIOD, *_PERIOD]:
        return headings
    last = len(kinds) - 1 - kinds[::-1].index(Column.NAME)
    start = last - 1 if kinds[last - 1] is Column.ASPECT else last
    levels = {Column.DIMENSION, Column.LEVELS, Column.NUMBER}
    return [
        replace(heading, kind=Column.EXTRA, text=f"实施期{heading.text}")
        if at < start and heading.kind not in levels
        else heading
        for at, heading in enumerate(headings)
    ]


def _split_aspect(
    board: Board, headings: list[Heading[Column]], rows: range
) -> list[Heading[Column]]:
    """指标类型 merged over 一级 and 二级 without naming them: two columns, not one."""
    level = next((item for item in headings if item.kind is Column.ASPECT), None)
    if level is None or any(item.kind is Column.DIMENSION for item in headings):
        return headings
    at = headings.index(level)
    reach = headings[at + 1].start if at + 1 < len(headings) else level.end
    level_wide = replace(level, end=max(level.end, reach))
    starts = _starts(board, level_wide, rows)
    if len(starts) != 2:
        return headings
    halves = [
        replace(level, kind=Column.DIMENSION, end=starts[1]),
        replace(level_wide, start=starts[1]),
    ]
    return [*headings[:at], *halves, *headings[at + 1 :]]


def _starts(board: Board, heading: Heading[Column], rows: range) -> list[int]:
    """The grid columns under a heading in which cells of a single column begin."""
    return sorted(
        {
            cell.column
            for row in rows
            for cell in board.begins(row)
            if heading.start <= cell.column < heading.end and cell.right <= heading.end
        }
    )


def _with_dimension(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """指标类别 before 二级指标 is 一级指标: the first of two aspects where no dimension stands."""
    aspects = [heading for heading in headings if heading.kind is Column.ASPECT]
    if len(aspects) < 2 or any(heading.kind is Column.DIMENSION for heading in headings):
        return headings
    return [
        replace(heading, kind=Column.DIMENSION) if heading is aspects[0] else heading
        for heading in headings
    ]


def _graded(board: Board, headings: list[Heading[Column]], rows: range) -> list[Heading[Column]]:
    """Of two columns of actuals the one that holds grades (达成, 未达成) is 完成情况.

    Where neither does, the one named 完成值 or 实际… goes before one named 完成情况.
    """
    actuals = [heading for heading in headings if heading.kind is Column.ACTUAL]
    if len(actuals) < 2:
        return headings
    values = [item for item in actuals if _VALUE.search(item.text)]
    # Beside a column that is named for its values, these may all be 达成, too.
    others = [item for item in actuals if item not in values] if len(values) == 1 else actuals
    grades = next((item for item in others if _holds_grades(board, item, rows)), None)
    named = values[0] if values else actuals[0]
    kinds = {item: Column.ACTUAL if item is named else Column.EXTRA for item in actuals}
    if grades is not None:
        kinds |= {item: Column.ACTUAL for item in actuals if len(actuals) == 2}
        kinds[grades] = Column.ATTAINMENT
    return [replace(heading, kind=kinds.get(heading, heading.kind)) for heading in headings]


def _says_nothing(cell: Cell) -> bool:
    return is_placeholder(cell.text) or is_total(cell.text)


def _holds_grades(board: Board, heading: Heading[Column], rows: range) -> bool:
    words = [
        cell.text
        for cell in board.cells
        if cell.row in rows and column_of(cell, [heading]) and not _says_nothing(cell)
    ]
    return sum(word in ATTAINMENTS for word in words) * 2 > len(words)


def _of_group(heading: Heading[Column]) -> Heading[Column]:
    """符号 and 单位 below 实际完成值 belong to the actual, not to the target."""
    upper = [indicator_column(cell.text) for cell in heading.cells[:-1]]
    if Column.ACTUAL in upper and heading.kind in _OF_ACTUAL:
        return replace(heading, kind=_OF_ACTUAL[heading.kind])
    return heading


def _without_side(headings: list[Heading[Column]]) -> list[Heading[Column]]:
    """The headings from the first level (or 序号) on: 年度绩效指标 beside them heads nothing."""
    levels = LEVEL_COLUMNS | {Column.NUMBER, Column.LEVELS}
    first = next((at for at, item in enumerate(headings) if item.kind in levels), 0)
    side = [item for item in headings[:first] if is_block_label(item.cells[-1].text)]
    return [item for item in headings if item not in side]


def _levels(
    board: Board,
    headings: Sequence[Heading[Column]],
    at: int,
    kinds: Iterable[Column | None],
    below: range,
    book: Rulebook,
) -> list[Heading[Column]]:
    """The columns under a heading 绩效指标: all levels, the names alone, or none (a side label)."""
    heading = headings[at]
    if heading.cells[-1].bottom > below.start:
        return []
    reach = headings[at + 1].start if at + 1 < len(headings) else heading.end
    if LEVEL_COLUMNS.isdisjoint(kinds):
        return _split_levels(board, replace(heading, end=max(reach, heading.end)), below)
    if Column.NAME not in set(kinds) and at:
        return [replace(heading, kind=Column.NAME)]
    if Column.DIMENSION not in set(kinds) and _holds_dimensions(board, heading, below, book):
        return [replace(heading, kind=Column.DIMENSION)]
    return []


def _holds_dimensions(board: Board, heading: Heading[Column], rows: range, book: Rulebook) -> bool:
    """Whether 一级指标 stand below a heading 绩效指标, and not a label beside the block."""
    cells = [cell for cell in board.cells if cell.row in rows and column_of(cell, [heading])]
    return any(book.dimension(level_label(cell.text)) for cell in cells)


def _split_levels(board: Board, heading: Heading[Column], rows: range) -> list[Heading[Column]]:
    """As many levels as the rows below have columns."""
    starts = sorted(
        {
            cell.column
            for row in rows
            for cell in board.begins(row)
            if heading.start <= cell.column < heading.end
        }
    )
    if len(starts) < 2:
        return [replace(heading, kind=Column.NAME)]
    kinds = [Column.DIMENSION, Column.ASPECT, Column.NAME]
    if len(starts) == 2:
        kinds = [Column.DIMENSION, Column.NAME]
    starts = [heading.start, *starts[1 : len(kinds)]]
    ends = [*starts[1:], heading.end]
    return [
        replace(heading, kind=kind, start=start, end=end)
        for kind, start, end in zip(kinds, starts, ends, strict=True)
    ]


def _is_column(board: Board, heading: Heading[Column], below: int, *, alone: bool) -> bool:
    """Whether a heading heads anything: a known one does, a remark only above cells."""
    if heading.kind is not None and heading.kind is not Column.EXTRA:
        return True
    named = heading.kind is Column.EXTRA and reads_like_heading(heading.cells[-1].text)
    return named or (not alone and _has_cells(board, heading, below))


def _has_cells(board: Board, heading: Heading[Column], below: int) -> bool:
    return any(cell.row >= below and column_of(cell, [heading]) for cell in board.cells)


def _lowest_level(
    board: Board, headings: list[Heading[Column]], rows: range, book: Rulebook
) -> list[Heading[Column]]:
    """With two levels only, 二级指标 holds the indicators unless it holds aspects."""
    kinds = [heading.kind for heading in headings]
    if Column.NAME in kinds or Column.ASPECT not in kinds:
        return headings
    level = headings[kinds.index(Column.ASPECT)]
    cells = [cell for cell in board.cells if cell.row in rows and column_of(cell, [level])]
    aspects = sum(book.aspect(cell.text) is not None for cell in cells)
    if cells and aspects * 2 < len(cells):
        return [
            replace(heading, kind=Column.NAME) if heading is level else heading
            for heading in headings
        ]
    return headings


def _settled(headings: list[Heading[Column]]) -> IndicatorHeadings:
    """One heading of each kind; the others of that kind become columns of evidence.

    Of several names the lowest level counts (三级指标, not 指标描述), of several weights the one
    behind it: Hunan and Shanghai print a weight behind every level.
    """
    chosen: dict[Column, Heading[Column]] = {}
    for heading in headings:
        kind = heading.kind
        if kind is None:
            continue
        if kind is Column.NAME:
            if kind not in chosen or is_numbered_level(heading.text):
                chosen[kind] = heading
        elif kind is Column.WEIGHT and Column.SCORE not in chosen:
            chosen[kind] = heading
        else:
            chosen.setdefault(kind, heading)
    result: list[Heading[Column]] = []
    for heading in headings:
        kind = heading.kind
        if kind is None or kind in _SEVERAL or chosen[kind] is heading:
            result.append(heading)
        else:
            text = heading.text
            if result and kind is Column.WEIGHT:
                text = f"{result[-1].text}{text}"
            result.append(replace(heading, kind=Column.EXTRA, text=text))
    return tuple(result)


def heads_column(cell: Cell, headings: IndicatorHeadings) -> bool:
    """Whether a cell in the rows of headings names one of the columns."""
    kind = indicator_column(cell.text)
    if any(cell in heading.cells for heading in headings):
        return kind is not None or not is_sentence(cell.text)
    named = kind not in (None, Column.EXTRA) or reads_like_heading(cell.text)
    return (named or is_block_label(cell.text)) and column_of(cell, headings) is not None
