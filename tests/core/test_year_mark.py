"""Years that stand inside names and goals."""

from __future__ import annotations

import pytest

from perfxl.core.year_mark import years_named

NAMED = [
    ("2020年中学继续教育本地专家费结业证及成果集制作完成率", ("2020年",)),
    ("2020年全国普通高考疫情防控专项经费", ("2020年",)),
    ("2021年12月31日前完成", ("2021年",)),
    ("对全州2017、2018、2019年招聘的特岗教师", ("2017、2018、2019年",)),
    ("应用指南（2018版）", ("2018版",)),
    ("2020-2022年规划", ("2020-2022年",)),
    ("2019-2020学年", ("2019-2020学年",)),
    ("2019/20学年", ("2019/20学年",)),
    ("2020级新生", ("2020级",)),
    ("2020届毕业生", ("2020届",)),
    ("2020年、2021年", ("2020年", "2021年")),
    ("2020年和2020年", ("2020年",)),
    ("２０２０年度", ("2020年度",)),
    ("截止2020-12-30", ("2020-12-30",)),
    ("2121.12.31", ("2121.12.31",)),
    ("24年12月30日前", ("24年",)),
    ("20241230", ("20241230",)),
    ("Dec 30, 2024", ("Dec30,2024",)),
    ("二〇二〇年", ("二〇二〇年",)),
    ("二0二0年度", ("二0二0年度",)),
]
UNNAMED = [
    None,
    "",
    "提高教学水平",
    "培训2000人",
    "持续使用3年",
    "120学时",
    "财预〔2020〕10号",
    "12020年",
    "费用2020.35万元",
    "十年规划",
    "二十年",
    "服务20年",
    "20241399",
    "20201230元",
]


@pytest.mark.parametrize(("text", "years"), NAMED)
def test_years_are_found_as_written(text: str, years: tuple[str, ...]) -> None:
    assert years_named(text) == years


@pytest.mark.parametrize("text", UNNAMED)
def test_numbers_and_lengths_of_time_name_no_year(text: str | None) -> None:
    assert years_named(text) == ()
