"""Dates as they are written in forms of the year 2020."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.notation import clean
from perfxl.core.period import Period, read_digits, read_month, read_period
from perfxl.core.remark import Remark

DAYS = st.dates(date(2011, 1, 1), date(2030, 12, 31))


def days(found: Period | Remark | None) -> str:
    if not isinstance(found, Period):
        return "" if found is None else found.name
    return f"{found.first}..{found.last}" if found.first != found.last else str(found.last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年12月30日", "2020-12-30"),
        ("2020年12月30号", "2020-12-30"),
        ("2020年12月30", "2020-12-30"),
        ("2020-12-30", "2020-12-30"),
        ("2020—12—30", ""),
        ("2020.1.1", "2020-01-01"),
        ("2020/12/30", "2020-12-30"),
        ("２０２０／１２／３０", "2020-12-30"),
        ("2020 年 12 月 30 日", "2020-12-30"),
        ("2020年\n12月30日", "2020-12-30"),
        ("2020-12-30 00:00:00", "2020-12-30"),
        ("2020-12-30T08:30", "2020-12-30"),
        ("2020年12.31日", "2020-12-31"),
        ("2020年1⽉1⽇", "2020-01-01"),  # radicals, as copied from a PDF
        ("12.31日", "2020-12-31"),
        ("12月31日", "2020-12-31"),
        ("2月29日", "2020-02-29"),
        ("2020年12月31日前", "2020-01-01..2020-12-31"),
        ("2020年12月31日前完成", "2020-01-01..2020-12-31"),
        ("于2020年12月底前完成", "2020-01-01..2020-12-31"),
        ("2023年12月", "2023-12-01..2023-12-31"),
        ("2020年2月", "2020-02-01..2020-02-29"),
        ("2020-12", "2020-12-01..2020-12-31"),
        ("2020.12月", "2020-12-01..2020-12-31"),
        ("12月", "2020-12-01..2020-12-31"),
        ("12月份", "2020-12-01..2020-12-31"),
        ("12月中旬", "2020-12-11..2020-12-20"),
        ("12月底", "2020-12-21..2020-12-31"),
        ("12月底前", "2020-01-01..2020-12-31"),
        ("9月前", "2020-01-01..2020-08-31"),
        ("2021年3月之前", "2021-01-01..2021-02-28"),
        ("1月前", "2019-12-31"),
        ("2021年底", "2021-12-01..2021-12-31"),
        ("2025年年底前", "2025-01-01..2025-12-31"),
        ("年底前", "2020-01-01..2020-12-31"),
        ("2020年", "2020-01-01..2020-12-31"),
        ("2020年度", "2020-01-01..2020-12-31"),
        ("2020年内", "2020-01-01..2020-12-31"),
        ("本年度", "2020-01-01..2020-12-31"),
        ("2020年上半年", "2020-01-01..2020-06-30"),
        ("第三季度", "2020-07-01..2020-09-30"),
        ("4季度", "2020-10-01..2020-12-31"),
        ("三季度前", "2020-01-01..2020-06-30"),
        ("2020年1月-12月", "2020-12-01..2020-12-31"),
        ("2020年1-12月", "2020-12-01..2020-12-31"),
        ("2020.1.1-2020.12.31", "2020-12-31"),
        ("2019年9月至2020年6月", "2020-06-01..2020-06-30"),
        ("2020-2021年", "2021-01-01..2021-12-31"),
        ("2121.12.31", "2121-12-31"),
        ("2月30日", "DATE_IMPOSSIBLE"),
        ("2021年2月29日", "DATE_IMPOSSIBLE"),
        ("2020-13-45", "DATE_IMPOSSIBLE"),
        ("2020年13月", "DATE_IMPOSSIBLE"),
        ("1900-01-00", "DATE_IMPOSSIBLE"),
        ("2020年前", "DATE_TOO_COARSE"),
        ("3月内", "DATE_OR_NUMBER"),
    ],
)
def test_date(text: str, expected: str) -> None:
    assert days(read_period(clean(text).text, 2020)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "18月",
        "30日",
        "8年",
        "12.5日",
        "12.31",
        "2020",
        "20年12月",
        "年",
        "底",
        "全年",
        "3-5",
        "1-2次",
        "2020年12月30日完成第3次培训",
        "12月31日23时",
        "二〇二〇年",
        "2020年12",
        "每月",
        "一年",
        "2020年10月-3月",
        "3个月内",
        "2020." * 20,
    ],
)
def test_no_date(text: str) -> None:
    assert read_period(clean(text).text, 2020) is None


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("2020年12月30日", ()),
        ("2021-12-30", ()),
        ("2030-12-30", ()),
        ("2031-12-30", (Remark.DATE_OUT_OF_RANGE,)),
        ("2009年", (Remark.DATE_OUT_OF_RANGE,)),
        ("12月", (Remark.YEAR_ASSUMED,)),
        ("9月前", (Remark.YEAR_ASSUMED, Remark.BEFORE_MONTH)),
        ("2020年1-12月", (Remark.DATE_RANGE,)),
        ("1-12月", (Remark.YEAR_ASSUMED, Remark.DATE_RANGE)),
    ],
)
def test_what_is_assumed_of_a_date(text: str, remarks: tuple[Remark, ...]) -> None:
    found = read_period(text, 2020)
    assert isinstance(found, Period)
    assert found.remarks == remarks


@pytest.mark.parametrize("year", [None, 0, 20, 99999])
def test_a_date_without_year_needs_one(year: int | None) -> None:
    assert read_period("12月底", year) is Remark.YEAR_UNKNOWN
    assert read_digits("12.31", year) is Remark.YEAR_UNKNOWN
    assert read_month(12, year) is Remark.YEAR_UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20201231", "2020-12-31"),
        ("2020.12", "2020-12-01..2020-12-31"),
        ("2020.1", "2020-01-01..2020-10-31"),
        ("12.31", "2020-12-31"),
        ("12/31", "2020-12-31"),
        ("12-5", "2020-12-05"),
        ("12.3", "DATE_OR_NUMBER"),
        ("2.5日", "2020-02-05"),
        ("2.30", "DATE_IMPOSSIBLE"),
        ("44195", "2020-12-30"),
        ("44195.5", "2020-12-30"),
        ("2020", "2020-01-01..2020-12-31"),
        ("99999", ""),
        ("12", ""),
        ("13.1", ""),
        ("1.5.3", ""),
    ],
)
def test_digits_where_a_date_is_expected(text: str, expected: str) -> None:
    assert days(read_digits(text, 2020)) == expected


@given(DAYS)
def test_every_day_in_every_notation(day: date) -> None:
    texts = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
    ]
    for text in texts:
        assert read_period(text, 2020) == Period(day, day)
    serial = (day - date(1899, 12, 30)).days
    for text in (f"{day:%Y%m%d}", str(serial)):
        assert days(read_digits(text, 2020)) == str(day)


@given(
    st.text("0123456789年月日号.-/~—至到底末前内旬上中下半季度第一二三四当本完成于", max_size=45),
    st.integers() | st.none(),
)
def test_any_text_is_a_date_or_none(text: str, year: int | None) -> None:
    for found in (read_period(text, year), read_digits(text, year)):
        assert not isinstance(found, Period) or found.first <= found.last
