"""Random clean forms give no error and no warning; random texts never stop a check."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.core.checks.all_checks import KINDS, check
from perfxl.core.checks.remarks import OWN_KINDS
from perfxl.core.evaluation import (
    Amount,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
)
from perfxl.core.finding import Severity
from perfxl.core.quantity import amount, plain
from perfxl.core.remark import Remark
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook

BOOK = load_rulebook()

_ASPECTS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_WEIGHTS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}


@st.composite
def values(draw: st.DrawFn, aspect: str) -> tuple[str, str, str]:
    """A name, a target and an actual that meets it, as an accountant writes them."""
    low = draw(st.integers(1, 400))
    more = low + draw(st.integers(0, low // 6))  # below 1.2 times
    less = low - draw(st.integers(0, low // 2))
    day = draw(st.integers(1, 28))
    month = draw(st.integers(2, 12))
    if aspect == "成本指标":
        return draw(
            st.sampled_from(
                [
                    ("费用（万元）", f"≤{low}", str(less)),
                    ("劳务费", f"≤{low}万元", f"{less}万元"),
                    ("经费", f"不超过{low}元", f"{low}元"),
                    ("经费（元）", f"={low}", str(low)),
                ]
            )
        )
    if aspect == "时效指标":
        return draw(
            st.sampled_from(
                [
                    ("完成时限", f"2020年{month}月{day}日", f"2020年{month}月{day}日"),
                    ("完成时间", f"2020-{month:02}-{day:02}", "2020-01-15"),
                    ("完成期限（月）", f"≤{month}", str(month)),
                ]
            )
        )
    share = draw(st.integers(60, 99))
    return draw(
        st.sampled_from(
            [
                ("培训（次）", f"≥{low}", str(more)),
                ("培训人数", f"≥{low}人", f"{more}人"),
                ("设备（套）", str(low), str(low)),
                ("合格率", f"≥{share}%", f"{share + 1}%"),
                ("覆盖率（%）", f"≥{share}", str(share)),
                ("完成率", "=100%", "100%"),
                ("参加考试人数（万人）", f"≥{low}万人", f"{more}万人"),
                ("教学水平", "提高", "提高"),
                ("教学水平", "提高", "显著提高"),
                ("教学水平", "不断提高", "不断提高"),
                ("安全事故（起）", "0", "0"),
            ]
        )
    )


@st.composite
def clean_forms(draw: st.DrawFn) -> Evaluation:
    rows: list[Indicator] = []
    for dimension, weight in _WEIGHTS.items():
        count = draw(st.integers(1, 5))
        for part in range(count):
            aspect = draw(st.sampled_from(_ASPECTS[dimension]))
            name, target, actual = draw(values(aspect))
            share = weight // count + (weight % count if part == 0 else 0)
            note = draw(st.sampled_from([None, "/", "无", "按计划完成"]))
            rows.append(
                Indicator(
                    dimension,
                    aspect,
                    f"{len(rows) + 1}号{name}",
                    target,
                    actual,
                    amount(str(share)),
                    deviation_note=note,
                    printed_score=draw(st.sampled_from([str(share)])),
                )
            )
    parts = [draw(st.integers(0, 10**6)) for _ in range(3)]
    spent = [draw(st.integers(0, part)) for part in parts]
    cents = Decimal("0.01")
    if not sum(parts):
        parts[0] = spent[0] = 1
    fund_rows = [
        FundRow(*(amount(plain(value * cents)) for value in (part, part, used)))
        for part, used in zip((sum(parts), *parts), (sum(spent), *spent), strict=True)
    ]
    form = Evaluation(
        project="线上培训",
        department="教育局",
        unit="考试中心",
        year=2020,
        funding=Funding(*fund_rows),
        goal=Goal("提高教学水平", "教学水平得到提高，余下的资金结转下年"),
        indicators=tuple(rows),
    )
    card = score(form, BOOK)
    if draw(st.booleans()):
        evidence = (
            Evidence("年度资金总额.分值", "10"),
            Evidence("年度资金总额.得分", plain(card.execution.rule or Decimal(0))),
            Evidence("总分.分值", "100"),
            Evidence("总分.得分", plain(card.total)),
        )
        return replace(form, evidence=evidence)
    return replace(
        form, indicators=tuple(row._replace(printed_score=None) for row in form.indicators)
    )


@settings(max_examples=300, deadline=None)
@given(clean_forms())
def test_a_clean_form_has_no_errors_and_no_warnings(form: Evaluation) -> None:
    findings = check(form, score(form, BOOK), BOOK)
    assert [str(item) for item in findings if item.severity is not Severity.NOTE] == []


TEXTS = (
    st.none()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "/",
            "100%",
            "0",
            "≥12≤12",
            "2121.12.31",
            "2020年2月30日",
            "未完成",
            "-5",
            "1e308",
            "９５％",
            "一",
        ]
    )
)
AMOUNTS = TEXTS.map(amount) | st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**20), max_value=10**20
).map(lambda number: Amount(str(number), number))
ROWS = st.builds(
    Indicator,
    dimension=st.sampled_from([None, "产出指标", "效益指标", "满意度指标", "管理"]) | TEXTS,
    aspect=st.sampled_from([None, "成本指标", "时效指标", "社会效益指标"]) | TEXTS,
    name=TEXTS,
    target=TEXTS,
    actual=TEXTS,
    weight=AMOUNTS,
    attainment=st.none() | st.sampled_from(Attainment),
    awarded=AMOUNTS,
    deviation_note=TEXTS,
    printed_score=TEXTS,
)
FUNDS = st.builds(FundRow, AMOUNTS, AMOUNTS, AMOUNTS)
FIELDS = st.sampled_from(
    [
        "年度资金总额.分值",
        "年度资金总额.执行率",
        "年度资金总额.得分",
        "其他资金.得分",
        "总分.分值",
        "总分.得分",
    ]
)
ANY_FORM = st.builds(
    Evaluation,
    project=TEXTS,
    department=TEXTS,
    unit=TEXTS,
    year=st.none() | st.integers(1, 9999),
    funding=st.builds(Funding, FUNDS, FUNDS, FUNDS, FUNDS),
    execution_weight=AMOUNTS,
    goal=st.builds(Goal, TEXTS, TEXTS),
    indicators=st.lists(ROWS, max_size=6).map(tuple),
    evidence=st.lists(
        st.builds(Evidence, FIELDS, TEXTS.map(lambda text: text or "")), max_size=6
    ).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(ANY_FORM)
def test_any_form_can_be_checked(form: Evaluation) -> None:
    findings = check(form, score(form, BOOK), BOOK)
    assert {item.kind for item in findings} <= set(KINDS)
    for item in findings:
        assert item.found
        assert item.expected
        assert item.fix
        assert "\n" not in str(item)


def test_every_remark_of_a_reading_is_told_by_some_finding() -> None:
    """A new remark must be given a finding, or a place in one of these lists."""
    says_why_unread = {
        Remark.TOO_LONG,
        Remark.LINE_BREAK_IN_NUMBER,
        Remark.NUMBER_IN_SENTENCE,
        Remark.SEVERAL_NUMBERS,
        Remark.SIGN_CONTRADICTORY,
        Remark.SIGN_AGAINST_TARGET,
        Remark.BOUNDS_REVERSED,
        Remark.BOUNDS_EXCLUSIVE,
        Remark.SCALE_UNCERTAIN,
        Remark.COURSE_UNKNOWN,
        Remark.LABEL_DIFFERS,
        Remark.UNIT_MISMATCH,
        Remark.YEAR_UNKNOWN,
        Remark.DATE_OR_NUMBER,
        Remark.DATE_TOO_COARSE,
        Remark.NUMBER_FOR_WORDS,
        Remark.NUMBER_FOR_DATE,
        Remark.DATE_FOR_NUMBER,
        Remark.DATE_FOR_WORDS,
        Remark.WORDS_UNDECIDED,
    }
    told_elsewhere = {
        Remark.PLACEHOLDER,  # T01, T02
        Remark.NEGATIVE,  # T14
        Remark.COMPLETION_WORD,  # T13
        Remark.DATE_OUT_OF_RANGE,  # D01
        Remark.DATE_IMPOSSIBLE,  # D02
    }
    no_fault = {Remark.TARGET_REPEATED}  # 提高 answered with 提高 means met
    assert {*OWN_KINDS, *says_why_unread, *told_elsewhere, *no_fault} == set(Remark)
