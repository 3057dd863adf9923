"""The seventeen forms of 2020, copied with other kinds of damage: the same facts, or a doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from perfxl.core.evaluation import Evaluation
from perfxl.forms.alignment import ColumnHabit, align
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from perfxl.forms.text_pieces import sizes

SEED = Path(__file__).parent.parent / "corpus" / "self_evaluation_forms_2020.txt"
# The fifth and the ninth form hold cells of several paragraphs, which nothing but the tab shows.
TEXT = SEED.read_text(encoding="utf-8")
FORMS = re.split(r"(?=^\t?项目支出绩效自评表$)", TEXT, flags=re.MULTILINE)[1:]
WHOLE = "\n".join(form for number, form in enumerate(FORMS, 1) if number not in (5, 9))
BOOK = load_rulebook()

Damage = Callable[[str], str]


def facts(text: str) -> list[Evaluation]:
    return [reading.evaluation for reading in read_text(text, rulebook=BOOK)]


EXPECTED = facts(WHOLE)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text.replace("\n", "\n\n"), id="an empty line behind each"),
        pytest.param(lambda text: text.replace("\n\n", "\n\n\n\n"), id="wider gaps"),
        pytest.param(lambda text: text.replace("\t", ""), id="no tabs"),
        pytest.param(lambda text: text.replace("\t", "　　"), id="blanks in place of tabs"),
        pytest.param(
            lambda text: text.replace("\n\n", "\n\n\n").replace("\t", ""), id="no tabs, wide gaps"
        ),
        pytest.param(lambda text: re.sub(r"\n{2,}", "\n", text), id="no gaps"),
        pytest.param(
            lambda text: (
                text.replace("\t年度\n", "\t年度\n\t指标值\n")
                .replace("\t实际\n", "\t实际\n\t完成值\n")
                .replace("\t\n" * 4 + "\t指标值\n\t完成值\n\t\n\t\n\t\n\n", "")
            ),
            id="headings of two paragraphs",
        ),
        pytest.param(
            lambda text: text.replace("\t指标值\n\t完成值\n", "\t指标值（A）\n\t完成值（B）\n"),
            id="letters in the headings",
        ),
        pytest.param(
            lambda text: text.replace("\t年度\n\t实际\n", "\t年度指标值\n\t实际完成值\n").replace(
                "\t指标值\n\t完成值\n", "\t（A）\n\t（B）\n"
            ),
            id="letters below the headings",
        ),
        pytest.param(lambda text: text.replace("初预算", "初\n\t预算"), id="年初 / 预算数"),
        pytest.param(lambda text: text.replace("效益指标\n", "效益\n\t指标\n"), id="效益 / 指标"),
        pytest.param(
            lambda text: text.replace("\t产出指标\n", "\t产\n\t出\n\t指\n\t标\n"),
            id="产 / 出 / 指 / 标",
        ),
        pytest.param(
            lambda text: text.replace("年度总体目标\n", "年\n\t度\n\t总\n\t体\n\t目\n\t标\n"),
            id="年 / 度 / 总 / 体 / 目 / 标",
        ),
    ],
)
def test_damage_that_loses_nothing_changes_nothing(damage: Damage) -> None:
    text = damage(WHOLE)
    assert text != WHOLE
    assert facts(text) == EXPECTED


FIRST = FORMS[0]


@pytest.mark.parametrize("tabs", ["\t", ""])
@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("主管部门", "昌吉州教育局", "昌吉州\n\t教育局", "昌吉州\n教育局"),
        ("实施单位", "昌吉州教育考试中心\n", "昌吉州\n\t教育考试中心\n", "昌吉州\n教育考试中心"),
        ("指标2.三级指标", "\t培训任务完成率", "\t培训任务\n\t完成率", "培训任务\n完成率"),
        ("年度总体目标.预期目标", "\t依托福建省", "\t1.依托\n\t2.福建省", "1.依托\n2.福建省"),
    ],
)
def test_a_value_of_two_paragraphs_is_told(
    field: str, old: str, new: str, expected: str, tabs: str
) -> None:
    text = FIRST.replace(old, new, 1)
    if "总体目标" in field:  # the numbers begin again where the other goal does
        text = text.replace("\t昌吉州教育考试中心2020年", "\t1.昌吉州教育考试中心2020年\n\t2.", 1)
    [reading] = read_text(text.replace("\t", tabs), rulebook=BOOK)
    shown = {
        "主管部门": reading.evaluation.department,
        "实施单位": reading.evaluation.unit,
        "指标2.三级指标": reading.evaluation.indicators[1].name,
        "年度总体目标.预期目标": reading.evaluation.goal.expected,
    }
    assert (shown[field] or "").startswith(expected)
    told = {finding.field for finding in reading.findings}
    assert told & {field, field.partition(".")[0]} or (not tabs and "总体目标" in field)


def test_paragraphs_in_most_rows_do_not_make_a_column() -> None:
    """Of eight rows five are longer by one cell; those as long as the headings say how many."""
    rows = FIRST.split("\n\n")
    begin = next(at for at, row in enumerate(rows) if "产出指标" in row)
    for at in range(begin, begin + 5):
        rows[at] += "\n\t时间紧"  # below the empty cell of the note
    [reading] = read_text("\n\n".join(rows), rulebook=BOOK)
    [whole] = read_text(FIRST, rulebook=BOOK)
    notes = [item.deviation_note for item in reading.evaluation.indicators]
    assert notes == ["时间紧"] * 5 + [None] * 3
    assert [item.printed_score for item in reading.evaluation.indicators] == [
        item.printed_score for item in whole.evaluation.indicators
    ]


def test_a_weight_that_may_be_a_score_is_told() -> None:
    text = FIRST.replace("\t1\n\t1\n\t15\n\t15\n\t\n", "\t1\n\t1\n\t\n\t15\n\t\n\t无\n")
    [reading] = read_text(text, rulebook=BOOK)
    assert "指标1" in {item.field for item in reading.findings if item.code == "L03"}


def test_two_goals_without_the_cell_beside_them() -> None:
    text = FIRST.replace("\t\n\t依托福建省", "\t依托福建省", 1)
    assert text != FIRST
    assert facts(text) == facts(FIRST)


def fits(*texts: str) -> ColumnHabit:
    return ColumnHabit(lambda text: float(text not in texts))


def test_cells_are_shared_out_by_what_fits() -> None:
    habits = [fits("甲"), fits("乙", "丙"), fits("丁")]
    assert align(["甲", "乙", "丙", "丁"], habits).sizes == (1, 2, 1)
    assert not align(["甲", "乙", "丙", "丁"], habits).doubtful
    assert align(["甲", "", "乙", "丁"], habits).sizes == (1, 2, 1)
    assert not align(["甲", "", "乙", "丁"], habits).doubtful  # whose the empty one is, matters not


def test_ways_as_good_are_doubtful() -> None:
    habits = [fits("甲"), fits("甲"), fits("甲")]
    assert align(["甲", "甲", "甲", "甲"], habits).doubtful


def test_a_row_of_far_too_many_cells_goes_into_the_last_column() -> None:
    assert align(["甲"] * 40, [fits("甲")] * 9) == ((1,) * 8 + (32,), True)


def test_a_row_with_hundreds_of_ways_is_doubtful_and_soon_done() -> None:
    assert align([""] * 18, [fits("甲")] * 9).doubtful


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("一级指标 年度 指标值 实际 完成值 分值", [1, 2, 2, 1]),
        ("年度 实际 分值 得分", [1, 1, 1, 1]),
        ("得分 偏差原因分析 及改进措施", [1, 2]),
        ("偏差原因 分析及 改进措施", [3]),
        ("偏差原因分析 改进措施", [1, 1]),  # two columns
        ("全年 执行数 分值 执行率", [2, 1, 1]),
        ("产出指标 （50分） 数量指标", [2, 1]),
        ("产出指标 数量指标 指标1", [1, 1, 1]),
        ("满意度指标 服务对象 满意度 指标 学生满意度", [1, 3, 1]),
        ("绩 效 指 标 一级指标", [4, 1]),
        ("年度 总体 目标 预期目标", [3, 1]),
        ("预期目标 年度 总体 目标", [1, 1, 1, 1]),  # only beside a block
        ("10 效益指标", [1, 1]),
    ],
)
def test_pieces_of_labels(cells: str, expected: list[int]) -> None:
    assert sizes(cells.split(), BOOK) == expected


def test_without_its_empty_cells_a_text_has_the_same_indicators() -> None:
    text = re.sub(r"^\t *\n", "", WHOLE, flags=re.MULTILINE)
    pairs = zip(facts(text), EXPECTED, strict=True)
    differ = [whole.project for found, whole in pairs if found.indicators != whole.indicators]
    assert differ == ["青年教师助力培训、中高考复习直播培训"]  # where a score was left empty


def test_amounts_of_which_one_is_missing_are_listed() -> None:
    """上年结转资金 / 6 / 6 / — / —: which of the three amounts was left empty, nobody knows."""
    text = re.sub(r"^\t *\n", "", FIRST, flags=re.MULTILINE)
    [reading] = read_text(text, rulebook=BOOK)
    assert reading.evaluation.funding.appropriation.annual_budget is None
    assert [item.text for item in reading.unplaced].count("60") == 4


def test_the_dimension_of_costs_stands_above_its_aspect() -> None:
    text = FIRST.replace("\t时效指标\n", "\t成本指标\n\t经济成本指标\n").replace("\t\n", "")
    text = text.replace("\n\n", "\n")
    [reading] = read_text(text, rulebook=BOOK)
    third = reading.evaluation.indicators[2]
    assert (third.dimension, third.aspect) == ("成本指标", "经济成本指标")


@pytest.mark.parametrize("tabs", ["\t", ""])
@pytest.mark.parametrize(("empty", "left"), [("expected", "achieved"), ("achieved", "expected")])
def test_one_goal_left_empty(tabs: str, empty: str, left: str) -> None:
    [whole] = facts(FIRST)
    text = FIRST.replace(str(getattr(whole.goal, empty)), "").replace("\t", tabs)
    [found] = facts(text)
    assert getattr(found.goal, empty) is None
    assert getattr(found.goal, left) == getattr(whole.goal, left)


def test_headings_and_sources_in_pieces_of_a_page_of_paragraphs() -> None:
    text = FIRST.replace("初预算", "初\n\t预算").replace("全年预算", "全年\n\t预算")
    text = text.replace("\t年度\n", "\t年度\n\t指标值\n").replace("\t实际\n", "\t实际\n\t完成值\n")
    text = text.replace("\t\n" * 4 + "\t指标值\n\t完成值\n\t\n\t\n\t\n\n", "")
    paragraphs = (line.strip() or " " for line in text.splitlines() if line)
    assert facts("\n\n".join(paragraphs)) == facts(FIRST)


def test_cells_of_several_paragraphs_without_tabs_have_their_columns() -> None:
    """Rows of the fifth form are longer than its headings; the ninth has a goal of two."""
    for number in (5, 9):
        text = FORMS[number - 1]
        [whole], [found] = facts(text), facts(text.replace("\t", ""))
        assert found.indicators == whole.indicators


def test_a_subtotal_between_rows_without_tabs_is_no_indicator() -> None:
    rows = FIRST.split("\n\n")
    begin = next(at for at, row in enumerate(rows) if "产出指标" in row)
    rows.insert(begin + 4, "\t\n\t\n\t小计\n\t50\n\t50\n\t")
    text = "\n\n".join(rows)
    [whole], [found] = facts(FIRST), facts(text.replace("\t", ""))
    assert found.indicators == whole.indicators
    assert found.printed("小计.得分") == "50"


def test_a_dimension_in_single_characters_without_tabs() -> None:
    text = FIRST.replace("\t产出指标\n", "\t产\n\t出\n\t指\n\t标\n").replace("\t", "")
    assert facts(text) == facts(FIRST)
