"""Row heights: lines of wrapped Chinese text, and the rows that must hold them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.sheet.height import (
    MAX_ROW_HEIGHT,
    STACKED,
    Font,
    column_width,
    default_column_width,
    line_count,
    line_height,
    raised,
    text_height,
)

FANGSONG = Font("仿宋", 12)


def ems(count: float, font: Font = FANGSONG) -> float:
    """A cell in which ``count`` Chinese characters stand on a line, and not one more."""
    return count * font.size * 1.03 + 4


@pytest.mark.parametrize(
    ("text", "characters", "lines"),
    [
        ("项目名称", 4, 1),
        ("项目名称", 3, 2),
        ("绩效指标", 1, 4),
        ("", 4, 1),
        ("预期\n目标", 10, 2),
        ("预期\r\n目标\n", 10, 3),
        # a closing mark does not begin a line: 展 moves down with it
        ("持续发展。", 4, 2),
        ("持续发展）、。", 4, 2),
        ("一二三四、五六七", 4, 3),
        # an opening mark does not end one
        ("一二三（四五六）", 4, 3),
        ("一二三“四五六”", 4, 3),
        # numbers, words and bounds stay whole
        ("资金215457.6万元", 5, 3),
        ("上线≥95%为止", 4, 3),
        ("共260.2976", 4, 3),  # one that is longer than a line is cut
        ("使用 Excel 2010 填报", 5, 3),
        ("fresh/self_evaluation_forms_2020.txt", 12, 3),  # LibreOffice ends a line after a slash
        # LibreOffice keeps a number with the mark before it
        ("一二三、60件", 4, 3),
        # blanks people pad labels with take room
        ("绩    效", 4.5, 1),
        ("绩        效", 4.5, 2),
    ],
)
def test_lines(text: str, characters: float, lines: int) -> None:
    assert line_count(text, ems(characters), FANGSONG) == lines


def test_narrower_than_a_character_is_a_character_a_line() -> None:
    assert line_count("项目资金", 3, FANGSONG) == 4


@pytest.mark.parametrize(
    ("font", "lines"), [(Font("仿宋", 12), 1), (Font("仿宋", 12, bold=True), 2)]
)
def test_bold_is_wider(font: Font, lines: int) -> None:
    assert line_count("一二三四五六七八九十", ems(10), font) == lines


def test_an_indent_takes_room() -> None:
    assert line_count("上年结转资金", ems(6), FANGSONG) == 1
    assert line_count("上年结转资金", ems(6), FANGSONG, 1) == 2


@pytest.mark.parametrize(
    ("width", "default", "points"),
    [
        # Excel: 20 × 7 pixels, LibreOffice the same
        (20, Font("Calibri", 11), 105),
        (9.140625, Font("Calibri", 11), 48),
        # Excel: 160 pixels; LibreOffice: 146.67
        (20, Font("宋体", 11), 110.25),
        (20, Font("宋体", 12), 120),
        (20, Font("Arial", 10), 105),
        (0, Font("宋体", 11), 0),
    ],
)
def test_column_width(width: float, default: Font, points: float) -> None:
    assert column_width(width, default) == points


def test_default_column_width() -> None:
    """Excel's 64 pixels for Calibri 11."""
    assert default_column_width(Font("Calibri", 11)) == 42


@pytest.mark.parametrize(
    ("name", "size", "excel"),
    [
        # heights Excel itself gives to a row of one line
        ("宋体", 9, 11.25),
        ("宋体", 10, 12),
        ("宋体", 11, 13.5),
        ("宋体", 12, 14.25),
        ("仿宋", 14, 18.75),
        ("黑体", 16, 20.25),
        ("方正小标宋简体", 18, 24),
        ("微软雅黑", 11, 16.5),
        ("等线", 11, 14.25),
        ("Calibri", 11, 15),
        ("Times New Roman", 12, 15.75),
    ],
)
def test_a_line_is_at_least_as_tall_as_in_excel(name: str, size: float, excel: float) -> None:
    assert excel <= line_height(Font(name, size)) <= excel * 1.36


def test_an_empty_cell_needs_nothing() -> None:
    assert text_height("", 100, FANGSONG) == 0


def test_heights_are_whole_pixels() -> None:
    height = text_height("项目支出绩效自评表" * 7, 100, Font("仿宋", 10.5))
    assert height % 0.75 == 0


def test_stacked_text_needs_a_line_for_each_character() -> None:
    height = text_height("绩效指标", 20, FANGSONG, 0, STACKED)
    assert 4 * line_height(FANGSONG) < height < 5 * line_height(FANGSONG)


@pytest.mark.parametrize("rotation", [90, 180])
def test_turned_text_needs_its_length(rotation: int) -> None:
    height = text_height("绩效指标", 20, FANGSONG, 0, rotation)
    assert 48 < height < 60


texts = st.text(alphabet="一二三的，。、（）“”≥ab1 9.%万元-/\n", max_size=80)
widths = st.floats(min_value=5, max_value=400)
fonts = st.builds(
    Font, st.sampled_from(["仿宋", "黑体", "等线"]), st.sampled_from([9, 10.5, 12]), st.booleans()
)


@given(texts, widths, widths, fonts)
def test_wider_never_needs_more_lines(text: str, one: float, other: float, font: Font) -> None:
    assert line_count(text, max(one, other), font) <= line_count(text, min(one, other), font)


@given(texts, texts, widths, fonts)
def test_longer_never_needs_fewer_lines(text: str, more: str, width: float, font: Font) -> None:
    assert line_count(text, width, font) <= line_count(text + more, width, font)


@given(texts, widths, fonts)
def test_no_fewer_lines_than_room_requires(text: str, width: float, font: Font) -> None:
    ideographs = sum(character in "一二三的万元" for character in text)
    assert line_count(text, width, font) * max(width, font.size) >= ideographs * font.size


def test_rows_keep_their_heights_where_they_are_enough() -> None:
    assert raised([30, 60], 90) == [30, 60]


def test_what_rows_lack_is_spread_evenly_over_them() -> None:
    assert raised([20, 20, 20], 91.5) == [30.5, 30.5, 30.5]
    assert raised([20, 40], 90) == [35, 55]


def test_rows_rise_by_whole_pixels() -> None:
    assert raised([20, 20], 40.5) == [20.75, 20.75]  # a quarter of a point each, at least a pixel


def test_hidden_rows_stay_hidden() -> None:
    assert raised([0, 20], 59.75) == [0, 59.75]
    assert raised([0], 60) == [0]


def test_no_row_exceeds_the_limit_of_excel() -> None:
    assert raised([20], 500) == [MAX_ROW_HEIGHT]
    assert raised([20, 300], 2000) == [MAX_ROW_HEIGHT, MAX_ROW_HEIGHT]


def test_the_others_take_what_a_row_at_the_limit_cannot() -> None:
    assert raised([400, 20, 20], 520) == [MAX_ROW_HEIGHT, 55.25, 55.25]


@given(
    st.lists(st.sampled_from([0, 14.25, 20.0, 60.0]), min_size=1, max_size=6),
    st.floats(0, 3000),
)
def test_raised_rows_hold_what_they_can(own: list[float], needed: float) -> None:
    heights = raised(own, needed)
    assert all(0 <= before <= after for before, after in zip(own, heights, strict=True))
    assert max(heights) <= MAX_ROW_HEIGHT
    assert sum(heights) >= needed or {0, MAX_ROW_HEIGHT}.issuperset(heights)


def test_heights_rise_evenly_with_length() -> None:
    """No jump of more than the lines that were added."""
    heights = [text_height("目" * count, 100, FANGSONG) for count in range(1, 200)]
    assert all(0 <= after - before <= 18.75 for before, after in pairwise(heights))
