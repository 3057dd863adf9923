"""The templates beside a rulebook: the names of their files, and a copy for a person to change."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from perfxl.errors import OutputError
from perfxl.forms.rulebooks import RULEBOOK_FILE, template_file
from perfxl.sheet.saving import save_atomic
from perfxl.system_errors import reason_of

FORM_FILE = "form.xlsx"
MASTER_FILE = "master.xlsx"
ROLLUP_FILE = "rollup.xlsx"
FINDINGS_FILE = "findings.xlsx"
REPORT_FILE = "report.docx"
TEMPLATES = (FORM_FILE, MASTER_FILE, ROLLUP_FILE, FINDINGS_FILE, REPORT_FILE)


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
