"""File names: recognisable, legal on Windows, unique, short."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.forms.filename import form_filenames, legal_stem

NAMES = [
    # code, project name, expected file
    (
        "03",
        "中小学学生自主学习平台建设专项业务经费",
        "03_中小学学生自主学习平台建设专项业务经费.xlsx",
    ),
    ("05", "“一中心两平台”和电子督学项目", "05_“一中心两平台”和电子督学项目.xlsx"),
    ("06", None, "06_未命名项目.xlsx"),
    ("06", "   ", "06_未命名项目.xlsx"),
    ("07", 'a\\b/c:d*e?f"g<h>i|j', "07_a＼b／c：d＊e？f＂g＜h＞i｜j.xlsx"),
    ("08", "换行\n的\t名称", "08_换行 的 名称.xlsx"),
    ("09", "带\x00控制\x07字符\u200b", "09_带控制字符.xlsx"),
    ("10", "末尾的点...", "10_末尾的点.xlsx"),
    ("../../etc", "路径", "／..／etc_路径.xlsx"),
    ("", "没有编号", "无编号_没有编号.xlsx"),
    ("=1+1", "=cmd", "=1+1_=cmd.xlsx"),
]


@pytest.mark.parametrize(("code", "name", "expected"), NAMES)
def test_a_project_gives_a_recognisable_legal_name(
    code: str, name: str | None, expected: str
) -> None:
    assert list(form_filenames([(code, name)])) == [expected]


@pytest.mark.parametrize("name", ["CON", "con", "nul.txt", "LPT1", "COM9.xlsx"])
def test_device_names_of_windows_are_defused(name: str) -> None:
    assert legal_stem(name).startswith("_")


def test_projects_of_one_name_get_files_of_their_own() -> None:
    same = [("1", "Abc"), ("1", "abc"), ("1", "ABC")]
    assert list(form_filenames(same)) == ["1_Abc.xlsx", "1_abc(2).xlsx", "1_ABC(3).xlsx"]


def test_three_hundred_characters_are_cut() -> None:
    [name] = form_filenames([("1", "长" * 300)])
    assert name == f"1_{'长' * 50}.xlsx"


@given(st.lists(st.tuples(st.text(), st.none() | st.text()), max_size=8))
def test_any_text_gives_legal_unique_names(projects: list[tuple[str, str | None]]) -> None:
    names = list(form_filenames(projects))
    assert len({name.casefold() for name in names}) == len(projects)
    for name in names:
        assert not re.search(r'[\x00-\x1f\\/:*?"<>|]', name)
        assert len(name.encode()) <= 255 - 4
        assert not name.startswith(".")
