"""The words that native formulas know, each checked against the core that knows many more.

The lists stand in labelled cells of a form (``live.units``, ``live.met`` …), because a text
constant inside a formula holds at most 255 characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from perfxl.core.checks.reasons import is_reason
from perfxl.core.evaluation import Attainment
from perfxl.core.notation import is_placeholder
from perfxl.core.rulebook import Rulebook
from perfxl.core.unit import read_unit
from perfxl.core.words import attainment_of, is_on_time
from perfxl.forms.native.syntax import entries

# 日, 月 and 季度 are missing on purpose: "12月" is a date more often than a duration.
_UNITS = """
    个 次 人 名 位 人次 人数 人日 人天 人月 家 户 户次 家次 件 件次 份 套 台 台套 台次 辆 部
    本 册 篇 期 批 批次 场 场次 项 项次 条 处 座 栋 幢 间 所 校 班 班次 门 课时 学时 节 课
    堂 讲 天 个月 年 周 学期 学年 小时 分钟 工作日 个工作日 元 吨 公斤 千克 克 斤 升 立方米
    平方米 平方公里 亩 亩次 公顷 公里 千米 里 米 延米 厘米 毫米 度 千瓦 千瓦时 只 头 羽 匹 株 棵
    颗 粒 盏 根 支 张 块 片 面 桶 箱 盒 袋 包 双 对 组 队 艘 口 孔 标段 段 村 个村 行政村
    镇 乡 县 市 区 社区 街道 学校 起 宗 例 例次 案 票 笔 车次 频次 幅 题 款 种 类 星 倍 点
    点位 岗 床 分贝 集 版 页 轮 站 路 线 科 列 个数 次数 项目 课题 平台 系统 人员 学生 教师
    学员 kg g m ㎡ TB GB MB M
"""
_PER = "人 人次 次 天 日 月 年 亩 平方米 公里 户 个 套 台 件 课时 吨 人·天 人·日 人·月 人·次 人·年"
_MONEY = ("", "元")

_WHOLLY = (
    "", "已", "均已", "都已", "全部", "已全部", "全面", "圆满", "顺利", "按时", "按期", "如期",
    "按计划", "按要求", "及时", "提前", "超额",
)  # fmt: skip
_DONE = ("完成", "达成", "实现", "达到", "达标", "落实", "建成", "完工", "竣工")
_GOALS = ("目标", "任务", "预期", "预期目标", "预期指标", "预期效果", "年度目标", "年度指标")
_GOING_ON = ("建设", "推进", "实施", "进行", "施工", "开展", "办理", "采购")
_NOT = ("未", "尚未", "没有", "没", "未能", "均未", "仍未")
_BEGUN = ("实施", "开展", "执行", "启动", "开工", "动工", "支付", "进行")
_OTHERS = (
    "达预期", "符合要求", "符合标准", "符合预期", "已实施完毕", "已执行完毕", "已投入使用",
    "部分达成并具有一定效果", "未达成且效果较差", "在建", "未全部完成", "未完全完成", "不达标",
    "基本", "部分",
)  # fmt: skip
_BEFORE = """
    已 均 都 得到 显著 有效 不断 明显 持续 进一步 大幅 全面 切实 稳步 已显著 已有效 得到显著
    得到有效
    基本 部分 已基本 基本得到 部分得到 基本实现 部分实现
    未 不 没有 没 未能 尚未 仍未 未得到
"""
_ON_TIME = "按时 按期 如期 及时 提前 已按时 已按期"
_NOTHING = """
    / // - -- — —— … …… ... 。 \\ ~ 一 空 略 暂无 不适用 待定 待填 未填 未填写
    N/A n/a NA na null None
"""
_NO_REASON = """
    无 无偏差 无原因 无问题 无任何偏差 没有 没有偏差 没有原因 没有问题 否 未发生 未发生偏差
"""
_SAMPLE = "提高"  # stands for the words of any target


@lru_cache(maxsize=1)
def units() -> str:
    """Units whose number needs no scaling, alone or as 元 per unit."""
    alone = _UNITS.split()
    compound = [f"{money}/{unit}" for money in _MONEY for unit in _PER.split()]
    return entries(unit for unit in (*alone, *compound) if _is_plain(unit))


def _is_plain(text: str) -> bool:
    unit = read_unit(text)
    return unit is not None and unit.scale == 1 and not unit.remarks


@lru_cache(maxsize=3)
def phrases(attainment: Attainment) -> str:
    """Whole texts that say by themselves how far a target was attained."""
    words = dict.fromkeys(_phrases())
    return entries(word for word in words if attainment_of(word) is attainment)


@lru_cache(maxsize=3)
def before(attainment: Attainment) -> str:
    """What stands before a target's own words to say how far it was attained."""
    words = _BEFORE.split()
    return entries(word for word in words if attainment_of(word + _SAMPLE, _SAMPLE) is attainment)


@lru_cache(maxsize=1)
def on_time() -> str:
    """Whole texts that say that a date was kept."""
    return entries(word for word in _ON_TIME.split() if is_on_time(word))


@lru_cache(maxsize=1)
def nothing() -> str:
    """Whole texts that leave a field open."""
    return entries(word for word in _NOTHING.split() if is_placeholder(word))


@lru_cache(maxsize=1)
def no_reasons() -> str:
    """Whole texts that are no 偏差原因; the empty text is one of them."""
    words = ("", *_NOTHING.split(), *_NO_REASON.split())
    return entries(word for word in words if not is_reason(word))


@lru_cache(maxsize=8)
def cost_labels(rulebook: Rulebook) -> tuple[str, str]:
    """Labels of 二级指标 (or 一级指标) that are about cost, and that are not, without 指标."""
    labels: dict[bool, list[str]] = {True: [], False: []}
    for aspect in rulebook.aspects:
        labels[aspect.cost] += (aspect.name, *aspect.synonyms)
    costs, others = (
        entries(dict.fromkeys(label.replace("指标", "") for label in labels[cost]))
        for cost in (True, False)
    )
    return costs, others


def _phrases() -> Iterator[str]:
    for wholly, done in product(_WHOLLY, _DONE):
        yield wholly + done
    for how, done, goal in product(("", "已", "基本"), _DONE, _GOALS):
        yield how + done + goal
    for how, done in product(("基本", "部分", "已基本", "已部分"), _DONE):
        yield how + done
    for going_on in _GOING_ON:
        yield from (f"{going_on}中", f"正在{going_on}", f"正在{going_on}中")
    for no, done in product(_NOT, (*_DONE, *_BEGUN)):
        yield no + done
    yield from _OTHERS
