"""Where a result goes, asked before the long work begins."""

from __future__ import annotations

from pathlib import Path

from perfxl.errors import OutputError

_KINDS = {".xlsx": "Excel 工作簿", ".docx": "Word 文档"}


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
