"""A folder of templates and rulebook that a person has changed, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from perfxl.core.rulebook import Rulebook
from perfxl.errors import PerfxlError
from perfxl.forms.rulebooks import load_rulebook, template_file


def template_faults(folder: Path, *, word: bool = True) -> tuple[PerfxlError, ...]:
    """The faults of every template that goes with the rulebook in ``folder``.

    Args:
        folder: where rulebook and templates are.
        word: whether the template of reports is looked at, which takes docxtpl.

    Raises:
        RulebookError: the rulebook has faults; the message lists all of them.
        InputError: a template is no workbook.
    """
    rules = load_rulebook(folder)
    faults = tuple(_workbook_faults(folder, rules))
    if word:
        from perfxl.forms.report_document import report_faults

        faults += tuple(report_faults(folder))
    return faults


def _workbook_faults(folder: Path, rules: Rulebook) -> Iterator[PerfxlError]:
    # All that is ever written, once the rulebook is right.
    from perfxl.forms.filler import form_fields, form_formulas
    from perfxl.forms.findings_book import findings_formulas
    from perfxl.forms.native import master_formulas
    from perfxl.forms.rollup_book import rollup_formulas
    from perfxl.forms.score_cells import Cells
    from perfxl.forms.template_files import FINDINGS_FILE, FORM_FILE, MASTER_FILE, ROLLUP_FILE
    from perfxl.template.compile import check_template

    templates: tuple[tuple[str, Mapping[str, str], Collection[str] | None], ...] = (
        (FORM_FILE, form_formulas(rules, Cells.UDF), form_fields(rules)),
        (MASTER_FILE, master_formulas(rules, udf=True), None),
        (ROLLUP_FILE, rollup_formulas(rules), None),
        (FINDINGS_FILE, findings_formulas(), None),
    )
    for name, formulas, fields in templates:
        template = template_file(folder, name)
        yield from check_template(template, formulas=formulas, fields=fields)
