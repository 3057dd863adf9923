"""The files and folders a person names, read: masters, filled forms of any origin, text.

Reading, scoring and checking are imported once there is a file for them: a folder that is not
there is refused at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfxl.errors import PerfxlError
from perfxl.forms.files import LOCKED_FOLDER, find_files
from perfxl.forms.grids.ahead import Made, converted_ahead
from perfxl.forms.grids.source import FORM, MASTER, open_source
from perfxl.forms.rulebooks import DEFAULT, load_rulebook

if TYPE_CHECKING:
    from perfxl.core.evaluation import Evaluation
    from perfxl.core.finding import Finding
    from perfxl.core.repetition import Counted
    from perfxl.core.rollup import ScoredForm
    from perfxl.core.rulebook import Rulebook
    from perfxl.core.scoring import Scorecard
    from perfxl.forms.reading import Content, Reading

# Sheets of the workbooks that perfxl writes beside forms: not forms, and no fault either.
OWN_SHEETS = ({"问题清单", "统计", "评分办法调整"}, {"总览", "项目排名", "单位汇总"})


class Source(NamedTuple):
    """One file and what was read from it.

    ``rulebook`` is what a master asks for, ``None`` for other files; ``findings`` concern the
    file as a whole (wrong cells of a master); ``problem`` says why nothing could be read,
    ``""`` otherwise.  ``content`` says what became of its cells; a master, whose wrong cells
    are findings, and a file that was not read have none.
    """

    path: Path
    readings: tuple[Reading, ...] = ()
    rulebook: str | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    content: Content | None = None


class Checked(NamedTuple):
    """One form with its scores and everything found in it.

    A file that could not be read, or a finding of the file as a whole, has no form:
    ``evaluation`` and ``scorecard`` are then ``None``.  ``rulebook`` is the name or path of
    the one it was scored by, ``of_master`` says that the form is a row of a master.
    ``remark`` says why a form was not checked: it is no self-evaluation.  ``content`` says
    what became of the cells of its file.  ``unscored`` are the facts of a form that is
    neither scored nor rolled up.
    """

    path: Path
    rulebook: str = DEFAULT
    evaluation: Evaluation | None = None
    scorecard: Scorecard | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    of_master: bool = False
    remark: str = ""
    content: Content | None = None
    unscored: Evaluation | None = None


def read_sources(
    paths: Iterable[Path],
    *,
    rulebook: str | None = None,
    processes: int = 1,
    without: Path | None = None,
) -> Iterator[Source]:
    """What stands in each file; one that cannot be read never stops the others.

    Args:
        paths: files and folders.
        rulebook: name or path of the one that says which 一级指标 a 二级指标 belongs to; by
            default what a form of ours was scored by.
        processes: how many read at a time; the order and the results are the same.
        without: a file that is left out.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    if rulebook:
        _rules(rulebook)
    paths = tuple(paths)
    files = tuple(find_files(paths, without=without))
    with converted_ahead(files) as made:
        read = partial(_read, rulebook, dict(made), frozenset(paths))
        if processes == 1:
            yield from map(read, files)
        else:
            # One process starts without what several need.
            from perfxl.forms.source_pool import in_processes

            yield from in_processes(read, files, processes=processes, died=_died)


def _read(rulebook: str | None, made: Made, named: frozenset[Path], path: Path) -> Source:
    limits = MASTER if path in named else FORM
    if os.path.isdir(path):  # noqa: PTH112 - as above
        return Source(path, problem=f"{path}：{LOCKED_FOLDER}")
    try:
        source = open_source(path, limits=limits)
        from perfxl.forms.opened_file import read_opened

        return read_opened(path, source, _rules(rulebook) if rulebook else None, made.get(path))
    except PerfxlError as error:  # also the rulebook that a master asks for
        return Source(path, problem=str(error))


def _died(path: Path) -> Source:
    problem = "读取时程序两次意外终止，文件可能已损坏或过大；请用Excel或WPS打开后另存，再重试"
    return Source(path, problem=f"{path}：{problem}")


def checked(
    paths: Iterable[Path], *, rulebook: str | None = None, processes: int = 1
) -> Iterator[Checked]:
    """Every form of ``paths``, scored and checked by itself.

    Args:
        paths: files and folders.
        rulebook: name or path of the rulebook; by default the one a master asks for,
            or a form of ours names.
        processes: how many read at a time.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    for source in read_sources(paths, rulebook=rulebook, processes=processes):
        yield from checked_forms(source, rulebook=rulebook)


def checked_forms(source: Source, *, rulebook: str | None = None) -> Iterator[Checked]:
    """Every form of one file; see :func:`checked`."""
    asked = rulebook or source.rulebook
    if source.problem or source.findings:
        name = asked or DEFAULT
        yield Checked(source.path, name, findings=source.findings, problem=source.problem)
    if source.readings:
        from perfxl.forms.checked_form import checked_form

        for reading in source.readings:
            name = asked or reading.rulebook or DEFAULT
            yield checked_form(source, reading, name, _rules(name))


def checked_together(
    paths: Iterable[Path],
    *,
    rulebook: str | None = None,
    processes: int = 1,
    on_file: Callable[[], None] = lambda: None,
) -> tuple[Checked, ...]:
    """Every form of ``paths``, checked by itself and against all others.

    What only shows across forms stands behind each form's own findings; ``on_file`` is called
    after each file.  For the other arguments and errors see :func:`checked`.
    """
    found_alone: list[Checked] = []
    for source in read_sources(paths, rulebook=rulebook, processes=processes):
        found_alone += checked_forms(source, rulebook=rulebook)
        on_file()
    return against_each_other(found_alone)


def against_each_other(results: Sequence[Checked]) -> tuple[Checked, ...]:
    """``results`` with what only shows across their forms."""
    if all(result.evaluation is None for result in results):
        return tuple(results)
    from perfxl.core.checks.all_checks import check_across

    found = iter(check_across(scored_forms(results), masters=master_files(results)))
    return tuple(
        result
        if result.evaluation is None
        else result._replace(findings=(*result.findings, *next(found)))
        for result in results
    )


def master_files(results: Iterable[Checked]) -> frozenset[str]:
    """The files among those of ``results`` that are masters."""
    return frozenset(str(result.path) for result in results if result.of_master)


def scored_forms(results: Iterable[Checked]) -> tuple[ScoredForm, ...]:
    """The forms among ``results``, as a roll-up takes them."""
    from perfxl.core.rollup import ScoredForm

    return tuple(
        ScoredForm(result.evaluation, result.scorecard, result.findings, str(result.path))
        for result in results
        if result.evaluation is not None and result.scorecard is not None
    )


def counted_forms(results: Iterable[Checked]) -> Counted:
    """What a roll-up of ``results`` adds up: every project once."""
    from perfxl.core.repetition import counted_once

    results = tuple(results)
    return counted_once(scored_forms(results), masters=master_files(results))


@lru_cache(maxsize=8)
def _rules(name: str) -> Rulebook:
    return load_rulebook(name)
