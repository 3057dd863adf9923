"""The worksheet functions as Excel calls them: through xlwings' own server and converters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfxl
from perfxl.core.scoring import score, score_indicator
from perfxl.forms.rulebooks import load_rulebook
from tests.addin.windows import DIV0, MISSING, NA, VALUE, com_time
from tests.corpus.seed import seed_readings

UNDECIDED = "待确定"


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score"),
    [
        ("≥95%", "90%", 10.0, 9.47),
        ("≥95%", "0.9\x1f0%", 10.0, 9.47),
        (1.0, 1.0, 5.0, 5.0),
        (100.0, 87.5, 20.0, 17.5),
        (Decimal("320"), Decimal("260.2976"), Decimal("10"), 8.13),
        ("100%", 100.0, 10.0, 10.0),
        ("2020年12月30日", com_time(2020, 12, 20), 10.0, 10.0),
        (com_time(2020, 12, 30), com_time(2020, 12, 30), 10.0, 10.0),
        ("2020年12月30日", 44185.0, 10.0, 10.0),
        ("44195\x1fyyyy/m/d", "44185\x1fyyyy/m/d", 10.0, 10.0),
        ("提高", "达成预期指标", 10.0, 10.0),
        ("提高", "蓝色", 10.0, UNDECIDED),
        ("≥95%", None, 10.0, UNDECIDED),
        (None, "95%", 10.0, UNDECIDED),
        (True, True, 10.0, 10.0),
        ((("≥95%",),), (("90%",),), ((10.0,),), 9.47),
        (DIV0, "90%", 10.0, "#DIV/0!"),
        ("≥95%", NA, 10.0, "#N/A"),
        ("≥95%", "90%", VALUE, "#VALUE!"),
        ("≥95%", "90%", "十分", "#VALUE!"),
        ((("≥95%", "≥96%"),), "90%", 10.0, "#VALUE!"),
        ("≥95%", MISSING, 10.0, UNDECIDED),
    ],
)
def test_perf_score(windows, target, actual, weight, score) -> None:
    assert windows.call("PERF_SCORE", target, actual, weight) == score


@pytest.mark.parametrize(
    ("optional", "score"),
    [
        ((MISSING,) * 5, 9.47),
        ((None,) * 5, 9.47),
        (("成本指标",), 10.0),  # lower is better
        (("", "部分达成"), 9.47),  # a number is judged by the number
        (("", "很好"), "#VALUE!"),
        (("", "", "mof-2020"), 9.47),
        (("", "", "no-such-rulebook"), "#VALUE!"),
        (("", "", "", "满意度", 2020.0), 9.47),
        (("", "", "", "满意度", "2020年度"), 9.47),
        (("", "", "", "满意度", "某年"), "#VALUE!"),
        (("预算执行率",), 9.47),
    ],
)
def test_perf_score_with_what_may_be_left_out(windows, optional, score) -> None:
    assert windows.call("PERF_SCORE", 0.95, 0.9, 10.0, *optional) == score


def test_the_name_and_the_year_help_to_read(windows) -> None:
    in_time = ("≤12.31日", "2020年12月30日", 10.0, "时效指标", None, None, "完成时间")
    assert windows.call("PERF_SCORE", *in_time, 2020.0) == 10.0
    assert windows.call("PERF_SCORE", *in_time) == UNDECIDED


def test_a_column_of_scores_in_one_call(windows) -> None:
    """Merged 二级指标 below its first row, an error in one row, an empty row, one unreadable."""
    scores = windows.call(
        "PERF_SCORES",
        (("≥95%",), (320.0,), ("提高",), (None,), (1.0,)),
        (("90%",), (400.0,), ("蓝色",), (None,), (DIV0,)),
        ((10.0,), (10.0,), (5.0,), (None,), (5.0,)),
        (("质量指标",), ("成本指标",), (None,), (None,), (None,)),
    )
    assert scores == [[9.47], [8.0], [UNDECIDED], [""], ["#DIV/0!"]]


def test_a_row_of_scores_lies_as_the_targets_do(windows) -> None:
    assert windows.call("PERF_SCORES", ((1.0, 2.0),), ((1.0, 1.0),), ((4.0, 4.0),)) == [4.0, 2.0]
    assert windows.call("PERF_SCORES", ((1.0, 2.0),), ((1.0,), (1.0,)), 4.0) == [4.0, 2.0]


@pytest.mark.parametrize(
    ("targets", "actuals"),
    [
        (((1.0,), (2.0,)), ((1.0,), (2.0,), (3.0,))),
        (((1.0, 2.0), (3.0, 4.0)), ((1.0, 2.0), (3.0, 4.0))),
    ],
)
def test_ranges_that_do_not_fit_are_refused(windows, targets, actuals) -> None:
    assert windows.call("PERF_SCORES", targets, actuals, 5.0) == "#VALUE!"


def test_two_thousand_scores_are_one_call(windows) -> None:
    rows = 2000
    scores = windows.call(
        "PERF_SCORES",
        tuple(("≥100",) for _ in range(rows)),
        tuple((float(n % 120),) for n in range(rows)),
        10.0,
    )
    assert len(scores) == rows
    assert scores[87] == [8.7]
    assert scores[119] == [10.0]


@pytest.mark.parametrize(
    ("executed", "budget", "rate"),
    [
        (260.2976, 320.0, 0.81343),
        (Decimal("0"), Decimal("5"), 0.0),
        (10.0, 0.0, "#DIV/0!"),
        (None, 320.0, ""),
        (DIV0, 320.0, "#DIV/0!"),
        ("一百", 320.0, "#VALUE!"),
    ],
)
def test_perf_rate(windows, executed, budget, rate) -> None:
    assert windows.call("PERF_RATE", executed, budget) == rate


@pytest.mark.parametrize(
    ("scores", "execution", "total"),
    [
        (((8.125,), (20.0,), (None,)), 10.0, 38.13),
        (((8.5, UNDECIDED),), MISSING, 8.5),
        (90.0, None, 90.0),
        (None, None, 0.0),
        (((8.5,), (NA,)), 10.0, "#N/A"),
    ],
)
def test_perf_total(windows, scores, execution, total) -> None:
    assert windows.call("PERF_TOTAL", scores, execution) == total


@pytest.mark.parametrize(
    ("scores", "grade"),
    [
        (90.0, "优"),
        (89.99, "良"),
        ("79.5", "中"),
        (((50.0,), (9.0,)), "差"),
        (((50.0,), (UNDECIDED,)), UNDECIDED),
        (None, ""),
        (DIV0, "#DIV/0!"),
    ],
)
def test_perf_grade(windows, scores, grade) -> None:
    assert windows.call("PERF_GRADE", scores) == grade


def test_perf_why(windows) -> None:
    why = windows.call("PERF_WHY", 320.0, 260.2976, 10.0, "预算执行率")
    assert why.startswith("260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13（财预〔2020〕10号")
    unknown = windows.call("PERF_WHY", 1.0, 1.0, 1.0, "", "", "mof2020")
    assert "没有名为 mof2020 的评分办法" in unknown
    assert "mof-2020" in unknown


def test_perf_check(windows) -> None:
    arguments = ("≥95%", "90%", 10.0, "质量指标", MISSING, MISSING, "合格率", 2020.0)
    found = windows.call("PERF_CHECK", *arguments, 10.0, "/")
    assert len(found.splitlines()) == 2
    assert "得分与评分办法不符" in found
    assert (
        windows.call("PERF_CHECK", "≥95%", "96%", 10.0, "质量指标", "", "", "合格率", 2020.0) == ""
    )


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("≥1.4万人", "符号", "≥"),
        ("≥1.4万人", "数值", 1.4),
        ("≥1.4万人", "单位", "人"),
        ("≥1.4万人", "类型", "数值"),
        ("≥95%", "number", 95.0),
        ("1-2次", "数值", "1-2"),
        ("2020年12月30日", "数值", "2020-12-30"),
        ("提高", "类型", "文字"),
        ("提高", "数值", ""),
        ("≥95%", "颜色", "#VALUE!"),
    ],
)
def test_perf_target(windows, text, part, found) -> None:
    assert windows.call("PERF_TARGET", text, part) == found


def test_a_bug_is_an_error_value_in_the_cell_and_a_story_in_the_log(windows, windows_log) -> None:
    assert windows.call("PERF_TARGET", "no number\x1f0%", "数值") == "#VALUE!"
    story = windows_log.read_text("utf-8")
    assert "PERF_TARGET" in story
    assert "Traceback" in story
    assert "ValueError" in story


def test_the_session_refuses_an_addin_of_another_version(windows, windows_log) -> None:
    assert windows.call("begin", "0.0.1", module="session").endswith(
        "请关闭 Excel，在命令行运行 perfxl addin install，再打开 Excel"
    )
    assert windows.call("begin", perfxl.__version__, module="session") == ""
    assert "xlwings 0.37.8" in windows_log.read_text("utf-8")


# The same number everywhere ----------------------------------------------------------------


def number(value: Decimal | None) -> float | str:
    return UNDECIDED if value is None else float(value)


def test_all_indicators_of_the_seed_score_as_in_the_core(windows) -> None:
    rulebook = load_rulebook()
    compared = 0
    for reading in seed_readings():
        evaluation = reading.evaluation
        rows = evaluation.indicators
        scores = windows.call(
            "PERF_SCORES",
            tuple((row.target,) for row in rows),
            tuple((row.actual,) for row in rows),
            tuple((row.weight and float(row.weight.value),) for row in rows),
            tuple((row.aspect,) for row in rows),
            MISSING,
            MISSING,
            tuple((row.name,) for row in rows),
            float(evaluation.year),
        )
        core = score(evaluation, rulebook).indicators
        assert scores == [[number(it.rule)] for it in core], evaluation.project
        compared += len(rows)
    assert compared == 173


def rows() -> st.SearchStrategy[tuple[str, float, float, str]]:
    """A target, an actual and a weight as from cells, and a 二级指标."""
    target = st.builds(
        lambda sign, hundredths: f"{sign}{hundredths / 100:g}",
        st.sampled_from(["≥", "≤", "=", ">", "<", ""]),
        st.integers(0, 50_000),
    )
    actual = st.integers(0, 70_000).map(lambda hundredths: hundredths / 100)
    weight = st.sampled_from([5.0, 10.0, 12.5, 15.0])
    return st.tuples(target, actual, weight, st.sampled_from(["数量指标", "成本指标", "质量指标"]))


@settings(max_examples=25, deadline=None)
@given(block=st.lists(rows(), min_size=40, max_size=40))
def test_a_thousand_generated_cases_score_as_in_the_core(windows, block) -> None:
    """Numbers go in as floats, as from cells; the core gets their texts."""
    columns = (tuple((it,) for it in column) for column in zip(*block, strict=True))
    scores = windows.call("PERF_SCORES", *columns)
    for (target, actual, weight, aspect), [found] in zip(block, scores, strict=True):
        core = score_indicator(
            target,
            f"{actual:g}",
            Decimal(f"{weight:g}"),
            aspect=aspect,
            rulebook=load_rulebook(),
        )
        assert found == number(core.rule), (target, actual, weight, aspect)
