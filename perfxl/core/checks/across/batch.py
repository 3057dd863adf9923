"""The forms that are looked at together, and how they are told apart and named."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import NamedTuple

from perfxl.core.checks.statement import shown
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.identity import name_or_content
from perfxl.core.rollup import ScoredForm

# Which form of the batch is concerned, counted from 0, and what is wrong with it.
Concern = tuple[int, Finding]

_MOST_NAMED = 3  # a message that names more of them is no longer read


class Batch(NamedTuple):
    """Forms that were handed in together; those of ``masters`` are rows of a master workbook.

    ``projects`` tells the projects of the forms apart; :meth:`of` makes it.
    """

    forms: tuple[ScoredForm, ...]
    masters: frozenset[str]
    projects: tuple[Hashable, ...]

    @classmethod
    def of(cls, forms: Iterable[ScoredForm], masters: Collection[str]) -> Batch:
        """``forms`` as a batch."""
        forms = tuple(forms)
        return cls(
            forms, frozenset(masters), tuple(name_or_content(form.evaluation) for form in forms)
        )

    def evaluations(self) -> Iterable[tuple[int, Evaluation]]:
        """Every form's facts with its place in the batch."""
        return ((index, form.evaluation) for index, form in enumerate(self.forms))

    def is_master(self, index: int) -> bool:
        """Whether a form is a row of a master, not a filled form."""
        return self.forms[index].file in self.masters

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
