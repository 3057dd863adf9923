"""Pasted tables in other dress than the seed's: tabs, bars, commas, blanks, a cell a line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.forms.reader import read_forms
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from perfxl.forms.text_dress import Dress, dress_of
from tests.corpus.expectation import actual, differences, expected
from tests.corpus.notation import FORMS, barred, pasted, sheets
from tests.corpus.share import judged

TEXTS = Path(__file__).parent.parent / "corpus" / "texts"
NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))
BOOK = load_rulebook()


def content(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_read_as_was_written_down_before(name: str) -> None:
    readings = read_forms(TEXTS / f"{name}.txt")
    assert differences(expected(TEXTS / f"{name}.toml"), readings) == []
    assert all(r.found == r.used + len(r.unplaced) for r in readings)


@pytest.mark.parametrize(
    ("text", "dress"),
    [
        ("\t项目名称\n\t甲\n\n\t主管部门\n\t\n", Dress.PASTED),
        ("\t项目名称\n\t甲\n\n\t主管部门\n\t乙", Dress.FILLED),
        ("项目名称\t甲\t\n主管部门\t乙\t丙", Dress.TABS),
        ("| 项目名称 | 甲 |\n|---|---|\n| 主管部门 | 乙 |", Dress.BARS),
        ("甲\n乙\n丙\n| 三级指标 | 目标值 | 完成值 | 分值 | 得分 |", Dress.BARS),
        ("项目名称,甲,,\n主管部门,乙,,\n实施单位,丙,,\n分值,,,", Dress.COMMAS),
        ("项目名称   甲\n主管       乙\n实施单位   丙\n分值       得分\n备注     无", Dress.BLANKS),
        ("项目名称    甲\n主管    乙\n实施单位    丙\n分值    得分\n备注    无", Dress.GAPS),
        ("一级指标\n二级指标\n三级指标\n年度指标值\n分值\n得分", Dress.CELLS),
        ("甲 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分", Dress.WORDS),
        ("各单位：\n请于3月底前报送。", Dress.PASTED),
        ("", Dress.PASTED),
    ],
)
def test_the_dress_is_told_by_what_parts_the_cells(text: str, dress: Dress) -> None:
    assert dress_of(text) is dress


@pytest.mark.parametrize(
    ("name", "path", "place"),
    [
        ("01_tabs", "指标1.三级指标", "第13行第4格"),
        ("04_cell_a_line", "项目名称", "第7行"),
        ("06_csv", "主管部门", "第4行第2格"),
    ],
)
def test_a_value_has_its_line(name: str, path: str, place: str) -> None:
    [reading, *_] = read_forms(TEXTS / f"{name}.txt")
    assert reading.evaluation.place(path).cell == place


def test_what_cannot_be_cut_into_rows_is_listed_not_guessed() -> None:
    """Without empty cells nothing says whether 89.9 is a budget or what was spent."""
    text = content("08_one_line").replace(" 90 89.974 89.974 10 100 10 ", " 89.9 10 ")
    [reading] = read_text(text, rulebook=BOOK)
    assert reading.evaluation.funding.total.executed is None
    assert {"89.9", "10"} <= {item.text for item in reading.unplaced}


@pytest.mark.parametrize("name", NAMES)
def test_lost_lines_raise_nothing_and_account_for_the_rest(name: str) -> None:
    lines = content(name).splitlines(keepends=True)
    chance = random.Random(name)  # noqa: S311 - the same lines on every run
    for _ in range(10):
        kept = "".join(line for line in lines if chance.random() > 0.1)
        for reading in read_text(kept, rulebook=BOOK):
            assert reading.found == reading.used + len(reading.unplaced)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "一级指标",
                    "三级指标",
                    "分值",
                    "得分",
                    "产出指标",
                    "数量指标",
                    "10",
                    "总分",
                    "项目名称",
                    "年初预算数",
                    "全年预算数",
                    "执行率",
                    '"',
                    "项目支出绩效自评表",
                    "甲",
                ]
            ),
            max_size=9,
        ),
        max_size=14,
    ),
    st.sampled_from(["\t", "|", ",", "   ", "\n\n", " "]),
)
def test_any_table_is_read_without_an_error(rows: list[list[str]], mark: str) -> None:
    for reading in read_text("\n".join(mark.join(row) for row in rows), rulebook=BOOK):
        assert reading.found == reading.used + len(reading.unplaced)


# What the text of a table does not show any more, or the recogniser needs more than it.
LESS_IN_TEXT = {
    "05_yunnan": "numbers of 总分 in a row of their own",
    "18_side_by_side": "which of two forms beside each other a cell is of",
    "22_shared_cells": "which rows share a reason",
    "25_wide_level_heading": "a column of single characters",
    "61_zhejiang": "which rows share a reason",
    "92_shandong": "the weight of the execution in a row of its own",
    "143_city_hospital": "a level over two columns",
    "153_budget_columns_and_empty_headings": "which numbers of 总分 have no heading",
}


@pytest.mark.parametrize("name", sorted({path.stem for path in FORMS.glob("*.form")}))
def test_a_form_of_any_layout_is_read_as_word_pastes_it(name: str) -> None:
    readings = read_text(pasted(FORMS / f"{name}.form"), rulebook=BOOK)
    verdicts = judged(expected(FORMS / f"{name}.toml"), readings)
    silent = [told for verdict, told in verdicts if verdict not in ("right", "flagged")]
    assert (silent != []) == (name in LESS_IN_TEXT), silent


LESS_IN_BARS = {
    "22_shared_cells": "which rows share a reason",
    "61_zhejiang": "which rows share a reason",
}


@pytest.mark.parametrize("name", sorted({path.stem for path in FORMS.glob("*.form")}))
def test_a_form_of_any_layout_is_read_as_markdown(name: str) -> None:
    """Every empty cell is there, so no row is moved."""
    readings = read_text(barred(FORMS / f"{name}.form"), rulebook=BOOK)
    verdicts = judged(expected(FORMS / f"{name}.toml"), readings)
    silent = [told for verdict, told in verdicts if verdict not in ("right", "flagged")]
    assert (silent != []) == (name in LESS_IN_BARS), silent


@pytest.mark.parametrize("name", ["24_cost_dimension", "109_university", "110_additional_budget"])
def test_rows_may_lack_the_labels_merged_from_above(name: str) -> None:
    (sheet,) = sheets(FORMS / f"{name}.form")
    rows = [[cell for cell in row if cell not in ("<", "^")] for row in sheet.rows]
    text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    (wanted,) = expected(FORMS / f"{name}.toml")
    (reading,) = read_text(text, rulebook=BOOK)
    found = actual(reading)
    facts = {path: text for path, text in wanted.items() if path.startswith(("指标", "项目名称"))}
    assert {path: found.get(path) for path in facts} == facts


def _rows_of(name: str) -> list[list[str]]:
    (sheet,) = sheets(FORMS / f"{name}.form")
    return [[cell.replace("\\n", "") for cell in row if cell != "<"] for row in sheet.rows]


# How the cells of a row are parted, and whether empty ones are shown.
WAYS_TO_COPY = {
    "the same blanks between cells, no empty ones": lambda row: "    ".join(
        cell for cell in row if cell not in ("", "^")
    ),
    "a cell a line, an empty line for an empty cell": lambda row: "\n".join(
        "" if cell == "^" else cell for cell in row
    ),
    "a cell a line, no empty ones": lambda row: "\n".join(
        cell for cell in row if cell not in ("", "^")
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_COPY)
@pytest.mark.parametrize("name", ["01_official", "121_narrow_headings", "148_guangdong_explained"])
def test_rows_are_found_again_however_a_table_was_copied(name: str, way: str) -> None:
    text = "\n".join(WAYS_TO_COPY[way](row) for row in _rows_of(name))
    (wanted,) = expected(FORMS / f"{name}.toml")
    (reading,) = read_text(text, rulebook=BOOK)
    found = actual(reading)
    facts = {path: text for path, text in wanted.items() if path.startswith("指标")}
    assert {path: found.get(path) for path in facts} == facts
    assert not [item for item in reading.findings if item.code == "L17"]


@pytest.mark.parametrize(
    ("name", "way", "wrong"),
    [
        # 10亩 is no row of its own, so the row above it may lack its end
        ("101_village", "a cell a line, no empty ones", "指标1"),
        # nothing says of which indicator a note is that was merged over three
        ("22_shared_cells", "a cell a line, no empty ones", "指标2"),
        # 年初 and 调整后 are the same words: one of them was empty and is gone
        ("124_adjusted_targets", "the same blanks between cells, no empty ones", "指标2"),
    ],
)
def test_a_row_that_was_guessed_is_told(name: str, way: str, wrong: str) -> None:
    text = "\n".join(WAYS_TO_COPY[way](row) for row in _rows_of(name))
    (reading,) = read_text(text, rulebook=BOOK)
    assert wrong in {item.field for item in reading.findings if item.code == "L17"}
