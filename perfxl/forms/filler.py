"""Evaluation → official form: scored, checked and rendered from the form template."""

from __future__ import annotations

from typing import NamedTuple

from perfxl.core.evaluation import Evaluation, Evidence, Indicator, Place
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.forms.form_context import field_names, form_context, link_findings
from perfxl.forms.native import ROW_CONSTANTS, formulas, word_lists
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.forms.score_cells import Cells
from perfxl.forms.template_files import FORM_FILE
from perfxl.template.compile import compile_template

MOVED = "已变动"  # in place of a score of another indicator than the one beside it


class Filled(NamedTuple):
    """A finished form: the workbook's bytes, its scores and its findings."""

    data: bytes
    scorecard: Scorecard
    findings: tuple[Finding, ...]


class FormFiller:
    """Fills the form template of one rulebook; compiled once, used many times.

    Args:
        rulebook: name or path of the rulebook; the template stands beside it.
        cells: what stands in score cells.

    Raises:
        RulebookError, TemplateError: one of the two has a fault.
    """

    def __init__(self, rulebook: str, cells: Cells = Cells.NATIVE) -> None:
        self._rulebook = load_rulebook(rulebook)
        self._program = compile_template(
            template_file(rulebook, FORM_FILE),
            formulas=form_formulas(self._rulebook, cells),
            fields=form_fields(self._rulebook),
            constants=form_constants(),
            live=cells is not Cells.VALUES,
        )

    def fill(self, evaluation: Evaluation) -> Filled:
        """The form of ``evaluation``.

        Raises:
            OutputError: a text is too long for a cell.
            TemplateError: an expression of the template fails on this evaluation.
        """
        from perfxl.core.checks.all_checks import check  # a master is written without checks

        scorecard = score(evaluation, self._rulebook)
        findings = check(evaluation, scorecard, self._rulebook)
        context = form_context(evaluation, scorecard, findings, self._rulebook)
        link_findings(context, findings, self._program.places(context))
        return Filled(self._program.render(context), scorecard, findings)


def form_formulas(rulebook: Rulebook, cells: Cells = Cells.NATIVE) -> dict[str, str]:
    """The native formulas a form template may name with ``live(…)``."""
    return {
        **formulas(rulebook, udf=cells is Cells.UDF),
        "counted": _beside_its_name("i.score"),
        "ruled": _beside_its_name("i.live.rule_score"),
        "finding_link": 'IF([f.address]="",[f.label],HYPERLINK([f.address],[f.label]))',
    }


def _beside_its_name(field: str) -> str:
    """The sheet 评分依据 repeats a score of the form as long as it is of the same indicator.

    A row that was inserted, deleted, sorted or renamed leaves other names at these places.
    """
    there = "INDEX([[i.name]],[i.number])=[i.live.name_text]"
    return f'IFERROR(IF({there},INDEX([[{field}]],[i.number]),"{MOVED}"),"{MOVED}")'


def form_constants() -> dict[str, str]:
    """The fields that have the same value in every new form."""
    rows = {f"indicators.live.{field}": value for field, value in ROW_CONSTANTS.items()}
    return rows | {f"live.{field}": text for field, text in word_lists().items()}


def form_fields(rulebook: Rulebook) -> frozenset[str]:
    """The names of all fields a form template may use."""
    sample = Evaluation(indicators=(Indicator(),), evidence=(Evidence("", ""),))
    kind = FindingKind("", Severity.NOTE, "", "")
    finding = Finding(kind, "", Place(), "", "", "", kind.severity)
    scorecard = score(sample, rulebook)
    return frozenset(field_names(form_context(sample, scorecard, (finding,), rulebook)))
