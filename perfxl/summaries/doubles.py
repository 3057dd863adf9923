"""Projects that would count twice: the same form again, or the old form of a renamed project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation
from perfxl.core.identity import renamed_projects, same_projects

Forms = Sequence[tuple[str, Evaluation]]


class Double(NamedTuple):
    """Forms, each with its file, that seem to be of one project; ``renamed``: by its number."""

    forms: tuple[tuple[str, Evaluation], ...]
    renamed: bool

    def __str__(self) -> str:
        """What a person is told: which forms, and what to do."""
        names = "、".join(
            f"{each.project or '（项目名称为空）'}（{file}）" for file, each in self.forms
        )
        _, first = self.forms[0]
        if self.renamed:
            return (
                f"! 编号 {first.code}（{first.unit}，{first.year}年）有几份名称不同的表：{names}；"
                "是改名前或删去的项目的旧表请移走，是不同的项目请改正编号"
            )
        return f"! 同一项目有 {len(self.forms)} 份表：{names}；请核对哪一份是定稿，移走其余的"


def renamed(forms: Forms) -> tuple[Double, ...]:
    """The forms that share number, unit and year under several names."""
    groups = renamed_projects(enumerate(each for _, each in forms))
    return tuple(Double(tuple(forms[index] for index in group), renamed=True) for group in groups)


def doubles(forms: Forms) -> tuple[Double, ...]:
    """Those, and before them the forms that are of the same project."""
    groups = same_projects(enumerate(each for _, each in forms))
    same = (
        Double(tuple(forms[index] for index in group), renamed=False)
        for group in groups
        if len(group) > 1
    )
    return (*same, *renamed(forms))
