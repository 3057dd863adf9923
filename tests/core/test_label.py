"""Whether the words beside a number are those of the target or the name."""

from __future__ import annotations

import pytest

from perfxl.core.label import names_counted, names_gain, repeats, words_beside


@pytest.mark.parametrize(
    ("label", "wanted", "name", "same"),
    [
        ("", "", "培训人数", True),
        ("培训", "", "培训人数（人）", True),
        ("培训", "", "指标1：★培训人数", False),
        ("培训", "", "指标1：培训人数", True),
        ("共完成培训", "", "培训人次", True),
        ("培训人数达到", "", "培训人数", True),
        ("累计完成", "", "培训人数", True),
        ("报名", "", "培训人数", False),
        ("培训", "", "培训合格人数", False),
        ("合格", "", "培训合格人数", False),
        ("培训", "培训", "参训教师", True),
        ("论文", "SCI论文", "论文", False),
        ("取消培训", "培训", "培训", False),
    ],
)
def test_repeats(label: str, wanted: str, name: str, same: bool) -> None:
    assert repeats(label, wanted, name) is same


@pytest.mark.parametrize(
    ("unit", "target_unit", "name", "same"),
    [
        ("座桥梁", "座", "桥梁改造", True),
        ("座桥梁", "座桥梁", "", True),
        ("名教师", "人", "培训人数", False),
        ("项开工", "项", "完成项目", False),
        ("公里主线", "公里", "道路", False),
        ("枚", "", "", True),
        ("元/人", "元", "", True),
    ],
)
def test_names_counted(unit: str, target_unit: str, name: str, same: bool) -> None:
    assert names_counted(unit, target_unit, name) is same


@pytest.mark.parametrize(
    ("actual", "asked"),
    [
        (None, False),
        ("100%", False),
        ("2020年12月30日", False),
        ("已完成", False),
        ("120人", False),
        ("培训120人", True),
        ("3项开工", True),
        ("PM2.5 40", True),
    ],
)
def test_a_name_is_asked_only_beside_words(actual: str | None, asked: bool) -> None:
    assert words_beside(actual, "名称") == ("名称" if asked else "")


def test_names_gain() -> None:
    assert names_gain("新增就业人数")
    assert not names_gain("在校学生数")
