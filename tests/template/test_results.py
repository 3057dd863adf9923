"""Formulas that stand in a template have the right cached value, or none and a request."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.template import compile_template
from tests.template.workbooks import cells, part, workbook

FORM = {
    "A1": "{{ budget }}",
    "B1": "=ROUND(A1*0.1,2)",
    "C1": 5,
    "D1": "=C1+1",
    "A2": "{% for i in indicators %}",
    "A3": "{{ i.dimension | merge }}",
    "B3": "{{ i.weight }}",
    "C3": '{{ i.score | live("score") }}',
    "D3": '=IF(C3<B3,B3-C3,"")',
    "E3": "=SUM(B$3:B3)",
    "A4": "{% endfor %}",
    "A5": "=COUNTA(A3:A3)",
    "B5": "=SUM(B3:B3)",
    "C5": "=ROUND(SUM(C3:C3),2)",
    "D5": '=IF(B5=100,"优","权重"&B5)',
    "E5": "=C5/(B5-B5)",
    "A6": "=汇总!A1*2",
}
CONTEXT = {
    "budget": "43.25",
    "indicators": [
        {"dimension": "产出", "weight": "50", "score": Decimal("8.13")},
        {"dimension": "产出", "weight": Decimal(40), "score": Decimal("40")},
        {"dimension": "效益", "weight": None, "score": None},
    ],
}


def rendered(extra: dict[str, object] | None = None, count: int = 3) -> bytes:
    sheets = {"自评表": {**FORM, **(extra or {})}, "汇总": {"A1": "=自评表!C5+1"}}
    program = compile_template(workbook(sheets), formulas={"score": "[i.weight]"})
    return program.render({**CONTEXT, "indicators": CONTEXT["indicators"][:count]})


def test_cached_values():
    assert cells(rendered(), cached=True) == {
        "A1": 43.25,
        "B1": 4.33,
        "C1": 5,
        "D1": 6,
        "A2": "产出",
        "B2": 50,
        "C2": 8.13,
        "D2": 41.87,
        "E2": 50,
        "B3": 40,
        "C3": 40,
        "E3": 90,
        "A4": "效益",
        "E4": 90,
        "A5": 2,
        "B5": 90,
        "C5": 48.13,
        "D5": "权重90",
        "E5": "#DIV/0!",
        "A6": 98.26,
    }
    assert cells(rendered(), "汇总", cached=True) == {"A1": 49.13}


def test_texts_that_formulas_show():
    sheet = part(rendered(), "xl/worksheets/sheet1.xml")
    assert '<c r="D3" t="str"><f>IF(C3&lt;B3,B3-C3,"")</f><v></v></c>' in sheet
    assert '<c r="E5" t="e"><f>C5/(B5-B5)</f><v>#DIV/0!</v></c>' in sheet


def test_nobody_has_to_calculate():
    assert "fullCalcOnLoad" not in part(rendered(), "xl/workbook.xml")


@pytest.mark.parametrize("formula", ["=TODAY()", "=VLOOKUP(A1,B:C,2)", "=A1:A3", "=预算"])
def test_what_cannot_be_known_is_left_to_the_application(formula):
    data = rendered({"F1": formula, "F2": None, "G1": "=F1+1", "H1": "=A1+1"})
    shown = cells(data, cached=True)
    assert "F1" not in shown
    assert "G1" not in shown
    assert shown["H1"] == 44.25
    assert 'fullCalcOnLoad="1"' in part(data, "xl/workbook.xml")


def test_a_stale_value_of_the_template_is_not_kept():
    template = workbook({"A1": "{{ a }}", "A2": "=A1*2", "A3": "=TODAY()"})
    from tests.template.workbooks import with_parts

    sheet = part(template, "xl/worksheets/sheet1.xml")
    stale = (
        sheet.replace("<v></v>", "<v>77</v>")
        .replace("<v/>", "<v>77</v>")
        .replace("<v />", "<v>77</v>")
    )
    assert "77" in stale
    program = compile_template(with_parts(template, {"xl/worksheets/sheet1.xml": stale}))
    assert cells(program.render({"a": 4}), cached=True) == {"A1": 4, "A2": 8}


def test_without_rows():
    shown = cells(rendered(count=0), cached=True)
    assert shown == {
        "A1": 43.25,
        "B1": 4.33,
        "C1": 5,
        "D1": 6,
        "A3": 0,
        "B3": 0,
        "C3": 0,
        "D3": "权重0",
        "E3": "#DIV/0!",
        "A4": 2,
    }
