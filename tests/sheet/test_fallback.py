"""Formulas without an add-in's functions, in the notation of the formula bar."""

from __future__ import annotations

import pytest

from perfxl.sheet.fallback import has_link, without_functions


@pytest.mark.parametrize(
    ("formula", "left"),
    [
        ("IFERROR(PERF_SCORE(A1,B1),C1)", "C1"),
        (
            'IFERROR(IF(A1="","",IFERROR(PERF_X(A1),B1)),"？")',
            'IFERROR(IF(A1="","",B1),"？")',
        ),
        ('IF(A1="","",IFERROR(PERF_SCORE(A1,B1),IF(C1,"x,y)",2)))', 'IF(A1="","",IF(C1,"x,y)",2))'),
        ("IFERROR(PERF_X(A1),B1+1)*2", "(B1+1)*2"),
        ("1-IFERROR(PERF_X(A1),-B1)", "1-(-B1)"),
        ("IFERROR(PERF_X(A1),B1)*2", "B1*2"),
        ("IFERROR(PERF_X(A1),SUM(B1:B9))%", "SUM(B1:B9)%"),
        ("iferror(perf_x(A1),7)", "7"),  # LibreOffice writes unknown names in small letters
        ("IFERROR([1]!PERF_X(A1),B1)", "B1"),  # Excel links to the add-in's file
        (r"IFERROR('C:\XLSTART\perfxl.xlam'!PERF_X(A1),B1)", "B1"),
        ("IFERROR(_xludf.PERF_X(A1),B1)", "B1"),
        ("IFERROR(PERF_X(1),IFERROR(PERF_Y(2),3))", "3"),
        ("IFERROR(A1/PERF_X(2),0)", "0"),
        ("SUM(IFERROR(PERF_X(1),A1),IFERROR(PERF_Y(1),A2))", "SUM(A1,A2)"),
        ("IFERROR(A1/B1,0)", "IFERROR(A1/B1,0)"),
        ('"PERF_X("&A1', '"PERF_X("&A1'),  # a text
        ("PERFORMANCE(A1)+PERF", "PERFORMANCE(A1)+PERF"),
        ("SUM({1,2;3,4},(A1,B1))", "SUM({1,2;3,4},(A1,B1))"),
        ("PERF_X(A1)", None),
        ("1+PERF_X(A1)", None),
        ("IFERROR(A1,PERF_X(2))", None),
        ("IFERROR(PERF_X(1),)", None),  # 0 is no fallback that anybody meant
        ("IFNA(PERF_X(1),2)", None),  # does not catch #NAME?
        ("(" * 3000 + "PERF_X(1)" + ")" * 3000, None),
    ],
)
def test_what_is_left_of_a_formula(formula: str, left: str | None) -> None:
    assert without_functions(formula, "PERF_") == left


@pytest.mark.parametrize(
    ("formula", "links"),
    [
        ("[1]Sheet1!A1", True),
        ("'[2]一 表'!A1", True),
        ("SUM([3]!合计)", True),
        (r"'C:\x\[b.xlsx]S'!A1", True),
        ("表1[1]", False),  # a column of a table
        ("表1[[#This Row],[1]]", False),
        ("[0]!合计", False),  # this workbook
        ("'一 表'!A1", False),
        ('"[1]Sheet1!A1"', False),
        ("Sheet1!A1", False),
    ],
)
def test_whether_a_formula_leads_to_another_workbook(formula: str, links: bool) -> None:
    assert has_link(formula) is links
