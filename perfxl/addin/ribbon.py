"""The buttons of the tab 绩效自评.

The add-in's VBA calls :func:`press`; what a button has to say comes back as one message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import xlwings

from perfxl.addin import journal, log
from perfxl.addin.batch_buttons import generate_forms, roll_up
from perfxl.addin.change import KEEP, Change, apply_changes, holds
from perfxl.addin.doctor import doctor, page
from perfxl.addin.findings_sheet import SHEET, Row, summary, write_findings
from perfxl.addin.form_rulebook import form_rulebook
from perfxl.addin.live_form import live_form, refuse_unfit, take_basis
from perfxl.addin.live_master import master_findings, open_master
from perfxl.addin.marks import mark_changes
from perfxl.addin.recalculation import findings, report, score_changes, scored
from perfxl.addin.snapshot import Snapshot, take_snapshot
from perfxl.addin.submit_button import submit_book
from perfxl.core.checks.all_checks import check, judged
from perfxl.core.finding import Finding
from perfxl.core.scoring import score
from perfxl.errors import InputError, PerfxlError

TITLE = "绩效自评"


@xlwings.func
def press(button: str) -> str:
    """Do what a button asks and show one message; whatever happens, nothing is raised.

    Args:
        button: its id in ``ribbon.xml``.
    """
    book = xlwings.Book.caller()
    try:
        message = COMMANDS[button](book)
    except PerfxlError as error:
        message = str(error)
    except Exception as error:
        log.record(f"按钮 {button}", error)
        message = f"没有完成：程序出错，详情在日志 {log.log_file()}。请把日志发给维护人员"
    if message:
        book.app.alert(message, title=TITLE)
    return ""


def recalculate(book: xlwings.Book) -> str:
    """Score the form on the active sheet and mark what is wrong; 撤销 brings it back.

    In a master the formulas score; there the active sheet is marked only.
    """
    sheet = _writable(book)
    master = open_master(book.app, sheet)
    if master is not None:
        rows = tuple(master_findings(master, sheet.book))
        problems = tuple(row.finding for row in rows)
        _write(book, sheet, (), lambda now: problems)
        counted = summary(it for it in problems if it.where.sheet == sheet.sheet)
        return f"总表共 {len(master.evaluations)} 个项目；“{sheet.sheet}”表：{counted}，原因见批注"
    basis = take_basis(book.app, sheet)
    rulebook = form_rulebook(basis)
    contents = score_changes(sheet, scored(sheet, rulebook, basis))

    def problems_of(now: Snapshot) -> tuple[Finding, ...]:
        return findings(scored(now, rulebook, basis), rulebook)

    now = _write(book, sheet, contents, problems_of)
    return report(scored(now, rulebook, basis), contents, problems_of(now))


def _write(
    book: xlwings.Book,
    sheet: Snapshot,
    contents: Sequence[Change],
    problems_of: Callable[[Snapshot], Iterable[Finding]],
) -> Snapshot:
    """Write ``contents``, then mark what is wrong with the sheet that came of it.

    When anything fails, everything is put back; else it is kept for 撤销.

    Returns:
        The sheet with its new contents.
    """
    before = journal.load(sheet)
    now, undo = sheet, tuple[Change, ...]()
    try:
        if contents:
            applied = apply_changes(book.app, sheet.sheet, contents)
            undo, now = applied.undo, applied.sheet
        marks = mark_changes(problems_of(now), now, before.fills)
        if marks:
            applied = apply_changes(book.app, sheet.sheet, marks)
            undo, now = (*applied.undo, *undo), applied.sheet
        if undo:
            journal.save(now, journal.after(before, now, contents, marks, undo))
    except Exception:
        if undo:
            apply_changes(book.app, sheet.sheet, undo)
        raise
    return now


def take_back(book: xlwings.Book) -> str:
    """Bring back what the last 重新计算 of the active sheet replaced."""
    sheet = _writable(book)
    entry = journal.load(sheet)
    if not entry.undo:
        return "这张表没有可以撤销的“重新计算”"
    if sheet.notes.keys() != entry.marked:
        raise InputError("“重新计算”之后增删过行列或批注，不能自动撤销，请手工修改")
    edited = {
        address for address, content in entry.written.items() if not holds(sheet, address, content)
    }
    changes = [it for it in entry.undo if it.content == KEEP or it.address not in edited]
    apply_changes(book.app, sheet.sheet, changes)
    journal.save(sheet, journal.Entry(fills=entry.fills_before))
    restored = len({it.address for it in changes})
    kept = f"；{'、'.join(sorted(edited))} 后来又改过，没有动" if edited else ""
    return f"已恢复 {restored} 格{kept}"


def _writable(book: xlwings.Book) -> Snapshot:
    """The active sheet, when it may be written into.

    Raises:
        InputError: it may not; the message says what to do.
    """
    sheet = take_snapshot(book.app)
    refuse_unfit(sheet)
    if not sheet.folder:
        raise InputError("工作簿还没有保存过。请先保存（Ctrl+S），再按一次")
    if sheet.protected:
        raise InputError(f"“{sheet.sheet}”受保护，不能改写。请在“审阅”中撤销工作表保护，再按一次")
    if book.api.ReadOnly:
        raise InputError(
            f"{sheet.book} 是以只读方式打开的，改了也存不进去。"
            "请另存为新文件，或请占用它的人先关闭，再按一次"
        )
    return sheet


def check_book(book: xlwings.Book) -> str:
    """List what is wrong in the open master, or in the form on the active sheet."""
    sheet = take_snapshot(book.app)
    master = open_master(book.app, sheet)
    if master is not None:
        rows = tuple(master_findings(master, sheet.book))
    else:
        basis = take_basis(book.app, sheet)
        rulebook = form_rulebook(basis)
        reading = live_form(sheet, rulebook, basis)
        evaluation = reading.evaluation
        found = check(evaluation, score(evaluation, rulebook), rulebook)
        project = evaluation.project or ""
        rows = tuple(Row(project, it) for it in (*judged(reading.findings, rulebook), *found))
    write_findings(book, rows)
    found_in_all = summary(row.finding for row in rows)
    return f"检查完毕：{found_in_all}。逐条列在“{SHEET}”表中，点单元格地址可跳到该处"


COMMANDS: Mapping[str, Callable[[xlwings.Book], str]] = MappingProxyType(
    {
        "recalculate": recalculate,
        "undo": take_back,
        "check": check_book,
        "generate": generate_forms,
        "rollup": roll_up,
        "submit": submit_book,
        "doctor": lambda book: page(doctor()),
    }
)
