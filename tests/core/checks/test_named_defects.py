"""Every defect of real forms that the project set out to find, in its words, and its code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.core.checks.all_checks import check, check_across
from perfxl.core.evaluation import Evaluation
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from tests.core.checks.forms import CLEAN, Value, planted

BOOK = load_rulebook()
NOTE = "偏差原因分析及改进措施"
WEIGHTS = ("15", "15", "10", "10", "15", "15", "10")
FULL: dict[str, Value] = {f"指标{n}.得分": weight for n, weight in enumerate(WEIGHTS, 1)}
RATE: dict[str, Value] = {"年度资金总额.得分": "9"}
MISSED: dict[str, Value] = {
    f"指标{n}.实际完成值": text for n, text in ((1, "1"), (2, "90%"), (7, "80%"))
}

# In the forms of 2020.  That 效益指标 is missing above 社会效益指标 is seen by the reader (L01).
SEED: list[tuple[str, str, dict[str, Value]]] = [
    (
        "printed weights 90, the parts give 100",
        "W05",
        {"年度资金总额.分值": "10", "总分.分值": "90"},
    ),
    ("a row scored 10 and a total of 0", "S11", {**FULL, **RATE, "总分.得分": "0"}),
    ("a blank score", "S09", {**FULL, "指标1.得分": None}),
    ("fully met and scored 0 throughout", "S12", {f"指标{n}.得分": "0" for n in range(1, 8)}),
    ("met, and 5 of 10 without a reason", "R01", {f"指标{n}.得分": "5" for n in range(1, 8)}),
    ("cost with ≥", "T05", {"指标4.年度指标值": "≥60"}),
    ("≥12≤12", "T06", {"指标1.年度指标值": "≥12≤12", "指标1.实际完成值": "12"}),
    ("2121.12.31", "D01", {"指标3.实际完成值": "2121.12.31"}),
    ("a target date of 2020.1.1", "D04", {"指标3.年度指标值": "2020.1.1"}),
    ("100%%", "T07", {"指标2.实际完成值": "100%%"}),
    ("total 21.2785, part 21.2758", "F03", {"年度资金总额.全年执行数": "54.0027"}),
    ("scores repeated on 其中", "F09", {"当年财政拨款.分值": "10", "当年财政拨款.得分": "9"}),
    ("met, and the text says 未完成", "G03", {f"指标1.{NOTE}": "因疫情未完成"}),
    ("a word answered with 100%", "T12", {"指标5.实际完成值": "100%"}),
    ("project empty", "H01", {"项目名称": None}),
    ("department empty", "H02", {"主管部门": None}),
    ("unit empty", "H03", {"实施单位": None}),
    (
        "one reason on every row",
        "R02",
        {**MISSED, **{f"指标{n}.{NOTE}": "疫情" for n in (1, 2, 7)}},
    ),
    ("/ as a reason", "R01", {"指标1.实际完成值": "1", f"指标1.{NOTE}": "/"}),
]
ELSEWHERE: list[tuple[str, str, dict[str, Value]]] = [
    ("rows add to 110, 100 printed", "W02", {"指标1.分值": "25", "总分.分值": "100"}),
    (
        "rows add to 110, 100 printed",
        "W05",
        {"指标1.分值": "25", "年度资金总额.分值": "10", "总分.分值": "100"},
    ),
    ("losses and a full total", "S11", {**FULL, **RATE, "指标1.得分": "10", "总分.得分": "100"}),
    ("score above weight", "S06", {**FULL, "指标1.得分": "16"}),
    ("execution over 100 %", "F07", {"年度资金总额.全年执行数": "61"}),
    (
        "budget 0",
        "F08",
        {f"{row}.全年预算数": "0" for row in ("年度资金总额", "当年财政拨款", "上年结转资金")},
    ),
    ("level-1 weights off", "W01", {"指标1.分值": "10", "指标5.分值": "20"}),
    ("no target and a full score", "S13", {**FULL, "指标1.年度指标值": None}),
    (
        "weights among the targets",
        "W06",
        {f"指标{n}.年度指标值": WEIGHTS[n - 1] for n in (1, 2, 4, 7)},
    ),
    ("unit mismatch", "T08", {"指标7.实际完成值": "1000件"}),
    ("score not by the ratio", "S07", {**FULL, "指标1.实际完成值": "1", f"指标1.{NOTE}": "停课"}),
    ("over 130 % without a note", "R03", {"指标1.实际完成值": "3"}),
    ("little spent without a reason", "R05", {"年度资金总额.全年执行数": "20"}),
    (
        "all rows full",
        "S14",
        {
            f"{row}.全年执行数": n
            for row, n in (("年度资金总额", "60"), ("当年财政拨款", "40"), ("上年结转资金", "20"))
        },
    ),
]


@pytest.mark.parametrize(("words", "code", "faults"), [*SEED, *ELSEWHERE])
def test_a_defect_of_one_form_is_found(words: str, code: str, faults: dict[str, Value]) -> None:
    form = planted(CLEAN, faults)
    assert code in {each.code for each in check(form, score(form, BOOK), BOOK)}, words


def across(*forms: Evaluation) -> set[str]:
    scored = [
        ScoredForm(form, score(form, BOOK), (), f"{number}.xlsx")
        for number, form in enumerate(forms)
    ]
    return {each.code for found in check_across(scored) for each in found}


GOAL = "依托省级平台开展线上培训，全面提高教学水平和教师素养，惠及全州。"
COPY = replace(CLEAN, goal=CLEAN.goal._replace(expected=GOAL))
FULL_EVERYWHERE = tuple(
    planted(CLEAN, {"项目名称": f"第{number}个项目", "总分.得分": "100"}) for number in range(3)
)
ACROSS = [
    ("goal text copied from another project", "X04", (COPY, replace(COPY, project="别的项目"))),
    ("the same project twice", "X01", (CLEAN, CLEAN)),
    ("all rows full everywhere", "X07", FULL_EVERYWHERE),
]


@pytest.mark.parametrize(("words", "code", "forms"), ACROSS)
def test_a_defect_that_shows_across_forms_is_found(
    words: str, code: str, forms: tuple[Evaluation, ...]
) -> None:
    assert code in across(*forms), words
