"""Simple formulas get their values; whatever spreadsheets might disagree on gets none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfxl.sheet.address import cell_name, column_name
from perfxl.sheet.evaluate import computable, results
from perfxl.sheet.formula_values import ErrorValue, Unknown, Value

SHEET: dict[str, Value] = {
    "A1": Decimal("43.2"),
    "A2": Decimal("8.13"),
    "A3": None,
    "A4": Decimal("0.1"),
    "B1": "文字",
    "B2": "5",
    "B3": "",
    "B4": "95%",
    "B5": "A",
    "C1": True,
    "C2": ErrorValue("#N/A"),
    "C3": Decimal("-2"),
    "D1": Decimal("8.325"),
    "D2": Decimal("1.005"),
    "D3": Decimal("60.0"),
}
UNKNOWN = "unknown"


def value(formula: str) -> object:
    def lookup(cell: tuple[str, int, int]) -> Value:
        if cell[0] not in ("表", "另 表"):
            raise Unknown
        return SHEET.get(cell_name(cell[1], cell[2]))

    key = ("表", 26, 1)
    found = results({key: computable(formula, "表")}, lookup).get(key, UNKNOWN)
    return found.text if isinstance(found, ErrorValue) else found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("2-3-4", -5),
        ("ISNUMBER(A1)", True),
        ("ISNUMBER(A3)", False),
        ("ISNUMBER(B2)", False),
        ("ISNUMBER(C1)", False),
        ("ISNUMBER(C2)", False),
        ("ISNUMBER(1/0)", False),
        ("ISNUMBER(2)", True),
        ("ISNUMBER(A1:A2)", UNKNOWN),
        ("ROWS(A1:B4)", 4),
        ("ROWS(A1)", 1),
        ("ROWS(2)", UNKNOWN),
        ("-2^2", 4),  # the sign binds first, in Excel
        ("2^3^2", 64),  # from the left
        ("10%", "0.1"),
        ("200*5%", 10),
        ("1/3", "0.333333333333333"),
        ("1/3*3", 1),
        ("0.1+0.2", "0.3"),
        ("A1+A2", "51.33"),
        ("A1+A3", "43.2"),
        ("A3", 0),
        ("-A1", "-43.2"),
        ("B2+1", 6),
        ("SUM(A1:A4)", "51.43"),
        ("SUM(A1:B4)", "51.43"),  # texts in cells do not count
        ("SUM(A1,A2,10)", "61.33"),
        ("SUM(B1:B3)", 0),
        ("SUM('另 表'!A1:A2)", "51.33"),
        ("sum($A$1:$A$2)", "51.33"),
        ("ROUND(D1,2)", "8.33"),
        ("ROUND(D2,2)", "1.01"),
        ("ROUND(-D1,2)", "-8.33"),
        ("ROUND(A1,0)", 43),
        ("ROUND(1234,-2)", 1200),
        ("ROUNDUP(8.321,2)", "8.33"),
        ("ROUNDDOWN(8.329,2)", "8.32"),
        ("INT(-2.5)", -3),
        ("ABS(C3)", 2),
        ("N(A1)+N(B1)+N(C1)+N(A3)", "44.2"),
        ("MIN(A1:A4)", "0.1"),
        ("MAX(A1:A4,50)", 50),
        ("MAX(B1:B3)", 0),
        ("AVERAGE(A1:A3)", "25.665"),
        ("AVERAGE(B1:B3)", "#DIV/0!"),
        ("COUNT(A1:B4)", 3),
        ("COUNTA(A1:B4)", 7),
        ('IF(A1>A2,"高","低")', "高"),
        ("IF(A1<A2,1)", False),
        ('IF(A3="","",1)', ""),
        ("IF(A3=0,1,2)", 1),
        ("IF(C1,1,2)", 1),
        ("IF(A1>0,1,1/0)", 1),
        ("A1=43.2", True),
        ("A1<>43.2", False),
        ('B5="a"', True),
        ("B3<A3", False),
        ("B3<B1", True),
        ("A1<B1", True),  # numbers come before texts
        ("B1<C1", True),
        ("0.1+0.2=0.3", True),
        ("1/3=0.333333333333333", True),
        ("AND(A1>0,A2>0)", True),
        ("OR(A1<0,NOT(A2<0))", True),
        ('A1&"分"', "43.2分"),
        ("D3&B1&C1", "60文字TRUE"),
        ('1/3&""', "0.333333333333333"),
        ('"他说""好"""', '他说"好"'),
        ("1/0", "#DIV/0!"),
        ("C2+1", "#N/A"),
        ("SUM(C1:C3)", "#N/A"),
        ('IFERROR(1/0,"—")', "—"),
        ("IFERROR(A1,0)", "43.2"),
        ("TRUE", True),
        (" 1 + 1 ", 2),
        ("1E2", 100),
    ],
)
def test_values(formula, expected):
    found = value(formula)
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        expected = str(expected)
    if isinstance(found, Decimal):
        assert format(found.normalize(), "f") == expected
    else:
        assert found == expected


@pytest.mark.parametrize(
    "formula",
    [
        *("VLOOKUP(A1,B:C,2)", "TODAY()", "总分", "A1:A3", "SUM(A:A)", "SUM(1:3)", "B4+1", "B1*2"),
        *("B1<B5", "IF(B1,1,2)", "表1[得分]", "{1,2}", "A1 A2", "SUM((A1,A2))", "A1#", "@A1"),
        *("[1]表!A1", "S1:S2!A1", "没有!A1", "1E200*1E200", "2^0.5", "0^0", "1=", "(1", "1)", ""),
        *("ROUND(1)", "IF(1)", 'SUM("x")', '1E20&""', "SUM(,1)", "#REF!", "ROUND(1,99)", '"a'),
        *("1=3E9999999", "3E-9999999%", "1E-200*1E-200", "1E400%", "0+1E999999999999999"),
        f"1=3E{'1' * 100}",
        "+" * 5_000 + "1",
    ],
)
def test_what_is_left_alone(formula):
    assert value(formula) == UNKNOWN


def test_formulas_read_each_other_in_any_order():
    formulas = {
        "A1": "A2+1",
        "A2": "A3+1",
        "A3": "1",
        "B1": "SUM(A1:A3)",
        "B2": "没有!A1",
        "B3": "B2+1",
    }
    found = all_of(formulas)
    assert found == {"A1": 3, "A2": 2, "A3": 1, "B1": 6}


def test_a_formula_that_reads_itself_has_no_value():
    assert all_of({"A1": "A2", "A2": "A1+1", "A3": "A3", "A4": "1"}) == {"A4": 1}


def test_a_long_chain():
    chain = {f"A{row}": f"A{row - 1}+1" for row in range(2, 61)}
    assert all_of({"A1": "1", **chain})["A60"] == 60


def all_of(formulas: dict[str, str]) -> dict[str, object]:
    keys = {name: ("表", "ABC".index(name[0]) + 1, int(name[1:])) for name in formulas}

    def lookup(cell: tuple[str, int, int]) -> Value:
        raise Unknown

    found = results({keys[name]: computable(text, "表") for name, text in formulas.items()}, lookup)
    return {f"{column_name(column)}{row}": value for (_, column, row), value in found.items()}
