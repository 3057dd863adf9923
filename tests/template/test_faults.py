"""Every fault of a template names sheet and cell and says what is allowed."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from perfxl.errors import InputError, TemplateError
from perfxl.template import check_template, compile_template
from tests.template.workbooks import part, with_parts, workbook

FIELDS = {"year", "project", "total.score", "indicators.name", "indicators.score", "findings.code"}
FORMULAS = {"score": "1+1"}


@pytest.mark.parametrize(
    ("cells", "where", "says"),
    [
        ({"B2": "{{ yaer }}"}, "B2", ["字段 yaer", "是不是想写 year", "total.score"]),
        ({"B2": "（{{ yaer }}年）"}, "B2", ["是不是想写 year"]),
        ({"B2": "{{ yaer or '—' }}"}, "B2", ["是不是想写 year"]),
        ({"B2": "{{ total.scor }}"}, "B2", ["是不是想写 total.score"]),
        ({"B2": "{{ total }}"}, "B2", ["一组字段", "total.score"]),
        ({"B2": "{{ i.name }}"}, "B2", ["字段 i.name"]),
        ({"B2": "{{ loop.index }}"}, "B2", ["loop 只能用在循环"]),
        ({"B2": "{{ year | rond(2) }}"}, "B2", ["过滤器 rond", "round"]),
        ({"B2": "{{ year is evan }}"}, "B2", ["evan", "even"]),
        ({"B2": '{{ year | live("scor") }}'}, "B2", ["公式 scor", "是不是想写 score"]),
        ({"B2": "{{ year | live }}"}, "B2", ['live("score")']),
        ({"B2": "{{ year | live(score) }}"}, "B2", ['live("score")']),
        ({"B2": "{{ year | merge }}"}, "B2", ["merge 只能用在循环"]),
        ({"B2": '{{ year | live("score") | merge }}'}, "B2", ["不能同时用"]),
        ({"B2": "{{ year | merge | upper }}"}, "B2", ["只能写在占位符的最后"]),
        ({"B2": "共 {{ year | merge }} 年"}, "B2", ["整格"]),
        ({"B2": "{{ year "}, "B2", ["写法有误"]),
        ({"B2": "{{ year + }}"}, "B2", ["写法有误"]),
        ({"B2": "{{ round（year） }}"}, "B2", ["半角"]),
        ({"B2": "｛｛ year ｝｝"}, "B2", ["半角"]),
        ({"B2": "{{ year.__class__ }}"}, "B2", ["内部属性"]),
        ({"B2": "{{ ''.join(project) }}"}, "B2", ["函数调用"]),
        ({"B2": "{% if year %}x"}, "B2", ["写法有误"]),
        ({"B2": "{% set x = 1 %}{{ x }}"}, "B2", ["set"]),
        ({"B2": "{% if year %}"}, "B2", ["控制行只能是"]),
        ({"A1": "{% for i in indicators | list %}", "A3": "{% endfor %}"}, "A1", ["控制行只能是"]),
        ({"A1": "{% for i in indicators %}"}, "A1", ["循环没有结束", "endfor"]),
        ({"A4": "{% endfor %}"}, "A4", ["没有对应的"]),
        ({"A1": "{% for i in indicators %}", "A2": "{% endfor %}"}, "A2", ["循环是空的"]),
        (
            {"A1": "{% for i in indicatros %}", "A2": "{{ i.name }}", "A3": "{% endfor %}"},
            "A1",
            ["列表 indicatros", "是不是想写 indicators", "findings"],
        ),
        (
            {"A1": "{% for i in indicators %}", "B1": "标题", "A2": "x", "A3": "{% endfor %}"},
            "A1",
            ["独占一行", "B1"],
        ),
        (
            {"A1": "{% for i in indicators %}", "A2": "{{ i.nmae }}", "A3": "{% endfor %}"},
            "A2",
            ["字段 i.nmae", "是不是想写 i.name", "i.score"],
        ),
        (
            {"A1": "{% for i in indicators %}", "A2": "{{ i }}", "A3": "{% endfor %}"},
            "A2",
            ["一组字段"],
        ),
        (
            {"A1": "{% for i in indicators %}", "A2": "{{ loop.idx }}", "A3": "{% endfor %}"},
            "A2",
            ["loop.index"],
        ),
        (
            {"A1": "{% for i in indicators %}", "A2": "x", "A3": "{% endfor %}", "B5": "=SUM(A1)"},
            "B5",
            ["引用了 A1", "控制行"],
        ),
    ],
)
def test_a_fault_names_its_cell(cells, where, says):
    found = check_template(workbook(cells), fields=FIELDS, formulas=FORMULAS, name="form.xlsx")
    assert [(fault.sheet, fault.cell) for fault in found][:1] == [("自评表", where)]
    for words in says:
        assert words in str(found[0])
    with pytest.raises(TemplateError, match="form.xlsx［自评表］" + where):
        compile_template(workbook(cells), fields=FIELDS, formulas=FORMULAS, name="form.xlsx")


def test_nested_blocks():
    template = workbook(
        {
            "A1": "{% for i in indicators %}",
            "A2": "{% for f in findings %}",
            "A3": "{{ f.code }}",
            "A4": "{% endfor %}",
            "A5": "{% endfor %}",
        }
    )
    assert [fault.cell for fault in check_template(template)] == ["A2", "A5"]
    assert "不能嵌套" in str(check_template(template)[0])


def test_all_faults_at_once_in_order():
    template = workbook(
        {
            "二": {"A1": "{{ yaer }}"},
            "一": {"B9": "{{ x }}", "A9": "{{ y }}", "A2": "{{ year }}", "A1": "{{ z"},
        }
    )
    found = check_template(template, fields=FIELDS)
    assert [(fault.sheet, fault.cell) for fault in found] == [
        ("二", "A1"),
        ("一", "A1"),
        ("一", "A9"),
        ("一", "B9"),
    ]
    with pytest.raises(TemplateError, match="另有 3 处问题"):
        compile_template(template, fields=FIELDS)


def test_a_good_template_has_no_faults():
    template = workbook({"A1": "{{ year }}", "A2": "{{ total.score | live('score') }}"})
    assert check_template(template, fields=FIELDS, formulas=FORMULAS) == ()


BLOCK = {"A3": "{% for i in indicators %}", "A4": "{{ i.name }}", "B4": "x", "B5": "y"}
TWO_ROWS = {**BLOCK, "A6": "{% endfor %}", "A8": "合计"}


@pytest.mark.parametrize("area", ["B2:B4", "B5:B7"])
def test_a_merge_that_the_block_cuts(area):
    template = workbook(TWO_ROWS, lambda book: book["自评表"].merge_cells(area))
    (fault,) = check_template(template)
    assert fault.cell == area.split(":")[0]
    assert f"合并单元格 {area} 被循环块（第 4–5 行）切断" in str(fault)


@pytest.mark.parametrize("area", ["B4:C4", "B4:B5", "B2:B6", "C1:C8", "B3:B6", "A7:B8", "B4:C7"])
def test_merges_that_are_not_cut(area):
    template = workbook(TWO_ROWS, lambda book: book["自评表"].merge_cells(area))
    assert check_template(template) == ()


def test_merging_downwards_needs_all_rows_of_the_block():
    template = workbook({**TWO_ROWS, "A4": "{{ i.name | merge }}"})
    (fault,) = check_template(template)
    assert "竖向合并第 4–5 行" in str(fault)


@pytest.mark.parametrize("area", ["A4:B5", "A2:B4"])
def test_a_table_that_the_block_cuts(area):
    def with_table(book: Workbook) -> None:
        book["自评表"].add_table(Table(displayName="明细", ref=area))

    template = workbook({**TWO_ROWS, "A2": "名称", "B2": "值", "A4": "甲", "B4": "乙"}, with_table)
    (fault,) = check_template(template)
    assert "Ctrl+T" in str(fault)
    assert area in str(fault)


def test_a_reference_over_several_sheets():
    template = workbook({"表一": TWO_ROWS, "表二": {"A1": "=SUM(表一:表二!B4)"}})
    (fault,) = check_template(template)
    assert (fault.sheet, fault.cell) == ("表二", "A1")
    assert "跨多张工作表" in str(fault)


def test_placeholders_where_none_can_be():
    def elsewhere(book: Workbook) -> None:
        book["自评表"].oddFooter.center.text = "{{ year }}"
        book.create_sheet("{{ year }}")

    found = check_template(workbook({"A1": "x"}, elsewhere))
    assert ["页眉页脚" in str(found[0]), "工作表名称" in str(found[1])] == [True, True]


def test_a_file_that_is_no_workbook():
    with pytest.raises(InputError, match=r"form.xlsx：不是有效的 .xlsx"):
        compile_template(b"hello", name="form.xlsx")


@pytest.mark.parametrize(
    ("was", "is_", "found"),
    [
        ('r="A1"', 'r="1A"', ""),
        ("<v>1</v>", "<v>一</v>", "（A1 的数值 一 不是有限的数）"),
        ("<v>1</v>", "<v>1E999</v>", "（A1 的数值 1E999 不是有限的数）"),
    ],
)
def test_a_workbook_whose_sheet_is_damaged(was: str, is_: str, found: str):
    data = workbook({"A1": 1})
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert was in sheet
    parts = {"xl/worksheets/sheet1.xml": sheet.replace(was, is_)}
    with pytest.raises(InputError) as caught:
        compile_template(with_parts(data, parts), name="form.xlsx")
    problem = f"工作表内容已损坏{found}，请用 Excel 打开修复后另存"
    assert str(caught.value) == f"form.xlsx［自评表］：{problem}"


@pytest.mark.parametrize(
    ("cells", "context", "where", "says"),
    [
        ({"B2": "{{ year }}"}, {}, "B2", "没有字段 year"),
        ({"B2": "{{ a.b }}"}, {"a": {}}, "B2", "没有字段 a.b"),
        ({"B2": "{{ a.b }}"}, {"a": None}, "B2", "没有字段 a.b"),
        ({"B2": "{{ a or b }}"}, {"a": 0}, "B2", "找不到字段"),
        ({"B2": "{{ a / 0 }}"}, {"a": 1}, "B2", "除数为 0"),
        ({"B2": "{{ a + 1 }}"}, {"a": "x"}, "B2", "计算出错"),
        ({"B2": "{{ a }}"}, {"a": [1]}, "B2", "（list）不能写入单元格"),
        ({"B2": "{{ a.upper }}"}, {"a": "x"}, "B2", "不能写入单元格"),
        (
            {"A1": "{% for i in a %}", "A2": "{{ i.b }}", "A3": "{% endfor %}"},
            {"a": [{"b": 1}, {}]},
            "A2",
            "没有字段 b",
        ),
        (
            {"A1": "{% for i in a %}", "A2": "{{ 1 / i.b }}", "A3": "{% endfor %}"},
            {"a": [{"b": 1}, {"b": 0}]},
            "A2",
            "循环的第 2 行",
        ),
        (
            {"A1": "{% for i in a %}", "A2": "{{ i.b }}", "A3": "{% endfor %}"},
            {"a": [{"b": 1}, {"b": {}}]},
            "A2",
            "（dict）不能写入单元格",
        ),
        ({"A1": "{% for i in a %}", "A2": "x", "A3": "{% endfor %}"}, {"a": 5}, "A1", "不是列表"),
        ({"A1": "{% for i in a %}", "A2": "x", "A3": "{% endfor %}"}, {}, "A1", "没有字段 a"),
    ],
)
def test_a_rendering_that_fails_names_its_cell(cells, context, where, says):
    program = compile_template(workbook(cells), name="form.xlsx")
    with pytest.raises(TemplateError, match=f"form.xlsx［自评表］{where}") as caught:
        program.render(context)
    assert says in str(caught.value)
