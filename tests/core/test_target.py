"""年度指标值: every notation of the forms, read on a form of the year 2020."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.bound import Sign
from perfxl.core.quantity import plain
from perfxl.core.reading import Target, TargetKind
from perfxl.core.remark import Remark
from perfxl.core.target import read_target
from perfxl.core.unit import unit_of_name

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def told(target: Target) -> str:
    """A target in one line: "≥ 14000人", "1…2次", "2020-12-30", or its kind."""
    sign = f"{target.sign.value} " if target.sign else ""
    match target.kind:
        case TargetKind.NUMBER:
            assert target.low == target.high
            return f"{sign}{plain(target.low or Decimal(0))}{target.unit}"
        case TargetKind.RANGE:
            low, high = plain(target.low or Decimal(0)), plain(target.high or Decimal(0))
            return f"{sign}{low}…{high}{target.unit}"
        case TargetKind.DATE:
            return f"{sign}{target.date}"
        case _:
            return target.kind.value


def read(text: str, name: str = "") -> str:
    return told(read_target(text, name=name, year=2020))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # bare
        ("1", "1"),
        ("43.2", "43.2"),
        ("147", "147"),
        ("215,457.6", "215457.6"),
        ("12.31", "12.31"),
        # in words
        ("三次", "3次"),
        ("不少于十二场", "≥ 12场"),
        ("二十五人以上", "≥ 25人"),
        ("八成以上", "≥ 0.8%"),
        ("百分之九十五", "0.95%"),
        # percent
        ("100%", "1%"),
        ("97.30%", "0.973%"),
        ("=100%", "= 1%"),
        ("≥95%", "≥ 0.95%"),
        ("≥ 95 ％", "≥ 0.95%"),
        ("100%%", "1%"),
        ("≥100百分比", "≥ 1%"),
        ("0.9‰", "0.0009‰"),
        # number and unit
        ("≥1.4万人", "≥ 14000人"),
        ("38508人", "38508人"),
        ("25TB", "25TB"),
        ("5万", "50000"),
        ("320万", "3200000"),
        ("≤8.88万元", "≤ 88800元"),
        ("=21.2758万元", "= 212758元"),
        ("0起", "0起"),
        ("300 公里", "300公里"),
        ("=1次", "= 1次"),
        # compound unit
        ("400元/人、天", "400元/人·日"),
        ("≤620万/月", "≤ 6200000/月"),
        ("≥530元/人*月", "≥ 530元/人·月"),
        ("1600元/亩", "1600元/亩"),
        # signs
        ("≧95", "≥ 95"),
        ("≦95", "≤ 95"),
        ("═95", "= 95"),
        ("＝95", "= 95"),
        ("＞95", "> 95"),
        ("＜95", "< 95"),
        (">=95", "≥ 95"),
        ("<=95", "≤ 95"),
        ("﹥95", "> 95"),
        ("不低于95", "≥ 95"),
        ("不少于95", "≥ 95"),
        ("不超过95", "≤ 95"),
        ("不高于95", "≤ 95"),
        ("大于95", "> 95"),
        ("小于95", "< 95"),
        ("小于等于95", "≤ 95"),
        ("98%以上", "≥ 0.98%"),
        ("98%以下", "≤ 0.98%"),
        ("≥90%以上", "≥ 0.9%"),
        ("控制在10万元以内", "≤ 100000元"),
        # double bound
        ("≥12≤12", "12…12"),
        ("≥1≤3", "1…3"),
        ("1-2次", "1…2次"),
        ("80%-90%", "0.8…0.9%"),
        ("3~5", "3…5"),
        # date
        ("2020年12月30日", "2020-12-30"),
        ("2020-12-30", "2020-12-30"),
        ("2020.1.1", "2020-01-01"),
        ("2020/12/30", "2020-12-30"),
        ("≤12.31日", "≤ 2020-12-31"),
        ("2023年12月", "2023-12-31"),
        ("9月前", "2020-08-31"),
        ("2021年底", "2021-12-31"),
        ("2025年年底前", "2025-12-31"),
        ("12月底前", "2020-12-31"),
        ("不晚于2020年6月", "≤ 2020-06-30"),
        ("2020年1月-12月", "2020-12-31"),
        ("2121.12.31", "无法识别"),
        ("2月30日", "无法识别"),
        # words
        *((word, "文字") for word in ("提高", "持续", "促进", "推动", "改善", "提升", "节能")),
        *((word, "文字") for word in ("不断提高", "显著提升", "有效", "良好", "长期", "是", "优")),
        *((word, "文字") for word in ("达成预期指标", "基本达到", "已完成", "建设中", "三期")),
        # nothing
        *((text, "未填") for text in ("", " ", "\n", "/", "-", "—", "——", "一", "无", "……", "／")),
        # what cannot be told
        *((text, "无法识别") for text in ("3次，覆盖500人", "每月10日", "≥5≤3", "≥≤5")),
        *((text, "无法识别") for text in ("1/3", "1:3", "5成", "3、5", ">5<10", "≤90%以上", "≥")),
        *((text, "无法识别") for text in ("完成2020年度任务", "2020.12", "20201231", "2020年前")),
        *(
            (text, "无法识别")
            for text in ("3\n5", "1e308", "10²", "5-3", "9" * 3000, "提高" * 1001)
        ),
    ],
)
def test_target(text: str, expected: str) -> None:
    assert read(text) == expected


def test_unfilled() -> None:
    assert read_target(None) == Target(None, TargetKind.EMPTY)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("线上培训费用（万元）", "60", "600000元"),
        ("运转经费(万元)", "7.42", "74200元"),
        ("考生满意度（%）", "≥90", "≥ 0.9%"),
        ("指标1：考生满意度（%）", "≥90", "≥ 0.9%"),
        ("★完成率%", "100", "1%"),
        ("机位（个）", "20", "20个"),
        ("建成学习平台（个", "2", "2个"),
        ("完成工作时限（月））", "≤12", "≤ 12月"),
        ("完成工作时限（月））", "≥12≤12", "12…12月"),
        ("考生人数（万人）", "≥1.4万人", "≥ 14000人"),
        ("考生人数（万人）", "≥1.4", "≥ 14000人"),
        ("考生人数（万人）", "14000人", "14000人"),
        ("经费（元）", "5万", "50000元"),
        ("满意度（%）", "95%", "0.95%"),
        ("满意度（%）", "90-95", "0.9…0.95%"),
        ("学科建设（个）", "=3次", "= 3次"),
        ("应用指南（2018版）》", "=100%", "= 1%"),
        ("完成时间(年)", "2020年12月31日", "2020-12-31"),
        ("完成时限（年）", "=1", "= 1年"),
        ("完成时限（年）", "2020", "2020-12-31"),
        ("持续使用时间（年）", "8", "8年"),
        ("持续使用时间（年）", "8.25", "8.25年"),
        ("完成时限", "44195", "2020-12-30"),
        ("完成时限", "20201231", "2020-12-31"),
        ("完成时限", "2020.12", "2020-12-31"),
        ("完成时限（月）", "12.31", "2020-12-31"),
        ("完成时限", "12.3", "无法识别"),
        ("完成时限", "3-5", "无法识别"),
        ("完成时限", "1.0", "1"),  # no month has a day 0
        ("完成时间", "10.00", "10"),
        ("响应时间（小时）", "3-5", "3…5小时"),
        ("响应时间（分钟）", "12.31", "12.31分钟"),
        ("采购数量", "44195", "44195"),
        ("项目费用（万元）", "2020.12", "20201200元"),
        ("项目费用", "1500.12", "1500.12"),
        ("项目费用", "20200", "20200"),
        ("资金支付到位时间", "12.31", "2020-12-31"),
        ("响应时间", "12.31", "无法识别"),
        ("竣工面积", "12.31", "12.31"),
        ("服务期（月）", "≥12月", "≥ 12月"),
        ("服务期（月）", "12月", "无法识别"),
        ("完成时限（月）", "12月", "2020-12-31"),
    ],
)
def test_what_the_name_tells(name: str, text: str, expected: str) -> None:
    assert read(text, name) == expected


@pytest.mark.parametrize(
    ("name", "unit", "scale"),
    [
        ("费用（万元）", "元", "10000"),
        ("合格率(%)", "%", "0.01"),
        ("培训 （次）", "次", "1"),
        ("补助标准（元/人·天）", "元/人·日", "1"),
        ("平台建设（线上）", "", "1"),
        ("规划（十四五）", "", "1"),
        ("培训（2020年）", "", "1"),
        ("完成高考双抗检测100%", "", "1"),
        ("", "", "1"),
    ],
)
def test_unit_of_name(name: str, unit: str, scale: str) -> None:
    found = unit_of_name(name)
    assert (found.name, found.scale) == (unit, Decimal(scale))


@pytest.mark.parametrize(
    ("name", "text", "remarks"),
    [
        ("", "≥95%", ()),
        ("费用（万元）", "60", ()),
        ("", "2021-12-30", ()),
        ("", "提高", ()),
        ("", "", ()),
        ("", "无", (Remark.PLACEHOLDER,)),
        ("", "100%%", (Remark.PERCENT_REPEATED,)),
        ("", "≥90%以上", (Remark.SIGN_REPEATED,)),
        ("", "≥5≤3", (Remark.BOUNDS_REVERSED,)),
        ("", "≤12.31日", (Remark.YEAR_ASSUMED,)),
        ("", "9月前", (Remark.YEAR_ASSUMED, Remark.BEFORE_MONTH)),
        ("", "2121.12.31", (Remark.DATE_OUT_OF_RANGE,)),
        ("", "2月30日", (Remark.DATE_IMPOSSIBLE,)),
        ("", "≥2020年12月30日", (Remark.SIGN_ON_DATE,)),
        ("", "2020.12", (Remark.DATE_OR_NUMBER,)),
        ("", "3次，覆盖500人", (Remark.SEVERAL_NUMBERS,)),
        ("", "1 000人", (Remark.SPACE_IN_NUMBER,)),
        ("", "3\n5", (Remark.LINE_BREAK_IN_NUMBER,)),
        ("", "约100人", (Remark.APPROXIMATE,)),
        ("", "-5%", (Remark.NEGATIVE,)),
        ("", "3个疗程", (Remark.UNIT_UNKNOWN,)),
        ("学科（个）", "=3次", (Remark.NAME_UNIT_DIFFERS,)),
        ("人数（人）", "100%", (Remark.NAME_UNIT_DIFFERS,)),
        ("合格率（%）", "0.95", (Remark.PERCENT_BELOW_ONE,)),
        ("完成时限", "44195", (Remark.DATE_SERIAL,)),
        ("", "字" * 2001, (Remark.TOO_LONG,)),
    ],
)
def test_remarks(name: str, text: str, remarks: tuple[Remark, ...]) -> None:
    assert read_target(text, name=name, year=2020).remarks == remarks


def test_a_date_far_from_the_year_is_kept_but_not_used() -> None:
    target = read_target("2121.12.31", year=2020)
    assert target.kind is TargetKind.UNREADABLE
    assert str(target.date) == "2121-12-31"


def test_a_date_without_year_needs_the_forms_year() -> None:
    target = read_target("12月底前")
    assert (target.kind, target.remarks) == (TargetKind.UNREADABLE, (Remark.YEAR_UNKNOWN,))


def test_scale_tells_how_the_number_was_written() -> None:
    for text, name in (("≥1.4万人", ""), ("1.4", "人数（万人）")):
        target = read_target(text, name=name)
        assert target.low is not None
        assert target.low / target.scale == Decimal("1.4")
    assert read_target("1.4", name="人数（万人）").unit_in_name
    assert not read_target("1.4万人", name="人数（万人）").unit_in_name


@given(
    st.sampled_from(list(Sign)),
    st.decimals(0, 10**7, places=3),
    st.sampled_from(["", "%", "‰", "人", "万元", "元/人", "个月", "亿元"]),
)
def test_writing_and_reading_again(sign: Sign, number: Decimal, unit: str) -> None:
    target = read_target(f"{sign.value}{plain(number)}{unit}")
    assert (target.kind, target.sign) == (TargetKind.NUMBER, sign)
    assert target.low is not None
    assert target.low == target.high == number * target.scale


@given(st.decimals(0, 10**7, places=2), st.sampled_from(["万元", "%", "个", "万人次", "‰"]))
def test_unit_in_the_value_or_in_the_name(number: Decimal, unit: str) -> None:
    text = plain(number)
    beside = read_target(f"≥{text}{unit}")
    named = read_target(f"≥{text}", name=f"指标1：某项工作（{unit}）")
    assert told(beside) == told(named)
    assert beside.scale == named.scale


@given(
    st.sampled_from(["≥95%", "1,234.5元", "≤8.88万元", "2020-12-30", "2020.1.1", "12.31日"])
    | st.sampled_from(["1-2次", "≥12≤12", "提高", "400元/人、天", "1600元/亩", "/", "100%%"]),
    st.data(),
)
def test_width_and_spaces_change_nothing(text: str, data: st.DataObject) -> None:
    spaces = data.draw(st.lists(st.sampled_from(["", " ", "\u3000"]), min_size=len(text)))
    spaced = "".join(space + letter for space, letter in zip(spaces, text, strict=False))
    assert read(spaced) == read(text)
    assert read(text.translate(FULL_WIDTH)) == read(text)


@given(
    st.none()
    | st.text(max_size=80)
    | st.text(
        "0123456789.,%‰万亿元人次/*、≥≤<>=-~年月日底前内至不超过以上提高无（） \n", max_size=40
    ),
    st.text(max_size=20) | st.sampled_from(["完成时限（月）", "费用（万元）", "合格率（%）"]),
    st.none() | st.integers(),
)
def test_any_text_is_a_target_of_some_kind(text: str | None, name: str, year: int | None) -> None:
    target = read_target(text, name=name, year=year)
    assert target.raw == text
    if target.kind in (TargetKind.NUMBER, TargetKind.RANGE):
        assert target.low is not None
        assert target.high is not None
        assert target.low <= target.high
    if target.kind is TargetKind.DATE:
        assert target.date is not None
    if target.kind is TargetKind.UNREADABLE:
        assert target.remarks
