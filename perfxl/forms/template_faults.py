"""A folder of templates and rulebook: copied for a person to change, and checked afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from perfxl.errors import OutputError, PerfxlError
from perfxl.forms.filler import FORM_FILE, Cells, form_fields, form_formulas
from perfxl.forms.findings_book import FINDINGS_FILE, findings_formulas
from perfxl.forms.master_book import MASTER_FILE
from perfxl.forms.native import master_formulas
from perfxl.forms.report_document import REPORT_FILE, report_faults
from perfxl.forms.rollup_book import ROLLUP_FILE, rollup_formulas
from perfxl.forms.rulebooks import RULEBOOK_FILE, load_rulebook, template_file
from perfxl.sheet.saving import save_atomic
from perfxl.system_errors import reason_of
from perfxl.template.compile import check_template

TEMPLATES = (FORM_FILE, MASTER_FILE, ROLLUP_FILE, FINDINGS_FILE, REPORT_FILE)


def template_faults(folder: Path, *, word: bool = True) -> tuple[PerfxlError, ...]:
    """The faults of every template that goes with the rulebook in ``folder``.

    Args:
        folder: where rulebook and templates are.
        word: whether the template of reports is looked at, which takes docxtpl.

    Raises:
        RulebookError: the rulebook has faults; the message lists all of them.
        InputError: a template is no workbook.
    """
    return (*_workbook_faults(folder), *(report_faults(folder) if word else ()))


def copy_templates(rulebook: str, folder: Path) -> None:
    """Put the templates and the rulebook of ``rulebook`` into ``folder``, for a person to change.

    Raises:
        RulebookError: there is no such rulebook.
        OutputError: the folder has something in it already, or cannot be written.
    """
    sources = [template_file(rulebook, name) for name in (*TEMPLATES, RULEBOOK_FILE)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError("文件夹里已有内容，没有覆盖；请换一个新的文件夹", file=str(folder))
    except OSError as error:
        raise OutputError(reason_of(error), file=str(folder)) from None
    with ExitStack() as undo:  # a half folder would be refused the next time
        for source in sources:
            save_atomic(folder / source.name, source.read_bytes())
            undo.callback((folder / source.name).unlink)
        undo.pop_all()


def _workbook_faults(folder: Path) -> Iterator[PerfxlError]:
    rules = load_rulebook(folder)
    templates: tuple[tuple[str, Mapping[str, str], Collection[str] | None], ...] = (
        (FORM_FILE, form_formulas(rules, Cells.UDF), form_fields(rules)),
        (MASTER_FILE, master_formulas(rules, udf=True), None),
        (ROLLUP_FILE, rollup_formulas(rules), None),
        (FINDINGS_FILE, findings_formulas(), None),
    )
    for name, formulas, fields in templates:
        template = template_file(folder, name)
        yield from check_template(template, formulas=formulas, fields=fields)
