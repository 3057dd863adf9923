"""All forms of a master in one workbook for publication: a list, and a sheet each.

What is published is what is printed: the cells of the official layout with their values.
Helper columns, formulas of scores, the sheet 评分依据, hints and drop-down lists stay in the
forms that people work with; a reader of the published file needs none of them, and they would
show how each score was reached, row by row, in hidden columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from perfxl.batch.bundle_book import BundleBook
from perfxl.batch.bundle_index import BACK, Line, add_styles
from perfxl.batch.job import Options, Outcome, Status, counted
from perfxl.batch.sheet_name import sheet_names
from perfxl.core.checks.all_checks import check
from perfxl.core.evaluation import Evaluation
from perfxl.core.scoring import score
from perfxl.errors import InputError, PerfxlError
from perfxl.forms.bundled import BACK_LINK, INDEX_SHEET
from perfxl.forms.filler import form_constants, form_fields, form_formulas
from perfxl.forms.form_context import form_context
from perfxl.forms.master_places import told_once
from perfxl.forms.output_file import refuse_output
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.forms.score_cells import Cells
from perfxl.forms.template_files import FORM_FILE
from perfxl.sheet.printed import Link, printed_only
from perfxl.sheet.saving import saved
from perfxl.template.compile import compile_template

# LibreOffice opens no more, and Excel needs minutes for as many.
MOST_SHEETS = 9_999


def write_bundle(
    evaluations: Sequence[Evaluation], path: Path, options: Options
) -> Iterator[Outcome]:
    """Write the forms into the workbook ``path`` and yield the outcome of each, in order.

    The file of an outcome is the name of its sheet.  A form that fails is left out, with its
    reason.  The workbook is there when the last outcome was taken, and not before.

    Raises:
        OutputError: there is such a file already and ``options`` do not allow to overwrite
            it, or it cannot be written.
        InputError: there are no forms, or too many for one workbook.
        TemplateError, RulebookError: template or rulebook has a fault.
    """
    _check(evaluations, path, options)
    rulebook = load_rulebook(options.rulebook)
    template = template_file(options.rulebook, FORM_FILE)
    printed = printed_only(template, Link(BACK_LINK, BACK, add_styles))
    program = compile_template(
        printed,
        formulas=form_formulas(rulebook, Cells.VALUES),
        fields=form_fields(rulebook),
        constants=form_constants(),
        live=False,
        name=template.name,
    )
    names = sheet_names((each.project for each in evaluations), taken=[INDEX_SHEET])
    with saved(path, fresh=not options.force) as file:
        book = BundleBook(file, program, printed)
        for evaluation, name in zip(evaluations, names, strict=True):
            outcome = Outcome(evaluation.code or "", evaluation.project or "", name)
            card = score(evaluation, rulebook)
            findings = check(evaluation, card, rulebook)
            line = Line(
                name,
                evaluation.project,
                evaluation.department,
                evaluation.unit,
                evaluation.year,
                card.total if card.complete else None,
                card.grade,
            )
            try:
                book.add(line, form_context(evaluation, card, findings, rulebook))
            except PerfxlError as error:
                yield replace(outcome, message=error.message)
                continue
            findings = told_once(findings, evaluation)
            yield replace(
                outcome,
                status=Status.WRITTEN,
                total=line.total,
                grade=card.grade,
                counts=counted(findings),
                findings=findings if options.findings else (),
            )
        if not book.lines:
            raise InputError("没有一份表可以写进合订本", file=str(path))
        book.finish()


def _check(evaluations: Sequence[Evaluation], path: Path, options: Options) -> None:
    refuse_output(path, "合订本", force=options.force)
    if not evaluations:
        raise InputError("总表里没有项目，没有写合订本")
    if len(evaluations) > MOST_SHEETS:
        raise InputError(
            f"总表里有 {len(evaluations)} 个项目，一本合订本最多放 {MOST_SHEETS} 张表；"
            "请按部门分成几份总表，分别生成"
        )
