"""The files and folders a person names, read: masters, filled forms of any origin, text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from perfxl.core.checks import check, judged
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding
from perfxl.core.rollup import ScoredForm
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.errors import InputError
from perfxl.forms.grids.source import open_source, read_grids
from perfxl.forms.master import is_master, master_of
from perfxl.forms.reader import forms_in
from perfxl.forms.reading import Reading
from perfxl.forms.rulebooks import DEFAULT, load_rulebook

# Office's own lock files, our manifest and lock, and what systems leave in folders.
_IGNORED_PREFIXES = ("~$", ".", "perfxl-manifest", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Source:
    """One file and what was read from it.

    ``rulebook`` is what a master asks for; ``findings`` concern the file as a whole (wrong
    cells of a master); ``problem`` says why nothing could be read, ``""`` otherwise.
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
    the one it was scored by.
    """

    path: Path
    rulebook: str = DEFAULT
    evaluation: Evaluation | None = None
    scorecard: Scorecard | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file of ``paths``, folders searched through, in a stable order."""
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and not file.name.startswith(_IGNORED_PREFIXES):
                    yield file
        else:
            yield path


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """What stands in each file; one that cannot be read never stops the others."""
    for path in find_files(paths):
        try:
            yield _read(path)
        except InputError as error:
            yield Source(path, problem=str(error))


def _read(path: Path) -> Source:
    source, file = open_source(path), str(path)
    grids = tuple(read_grids(source, file=file))
    if is_master(grids):
        master = master_of(grids, file=file)
        readings = tuple(Reading(evaluation) for evaluation in master.evaluations)
        return Source(path, readings, master.rulebook, master.findings)
    readings = forms_in(source, grids, file=file)
    if not readings:
        return Source(path, problem=f"{path}：里面没有找到绩效自评表；请确认是不是选错了文件")
    return Source(path, readings)


def checked(paths: Sequence[Path], *, rulebook: str | None = None) -> Iterator[Checked]:
    """Every form of ``paths``, scored and checked.

    Args:
        paths: files and folders.
        rulebook: name or path of the rulebook; by default the one a master asks for.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    for source in read_sources(paths):
        name = rulebook or source.rulebook or DEFAULT
        if source.problem or source.findings:
            yield Checked(source.path, name, findings=source.findings, problem=source.problem)
        rules = _rules(name)
        for reading in source.readings:
            scorecard = score(reading.evaluation, rules)
            found = check(reading.evaluation, scorecard, rules)
            findings = (*judged(reading.findings, rules), *found)
            yield Checked(source.path, name, reading.evaluation, scorecard, findings)


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
