"""Signs, ranges and double bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.bound import Limits, Sign, read_limits
from perfxl.core.notation import clean
from perfxl.core.quantity import plain
from perfxl.core.remark import Remark


def told(text: str) -> str:
    """Sign, bounds and unit of ``text``, or the remark that says why there are none."""
    found = read_limits(clean(text).text)
    if isinstance(found, Remark):
        return found.name
    sign = found.sign.value if found.sign else ""
    bounds = plain(found.low.value)
    if not found.is_single:
        bounds += f"…{plain(found.high.value)}"
    return f"{sign}{bounds}{found.high.unit}"


@pytest.mark.parametrize("text", ["≥5", "≧5", "⩾5", "≽5", ">=5", "=>5", "＞＝5", "≥=5", "≮5"])
def test_at_least(text: str) -> None:
    assert told(text) == "≥5"


@pytest.mark.parametrize("text", ["≤5", "≦5", "⩽5", "≼5", "<=5", "=<5", "＜＝5", "≤=5", "≯5"])
def test_at_most(text: str) -> None:
    assert told(text) == "≤5"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (">5", ">"),
        ("＞5", ">"),
        ("﹥5", ">"),
        ("<5", "<"),
        ("﹤5", "<"),
        ("＜ 5", "<"),
        ("=5", "="),
        ("＝5", "="),
        ("═5", "="),
        ("==5", "="),
        ("﹦5", "="),
        ("等于5", "="),
    ],
)
def test_other_signs(text: str, sign: str) -> None:
    assert told(text) == f"{sign}5"


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("不低于 不少于 不小于 不得低于 至少 达到 大于等于 大于或等于", "≥"),
        ("不超过 不高于 不大于 不多于 不得超过 至多 小于等于 小于或等于 控制在", "≤"),
        ("大于 高于 超过 多于", ">"),
        ("小于 低于 少于 不足 不到", "<"),
    ],
)
def test_words_of_sign(words: str, sign: str) -> None:
    for word in words.split():
        assert told(f"{word}95%") == f"{sign}0.95%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98%以上", "≥0.98%"),
        ("98%及以上", "≥0.98%"),
        ("100人（含）以上", "≥100人"),
        ("≥95%（含）", "≥0.95%"),
        ("10万元以下", "≤100000元"),
        ("10万元以内", "≤100000元"),
        ("30天内", "≤30日"),
        ("控制在100万元以内", "≤1000000元"),
        ("≥90%以上", "≥0.9%"),
        ("≥12≤12", "12…12"),
        ("≥1≤3", "1…3"),
        ("≤3≥1", "1…3"),
        ("≥1且≤3", "1…3"),
        ("不少于3次，不超过5次", "3…5次"),
        ("大于等于5小于等于10", "5…10"),
        ("1-2次", "1…2次"),
        ("=1-2次", "1…2次"),
        ("80%-90%", "0.8…0.9%"),
        ("80-90%", "0.8…0.9%"),
        ("80%-90", "0.8…0.9%"),
        ("3~5", "3…5"),
        ("3～5", "3…5"),
        ("3—5", "3…5"),
        ("3至5天", "3…5日"),
        ("在3到5之间", "3…5"),
        ("1-2万人", "10000…20000人"),
        ("5000-2万人", "5000…20000人"),
        ("1万-20000", "10000…20000"),
        ("1万-20000人", "10000…20000人"),
        ("1万-2", "10000…20000"),
    ],
)
def test_bounds(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("≥5≤3", Remark.BOUNDS_REVERSED),
        ("5-3", Remark.BOUNDS_REVERSED),
        ("≥≤5", Remark.SIGN_CONTRADICTORY),
        ("<>5", Remark.SIGN_CONTRADICTORY),
        ("≤90%以上", Remark.SIGN_CONTRADICTORY),
        (">5<10", Remark.BOUNDS_EXCLUSIVE),
        ("0.8-90%", Remark.SCALE_UNCERTAIN),
        ("80%-0.9", Remark.SCALE_UNCERTAIN),
        ("3次-5人", Remark.UNIT_MISMATCH),
        ("≥3次，≥500人", Remark.SEVERAL_NUMBERS),
        ("3次，覆盖500人", Remark.SEVERAL_NUMBERS),
        ("3、5", Remark.SEVERAL_NUMBERS),
        ("1-2-3", Remark.SEVERAL_NUMBERS),
        ("≥1-2次", Remark.SEVERAL_NUMBERS),
        ("3±1", Remark.SEVERAL_NUMBERS),
        ("提高5%", Remark.NUMBER_IN_SENTENCE),
        ("5%以上的人", Remark.NUMBER_IN_SENTENCE),
        ("≠5", Remark.NUMBER_IN_SENTENCE),
    ],
)
def test_no_bounds(text: str, remark: Remark) -> None:
    assert told(text) == remark.name


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("≥95%", ()),
        ("控制在5%以内", ()),
        ("≥90%以上", (Remark.SIGN_REPEATED,)),
        ("≥不低于90%", (Remark.SIGN_REPEATED,)),
        ("约100人", (Remark.APPROXIMATE,)),
        ("100人左右", (Remark.APPROXIMATE,)),
        ("≥100%%", (Remark.PERCENT_REPEATED,)),
    ],
)
def test_remarks(text: str, remarks: tuple[Remark, ...]) -> None:
    found = read_limits(text)
    assert isinstance(found, Limits)
    assert found.remarks == remarks


@given(
    st.sampled_from(list(Sign)),
    st.decimals(0, 10**6, places=2),
    st.sampled_from(["", "%", "人", "万元", "元/人"]),
)
def test_writing_and_reading_again(sign: Sign, value: object, unit: str) -> None:
    found = read_limits(f"{sign.value}{value}{unit}")
    assert isinstance(found, Limits)
    assert found.is_single
    assert (found.sign, found.low.number) == (sign, value)


@given(st.text("0123456789.-~至≥≤<>=不少于超过以上下内约左右%万人,，、且 ", max_size=70))
def test_any_text_has_bounds_or_a_remark(text: str) -> None:
    found = read_limits(text)
    if isinstance(found, Limits):
        assert found.low.value <= found.high.value
