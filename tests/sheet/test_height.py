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
    WrappedCell,
    column_width,
    default_column_width,
    fit_rows,
    line_count,
    line_height,
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


LONG = "完成线上培训，持续提高我州教育教学水平；" * 4


def cell(first: int, last: int, text: str, width: float = 100) -> WrappedCell:
    return WrappedCell(first, last, text, width, FANGSONG)


def test_rows_keep_their_own_height_where_it_is_enough() -> None:
    fitted = fit_rows([30, 60], [cell(0, 0, "短"), cell(1, 1, "短")])
    assert fitted.heights == [30, 60]
    assert fitted.overflows == ()


def test_the_tallest_cell_of_a_row_decides() -> None:
    fitted = fit_rows([14.25], [cell(0, 0, "短"), cell(0, 0, LONG), cell(0, 0, "中等长度的一段")])
    assert fitted.heights == [text_height(LONG, 100, FANGSONG)]


def test_a_vertical_merge_is_spread_over_its_rows() -> None:
    fitted = fit_rows([20, 20, 20, 20], [cell(1, 3, LONG)])
    needed = text_height(LONG, 100, FANGSONG)
    assert fitted.heights[0] == 20
    assert len(set(fitted.heights[1:])) == 1
    assert needed <= sum(fitted.heights[1:]) < needed + 3 * 0.75


def test_a_vertical_merge_uses_what_its_rows_have() -> None:
    tall = text_height(LONG, 100, FANGSONG)
    fitted = fit_rows([20, 20], [cell(0, 1, LONG), cell(1, 1, LONG)])
    assert fitted.heights == [20, tall]


def test_small_merges_come_before_large_ones() -> None:
    """A label over the whole block profits from what the groups in it need."""
    whole, part = cell(0, 3, LONG), cell(0, 1, LONG)
    assert fit_rows([20] * 4, [whole, part]) == fit_rows([20] * 4, [part, whole])
    assert fit_rows([20] * 4, [whole, part]).heights[2:] == [20, 20]


def test_hidden_rows_stay_hidden() -> None:
    fitted = fit_rows([0, 20, 0], [cell(0, 0, LONG), cell(1, 2, LONG)])
    needed = text_height(LONG, 100, FANGSONG)
    assert fitted.heights[::2] == [0, 0]
    assert needed <= fitted.heights[1] < needed + 0.75
    assert fitted.overflows == ()


def test_what_exceeds_the_tallest_row_is_reported() -> None:
    goal = LONG * 30
    fitted = fit_rows([20, 20], [cell(0, 0, goal), cell(1, 1, LONG)])
    assert fitted.heights[0] == MAX_ROW_HEIGHT
    (overflow,) = fitted.overflows
    assert overflow.cell.text == goal
    assert overflow.available == MAX_ROW_HEIGHT
    assert overflow.needed == text_height(goal, 100, FANGSONG) > MAX_ROW_HEIGHT


def test_a_merge_that_exceeds_its_rows_is_reported() -> None:
    goal = LONG * 30
    fitted = fit_rows([20, 300], [cell(0, 1, goal)])
    assert fitted.heights == [MAX_ROW_HEIGHT, MAX_ROW_HEIGHT]
    (overflow,) = fitted.overflows
    assert overflow.available == 2 * MAX_ROW_HEIGHT


def test_a_merge_fills_one_row_after_another_at_the_limit() -> None:
    goal = LONG * 5
    needed = text_height(goal, 100, FANGSONG)
    fitted = fit_rows([400, 20, 20], [cell(0, 2, goal)])
    assert fitted.overflows == ()
    assert fitted.heights[0] == MAX_ROW_HEIGHT
    assert needed <= sum(fitted.heights) < needed + 2


rows = st.lists(st.sampled_from([0, 14.25, 20.0, 60.0]), min_size=1, max_size=6)


@given(rows, st.data())
def test_fitted_rows_hold_every_cell_or_say_so(own: list[float], data: st.DataObject) -> None:
    places = st.integers(0, len(own) - 1)
    cells = [
        cell(min(ends), max(ends), data.draw(texts) * data.draw(st.integers(0, 40)), 60)
        for ends in data.draw(st.lists(st.tuples(places, places), max_size=6))
    ]
    fitted = fit_rows(own, cells)
    assert all(0 <= before <= after for before, after in zip(own, fitted.heights, strict=True))
    assert max(fitted.heights) <= MAX_ROW_HEIGHT
    reported = {overflow.cell for overflow in fitted.overflows}
    for each in cells:
        held = sum(fitted.heights[each.first : each.last + 1])
        needed = text_height(each.text, each.width, each.font)
        assert held >= needed or held == 0 or each in reported


def test_heights_rise_evenly_with_length() -> None:
    """No jump of more than the lines that were added."""
    heights = [text_height("目" * count, 100, FANGSONG) for count in range(1, 200)]
    assert all(0 <= after - before <= 18.75 for before, after in pairwise(heights))
