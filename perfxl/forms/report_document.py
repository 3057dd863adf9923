"""自评报告 as a Word document: the report template filled by docxtpl, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfxl.core.evaluation import Evaluation, Funding, FundRow, Indicator
from perfxl.core.quantity import amount
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.errors import InputError, LimitError, OutputError, PerfxlError, TemplateError
from perfxl.forms.output_file import refuse_output
from perfxl.forms.report_mark import CATEGORY
from perfxl.forms.report_project import ordinal
from perfxl.forms.report_text import report_context
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.forms.template_files import REPORT_FILE
from perfxl.forms.word_marks import finish, merge
from perfxl.sheet.archive import Bundle, pack
from perfxl.sheet.container import Part
from perfxl.sheet.package import Package, read_file
from perfxl.sheet.saving import save_atomic
from perfxl.template.document import DocumentEnvironment
from perfxl.template.fault import Fault
from perfxl.template.outside import refuse_links

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

_LISTED = 20
_MOST_PROJECTS = 500  # a unit has 70 at most; docxtpl needs 0.7 MB of memory for each
_ANY_DAY = datetime(2020, 1, 1)


class Report(NamedTuple):
    """A finished report: its projects, the document's bytes, and every gap in it, in order."""

    forms: tuple[ScoredForm, ...]
    data: bytes
    gaps: tuple[str, ...]


def choose(forms: Sequence[ScoredForm], project: str) -> ScoredForm:
    """The one of ``forms`` whose number or name is ``project``.

    Raises:
        InputError: there is none, or there are several.
    """
    chosen = [form for form in forms if project in (form.evaluation.code, form.evaluation.project)]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        files = "、".join(dict.fromkeys(form.file for form in chosen))
        raise InputError(f"编号或名称为“{project}”的项目有 {len(chosen)} 个（{files}），请只给一个")
    listed = "、".join(_label(form.evaluation) for form in forms[:_LISTED])
    more = f" 等 {len(forms)} 个" if len(forms) > _LISTED else ""
    raise InputError(f"没有编号或名称为“{project}”的项目；可选的有：{listed}{more}")


def write_report(
    forms: Sequence[ScoredForm], path: Path, *, rulebook: str, force: bool = False
) -> Report:
    """Write the report of ``forms``, one project or all of a unit, and give it back.

    Args:
        forms: at least one, in the order of the report.
        path: the .docx file.
        rulebook: name or path of the one they were scored by; ``report.docx`` stands beside it.
        force: overwrite a file that is there.

    Raises:
        InputError: there are more than 500 projects.
        OutputError: ``path`` is refused by :func:`.refuse_output`, or cannot be written;
            docxtpl is not installed.
        RulebookError, TemplateError: rulebook or template is missing or has a fault.
    """
    refuse_output(path, "报告", force=force, suffix=".docx")
    if len(forms) > _MOST_PROJECTS:
        message = f"一份报告最多写 {_MOST_PROJECTS} 个项目，现有 {len(forms)} 个；请按单位分开写"
        raise InputError(message)
    fields = report_context(forms, load_rulebook(rulebook))
    data, gaps = render_report(template_file(rulebook, REPORT_FILE), fields)
    save_atomic(path, data, fresh=not force)
    return Report(tuple(forms), data, gaps)


def report_faults(folder: Path) -> tuple[PerfxlError, ...]:
    """What is wrong with the report template of a rulebook's folder: its first fault, if any."""
    rules = load_rulebook(folder)
    template = template_file(folder, REPORT_FILE)
    try:
        for sample in _samples():
            scored = [ScoredForm(each, score(each, rules), (), "") for each in sample]
            render_report(template, report_context(scored, rules))
    except TemplateError as error:
        return (error,)
    return ()


def render_report(template: Path, context: Mapping[str, object]) -> tuple[bytes, tuple[str, ...]]:
    """The report template filled with the fields of :func:`.report_text.report_context`.

    Returns:
        The document, and every gap in it, in its order.

    Raises:
        OutputError: docxtpl is not installed.
        TemplateError: the template is no Word document, or an expression in it fails.
    """
    document = _opened(template)
    try:
        document.render(dict(context), _language())
    except Fault as fault:
        raise TemplateError(f"报告模板里的占位符有误：{fault}", file=str(template)) from None
    names = [part.partname for part in document.docx.part.package.iter_parts()]
    if len(set(names)) < len(names):  # docxtpl replaces headers by new parts
        message = "报告模板的页眉页脚指回文档本身，文件已损坏；请用 Word 另存为 .docx"
        raise TemplateError(message, file=str(template))
    properties = document.core_properties
    properties.created = properties.modified = _ANY_DAY
    properties.category = CATEGORY
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
    return Bundle.of(parts).file(), tuple(gaps)


@lru_cache(maxsize=1)
def _language() -> DocumentEnvironment:
    """One for all reports: what it has compiled is not compiled again for the next."""
    return DocumentEnvironment({"merge": merge, "ordinal": ordinal})


def _label(evaluation: Evaluation) -> str:
    return f"{evaluation.code or ''} {evaluation.project or '（项目名称为空）'}".strip()


def _opened(template: Path) -> DocxTemplate:
    try:
        from docx.opc.exceptions import OpcError
        from docxtpl import DocxTemplate
    except ImportError:
        message = "生成报告要 docxtpl，没有安装；请运行 python -m pip install docxtpl python-docx"
        raise OutputError(message) from None
    try:
        data = read_file(template)
        refuse_links(Package.read(data, name=str(template)))  # python-docx knows no limits
        document = DocxTemplate(BytesIO(data))
        document.init_docx()
    except LimitError as error:
        raise TemplateError(error.message, file=str(template)) from None
    except (OpcError, PerfxlError, zipfile.BadZipFile, LookupError, ValueError, AttributeError):
        message = "报告模板打不开，不是有效的 .docx 文档；请用 Word 另存为 .docx"
        raise TemplateError(message, file=str(template)) from None
    return document


def _samples() -> Iterator[tuple[Evaluation, ...]]:
    """Forms that between them reach every branch of a report template."""

    def sample(actual: str | None, executed: str) -> Evaluation:
        row = FundRow(annual_budget=amount("2"), executed=amount(executed))
        indicator = Indicator(name="1", target="2", actual=actual, weight=amount("10"))
        return Evaluation(funding=Funding(row), indicators=(indicator,))

    yield (sample("1", "1"),)
    yield (sample(None, "2"),)
    yield sample("1", "1"), sample("2", "2")
