"""Copies of checked .xlsx files in which the cells of findings are coloured and commented."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.finding import Finding, Severity
from perfxl.errors import InputError, OutputError
from perfxl.forms.copy_places import copy_place, refuse_among
from perfxl.forms.mark_notes import AUTHOR, COLOURS, closing, opening
from perfxl.forms.sources import Checked
from perfxl.sheet.address import Area
from perfxl.sheet.annotation import Mark, annotated
from perfxl.sheet.package import Package, read_file
from perfxl.sheet.saving import save_atomic
from perfxl.sheet.workbook import read_workbook
from perfxl.system_errors import reason_of

_ENDINGS = {".xlsx", ".xlsm"}


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one file.

    ``path`` is the annotated copy, ``None`` when there is none; ``problem`` says why, or what
    is not in it.
    """

    source: Path
    path: Path | None = None
    problem: str = ""


def annotate(
    results: Sequence[Checked], folder: Path, *, paths: Sequence[Path], force: bool = False
) -> Iterator[Copy]:
    """Write an annotated copy of each form, and say what became of it.

    The copies lie in ``folder`` as the files lie in the folders that were checked.  A file
    that cannot be annotated never stops the others.  One without findings is copied as it is:
    who goes on with the copies must have all of them.

    Args:
        results: as :func:`perfxl.forms.sources.checked_together` gives them.
        folder: where the copies go; made if missing.
        paths: the files and folders that were checked.
        force: overwrite copies that are there (never an original).

    Raises:
        OutputError: ``folder`` lies in one of the checked folders, where the next check
            would take the copies for forms; or it cannot be made.
    """
    refuse_inside(folder, paths)
    originals = {result.path.resolve() for result in results}
    targets: dict[Path, Path] = {}
    folders: set[Path] = set()
    for path, group in groupby(results, key=lambda result: result.path):
        found = tuple(group)
        if not any(result.findings or result.evaluation for result in found):
            continue
        if path.suffix.lower() not in _ENDINGS:
            yield Copy(path, problem="不是 .xlsx 文件，没有批注副本，有问题的见清单")
            continue
        target = copy_place(path, folder, paths)
        if target in targets:
            yield Copy(path, problem=f"与 {targets[target]} 同名，没有写批注副本；请分开检查")
            continue
        if target.resolve() in originals:
            yield Copy(path, problem=f"{target} 是被检查的原表，没有写批注副本；请换一个文件夹")
            continue
        targets[target] = path
        first = target.parent not in folders
        folders.add(target.parent)
        yield _copy(path, target, found, force=force, tidy=first)


def refuse_inside(folder: Path, paths: Sequence[Path]) -> None:
    """Raises OutputError when ``folder`` lies in one of ``paths``, or holds one of the files."""
    refuse_among(folder, paths, what="批注副本不能放在被检查")


def _copy(path: Path, target: Path, results: Sequence[Checked], *, force: bool, tidy: bool) -> Copy:
    if target.exists() and not force:
        return Copy(path, problem=f"{target} 已经存在，没有覆盖；要覆盖请加 --force")
    try:
        if not any(result.findings for result in results):
            return _as_it_is(path, target, tidy=tidy)
        package = Package.read(path)
        marks, homeless = _marks(results, {name for name, _ in read_workbook(package).sheets})
        data = annotated(package, marks, author=AUTHOR, closing=closing)
        target.parent.mkdir(parents=True, exist_ok=True)
        save_atomic(target, data, tidy=tidy)
    except (InputError, OutputError) as error:
        return Copy(path, problem=f"没有批注副本：{error.message}")
    except OSError as error:
        problem = f"没有批注副本：文件夹 {target.parent} 不能建立（{reason_of(error)}）"
        return Copy(path, problem=problem)
    problem = f"有 {homeless} 条问题没有对应的单元格，只在清单里" if homeless else ""
    return Copy(path, target, problem)


def _as_it_is(path: Path, target: Path, *, tidy: bool) -> Copy:
    target.parent.mkdir(parents=True, exist_ok=True)
    save_atomic(target, read_file(path), tidy=tidy)
    return Copy(path, target)


def _marks(results: Sequence[Checked], sheets: Collection[str]) -> tuple[list[Mark], int]:
    """The marks of all findings, the worst first, and how many have no cell.

    A finding of the form as a whole goes to the form's first cell.
    """
    marks: list[tuple[int, Mark]] = []
    homeless = 0
    for result in results:
        home = _first_cell(result.evaluation)
        for finding in result.findings:
            where = finding.where if _area(finding.where) else home
            if where is None or where.sheet not in sheets:
                homeless += 1
                continue
            order = list(Severity).index(finding.severity)
            text, colour = _text(finding), COLOURS[finding.severity]
            marks.append((order, Mark(where.sheet, where.cell, text, colour)))
    marks.sort(key=lambda pair: pair[0])
    return [mark for _, mark in marks], homeless


def _first_cell(evaluation: Evaluation | None) -> Place | None:
    places = evaluation.places.values() if evaluation else ()
    cells = [(area, place) for place in places if (area := _area(place))]
    return min(cells, key=lambda pair: pair[0])[1] if cells else None


def _area(place: Place) -> Area | None:
    try:
        return Area.parse(place.cell) if place.sheet else None
    except ValueError:
        return None


def _text(finding: Finding) -> str:
    subject = f"（{finding.field}）" if finding.field else ""
    return (
        f"{opening(finding)}{finding.kind.title}{subject}\n"
        f"现为：{finding.found}\n应为：{finding.expected}\n处理：{finding.fix}"
    )
