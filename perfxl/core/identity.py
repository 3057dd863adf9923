"""Which forms are of one project, and which are handed in more than once."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation
from perfxl.core.institution import INSTITUTION_CODE
from perfxl.core.likeness import filled_in
from perfxl.regex import regex

# 项目编码 of the budget system: region, year, letter, serial number ("51092324T000010263357").
# Shorter numbers ("03", "P-001") only count the rows of one master and repeat in the next.
_PROJECT_CODE = regex(r"^(?=(?:[A-Za-z]*\d){8})[0-9A-Za-z]{12,30}(?![0-9A-Za-z])")


class Identity(NamedTuple):
    """What tells projects apart: name, unit and year; ``""`` and ``None`` are not filled in."""

    name: str
    unit: str
    year: int | None

    @property
    def is_whole(self) -> bool:
        """Whether all three are filled in, so that another form is surely the same or not."""
        return bool(self.name and self.unit and self.year)

    def may_be(self, other: Identity) -> bool:
        """Whether nothing that both have filled in differs."""
        return all(
            mine == theirs or not mine or not theirs
            for mine, theirs in (
                (self.name, other.name),
                (self.unit, other.unit),
                (self.year, other.year),
            )
        )


def identity(evaluation: Evaluation) -> Identity:
    """The identity of a form's project, however its name and unit are written."""
    return Identity(project_key(evaluation.project), bare(evaluation.unit), evaluation.year)


def name_or_content(evaluation: Evaluation) -> Hashable:
    """The project's name, of whatever unit and year; what has none is known by all that it says."""
    return project_key(evaluation.project) or tuple(filled_in(evaluation).items())


def same_projects(forms: Iterable[tuple[int, Evaluation]]) -> list[list[int]]:
    """The numbers of ``forms`` by project, in the order in which the projects first appear.

    A project is known by name, unit and year.  A form that lacks one of them is taken for
    another one only where nothing that was filled in differs.
    """
    groups: dict[Hashable, list[int]] = {}
    for index, evaluation in forms:
        known = identity(evaluation)
        key = known if known.is_whole else tuple(filled_in(evaluation).items())
        groups.setdefault(key, []).append(index)
    return list(groups.values())


def renamed_projects(forms: Iterable[tuple[int, Evaluation]]) -> list[list[int]]:
    """The numbers of ``forms`` that share project number, unit and year, but not the name.

    Within one unit's year a number is one project's: a form with another name was made before
    the project was renamed, or is of a project that gave its number to another.
    """
    groups: dict[Hashable, dict[str, list[int]]] = {}
    for index, evaluation in forms:
        known = identity(evaluation)
        if evaluation.code and known.is_whole and not project_code(evaluation):
            key = (evaluation.code.strip(), known.unit, known.year)
            groups.setdefault(key, {}).setdefault(known.name, []).append(index)
    return [sorted(chain(*names.values())) for names in groups.values() if len(names) > 1]


@lru_cache(maxsize=65536)
def bare(text: str | None) -> str:
    """A text without what copying changes: blanks, punctuation, width and case."""
    normal = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(filter(str.isalnum, normal))


@lru_cache(maxsize=16384)
def project_key(name: str | None) -> str:
    """A project's name without the codes in front of it; ``""`` when there is none."""
    rest = INSTITUTION_CODE.sub("", (name or "").strip())
    return bare(_PROJECT_CODE.sub("", rest)) or bare(rest)


def project_code(evaluation: Evaluation) -> str:
    """The budget system's 项目编码, given or in front of the name; ``""`` when there is none."""
    for text in (evaluation.code, evaluation.project):
        found = _PROJECT_CODE.match(INSTITUTION_CODE.sub("", (text or "").strip()))
        if found:
            return found[0].upper()
    return ""
