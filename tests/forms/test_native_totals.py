"""The form-wide native formulas against the core: funds, totals, grade, what is lacking."""

from __future__ import annotations

import re
from decimal import Decimal

import formualizer
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfxl.core.evaluation import Amount, Evaluation, Funding, FundRow, Indicator
from perfxl.core.quantity import amount
from perfxl.core.scoring import score
from perfxl.forms.native import conditions, formulas, live_form
from perfxl.forms.rulebooks import load_rulebook

SHEET = "表"
ROWS = ("total", "appropriation", "carryover", "other")
COLUMNS = ("initial_budget", "annual_budget", "executed")
# Where the formulas of the form stand, and what they and the funds are called.
PLACES = {
    "execution_rate": ("execution.rate", "F1"),
    "execution_score": ("execution.score", "F2"),
    "weight_total": ("total.weight", "F3"),
    "score_total": ("total.score", "F4"),
    "grade": ("total.grade", "F5"),
    "form_status": ("live.status", "F6"),
}
FIRST = 10
_REFERENCE = re.compile(r'"(?:[^"]|"")*"|\[\[?([\w.]+)\]\]?')

Cell = float | str | None


def evaluate(
    evaluation: Evaluation, scores: list[Cell], book: str = "mof-2020", *, udf: bool = False
) -> dict[str, Cell]:
    """The form-wide formulas beside given indicator scores."""
    rulebook = load_rulebook(book)
    fields = dict(PLACES.values())
    fields["execution.weight"] = "E1"
    last = FIRST + len(scores) - 1
    fields |= {"i.weight": f"A{FIRST}:A{last}", "i.score": f"B{FIRST}:B{last}"}
    workbook = formualizer.Workbook()
    workbook.add_sheet(SHEET)

    def put(row: int, column: int, value: Cell) -> None:
        if value is not None:
            workbook.set_value(SHEET, row, column, value)

    for row, (_, funds) in enumerate(evaluation.funding.rows(), 1):
        for column, name in enumerate(COLUMNS, 1):
            put(row, column, shown(getattr(funds, name)))
            fields[f"funding.{ROWS[row - 1]}.{name}"] = f"{'ABC'[column - 1]}{row}"
    put(1, 5, shown(evaluation.execution_weight))
    for row, (indicator, points) in enumerate(zip(evaluation.indicators, scores, strict=True)):
        put(FIRST + row, 1, shown(indicator.weight))
        put(FIRST + row, 2, points)
    found = formulas(rulebook, udf=udf) | {
        f"condition {name}": text
        for name, text in conditions(rulebook).items()
        if name == "weight_total" or name.startswith("funds_")
    }
    place = {name: int(cell[1:]) for name, (_, cell) in PLACES.items()}
    for name in found:
        if name.startswith("condition "):
            place[name] = max(place.values()) + 1
    for name, row in place.items():
        resolved = _REFERENCE.sub(lambda m: fields[m[1]] if m[1] else m[0], found[name])
        workbook.set_formula(SHEET, row, 6, "=" + resolved)
    return {name: plain(workbook.evaluate_cell(SHEET, row, 6)) for name, row in place.items()}


def plain(value: object) -> Cell:
    assert not isinstance(value, dict), value  # an error
    if isinstance(value, bool):
        return str(value)
    return float(value) if isinstance(value, int) else value  # type: ignore[return-value]


def shown(value: Amount | None) -> Cell:
    if value is None:
        return None
    return value.raw if value.value is None else float(value.value)


def evaluation(
    funds: tuple[tuple[str | None, ...], ...] = (("60", "60", "45"), ("60", "60", "45")),
    weights: tuple[str | None, ...] = ("50", "40"),
    execution: str | None = "10",
    actuals: tuple[str, ...] = ("1", "1"),
) -> Evaluation:
    rows = [FundRow(*(amount(text) for text in row)) for row in funds]
    return Evaluation(
        year=2020,
        funding=Funding(*rows),
        execution_weight=amount(execution),
        indicators=tuple(
            Indicator("产出指标", "数量指标", "指标", "1", actual, amount(weight))
            for weight, actual in zip(weights, actuals, strict=True)
        ),
    )


def cells(points: list[Decimal | None]) -> list[Cell]:
    return ["待确定" if each is None else float(each) for each in points]


def same(found: Cell, wanted: Decimal | str | None) -> bool:
    if isinstance(wanted, Decimal):
        return isinstance(found, float) and found == pytest.approx(float(wanted), abs=1e-9)
    return found == (wanted or "")


def check(form: Evaluation, book: str = "mof-2020", *, udf: bool = False) -> dict[str, Cell]:
    """The formulas' values, after comparing each with the core and with its cached value."""
    rulebook = load_rulebook(book)
    card = score(form, rulebook)
    live = live_form(form, card, rulebook)._asdict()
    found = evaluate(form, cells([each.effective for each in card.indicators]), book, udf=udf)
    assert same(found["execution_rate"], live["execution_rate"])
    if card.execution_rate is not None:
        assert live["execution_rate"] == card.execution_rate
    assert same(found["execution_score"], live["execution_score"])
    assert same(found["weight_total"], card.weight_total)
    assert same(found["score_total"], card.total)
    assert found["grade"] == live["grade"] == (card.grade or "未评完")
    assert found["form_status"] == live["status"]
    return found


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (evaluation(), {"execution_score": 7.5, "score_total": 97.5, "grade": "优"}),
        (evaluation(actuals=("0.5", "0.5")), {"score_total": 52.5, "grade": "差"}),
        (evaluation(actuals=("1", "约1")), {"score_total": 57.5, "grade": "未评完",
                                          "form_status": "有得分未确定，总分未评完"}),
        (evaluation(weights=("50", "30")), {"weight_total": 90, "form_status": "分值合计不是100",
                                            "condition weight_total": "True"}),
        (evaluation(execution=None), {"weight_total": 100, "execution_score": 7.5}),
        (evaluation(execution="十"), {"execution_score": "待确定", "grade": "未评完"}),
        (evaluation((("60", "60", None),)), {"execution_score": "", "form_status": "缺全年执行数"}),
        (evaluation((("60", None, "5"),)), {"execution_rate": "", "form_status": "缺全年预算数"}),
        (evaluation((("60", "六十", "5"),)),
         {"execution_rate": "待确定", "execution_score": "待确定",
          "form_status": "全年预算数不是数（是文本，请重新输入数字）"}),
        (evaluation((("60", "六十", None),)), {"execution_rate": "待确定", "execution_score": "待确定"}),
        (evaluation((("60", "60", "五"),)),
         {"execution_rate": "待确定", "execution_score": "待确定",
          "form_status": "全年执行数不是数（是文本，请重新输入数字）"}),
        (evaluation((("60", None, "五"),)), {"execution_rate": "", "execution_score": ""}),
        (evaluation((("60", "-6", "5"),)), {"execution_score": "待确定"}),
        (evaluation((("60", "-6", None),)), {"execution_rate": "", "execution_score": "待确定"}),
        (evaluation((("0", "0", "五"),)), {"execution_score": 0, "execution_rate": "—"}),
        (evaluation((("0", "0", None),)), {"execution_score": 0, "execution_rate": "—"}),
        (evaluation((("0", "0", "0"),)),
         {"execution_score": 0, "execution_rate": "—", "form_status": "全年预算数为0，无法计算执行率"}),
        (evaluation((("0", "0", "0"),), weights=("50", "50"), execution="0"),
         {"execution_score": 0, "form_status": ""}),
        (evaluation((("60", "60", "72"),)), {"execution_score": 10, "execution_rate": 1.2}),
        (evaluation((("60", "60", "-6"),)), {"execution_score": 0}),
        (evaluation((("320", "320", "260.2976"),)), {"execution_score": 8.13}),
        (evaluation((("60", "21.2785", "6"), (None, "21.2758", None))),
         {"form_status": "资金分项之和与总额不符", "condition funds_annual_budget": "True",
          "condition funds_executed": "False"}),
        (evaluation((("0.3", "0.3", "0.3"), ("0.1",) * 3, ("0.1",) * 3, ("0.1",) * 3)),
         {"form_status": ""}),
        (evaluation((("60", "60", "6"), ("六十", "60", "6"))), {"form_status": ""}),
    ],
)  # fmt: skip
def test_a_form_as_a_whole(form: Evaluation, expected: dict[str, Cell]) -> None:
    found = check(form)
    assert {name: found[name] for name in expected} == expected


def test_without_the_add_in_the_native_totals_stand() -> None:
    assert check(evaluation(), udf=True) == check(evaluation())
    check(evaluation(actuals=("1", "约1")), udf=True)


AMOUNTS = st.sampled_from(
    [None, "0", "60", "320", "260.2976", "21.2785", "0.1", "-3", "六十", "1,200"]
)
FUNDS = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=4, max_size=4).map(tuple)


@settings(max_examples=150, deadline=None, phases=(Phase.reuse, Phase.generate))
@given(
    st.sampled_from(["mof-2020", "budget-module", "hubei-2020"]),
    FUNDS,
    st.lists(st.sampled_from([None, "10", "33.33", "0", "45", "十"]), min_size=3, max_size=3),
    st.sampled_from([None, "10", "20", "0", "-1", "十"]),
    st.lists(st.sampled_from(["1", "0.555", "0", "约1", "0.87"]), min_size=3, max_size=3),
)
def test_any_form_as_a_whole(
    book: str,
    funds: tuple[tuple[str | None, ...], ...],
    weights: list[str | None],
    execution: str | None,
    actuals: list[str],
) -> None:
    check(evaluation(funds, tuple(weights), execution, tuple(actuals)), book)
