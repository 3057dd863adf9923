"""Working files → submission files: no add-in function, macro, link or mark of ours.

A working file is a form (or a master) with ``--cells udf``, marked by the ribbon or by
``check --annotate``, edited by persons.  What they see stays; what only serves the work goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from perfxl.errors import InputError, OutputError
from perfxl.forms.copy_places import copy_place, refuse_among
from perfxl.forms.files import LOCKED_FOLDER
from perfxl.forms.mark_notes import AUTHOR, COLOURS, background, note_spans
from perfxl.forms.sources import Checked, checked
from perfxl.sheet.detached import Detached, Traces, detached
from perfxl.sheet.package import Package
from perfxl.sheet.saving import save_atomic
from perfxl.system_errors import reason_of

FUNCTIONS = "PERF_"
FINDINGS_TITLE = f"{AUTHOR} 检查结果"  # in A1 of the sheet that the button 检查 makes
BASIS = "评分依据"  # in A1 of that sheet, and its name

_ENDINGS = {".xlsx", ".xlsm"}
_OLD = {".xls", ".et", ".xlsb", ".ods"}
_LISTED = 10

Fills = Callable[[str], Mapping[str, str]]


def _none(_: str) -> Mapping[str, str]:
    return {}


class Status(Enum):
    """What became of a working file."""

    WRITTEN = "已写出"
    SAME = "没有变化"
    REFUSED = "没有写"


class Submission(NamedTuple):
    """One working file and its submission file.

    Args:
        source: the working file.
        status: what became of it.
        path: the submission file, ``None`` when there is none.
        problem: why there is none, ``""`` otherwise.
        remarks: what was taken out or changed beyond functions and marks.
        checked: the forms in it with their findings.
    """

    source: Path
    status: Status
    path: Path | None = None
    problem: str = ""
    remarks: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()


class Wish(NamedTuple):
    """What a person asks for.

    Args:
        folder: where the submission files go; made if missing.
        values: every formula becomes its value.
        rulebook: by which the forms are checked; by default the one a master asks for.
        force: overwrite submission files that are there and differ.
        otherwise: what a person can do when there is such a file.
    """

    folder: Path
    values: bool = False
    rulebook: str | None = None
    force: bool = False
    otherwise: str = "要覆盖请加 --force"


def refuse_inside(folder: Path, paths: Sequence[Path]) -> None:
    """Refuse a folder that is a file, or in which copies would lie among their originals.

    Raises:
        OutputError: it is a file, lies in one of ``paths``, or holds one of the files.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("这是一个文件，不是文件夹；请换一个名称", file=str(folder))
    refuse_among(folder, paths, what="报送文件不能放在工作稿")


def submit(
    files: Iterable[Path],
    wish: Wish,
    *,
    paths: Sequence[Path],
    fills_of: Callable[[Path], Fills] = lambda _: _none,
) -> Iterator[Submission]:
    """Write the submission file of each working file, and say what became of it.

    They lie in the folder as the working files lie in theirs.  A file that cannot be
    submitted never stops the others; one with findings is written, with its findings.

    Args:
        files: the working files, as :func:`~perfxl.forms.files.find_files` gives them.
        wish: how.
        paths: the files and folders that were named.
        fills_of: what :func:`submit_file` is told of each file.

    Raises:
        OutputError: the folder lies in one of ``paths``.
    """
    refuse_inside(wish.folder, paths)
    targets: dict[Path, Path] = {}
    folders: set[Path] = set()
    for file in files:
        target = copy_place(file, wish.folder, paths).with_suffix(".xlsx")
        same = targets.get(target)
        if same is not None:
            problem = f"会与 {same} 写成同一个文件 {target.name}；请改名或分开报送"
            yield Submission(file, Status.REFUSED, problem=problem)
            continue
        first = target.parent not in folders
        folders.add(target.parent)
        done = submit_file(file, target, wish, fills=fills_of(file), tidy=first)
        if done.path is not None:
            targets[target] = file
        yield done


def submit_file(
    file: Path, target: Path, wish: Wish, *, fills: Fills = _none, tidy: bool = True
) -> Submission:
    """Write the submission file of ``file`` to ``target``.

    ``fills`` gives, for a sheet, the background there was before marks that no comment tells
    of, by cell (see :class:`~perfxl.sheet.detached.Traces`); for ``tidy`` see
    :func:`~perfxl.sheet.saving.saved`.
    """
    problem = _unfit(file)
    found = () if problem else tuple(checked([file], rulebook=wish.rulebook))
    problem = problem or _unread(found)
    if problem:
        return Submission(file, Status.REFUSED, problem=problem, checked=found)
    try:
        from perfxl.forms.submitted_basis import facts_of, has_basis, with_basis

        facts = facts_of(found)
        package = Package.read(file)
        made = submission(package, values=wish.values, fills=fills, basis=facts is not None)
        data = made.data if facts is None else with_basis(made.data, facts)
        status = _write(target, data, wish, tidy=tidy)
        remarks = tuple(_remarks(made))
        if facts is None and has_basis(package):
            remarks += (f"没有附“{BASIS}”（文件里不止一张自评表）",)
    except (InputError, OutputError) as error:
        place = f"“{error.sheet}”表" if error.sheet else ""
        return Submission(file, Status.REFUSED, problem=f"{place}{error.message}", checked=found)
    return Submission(file, status, target, remarks=remarks, checked=found)


def submission(
    package: Package, *, values: bool = False, fills: Fills = _none, basis: bool = True
) -> Detached:
    """The submission file of a working file, with its sheet 评分依据 as it is or without it.

    Raises:
        InputError: it cannot be made without loss; the message says why and what to do.
    """
    traces = Traces(
        prefix=FUNCTIONS,
        notes=note_spans,
        background=background,
        colours=frozenset(COLOURS.values()),
        sheet_titles={FINDINGS_TITLE} if basis else {FINDINGS_TITLE, BASIS},
        fills=fills,
        values=values,
    )
    return detached(package, traces)


def _unfit(file: Path) -> str:
    ending = file.suffix.lower()
    if file.is_dir():
        return LOCKED_FOLDER
    if not file.exists():
        return "没有这个文件；请检查名称和路径"
    if ending in _ENDINGS:
        return ""
    if ending in _OLD:
        return f"是 {ending} 文件；请用 Excel 或 WPS 另存为 .xlsx 再报送"
    kind = f"是 {ending} 文件" if ending else "没有扩展名"
    return f"{kind}，不是 Excel 工作簿；要一起报送请自己复制"


def _unread(found: Sequence[Checked]) -> str:
    if any(each.evaluation is not None for each in found):
        return ""
    said = next((each.problem or each.remark for each in found if each.problem or each.remark), "")
    return said or "里面没有自评表；请确认是不是选错了文件"


def _write(target: Path, data: bytes, wish: Wish, *, tidy: bool) -> Status:
    if target.exists() and not wish.force:
        if target.is_file() and target.read_bytes() == data:
            return Status.SAME
        message = f"{target} 已经存在而且内容不同，没有覆盖；{wish.otherwise}"
        raise OutputError(message, file=str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"文件夹 {target.parent} 不能建立（{reason_of(error)}）"
        raise OutputError(message, file=str(target)) from None
    save_atomic(target, data, tidy=tidy)
    return Status.WRITTEN


def _remarks(made: Detached) -> Iterator[str]:
    if made.macros:
        yield "去掉了宏（报送文件是 .xlsx）"
    if made.signed:
        yield "去掉了数字签名（内容变了，签名不再有效），请重新签名"
    if made.names:
        yield f"去掉了引用其他工作簿的名称：{'、'.join(made.names)}"
    reasons = dict.fromkeys(frozen.reason for _, frozen in made.frozen)
    for reason in reasons:
        cells = [f"{sheet}!{each.cell}" for sheet, each in made.frozen if each.reason is reason]
        more = f" 等 {len(cells)} 格" if len(cells) > _LISTED else ""
        yield f"改成了数值（{reason.value}）：{'、'.join(cells[:_LISTED])}{more}"
