"""The core, the function in a cell and the native formula give the same score to the cent."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.core.evaluation import Indicator
from perfxl.core.quantity import amount
from perfxl.core.scoring import score, score_indicator
from perfxl.forms.filler import FormFiller
from perfxl.forms.rulebooks import load_rulebook
from tests.addin.official_form import seed
from tests.addin.windows import MISSING

pytestmark = pytest.mark.office

FIRST, TARGET, SCORE = 14, 5, 8  # first row of indicators; columns E and H
UNDECIDED = "待确定"
SIGNS = ("≥", "≤", "=", ">", "<", "", "不低于", "不超过")
ASPECTS = ("数量指标", "质量指标", "成本指标", "服务对象满意度指标")
WORDS = ("提高", "持续", "促进", "推动", "改善")
ANSWERS = ("{}", "显著{}", "基本{}", "未{}", "100%", "0")


@pytest.fixture(scope="module")
def filler() -> FormFiller:
    return FormFiller("mof-2020")


def native_scores(calc, path: Path, rows: list[list[object]], count: int) -> list[object]:
    """The column 得分 after ``rows`` were typed over targets and actuals, and recalculated."""
    book = calc.ask("open", path=str(path))
    try:
        if rows:
            calc.ask("put", book=book, sheet="自评表", row=FIRST, column=TARGET, rows=rows)
        calc.ask("recalculate", book=book)
        area = [FIRST, SCORE, FIRST + count - 1, SCORE]
        found = calc.ask("get", book=book, sheet="自评表", area=area)
        return [row[0] for row in found]
    finally:
        calc.ask("close", book=book)


def udf_scores(windows, rows: list[Indicator], year: int | None) -> list[object]:
    def column(values: list[object]) -> tuple[tuple[object], ...]:
        return tuple((value,) for value in values)

    found = windows.call(
        "PERF_SCORES",
        column([row.target for row in rows]),
        column([row.actual for row in rows]),
        column([row.weight and float(row.weight.value) for row in rows]),
        column([row.aspect for row in rows]),
        MISSING,
        MISSING,
        column([row.name for row in rows]),
        float(year) if year else None,
    )
    return [row[0] for row in found]


def number(value: Decimal | None) -> object:
    return UNDECIDED if value is None else float(value)


def test_all_173_indicators_of_the_example(calc, windows, filler, tmp_path) -> None:
    compared = 0
    for form in range(1, 18):
        evaluation = seed(form)
        path = tmp_path / f"{form}.xlsx"
        path.write_bytes(filler.fill(evaluation).data)
        rows = list(evaluation.indicators)
        core = [number(it.rule) for it in score(evaluation, load_rulebook()).indicators]
        assert udf_scores(windows, rows, evaluation.year) == core, evaluation.project
        assert native_scores(calc, path, [], len(rows)) == core, evaluation.project
        compared += len(rows)
    assert compared == 173


def typed(chance: random.Random) -> tuple[str, str]:
    """A target and an actual as people write them."""
    kind = chance.randrange(5)
    sign = chance.choice(SIGNS)
    if kind == 0:
        target = chance.randrange(1, 100_000) / 100
        return f"{sign}{target:g}", f"{round(target * chance.uniform(0, 1.4), 2):g}"
    if kind == 1:
        return f"{sign}{chance.randrange(50, 101)}%", f"{chance.randrange(0, 10_001) / 100:g}%"
    if kind == 2:
        people = chance.randrange(1, 500)
        return f"{sign}{people / 10:g}万人", f"{chance.randrange(1, 6_000_000)}人"
    if kind == 3:
        day = f"2020年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
        return day, f"2020-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    word = chance.choice(WORDS)
    return word, chance.choice(ANSWERS).format(word)


@pytest.mark.parametrize("series", range(3))
def test_generated_rows_typed_into_a_form(calc, windows, filler, tmp_path, series: int) -> None:
    """Typed after the form was made: the native formulas read the texts themselves."""
    chance = random.Random(f"perfxl {series}")  # noqa: S311 - the same rows every time
    count = 180
    blank = [
        Indicator(
            "产出指标",
            chance.choice(ASPECTS),
            f"指标{row}",
            "1",
            "1",
            amount(chance.choice(("5", "10", "12.5", "15"))),
        )
        for row in range(count)
    ]
    path = tmp_path / f"{series}.xlsx"
    path.write_bytes(filler.fill(replace(seed(16), indicators=tuple(blank))).data)
    texts = [typed(chance) for _ in range(count)]
    rows = [
        row._replace(target=target, actual=actual)
        for row, (target, actual) in zip(blank, texts, strict=True)
    ]
    core = [
        number(
            score_indicator(
                row.target,
                row.actual,
                row.weight and row.weight.value,
                name=row.name or "",
                aspect=row.aspect,
                year=2020,
                rulebook=load_rulebook(),
            ).rule
        )
        for row in rows
    ]
    assert udf_scores(windows, rows, 2020) == core
    native = native_scores(calc, path, [[f"'{it}" for it in pair] for pair in texts], count)
    different = [
        (row.aspect, row.target, row.actual, expected, found)
        for row, expected, found in zip(rows, core, native, strict=True)
        if expected != found
    ]
    assert different == []
