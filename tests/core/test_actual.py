"""实际完成值 beside its target: the pairs of published forms, and pairs meant to mislead."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.actual import read_actual
from perfxl.core.name import hint_of
from perfxl.core.quantity import plain
from perfxl.core.reading import Actual, ActualKind, Target
from perfxl.core.remark import Remark
from perfxl.core.target import read_target

CORPUS = Path(__file__).parent.parent / "corpus" / "self_evaluation_forms_2020.values.tsv"


def told(actual: Actual) -> str:
    """An actual in one line: "0.95", "2020-12-30", "达成", or its kind."""
    match actual.kind:
        case ActualKind.NUMBER:
            assert actual.value is not None
            return plain(actual.value)
        case ActualKind.DATE:
            return str(actual.date)
        case ActualKind.ATTAINMENT:
            assert actual.attainment is not None
            return actual.attainment.value
        case _:
            return actual.kind.value


def read(target: str | None, text: str | None, name: str = "") -> Actual:
    wanted = read_target(target, name=name, year=2020)
    return read_actual(text, wanted, hint_of(name), 2020)


def beside(text: str, target: Target) -> Actual:
    """An actual beside a target that was read, under a name that says nothing."""
    return read_actual(text, target, hint_of(""), None)


# Every pair of the seventeen forms of 2020, each once.
SEED = """
线上培训（次） | 1 | 1 | 1
培训任务完成率 | =100% | =100% | 1
完成线上培训工作时限 | 2020年12月30日 | 2020年12月30日 | 2020-12-30
线上培训工作费用（万元） | 60 | 60 | 600000
提高教师能力和信息素养 | 提高 | 100% | 达成
持续提高我州教育教学水平 | 持续 | 100% | 达成
学生满意度 | ≥95% | 95% | 0.95
普通话测试站（个） | 1 | 0 | 0
机位（个） | 20 | 0 | 0
测试员（人） | 2 | 0 | 0
房间符合测试标准（%） | =100 | 0 | 0
2021年12月31日前完成 | 2021-12-30 | 2021-12-30 | 2021-12-30
房间改造装修（万元） | 4 | 0 | 0
提高我州普通话水平 | 提高 | 0 | 未达成
指标1：考生满意度（%） | ≥90 | 0 | 0
学习应用覆盖率 | =100% | 0 | 0
优质教育资源覆盖率 | 100% | 0 | 0
完成学习平台建设时限 | 2021年12月30日 | 2021-12-30 | 2021-12-30
学习平台（万元） | 48 | 0 | 0
创新教育教学模式 | 促进 | 0 | 未达成
加快推进教育现代化。 | 推进 | 0 | 未达成
教师满意度 | ≥95% | 0 | 0
完成系统建设时限 | 2021年12月30日 | 0 | 未达成
网络阅卷成绩分析系统（万元） | 24 | 0 | 0
持续提高教育信息化水平 | 持续 | 0 | 未达成
业务系统（套） | 2 | 2 | 2
视频会议系统（套） | =1 | =1 | 1
完成时间(年) | 2020年12月31日 | 2020年12月31日 | 2020-12-31
预算资金（万元） | 20.3 | 20.3 | 203000
节约资金（%） | =10% | =10% | 0.1
提升教学质量 | 提升 | 提升 | 达成
设计方案节能 | 节能 | 节能 | 达成
持续使用时间（年） | 8 | 8 | 8
专家授课次数 （次） | ≥2 | 2 | 2
新任教师培训全员结业率 | =100% | 100% | 1
完成工作时限 （月） | ≤12.31日 | 2020年12月31日 | 2020-12-31
劳务费 | ≤3万元 | 3万元 | 30000
专家费 | ≤8.88万元 | 8.88万元 | 88800
提高整体教学水平 | 提高 | 提高 | 达成
促进培训常态化 | 促进 | 促进 | 达成
组织课题立项、结题、成果鉴定（个） | ≥3 | 3 | 3
学校视导评价，学科教研活动（次） | ≥6 | 6 | 6
教研活动工作完成率（%） | ≥100 | 100 | 1
课题立项、结题、成果鉴定费用 | ≥3.72万元 | 3.72 | 37200
学科教研活动费用 | ≥7.08万元 | 7.08 | 70800
持续开展学科教研活动 | 持续 | 持续 | 达成
学校的满意度（%） | ≥95 | 95% | 0.95
教师的满意度（%） | ≥90 | 90% | 0.9
组织全国高考考生人数（万人） | ≥1.4万人 | 1.4万人 | 14000
组织人员进行双抗检测（次） | =1 | 1 | 1
完成全国高考疫情防控工作 | =21.2758万元 | 21.2758万元 | 212758
满足广大群众的多元化需求 | 不断提高 | 100% | 达成
考试工作不断规范 | 100% | 100% | 1
专家费结业证与成果集制作 | 1.45 | 0 | 0
2021年教师培训 | 1.1 | 0 | 0
保证培训工作正常运转(万元) | 7.42 | 0 | 0
线上线下培训交流覆盖(人次） | ≥400 | 400 | 400
开展自治区优质课评比（次） | ≥1 | 1 | 1
工作室经费保障（万元） | =3 | 3 | 30000
推动高质量发展 | 推动 | 100% | 达成
受训教师满意度 | ≥90% | 90% | 0.9
组织学科建设活动（次） | =1次 | 0 | 0
建设优势学科（个） | =3次 | 0 | 0
优势学科建设达到标准 | ≥90% | 0 | 0
完成时限 | 2020年12月31日 | 0 | 未达成
组织开展教研活动费用（万元） | =6万元 | 0 | 0
增强立德树人能力 | 推动 | 0 | 未达成
授课次数 （次） | ≥2 | 0 | 0
完成时限 | 2020.1.1 | 2121.12.31 | 待判断
专家讲座费及工作正常运转 | 14.04万元 | 14.04万元 | 140400
组织全国高考考生人数 | ≥1.45万人 | 1.45万人 | 14500
组织自考考生人数（万人） | ≥1.2万人 | 1.2万人 | 12000
组织中考考生人数（万人） | ≥1.1万人 | 1.1万人 | 11000
各类考试工作完成率（%） | 100 | 100 | 1
完成工作时限（月）） | ≥12≤12 | 12 | 12
全国普通高考 | ≥8万元 | 8 | 80000
全国高等自学 | ≥6万元 | 6 | 60000
中考 | ≥2.2万元 | 2.2 | 22000
城域网接入学校（所） | 147 | 147 | 147
平台建设费用（万元） | ≥7.5 | 7.5 | 75000
促进区域教育的均衡发展 | 促进 | 100% | 达成
远程视频交互系统（套） | 5 | 5 | 5
设备符合测试标准（%） | =100 | 100 | 1
视频交互系统费用（万元） | 60 | 30 | 300000
完成工作期限（月） | ≤12 | 12 | 12
视频系统建设费用 | 320万 | 260.3 | 2603000
改善我州教育教学水平 | 改善 | 100% | 达成
组织教师计算机水平考试（人次） | ≥4000 | 4000 | 4000
考核经费保障（万元） | =1.12 | 1.12 | 11200
"""

NUMBERS = """
合格率 | ≥95% | 95 | 0.95
合格率 | ≥95% | 0.95 | 0.95
合格率 | ≥95% | 95％ | 0.95
合格率 | 100% | 100 | 1
合格率 | 100% | 1 | 1
合格率 | 100% | 110 | 1.1
合格率 | ≥95% | 20 | 0.2
合格率 | ≥95% | 5 | 待判断
合格率 | ≥95% | 0.05 | 待判断
合格率 | ≥95% | 百分之百 | 1
合格率 | 95 | 95% | 95
合格率 | 95 | 98% | 98
合格率 | 0.95 | 95% | 0.95
合格率 | 0.95 | 95 | 待判断
合格率 | 95 | 0.95 | 待判断
合格率（%） | 95 | 0.95 | 待判断
合格率（%） | 100 | 1 | 待判断
合格率（%） | 0.95 | 95% | 待判断
合格率（%） | 0.95 | 95 | 待判断
合格率（%） | 0.95 | 0.95 | 0.0095
失业率（%） | ≤1 | 0.8 | 0.008
死亡率 | ≤0.5‰ | 0.4 | 0.0004
死亡率 | ≤0.5‰ | 0.04% | 0.0004
增长率 | ≥8% | -8 | -0.08
增长率 | ≥5个百分点 | 6% | 待判断
机位 | 20 | 100% | 待判断
机位（个） | 20 | 100% | 待判断
平台 | 1 | 50% | 0.5
件数 | 100% | 1000件 | 待判断
满意度 | ≥85分 | 88% | 待判断
人数 | ≥1.4万人 | 14000 | 14000
人数 | ≥1.4万人 | 14000人 | 14000
人数 | ≥1.4万人 | 1.4 | 14000
人数 | ≥1.4万人 | 140 | 待判断
人数 | 14000 | 1.4万人 | 14000
人数 | 14000人 | 1.4万 | 14000
人数 | ≥1.4万人 | 1.4万人次 | 待判断
费用（万元） | 60 | 59.8万 | 598000
费用（万元） | 60 | 598000元 | 598000
费用（万元） | 60 | 60元 | 待判断
费用（万元） | 60 | 600000 | 待判断
费用（元） | ≤5万 | 48000 | 48000
费用 | 60 | 60万元 | 60
费用 | 2亿元 | 19800万元 | 198000000
费用 | ≤0 | 5 | 5
补贴 | 400元/人、天 | 380元/人·天 | 380
补贴 | 400元/人、天 | 420元/人天 | 420
补贴 | 400元/人日 | 380元/人·天 | 380
补贴 | 400元/人次 | 380元/人·天 | 待判断
用工 | 20人天 | 18人·日 | 18
用工 | 20人日 | 18人天 | 18
补贴 | 400元/人、天 | 400元 | 400
补贴 | 400元/人、天 | 380元 | 380
补贴 | 400元/人、天 | 3800元 | 待判断
租金 | ≤620万/月 | 600万元/月 | 6000000
距离 | ≥266米 | ≥266米 | 266
培训 | 3次 | 3场 | 待判断
培训 | 3次 | 约3次 | 待判断
培训 | 3次 | 3-4次 | 待判断
培训 | 3次 | 3次，覆盖500人 | 无法识别
培训 | 3次 | 3次未完成 | 无法识别
培训 | 3次 | 未完成3次 | 无法识别
培训 | 3次 | 完成3次中的2次 | 无法识别
培训 | 3次 | 已完成3次 | 3
培训 | 3次 | 10完成5 | 无法识别
培训 | 3次 | 3已3次 | 无法识别
培训 | 3次 | 共3次 | 3
培训 | 3次 | 0次 | 0
培训 | 3次 | 零 | 0
培训 | 3次 | 0% | 0
培训 | 3次 | 一 | 未填
培训 | 3次 | / | 未填
培训 | 3次 | 三次 | 3
培训 | 3次 | 三期 | 待判断
培训 | 3次 | 10余次 | 10
培训 | 3次 | 2020年12月 | 待判断
培训 | 3次 | 1/3 | 无法识别
培训 | 3次 | #DIV/0! | 未填
培训 | 3次 | =A1+1 | 无法识别
培训 | 2-4次 | 3次 | 3
培训 | 2-4次 | 2-4次 | 2
培训 | 2-4次 | 3-5次 | 待判断
工期（月） | ≤12 | 12月 | 12
工期（月） | ≤12 | 12个月 | 12
工期（月） | ≤12 | 2020年12月 | 待判断
工期 | 1年 | 2020年 | 待判断
合格率 | ≥95% | <95% | 待判断
合格率 | ≥95% | 不足95% | 待判断
合格率 | ≥95% | 95%以上 | 0.95
合格率 | 100% | <100% | 待判断
费用 | ≤10万元 | 9万元以内 | 90000
费用 | ≤10万元 | >10万元 | 待判断
培训 | 3次 | 已完成 | 达成
培训 | 3次 | 达成预期指标 | 达成
培训 | 3次 | 基本完成 | 部分达成
培训 | 3次 | 未完成 | 未达成
培训 | 3次 | 无 | 未达成
投诉 | ≤3起 | 无 | 待判断
投诉 | 0起 | 无 | 待判断
投诉 | 0起 | 未发生 | 待判断
投诉 | 0起 | 1起 | 1
"""

DATES = """
时限 | 2020年12月30日 | 12月30日 | 2020-12-30
时限 | 2020年12月30日 | 12.30 | 2020-12-30
时限 | 2020年12月30日 | 12.3 | 无法识别
时限 | 2020年12月30日 | 44195 | 2020-12-30
时限 | 2020年12月30日 | 20201231 | 2020-12-31
时限 | 2020年12月30日 | 2020-12-30 00:00:00 | 2020-12-30
时限 | 2020年12月30日 | ≤2020年12月30日 | 2020-12-30
时限 | 2020年12月30日 | 2020年12月30日前 | 2020-12-30
时限 | 2020年12月30日 | 已于2020年12月28日完成 | 2020-12-28
时限 | 2020年12月30日 | 2020年12月 | 待判断
时限 | 2020年12月30日 | 2020年 | 待判断
时限 | 2020年12月30日 | 2020年11月 | 2020-11-30
时限 | 2020年12月30日 | 2121.12.31 | 待判断
时限 | 2020年12月30日 | 2020年2月30日 | 无法识别
时限 | 2020年12月30日 | 2020年1已2月3日 | 无法识别
时限 | 2020年12月30日 | 12/31/2020 | 无法识别
时限 | 2020年12月30日 | 2020年12月1日；2021年1月5日 | 无法识别
时限 | 2020年12月30日 | 100% | 达成
时限 | 2020年12月30日 | 90% | 待判断
时限 | 2020年12月30日 | 12 | 待判断
时限 | 2020年12月30日 | 0 | 未达成
时限 | 2020年12月30日 | 未 | 未达成
时限 | 2020年12月30日 | 无 | 未达成
时限 | 2020年12月30日 | 未完成 | 未达成
时限 | 2020年12月30日 | 已完成 | 达成
时限 | 2020年12月30日 | 按期 | 达成
时限 | 2020年12月30日 | 建设中 | 部分达成
时限 | 2020年12月30日 | 延期 | 待判断
时限 | 2020年12月30日 | 未按期完成 | 待判断
时限 | 2021年12月30日 | 12月30日 | 待判断
时限 | 2020年12月 | 12 | 2020-12-31
时限 | 2020年12月 | 2020.12 | 2020-12-31
时限 | ≤12月 | 12 | 2020-12-31
时限 | 9月前 | 9月 | 2020-09-30
时限 | 12月底前 | 11月20日 | 2020-11-20
时限 | 2020年底 | 2020 | 2020-12-31
"""

WORDS = """
效果 | 提高 | 提高 | 达成
效果 | 提高 | 显著提高 | 达成
效果 | 提高 | 达成预期指标 | 达成
效果 | 提高 | 100% | 达成
效果 | 提高 | =100% | 达成
效果 | 提高 | 100%% | 达成
效果 | 提高 | 部分达成并具有一定效果 | 部分达成
效果 | 提高 | 建设中 | 部分达成
效果 | 提高 | 未达成且效果较差 | 未达成
效果 | 提高 | 0 | 未达成
效果 | 提高 | 0% | 未达成
效果 | 提高 | 无 | 未达成
效果 | 提高 | 80% | 待判断
效果 | 提高 | 100 | 待判断
效果 | 提高 | 1 | 待判断
效果 | 提高 | <100% | 待判断
效果 | 提高 | 2020年12月 | 待判断
效果 | 提高 | 有所提高 | 待判断
效果 | 提高 | 提高100% | 达成
效果 | 提高 | 未超支 | 待判断
效果 | 提高 | / | 未填
效果 | ≥良好 | 良好 | 达成
投诉 | 无投诉 | 无投诉 | 达成
投诉 | 无投诉 | 0 | 达成
投诉 | 无投诉 | 无 | 达成
投诉 | 零投诉 | 0起 | 达成
投诉 | 零投诉 | 2起 | 未达成
任务 | 3次，覆盖500人 | 3次，覆盖500人 | 达成
任务 | 3次，覆盖500人 | 已完成 | 达成
任务 | 3次，覆盖500人 | 3次 | 待判断
任务 | 3次，覆盖500人 | 无 | 待判断
任务 | ≥5≤3 | ≥5≤3 | 待判断
任务 | 2121.12.31 | 2121.12.31 | 待判断
任务 | / | 3 | 3
任务 | / | 2020年12月30日 | 2020-12-30
任务 | / | 已完成 | 达成
任务 | / | 无 | 待判断
"""

# Texts thought out afterwards, to be wrong about.
MISLEADING = """
满意度 | ≥85分 | 88分 | 88
覆盖率 | ≥9成 | 9成 | 待判断
人数 | ≥1,200人次 | 1,150人次 | 1150
费用 | ≤5万元 | 480000 | 480000
补贴 | ≥1000元/人·年 | 1000元/人/年 | 1000
响应时间 | ≤24小时 | 1天 | 24
里程 | ≥12.5公里 | 12500米 | 12.5
里程 | ≥12.5km | 12.5千米 | 12.5
数量 | 10±1 | 10 | 10
数量 | N≥10 | 12 | 12
数量 | 10 | 10+ | 10
数量 | 10 | >10 | 待判断
数量 | 10 | 10/10 | 无法识别
数量 | 10 | 10;5 | 无法识别
数量 | 10 | O | 待判断
数量 | 10 | 1O | 无法识别
数量 | 10 | 10. | 无法识别
数量 | 10 | “10” | 10
数量 | 10 | '10 | 10
数量 | 10 | 超10个 | 待判断
数量 | 10 | TRUE | 待判断
增长率 | ≥-3% | -2% | -0.02
增长率 | ≥8% | 8.5个百分点 | 待判断
完成率 | ≥100% | 100%（超额） | 无法识别
完成率 | 95 | 1 | 待判断
时间 | 2020年6月底前 | 6.3 | 无法识别
时间 | 6月30日前 | 已完成，2020年6月1日 | 无法识别
时间 | 2020年12月31日 | 20.12.31 | 无法识别
时间 | 1年 | 2020年 | 待判断
效果 | 效果明显 | 明显 | 待判断
效果 | 显著 | 不显著 | 未达成
效果 | 不发生重大事故 | 0 | 达成
x | 指标1：95% | 95% | 待判断
x | 10-20万元 | 150000 | 150000
完成情况 | 100% | 计划完成 | 待判断
完成情况 | 100% | 难以完成 | 待判断
完成情况 | 100% | 完成未达标 | 待判断
完成情况 | 100% | 没有未完成 | 待判断
完成情况 | 100% | 未达100% | 无法识别
完成情况 | 100% | 仅95% | 无法识别
完成情况 | 100% | 近100% | 无法识别
完成情况 | 100% | %95 | 无法识别
完成情况 | 100% | 一百 | 待判断
发放补助（万元） | ≤100 | 98.5元 | 待判断
发放补助（万元） | ≤100 | 0.00985亿元 | 985000
发放补助（万元） | ≤100 | 985千元 | 985000
发放补助（万元） | ≤100 | 98.5美元 | 待判断
发放补助（万元） | ≤100 | 98，5 | 无法识别
发放补助 | 不超过预算 | 超过预算 | 未达成
增长 | 不低于上年 | 低于上年 | 待判断
增长 | 低于上年 | 不低于上年 | 未达成
增长 | 增长 | 负增长 | 待判断
人口 | 10万以上 | 9万9千人 | 无法识别
道路 | 5亩 | 5公顷 | 75
级别 | 3A | 3A | 达成
级别 | 5A级 | 4A级 | 待判断
级别 | 1级 | 2级 | 待判断
期刊 | ≥1篇/年 | 2篇 | 2
期刊 | ≥1篇/月 | 2篇 | 待判断
时限 | 2020年三季度 | 9月 | 2020-09-30
时限 | 2020年12月31日 | 43,830 | 待判断
时限 | 2020年12月31日 | 1900/1/0 | 无法识别
时限 | 2020年12月31日 | 2020年1月至2021年1月 | 2021-01-31
"""


def cases(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("name", "target", "text", "expected"), cases(SEED))
def test_seed(name: str, target: str, text: str, expected: str) -> None:
    assert told(read(target, text, name)) == expected


@pytest.mark.parametrize(("name", "target", "text", "expected"), cases(NUMBERS))
def test_beside_a_number(name: str, target: str, text: str, expected: str) -> None:
    assert told(read(target, text, name)) == expected


@pytest.mark.parametrize(("name", "target", "text", "expected"), cases(DATES))
def test_beside_a_date(name: str, target: str, text: str, expected: str) -> None:
    assert told(read(target, text, name)) == expected


@pytest.mark.parametrize(("name", "target", "text", "expected"), cases(WORDS))
def test_beside_words(name: str, target: str, text: str, expected: str) -> None:
    assert told(read(target, text, name)) == expected


@pytest.mark.parametrize(("name", "target", "text", "expected"), cases(MISLEADING))
def test_misleading(name: str, target: str, text: str, expected: str) -> None:
    assert told(read(target, text, name)) == expected


def test_every_row_of_the_seed_is_read() -> None:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        form, path, value = line.split("\t", 2)
        if path.startswith("指标"):
            row, column = path.split(".", 1)
            rows.setdefault((form, row), {})[column] = value
    assert len(rows) == 173
    read_kinds = (ActualKind.NUMBER, ActualKind.DATE, ActualKind.ATTAINMENT)
    unread = [
        (row["年度指标值"], row["实际完成值"])
        for row in rows.values()
        if read(row["年度指标值"], row["实际完成值"], row["三级指标"]).kind not in read_kinds
    ]
    assert unread == [("2020.1.1", "2121.12.31")]


@pytest.mark.parametrize(
    ("name", "target", "text", "remarks"),
    [
        ("", "≥95%", "95%", ()),
        ("费用（万元）", "60", "60", ()),
        ("", "≥95%", "95", (Remark.PERCENT_OMITTED,)),
        ("", "≥95%", "0.95", (Remark.FRACTION_AS_PERCENT,)),
        ("", "320万", "260.3", (Remark.SCALE_OMITTED,)),
        ("", "≥1.4万人", "14000", (Remark.SCALE_WRITTEN_OUT,)),
        ("", "≥1.4万人", "140", (Remark.SCALE_UNCERTAIN,)),
        ("", "100%", "1000件", (Remark.UNIT_MISMATCH,)),
        ("", "400元/人", "400元", (Remark.UNIT_SHORTENED,)),
        ("", "3次", "-3次", (Remark.NEGATIVE,)),
        ("", "3次", "3000次", (Remark.IMPLAUSIBLE,)),
        ("", "5000次", "3次", (Remark.IMPLAUSIBLE,)),
        ("", "100%", "100%%", (Remark.PERCENT_REPEATED,)),
        ("", "=100%", "=100%", (Remark.SIGN_IGNORED,)),
        ("", "≥95%", "<95%", (Remark.SIGN_AGAINST_TARGET,)),
        ("", "3次", "约3次", (Remark.APPROXIMATE,)),
        ("", "3次", "3-4次", (Remark.RANGE_GIVEN,)),
        ("", "2-4次", "2-4次", (Remark.RANGE_GIVEN,)),
        ("", "1000人", "1 000人", (Remark.SPACE_IN_NUMBER,)),
        ("", "35", "3\n5", (Remark.LINE_BREAK_IN_NUMBER,)),
        ("", "3次", "3次，覆盖500人", (Remark.SEVERAL_NUMBERS,)),
        ("", "3次", "已完成", (Remark.COMPLETION_WORD,)),
        ("", "3次", "提高", (Remark.WORDS_UNDECIDED,)),
        ("", "3次", "2020年12月", (Remark.DATE_FOR_NUMBER,)),
        ("", "3次", "一", (Remark.PLACEHOLDER,)),
        ("", "3次", "字" * 2001, (Remark.TOO_LONG,)),
        ("", "提高", "提高", (Remark.TARGET_REPEATED,)),
        ("", "提高", "100%", (Remark.PERCENT_FOR_WORDS,)),
        ("", "提高", "80%", (Remark.NUMBER_FOR_WORDS,)),
        ("", "提高", "2020年12月", (Remark.DATE_FOR_WORDS,)),
        ("", "2020年12月30日", "12月30日", (Remark.YEAR_ASSUMED,)),
        ("", "2020年12月30日", "44195", (Remark.DATE_SERIAL,)),
        ("", "2020年12月30日", "2020年12月", (Remark.DATE_TOO_COARSE,)),
        ("", "2020年12月30日", "2012-12-30", (Remark.IMPLAUSIBLE,)),
        ("", "2020年12月30日", "2121.12.31", (Remark.DATE_OUT_OF_RANGE,)),
        ("", "2020年12月30日", "2020年2月30日", (Remark.DATE_IMPOSSIBLE,)),
        ("", "2020年12月30日", "100%", (Remark.COMPLETION_WORD,)),
    ],
)
def test_remarks(name: str, target: str, text: str, remarks: tuple[Remark, ...]) -> None:
    assert read(target, text, name).remarks == remarks


@pytest.mark.parametrize("text", [None, "", " \n", "\u3000"])
@pytest.mark.parametrize("target", ["3次", "提高", "2020年12月30日", None, "≥5≤3"])
def test_unfilled(target: str | None, text: str | None) -> None:
    assert read(target, text) == Actual(text, ActualKind.EMPTY)


def test_a_date_without_year_takes_the_targets_when_the_form_has_none() -> None:
    target = read_target("2020年12月30日")
    assert told(beside("12月30日", target)) == "2020-12-30"


NUMBERS_OF_FORMS = st.decimals("0.001", 10**7, places=3)  # 2020.12 may be a date
UNITS = st.sampled_from(["", "%", "‰", "人", "万元", "个", "元/人", "亿元"])


@given(NUMBERS_OF_FORMS, NUMBERS_OF_FORMS, UNITS)
def test_the_same_unit_on_both_sides_needs_no_assumption(
    planned: Decimal, done: Decimal, unit: str
) -> None:
    target = read_target(f"≥{planned}{unit}")
    actual = beside(f"{done}{unit}", target)
    assert actual.kind is ActualKind.NUMBER
    assert actual.value == done * target.scale
    assert {*actual.remarks} <= {Remark.IMPLAUSIBLE}


@given(NUMBERS_OF_FORMS, UNITS)
def test_repeating_a_number_meets_it(number: Decimal, unit: str) -> None:
    target = read_target(f"{number}{unit}")
    assert beside(f"{number}{unit}", target).value == target.low
    assert beside(str(number), target).value == target.low


@given(
    st.sampled_from(["≥95%", "3次", "320万", "≥1.4万人", "1-2次", "≤0", "60"]),
    NUMBERS_OF_FORMS,
    st.sampled_from(["", "%", "万", "万人", "件", "‰"]),
)
def test_a_value_is_what_is_written_or_what_is_remarked(
    target: str, number: Decimal, unit: str
) -> None:
    wanted = read_target(target)
    actual = beside(f"{number}{unit}", wanted)
    if actual.kind is ActualKind.NUMBER and not actual.remarks and unit:
        own = read_target(f"{number}{unit}")
        assert actual.value == own.low


SCALES = [Decimal(10) ** power for power in range(-3, 13)]
PIECES = st.sampled_from(
    [
        "3",
        "10",
        "0.5",
        "1,234",
        "95",
        "已",
        "完成",
        "共",
        "达",
        "未",
        "约",
        "≥",
        "<",
        "=",
        "不超过",
        "%",
        "‰",
        "万",
        "亿",
        "人",
        "次",
        "元",
        "/",
        "-",
        "~",
        "以上",
        "以内",
        "（",
        "）",
        "，",
        "、",
        "(含)",
        "至",
        "且",
        "个",
        "月",
        "日",
        "年",
        "2020",
        ".",
        "百分之",
        "左右",
        "。",
        "：",
        " ",
    ]
)


@given(
    st.sampled_from(["≥95%", "3次", "320万", "1-2次", "60", "≤12", "100%"]),
    st.lists(PIECES, min_size=1, max_size=6).map("".join),
)
def test_a_value_is_a_number_of_the_text(target: str, text: str) -> None:
    """No two numbers of a text are ever joined, and none is made up."""
    actual = read(target, text)
    if actual.kind is ActualKind.NUMBER and actual.value:
        numbers = re.findall(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+", re.sub(r"[,，\s]", "", text))
        assert abs(actual.value) in {
            Decimal(number) * scale for number in numbers for scale in SCALES
        }


@given(
    st.sampled_from(["≥95%", "3次", "提高", "无投诉", "2020年12月30日", "12月底前", "1-2次", "/"])
    | st.text(max_size=30),
    st.none()
    | st.text(max_size=60)
    | st.text(
        "0123456789.,%‰万人次≥<=-~年月日前底未无没不已完成基本达到提高约以上内，、 \n", max_size=30
    ),
    st.none() | st.integers(2010, 2030),
)
def test_any_text_is_an_actual_of_some_kind(
    target: str, text: str | None, year: int | None
) -> None:
    actual = read_actual(text, read_target(target, year=year), hint_of(""), year)
    assert actual.raw == text
    filled = {
        ActualKind.NUMBER: actual.value is not None,
        ActualKind.DATE: actual.date is not None,
        ActualKind.ATTAINMENT: actual.attainment is not None,
    }
    assert filled.get(actual.kind, True)
    if actual.kind in (ActualKind.UNDECIDED, ActualKind.UNREADABLE):
        assert actual.remarks
