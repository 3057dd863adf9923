"""Forms as pasted-table text → readings.

The official layout is read by its own words, cells broken over lines included; where much is
left over, it is another one, and the recogniser of all layouts reads it.

The seventeen forms of 2020 came this way, pasted out of published tables.  Whatever the
text holds, reading it raises nothing: a text without forms has no readings, and what
fits nowhere is listed as unplaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from perfxl.core.checks.layout import MISALIGNED_ROW
from perfxl.core.evaluation import AMOUNT_COLUMNS
from perfxl.core.rulebook import Rulebook
from perfxl.forms import text_labels as labels
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.recognise.fund_words import fund_column, fund_row
from perfxl.forms.recognise.head_words import information
from perfxl.forms.recognise.labels import is_placeholder, reads_like_heading
from perfxl.forms.recognise.row_words import is_total
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text_blocks import Block, blocks, forms
from perfxl.forms.text_draft import Draft
from perfxl.forms.text_dress import Dress, dress_of
from perfxl.forms.text_grid import text_grid
from perfxl.forms.text_indicators import read_indicators
from perfxl.forms.text_rows import TextCell, TextRow, is_title, is_year, rows

_PLAIN_TITLE = re.compile(r"(?:\d{4}年度?)?项目支出绩效自评表(?:[（(]\d{4}年度?[)）])?")
_LABELS = (reads_like_heading, is_placeholder, fund_row, fund_column, information, is_total)
_FEW, _SELDOM = 2, 10  # remarks that may stand in an official form
_YEAR = re.compile(r"\d{4}(?=年)")


def read_text(
    text: str, *, file: str = "", rulebook: Rulebook | None = None
) -> tuple[Reading, ...]:
    """Every form in ``text``, in its order.

    Args:
        text: any text.
        file: the name put into places; the cell is ``"第25行"`` (the line of the text), the
            sheet ``"表3"`` for the third form of a text with one cell a line.
        rulebook: says which 一级指标 a 二级指标 belongs to; the default one when ``None``.
    """
    book = rulebook or load_rulebook()
    dress = dress_of(text)
    if dress is not Dress.PASTED:
        readings = recognise(text_grid(text, dress, book), file=file, book=book)
        if readings:
            return readings
    official = tuple(
        _read_form(form, Draft(file, f"表{number}"), book)
        for number, form in enumerate(forms(rows(text)), 1)
    )
    if dress is Dress.PASTED and not all(map(_is_official, official)):
        foreign = recognise(text_grid(text, dress, book), file=file, book=book)
        better = foreign and len(foreign) >= len(official) and _left(foreign) <= _left(official)
        if better and _keeps(foreign, official):
            return foreign
    return official


def _is_official(reading: Reading) -> bool:
    """Whether a form has the official layout: few cells are left over, few rows do not fit."""
    left = len(reading.unplaced) <= max(_FEW, reading.found // _SELDOM)
    misfits = sum(finding.code == MISALIGNED_ROW.code for finding in reading.findings)
    return left and misfits <= max(_FEW, len(reading.evaluation.indicators) // _SELDOM)


def _keeps(foreign: Iterable[Reading], official: Sequence[Reading]) -> bool:
    """Whether what the official layout left over, labels aside, is said or left over, too."""
    said = "".join(
        str((replace(reading.evaluation, evidence=(), places={}), reading.unplaced))
        + "".join(item.text for item in reading.evaluation.evidence)
        for reading in foreign
    )
    left = [item.text for reading in official for item in reading.unplaced]
    remarks = [text for text in left if not any(says(text) for says in _LABELS)]
    return all(text in said for text in remarks) or _is_foreign(official)


def _is_foreign(readings: Sequence[Reading]) -> bool:
    """Whether so much is left over that no remark can be the cause."""
    return _left(readings) > sum(reading.found for reading in readings) // _SELDOM


def _left(readings: Iterable[Reading]) -> int:
    return sum(len(reading.unplaced) for reading in readings)


def _read_form(form: Sequence[TextRow], draft: Draft, rulebook: Rulebook) -> Reading:
    draft.begin(form[0][0])
    rows_of = blocks(form)
    for row in rows_of[Block.HEAD]:
        _read_head(row, draft)
    if funds := rows_of[Block.FUNDS]:
        _read_funds(funds[0], funds[1:], draft)
    if goal := rows_of[Block.GOAL]:
        _read_goal(goal[0], goal[1:], draft)
    if indicators := rows_of[Block.INDICATORS]:
        read_indicators(indicators[0], indicators[1:], draft, rulebook)
    if end := rows_of[Block.END]:
        _read_total(end[0], draft)
        for row in end[1:]:
            draft.drop(row)
    reading = draft.reading()
    found = sum(bool(cell.text) for row in form for cell in row)
    return replace(reading, found=found, used=found - len(reading.unplaced))


def _read_head(row: TextRow, draft: Draft) -> None:
    first = row[0]
    if is_title(first.bare) or is_year(first.bare):
        year = _YEAR.search(first.bare)
        if year:
            draft.put_year(int(year[0]), first)
        if is_title(first.bare) and not _PLAIN_TITLE.fullmatch(first.bare):
            draft.drop(row)
        return
    label: TextCell | None = None
    values: list[TextCell] = []
    for cell in row:
        if labels.head_field(cell) is None:
            values.append(cell)
            continue
        _put_head(label, values, draft)
        label, values = cell, []
    _put_head(label, values, draft)


def _put_head(label: TextCell | None, values: list[TextCell], draft: Draft) -> None:
    field = labels.head_field(label) if label else None
    if label is None or field is None:
        draft.drop(cell for cell in values if not draft.takes_unit(cell))
    else:
        draft.put(field, tuple(values) or (TextCell(label.line, ""),))


def _read_funds(header: TextRow, body: Sequence[TextRow], draft: Draft) -> None:
    columns = [column for cell in header if (column := labels.fund_column(cell))]
    draft.drop(
        cell
        for cell in header
        if not labels.fund_column(cell)
        and cell.bare not in labels.SIDE_LABELS
        and not draft.takes_unit(cell)
    )
    for row in body:
        # Two rows come as one when the empty line between them was lost.
        starts = [at for at, cell in enumerate(row) if labels.fund_row(cell)]
        ends = [*starts[1:], len(row)]
        draft.drop(
            cell
            for cell in row[: starts[0] if starts else None]
            if cell.bare not in labels.SIDE_LABELS and not draft.takes_unit(cell)
        )
        for start, end in zip(starts, ends, strict=False):
            _read_fund_row(labels.fund_row(row[start]) or "", columns, row[start + 1 : end], draft)


def _read_fund_row(label: str, columns: Sequence[str], cells: TextRow, draft: Draft) -> None:
    groups = draft.split(cells, [labels.NUMBER_HABIT] * len(columns), label)
    for column, group in zip(columns, groups, strict=False):
        if column in AMOUNT_COLUMNS:
            draft.put(f"{label}.{column}", group)
        else:
            draft.put_evidence(f"{label}.{column}", group)


def _read_goal(header: TextRow, body: Sequence[TextRow], draft: Draft) -> None:
    draft.drop(cell for cell in header if cell.bare not in labels.GOAL_LABELS)
    cells = tuple(cell for row in body for cell in row)
    if cells and (not cells[0].text or cells[0].bare in labels.SIDE_LABELS):
        cells = cells[1:]
    columns = [cell.bare for cell in header if cell.bare in labels.GOAL_COLUMNS]
    groups = draft.split(cells, [labels.WIDE_HABIT] * len(columns), "年度总体目标")
    for column, group in zip(columns, groups, strict=False):
        draft.put(f"年度总体目标.{column}", group)


def _read_total(row: TextRow, draft: Draft) -> None:
    """总分: weights, scores, and whatever else is printed in the row."""
    at = next(at for at, cell in enumerate(row) if cell.text)
    cells = row[at + 1 :]
    if len(cells) != len(labels.TOTAL_COLUMNS):  # not merged: one cell a column
        cells = tuple(cell for cell in cells if cell.text)
    for column, cell in zip(labels.TOTAL_COLUMNS, cells, strict=False):
        draft.put_evidence(f"总分.{column}", (cell,))
    draft.drop(cells[len(labels.TOTAL_COLUMNS) :])
