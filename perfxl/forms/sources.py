"""The files and folders a person names, read: masters, filled forms of any origin, text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from perfxl.core.checks import check, check_across, judged
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding
from perfxl.core.rollup import ScoredForm
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.errors import InputError
from perfxl.forms.grids.source import open_source, read_grids
from perfxl.forms.master import is_master, master_of
from perfxl.forms.reader import forms_in
from perfxl.forms.reading import FormKind, Reading
from perfxl.forms.rulebooks import DEFAULT, load_rulebook

# Office's own lock files, our manifest and lock, and what systems leave in folders.
_IGNORED_PREFIXES = ("~$", ".", "perfxl-manifest", "Thumbs.db", "desktop.ini")
# Sheets of the workbooks that perfxl writes beside forms: not forms, and no fault either.
_OWN_SHEETS = ({"问题清单", "统计", "评分办法调整"}, {"总览", "项目排名", "单位汇总"})


@dataclass(frozen=True, slots=True)
class Source:
    """One file and what was read from it.

    ``rulebook`` is what a master asks for, ``None`` for other files; ``findings`` concern the
    file as a whole (wrong cells of a master); ``problem`` says why nothing could be read,
    ``""`` otherwise.
    """

    path: Path
    readings: tuple[Reading, ...] = ()
    rulebook: str | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One form with its scores and everything found in it.

    A file that could not be read, or a finding of the file as a whole, has no form:
    ``evaluation`` and ``scorecard`` are then ``None``.  ``rulebook`` is the name or path of
    the one it was scored by, ``of_master`` says that the form is a row of a master.
    ``remark`` says why a form was not checked: it is no self-evaluation.
    """

    path: Path
    rulebook: str = DEFAULT
    evaluation: Evaluation | None = None
    scorecard: Scorecard | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    of_master: bool = False
    remark: str = ""


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file of ``paths`` once, folders searched through, in a stable order."""
    seen: set[Path] = set()
    for path in paths:
        for file in _files(path):
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.name.startswith(_IGNORED_PREFIXES):
            yield file


def read_sources(paths: Iterable[Path], *, rulebook: str | None = None) -> Iterator[Source]:
    """What stands in each file; one that cannot be read never stops the others.

    ``rulebook`` says which 一级指标 a 二级指标 belongs to.
    """
    book = _rules(rulebook or DEFAULT)
    for path in find_files(paths):
        try:
            yield _read(path, book)
        except InputError as error:
            yield Source(path, problem=str(error))


def _read(path: Path, book: Rulebook) -> Source:
    source, file = open_source(path), str(path)
    grids = tuple(read_grids(source, file=file))
    if is_master(grids):
        master = master_of(grids, file=file)
        readings = tuple(Reading(evaluation) for evaluation in master.evaluations)
        return Source(path, readings, master.rulebook, master.findings)
    if any(sheets <= {grid.sheet for grid in grids} for sheets in _OWN_SHEETS):
        return Source(path)
    readings = forms_in(source, grids, file=file, rulebook=book)
    if not readings:
        return Source(path, problem=f"{path}：里面没有找到绩效自评表；请确认是不是选错了文件")
    return Source(path, readings)


def checked(paths: Iterable[Path], *, rulebook: str | None = None) -> Iterator[Checked]:
    """Every form of ``paths``, scored and checked by itself.

    Args:
        paths: files and folders.
        rulebook: name or path of the rulebook; by default the one a master asks for.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    for source in read_sources(paths, rulebook=rulebook):
        name = rulebook or source.rulebook or DEFAULT
        if source.problem or source.findings:
            yield Checked(source.path, name, findings=source.findings, problem=source.problem)
        rules = _rules(name)
        for reading in source.readings:
            if not _is_scored(reading):
                remark = f"这是“{reading.kind.value}”，不是自评表，没有评分和检查"
                yield Checked(source.path, name, remark=remark)
                continue
            scorecard = score(reading.evaluation, rules)
            found = check(reading.evaluation, scorecard, rules)
            findings = (*judged(reading.findings, rules), *found)
            yield Checked(
                source.path,
                name,
                reading.evaluation,
                scorecard,
                findings,
                of_master=source.rulebook is not None,
            )


def checked_together(paths: Iterable[Path], *, rulebook: str | None = None) -> tuple[Checked, ...]:
    """Every form of ``paths``, checked by itself and against all others.

    What only shows across forms stands behind each form's own findings; for arguments and
    errors see :func:`checked`.
    """
    results = tuple(checked(paths, rulebook=rulebook))
    masters = {str(result.path) for result in results if result.of_master}
    found = iter(check_across(scored_forms(results), masters=masters))
    return tuple(
        result
        if result.evaluation is None
        else replace(result, findings=(*result.findings, *next(found)))
        for result in results
    )


def _is_scored(reading: Reading) -> bool:
    """Targets and mid-year forms have no scores; those of transfers often have no weights."""
    if reading.kind is FormKind.TRANSFER:
        return any(indicator.weight for indicator in reading.evaluation.indicators)
    return reading.kind in (FormKind.SELF_EVALUATION, FormKind.DEPARTMENT)


def scored_forms(results: Iterable[Checked]) -> tuple[ScoredForm, ...]:
    """The forms among ``results``, as a roll-up takes them."""
    return tuple(
        ScoredForm(result.evaluation, result.scorecard, result.findings, str(result.path))
        for result in results
        if result.evaluation is not None and result.scorecard is not None
    )


@lru_cache(maxsize=8)
def _rules(name: str) -> Rulebook:
    return load_rulebook(name)
