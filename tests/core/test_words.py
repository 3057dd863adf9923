"""Words of attainment, alone and beside the words of a target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.evaluation import Attainment
from perfxl.core.words import attainment_of, is_on_time

MET, PARTLY, UNMET = Attainment.MET, Attainment.PARTLY, Attainment.UNMET


@pytest.mark.parametrize(
    "text",
    [
        "达成预期指标",
        "已完成",
        "完成",
        "全部完成",
        "已全部完成",
        "按期完成",
        "超额完成",
        "完成了",
        "达成",
        "达成年度指标",
        "达到预期目标",
        "已达到年初绩效目标",
        "实现目标",
        "达标",
        "符合要求",
        "完成全部任务",
        "建成",
        "已完工",
        "实施完毕",
        "达到预期",
    ],
)
def test_met(text: str) -> None:
    assert attainment_of(text) is MET


@pytest.mark.parametrize(
    "text",
    [
        "基本达到",
        "基本完成",
        "已基本完成",
        "部分完成",
        "部分达成并具有一定效果",
        "建设中",
        "推进中",
        "正在建设",
        "正在实施中",
        "持续推进中",
        "在建",
        "基本达到预期目标",
        "未全部完成",
        "基本",
        "部分",
    ],
)
def test_partly(text: str) -> None:
    assert attainment_of(text) is PARTLY


@pytest.mark.parametrize(
    "text",
    [
        "未完成",
        "未达成且效果较差",
        "尚未完成",
        "未开展",
        "未达标",
        "没有完成",
        "未能完成",
        "未实施",
        "未启动",
        "未达到预期目标",
        "未",
        "无",
        "没有",
        "暂未实施",
        "不达标",
    ],
)
def test_unmet(text: str) -> None:
    assert attainment_of(text) is UNMET


@pytest.mark.parametrize(
    "text",
    [
        "无投诉",
        "无事故",
        "无偏差",
        "未发生",
        "未超支",
        "不低于",
        "未超过",
        "没有发生",
        "未知",
        "无法统计",
        "未按期完成",
        "未完成全部任务",
        "完成一半",
        "完成部分",
        "基本未完成",
        "部分未达成",
        "基本无投诉",
        "完成情况良好",
        "完成值",
        "已启动",
        "已开展",
        "良好",
        "优",
        "提高",
        "有效",
        "超标",
        "合格",
        "一般",
        "不是未完成",
        "未完成的已完成",
        "是",
        "",
        "项目已完成但未验收",
        "达成率高",
    ],
)
def test_undecided(text: str) -> None:
    assert attainment_of(text) is None


@pytest.mark.parametrize(
    ("target", "text", "said"),
    [
        ("提高", "提高", MET),
        ("提高", "提高了", MET),
        ("提高", "显著提高", MET),
        ("提升", "有效提升", MET),
        ("提升", "得到有效提升", MET),
        ("提高", "不断提高", MET),
        ("改善", "明显改善", MET),
        ("不断提高", "不断提高", MET),
        ("良好", "良好", MET),
        ("优", "优", MET),
        ("基本达到", "基本达到", MET),
        ("提高", "已完成", MET),
        ("无投诉", "无投诉", MET),
        ("有效保障", "已达到有效保障", MET),
        ("提升居民安全感", "居民安全感得到提升", MET),
        ("提升照明水平", "照明水平显著提升了", MET),
        ("改善环境", "环境改善", MET),
        ("提升照明水平", "照明水平基本提升", PARTLY),
        ("提升照明水平", "照明水平未提升", UNMET),
        ("提升照明水平", "照明水平有所提升", None),
        ("显著提升照明水平", "照明水平提升", None),
        ("提高", "基本提高", PARTLY),
        ("满意", "基本满意", PARTLY),
        ("提高", "部分完成", PARTLY),
        ("提高", "未提高", UNMET),
        ("满意", "不满意", UNMET),
        ("改善", "没有明显改善", None),
        ("提高", "未得到提高", UNMET),
        ("提高", "无", UNMET),
        ("是", "否", UNMET),
        ("显著提升", "提升", None),
        ("提高", "有所提高", None),
        ("提高", "提升", None),
        ("提高", "教学水平提高", None),
        ("提高", "提高不明显", None),
        ("优", "不优", None),
        ("优", "良", None),
        ("无投诉", "无", MET),
        ("无投诉", "未完成", None),
        ("不发生重大安全事故", "未发生安全事故", MET),
        ("不发生安全事故", "未发生重大安全事故", None),
        ("无投诉", "无事故", None),
        ("控制在预算内", "未超预算", MET),
        ("控制在预算内", "超预算", UNMET),
        ("控制在预算内", "已超预算", UNMET),
        ("控制在预算内", "已预算", None),
        ("正常运行", "运行正常", MET),
        ("杜绝事故", "没有", MET),
        ("零事故", "未发生", MET),
        ("降低投诉", "无", None),
    ],
)
def test_beside_the_words_of_a_target(target: str, text: str, said: Attainment | None) -> None:
    assert attainment_of(text, target) is said


def test_on_time() -> None:
    assert is_on_time("按期")
    assert is_on_time("已按时")
    assert not is_on_time("未按期")
    assert not is_on_time("按期开工")


@given(st.sampled_from(["提高", "持续", "促进", "改善", "节能", "良好"]))
def test_a_denial_is_never_met(word: str) -> None:
    for denial in ("未", "没有", "未能", "尚未", "不", "无", "并未", "从未", "未曾"):
        assert attainment_of(denial + word, word) is not MET


@given(st.text("已未无没不基本部分完成达到预期目标全按提高正在建设中了且", max_size=30))
def test_any_words_with_a_denial_are_never_met(text: str) -> None:
    if not {"未", "无", "没", "不"}.isdisjoint(text):
        assert attainment_of(text) is not MET
