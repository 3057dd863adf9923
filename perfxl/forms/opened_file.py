"""One opened file: a master, forms of any origin, text, or none of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.rulebook import Rulebook
from perfxl.forms.grid import Grid
from perfxl.forms.grids.ahead import grids_of
from perfxl.forms.grids.source import Format, sheet_names
from perfxl.forms.grids.source import Source as Opened
from perfxl.forms.master_layout import has_headings, is_damaged_master, is_master
from perfxl.forms.reader import forms_in, text_counts
from perfxl.forms.reading import Reading, content_of
from perfxl.forms.recognise.title_words import is_title
from perfxl.forms.report_mark import is_report
from perfxl.forms.sources import OWN_SHEETS, Source
from perfxl.forms.text_rows import decode

if TYPE_CHECKING:
    from perfxl.forms.master import Master

# What nearly every form has; a text with most of it was a form before its cells ran together.
_HEADINGS = (
    *("项目名称", "主管部门", "实施单位", "全年预算数", "执行数", "执行率"),
    *("三级指标", "指标值", "完成值", "分值", "得分"),
)
_ENOUGH_HEADINGS = 7


def read_opened(path: Path, source: Opened, book: Rulebook | None, made: Path | None) -> Source:
    """What stands in a file; ``made`` is what LibreOffice converted it to."""
    file = str(path)
    names = sheet_names(source, file=file)
    if is_master(names) or is_damaged_master(names):  # of which the master says what is missing
        from perfxl.forms.master import master_in  # forms alone are read without it

        return _of_master(path, master_in(source, file=file).read())
    if source.format is Format.DOCX and is_report(source.data, file=file):
        return Source(path, problem=f"{path}：这是 perfxl 写的自评报告，不是自评表，没有读")
    grids = tuple(grids_of(source, made, file=file))
    names = tuple(grid.sheet for grid in grids)
    if (
        is_master(names)
        or is_damaged_master(names)
        or any(has_headings(cell.text for cell in grid.cells) for grid in grids)
    ):
        from perfxl.forms.master import master_of

        return _of_master(path, master_of(grids, file=file))
    if any(sheets <= {grid.sheet for grid in grids} for sheets in OWN_SHEETS):
        return Source(path)
    readings = forms_in(source, grids, file=file, rulebook=book)
    if not readings:
        return Source(path, problem=f"{path}：里面没有找到绩效自评表{_why_none(source, grids)}")
    texts = text_counts(grids) if grids else None
    return Source(path, readings, content=content_of(readings, texts))


def _why_none(source: Opened, grids: Sequence[Grid]) -> str:
    """What a person does about a file without a form: another was meant, or it is cut or glued."""
    if source.format is Format.TEXT:
        texts: Iterable[str] = decode(source.data).splitlines()
    else:
        texts = (cell.text for grid in grids for cell in grid.cells)
    lines = [text.strip() for text in texts]
    words = "".join("".join(lines).split())
    if sum(heading in words for heading in _HEADINGS) >= _ENOUGH_HEADINGS:
        return (
            "：有表头的字样，但分不出行列，多半是从 PDF 或网页复制的文字；"
            "请改用原来的 Excel、Word 或 PDF 文件"
        )
    title = next((line for line in lines if is_title(line)), None)
    if title is None:
        return "；请确认是不是选错了文件"
    return (
        f"：有标题“{title}”，没有绩效指标的表头（三级指标、年度指标值等），内容可能不完整；"
        "请打开核对，或向填报单位重新索取"
    )


def _of_master(path: Path, master: Master) -> Source:
    readings = tuple(Reading(evaluation) for evaluation in master.evaluations)
    return Source(path, readings, master.rulebook, master.findings)
