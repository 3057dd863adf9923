"""The roll-up groups what people write differently and mean alike."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.core.evaluation import Evaluation, Funding, FundRow
from perfxl.core.quantity import amount
from perfxl.core.rollup import Funds, ScoredForm, roll_up
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


def line(*amounts: tuple[str | None, str | None]) -> Funds:
    """The sum of forms with these 全年预算数 and 全年执行数."""
    forms = []
    for number, (budget, executed) in enumerate(amounts):
        row = FundRow(annual_budget=amount(budget), executed=amount(executed))
        form = Evaluation(unit="一中", funding=Funding(row))
        forms.append(ScoredForm(form, score(form, BOOK), (), f"{number}.xlsx"))
    found = roll_up(forms, BOOK)
    (unit,) = found.departments
    assert unit.funds == found.funds[0][1]
    return unit.funds


@pytest.mark.parametrize(
    ("amounts", "rate", "unpaired"),
    [
        ([("100", "50"), ("100", "100")], "0.75", 0),
        ([("100", "50"), (None, None)], "0.5", 0),
        ([("200", "200"), (None, "100")], None, 1),
        ([("200", "100"), ("100", None), ("100", "一百")], None, 2),
        ([(None, "100")], None, 1),
    ],
)
def test_a_rate_is_of_the_same_projects(
    amounts: list[tuple[str | None, str | None]], rate: str | None, unpaired: int
) -> None:
    funds = line(*amounts)
    assert funds.rate == (None if rate is None else Decimal(rate))
    assert funds.unpaired == unpaired
    assert (f"{unpaired} 个项目缺" in funds.without_rate) is bool(unpaired)
    assert ("没有填写，或不是数" in funds.without_rate) is bool(unpaired)
