"""Deadlines moved by one year, in the users' notation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.deadline import next_deadline
from perfxl.core.reading import TargetKind
from perfxl.core.target import read_target

NAME = "完成时限"

MOVED = [
    # written in 2020, name, written in 2021
    ("2020年12月30日", NAME, "2021年12月30日"),
    ("2020-12-30", NAME, "2021-12-30"),
    ("2020.12.30", NAME, "2021.12.30"),
    ("2020/12/30", NAME, "2021/12/30"),
    ("2020-12-30 00:00:00", NAME, "2021-12-30 00:00:00"),
    ("2020年12月", NAME, "2021年12月"),
    ("2020.12", NAME, "2021.12"),
    ("2020.10", NAME, "2021.10"),
    ("2020年底", NAME, "2021年底"),
    ("2020年年底前", NAME, "2021年年底前"),
    ("2020年12月上旬", NAME, "2021年12月上旬"),
    ("2020年第四季度", NAME, "2021年第四季度"),
    ("2020年上半年", NAME, "2021年上半年"),
    ("2020年12月31日前", NAME, "2021年12月31日前"),
    ("≤2020年12月31日", NAME, "≤2021年12月31日"),
    ("=2020年12月31日", NAME, "=2021年12月31日"),
    ("于2020年12月底前完成", NAME, "于2021年12月底前完成"),
    ("2020年1-12月", NAME, "2021年1-12月"),
    ("2020年1月-2020年12月", NAME, "2021年1月-2021年12月"),
    ("2020年11月至2021年3月", NAME, "2021年11月至2022年3月"),
    ("２０２０年１２月３０日", NAME, "２０２１年１２月３０日"),
    ("2020 年 12 月 30 日", NAME, "2021 年 12 月 30 日"),
    ("2020年\n12月30日", NAME, "2021年\n12月30日"),
    ("20201231", NAME, "20211231"),
    ("2020", NAME, "2021"),
    ("2020", "建成年份（年）", "2021"),
    ("44195", NAME, "44560"),  # Excel's 2020-12-30 and 2021-12-30
    ("2021-12-30", NAME, "2022-12-30"),  # carried over: moved like the others
    ("2019年2月底", NAME, "2020年2月底"),
]
LEAP_DAYS = [
    ("2020年2月29日", "2021年2月28日"),
    ("2020-02-29", "2021-02-28"),
    ("2020.2.29", "2021.2.28"),
    ("20200229", "20210228"),
    ("２０２０年２月２９日", "２０２１年２月２８日"),
    ("2月29日前", "2月28日前"),
    ("2020年2月", "2021年2月"),
    ("43890", "44255"),
]
WITHOUT_A_YEAR = ["≤12.31日", "12月底前", "9月前", "12月31日", "年底", "第四季度", "1-12月"]
NO_DEADLINES = [
    ("100%", "合格率"),
    ("2020人", "培训人数"),
    ("≥2020", "培训人数（人）"),
    ("12", "完成工作期限（月）"),
    ("≥12≤12", "完成工作时限（月））"),
    ("提高", "提高水平"),
    ("44195", "培训人次"),
    ("2121.12.31", NAME),
    ("2020年2月30日", NAME),
    ("2020年底前完成验收，2021年运行", NAME),
    ("二〇二〇年底", NAME),
    ("/", NAME),
    ("", NAME),
]


@pytest.mark.parametrize(("written", "name", "moved"), MOVED)
def test_a_deadline_moves_in_its_own_notation(written: str, name: str, moved: str) -> None:
    year = 2019 if "2019" in written else 2020
    assert next_deadline(written, name=name, year=year) == moved


@pytest.mark.parametrize(("written", "moved"), LEAP_DAYS)
def test_the_leap_day_becomes_the_last_of_february(written: str, moved: str) -> None:
    assert next_deadline(written, name=NAME, year=2020) == moved


@pytest.mark.parametrize("written", WITHOUT_A_YEAR)
def test_a_date_without_a_year_stays_as_it_is(written: str) -> None:
    assert next_deadline(written, name=NAME, year=2020) == written


@pytest.mark.parametrize(("written", "name"), NO_DEADLINES)
def test_what_is_no_date_is_not_touched(written: str, name: str) -> None:
    assert next_deadline(written, name=name, year=2020) is None


def test_a_form_without_a_year_still_moves_whole_dates() -> None:
    assert next_deadline("2020年12月30日", name=NAME, year=None) == "2021年12月30日"
    assert next_deadline("12月30日", name=NAME, year=None) is None


NOTATIONS = [
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}年{0.month}月{0.day}日前",
    "≤{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month:02}/{0.day:02}",
    "{0:%Y%m%d}",
    "{0.month}月{0.day}日",
    "{0.year}年{0.month}月",
    "{0.year}年{0.month}月底",
    "{0.year}年底",
]


@given(day=st.dates(date(1995, 1, 1), date(2090, 12, 31)), notation=st.sampled_from(NOTATIONS))
def test_the_moved_text_means_the_same_day_a_year_later(day: date, notation: str) -> None:
    written = notation.format(day)
    before = read_target(written, name=NAME, year=day.year)
    assert before.date is not None
    moved = next_deadline(written, name=NAME, year=day.year)
    assert moved is not None
    after = read_target(moved, name=NAME, year=day.year + 1)
    assert after.kind is TargetKind.DATE
    assert after.date is not None
    assert (after.date.year, after.date.month) == (day.year + 1, before.date.month)
    february = before.date.month == 2 and before.date.day >= 28
    assert after.date.day == before.date.day or (february and after.date.day in (28, 29))


@given(st.text(alphabet="0123456789年月日-./≤前底至 人%", max_size=14), st.integers(2000, 2090))
def test_any_text_is_moved_right_or_left_alone(written: str, year: int) -> None:
    moved = next_deadline(written, name=NAME, year=year)
    before = read_target(written, name=NAME, year=year)
    if moved is None:
        return
    after = read_target(moved, name=NAME, year=year + 1)
    assert before.date is not None
    assert after.date is not None
    assert (after.date.year, after.date.month) == (before.date.year + 1, before.date.month)
