"""The block 绩效指标 of a pasted form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from perfxl.core.checks import layout
from perfxl.core.evaluation import Indicator
from perfxl.core.rulebook import Rulebook
from perfxl.forms import text_labels as labels
from perfxl.forms.text_draft import Draft
from perfxl.forms.text_rows import TextRow, bare

_SIDE = ""  # the vertical label 绩效指标, or a column without a heading
_OFFICIAL = (_SIDE, *labels.INDICATOR_COLUMNS)
_NEEDED = frozenset({"三级指标", "年度指标值", "实际完成值", "分值"})


@dataclass(frozen=True, slots=True)
class _Levels:
    """The labels in force; merged cells print them in their first row only."""

    dimension: str | None = None
    aspect: str | None = None


def read_indicators(header: TextRow, body: Iterable[TextRow], draft: Draft, book: Rulebook) -> None:
    """Put the indicators of ``body`` into ``draft``; ``header`` gives the columns' order."""
    columns = _columns(header, draft)
    levels = _Levels()
    for row in body:
        if labels.is_second_header(row) or labels.is_indicator_header(row):
            continue  # the lower half of the heading, or the heading again on a new page
        if not _states_nothing(row, book):
            levels = _read_row(row, columns, levels, draft, book)
        elif len(row) == len(columns):
            texts = {column: cell.text for column, cell in zip(columns, row, strict=True)}
            levels = _next(levels, texts, book)
    draft.drop(
        cell
        for cell, column in zip(header, columns, strict=False)
        if column not in _OFFICIAL and not draft.has_evidence(column)
    )


def _columns(header: TextRow, draft: Draft) -> tuple[str, ...]:
    """The column of each heading; an unknown heading names a column of evidence."""
    columns: list[str] = []
    for cell in header:
        known = labels.indicator_column(cell)
        if known and known not in columns:
            columns.append(known)
        else:
            columns.append(_SIDE if cell.bare in labels.SIDE_LABELS else cell.bare)
    if _NEEDED.issubset(columns):
        return tuple(columns)
    draft.drop(cell for cell in header if labels.indicator_column(cell) is None)
    return _OFFICIAL


def _states_nothing(row: TextRow, book: Rulebook) -> bool:
    """Whether ``row`` holds labels and placeholders only: a row of the form left unused."""
    return all(
        not cell.text
        or cell.bare in labels.PLACEHOLDERS
        or cell.bare in labels.SIDE_LABELS
        or book.dimension(cell.text)
        or book.aspect(cell.text)
        for cell in row
    )


def _read_row(
    row: TextRow, columns: tuple[str, ...], levels: _Levels, draft: Draft, book: Rulebook
) -> _Levels:
    path = f"指标{len(draft.indicators) + 1}"
    habits = [labels.HABITS.get(column, labels.ANY_HABIT) for column in columns]
    texts: dict[str, str] = {}
    for column, cells in zip(columns, draft.split(row, habits, path), strict=False):
        if column == _SIDE:
            draft.drop(cell for cell in cells if cell.bare not in labels.SIDE_LABELS)
        elif column in labels.INDICATOR_COLUMNS:
            texts[column] = draft.put(f"{path}.{column}", cells) or ""
        else:
            draft.put_evidence(f"{path}.{column}", cells)
    now = _next(levels, texts, book)
    if now.dimension and now.dimension != levels.dimension and not texts.get("一级指标"):
        field = f"{path}.一级指标"
        draft.findings.append(
            layout.inferred_dimension(
                field, draft.where(field), aspect=now.aspect or "", dimension=now.dimension
            )
        )
    draft.indicators.append(
        Indicator(
            dimension=now.dimension,
            aspect=now.aspect,
            name=texts.get("三级指标") or None,
            target=texts.get("年度指标值") or None,
            actual=texts.get("实际完成值") or None,
            weight=draft.amount(f"{path}.分值"),
            deviation_note=texts.get("偏差原因分析及改进措施") or None,
            printed_score=texts.get("得分") or None,
        )
    )
    return now


def _next(levels: _Levels, texts: Mapping[str, str], book: Rulebook) -> _Levels:
    """The labels in force in a row that prints ``texts``.

    An empty 一级指标 is a merged cell and means the one above, unless the 二级指标 is known
    to belong elsewhere: most forms of the seed have no 效益指标 above 社会效益指标.
    """
    dimension, aspect = (bare(texts.get(level, "")) or None for level in ("一级指标", "二级指标"))
    if dimension:
        return _Levels(dimension, aspect)
    if not aspect:
        return levels
    implied = book.dimension_of(aspect)
    current = book.dimension(levels.dimension)
    stranger = levels.dimension is not None and current is None
    if implied is None or implied == current or stranger:
        return _Levels(levels.dimension, aspect)
    return _Levels(implied.name, aspect)
