"""Cell values as Excel hands them over, and the text the core gets."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from perfxl.addin import cell
from perfxl.addin.cell import CellError
from perfxl.forms.grids.numbers import shown
from tests.addin.windows import DIV0, NA, com_time


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        ("　 ", None),
        ("≥95%", "≥95%"),
        (" 提高\r\n效率 ", "提高\n效率"),
        (60.0, "60"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        (215457.6, "215457.6"),
        (1e15, "1000000000000000"),
        (Decimal("43.2000"), "43.2"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.datetime(2020, 12, 30), "2020-12-30"),
        (datetime.datetime(2020, 12, 30, 17, 30), "2020-12-30 17:30"),
        (datetime.date(2020, 12, 30), "2020-12-30"),
        (com_time(2020, 12, 30), "2020-12-30"),
        ("0.95\x1f0%", "95%"),
        (".8134\x1f0%", "81.34%"),
        ("44195\x1fyyyy/m/d", "2020-12-30"),
        ('44195\x1fyyyy"年"m"月"', "2020年12月"),
        ('60\x1f0"人"', "60人"),
        ("1234.5\x1f#,##0.00", "1234.5"),
    ],
)
def test_text(value: object, text: str | None) -> None:
    assert cell.text(value) == text


@pytest.mark.parametrize(
    ("value", "error"),
    [(DIV0, "#DIV/0!"), (NA, "#N/A"), ("#REF!", "#REF!"), (-2146826252, "#NUM!"), (1j, "#VALUE!")],
)
def test_an_error_value_is_raised_as_itself(value: object, error: str) -> None:
    with pytest.raises(CellError, match=f"^{error}"):
        cell.text(value)


@pytest.mark.parametrize("code", ["0%", "0.00%", "yyyy-mm-dd", '0.0"万元"', "#,##0"])
def test_a_number_with_its_format_is_what_the_form_readers_see(code: str) -> None:
    for number in (0.0, 0.5, 12.0, 44195.0):
        assert cell.text(f"{number}\x1f{code}") == shown(number, code)


@pytest.mark.parametrize(
    ("argument", "rows"),
    [
        (None, [[None]]),
        (5.0, [[5.0]]),
        ([], [[None]]),
        (((1.0,), (2.0,)), ((1.0,), (2.0,))),
        ([1.0, 2.0], [[1.0, 2.0]]),
    ],
)
def test_block(argument: object, rows: object) -> None:
    assert cell.block(argument) == rows


def test_several_cells_are_no_single_one() -> None:
    assert cell.single([["x"]]) == "x"
    with pytest.raises(CellError):
        cell.single([["x", "y"]])
