"""The words of forms, in the users' spelling, and what they are taken for."""

from __future__ import annotations

import pytest

from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.column_words import Column, indicator_column
from perfxl.forms.recognise.fund_words import (
    FundColumn,
    fund_column,
    fund_row,
    fund_source,
    money_unit,
)
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label
from perfxl.forms.recognise.head_words import head_field, information, is_reason
from perfxl.forms.recognise.labels import bracket_weight, is_filler, level_label
from perfxl.forms.recognise.row_words import (
    is_execution,
    is_footnote,
    is_side_label,
    is_total,
    total_score,
)
from perfxl.forms.recognise.title_words import is_title, is_year_line, kind_of_title, year_in


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("一级\n指标", Column.DIMENSION), ("二 级 指 标", Column.ASPECT), ("三级指标", Column.NAME),
        ("指标名称", Column.NAME), ("指标内容", Column.NAME), ("绩效指标", Column.LEVELS),
        ("年度指标值（A）", Column.TARGET), ("年初目标值(A)", Column.TARGET), ("指标值", Column.TARGET),
        ("目标值", Column.TARGET), ("预期值", Column.TARGET), ("全年（程）目标值", Column.TARGET),
        ("计划指标值", Column.TARGET), ("年初设定值", Column.TARGET), ("调整指标值", Column.ADJUSTED),
        ("实际完成值", Column.ACTUAL), ("全年实际值（B）", Column.ACTUAL), ("完成情况", Column.ACTUAL),
        ("实现值", Column.ACTUAL), ("全年完成值", Column.ACTUAL), ("业绩值", Column.ACTUAL),
        ("实际完成情况", Column.ACTUAL), ("年终实际完成值", Column.ACTUAL),
        ("完成情况\n（定性选择）", Column.ATTAINMENT),
        ("分值", Column.WEIGHT), ("权重(%)", Column.WEIGHT), ("指标权重（分）", Column.WEIGHT),
        ("标准分", Column.WEIGHT), ("分值（10分）", Column.WEIGHT), ("赋分", Column.WEIGHT),
        ("得分", Column.SCORE), ("自评得分", Column.SCORE), ("指标得分（分）", Column.SCORE),
        ("实际得分", Column.SCORE), ("核定得分", Column.AWARDED),
        ("偏差原因分析及改进措施", Column.NOTE), ("未完成原因分析", Column.NOTE),
        ("未完成原因及拟采取的改进措施", Column.NOTE), ("改进措施", Column.NOTE),
        ("二级指标及分值", Column.ASPECT), ("三级指标及说明", Column.NAME), ("二级指标分值", Column.WEIGHT),
        ("指标性质", Column.SIGN), ("运算符号", Column.SIGN), ("度量单位", Column.UNIT),
        ("计量单位", Column.UNIT), ("序号", Column.NUMBER),
        ("复核分", Column.EXTRA), ("得分计算方法", Column.EXTRA), ("扣分", Column.EXTRA),
        ("1-7月执行情况", Column.EXTRA), ("全年预计完成情况", Column.EXTRA), ("完成率", Column.EXTRA),
        ("产出指标", None), ("项目名称", None), ("100%", None), ("", None),
        ("一级指标" * 20, None),
    ],
)  # fmt: skip
def test_headings_of_indicators(text: str, column: Column | None) -> None:
    assert indicator_column(text) is column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("年初\n预算数", FundColumn.INITIAL), ("年初预算", FundColumn.INITIAL), ("年初批复数", FundColumn.INITIAL),
        ("全年预算数（A）", FundColumn.ANNUAL), ("调整后预算数", FundColumn.ANNUAL), ("预算数", FundColumn.ANNUAL),
        ("全年（调整）预算数", FundColumn.ANNUAL), ("预算安排", FundColumn.ANNUAL),
        ("全年执行数（B）", FundColumn.EXECUTED), ("实际支出", FundColumn.EXECUTED), ("预算执行数", FundColumn.EXECUTED),
        ("执行数", FundColumn.EXECUTED), ("实际使用", FundColumn.EXECUTED), ("决算数", FundColumn.EXECUTED),
        ("执行率（B/A）", FundColumn.RATE), ("预算执行率", FundColumn.RATE), ("执行率（%）", FundColumn.RATE),
        ("执行率权重", FundColumn.WEIGHT), ("分值", FundColumn.WEIGHT), ("执行率得分（分）", FundColumn.SCORE),
        ("1-7月执行数", FundColumn.OTHER), ("实际到位数", FundColumn.OTHER), ("得分计算方法", FundColumn.OTHER),
        ("年度资金总额", None), ("60", None),
    ],
)  # fmt: skip
def test_headings_of_funds(text: str, column: FundColumn | None) -> None:
    assert fund_column(text) is column


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("年度资金总额：", "年度资金总额"), ("总额", "年度资金总额"), ("合计", "年度资金总额"),
        ("年度财政资金总额", "年度资金总额"), ("总金额", "年度资金总额"), ("资金总额合计", "年度资金总额"),
        ("其中：当年财政拨款", "当年财政拨款"), ("其中:本年财政拨款", "当年财政拨款"),
        ("其中：财政资金", "当年财政拨款"), ("本年一般公共预算拨款", "当年财政拨款"), ("①财政拨款", "当年财政拨款"),
        ("      上年结转资金", "上年结转资金"), ("上年结转结余", "上年结转资金"), ("结转资金", "上年结转资金"),
        ("其他资金", "其他资金"), ("其它资金", "其他资金"), ("其他", "其他资金"),
        ("中央补助", None), ("地方资金", None), ("单位资金", None), ("政府性基金", None),
    ],
)  # fmt: skip
def test_rows_of_funds(text: str, row: str | None) -> None:
    assert fund_row(text) == row


@pytest.mark.parametrize("text", ["其中：中央补助", "省级资金", "市县配套资金", "财政专户管理资金"])
def test_other_sources_keep_their_name(text: str) -> None:
    assert fund_source(text) == text.removeprefix("其中：")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目资金\n（万元）", "万元"), ("金额单位：元", "元"), ("项目资金（单位：万元）", "万元"),
        ("项目资金（千元）", "千元"), ("资金（亿元）", "亿元"), ("金额单位：百万元", "百万元"), ("单位:人民币万元", "万元"), ("项目资金", None), ("60万元", None),
    ],
)  # fmt: skip
def test_unit_of_amounts(text: str, unit: str | None) -> None:
    assert money_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("预期目标", GoalLabel.EXPECTED), ("年初设定目标", GoalLabel.EXPECTED), ("年度总体目标", GoalLabel.EXPECTED),
        ("项目年度目标", GoalLabel.EXPECTED), ("全年（调整）绩效目标", GoalLabel.EXPECTED),
        ("实际完成情况", GoalLabel.ACHIEVED), ("年度总体目标完成情况综述", GoalLabel.ACHIEVED),
        ("全年目标实际完成情况", GoalLabel.ACHIEVED), ("目标完成情况", GoalLabel.ACHIEVED), ("实际完成目标", GoalLabel.ACHIEVED),
        ("中期目标", GoalLabel.LONG_TERM), ("长期目标", GoalLabel.LONG_TERM), ("未完成原因", GoalLabel.REASON),
        ("完成", None), ("项目名称", None),
    ],
)  # fmt: skip
def test_labels_of_the_goal(text: str, label: GoalLabel | None) -> None:
    assert goal_label(text) is label


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("项 目 名 称", "项目名称"), ("项目（专项）名称", "项目名称"), ("转移支付（项目）名称", "项目名称"),
        ("专项资金名称：", "项目名称"), ("项目名称及编码", "项目名称"), ("政策名称", "项目名称"),
        ("主管部门及代码", "主管部门"), ("项目主管部门", "主管部门"), ("地方主管部门", "主管部门"), ("预算部门", "主管部门"),
        ("主管单位", "主管部门"), ("一级主管部门", "主管部门"), ("预算项目名称", "项目名称"),
        ("实施单位\n（盖章）", "实施单位"), ("项目承担单位", "实施单位"),
        ("资金使用单位", "实施单位"), ("单位（盖章）", "实施单位"), ("预算单位", "实施单位"), ("评价年度", "年度"),
        ("单位", None), ("教育局", None), ("项目资金", None), ("项目管理办公室", None),
    ],
)  # fmt: skip
def test_labels_of_the_head(text: str, field: str | None) -> None:
    found = head_field(text)
    assert (found and found[0]) == field


@pytest.mark.parametrize(
    "text",
    [
        "项目负责人及电话",
        "联系电话",
        "填报日期",
        "项目类别",
        "存在问题",
        "评价结论",
        "其他需要说明事项",
        "自评等级",
    ],
)
def test_information_beside_the_facts(text: str) -> None:
    assert information(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "成果转化项目经费",
        "项目管理费用",
        "年度工作经费",
        "财政局",
        "绩效目标管理工作经费",
        "整改专项经费",
        "教育局",
    ],
)
def test_names_that_only_sound_like_labels(text: str) -> None:
    assert information(text) is None
    assert head_field(text) is None
    assert not is_side_label(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("偏差大或目标未完成原因分析", True), ("存在问题及原因分析", False), ("偏差率", False)],
)
def test_reasons(text: str, wanted: bool) -> None:
    assert is_reason(text) is wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("项目支出绩效自评表", FormKind.SELF_EVALUATION), ("2020年度长江禁捕项目自评表", FormKind.SELF_EVALUATION),
        ("部门整体支出绩效自评表", FormKind.DEPARTMENT), ("中央对地方转移支付绩效目标自评表", FormKind.TRANSFER),
        ("项目支出绩效目标申报表", FormKind.TARGETS), ("项目支出绩效运行监控表", FormKind.MONITORING),
        ("项目支出绩效自评情况", FormKind.SELF_EVALUATION),
    ],
)  # fmt: skip
def test_titles(text: str, kind: FormKind) -> None:
    assert is_title(text)
    assert kind_of_title(text) is kind


@pytest.mark.parametrize(
    "text", ["收入支出决算总表", "项目支出绩效自评工作经费", "绩效指标", "通讯录"]
)
def test_other_titles(text: str) -> None:
    assert not is_title(text)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("（2020年度）", 2020), ("( 2021 年度)", 2021), ("（ 2021 ）年度", 2021), ("2019年", 2019),
        ("（二〇二〇年度）", 2020), ("（     年度）", None), ("附件2", None),
    ],
)  # fmt: skip
def test_year_lines(text: str, year: int | None) -> None:
    assert is_year_line(text)
    assert year_in(text) == year


@pytest.mark.parametrize(("text", "year"), [("自评表2020", 2020), ("自评表 2020 01", None)])
def test_no_year_is_cut_out_of_a_longer_number(text: str, year: int | None) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("产出\n指标", "产出指标"), ("产出指标（50分）", "产出指标"), ("（一）产出指标", "产出指标"),
        ("①数量指标", "数量指标"), ("1.质量指标", "质量指标"), ("效益指标50分", "效益指标"), ("进度指标", "进度指标"),
        ("经济效益", "经济效益"), ("项目决策（10分）", "项目决策"),
    ],
)  # fmt: skip
def test_level_labels(text: str, label: str) -> None:
    assert level_label(text) == label


@pytest.mark.parametrize(
    ("text", "weight"),
    [("预算执行情况\n（万元）\n（20分）", "20"), ("得分（20分*执行率）", "20"), ("分值（10分）", "10"), ("分值", None), ("（万元）", None)],
)  # fmt: skip
def test_weights_in_brackets(text: str, weight: str | None) -> None:
    assert bracket_weight(text) == weight


@pytest.mark.parametrize(
    "text", ["", "指标1：", "指标2", "……", "...", "/", "—", "无", "1.", "**", "目标3：……"]
)
def test_unfilled(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize("text", ["0", "1", "12", "指标1：培训人数", "无投诉", "100%"])
def test_filled(text: str) -> None:
    assert not is_filler(text)


@pytest.mark.parametrize("text", ["总     分", "合计", "总得分", "自评总分：", "总计", "总分合计"])
def test_totals(text: str) -> None:
    assert is_total(text)


def test_a_total_that_carries_its_score() -> None:
    assert total_score("自评总分：94分") == "94"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("预算执行率（10分）", True),
        ("预算资金执行率", True),
        ("资金使用率", False),
        ("数量指标", False),
    ],
)
def test_execution_as_a_dimension(text: str, wanted: bool) -> None:
    assert is_execution(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("注：1.一级指标分值统一设置", True),
        ("备注：含代运", True),
        ("备注", False),
        ("注意安全宣传", False),
    ],
)
def test_footnotes(text: str, wanted: bool) -> None:
    assert is_footnote(text) is wanted
