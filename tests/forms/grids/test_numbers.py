"""Numbers as a person reads them in a cell."""

from __future__ import annotations

import pytest

from perfxl.forms.grids.formats import number_format, text_affixes
from perfxl.forms.grids.numbers import plain, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        # plain numbers
        (60.0, "", "60"),
        (0.1 + 0.2, "General", "0.3"),
        (-3.0, "0.00", "-3"),
        (215457.6, "#,##0.00", "215457.6"),
        (0.0, '_ ¥* #,##0.00_ ;_ ¥* \\-#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "0"),
        (-3.0, "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-3"),
        (1234567.0, "0.00E+00", "1234567"),
        (1.5, "# ?/?", "1.5"),
        (3.0, "[DBNum1]0", "3"),
        (12.0, ";;;", "12"),
        # percents: the value, not the rounding of the format
        (0.95, "0%", "95%"),
        (0.81343, "0%", "81.343%"),
        (0.973, "0.00%", "97.3%"),
        (1.0, "0.0%", "100%"),
        (0.07, "0%", "7%"),
        # units, signs and currencies in the format
        (60.0, '0"人"', "60人"),
        (95.0, '"≥"0"%"', "≥95%"),
        (12.5, '0.0"分"', "12.5分"),
        (88.0, "¥#,##0.00", "88"),
        (88.0, "[$¥-804]#,##0.00", "88"),
        (5.0, '0"次/年"', "5次/年"),
        # digits rearranged: thousands and the 万 trick
        (12345678.0, "0.00,", "12345.68"),
        (123456.0, "0!.0,", "12.3"),
        (123456.0, "0\\.0,", "12.3"),
        (-123456.0, "0\\.0,", "-12.3"),
        # dates
        (44195.0, "yyyy/m/d", "2020-12-30"),
        (44195.0, 'yyyy"年"m"月"d"日"', "2020-12-30"),
        (44195.0, "[$-804]yyyy年m月d日", "2020-12-30"),
        (44195.0, 'yyyy"年"m"月";@', "2020年12月"),
        (44195.0, 'm"月"d"日";@', "12月30日"),
        (44195.0, "yyyy", "2020年"),
        (44195.5, "yyyy-m-d h:mm", "2020-12-30 12:00"),
        (44195.0, "yyyy-m-d h:mm", "2020-12-30"),
        (0.5, "h:mm", "12:00"),
        (1.5, "[h]:mm", "12:00"),
        (1.0, "yyyy-m-d", "1900-01-01"),
        (59.0, "yyyy-m-d", "1900-02-28"),
        (61.0, "yyyy-m-d", "1900-03-01"),
        (-1.0, "yyyy-m-d", "-1"),
        (1e10, "yyyy-m-d", "10000000000"),
    ],
)
def test_shown(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_days_from_1904() -> None:
    assert shown(42733.0, "yyyy-m-d", from_1904=True) == "2020-12-30"


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_no_number(value: float) -> None:
    assert shown(value, "0%") == str(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e308, "1" + "0" * 308), (1e-7, "0.0000001"), (-0.0, "0"), (1e15, "1" + "0" * 15)],
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text


def test_an_endless_code_does_nothing() -> None:
    assert number_format("0" * 100_000) == number_format("General")


@pytest.mark.parametrize(
    ("code", "around"),
    [('@"万元"', ("", "万元")), ('"约"@', ("约", "")), ("@", ("", "")), ("0.00", ("", ""))],
)
def test_text_affixes(code: str, around: tuple[str, str]) -> None:
    assert text_affixes(code) == around
