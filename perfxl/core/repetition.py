"""A project that was handed in more than once counts once.

A department is given its units' forms beside the master they were generated from, or the same
form by two people.  Added up they would count double, so a roll-up takes one of them and names
the others.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation
from perfxl.core.identity import identity, name_or_content, same_projects
from perfxl.core.likeness import Likeness, likeness
from perfxl.core.rollup import ScoredForm


class Repetition(NamedTuple):
    """A form that is not counted, because ``counted`` is the same project.

    ``alike`` says where they differ; ``of_master`` that the form left out is a row of a master
    and the counted one its form, so that results printed on the form are no difference.
    """

    form: ScoredForm
    counted: ScoredForm
    alike: Likeness
    of_master: bool

    @property
    def same(self) -> bool:
        """Whether the same was filled in on both."""
        return self.alike.same

    @property
    def reason(self) -> str:
        """Why it is not counted, in Chinese."""
        if self.of_master:
            return "自评表和总表里都有，按自评表计"
        return "交了不止一份，只计一份"

    @property
    def verdict(self) -> str:
        """Whether both say the same, and what to do if not, in Chinese."""
        return str(self.alike) if self.alike.identical else f"{self.alike}，请核对哪一份是定稿"


class Counted(NamedTuple):
    """What a roll-up adds up, in the given order, and what it leaves out."""

    forms: tuple[ScoredForm, ...]
    repetitions: tuple[Repetition, ...]


def counted_once(forms: Sequence[ScoredForm], *, masters: Collection[str] = ()) -> Counted:
    """``forms`` with every project once.

    Args:
        forms: scored forms in the order in which they were handed in.
        masters: the files among theirs that are master workbooks.

    Which are of one project says :func:`~perfxl.core.identity.same_projects`.  Of two forms the
    first counts; of a form and its row in a master the form does, for it is what was handed in
    and may have been corrected since.  Whether others are the same is for a person to say
    (finding X02).
    """
    rows = [index for index, form in enumerate(forms) if form.file in masters]
    filled = [index for index, form in enumerate(forms) if form.file not in masters]
    standing = {**_repeated(forms, filled), **_repeated(forms, rows)}
    handed_in: dict[Hashable, list[int]] = {}
    for index in filled:
        if index not in standing:
            handed_in.setdefault(name_or_content(forms[index].evaluation), []).append(index)
    for numbered in (True, False):  # a form with the number of a row is that row's
        for index in rows:
            listed = forms[index].evaluation
            candidates = handed_in.get(name_or_content(listed), [])
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
    alike = likeness(counted.evaluation, form.evaluation)
    of_master = form.file in masters and counted.file not in masters
    if of_master:
        alike = Likeness(alike.filled)
    return Repetition(form, counted, alike, of_master=of_master)


def _repeated(forms: Sequence[ScoredForm], members: Iterable[int]) -> dict[int, int]:
    """Of forms alone, or of rows of masters alone: those that come again, and the first one."""
    groups = same_projects((index, forms[index].evaluation) for index in members)
    return {index: group[0] for group in groups for index in group[1:]}


def _may_be(listed: Evaluation, form: Evaluation, *, numbered: bool) -> bool:
    """Whether neither unit nor year tells a form from a master's row of the same name."""
    same_number = listed.code is not None and listed.code == form.code
    return identity(listed).may_be(identity(form)) and (same_number or not numbered)
