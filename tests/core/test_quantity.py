"""Numbers, quantities and rounding, as they are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfxl.core.evaluation import Amount
from perfxl.core.quantity import (
    amount,
    decimal,
    is_canonical,
    plain,
    read_quantity,
    round_half_up,
)
from perfxl.core.remark import Remark

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
NUMBERS = st.decimals(
    min_value=Decimal("-9999999999"), max_value=Decimal("9999999999"), places=4
) | st.integers(-(10**12), 10**12).map(Decimal)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "1"),
        ("43.2", "43.2"),
        ("215,457.6", "215457.6"),
        ("２１５，４５７．６", "215457.6"),
        ("1,234,567", "1234567"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("+5", "5"),
        (".5", "0.5"),
        ("007", "7"),
        (" 60 ", "60"),
        ("60\n", "60"),
        ("1 000", "1000"),
        ("215,\n457.6", "215457.6"),
        ("\u200b12\ufeff", "12"),
        ("0.30000000000000004", "0.30000000000000004"),
    ],
)
def test_number(text: str, value: str) -> None:
    assert decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "abc",
        "100%",
        "1,2",
        "1,23,456",
        "1.2.3",
        "1e5",
        "1e308",
        "10²",
        "½",
        "٣",
        "⑤",
        "1/3",
        "3\n5",
        "3-5",
        "5.",
        "--3",
        "12345678901234567",
        "0x10",
        "NaN",
        "Infinity",
        "1_000",
        "9" * 5000,
        "≥3",
        "3次",
        "(5)",
        "一",
        "零点五",
    ],
)
def test_not_a_number(text: str) -> None:
    assert decimal(text) is None


@pytest.mark.parametrize(
    "text", [None, "", "  ", "\n", "/", "-", "—", "——", "……", "无", "一", "／"]
)
def test_unfilled_amount(text: str | None) -> None:
    assert amount(text) is None


def test_amount_keeps_its_text() -> None:
    assert amount("215,457.6") == Amount("215,457.6", Decimal("215457.6"))
    assert amount("100%%") == Amount("100%%", None)
    assert amount("1e308") == Amount("1e308", None)


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("8.125", 2, "8.13"),
        ("8.134", 2, "8.13"),
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("0.05", 1, "0.1"),
        ("1234567890123456789.005", 2, "1234567890123456789.01"),
        ("5", 2, "5.00"),
    ],
)
def test_round_half_up(value: str, digits: int, rounded: str) -> None:
    assert round_half_up(Decimal(value), digits) == Decimal(rounded)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("60.0", "60"),
        ("0.50", "0.5"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("100", "100"),
        ("12345678901234567890123456789012345", "12345678901234567890123456789012345"),
    ],
)
def test_plain(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    "text", ["0", "1", "43.2", "-3", "0.5", "123456789012345", "-12345678901234.5"]
)
def test_canonical(text: str) -> None:
    assert is_canonical(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "007",
        "1.0",
        "1.",
        ".5",
        "+1",
        "-0",
        "-",
        "95%",
        "1e5",
        "1,000",
        " 1",
        "1\n",
        "１",
        "٣",
        "1234567890123456",
        "0.1234567890123456",
        "2020-12-30",
        "9" * 400,
    ],
)
def test_not_canonical(text: str) -> None:
    assert not is_canonical(text)


@given(NUMBERS)
def test_canonical_text_survives_a_spreadsheet(value: Decimal) -> None:
    text = plain(value)
    assert decimal(text) == value
    assume(is_canonical(text))
    assert plain(Decimal(repr(float(text)))) == text


@pytest.mark.parametrize(
    ("text", "value", "unit", "scale"),
    [
        ("38508人", "38508", "人", "1"),
        ("1.4万人", "14000", "人", "10000"),
        ("25TB", "25", "TB", "1"),
        ("5万", "50000", "", "10000"),
        ("320万", "3200000", "", "10000"),
        ("8.88万元", "88800", "元", "10000"),
        ("2亿元", "200000000", "元", "100000000"),
        ("3千元", "3000", "元", "1000"),
        ("3百人", "300", "人", "100"),
        ("1.5千万元", "15000000", "元", "10000000"),
        ("0起", "0", "起", "1"),
        ("300 公里", "300", "公里", "1"),
        ("3km", "3", "公里", "1"),
        ("3千克", "3", "公斤", "1"),
        ("50㎡", "50", "平方米", "1"),
        ("50m2", "50", "平方米", "1"),
        ("12个月", "12", "月", "1"),
        ("30天", "30", "日", "1"),
        ("97.30%", "0.973", "%", "0.01"),
        ("100百分比", "1", "%", "0.01"),
        ("百分之95", "0.95", "%", "0.01"),
        ("百分之百", "1", "%", "0.01"),
        ("0.9‰", "0.0009", "‰", "0.001"),
        ("400元/人、天", "400", "元/人·日", "1"),
        ("620万/月", "6200000", "/月", "10000"),
        ("530元/人*月", "530", "元/人·月", "1"),
        ("1600元/亩", "1600", "元/亩", "1"),
        ("35微克/立方米", "35", "微克/立方米", "1"),
        ("35μg/m³", "35", "微克/立方米", "1"),
        ("3起/万人", "3", "起/万人", "1"),
        ("1200元/生·年", "1200", "元/生·年", "1"),
        ("55dB(A)", "55", "分贝", "1"),
        ("1（次）", "1", "次", "1"),
        ("60（万元）", "600000", "元", "10000"),
        ("3台（套）", "3", "台", "1"),
        ("1,234.5元", "1234.5", "元", "1"),
        ("零", "0", "", "1"),
    ],
)
def test_quantity(text: str, value: str, unit: str, scale: str) -> None:
    found = read_quantity(text)
    assert found is not None
    assert (found.value, found.unit, found.scale) == (Decimal(value), unit, Decimal(scale))
    assert found.number * found.scale == found.value
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("100%%", Remark.PERCENT_REPEATED),
        ("百分之95%", Remark.PERCENT_REPEATED),
        ("-5%", Remark.NEGATIVE),
        ("3个平台", Remark.UNIT_UNKNOWN),
        ("1 000人", Remark.SPACE_IN_NUMBER),
    ],
)
def test_odd_quantity(text: str, remark: Remark) -> None:
    found = read_quantity(text)
    assert found is not None
    assert found.remarks == (remark,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "次",
        "3次未完成",
        "3次，覆盖500人",
        "≥3次",
        "5成",
        "2年半",
        "3小时30分",
        "10²米",
        "3×5",
        "1/3",
        "1:3",
        "5折",
        "3次以上",
        "100多人",
        "1000余人",
        "3\n5人",
        "第3",
        "5w",
        "5k",
        "3次培训完成",
        "百分之九十五",
        "元",
        "%",
        "1e5元",
        "3" * 80 + "人",
        "7*24",
        "3（线上）",
        "2020年12月",
    ],
)
def test_not_a_quantity(text: str) -> None:
    assert read_quantity(text) is None


@given(NUMBERS, st.sampled_from(["", "人", "万人", "%", "元/人", "‰", "万", "个月", "TB"]))
def test_writing_and_reading_again(value: Decimal, unit: str) -> None:
    found = read_quantity(plain(value) + unit)
    assert found is not None
    assert found.number == value


@given(NUMBERS, st.sampled_from(["", "人", "万人", "%", "元/人", "（次）"]), st.data())
def test_width_and_spaces_change_nothing(value: Decimal, unit: str, data: st.DataObject) -> None:
    text = f"{value:,f}{unit}"
    expected = read_quantity(text)
    assert expected is not None
    spaces = data.draw(st.lists(st.sampled_from(["", " ", "\u3000"]), min_size=len(text) + 1))
    spaced = "".join(space + letter for space, letter in zip(spaces, text, strict=False))
    for variant in (text.translate(FULL_WIDTH), spaced):
        found = read_quantity(variant)
        assert found is not None
        assert (found.value, found.unit, found.scale) == (
            expected.value,
            expected.unit,
            expected.scale,
        )


@given(st.text(max_size=60) | st.text("0123456789.,-+%‰万亿千百元人/()（）年 \n", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    decimal(text)
    amount(text)
    is_canonical(text)
    read_quantity(text)
