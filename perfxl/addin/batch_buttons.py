"""The buttons that work on many forms: 生成 and 汇总."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.addin.findings_sheet import summary
from perfxl.addin.live_master import open_master
from perfxl.addin.snapshot import take_snapshot
from perfxl.batch import Options, Outcome, Status, generate, jobs_of
from perfxl.errors import InputError
from perfxl.forms.files import find_files
from perfxl.forms.master import Master
from perfxl.forms.rollup_book import left_out_of, write_rollup
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import Checked, against_each_other, checked, counted_forms

if TYPE_CHECKING:
    import xlwings

_ASK_FOLDER = "perfxl.xlam!PerfSheet.PerfAskFolder"
_ROLLUP = "汇总表"
_LISTED = 5


def generate_forms(book: xlwings.Book) -> str:
    """One form for each project of the open master, into a folder the user chooses.

    Score cells ask the add-in first and hold the native formula beside it, so the forms
    are right with and without the add-in.
    """
    master = open_master(book.app, take_snapshot(book.app))
    if master is None:
        raise InputError(
            f"{book.name} 不是总表（总表有“项目”和“指标”两张表）。请打开总表，再按一次"
        )
    folder = ask_folder(book, "选择放自评表的文件夹")
    if folder is None:
        return "没有选择文件夹，什么都没有生成"
    jobs, number = jobs_of(master.evaluations), len(master.evaluations)
    options = Options(folder=folder, rulebook=master.rulebook, cells=Cells.UDF)
    outcomes: list[Outcome] = []
    with _progress(book):
        for outcome in generate(jobs, options):
            outcomes.append(outcome)
            book.app.status_bar = f"正在生成 {len(outcomes)}/{number}：{outcome.project}"
    return _generated(outcomes, master, folder)


def roll_up(book: xlwings.Book) -> str:
    """Roll up the forms of a folder the user chooses, and open the result."""
    folder = ask_folder(book, "选择放着自评表的文件夹")
    if folder is None:
        return "没有选择文件夹，什么都没有汇总"
    files = [path for path in find_files([folder]) if not path.name.startswith(_ROLLUP)]
    results: list[Checked] = []
    with _progress(book):
        for number, file in enumerate(files, 1):
            book.app.status_bar = f"正在读取 {number}/{len(files)}：{file.name}"
            results += checked([file])
    together = against_each_other(results)
    counted = counted_forms(together)
    forms = counted.forms
    if not forms:
        raise InputError(f"{folder} 里没有找到自评表。请选择放着自评表的文件夹，再按一次")
    rulebooks = {result.rulebook for result in results if result.evaluation is not None}
    if len(rulebooks) > 1:
        listed = "、".join(sorted(rulebooks))
        raise InputError(
            f"这些表用了不同的评分办法（{listed}），不能汇总在一起。请分开存放，再按一次"
        )
    path = _free_name(folder)
    left_out = left_out_of(together, counted)
    write_rollup(forms, path, rulebook=rulebooks.pop(), left_out=left_out)
    book.app.books.open(str(path))
    unread = [result for result in results if result.problem]
    listed = "".join(f"\n读不出来：{result.problem}" for result in unread[:_LISTED])
    again = len(counted.repetitions)
    repeated = f"；{again} 份是同一项目，只计一份，见“未计入”" if again else ""
    return f"已汇总 {len(forms)} 份自评表：{path}{repeated}；{len(unread)} 个文件读不出来{listed}"


@contextmanager
def _progress(book: xlwings.Book) -> Iterator[None]:
    """The status bar is the application's again afterwards."""
    try:
        yield
    finally:
        book.app.status_bar = False


def ask_folder(book: xlwings.Book, title: str) -> Path | None:
    """The folder the user chooses; ``None`` when he does not."""
    chosen = book.app.macro(_ASK_FOLDER)(title)
    return Path(str(chosen)) if chosen else None


def _free_name(folder: Path) -> Path:
    path, number = folder / f"{_ROLLUP}.xlsx", 1
    while path.exists():
        number += 1
        path = folder / f"{_ROLLUP}{number}.xlsx"
    return path


def _generated(outcomes: Sequence[Outcome], master: Master, folder: Path) -> str:
    tally = Counter(outcome.status for outcome in outcomes)
    counted = "，".join(f"{status.value} {tally[status]}" for status in Status if tally[status])
    troubled = [it for it in outcomes if it.status in (Status.FAILED, Status.KEPT)]
    listed = "".join(f"\n{it.file}：{it.message}" for it in troubled[:_LISTED])
    found = summary(chain(master.findings, *(outcome.findings for outcome in outcomes)))
    return f"共 {len(outcomes)} 个项目：{counted}；检查：{found}；文件夹：{folder}{listed}"
