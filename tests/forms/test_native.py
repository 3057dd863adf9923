"""Native formulas against the core: the same score, or a mark; never another number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfxl.core.checks.reasons import is_reason
from perfxl.core.evaluation import Attainment
from perfxl.core.rulebook import Rulebook
from perfxl.core.unit import read_unit
from perfxl.forms.native import ROW_HEADINGS, conditions, formulas, master_formulas
from perfxl.forms.native.form import word_lists
from perfxl.forms.native.row import live_row
from perfxl.forms.native.scoring import UNDECIDED
from perfxl.forms.rulebooks import load_rulebook, rulebook_names
from tests.corpus.clerks_rows import clerks_rows
from tests.corpus.seed import seed_readings
from tests.forms.native_sheet import SHEET, Cell, NativeSheet, Row

MARK = UNDECIDED
BOOKS = ("mof-2020", "mof-2021", "budget-module", "hubei-2020")


def core_score(row: Row, rulebook: Rulebook) -> float | None:
    points = row.score(rulebook).effective
    return None if points is None else float(points)


def native(
    rulebook: Rulebook, rows: list[tuple[Row, Row | None]], name: str, *, text_cells: bool = False
) -> list[Cell]:
    """The formula ``name`` of rows given as (now, as made); not made: typed into a master."""
    form = NativeSheet(rulebook, text_cells=text_cells)
    master = NativeSheet(rulebook, text_cells=text_cells, master=True)
    for now, made in rows:
        (master if made is None else form).add(now, made)
    values = {sheet: iter(sheet.evaluate(name) if sheet.rows else ()) for sheet in (form, master)}
    return [next(values[master if made is None else form])[name] for _, made in rows]


@pytest.mark.parametrize(
    ("target", "actual", "in_text_cells"),
    [
        ("38508", "40000", 10),  # a number, or 2005-06-05 typed as a date
        ("100", "1", 0.1),  # one of a hundred, or 100% typed as a percentage
        ("95", "0.5", 0.05),
        ("20", "44195", 10),
    ],
)
def test_a_typed_date_or_percentage_is_a_number_that_no_formula_tells_apart(
    target: str, actual: str, in_text_cells: float
) -> None:
    rulebook, row = load_rulebook(), Row(target, actual)
    assert native(rulebook, [(row, Row("3", "3"))], "score") == [MARK]
    assert native(rulebook, [(row, Row("3", "3"))], "score", text_cells=True) == [in_text_cells]


# (指标值, 完成值, 得分 of 10): typed into a form that knew nothing of them.  None: a mark.
READ: list[tuple[str, str, float | None]] = [
    # numbers
    ("60", "60", 10),
    ("60", "30", 5),
    ("60", "90", 10),
    ("147", "100", 6.8),
    ("215,457.6", "215457.6", 10),
    ("1,234,567", "617283.5", 5),
    ("12,34", "12", None),
    ("5", "0", 0),
    ("0", "0", 10),
    ("0", "1", 0),
    ("3", "-1", 0),
    ("20", "1", 0.5),
    ("５０", "４５", 9),
    ("1 000", "500", 5),
    ("1\n5", "15", None),
    ("1.4", "1.2.3", None),
    # signs, and words for them
    ("≥2", "2", 10),
    ("≧2", "1", 5),
    (">2", "2", 10),
    ("﹥2", "1", 5),
    ("＝3", "2", 6.67),
    ("═3", "4", 10),
    ("≤12", "12", 10),
    ("≦12", "15", 8),
    ("<12", "12", 10),
    ("＜12", "16", 7.5),
    (">=4", "3", 7.5),
    ("<=4", "5", 8),
    ("不低于4", "3", 7.5),
    ("不少于4", "4", 10),
    ("不超过4", "5", 8),
    ("不高于4", "4", 10),
    ("大于4", "3", 7.5),
    ("小于4", "5", 8),
    ("小于等于4", "4", 10),
    ("98%以上", "97%", 9.9),
    ("≥90%以上", "90%", 10),
    ("5天以内", "8天", 6.25),
    ("5天以下", "5天", 10),
    ("控制在5天以内", "8天", 6.25),
    ("控制在100万元", "100万元", 10),
    ("≥5以下", "5", None),
    ("≥≤5", "5", None),
    # percents
    ("100%", "100%", 10),
    ("=100%", "=100%", 10),
    ("≥95%", "94.05%", 9.9),
    ("97.30%", "97.3%", 10),
    ("100%%", "50%", 5),
    ("≥100百分比", "100%", 10),
    ("0.9‰", "0.45‰", 5),
    ("≥95％", "９５％", 10),
    ("95", "95%", 10),
    ("100%", "100", 10),
    ("100%", "1", 10),
    ("≥95%", "0.95", 10),
    ("≥95%", "0.5%", 0.05),
    ("20套", "100%", None),
    # 万 and 亿, on both sides or on one
    ("≥1.4万人", "1.4万人", 10),
    ("≥1.4万人", "14000人", 10),
    ("≥1.4万人", "7000", 5),
    ("≥1.4万人", "0.7", 5),
    ("14000人", "1.4万人", 10),
    ("5万", "40000", 8),
    ("320万", "260.3", 8.13),
    ("1.2亿元", "1.2亿元", 10),
    ("1亿元", "5000万元", 5),
    # units
    ("38508人", "19254人", 5),
    ("25TB", "20TB", 8),
    ("300 公里", "150公里", 5),
    ("0起", "0起", 10),
    ("≤8.88万元", "8.88万元", 10),
    ("400元/人、天", "400元/人、天", 10),
    ("≤620万/月", "620万/月", 10),
    ("≥530元/人*月", "265元/人*月", 5),
    ("1600元/亩", "1600元/亩", 10),
    ("100%", "1000件", None),
    ("10台", "3次未完成", None),
    ("10台", "约10台", None),
    ("≥95%", "<95%", None),
    # dates
    ("2020年12月30日", "2020年12月30日", 10),
    ("2020年12月30日", "2020-12-29", 10),
    ("2020-12-30", "2021年1月5日", 7),
    ("2020.12.30", "2020/12/30", 10),
    ("2020/1/5", "2020年1月6日", 7),
    ("≤2020年12月31日", "2020年12月31日", 10),
    ("2020年12月30日前", "2020年12月30日", 10),
    ("２０２０年１２月３０日", "2020年12月30日", 10),
    ("2020年12月30日", "44195", 10),
    ("2020年12月30日", "0", 0),
    ("2020年12月30日", "按期完成", 10),
    ("2020年12月30日", "按时", 10),
    ("2020年12月30日", "未完成", 0),
    ("2020年2月30日", "2020年2月28日", None),
    ("2020年12月30日", "2121.12.31", None),
    ("2121年12月31日", "2020年12月31日", None),
    ("2020年12月30日", "2020年12月", None),
    ("12月30日", "12月30日完成", 10),
    ("12月30日前", "2021年1月5日", 7),
    ("2020年12月31日之前", "2020年12月20日", 10),
    ("2020年12月底前", "2020年12月", 10),
    ("2020年12月", "2020年12月完成", 10),
    ("2020年12月底前完成", "2021年1月", 7),
    ("2020年12月31日前完成", "2020年12月31日完成", 10),
    ("≤2020年12月", "2020年12月31日", 10),
    ("12月底前", "11月", 10),
    ("12月底", "12月末", 10),
    ("2月底前", "2月29日", 10),
    ("2月底前", "3月1日", 7),
    ("2020年12月前", "2020年11月", 10),
    ("2020年12月前", "2020年12月", 7),
    ("年底前", "2020年12月", 10),
    ("2020年底", "年底", 10),
    ("2020年12月15日", "12月", None),
    ("2021年1月5日", "12月20日", None),
    ("13月底前", "12月", None),
    ("20年12月底", "2020年12月", None),
    ("2月30日", "2月28日", None),
    ("2020年12月30日", "年12月30日", None),  # the year was deleted
    ("≥12月", "12月", None),
    # words
    ("提高", "提高", 10),
    ("提高", "显著提高", 10),
    ("提高", "不断提高", 10),
    ("提高", "基本提高", 7),
    ("提高", "未提高", 0),
    ("提高", "100%", 10),
    ("提高", "0", 0),
    ("提高", "90%", None),
    ("持续", "达成预期指标", 10),
    ("持续", "已完成", 10),
    ("促进", "基本达到", 7),
    ("促进", "部分完成", 7),
    ("促进", "建设中", 7),
    ("促进", "未完成", 0),
    ("促进", "无", 0),
    ("是", "是", 10),
    ("优", "优", 10),
    ("无投诉", "无投诉", 10),
    ("无投诉", "无", None),
    ("无投诉", "0", None),
    ("提升", "办了几件事", None),
    ("100", "已完成", 10),
    ("100", "基本完成", 7),
    ("≥3次", "无", 0),
    ("≤3次", "无", None),
    # nothing, or nothing that a formula should read
    ("≥12≤12", "12", None),
    ("1-2次", "1", None),
    ("≤12.31日", "12.30日", None),
    ("2031年12月", "2031年12月", None),
    ("约100", "100", None),
]


@pytest.mark.parametrize("text_cells", [False, True])
@pytest.mark.parametrize("made", [None, Row("≥7公里", "有效"), Row("是", "3.5%")])
def test_edited_texts_are_read_as_the_core_reads_them(
    made: Row | None,
    text_cells: bool,
) -> None:
    rulebook = load_rulebook()
    rows = [Row(target, actual) for target, actual, _ in READ]
    found = native(rulebook, [(row, made) for row in rows], "score", text_cells=text_cells)
    if text_cells:  # neither is typed so into a cell that keeps it as a text
        for pair in (("3", "-1"), ("2020年12月30日", "44195")):
            place = rows.index(Row(*pair))
            assert found[place] == MARK
            found[place] = core_score(rows[place], rulebook)
    shown = {(row.target, row.actual): value for row, value in zip(rows, found, strict=True)}
    assert shown == {(target, actual): points or (MARK if points is None else 0.0)
                     for target, actual, points in READ}  # fmt: skip
    wrong = [
        (row, value, core_score(row, rulebook))
        for row, value in zip(rows, found, strict=True)
        if value != MARK and value != core_score(row, rulebook)
    ]
    assert wrong == []


def test_missing_values_are_empty_and_not_zero() -> None:
    rows = [Row("60", None), Row(None, "60"), Row("60", "60", weight=None), Row("/", "/")]
    assert native(load_rulebook(), [(row, None) for row in rows], "score") == [""] * 4
    assert native(load_rulebook(), [(row, row) for row in rows], "score") == [""] * 4
    assert native(load_rulebook(), [(row, row) for row in rows], "status") == [
        "缺完成值",
        "缺指标值",
        "缺分值",
        "缺指标值",
    ]


@pytest.mark.parametrize(
    ("row", "points", "status"),
    [
        (Row("提升", "开了会", attainment="部分达成"), 7, "缺偏差原因"),
        (Row("提升", "开了会", attainment="部分达成", note="正在推进"), 7, ""),
        (Row("提升", "提升", attainment="未达成", note="/"), 0, "缺偏差原因"),
        (Row("提升", "提升", attainment="差不多"), MARK, "请选择完成情况"),
        (Row("60", "30", attainment="达成", note="说明"), 5, ""),  # numbers are compared
        (Row("2020-12-30", "2021-1-5", note="雨季"), 7, "晚于时限，请选择完成情况或填核定得分"),
        (Row("2020-12-30", "2021-1-5", note="雨季", attainment="达成"), 10, ""),
        (Row("60", "30", awarded="8.125", note="说明"), 8.13, ""),
        (Row("60", "30", awarded="0", note="说明"), 0, ""),
        (Row("60", "60", awarded="12"), 12, "核定得分不在0和分值之间"),
        (Row("60", "60", awarded="八分"), MARK, "核定得分应是数"),
        (Row("什么", "3次未完成", awarded="6", note="说明"), 6, ""),
        (Row("60", "60", weight="10分"), MARK, "分值应是不小于0的数，不能是文本"),
        (Row("60", "60", weight="-1"), MARK, "分值应是不小于0的数，不能是文本"),
        (Row("60", "60", weight="3.333"), 3.33, ""),  # nothing is lost
        (Row("60", "72"), 10, "远超指标值，请说明原因"),
        (Row("60", "72", note="需求增加"), 10, ""),
        (Row("60", "30", note="无偏差"), 5, "缺偏差原因"),
        (Row("约100", "100"), MARK, "公式不认这种指标值，请核对写法或填核定得分"),
        (Row("100", "约100"), MARK, "公式不认这种完成值，请核对写法或填核定得分"),
    ],
)
def test_choices_awards_and_hints(row: Row, points: Cell, status: str) -> None:
    sheet = NativeSheet(load_rulebook())
    cells = replace(row, attainment=None if row.attainment == "差不多" else row.attainment)
    sheet.add(cells, Row("1", "2"))
    sheet.rows[0]["i.attainment"] = row.attainment
    assert sheet.evaluate("score", "status") == [{"score": points, "status": status}]


# What loses a cost indicator depends on the rulebook; so does everything below.
@pytest.mark.parametrize(
    ("book", "row", "points"),
    [
        ("mof-2020", Row("≥8万元", "8", aspect="成本指标"), 10),
        ("mof-2020", Row("≥8万元", "10", aspect="成本指标"), 8),
        ("mof-2020", Row("60", "30", aspect="成本指标"), 10),
        ("mof-2020", Row("60", "0", aspect="成本指标"), 0),
        ("mof-2020", Row("≤0", "0", aspect="成本指标"), 10),
        ("mof-2020", Row("≤4", "5"), 8),
        ("budget-module", Row("≤4", "5"), 7.5),
        ("budget-module", Row("≤4", "9"), 0),
        ("mof-2021", Row("60", "30", aspect="经济成本指标", dimension="成本指标"), 10),
        ("mof-2020", Row("≤0", "3"), 0),
        ("mof-2020", Row("15", "8.325", weight="15"), 8.33),
        ("mof-2020", Row("200", "111", weight="15"), 8.33),
    ],
)
def test_rulebooks(book: str, row: Row, points: float) -> None:
    rulebook = load_rulebook(book)
    assert core_score(row, rulebook) == points
    made = replace(row, target="提高", actual="提高")
    assert native(rulebook, [(row, made), (row, row)], "score") == [points, points]
    master = NativeSheet(rulebook, master=True)
    master.add(row)
    assert master.evaluate("score") == [{"score": points}]


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"name": "费用（元）"}, False),  # read again: 600000 of 600000
        ({"aspect": "成本指标"}, True),  # the formula knows the label as it was made
        ({"target": "60万元"}, False),
    ],
)
def test_what_else_a_person_may_edit(changes: dict[str, str], mark: bool) -> None:
    rulebook = load_rulebook()
    made = Row("600000元", "600000元", name="费用（万元）")
    now = replace(made, **changes)
    [score] = native(rulebook, [(now, made)], "score")
    assert score == (MARK if mark else core_score(now, rulebook))


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [
        ("采购费用", "费用节约率", MARK),  # which way it points only the core tells
        ("费用节约率", "采购费用", 10),
        ("投诉次数", "采购费用", 0),
    ],
)
def test_a_cost_that_gets_another_name(before: str, after: str, points: Cell) -> None:
    actual = "0" if points == 0 else "4%"
    made = Row("≤5%", actual, name=before, aspect="成本指标")
    assert native(load_rulebook(), [(replace(made, name=after), made)], "score") == [points]


def test_a_label_that_vanished_from_merged_cells() -> None:
    sheet = NativeSheet(load_rulebook())
    for _ in range(2):
        sheet.add(Row("60", "30"), Row("60", "30"))
    sheet.rows[0]["i.aspect"] = "成本指标"  # was 数量指标, merged over both rows
    sheet.rows[1]["i.aspect"] = None
    assert [row["score"] for row in sheet.evaluate("score")] == [MARK, MARK]


def _of_seed() -> list[Row]:
    return [
        Row(
            target=row.target,
            actual=row.actual,
            weight=row.weight.raw if row.weight else None,
            name=row.name or "",
            aspect=row.aspect,
            dimension=row.dimension,
            note=row.deviation_note,
        )
        for reading in seed_readings()
        for row in reading.evaluation.indicators
    ]


def test_every_seed_row_shows_the_score_of_the_core() -> None:
    """As made; with the actual typed again; and typed into an empty master."""
    rulebook, rows = load_rulebook(), _of_seed()
    wanted = [core_score(row, rulebook) for row in rows]
    assert len(rows) == 173
    assert wanted.count(None) == 1
    as_made = native(rulebook, [(row, row) for row in rows], "score")
    retyped = native(rulebook, [(row, replace(row, actual="？")) for row in rows], "score")
    for found in (as_made, retyped):
        assert [None if value == MARK else value for value in found] == wanted
    master = NativeSheet(rulebook, master=True)
    for row in rows:
        master.add(row)
    typed = [values["score"] for values in master.evaluate("score")]
    marked = {row.target for row, value, points in zip(rows, typed, wanted, strict=True)
              if value == MARK and points is not None}  # fmt: skip
    assert marked == {"≤12.31日", "≥12≤12"}
    assert all(value in (points, MARK) for value, points in zip(typed, wanted, strict=True))


def test_rows_of_clerks_are_scored_as_by_the_core_or_marked() -> None:
    """As made exactly; with the actual, with both, and into a master typed: never otherwise."""
    rulebook = load_rulebook()
    rows = [Row(row.target, row.actual, name=row.name, aspect=row.aspect) for row in clerks_rows()]
    wanted = [core_score(row, rulebook) for row in rows]
    made = native(rulebook, [(row, row) for row in rows], "score")
    assert [None if value == MARK else value for value in made] == wanted
    typed = [
        *((row, replace(row, actual="？")) for row in rows),
        *((row, replace(row, target="提高", actual="提高")) for row in rows),
        *((row, None) for row in rows),
    ]
    found = native(rulebook, typed, "score")
    assert [
        (row, value)
        for (row, _), value, points in zip(typed, found, wanted * 3, strict=True)
        if value not in (points, MARK, "")
    ] == []


def test_cached_values_are_those_of_a_recalculation() -> None:
    rulebook = load_rulebook()
    rows = _of_seed() + [Row(target, actual) for target, actual, _ in READ]
    rows += [Row(row.target, row.actual, name=row.name, aspect=row.aspect) for row in clerks_rows()]
    rows += [replace(row, attainment="未达成", awarded="3") for row in rows[:20]]
    rows += [Row("60", "30", weight=weight) for weight in ("0", "-1", "十", None)]
    sheet = NativeSheet(rulebook)
    for row in rows:
        sheet.add(row, row)
    for row, values in zip(rows, sheet.evaluate(), strict=True):
        live = live_row(row.indicator(), row.score(rulebook), rulebook)._asdict()
        for name, value in values.items():
            cached = live[name]
            cached = float(cached) if isinstance(cached, Decimal) else cached
            assert value == (pytest.approx(cached) if isinstance(cached, float) else cached), (
                name,
                row,
            )


NUMBERS = st.sampled_from(
    ["0", "1", "2", "3", "5", "8", "10", "12", "15", "20", "50", "60", "80", "90", "95", "97.30", "99.5", "100", "100.0", "120", "147", "150", "320", "400", "4000", "1.4", "14000", "0.95", "0.9", "0.5", "0.05", "260.3", "215,457.6", "38508", "007", "９５", "12.31", "2020", "20201230", "1234.56", "40000", "44195", "1.5", "-3", "300000", ".5", "5.", "1,5", "1,234", "1.2.3"]
)  # fmt: skip
QUANTITIES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "≥", "≤", "=", ">", "＜", ">=", "不低于", "不超过", "大于", "约"]),
    NUMBERS,
    st.sampled_from(
        ["", "", *["%", "％", "‰", "%%", "人", "万人", "万元", "元", "次", "套", "亿元", "天", "年", "月", "日", "万", "元/人·天", "/月", "台（套）", "百分比"]]
    ),
    st.sampled_from(["", "", "", "", "以上", "以内", "及以下", "左右", "前"]),
)  # fmt: skip
ODD_DATES = st.sampled_from(
    [
        "2020年12月30日",
        "2020-12-30",
        "2020/12/30",
        "2020.12.30",
        "2020年12月31日",
        "2020.1.1",
        "2121.12.31",
        "2020年2月30日",
        "2021年1月5日",
        "2020年12月",
        "12月底前",
        "2021年底",
        "9月前",
        "≤12.31日",
        "2020年",
        "2020年12月30日前",
        "20年12月30日",
        "第3季度",
        "12月",
        "2020.12",
        "12-30",
        "年底前",
    ]
)
MONTHS_AND_DAYS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "", "", "≤", "≥", "<", "-"]),
    st.sampled_from(["", "", "2020年", "2021年", "２０２０年", "20年", "2031年", "2020-", "2020.", "年"]),
    st.sampled_from(["12月", "1月", "2月", "6 月", "13月", "0月", "12", "1.5月", "1,2月", "底"]),
    st.sampled_from(["", "", "底", "末", "30日", "5号", "31日", "初", "上旬"]),
    st.sampled_from(["", "", "前", "之前", "以前", "完成", "前完成", "以后", "内", "起", "左右"]),
)  # fmt: skip
DATES = st.one_of(ODD_DATES, MONTHS_AND_DAYS)
WORDS = st.sampled_from(
    [
        "提高",
        "持续",
        "不断提高",
        "显著提升",
        "有效",
        "良好",
        "是",
        "优",
        "达成预期指标",
        "基本达到",
        "已完成",
        "建设中",
        "未完成",
        "部分完成",
        "无",
        "/",
        "—",
        "……",
        "一",
        "显著提高",
        "未提高",
        "基本提高",
        "提升",
        "没有",
        "否",
        "零",
        "百分之百",
        "未开展",
        "正在实施",
        "按期",
        "按时",
        "如期完成",
        "暂无",
        "无投诉",
        "降低",
        "全部完成",
        "未全部完成",
        "提高了",
        "优于上年",
        "不低于上年",
        "1-2次",
        "80%-90%",
        "3~5",
        "≥12≤12",
        "√",
        "%",
        "万",
    ]
)
PHRASES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ["增长", "较上年下降", "新增", "降至", "±", "培训", "准确率≥", "每月", "发生", "PM2.5≤"]
        ),
        NUMBERS,
        st.sampled_from(["%", "", "人", "起", "次", "%以上", "余人", "天", "小时"]),
    ),
    st.sampled_from(
        [
            "三次",
            "两台",
            "八成以上",
            "十二人",
            "一批",
            "3次（其中1次线上）",
            "98%（49/50）",
            "15±2℃",
        ]
    ),
    st.sampled_from(["无事故", "未发生", "不发生", "0起", "同比下降", "控制在预算内", "未超预算"]),
    st.sampled_from(
        ["24小时", "1天", "36小时", "2公里", "1500米", "-5%", "-0.05", "5%", "运行正常"]
    ),
)
TEXTS = st.one_of(
    QUANTITIES, QUANTITIES, PHRASES, DATES, WORDS, WORDS, st.sampled_from([None, "", "提 高"])
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """A target and an actual that often belongs to it."""
    target = draw(TEXTS)
    return target, draw(
        st.one_of(
            TEXTS,
            st.just(target),
            st.builds(
                lambda number: re.sub(r"[0-9][0-9.,]*", number, target or "").lstrip("≥≤=><"),
                NUMBERS,
            ),
            st.builds(
                lambda word: f"{word}{target or ''}",
                st.sampled_from(["已", "未", "基本", "显著", "没有", "部分", "得到"]),
            ),
        )
    )


ROWS = st.builds(
    lambda pair, **rest: Row(*pair, **rest),
    pairs(),
    weight=st.sampled_from(["10", "10", "5", "15", "3.333", "12.5", "0", None]),
    name=st.sampled_from(
        [
            "培训人数",
            "费用（万元）",
            "满意度（%）",
            "合格率",
            "完成时限",
            "数量（个）",
            "培训（万人次）",
            "完成时间（月）",
            "覆盖率%",
            "工程（一期）",
            "平台（个）数量",
            "资金（元）",
            "比例（‰）",
            "成本节约率",
            "预算偏差率",
            "收入增长率（%）",
            "投诉次数",
            "超支率",
        ]
    ),
    aspect=st.sampled_from(["数量指标", "成本指标", "时效指标"]),
    attainment=st.sampled_from([None, None, *(item.value for item in Attainment)]),
    awarded=st.sampled_from([None, None, None, "3", "8.125"]),
)


# A failure names its row; shrinking sixty of them would take minutes.
@settings(max_examples=10, deadline=None, phases=(Phase.reuse, Phase.generate))
@given(st.sampled_from(BOOKS), st.lists(ROWS, min_size=60, max_size=60), st.booleans(), st.data())
def test_never_another_number(
    book: str, rows: list[Row], text_cells: bool, data: st.DataObject
) -> None:
    """As made, with an edited actual, an edited target, and typed where nothing was."""
    rulebook = load_rulebook(book)
    others = data.draw(st.lists(TEXTS, min_size=len(rows), max_size=len(rows)))
    made = [
        (row, replace(row, actual=other), replace(row, target=other), None)[place % 4]
        for place, (row, other) in enumerate(zip(rows, others, strict=True))
    ]
    pairs_now = list(zip(rows, made, strict=True))
    found = native(rulebook, pairs_now, "score", text_cells=text_cells)
    for row, origin, value in zip(rows, made, found, strict=True):
        points = core_score(row, rulebook)
        if origin is row and points is not None:
            assert value == points, row
        elif value not in (MARK, ""):
            assert value == points, (row, origin)


FUNCTIONS = frozenset(
    [
        "ABS",
        "AND",
        "CHAR",
        "CHOOSE",
        "COUNT",
        "COUNTIF",
        "EOMONTH",
        "EXACT",
        "FIND",
        "IF",
        "IFERROR",
        "INDEX",
        "INT",
        "ISNUMBER",
        "LEFT",
        "LEN",
        "MATCH",
        "MAX",
        "MID",
        "MIN",
        "NOT",
        "OR",
        "REPT",
        "RIGHT",
        "ROUND",
        "ROWS",
        "SIGN",
        "SUBSTITUTE",
        "SUM",
        "SUMPRODUCT",
        "TEXT",
        "TRIM",
        "VALUE",
        "YEAR",
    ]
)
_REFERENCE = re.compile(r"\[\[?[\w.]+\]\]?")


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("udf", [False, True])
def test_formulas_stay_within_what_every_spreadsheet_takes(book: str, udf: bool) -> None:
    rulebook = load_rulebook(book)
    found = {**formulas(rulebook, udf=udf), **conditions(rulebook)}
    found |= {f"master {name}": text for name, text in master_formulas(rulebook, udf=udf).items()}
    for name, text in found.items():
        resolved = _REFERENCE.sub("AB123", text)
        assert len(resolved) < 2000, name
        assert max(map(len, re.findall(r'"((?:[^"]|"")*)"', resolved))) <= 255 if '"' in text else 1
        skeleton = re.sub(r'"(?:[^"]|"")*"', '""', resolved)
        assert _depth(skeleton) <= 64, name
        used = set(re.findall(r"([A-Z_]+)\(", skeleton))
        asked = {word for word in used if word.startswith("PERF_")}
        assert used - asked <= FUNCTIONS, name
        assert udf or not asked, name


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    assert depth == 0
    return deepest


def test_every_helper_column_has_a_heading() -> None:
    row = live_row(Row("1", "1").indicator(), Row("1", "1").score(load_rulebook()), load_rulebook())
    helpers = {*row._fields} - {"score", "rule_score", "status"}
    assert helpers == set(ROW_HEADINGS)


def test_known_units_are_units_of_the_core() -> None:
    units = word_lists()["units"].strip("|").split("|")
    assert len(units) > 150
    assert all((unit := read_unit(text)) and unit.scale == 1 for text in units)


def test_without_the_add_in_its_formulas_give_the_native_result() -> None:
    rulebook = load_rulebook()
    sheet = NativeSheet(rulebook)
    sheet.formulas["score"] = formulas(rulebook, udf=True)["score"]
    rows = [Row("60", "30"), Row("60", None), Row("提升", "开了会"), Row("60", "1", awarded="4")]
    for row in rows:
        sheet.add(row, row)
    assert [row["score"] for row in sheet.evaluate("score")] == [5, "", MARK, 4]
    assert sheet.formula("score", 2).count("PERF_SCORE(") == 1
    assert SHEET not in sheet.formula("score", 2)


NOTES = [
    *[
        "无",
        "无。",
        "无问题。",
        "无偏差.",
        "没有原因。",
        "否",
        "未发生偏差",
        "/",
        "//",
        "——",
        "———————",
        "……",
        "。",
        "-",
        "--",
        "~",
        "一",
        "暂无",
    ],
    *[
        "雨季",
        "雨季。",
        "无法按期供货",
        "受疫情影响，已于2021年补办",
        "a/b",
        "无-有",
        "没有原因不明的偏差",
    ],
    *("　无　", " 无 ", "无 。", "12"),
]


def test_form_and_check_agree_on_what_is_no_reason() -> None:
    """提示 shows 缺偏差原因 exactly where the check reports R01."""
    sheet = NativeSheet(load_rulebook())
    for note in NOTES:
        sheet.add(Row("60", "30", note=note))
    shown = [row["status"] == "缺偏差原因" for row in sheet.evaluate("status")]
    assert dict(zip(NOTES, shown, strict=True)) == {note: not is_reason(note) for note in NOTES}
    cached = [
        live_row(row.indicator(), row.score(load_rulebook()), load_rulebook()).status
        for row in (Row("60", "30", note=note) for note in NOTES)
    ]
    assert [status == "缺偏差原因" for status in cached] == shown


@pytest.mark.parametrize("name", rulebook_names())
def test_perf_score_is_told_of_cost_as_the_form_knows_it(name: str) -> None:
    """By 一级指标 alone, too: mof-2021 has 成本指标 there, and 二级指标 may be empty."""
    book = load_rulebook(name)
    asked = formulas(book, udf=True)["score"]
    label = re.search(r'\[i\.live\.cost]<>""\)\),"([^"]+)",', asked)
    known = [aspect.name for aspect in book.aspects]
    for dimension in (None, *(each.name for each in book.dimensions)):
        for aspect in (None, *known):
            cost = book.is_cost(aspect=aspect, dimension=dimension)
            told = label[1] if cost and label else aspect
            assert book.is_cost(aspect=told, dimension=None) == cost, (dimension, aspect)
