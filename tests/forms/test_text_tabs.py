"""Rows of tabs: as a spreadsheet copies them, and as Word does."""

from __future__ import annotations

import re

import pytest

from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from perfxl.forms.text_dress import Dress, dress_of
from tests.corpus.expectation import expected
from tests.corpus.notation import FORMS, pasted
from tests.corpus.share import judged

BOOK = load_rulebook()
HEADINGS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分"


def in_rows(path: str) -> str:
    """A form as Word copies its table: a line a row, a tab between its cells."""
    rows = pasted(FORMS / f"{path}.form").split("\n\n")
    return "\n".join(re.sub(r"\n(?!\t)", "", row)[1:].replace("\n\t", "\t") for row in rows)


# As in test_text_dress.LESS_IN_TEXT, or nothing but tabs that no line ends with.
LESS_IN_ROWS = {
    "18_side_by_side": "which of two forms beside each other a cell is of",
    "22_shared_cells": "which rows share a reason",
    "25_wide_level_heading": "a column of single characters",
    "61_zhejiang": "which rows share a reason",
    "68_grouped_scores": "no line begins with a tab",
    "86_jiangxi": "no line ends with a tab",
    "92_shandong": "no line ends with a tab",
    "125_sources_across": "line breaks between three values of a cell",
    "153_budget_columns_and_empty_headings": "which numbers of 总分 have no heading",
    "141_indicators_line_by_line": "line breaks between the indicators of a row",
    "143_city_hospital": "a level over two columns",
}


@pytest.mark.parametrize("name", sorted({path.stem for path in FORMS.glob("*.form")}))
def test_a_form_of_any_layout_is_read_as_word_copies_it(name: str) -> None:
    readings = read_text(in_rows(name), rulebook=BOOK)
    verdicts = judged(expected(FORMS / f"{name}.toml"), readings)
    bare = [
        told
        for verdict, told in verdicts
        if verdict not in ("right", "flagged") and "\\n" not in told
    ]
    assert (bare != []) == (name in LESS_IN_ROWS), bare


@pytest.mark.parametrize(
    ("text", "dress"),
    [
        (f"甲\t乙\n丙\t丁\t戊\t\n{HEADINGS}\n1\t2\t\n\t2\t3\t4\n1\t2\t3\t4\t5\t\n", Dress.ROWS),
        (f"甲\t乙\n丙\t丁\t戊\t\n{HEADINGS}\n1\t2\t\n1\t2\t3\t4\n1\t2\t3\t4\t5\t\n", Dress.TABS),
        (f"甲\t\t\t\t\t\t\n{HEADINGS}\n产出指标\t数量指标\t甲\t1\t1\t5\t5\n", Dress.TABS),
        (f"甲\t乙\n丙\t丁\t戊\n{HEADINGS}\n1\t2\n1\t2\t3\t4\n1\t2\t3\t4\t5\n", Dress.TABS),
        (f'甲\t"乙\n"\n丙\t丁\t\n{HEADINGS}\n1\t2\t\n1\t2\t3\t4\n1\t2\t3\t4\t5\t\n', Dress.TABS),
    ],
    ids=[
        "of Word",
        "of a browser",
        "of a spreadsheet",
        "ends were taken off",
        "a line break in quotes",
    ],
)
def test_word_and_spreadsheets_are_told_apart(text: str, dress: Dress) -> None:
    assert dress_of(text) is dress


def test_a_value_of_a_row_has_its_line_and_number() -> None:
    [reading] = read_text(in_rows("01_official"), rulebook=BOOK)
    assert reading.evaluation.place("指标1.三级指标").cell == "第13行第4格"
