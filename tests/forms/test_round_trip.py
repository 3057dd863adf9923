"""read(write(x)) == x: forms and masters read back give the evaluation they were made from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.core.evaluation import (
    Amount,
    AmountUnit,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
)
from perfxl.core.quantity import plain
from perfxl.forms.filler import FormFiller
from perfxl.forms.generated import official_part
from perfxl.forms.grids.source import open_source, read_grids
from perfxl.forms.master import read_master
from perfxl.forms.master_book import Spare, master_bytes, number_projects
from perfxl.forms.reader import read_forms
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from tests.corpus.seed import seed_forms

SEED_EVALUATIONS = number_projects(seed_forms())
FILLERS = {cells: FormFiller("mof-2020", cells) for cells in Cells}


def form_read_back(evaluation: Evaluation, folder: Path, cells: Cells = Cells.NATIVE) -> Evaluation:
    path = folder / "form.xlsx"
    path.write_bytes(FILLERS[cells].fill(evaluation).data)
    [reading] = read_forms(path)
    assert reading.unplaced == ()
    return reading.evaluation


@pytest.mark.parametrize("cells", list(Cells))
@pytest.mark.parametrize("evaluation", SEED_EVALUATIONS, ids=lambda each: each.code)
def test_the_seventeen_forms_come_back(
    evaluation: Evaluation, cells: Cells, tmp_path: Path
) -> None:
    assert form_read_back(evaluation, tmp_path, cells) == evaluation


LONG_GOALS = [
    Goal("目" * 600, "成" * 400),
    Goal("目标。" * 700, None),
    Goal(None, "\n".join(f"{number}. 完成" for number in range(1, 80))),
    Goal("目" * 8_000, "成" * 9_000),
]


@pytest.mark.parametrize("goal", LONG_GOALS, ids=lambda goal: f"{len(goal.expected or '')}")
def test_a_goal_longer_than_a_row_comes_back_whole(goal: Goal, tmp_path: Path) -> None:
    evaluation = replace(SEED_EVALUATIONS[0], goal=goal)
    assert form_read_back(evaluation, tmp_path) == evaluation


def test_words_where_a_number_belongs_come_back(tmp_path: Path) -> None:
    one = SEED_EVALUATIONS[0]
    row = one.indicators[0]._replace(weight=Amount("三十", None), awarded=Amount("五", None))
    evaluation = replace(
        one, execution_weight=Amount("十", None), indicators=(row, *one.indicators[1:])
    )
    assert form_read_back(evaluation, tmp_path) == evaluation


@pytest.mark.parametrize("actual", ["达成", "部分达成", "未达成"])
def test_an_actual_in_the_words_of_the_choice_stays_an_actual(actual: str, tmp_path: Path) -> None:
    seed = SEED_EVALUATIONS[0]
    rows = tuple(row._replace(actual=actual) for row in seed.indicators)
    evaluation = replace(seed, indicators=rows)
    assert form_read_back(evaluation, tmp_path) == evaluation


def test_a_printed_page_of_derivations_is_no_form(tmp_path: Path) -> None:
    """In a PDF or Word copy 评分依据 is one more table; its headings are much like a form's."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(FILLERS[Cells.VALUES].fill(SEED_EVALUATIONS[0]).data)
    form, basis = read_grids(open_source(path), file=str(path))
    form = official_part(form)
    below = max(cell.bottom for cell in form.cells) + 1
    moved = tuple(cell._replace(row=cell.row + below) for cell in basis.cells)
    cells = form.cells + moved
    printed = form._replace(cells=cells, row_names={cell.row: f"第{cell.row}行" for cell in cells})
    [reading] = recognise(printed, file="", book=load_rulebook())
    assert len(reading.evaluation.indicators) == len(SEED_EVALUATIONS[0].indicators)


# Texts a form can hold: no label of the layout, nothing a reader must take for "not filled".
words = st.text(
    "的一是在不了有和人这中大为上个国我以要他abcXYZ0123456789%≥≤=.,()（）\n ",
    min_size=1,
    max_size=30,
)
texts = words.map(lambda text: "、".join(text.split())).filter(bool).map(lambda text: f"文{text}字")
values = st.sampled_from(
    [
        "≥95%",
        "95%",
        "1.4万人",
        "≤8.88万元",
        "=21.2758万元",
        "2020年12月30日",
        "2020-12-30",
        "提高",
        "达成",
        "007",
        "1.0",
        "43.2",
        "-3",
        "0",
        "=1+1",
        "1-2次",
    ]
)
numbers = st.decimals(0, 10**9, places=4, allow_nan=False).map(
    lambda value: Amount(plain(value), Decimal(plain(value)))
)
small = st.integers(0, 100).map(lambda value: Amount(str(value), Decimal(value)))
fund_rows = st.builds(FundRow, *[st.none() | numbers] * 3)
indicators = st.builds(
    Indicator,
    dimension=st.just("产出指标"),
    aspect=st.sampled_from(["数量指标", "质量指标", "成本指标"]),
    name=texts,
    target=values,
    actual=st.none() | values,
    weight=st.none() | small,
    attainment=st.none() | st.sampled_from(Attainment),
    awarded=st.none() | small,
    deviation_note=st.none() | texts,
    printed_score=st.none() | st.sampled_from(["10", "8.1", "100%%"]),
)
evaluations = st.builds(
    Evaluation,
    code=st.sampled_from(["01", "7", "51092324T000010263357"]),
    project=st.none() | texts,
    department=st.none() | texts,
    unit=st.none() | texts,
    year=st.integers(2015, 2035),
    amount_unit=st.sampled_from(AmountUnit),
    funding=st.builds(Funding, *[fund_rows] * 4),
    execution_weight=st.none() | small,
    goal=st.builds(Goal, st.none() | texts, st.none() | texts),
    indicators=st.lists(indicators, min_size=1, max_size=6).map(tuple),
    evidence=st.lists(
        st.builds(Evidence, st.sampled_from(["总分.得分", "其他资金.执行率"]), texts), max_size=2
    ).map(tuple),
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(evaluation=evaluations)
def test_any_evaluation_comes_back_from_its_form(
    evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert form_read_back(evaluation, tmp_path_factory.mktemp("form")) == evaluation


@settings(max_examples=6, deadline=None, derandomize=True)
@given(each=st.lists(evaluations, min_size=1, max_size=4))
def test_any_evaluations_come_back_from_their_master(
    each: list[Evaluation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    numbered = number_projects([replace(evaluation, code=None) for evaluation in each])
    path = tmp_path_factory.mktemp("master") / "master.xlsx"
    path.write_bytes(master_bytes(numbered, spare=Spare(projects=1, indicators=2)))
    read = read_master(path)
    assert read.evaluations == numbered
    assert read.findings == ()
