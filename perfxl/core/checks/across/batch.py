"""The forms that are looked at together, and how they are told apart and named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from perfxl.core.checks.statement import shown
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.institution import INSTITUTION_CODE
from perfxl.core.rollup import ScoredForm

# Which form of the batch is concerned, counted from 0, and what is wrong with it.
Concern = tuple[int, Finding]

_MOST_NAMED = 3  # a message that names more of them is no longer read
# 项目编码 of the budget system: region, year, letter, serial number ("51092324T000010263357").
# Shorter numbers ("03", "P-001") only count the rows of one master and repeat in the next.
_PROJECT_CODE = re.compile(r"^(?=(?:[A-Za-z]*\d){8})[0-9A-Za-z]{12,30}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Batch:
    """Forms that were handed in together; those of ``masters`` are rows of a master workbook."""

    forms: tuple[ScoredForm, ...]
    masters: frozenset[str] = frozenset()

    def evaluations(self) -> Iterable[tuple[int, Evaluation]]:
        """Every form's facts with its place in the batch."""
        return ((index, form.evaluation) for index, form in enumerate(self.forms))

    def is_master(self, index: int) -> bool:
        """Whether a form is a row of a master, not a filled form."""
        return self.forms[index].file in self.masters

    def identity(self, index: int) -> str:
        """What tells projects apart: the name; a form without one is a project of its own.

        A row of a master and the form made from it are one project, also without a name.
        """
        evaluation = self.forms[index].evaluation
        name = project_key(evaluation.project)
        if name:
            return name
        rows = (
            other
            for other, form in enumerate(self.forms if self.masters else ())
            if self.is_master(other)
            and not project_key(form.evaluation.project)
            and facts(form.evaluation) == facts(evaluation)
        )
        return f"#{next(rows, index)}"

    def label(self, index: int) -> str:
        """A form as a message names it: “信息化管理专项业务经费”（自评表.xlsx［表14］）."""
        form = self.forms[index]
        where = form.evaluation.place("项目名称")
        sheet = f"［{where.sheet}］" if where.sheet else ""
        file = re.split(r"[\\/]", form.file)[-1]
        return f"{shown(form.evaluation.project or '（项目名称为空）')}（{file}{sheet}）"

    def labels(self, indexes: Sequence[int], *, without: int) -> str:
        """Several forms, leaving out one of them; only the first few are named."""
        named = [index for index in indexes[: _MOST_NAMED + 1] if index != without][:_MOST_NAMED]
        names = "、".join(map(self.label, named))
        others = len(indexes) - 1
        return names if others <= _MOST_NAMED else f"{names}等{others}份表"

    def state(
        self, kind: FindingKind, index: int, field: str, *, found: str, expected: str, fix: str
    ) -> Concern:
        """A finding of ``kind`` at a field of one form."""
        where = self.forms[index].evaluation.place(field)
        return index, Finding(kind, field, where, found, expected, fix, kind.severity)


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


def facts(evaluation: Evaluation) -> Evaluation:
    """What a form says, without the number that a master gave it and what was printed on it."""
    rows = tuple(replace(row, printed_score=None) for row in evaluation.indicators)
    return replace(evaluation, code=None, evidence=(), indicators=rows, places={})
