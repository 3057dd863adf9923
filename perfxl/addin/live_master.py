"""The master workbook as it is open now, unsaved edits included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfxl.addin.findings_sheet import Row
from perfxl.addin.snapshot import SheetKind, Snapshot, take_snapshot
from perfxl.core.checks.all_checks import check, check_across
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.errors import InputError
from perfxl.forms.master import Master, master_of
from perfxl.forms.master_layout import is_master
from perfxl.forms.master_places import told_once
from perfxl.forms.rulebooks import load_rulebook

if TYPE_CHECKING:
    import xlwings


def open_master(app: xlwings.App, sheet: Snapshot) -> Master | None:
    """The master that ``sheet`` belongs to; ``None`` when its workbook is no master.

    Raises:
        MasterError: a sheet or a column of it is missing.
        InputError: a sheet of it is too large.
    """
    if not is_master(sheet.sheets):
        return None
    taken = [take_snapshot(app, name) for name in sheet.sheets]
    for it in taken:
        if it.kind is SheetKind.LARGE:
            message = f"“{it.sheet}”的内容超过五十万格。请删去表下方和右侧的空行空列，再按一次"
            raise InputError(message)
    return master_of([it.grid() for it in taken], file=sheet.book)


def master_findings(master: Master, file: str) -> Iterator[Row]:
    """What is wrong in a master: its cells, each project, and the projects side by side."""
    for finding in master.findings:
        yield Row("", finding)
    rulebook = load_rulebook(master.rulebook)
    forms = []
    for evaluation in master.evaluations:
        card = score(evaluation, rulebook)
        found = told_once(check(evaluation, card, rulebook), evaluation)
        forms.append(ScoredForm(evaluation, card, found, file))
    across = check_across(forms, masters={file})
    for form, others in zip(forms, across, strict=True):
        for finding in (*form.findings, *others):
            yield Row(form.evaluation.project or form.evaluation.code or "", finding)
