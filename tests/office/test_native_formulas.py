"""Generated forms in LibreOffice: a person edits a cell, the scores follow as the core says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfxl.core.evaluation import Amount, Attainment, Evaluation, Funding, FundRow, Indicator
from perfxl.core.quantity import amount
from perfxl.core.scoring import Scorecard, score
from perfxl.forms.filler import FormFiller
from perfxl.forms.native import live_form
from perfxl.forms.native.scoring import UNDECIDED
from perfxl.forms.rulebooks import load_rulebook
from tests.office.libreoffice import Document, LibreOffice

pytestmark = pytest.mark.office

TARGET, ACTUAL, WEIGHT, SCORE, CHOICE, AWARDED, HINT = "EFGHKLM"

# 三级指标, 年度指标值, 实际完成值 when the form is made, what is typed over it.
EDITS = [
    # numbers
    ("培训人数", "60", "60", "30"),
    ("培训次数", "147", "147", "100"),
    ("平台（套）", "2", "2", "1"),
    ("机位（个）", "20", "0", "15"),
    ("里程", "43.2", "43.2", "21.6"),
    ("金额", "215,457.6", "215457.6", "107728.8"),
    ("讲座", "5", "5", "0"),
    ("论文", "5", "5", "6"),
    ("书籍", "≥5", "5", "12"),
    ("课题", "≥3", "3", "2"),
    ("活动", "＞2", "3", "1"),
    ("活动", ">2", "3", "2"),
    ("能耗", "≤12", "12", "15"),
    ("能耗", "＜12", "11", "16"),
    ("事故", "≤0", "0", "1"),
    ("投诉", "0", "0", "0"),
    ("投诉", "0", "0", "2"),
    ("调研", "=6", "6", "4.5"),
    ("考试", "≧4000", "4000", "3999"),
    ("人次", "不低于300", "300", "150"),
    ("天数", "不超过10", "9", "12"),
    ("使用年限（年）", "8", "8", "6"),
    ("完成期限（月）", "≤12", "12", "11"),
    # percents: typed so into an ordinary cell they become 0.9
    ("合格率", "100%", "100%", "90%"),
    ("合格率", "=100%", "=100%", "97.5%"),
    ("满意度", "≥95%", "95%", "94.05%"),
    ("满意度", "≥95%", "95%", "100%"),
    ("覆盖率", "98%以上", "98%", "49%"),
    ("满意度", "≥95%", "95%", "95"),
    ("完成率", "100%", "100%", "50"),
    ("差错率", "≤5%", "5%", "4%"),
    ("差错率", "≤5%", "5%", "7%"),
    ("发病率", "0.9‰", "0.9‰", "1.8‰"),
    ("覆盖率", "100%", "100%", "=50%"),
    # units and scales
    ("考生人数（万人）", "≥1.4万人", "1.4万人", "1.2万人"),
    ("考生人数", "≥1.4万人", "1.4万人", "12000人"),
    ("考生人数", "≥1.4万人", "1.4万人", "14000"),
    ("考生人数", "14000人", "14000人", "0.7万人"),
    ("容量", "25TB", "25TB", "20TB"),
    ("公路", "300 公里", "300公里", "150公里"),
    ("水渠", "300公里", "300公里", "150"),
    ("游客", "5万", "5万", "40000"),
    ("投资", "1亿元", "1亿元", "5000万元"),
    ("补助", "400元/人、天", "400元/人、天", "200元/人、天"),
    ("租金", "≤620万/月", "620万/月", "775万/月"),
    ("工资", "≥530元/人*月", "530元/人*月", "265元/人*月"),
    ("人数", "38508人", "38508人", "19254"),
    ("面积", "≥266米", "266米", "≥133米"),
    # dates: typed so they become a date
    ("完成时限", "2020年12月30日", "2020年12月30日", "2020年12月31日"),
    ("完成时限", "2020年12月30日", "2020年12月30日", "2020-12-29"),
    ("完成时限", "2020-12-30", "2020-12-30", "2021/1/5"),
    ("完成时限", "≤12.31日", "2020年12月31日", "2020年12月1日"),
    ("完成时限", "12月底前", "2020年12月31日", "2021年1月1日"),
    ("完成时限", "2020年12月30日", "2020年12月30日", "0"),
    ("完成时限", "2020年12月30日", "2020年12月30日", "未完成"),
    ("完成时限", "2020年12月30日", "2020年12月30日", "按期完成"),
    # words
    ("能力", "提高", "提高", "显著提高"),
    ("能力", "提高", "提高", "基本提高"),
    ("能力", "提高", "提高", "未提高"),
    ("能力", "提高", "100%", "0"),
    ("能力", "不断提高", "0", "不断提高"),
    ("机制", "持续", "100%", "已完成"),
    ("机制", "促进", "促进", "部分完成"),
    ("机制", "推动", "推动", "建设中"),
    ("机制", "推动", "推动", "做了一些工作"),
    ("人数", "100", "100", "已完成"),
    ("人数", "100", "100", "未开展"),
    # nothing, and what must not be scored
    ("人数", "100", "100", ""),
    ("人数", "100", "100", "/"),
    ("比率", "100%", "100%", "1000件"),
    ("人数", "100人", "100人", "约80人"),
    ("时限", "2020年12月30日", "2020年12月30日", "2121年12月31日"),
]

# Where an ordinary cell turns the typed text into a number that no formula can tell from
# another: a mark is right there, and so is the core's score.
AMBIGUOUS = [
    ("满意度（%）", "≥95", "95%", "94%"),
    ("满意度（%）", "≥95", "95", "1"),
    ("合格率", "95", "95", "96%"),
    ("差错率", "≤5%", "5%", "8%"),
    ("人数", "≥10", "10", "2020-12-30"),
    # what only the core reads
    ("安全", "无事故", "无事故", "无"),
    ("响应时间", "≤24小时", "20小时", "1天"),
    ("收入", "增长5%", "增长6%", "增长4%"),
    ("收入", "增长5%", "增长6%", "下降4%"),
    ("偏差", "±5%", "3%", "-6%"),
]


def _form(rows: list[tuple[str, str, str, str]]) -> Evaluation:
    return Evaluation(
        project="编辑",
        department="局",
        unit="中心",
        year=2020,
        funding=Funding(
            total=FundRow(amount("60"), amount("60"), amount("45")),
            appropriation=FundRow(amount("60"), amount("60"), amount("45")),
        ),
        execution_weight=amount("10"),
        indicators=tuple(
            Indicator("产出指标", "数量指标", f"{name}", target, actual, amount("10"))
            for name, target, actual, _ in rows
        ),
    )


class Form:
    """A generated form, open in LibreOffice."""

    def __init__(self, office: LibreOffice, evaluation: Evaluation, folder: Path) -> None:
        self.evaluation = evaluation
        path = folder / "表.xlsx"
        path.write_bytes(FormFiller("mof-2020").fill(evaluation).data)
        sheet = openpyxl.load_workbook(path).worksheets[0]
        names = [indicator.name for indicator in evaluation.indicators]
        column = [sheet[f"D{row}"].value for row in range(1, sheet.max_row + 1)]
        self.first = (
            next(row for row in range(len(column)) if column[row : row + len(names)] == names) + 1
        )
        self.last = self.first + len(names) - 1
        self.document: Document = office.open(path)

    def cell(self, column: str, number: int) -> str:
        """The cell of indicator ``number``, counted from 0."""
        return f"{column}{self.first + number}"

    def shown(self, cell: str) -> float | str | None:
        found = self.document.read(cell)
        assert found.error is None, (cell, found)
        return found.value

    def scores(self) -> list[float | str | None]:
        count = len(self.evaluation.indicators)
        return [self.shown(self.cell(SCORE, number)) for number in range(count)]


@pytest.fixture
def form(office: LibreOffice, tmp_path: Path) -> Iterator[Form]:
    opened = Form(office, _form(EDITS), tmp_path)
    yield opened
    opened.document.close()


def _card(evaluation: Evaluation) -> Scorecard:
    return score(evaluation, load_rulebook())


def _with_actuals(evaluation: Evaluation, actuals: list[str]) -> Evaluation:
    rows = zip(evaluation.indicators, actuals, strict=True)
    return replace(
        evaluation, indicators=tuple(row._replace(actual=text or None) for row, text in rows)
    )


def _agree(shown: float | str | None, points: Decimal | None) -> bool:
    if points is None:
        return shown in ("", UNDECIDED)
    return isinstance(shown, float) and shown == pytest.approx(float(points), abs=1e-9)


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "as text"])
def test_scores_follow_every_kind_of_edit(form: Form, typed: bool) -> None:
    assert len(EDITS) >= 60
    for number, (*_, text) in enumerate(EDITS):
        cell = form.cell(ACTUAL, number)
        if text and typed and not text.startswith("="):  # "=50%" typed is a formula
            form.document.type_in(cell, text)
        else:
            form.document.put(cell, text or None)
    form.document.recalculate()
    card = _card(_with_actuals(form.evaluation, [text for *_, text in EDITS]))
    wrong = [
        (edit, shown, wanted.effective)
        for edit, shown, wanted in zip(EDITS, form.scores(), card.indicators, strict=True)
        if not _agree(shown, wanted.effective)
    ]
    assert wrong == []
    assert form.shown(f"{SCORE}{form.last + 1}") == pytest.approx(float(card.total))


def test_what_a_cell_turned_into_another_number_is_marked(
    office: LibreOffice, tmp_path: Path
) -> None:
    form = Form(office, _form(AMBIGUOUS), tmp_path)
    with form.document:
        for number, (*_, text) in enumerate(AMBIGUOUS):
            form.document.type_in(form.cell(ACTUAL, number), text)
        form.document.recalculate()
        card = _card(_with_actuals(form.evaluation, [text for *_, text in AMBIGUOUS]))
        for edit, shown, wanted in zip(AMBIGUOUS, form.scores(), card.indicators, strict=True):
            assert shown == UNDECIDED or _agree(shown, wanted.effective), edit


@pytest.mark.parametrize(
    ("target", "typed"),
    [
        ("120", "120"), ("≥80%", "≥80%"), ("100%", "=100%"), ("不低于80", "不低于80"),
        ("1.4万人", "1.4万人"), ("2020年12月31日", "2020年12月31日"), ("提升", "提升"), ("", ""),
    ],
)  # fmt: skip
def test_an_edited_target_is_read_again(
    office: LibreOffice, tmp_path: Path, target: str, typed: str
) -> None:
    rows = [("人数", "60", actual, "") for actual in ("60", "90%", "7000人", "提升")]
    form = Form(office, _form(rows), tmp_path)
    with form.document:
        for number in range(len(rows)):
            form.document.put(form.cell(TARGET, number), typed or None)
        form.document.recalculate()
        indicators = tuple(row._replace(target=typed or None) for row in form.evaluation.indicators)
        card = _card(replace(form.evaluation, indicators=indicators))
        for shown, wanted in zip(form.scores(), card.indicators, strict=True):
            assert shown in ("", UNDECIDED) or _agree(shown, wanted.effective)
        assert any(_agree(shown, wanted.effective) for shown, wanted in
                   zip(form.scores(), card.indicators, strict=True))  # fmt: skip


def test_a_deadline_put_off_in_the_form_is_read_again(office: LibreOffice, tmp_path: Path) -> None:
    targets = [
        *(
            "2020年11月底前",
            "11月底前",
            "2020年11月",
            "11月30日前",
            "2020年12月前",
            "年底前",
            "13月底前",
        ),
        *("2020年6月30日之前完成", "2月底", "2019年底", "20年11月底"),
    ]
    actuals = ["2020年11月30日", "11月", "12月1日完成", "2020年底", "2月29日"]
    edits = [(target, actual) for target in targets for actual in actuals]
    form = Form(office, _form([("完成时间", "2020年10月1日", "", "")] * len(edits)), tmp_path)
    with form.document:
        for number, (target, actual) in enumerate(edits):
            form.document.put(form.cell(TARGET, number), target)
            form.document.put(form.cell(ACTUAL, number), actual)
        form.document.recalculate()
        indicators = tuple(
            row._replace(target=target, actual=actual)
            for row, (target, actual) in zip(form.evaluation.indicators, edits, strict=True)
        )
        card = _card(replace(form.evaluation, indicators=indicators))
        scores = dict(zip(edits, form.scores(), strict=True))
        wrong = {
            edit: (shown, wanted.effective)
            for (edit, shown), wanted in zip(scores.items(), card.indicators, strict=True)
            if not (shown == UNDECIDED or _agree(shown, wanted.effective))
        }
        assert wrong == {}
        assert sum(shown != UNDECIDED for shown in scores.values()) >= 40


def test_weight_choice_and_award_follow_at_once(form: Form) -> None:
    numbers = {edit: place for place, edit in enumerate(EDITS)}
    plain, words = numbers["培训人数", "60", "60", "30"], numbers["能力", "提高", "提高", "未提高"]
    book = form.document
    book.put(form.cell(WEIGHT, plain), 7.5)
    book.put(form.cell(ACTUAL, words), "开了会")
    book.recalculate()
    assert form.shown(form.cell(SCORE, plain)) == 7.5
    assert form.shown(form.cell(SCORE, words)) == UNDECIDED
    assert form.shown(form.cell(HINT, words)) == "请选择完成情况"
    for attainment, points in zip(Attainment, (10, 7, 0), strict=True):
        book.put(form.cell(CHOICE, words), attainment.value)
        book.recalculate(hard=False)
        assert form.shown(form.cell(SCORE, words)) == points
    book.put(form.cell(AWARDED, words), 8.125)
    book.recalculate(hard=False)
    assert form.shown(form.cell(SCORE, words)) == 8.13
    assert form.shown(form.cell(HINT, words)) == "缺偏差原因"


def test_an_open_score_leaves_the_form_without_a_grade(office: LibreOffice, tmp_path: Path) -> None:
    rows = [("人数", "60", "60", "")] * 9
    form = Form(office, _form(rows), tmp_path)
    total, grade = f"{SCORE}{form.last + 1}", f"I{form.last + 1}"
    with form.document as book:
        book.recalculate()
        assert form.shown(total) == 97.5
        assert form.shown(grade) == "优"
        book.put(form.cell(ACTUAL, 0), "约60")
        book.recalculate()
        assert form.shown(total) == 87.5
        assert form.shown(grade) == "未评完"
        book.put(form.cell(AWARDED, 0), 2)
        book.recalculate()
        assert form.shown(total) == 89.5
        assert form.shown(grade) == "良"


@pytest.mark.parametrize(
    ("budget", "executed"),
    [
        *((60.0, 30.0), (320.0, 260.2976), (60.0, 72.0), (0.0, 0.0), (60.0, -1.0)),
        *((None, 5.0), (60.0, None), (60.0, "约50"), ("六十", 5.0), (0.0, "约50"), (-6.0, 5.0)),
    ],
)
def test_the_execution_score_follows_the_funds(
    form: Form, budget: float | str | None, executed: float | str | None
) -> None:
    book = form.document
    book.put("E6", budget)
    book.put("F6", executed)
    book.recalculate()
    row = FundRow(annual_budget=_amount(budget), executed=_amount(executed))
    evaluation = replace(form.evaluation, funding=Funding(total=row))
    card = _card(evaluation)
    assert _agree(form.shown("I6"), card.execution.effective)
    live = live_form(evaluation, card, load_rulebook())
    for cell, wanted in (("I6", live.execution_score), ("H6", live.execution_rate)):
        is_number = isinstance(wanted, Decimal)
        assert form.shown(cell) == (pytest.approx(float(wanted)) if is_number else wanted)


def _amount(value: float | str | None) -> Amount | None:
    return amount(f"{value:.10g}" if isinstance(value, float) else value)
