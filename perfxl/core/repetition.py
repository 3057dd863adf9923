"""A project that was handed in more than once counts once.

A department is given its units' forms beside the master they were generated from, or the same
form by two people.  Added up they would count double, so a roll-up takes one of them and names
the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from perfxl.core.checks.across.batch import bare, facts, project_key
from perfxl.core.evaluation import Evaluation
from perfxl.core.rollup import ScoredForm

_Key = str | Evaluation


@dataclass(frozen=True, slots=True)
class Repetition:
    """A form that is not counted, because ``counted`` is the same project.

    ``same`` says that both have the same contents; ``of_master`` that the form left out is a
    row of a master and the counted one its form.
    """

    form: ScoredForm
    counted: ScoredForm
    same: bool
    of_master: bool

    @property
    def reason(self) -> str:
        """Why it is not counted, in Chinese."""
        if self.of_master:
            return "自评表和总表里都有，按自评表计"
        return "交了不止一份，只计一份"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a roll-up adds up, in the given order, and what it leaves out."""

    forms: tuple[ScoredForm, ...]
    repetitions: tuple[Repetition, ...]


def counted_once(forms: Sequence[ScoredForm], *, masters: Collection[str] = ()) -> Counted:
    """``forms`` with every project once.

    Args:
        forms: scored forms in the order in which they were handed in.
        masters: the files among theirs that are master workbooks.

    A project is known by its name, unit and year.  Of two forms the first counts; of a form
    and its row in a master the form does, for it is what was handed in and may have been
    corrected since.  A form that lacks name, unit or year is taken for another one only where
    nothing in it differs; whether others are the same is for a person to say (finding X02).
    """
    rows = [index for index, form in enumerate(forms) if form.file in masters]
    filled = [index for index, form in enumerate(forms) if form.file not in masters]
    standing = {**_repeated(forms, filled), **_repeated(forms, rows)}
    handed_in: dict[_Key, list[int]] = {}
    for index in filled:
        if index not in standing:
            handed_in.setdefault(_key(forms[index].evaluation), []).append(index)
    for numbered in (True, False):  # a form with the number of a row is that row's
        for index in rows:
            listed = forms[index].evaluation
            candidates = handed_in.get(_key(listed), [])
            alike = [
                other
                for other in candidates
                if _may_be(listed, forms[other].evaluation, numbered=numbered)
            ]
            if index not in standing and len(alike) == 1:
                standing[index] = alike[0]
                candidates.remove(alike[0])  # it stands for one row only
    return Counted(
        tuple(form for index, form in enumerate(forms) if index not in standing),
        tuple(
            _repetition(forms[index], forms[_end(standing, index)], masters)
            for index in sorted(standing)
        ),
    )


def _end(standing: Mapping[int, int], index: int) -> int:
    """The form that counts: a row may stand for another row, and a form for that one."""
    while index in standing:
        index = standing[index]
    return index


def _repetition(form: ScoredForm, counted: ScoredForm, masters: Collection[str]) -> Repetition:
    same = facts(form.evaluation) == facts(counted.evaluation)
    of_master = form.file in masters and counted.file not in masters
    return Repetition(form, counted, same=same, of_master=of_master)


def _repeated(forms: Sequence[ScoredForm], members: Iterable[int]) -> dict[int, int]:
    """Of forms alone, or of rows of masters alone: those that come again, and the first one."""
    firsts: dict[object, int] = {}
    again: dict[int, int] = {}
    for index in members:
        evaluation = forms[index].evaluation
        first = firsts.setdefault(_identity(evaluation) or facts(evaluation), index)
        if first != index:
            again[index] = first
    return again


def _may_be(listed: Evaluation, form: Evaluation, *, numbered: bool) -> bool:
    """Whether neither unit nor year tells a form from a master's row of the same name."""
    units = {bare(listed.unit), bare(form.unit)} - {""}
    years = {listed.year, form.year} - {None}
    same_number = listed.code is not None and listed.code == form.code
    return len(units) < 2 and len(years) < 2 and (same_number or not numbered)


def _key(evaluation: Evaluation) -> _Key:
    """What a row and its form have in common: the name, or everything when there is none."""
    return project_key(evaluation.project) or facts(evaluation)


def _identity(evaluation: Evaluation) -> tuple[str, str, int] | None:
    """Name, unit and year; ``None`` when one of them is missing."""
    name, unit = project_key(evaluation.project), bare(evaluation.unit)
    return (name, unit, evaluation.year) if name and unit and evaluation.year else None
