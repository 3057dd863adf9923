"""Native formulas by name: field references become cells, values are cached."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.errors import TemplateError
from perfxl.template import compile_template
from tests.template.workbooks import cells, part, workbook

FORM = {
    "A1": "{{ project }}",
    "B1": '{{ total.score | live("total") }}',
    "C1": "{{ total.weight }}",
    "A2": "{% for i in indicators %}",
    "A3": "{{ i.name }}",
    "B3": "{{ i.actual }}",
    "C3": '{{ i.score | live("score") }}',
    "D3": '{{ i.share | live("share") }}',
    "A4": "{% endfor %}",
    "A5": '{{ total.grade | live("grade") }}',
}
FORMULAS = {
    "total": "ROUND(SUM([i.score]),2)",
    "score": 'IF([i.actual]="","",MIN([i.actual],[total.weight]))',
    "share": "[i.score]/SUM([[i.score]])",
    "grade": 'IF([total.score]>=90,"优 [i.score]","差")',
}
ROWS = [
    {"name": "甲", "actual": "8", "score": Decimal("8.13"), "share": Decimal("0.5")},
    {"name": "乙", "actual": None, "score": None, "share": "请核对"},
]
CONTEXT = {
    "project": "项目",
    "total": {"score": Decimal("8.13"), "weight": 10, "grade": "差"},
    "indicators": ROWS,
}


def test_formulas_refer_to_the_cells_of_the_fields():
    data = compile_template(workbook(FORM), formulas=FORMULAS).render(CONTEXT)
    assert cells(data) == {
        "A1": "项目",
        "B1": "=ROUND(SUM(C2:C3),2)",
        "C1": 10,
        "A2": "甲",
        "B2": 8,
        "C2": '=IF(B2="","",MIN(B2,$C$1))',
        "D2": "=C2/SUM($C$2:$C$3)",
        "A3": "乙",
        "C3": '=IF(B3="","",MIN(B3,$C$1))',
        "D3": "=C3/SUM($C$2:$C$3)",
        "A4": '=IF(B1>=90,"优 [i.score]","差")',
    }


def test_every_formula_has_its_cached_value():
    data = compile_template(workbook(FORM), formulas=FORMULAS).render(CONTEXT)
    shown = {name: value for name, value in cells(data, cached=True).items() if name[0] in "BCD"}
    assert shown == {"B1": 8.13, "C1": 10, "B2": 8, "C2": 8.13, "D2": 0.5, "D3": "请核对"}
    empty = '<c r="C3" t="str"><f t="shared" si="0"/><v></v>'
    assert empty in part(data, "xl/worksheets/sheet1.xml")


def test_a_formula_repeated_in_a_block_is_written_once_as_excel_fills_it_downwards():
    sheet = part(
        compile_template(workbook(FORM), formulas=FORMULAS).render(CONTEXT),
        "xl/worksheets/sheet1.xml",
    )
    assert sheet.count("MIN(B2,$C$1)") == 1
    assert '<f t="shared" ref="C2:C3" si="0">' in sheet
    assert '<f t="shared" ref="D2:D3" si="1">' in sheet


def test_a_file_with_all_values_does_not_ask_to_be_calculated():
    template = workbook(FORM)
    assert "fullCalcOnLoad" in part(template, "xl/workbook.xml")  # openpyxl writes it
    data = compile_template(template, formulas=FORMULAS).render(CONTEXT)
    assert "fullCalcOnLoad" not in part(data, "xl/workbook.xml")


def test_values_only():
    program = compile_template(workbook(FORM), formulas=FORMULAS, live=False)
    assert cells(program.render(CONTEXT)) == {
        "A1": "项目",
        "B1": 8.13,
        "C1": 10,
        "A2": "甲",
        "B2": 8,
        "C2": 8.13,
        "D2": 0.5,
        "A3": "乙",
        "D3": "请核对",
        "A4": "差",
    }


def test_without_rows_the_totals_stay():
    program = compile_template(workbook(FORM), formulas=FORMULAS)
    data = program.render({**CONTEXT, "indicators": []})
    assert cells(data)["B1"] == "=ROUND(SUM(C2:C2),2)"
    assert "C2" not in cells(data)


def test_other_sheets_are_quoted():
    template = workbook(
        {
            "自评表": {
                "A1": "{% for i in indicators %}",
                "A2": "{{ i.score }}",
                "A3": "{% endfor %}",
                "A4": "{{ year }}",
            },
            "依据": {
                "A1": '{{ total | live("total") }}',
                "A2": "说明",
                "A3": "{% for row in indicators %}",
                "A4": '{{ row.name | live("copy") }}',
                "A5": "{% endfor %}",
            },
        }
    )
    formulas = {"total": "SUM([i.score])+[year]", "copy": "[row.score]*[year]"}
    context = {"indicators": [{"score": 1, "name": 1}] * 3, "year": 2, "total": 5}
    data = compile_template(template, formulas=formulas).render(context)
    assert cells(data, "依据") == {
        "A1": "=SUM('自评表'!A1:A3)+'自评表'!A4",
        "A2": "说明",
        "A3": "='自评表'!A1*'自评表'!$A$4",
        "A4": "='自评表'!A2*'自评表'!$A$4",
        "A5": "='自评表'!A3*'自评表'!$A$4",
    }


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("[i.scoer]", "indicators.score"),
        ("[[total.weight]]", "不在循环里"),
        ("[f.code]", "另一个循环"),
    ],
)
def test_a_formula_that_refers_to_nothing(formula, says):
    template = workbook(
        {
            **FORM,
            "A6": "{% for f in findings %}",
            "A7": "{{ f.code }}",
            "A8": "{% endfor %}",
        }
    )
    with pytest.raises(TemplateError, match="自评表") as caught:
        compile_template(template, formulas={**FORMULAS, "score": formula})
    assert caught.value.cell == "C3"
    assert says in str(caught.value)


def test_a_whole_column_of_a_block_of_several_rows_is_refused():
    template = workbook(
        {
            "A1": "{% for i in indicators %}",
            "A2": "{{ i.score }}",
            "A3": "备注",
            "A4": "{% endfor %}",
            "A5": '{{ total | live("total") }}',
        }
    )
    with pytest.raises(TemplateError, match="有多行"):
        compile_template(template, formulas={"total": "SUM([i.score])"})


def test_brackets_of_tables_are_left_alone():
    template = workbook({"A1": "{{ a }}", "A2": '{{ b | live("f") }}'})
    program = compile_template(template, formulas={"f": '表1[a]+SUM(表1[[#Totals],[a]])&"[a]"&[a]'})
    data = program.render({"a": 1, "b": 1})
    assert cells(data)["A2"] == '=表1[a]+SUM(表1[[#Totals],[a]])&"[a]"&A1'


def test_a_formula_longer_than_excel_takes_is_refused():
    template = workbook({"A2": '{{ b | live("f") }}'})
    with pytest.raises(TemplateError, match="8192"):
        compile_template(template, formulas={"f": "+".join(["1"] * 5_000)})


CONSTANT = {
    "project": "项目 ",
    "total.weight": 10,
    "total.grade": "差",
    "indicators.name": "同名",
    "indicators.score": Decimal("8.13"),
    "indicators.share": None,
}


@pytest.mark.parametrize("live", [True, False])
def test_constants_stand_in_every_file_whatever_the_context_says(live: bool):
    rows = [{"name": "同名", "actual": n, "score": Decimal("8.13"), "share": None} for n in (7, 8)]
    said = {
        "project": "项目 ",
        "total": {"score": 9, "weight": 10, "grade": "差"},
        "indicators": rows,
    }
    unsaid = {"total": {"score": 9}, "indicators": [{"actual": 7}, {"actual": 8}]}
    plain = compile_template(workbook(FORM), formulas=FORMULAS, live=live)
    fixed = compile_template(workbook(FORM), formulas=FORMULAS, constants=CONSTANT, live=live)
    for context in (said, unsaid):
        data = fixed.render(context)
        assert cells(data) == cells(plain.render(said))
        assert cells(data, cached=True) == cells(plain.render(said), cached=True)
    none = said | {"indicators": []}
    assert cells(fixed.render(none)) == cells(plain.render(none))
