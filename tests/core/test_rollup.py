"""The roll-up groups what people write differently and mean alike."""

from __future__ import annotations

import pytest

from perfxl.core.evaluation import Evaluation
from perfxl.core.rollup import ScoredForm, roll_up
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook

BOOK = load_rulebook()


def groups(*names: tuple[str | None, str | None]) -> list[tuple[str, ...]]:
    forms = []
    for number, (department, unit) in enumerate(names):
        form = Evaluation(department=department, unit=unit)
        forms.append(ScoredForm(form, score(form, BOOK), (), f"{number}.xlsx"))
    return [line.label for line in roll_up(forms, BOOK).departments]


@pytest.mark.parametrize(
    "written",
    [
        "[155]教育局",
        "教育局",
        " 教育局 ",
        "教 育 局",
        "教育\n局",
        "【155】教育局",
        "（155） 教育局",
    ],
)
def test_a_department_is_one_however_it_is_written(written: str) -> None:
    assert groups(("教育局", "一中"), (written, "[155001]一中")) == [("教育局", "一中")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[155]", "[155]"),
        (None, "（未填写）"),
        (" ", "（未填写）"),
        ("（市）教育局", "（市）教育局"),
        ("ABC Center", "ABC Center"),
        ("教育局 2 科", "教育局2科"),
    ],
)
def test_what_is_no_code_stays(written: str | None, shown: str) -> None:
    assert groups((written, "一中")) == [(shown, "一中")]
