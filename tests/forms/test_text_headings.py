"""Headings over two rows of a pasted table."""

from __future__ import annotations

import pytest

from perfxl.forms.text_headings import completed, one_row


@pytest.mark.parametrize(
    ("heads", "below", "whole"),
    [
        ("一级指标 年度 实际 得分", "指标值 完成值", "一级指标 年度指标值 实际完成值 得分"),
        ("一级指标 年度 偏差原因", "指标值 及改进措施", "一级指标 年度指标值 偏差原因及改进措施"),
        ("一级指标 年度 实际", "指标值", None),  # one half alone may be a heading of its own
        ("一级指标 年度指标值 偏差原因", "改进措施 得分", None),
        ("一级指标 年度 实际", "产出指标 完成值", None),
    ],
)
def test_halves_are_put_together(heads: str, below: str, whole: str | None) -> None:
    assert completed(heads.split(), below.split()) == (whole.split() if whole else None)


@pytest.mark.parametrize(
    ("heads", "beside", "row", "tall"),
    [
        ("绩效指标 一级指标 三级指标 年度指标值", 1, "一级指标 三级指标 年度指标值", 0),
        ("绩效目标 序号 一级指标 三级指标", 1, "序号 一级指标 三级指标", 0),
        (
            "绩效指标 年度指标值 实际完成值 分值 一级指标 二级指标 三级指标 指标性质 指标值 度量单位",
            0,
            "一级指标 二级指标 三级指标 指标性质 指标值 度量单位 实际完成值 分值",
            2,
        ),
        (
            "序号 绩效指标 指标值 得分 一级指标 三级指标 年初值 完成值",
            0,
            "序号 一级指标 三级指标 年初值 完成值 得分",
            2,
        ),
    ],
)
def test_two_rows_of_headings_are_one(heads: str, beside: int, row: str, tall: int) -> None:
    texts = heads.split()
    found, order, groups = one_row(texts)
    assert (found, [texts[at] for at in order], groups) == (beside, row.split(), tall)
