# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""Labels of the head, and of what a form states beside its facts.

Labels are matched bare (see :func:`.labels.bare`).  Every pattern matches the whole label;
order matters where one label could be two things.
"""

from __future__ import annotations

import re
from functools import lru_cache

from perfxl.forms.recognise.labels import bare, key
from perfxl.regex import regex

PARENT_PROJECT = 2  # the rank of the label of the project above this one

_HEAD: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (field, rank, regex(pattern))
    for field, rank, pattern in (
        ("项目名称", 0, r"(?:二级|三级|本级|自评|预算|评价|申报)?项目(?:支出|资金)?(?:名称|全称)(?:(?:及|和)(?:编码|代码|编号))?|项目\(?专项\)?名称|项目(?:编码|代码|编号)(?:及|和|与|、)(?:项目)?名称"),
        ("项目名称", 1, r"专项(?:资金|项目)?名称|(?:转移支付|资金)(?:项目)?名称|政策(?:和|及|或)?(?:项目)?名称"),
        ("项目名称", PARENT_PROJECT, r"一级项目名称"),
        ("主管部门", 0, r"(?:一级|项目|预算|财政|行业|业务|资金|上级)?主管(?:预算)?(?:部门|单位|局)(?:名称)?(?:(?:及|和)(?:代码|编码|名称))?"),
        ("主管部门", 1, r"(?:主管|预算)?部门(?:编码|代码|编号)(?:及|和|与|、)(?:部门)?名称|(?:地方|县级|区级|旗县级|县区级|县\(?区\)?|市县)主管部门"),
        ("主管部门", 2, r"(?:市级|州级|盟市级|市州级|市本级)主管部门|(?:省级|市级|州级|县级|区级)?预算部门(?:名称)?|主管(?:处|科)室|归口管理部门"),
        ("主管部门", 3, r"(?:省级|省|自治区|区直|省直|上级)主管部门|一级预算(?:部门|单位)"),
        ("主管部门", 4, r"(?:中央|国家)主管部门"),
        ("实施单位", 0, r"(?:项目|具体|资金|政策)?实施(?:单位|部门|主体)(?:名称)?"),
        ("实施单位", 1, r"项目(?:承担|执行|申报|建设|责任|使用)?单位(?:名称)?|(?:承担|执行|承办|建设|责任|牵头)单位|(?:承担|责任|承办)(?:部门|处室|科室)"),
        ("实施单位", 2, r"(?:资金|项目资金|经费)?使用单位|用款单位|资金使用部门"),
        ("实施单位", 3, r"(?:基层|二级)?预算单位(?:名称)?(?:(?:及|和|与|、)(?:代码|编码|编号))?"),
        ("实施单位", 4, r"(?:填报|申报|编制|填表|自评|报送|编报|被评价|评价)单位(?:名称)?|单位名称|填报部门"),
        ("年度", 0, r"(?:预算|评价|项目|自评|所属|资金|财政|填报|会计)?年度|年份"),
    )
)  # fmt: skip
_SEAL = regex(r"[盖公签]章")
_DEPARTMENT_NAME = regex(
    r"(?:省级|市级|州级|县级|区级|本级)?(?:预算|填报)?部门(?:名称|单位名称|及单位名称)|部门[/、和]单位名称|单位名称"
)


@lru_cache(maxsize=4096)
def head_field(text: str) -> tuple[str, int] | None:
    """The head field ``text`` labels, and its rank: of two labels the lower rank counts."""
    label = bare(text)
    if len(label) > 16:
        return None
    if label == "单位" and _SEAL.search(key(text)):
        return "实施单位", 4
    return next(((field, rank) for field, rank, pattern in _HEAD if pattern.fullmatch(label)), None)


@lru_cache(maxsize=4096)
def names_department(text: str) -> bool:
    """Whether ``text`` labels what a 部门整体支出自评表 is about."""
    return _DEPARTMENT_NAME.fullmatch(bare(text)) is not None


_INFORMATION = regex(
    r"(?:(?:项目|财务|单位|部门|科室|填报|主管|业务|自评)*(?:负责人|联系人|经办人|经手人|制表人|分管领导|"
    r"法人代表|主要领导|审核人|复核人|填报人|填表人|评价人|填制人)(?:签字|签名|签章|姓名|盖章)?(?:及|和)?(?:联系)?(?:电话|方式)?"
    r"|(?:联系|办公|固定|移动)?电话(?:号码)?|联系方式|手机(?:号码?)?|邮编|邮政编码|(?:通讯|联系)?地址|(?:电子)?邮箱"
    r"|(?:填报|填表|填列|填制|编制|报送|自评|评价|制表|上报|申报)(?:日期|时间)|日期"
    r"|(?:项目|专项|资金|政策|二级项目|预算项目)(?:类别|类型|属性|性质|分类|级次|编码|代码|编号|期限?|周期|起止\S{0,4}|实施(?:期限?|周期|内容|情况|方案|依据|时间|地点|进度|过程|概述|及|和)*"
    r"|概况|概述|简介|内容|来源|等级|个数|用途|用款\S{0,3}|负责人|分类编码|立项(?:依据|时间|文号|情况|部门)?|状态|文号|所属\S{0,4}|主要(?:内容|用途|目标|产出)|管理(?:办法|制度|单位|部门))"
    r"|(?:预算|部门|单位|主管部门|预算单位|部门预算)(?:科目|编码|代码|级次|性质|类型|项目编码|支出(?:功能|经济)?(?:分类|科目)?(?:科目|名称|编码)?)|(?:功能|经济)分类科目\S{0,4}"
    r"|(?:起止|实施|执行|计划|开始|完成|结束|开工|竣工)(?:时间|日期|期限|年限|周期|起止\S{0,3})|立项(?:依据|时间|文号|文件|批复|部门)\S{0,4}|实施(?:内容|方案|依据|周期|期)"
    r"|是否\S{1,12}|(?:自评|评价|绩效|评定|考核|综合)(?:等级|等次|级别|结论|结果|总分|得分|分数?|分值|评级|总得分|方式|类型|情况|意见|说明|打分)"
    r"|总得分|得分等级|等级|等次|自评|评分|评分等级"
    r"|(?:主要|目前|项目)?存在(?:的)?(?:主要)?问题\S{0,10}|(?:下一步|下步|后续|今后)?(?:拟|的)?(?:采取的?)?(?:改进|整改)(?:措施|建议|意见|情况|方案|计划|方向)\S{0,12}"
    r"|(?:主要|部门|单位)*(?:经验|做法|成效|成果|工作内容|工作任务|职责|职能)(?:及|和|、|经验|做法|成效|成果|主要|问题|概述|总结|说明|情况|描述|概况)*|其[他它](?:需要?|应)?(?:说明|事项|情况)\S{0,10}|其[他它]说明\S{0,6}"
    r"|(?:情况)?说明|备注|注|附注|填[表报写]说明|填报要求|编报说明|有关说明"
    r"|(?:中央|省级|市级|州级|县级|区级|县区|本级|地方)财政部门|财政(?:审核|部门|处室|科室|股室|业务(?:处|科|股)室?|归口|复核|评价|主管)(?:部门|处室|科室|意见|评分|得分|分|分值|结论|结果|名称|人)*|(?:主管部门|单位|财政部门|领导|审核|部门|专家|复核|第三方|评审)(?:审核|复核|评价|审查)?(?:意见|评分|得分|结论|结果)"
    r"|报表编号|编号|盖章|公章|单位公章|自评单位公章|佐证材料\S{0,6}|绩效自评(?:得分|结果|结论|等级|情况|分数)?|评价结论|评分标准|评分依据|年度工作(?:目标|任务|计划|重点|内容)\S{0,4}"
    r"|\S{0,16}(?:初审|审核|复核|评审)意见|(?:偏差|未完成|未实现|未达|差异|目标未完成|绩效偏离)\S{0,24}|(?:支出|资金)(?:用途|性质|方向|范围|分类)|资金来源\S{0,4}|文件依据|政策依据|下达文号|资金文号)"
)


@lru_cache(maxsize=4096)
def information(text: str) -> str | None:
    """The bare label of something a form states beside its facts (项目负责人, 备注 …)."""
    label = bare(text)
    return label if len(label) <= 24 and _INFORMATION.fullmatch(label) else None


_REASON = regex(
    r"\S{0,10}(?:偏差|偏离|未完成|未实现|未达|差异|扣分)\S{0,24}|原因(?:分析|说明|及)\S{0,12}|原因"
)


def is_reason(text: str) -> bool:
    """Whether ``text`` labels the reasons of deviations, be it a column or one row for all."""
    label = bare(text)
    return len(label) <= 32 and _REASON.fullmatch(label) is not None and "率" not in label
