"""The button 报送: the open working file becomes a submission file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.addin import journal
from perfxl.addin.batch_buttons import ask_folder
from perfxl.addin.live_form import refuse_unfit
from perfxl.addin.snapshot import take_snapshot
from perfxl.errors import InputError
from perfxl.forms.submission import Status, Wish, refuse_inside, submit_file
from perfxl.summaries.submitting import findings_text

if TYPE_CHECKING:
    import xlwings

_SAVE_COPY = "perfxl.xlam!PerfSheet.PerfSaveCopy"


def submit_book(book: xlwings.Book) -> str:
    """Write the submission file of the open workbook into a folder the user chooses.

    Unsaved edits are in it; the workbook itself stays as it is.
    """
    sheet = take_snapshot(book.app)
    refuse_unfit(sheet)
    if not sheet.folder:
        raise InputError("工作簿还没有保存过。请先保存（Ctrl+S），再按一次")
    folder = ask_folder(book, "选择放报送文件的文件夹")
    if folder is None:
        return "没有选择文件夹，什么都没有写"
    refuse_inside(folder, [Path(sheet.folder) / sheet.book])
    wish = Wish(folder, otherwise="请先删去或改名，或另选一个文件夹，再按一次")
    with tempfile.TemporaryDirectory(prefix="perfxl-") as place:
        copy = Path(place) / sheet.book
        book.app.macro(_SAVE_COPY)(str(copy))
        fills = journal.remembered(sheet.folder, sheet.book)
        target = (folder / sheet.book).with_suffix(".xlsx")
        done = submit_file(copy, target, wish, fills=fills)
    if done.path is None:
        raise InputError(f"没有写报送文件：{done.problem.removeprefix(f'{copy}：')}")
    found = findings_text(done)
    written = "已写出报送文件" if done.status is Status.WRITTEN else "报送文件已是最新"
    said = [
        f"{written}：{done.path}",
        *done.remarks,
        f"仍有{found}，审核时可能退回，请按“检查”逐条改正" if found else "没有发现问题",
    ]
    return "\n".join(said)
