"""自评报告 as a Word document: the report template filled by docxtpl, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.rollup import ScoredForm
from perfxl.core.rulebook import Rulebook
from perfxl.errors import OutputError, PerfxlError, TemplateError
from perfxl.forms.report_project import ordinal
from perfxl.forms.report_text import report_context
from perfxl.forms.rulebooks import template_file
from perfxl.forms.word_marks import finish, merge
from perfxl.sheet.archive import Bundle, pack
from perfxl.sheet.package import Part, read_file, save_atomic
from perfxl.template.document import DocumentEnvironment
from perfxl.template.fault import Fault

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

REPORT_FILE = "report.docx"
_ANY_DAY = datetime(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report: the document's bytes, and every gap in it, in its order."""

    data: bytes = field(repr=False)
    gaps: tuple[str, ...]


def write_report(
    forms: Sequence[ScoredForm],
    path: Path,
    *,
    rulebook: Rulebook,
    template: str | Path,
    force: bool = False,
) -> Report:
    """Write the report of ``forms``, one project or all of a unit, and give it back.

    Args:
        forms: at least one, scored by ``rulebook``.
        path: the .docx file.
        rulebook: the rules.
        template: name or path of the rulebook beside which ``report.docx`` stands.
        force: overwrite a file that is there.

    Raises:
        OutputError: ``path`` is there already, cannot be written, or docxtpl is not installed.
        RulebookError, TemplateError: the template is missing or has a fault.
    """
    if path.exists() and not force:
        message = "文件已经存在，没有覆盖；要覆盖请加 --force，或换一个名称"
        raise OutputError(message, file=str(path))
    report = render_report(template_file(template, REPORT_FILE), report_context(forms, rulebook))
    save_atomic(path, report.data)
    return report


def render_report(template: Path, context: Mapping[str, object]) -> Report:
    """The report template filled with ``context`` (see :func:`.report_text.report_context`).

    Raises:
        OutputError: docxtpl is not installed.
        TemplateError: the template is no Word document, or an expression in it fails.
    """
    document = _opened(template)
    try:
        document.render(dict(context), DocumentEnvironment({"merge": merge, "ordinal": ordinal}))
    except Fault as fault:
        raise TemplateError(f"报告模板里的占位符有误：{fault}", file=str(template)) from None
    properties = document.core_properties
    properties.created = properties.modified = _ANY_DAY
    saved = BytesIO()
    document.save(saved)
    parts: list[Part] = []
    gaps: list[str] = []
    with zipfile.ZipFile(saved) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".xml"):
                data, found = finish(data, part=name)
                gaps += found
            parts.append(pack(name, data))
    return Report(Bundle.of(parts).file(), tuple(gaps))


def _opened(template: Path) -> DocxTemplate:
    try:
        from docx.opc.exceptions import OpcError
        from docxtpl import DocxTemplate
    except ImportError:
        message = '生成报告需要 docxtpl，没有安装；请运行：python -m pip install "perfxl[word]"'
        raise OutputError(message) from None
    try:
        document = DocxTemplate(BytesIO(read_file(template)))
        document.init_docx()
    except (OpcError, PerfxlError, zipfile.BadZipFile, KeyError, ValueError):
        message = "报告模板打不开，不是有效的 .docx 文档；请用 Word 另存为 .docx"
        raise TemplateError(message, file=str(template)) from None
    return document
