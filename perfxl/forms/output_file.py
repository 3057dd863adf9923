"""Where a result goes, asked before the long work begins."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from perfxl.errors import OutputError, PerfxlError

_KINDS = {".xlsx": "Excel 工作簿", ".docx": "Word 文档", ".xlam": "Excel 专用的文件"}


def refuse_output(path: Path, result: str, *, force: bool, suffix: str = ".xlsx") -> None:
    """Refuse to write ``result`` ("总表") to ``path``.

    Raises:
        OutputError: it is a folder, has another suffix than its content, or is there already
            (unless ``force``).
    """
    if path.is_dir():
        example = path / f"{result}{suffix}"
        raise OutputError(f"这是文件夹，请写文件的名称，如 {example}", file=str(path))
    if path.suffix.lower() != suffix:
        message = f"{result}是 {_KINDS[suffix]}，文件名要以 {suffix} 结尾"
        raise OutputError(message, file=str(path))
    if path.exists() and not force:
        message = "文件已经存在，没有覆盖；要覆盖请加 --force，或换一个名称"
        raise OutputError(message, file=str(path))


def refuse_input(path: Path, paths: Sequence[Path], *, master: bool = False) -> None:
    """Refuse to write a result over what it is made of, whatever ``--force`` allows.

    A result of an earlier run (a roll-up, a list of findings, a report) that lies in one of the
    folders is none of them, and may be made anew.

    Args:
        path: where the result goes.
        paths: the files and folders that are read.
        master: the result is a master, so that a master in the folder is an earlier one.

    Raises:
        OutputError: it is one of ``paths``, or a file in one of them that would be read.
    """
    if not path.is_file():
        return
    for source in paths:
        if os.path.isdir(source):  # noqa: PTH112 - Path.is_dir fails where it may not look
            inside = path.resolve().is_relative_to(source.resolve())
            hit = inside and not _is_result(path, master=master)
        else:
            hit = source.exists() and path.samefile(source)
        if hit:
            message = "这是要读取的文件，不能把结果写在它上面（--force 也不行）；请换一个名称"
            raise OutputError(message, file=str(path))


def _is_result(path: Path, *, master: bool) -> bool:
    from perfxl.forms.grids.source import Format, open_source, sheet_names
    from perfxl.forms.master_layout import is_master
    from perfxl.forms.report_mark import is_report
    from perfxl.forms.sources import OWN_SHEETS

    try:
        source = open_source(path)
        if source.format is Format.DOCX:
            return is_report(source.data, file=str(path))
        sheets = set(sheet_names(source, file=str(path)))
    except PerfxlError:  # it cannot be read anyway
        return True
    return any(own <= sheets for own in OWN_SHEETS) or (master and is_master(sheets))
