"""Units: the tail of a quantity ("万人", "%", "元/人、天") and the unit in an indicator's name."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfxl.core.notation import clean
from perfxl.core.remark import Remark
from perfxl.regex import regex

_ONE = Decimal(1)
_RATIOS = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "百分点": Decimal("0.01")}
_PERCENT_WORDS = {"百分比": "%", "百分数": "%", "百分点": "百分点", "个百分点": "百分点"}

# Measure words and units as forms use them; others are read with a remark.
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """
    个 次 人 名 位 人次 人数 人日 人天 人月 人年 家 户 户次 家次 件 件次 份 套 台 台套 台次
    台件 辆 辆次 部 本 册 篇 期 批 批次 场 场次 项 项次 条 处 座 栋 幢 间 所 校 班 班次 门
    门次 课时 学时 节 课 堂 讲 天 日 月 个月 年 周 季 季度 个季度 学期 学年 小时 分钟 秒
    工作日 个工作日 人民币 元 角 分 美元 港元 欧元 吨 公斤 千克 克 毫克 斤 升 毫升 立方
    立方米 方 平方 平方米 平米 平方公里 平方千米 亩 亩次 公顷 公里 千米 里 米 延米 厘米 毫米
    度 千瓦 千瓦时 兆瓦 兆 只 头 尾 羽 匹 株 棵 颗 粒 盏 根 支 枝 张 块 片 面 扇 把 桶 瓶 箱
    盒 袋 包 双 对 组 队 团 艘 架 眼 口 孔 标段 段 层 村 个村 行政村 自然村 镇 乡 县 市 区
    社区 个社区 街道 学校 起 宗 例 例次 案 票 笔 单 车次 航次 频次 幅 题 道 款 种 星
    倍 点 点位 岗 岗位 床 床位 席 分贝 集 版 字 页 稿 届 轮 回 遍 趟 站 路 线 则 科 列 门类
    个数 次数 项目 个项目 课题 平台 系统 门课 节课 人员 学生 教师 老师 学员 村次 校次 t kg g
    mg km m cm mm m2 m² ㎡ m3 m³ ㎥ km2 km² ㎢ ㎞ ㎏ ㎎ ㎝ ㎜ h min s kWh kwh KWH kW KW kw
    MW V GB MB TB PB G M T Mbps Gbps mbps Hz dB dB(A) L ml mL mg/L ℃ °C ° ppm
    微克 μg µg ug 纳克 生 例数 学分 日历天
    """,
    )
)
_SAME = {
    "名": "人", "位": "人", "人数": "人", "人员": "人",
    "天": "日", "日历天": "日", "场次": "场", "批次": "批", "个工作日": "工作日",
    "个月": "月", "个季度": "季度", "h": "小时", "min": "分钟", "s": "秒",
    "人民币": "元", "次数": "次", "个数": "个", "个项目": "项目",
    "个村": "村", "个社区": "社区", "人·次": "人次", "人天": "人日",
    "人·天": "人日", "人·日": "人日", "人·月": "人月", "人·年": "人年",
    "千米": "公里", "km": "公里", "㎞": "公里", "m": "米", "cm": "厘米", "㎝": "厘米",
    "mm": "毫米", "㎜": "毫米", "千克": "公斤", "kg": "公斤", "㎏": "公斤", "g": "克",
    "mg": "毫克", "㎎": "毫克", "t": "吨", "L": "升", "ml": "毫升", "mL": "毫升",
    "平米": "平方米", "平方": "平方米", "m2": "平方米", "m²": "平方米", "㎡": "平方米",
    "m3": "立方米", "m³": "立方米", "㎥": "立方米", "立方": "立方米",
    "km2": "平方公里", "km²": "平方公里", "㎢": "平方公里", "平方千米": "平方公里",
    "kWh": "千瓦时", "kwh": "千瓦时", "KWH": "千瓦时", "kW": "千瓦", "KW": "千瓦", "kw": "千瓦",
    "°C": "℃", "mbps": "Mbps", "μg": "微克", "µg": "微克", "ug": "微克", "dB": "分贝",
    "dB(A)": "分贝",
}  # fmt: skip
# What the units of one kind come to in the smallest of them.  Months have no length in days.
_SIZES = (
    {"秒": 1, "分钟": 60, "小时": 3600, "日": 86400, "周": 604800},
    {"月": 1, "季度": 3, "年": 12},
    {"毫米": 1, "厘米": 10, "米": 1000, "里": 500_000, "公里": 1_000_000},
    {"毫克": 1, "克": 1000, "斤": 500_000, "公斤": 1_000_000, "吨": 1_000_000_000},
    {"平方米": 1, "公顷": 10_000, "平方公里": 1_000_000},
    {"亩": 1, "公顷": 15, "平方公里": 1500},
    {"毫升": 1, "升": 1000, "立方米": 1_000_000},
    {"分": 1, "角": 10, "元": 100},
    {"千瓦": 1, "兆瓦": 1000},
    {"度": 1, "千瓦时": 1},
)  # fmt: skip
_PERIODS = frozenset({"日", "周", "月", "季", "季度", "年", "学期", "学年"})
_SCALES = {
    "": 1, "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
# 千克, 千米, 千瓦 and 百分比 begin with a scale and are none.
_SCALE = regex(r"(万亿|[十百千]?[万亿]|千(?![克米瓦])|百(?!分))?(.*)", re.DOTALL)
_SPLIT = regex(r"[/*×·、每]")
# 元/人天 is 元 for each 人 and 日; 人次 is one thing.
_PERSON_TIME = regex("(?<=[/每]人)(?=[天日月年])")
_PERCENTS = regex(r"(%+|‰+)")
_BRACKETED = regex(r"([^()]*)\(([^()]+)\)")
# A word that holds one of these is not a unit but the rest of a sentence ("3次未完成"), a part
# ("2年半", "9成") or a rank ("2级" and "2类" are less than "1级").
_PROSE = frozenset(
    "未没无不非否且并但因由被需应仅只差缺少近约余多超左右上下内外前后底初末旬完成中已待拟将半第至到和与及或含共计达"
    "按均其另正在较比增减升降为是有可率折好优良合格级类等年月日十百千万亿零一二三四五六七八九两几"
)
_LONGEST_UNKNOWN = 4
_IN_NAME = frozenset("(（%％﹪٪‰")
# "（个" without its closing bracket and "（月））" stand in published forms.
_TRAILING = regex(r"\(([^()]{1,12})\)*$")


class Unit(NamedTuple):
    """What follows a number: ``name`` of the base unit and the factor to it.

    "万人" is 人 with scale 10000; "%" is % with scale 0.01; "" is no unit, scale 1.
    """

    name: str = ""
    scale: Decimal = _ONE
    remarks: tuple[Remark, ...] = ()


NO_UNIT = Unit()


@lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit | None:
    """The unit that the cleaned ``text`` is as a whole, or ``None`` when it is something else."""
    if not text:
        return NO_UNIT
    if _PERCENTS.fullmatch(text):
        repeated = (Remark.PERCENT_REPEATED,) if len(text) > 1 else ()
        return Unit(text[0], _RATIOS[text[0]], repeated)
    if text in _PERCENT_WORDS:
        name = _PERCENT_WORDS[text]
        return Unit(name, _RATIOS[name])
    if text in _SAME:
        return Unit(_SAME[text])
    if text in _KNOWN:
        return Unit(text)
    if bracketed := _BRACKETED.fullmatch(text):
        return _read_bracketed(*bracketed.groups())
    match = _SCALE.fullmatch(text)
    if match is None:
        return None
    base = _base_unit(match[2])
    if base is None:
        return None
    return Unit(base.name, Decimal(_SCALES[match[1] or ""]), base.remarks)


def _read_bracketed(before: str, inside: str) -> Unit | None:
    """The inside of "（万元）"; what stands before it in "台（套）".  次（月） is one a month."""
    inner = read_unit(inside)
    if inner is None or Remark.UNIT_UNKNOWN in inner.remarks:
        return None
    outer = read_unit(before) if before else inner
    is_each = inner.name in _PERIODS or inner.name.startswith("/")
    return None if outer is not None and is_each and outer.name != inner.name else outer


def _base_unit(text: str) -> Unit | None:
    """A unit without scale, perhaps compound: "元/人、天" is 元/人·日, "/月" is /月."""
    if not text or text in _KNOWN:
        return Unit(_SAME.get(text, text))
    parts = _SPLIT.split(_PERSON_TIME.sub("·", text))
    if len(parts) > 1:
        if not all(map(_is_part, parts[1:])) or (parts[0] and parts[0] not in _KNOWN):
            return None
        first, *others = (_SAME.get(part, part) for part in parts)
        return Unit(f"{first}/{'·'.join(others)}")
    chinese = len(text) <= _LONGEST_UNKNOWN and all("\u4e00" <= each <= "\u9fff" for each in text)
    if chinese and _PROSE.isdisjoint(text):
        return Unit(text, remarks=(Remark.UNIT_UNKNOWN,))
    return None


def _is_part(text: str) -> bool:
    """Whether a unit can stand behind the stroke: 人, or 万人 (起/万人)."""
    return text in _KNOWN or (text[:1] in {"百", "千", "万", "亿"} and text[1:] in _KNOWN)


def is_ratio(unit: str) -> bool:
    """Whether ``unit`` is a part of a whole: % or ‰."""
    return unit in {"%", "‰"}


def same_unit(one: str, other: str) -> bool:
    """Whether quantities in these base units can be compared; an unknown unit with any.

    "/月" (of "620万/月") and 元/月 are the same.
    """
    if not one or not other or one == other or (is_ratio(one) and is_ratio(other)):
        return True
    if one.startswith("/"):
        return other.endswith(one)
    return other.startswith("/") and one.endswith(other)


def factor(unit: str, other: str) -> Decimal | None:
    """How many of ``other`` one ``unit`` is, where that is exact (天 and 小时); else ``None``."""
    for sizes in _SIZES:
        if unit in sizes and other in sizes:
            return Decimal(sizes[unit]) / Decimal(sizes[other])
    return None


def counted(unit: str) -> str:
    """What stands behind a known unit in one that is none: 桥梁 of 座桥梁, 开工 of 项开工."""
    if unit in _KNOWN or "/" in unit:
        return ""
    known = max((end for end in range(len(unit)) if unit[:end] in _KNOWN), default=0)
    return unit[known:] if known else ""


def counts_alike(one: str, other: str) -> bool:
    """Whether one unit is the other with the thing counted: 座 and 座桥梁, 人 and 名教师."""
    short, long = sorted((one, other), key=len)
    if not short or short not in _KNOWN or long in _KNOWN or "/" in long:
        return False
    return long.startswith(short) or _SAME.get(long[0]) == short


def unit_of_name(name: str) -> Unit:
    """The unit an indicator's name ends with: "费用（万元）", "合格率(%)"; else no unit."""
    if _IN_NAME.isdisjoint(name):
        return NO_UNIT
    # What stands before the last bracket is of no account: many names have an end in common.
    return _unit_at_end(name[max(name.rfind("("), name.rfind("（"), len(name) - 64, 0) :])


@lru_cache(maxsize=4096)
def _unit_at_end(name: str) -> Unit:
    text = clean(name).text
    if text.endswith(("%", "‰")) and not text[-2:-1].isdigit():
        return read_unit(text[-1]) or NO_UNIT
    match = _TRAILING.search(text)
    unit = read_unit(match[1]) if match else None
    if unit is None or unit.remarks:
        return NO_UNIT
    return unit
