"""What the name of an indicator says about its values."""

from __future__ import annotations

import pytest

from perfxl.core.name import hint_of


@pytest.mark.parametrize(
    ("name", "unit", "says"),
    [
        ("培训教师人数", "", ""),
        ("培训教师人数（人次）", "人次", ""),
        ("项目总费用(万元)", "元", ""),
        ("合格率(%)", "%", "rate"),
        ("参训教师满意度", "", "rate"),
        ("项目完成时限", "", "day"),
        ("资金拨付到位时间", "", "day time"),
        ("故障响应时间（小时）", "小时", "time"),
        ("", "", ""),
    ],
)
def test_hint(name: str, unit: str, says: str) -> None:
    hint = hint_of(name)
    said = {"day": hint.is_deadline, "time": hint.is_timed, "rate": hint.is_rate}
    assert hint.unit.name == unit
    assert " ".join(word for word, is_said in said.items() if is_said) == says


def test_names_that_say_the_same_share_one_hint() -> None:
    """So that a target is read once, and not once for every name it stands beside."""
    assert hint_of("甲校培训人数（人）") is hint_of("乙校培训人数（人）")
