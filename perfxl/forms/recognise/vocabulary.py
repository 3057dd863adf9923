# ruff: noqa: E501 - one pattern a line reads better than a pattern cut in pieces
"""The words by which forms of all places and years name the same things.

Labels are matched bare (see :func:`.labels.bare`).  Every pattern matches the whole label;
order matters where one label could be two things.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from perfxl.core.evaluation import AmountUnit
from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.labels import LONGEST_LABEL, bare, key

# --- titles -------------------------------------------------------------------------------

_TITLE = re.compile(
    r"(?:附(?:件|表)[\d一二三四五六七八九十]*[-\d]*[:.]?)?.{0,45}"
    r"(?:自评|绩效评价|监控|绩效目标|绩效自我评价|绩效完成情况|支出绩效)"
    r".{0,20}表(?:\(.{0,20}\))*(?:[-\d])*"
)
_ATTACHMENT = re.compile(
    r"附(?:件|表)[\d一二三四五六七八九十]*[-.\d]*|公开\d*表|表[\d一二三四五六七八九十]+"
)
_YEAR_LINE = re.compile(r"\(?(?:20\d\d|[二○〇零一三四五六七八九]{4})年?度?\)?|\(?年度\)?")
_YEAR = re.compile(r"(20\d\d)(?=年|\)|$|财年|度)")
_CHINESE_YEAR = re.compile(
    r"二[○〇零O0]([○〇零O0一二三四五六七八九])([○〇零O0一二三四五六七八九])(?=年)"
)
_DIGITS = {
    **dict.fromkeys("○〇零O0", "0"),
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}


def is_title(text: str) -> bool:
    """Whether ``text`` is the title of a form of the family."""
    label = key(text)
    return len(label) <= 2 * LONGEST_LABEL and _TITLE.fullmatch(label) is not None


def is_year_line(text: str) -> bool:
    """Whether ``text`` is the line below the title: （2020年度）, or 附件2 above it."""
    label = key(text)
    return bool(_YEAR_LINE.fullmatch(label) or _ATTACHMENT.fullmatch(label))


def year_in(text: str) -> int | None:
    """The fiscal year that a title or year line names."""
    label = key(text)
    if found := _YEAR.search(label):
        return int(found[1])
    if found := _CHINESE_YEAR.search(label):
        return int(f"20{_DIGITS[found[1]]}{_DIGITS[found[2]]}")
    return None


def kind_of_title(text: str) -> FormKind:
    """Which form of the family a title names."""
    label = key(text)
    if "监控" in label:
        return FormKind.MONITORING
    evaluated = any(word in label for word in ("自评", "评价", "完成情况"))
    if not evaluated and "目标" in label:
        return FormKind.TARGETS
    if "整体" in label:
        return FormKind.DEPARTMENT
    if "转移支付" in label or "区域" in label:
        return FormKind.TRANSFER
    return FormKind.SELF_EVALUATION


# --- the head -----------------------------------------------------------------------------

_HEAD: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (field, rank, re.compile(pattern))
    for field, rank, pattern in (
        ("项目名称", 0, r"(?:二级|三级|本级|自评)?项目(?:支出|资金)?(?:名称|全称)|项目\(?专项\)?名称"),
        ("项目名称", 1, r"专项(?:资金|项目)?名称|(?:转移支付|资金)(?:项目)?名称|政策(?:和|及|或)?(?:项目)?名称"),
        ("项目名称", 2, r"一级项目名称"),
        ("主管部门", 0, r"(?:项目|预算|财政|行业|业务)?主管(?:预算)?(?:部门|单位|局)(?:名称)?(?:及|和)?(?:代码|编码|名称)?"),
        ("主管部门", 1, r"(?:地方|县级|区级|旗县级|县区级|县\(?区\)?|市县)主管部门"),
        ("主管部门", 2, r"(?:市级|州级|盟市级|市州级|市本级)主管部门|预算部门(?:名称)?|主管(?:处|科)室|归口管理部门"),
        ("主管部门", 3, r"(?:省级|省|自治区|区直|省直|上级)主管部门|一级预算(?:部门|单位)"),
        ("主管部门", 4, r"(?:中央|国家)主管部门"),
        ("实施单位", 0, r"(?:项目|具体|资金|政策)?实施(?:单位|部门|主体)(?:名称)?"),
        ("实施单位", 1, r"项目(?:承担|执行|申报|建设|责任|使用)?单位(?:名称)?|(?:承担|执行|承办|建设)单位"),
        ("实施单位", 2, r"(?:资金|项目资金|经费)?使用单位|用款单位|资金使用部门"),
        ("实施单位", 3, r"(?:基层|二级)?预算单位(?:名称)?"),
        ("实施单位", 4, r"(?:填报|申报|编制|填表|自评|报送|编报|被评价|评价)单位(?:名称)?|单位名称|填报部门"),
        ("年度", 0, r"(?:预算|评价|项目|自评|所属|资金|财政|填报|会计)?年度|年份"),
    )
)  # fmt: skip
_DEPARTMENT_NAME = re.compile(
    r"(?:预算|填报)?部门(?:名称|单位名称|及单位名称)|部门[/、和]单位名称|单位名称"
)


@lru_cache(maxsize=4096)
def head_field(text: str) -> tuple[str, int] | None:
    """The head field ``text`` labels, and its rank: of two labels the lower rank counts."""
    label = bare(text)
    if len(label) > 16:
        return None
    return next(((field, rank) for field, rank, pattern in _HEAD if pattern.fullmatch(label)), None)


def names_department(text: str) -> bool:
    """Whether ``text`` labels what a 部门整体支出自评表 is about."""
    return _DEPARTMENT_NAME.fullmatch(bare(text)) is not None


_INFORMATION = re.compile(
    r"(?:(?:项目|财务|单位|部门|科室|填报|主管|业务|自评)*(?:负责人|联系人|经办人|经手人|制表人|分管领导|"
    r"法人代表|主要领导|审核人|复核人|填报人|填表人|评价人|填制人)(?:签字|签名|签章|姓名|盖章)?(?:及|和)?(?:联系)?(?:电话|方式)?"
    r"|(?:联系|办公|固定|移动)?电话(?:号码)?|联系方式|手机(?:号码?)?|邮编|邮政编码|(?:通讯|联系)?地址|(?:电子)?邮箱"
    r"|(?:填报|填表|填列|填制|编制|报送|自评|评价|制表|上报|申报)(?:日期|时间)|日期"
    r"|(?:项目|专项|资金|二级项目|预算项目)(?:类别|类型|属性|性质|分类|级次|编码|代码|编号|期限?|周期|起止\S{0,4}|实施\S{0,8}"
    r"|概况|概述|简介|内容|来源|等级|个数|用途|用款\S{0,3}|负责人|分类编码|立项\S{0,4}|状态|文号|所属\S{0,4}|主要\S{0,4}|管理\S{0,4})"
    r"|(?:预算|部门|单位|主管部门|预算单位|部门预算)(?:科目|编码|代码|级次|性质|类型|项目编码|支出\S{0,4})|(?:功能|经济)分类科目\S{0,4}"
    r"|(?:起止|实施|执行|计划|开始|完成|结束|开工|竣工)(?:时间|日期|期限|年限|周期|起止\S{0,3})|立项(?:依据|时间|文号)|实施(?:内容|方案|依据|周期|期)"
    r"|是否\S{1,12}|(?:自评|评价|绩效|评定|考核|综合)(?:等级|等次|级别|结论|结果|总分|得分|分数?|分值|评级|总得分|方式|类型|情况|意见|说明|打分)"
    r"|总得分|得分等级|等级|等次|自评|评分|评分等级"
    r"|(?:主要|目前|项目)?存在(?:的)?(?:主要)?问题\S{0,10}|(?:下一步|下步|后续|今后)?(?:拟|的)?(?:采取的?)?(?:改进|整改)\S{0,16}"
    r"|(?:主要)?(?:经验|做法|成效|绩效|成果|工作内容|工作任务|职责|职能)\S{0,8}|其[他它](?:需要?|应)?(?:说明|事项|情况)\S{0,10}|其[他它]说明\S{0,6}"
    r"|(?:情况)?说明|备注|注|附注|填[表报写]说明|填报要求|编报说明|有关说明"
    r"|财政(?:审核|部门|处室|科室|股室|局|业务|归口|复核|评价|主管)\S{0,8}|(?:主管部门|单位|财政部门|领导|审核|部门|专家|复核|第三方|评审)(?:审核|复核|评价|审查)?(?:意见|评分|得分|结论|结果)"
    r"|报表编号|编号|盖章|公章|单位公章|自评单位公章|佐证材料\S{0,6}|绩效自评\S{0,4}|评价结论|评分标准|评分依据|年度工作\S{0,6}"
    r"|(?:偏差|未完成|未实现|未达|差异|目标未完成|绩效偏离)\S{0,24}|(?:支出|资金)(?:用途|性质|方向|范围|分类)|资金来源\S{0,4}|文件依据|政策依据|下达文号|资金文号)"
)


@lru_cache(maxsize=4096)
def information(text: str) -> str | None:
    """The bare label of something a form states beside its facts (项目负责人, 备注 …)."""
    label = bare(text)
    return label if len(label) <= 24 and _INFORMATION.fullmatch(label) else None


_REASON = re.compile(r"\S{0,14}(?:原因|偏差|偏离)\S{0,24}")


def is_reason(text: str) -> bool:
    """Whether ``text`` labels the reasons of deviations, be it a column or one row for all."""
    label = bare(text)
    return len(label) <= 32 and _REASON.fullmatch(label) is not None and "率" not in label


# --- funds --------------------------------------------------------------------------------


class FundColumn(Enum):
    """The columns of 项目资金; the value is the column's name in field paths."""

    INITIAL = "年初预算数"
    ANNUAL = "全年预算数"
    EXECUTED = "全年执行数"
    RATE = "执行率"
    WEIGHT = "分值"
    SCORE = "得分"
    OTHER = ""


_FUND_COLUMNS: tuple[tuple[FundColumn, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (FundColumn.OTHER, r"\S*(?:月|预计|到位|调整数|计算方法|备注|说明|原因|差额|结转数|结余)\S*"),
        (FundColumn.WEIGHT, r"(?:执行率|预算执行率|指标|标准|预算执行)?(?:分值|权重|权重分|满分|标准分|分数|权数|分值权重|权重分值)"),
        (FundColumn.SCORE, r"(?:执行率|预算执行率|自评|实际|指标|评价|预算执行|单位自评)?(?:得分|自评分|评分|自评得分|得分值)"),
        (FundColumn.RATE, r"(?:预算|资金|支出|全年|经费|实际)*(?:执行率|完成率|支出率|执行进度|支付率|使用率|执行比例|预算执行率|支出进度)"),
        (FundColumn.INITIAL, r"(?:年初|期初|初始|原)(?:部门|批复|安排|下达|申报|核定|财政)*(?:预算|批复|计划)?(?:批复|安排|资金|下达)?(?:总)?(?:数|金额|额|资金)?|预算批复(?:数|金额)?|批复(?:预算)?(?:数|金额)"),
        (FundColumn.EXECUTED, r"(?:全年|年度|本年|当年|实际|预算|资金|累计|项目|年末|财政|决算)*(?:执行|支出|使用|支付|列支|决算)(?:总)?(?:数|金额|额|资金|数额)?(?:情况)?|实际完成数|决算数|实际支出金额"),
        (FundColumn.ANNUAL, r"(?:全年|调整后的?|年度|调整|本年|当年|最终|全年调整|年末|财政|项目|资金|实际|下达|年中调整后|部门)*(?:预算|计划|安排|下达|批复)(?:安排|下达|调整后|资金|总)?(?:数|金额|额|资金|数额|总数|总额)?|全年数|预算"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def fund_column(text: str) -> FundColumn | None:
    """The column of 项目资金 that ``text`` heads, or ``None``."""
    label = bare(text)
    if not label or len(label) > 16:
        return None
    return next((column for column, pattern in _FUND_COLUMNS if pattern.fullmatch(label)), None)


_FUND_ROWS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (row, re.compile(pattern))
    for row, pattern in (
        ("年度资金总额", r"(?:年度|全年|项目|本年|当年|年度项目)*(?:财政|预算|专项)*(?:资金|预算|支出|金额|经费|投资|投入)*(?:总额|合计|总计|总量|总数|总和|总投入|小计)|年度金额|资金总金额|合计金额|总额度|总金额|金额合计|(?:年度|项目)?总预算|预算总数"),
        ("上年结转资金", r"(?:上年|上年度|以前年度|往年|年初|历年|上一?年)(?:度)?(?:财政)?(?:拨款|资金)?(?:结转|结余)(?:和|及|、)?(?:结转|结余)?(?:财政)?(?:拨款|资金|数|额)?|结转(?:结余)?资金"),
        ("当年财政拨款", r"(?:当年|本年|年度|当年度|本年度|全年|年初)?(?:一般公共预算)?(?:当年)?财政(?:预算)?(?:拨款|资金|补助|拨付|安排)(?:资金|数|金额)?|(?:当年|本年)?一般公共预算(?:财政)?(?:拨款|资金)?(?:资金)?|(?:当年|本年|本年度)(?:财政)?(?:拨款|资金|预算)(?:资金)?"),
        ("其他资金", r"其[他它](?:来源)?(?:资金|经费|收入)?(?:来源)?"),
    )
)  # fmt: skip
_AMONG = re.compile(r"^其中[:.、]?|^[:]")
_SOURCE = re.compile(
    r"\S{0,14}(?:资金|拨款|补助|财政|基金|专户|收入|贷款|债券|自筹|配套|投资|经费|结转|结余|预算)\S{0,8}"
)


@lru_cache(maxsize=4096)
def fund_row(text: str) -> str | None:
    """The official row of 项目资金 that ``text`` labels (其中：当年财政拨款), or ``None``."""
    label = _AMONG.sub("", bare(text))
    if not label or len(label) > 20:
        return None
    return next((row for row, pattern in _FUND_ROWS if pattern.fullmatch(label)), None)


def fund_source(text: str) -> str | None:
    """The bare name of a source of funds no official row is for (中央补助, 单位资金)."""
    label = _AMONG.sub("", bare(text))
    return label if label and len(label) <= 20 and _SOURCE.fullmatch(label) else None


def is_among(text: str) -> bool:
    """Whether ``text`` is 其中 alone, the label of a label."""
    return bare(text) in {"其中", "其", "中"}


_UNIT = re.compile(
    r"\((?:[^()]*?[:,、/单位])?(?:人民币)?(亿元|万元|千元|元)\)|(?:金额)?单位[:]?\(?(?:人民币)?(亿元|万元|千元|元)\)?"
    r"|[:/](亿元|万元|千元|元)$"
)


def money_unit(text: str) -> str | None:
    """The unit of amounts a heading names ("万元"), or ``None``."""
    label = key(text)
    found = _UNIT.search(label) if len(label) <= 2 * LONGEST_LABEL else None
    return next(group for group in found.groups() if group) if found else None


UNITS = {"万元": AmountUnit.WAN, "元": AmountUnit.YUAN}

# --- goal ---------------------------------------------------------------------------------


class GoalLabel(Enum):
    """What a label of the block 年度总体目标 announces."""

    EXPECTED = "预期目标"
    ACHIEVED = "实际完成情况"
    LONG_TERM = "中长期目标"
    REASON = "偏差原因"


_GOAL: tuple[tuple[GoalLabel, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        (GoalLabel.REASON, r"(?:年度)?(?:总体)?(?:目标)?(?:未完成|偏差|未实现|差异)\S{0,20}"),
        (GoalLabel.ACHIEVED, r"(?:年度|全年|年末|项目|总体|绩效|目标|实际|当年|年初|预期|设定|调整|本年度?|截至\S{0,8}|工作|任务|主要)*(?:完成|实现|达成|执行)(?:的)?(?:情况|程度|结果|效果|成效)(?:综述|说明|描述|概述|简述|总结)?|(?:全年|年度|目标|年度目标|绩效目标)?实际(?:完成|效果|成效|完成值)"),
        (GoalLabel.LONG_TERM, r"(?:中期|长期|中长期|实施期|项目期|三年|项目实施期|项目总|实施周期|全周期|总)(?:总体|绩效|总)*目标"),
        (GoalLabel.EXPECTED, r"(?:年度|年初|全年|当年|项目|预算|本年度?|部门|整体|调整|单位)*(?:设定|设立|预期|绩效|总体|申报|批复|计划|确定|工作|主要|支出|预计|调整|的)*目标(?:值|内容|描述|设定|情况|设定情况|及任务)?"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def goal_label(text: str) -> GoalLabel | None:
    """What ``text`` announces in the goal block, or ``None``."""
    label = bare(text)
    if not label or len(label) > 20:
        return None
    return next((what for what, pattern in _GOAL if pattern.fullmatch(label)), None)


# --- indicators ---------------------------------------------------------------------------


class Column(Enum):
    """The columns of 绩效指标; the value is the column's name in field paths."""

    DIMENSION = "一级指标"
    ASPECT = "二级指标"
    NAME = "三级指标"
    TARGET = "年度指标值"
    ADJUSTED = "调整后指标值"
    SIGN = "指标性质"
    UNIT = "度量单位"
    ACTUAL = "实际完成值"
    WEIGHT = "分值"
    SCORE = "得分"
    AWARDED = "核定得分"
    ACTUAL_SIGN = "实际完成值符号"
    ACTUAL_UNIT = "实际完成值单位"
    ATTAINMENT = "完成情况"
    NOTE = "偏差原因分析及改进措施"
    LEVELS = "绩效指标"
    NUMBER = "序号"
    EXTRA = ""


LEVEL_COLUMNS = frozenset({Column.DIMENSION, Column.ASPECT, Column.NAME})
FACT_COLUMNS = frozenset(
    {Column.TARGET, Column.ADJUSTED, Column.ACTUAL, Column.WEIGHT, Column.SCORE}
)

_COLUMNS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.DIMENSION, r"(?:绩效)?一级(?:绩效|评价)?(?:指标|目标)?(?:名称|类型|类别)?|指标一级|指标大类"),
        (Column.ASPECT, r"(?:绩效)?二级(?:绩效|评价)?(?:指标|目标)?(?:名称|类型|类别)?|指标二级|指标(?:类型|类别|分类|种类)"),
        (Column.NAME, r"(?:绩效)?[三四]级(?:绩效|评价)?(?:指标|目标)?(?:名称|内容|类型)?|指标三级|(?:绩效|考核|评价|具体|明细)?指标(?:名称|内容|描述|明细|项目)|具体指标|绩效指标名称|三级指标指标内容|指标名称及内容|考核内容|绩效内容"),
        (Column.AWARDED, r"核定得分"),
        (Column.NOTE, r"\S{0,14}(?:原因|偏差|偏离)(?!率)\S{0,24}|(?:改进|整改|纠偏)措施\S{0,10}"),
        (Column.EXTRA, r"\S*(?:月|预计|可能性|计算方法|系数|扣分|核心|备注|说明|佐证|依据|来源|完成率|完成比例|完成程度|完成进度|达成率|实现率|偏差率|偏离度|评分标准|评分细则|计分|复核|审核|财政|主管部门|上年|历史|解释|公式|等级|评价方法|评分方法|考核标准|评价标准|取值)\S*"),
        (Column.ADJUSTED, r"(?:年中)?调整后?的?(?:年度)?(?:指标|目标|绩效目标)?值|调整后?(?:的)?(?:指标|目标)|全年指标值"),
        (Column.TARGET, r"(?:年度|年初|全年|当年|预期|计划|设定|预算|考核|本年度?|预计|申报|批复|期初|项目|绩效|指标|目标|三级指标|标准|原)*(?:指标|目标|标准|绩效|计划|预期|年初|期望)值(?:设定)?|年度(?:绩效)?(?:指标|目标)|年初(?:设定)?(?:绩效)?(?:指标|目标)|预期(?:指标|目标|绩效)|计划(?:指标|目标|完成值|数|完成数)|目标数|指标(?:数|目标)|绩效目标|绩效标准|预期(?:完成)?(?:值|数)|年初计划|目标设定|年度目标值|目标任务|年度|(?:年度|年初)?(?:设定|考核|批复|申报|评价|标杆)值|指标内容及目标值"),
        (Column.SIGN, r"(?:指标|目标|指标值)?(?:性质|符号|方向|属性)|运算符号?|计算符号?|比较符号?|关系符?|对比符号?|正反向"),
        (Column.UNIT, r"(?:度量|计量|指标|指标值|数量|计算|目标值?)?单位"),
        (Column.ACTUAL, r"(?:年度|全年|实际|当年|本年度?|年末|年终|期末|指标|目标|绩效|自评|项目|三级指标|截至\S{0,8})*(?:完成|执行|实现|达成|达到)(?:指标|目标|绩效)?(?:值|数|情况|结果|数值|实际值|情况值|程度)?|(?:全年|年度|指标|当年|本年)*实际(?:值|数|情况|结果|完成|指标值|绩效)?|完成|实际|(?:指标|绩效)?(?:业绩|实绩|完成指标|绩效完成)值"),
        (Column.WEIGHT, r"(?:指标|考核|绩效|三级指标|二级指标|标准|评价|项目|自评|单项|设定|目标)*(?:分值|权重|权重分|权数|分数|满分|标准分|分值权重|权重分值|权重值|总分值|指标分|考核分|赋分|赋值分|赋分值|权重或分值|分值或权重|分值[/、]权重|权重[/、]分值)"),
        (Column.SCORE, r"(?:自评|实际|指标|评价|最终|单位|绩效|自我评价|考核|部门|项目单位|项目|年度|单位自评|综合|本次)*(?:得分|自评分|评分|得分值|自评得分|自评分值|自评分数|打分|自评|实得分|考评得分|评估得分)(?:值|情况)?"),
        (Column.NUMBER, r"序号|编号|行次"),
        (Column.LEVELS, r"(?:年度|项目|考核|评价)?(?:绩效)?(?:评价)?指标(?:体系)?"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def indicator_column(text: str) -> Column | None:
    """The column of 绩效指标 that ``text`` heads, or ``None``."""
    label = bare(text)
    if not label or len(label) > 32:
        return None
    column = next((column for column, pattern in _COLUMNS if pattern.fullmatch(label)), None)
    if column is Column.ACTUAL and "定性" in key(text):
        return Column.ATTAINMENT
    return column


_SIDE = (
    "绩效指标", "年度绩效指标", "项目绩效指标", "绩效目标", "项目资金", "年度总体目标", "年度目标", "总体目标",
    "预算执行情况", "项目基本情况", "资金情况", "项目情况", "基本情况", "预算资金", "年度绩效目标", "绩效指标完成情况",
    "项目绩效", "项目支出绩效", "资金投入情况", "预算情况", "项目预算", "资金使用情况", "项目支出", "自评情况", "绩效自评",
    "年度预算数", "项目绩效目标", "项目资金来源", "目标完成情况", "指标完成情况", "年度绩效指标完成情况", "绩效指标情况",
    "部门预算执行情况", "整体绩效目标", "部门整体绩效指标", "年度主要任务", "资金管理情况", "项目资金情况", "预算资金执行情况",
    "项目预算执行情况", "当年绩效目标", "当年绩效指标", "绩效分析", "其中", "资金安排情况", "项目总体目标",
    "项目年度目标完成情况", "年度总体绩效目标", "总体绩效目标", "项目年度绩效目标", "自评内容", "绩效目标完成情况", "项目产出与效益",
    "部门整体绩效目标", "年度工作目标", "年度资金", "项目绩效指标完成情况", "预算执行", "执行情况", "项目自评情况", "项目资金使用情况",
    "绩效目标设定情况", "资金构成", "项目资金构成", "项目预算资金", "资金总额及构成", "中期绩效指标", "长期绩效指标", "整体支出绩效目标",
)  # fmt: skip
_NUMBERED_LEVEL = re.compile(r"\S{0,4}[三四]级\S{0,6}")


def is_numbered_level(text: str) -> bool:
    """Whether a heading of names says their level (三级指标), as 指标名称 does not."""
    return _NUMBERED_LEVEL.fullmatch(bare(text)) is not None


_FRAGMENTS = frozenset(
    {
        "绩效",
        "指标",
        "项目",
        "资金",
        "年度",
        "总体",
        "目标",
        "预算",
        "执行",
        "情况",
        *"绩效指标项目资金年度总体预算执行情况",
    }
)
_NUMBERED_GOAL = re.compile(r"(?:年度)?(?:绩效)?(?:目标|指标)\d{1,2}")
_LONG_TERM = re.compile(r"(?:长期|中期|中长期|实施期|总目标|项目期|总体)(?:绩效|目标)*指标")


@lru_cache(maxsize=4096)
def is_side_label(text: str) -> bool:
    """Whether ``text`` is, or is a piece of, a label that runs down beside a block."""
    label = bare(text)
    if not label or len(label) > 16:
        return False
    whole = label in _SIDE or _NUMBERED_GOAL.fullmatch(label) is not None
    return whole or label in _FRAGMENTS


def is_block_label(text: str) -> bool:
    """Whether ``text`` is the whole label of a block."""
    label = bare(text)
    return label in _SIDE or _NUMBERED_GOAL.fullmatch(label) is not None


def is_long_term(text: str) -> bool:
    """Whether ``text`` labels indicators of several years, which are not this year's."""
    return _LONG_TERM.fullmatch(bare(text)) is not None


_EXECUTION = re.compile(
    r"(?:部门|项目|年度)?(?:预算|资金|财政资金|预算资金|经费)(?:资金)?(?:执行|支出)(?:率|情况|进度|指标|率指标)?"
)


def is_execution(text: str) -> bool:
    """Whether a level label or name means 预算执行率 and not an indicator."""
    return _EXECUTION.fullmatch(bare(text)) is not None


_TOTAL = re.compile(
    r"(?:自评|绩效|综合|评价|最终|单位自评|绩效自评|项目)*(?:总分|总得分|合计|总计|得分合计|合计得分|总分值|总评分|得分总计|分值合计|合计总分|自评得分|评价得分)"
    r"(?:[:=]?(\d[\d.]*)分?)?"
)
_SUBTOTAL = re.compile(r"\S{0,10}小计")


def is_total(text: str) -> bool:
    """Whether ``text`` labels the row 总分."""
    label = bare(text)
    return len(label) <= 16 and _TOTAL.fullmatch(label) is not None


def total_score(text: str) -> str | None:
    """The score a total label carries itself: 总分：98."""
    found = _TOTAL.fullmatch(bare(text))
    return found[1] if found else None


def is_subtotal(text: str) -> bool:
    """Whether ``text`` labels a row that sums a part of the indicators."""
    return _SUBTOTAL.fullmatch(bare(text)) is not None


_NOTE = re.compile(
    r"^(?:\d{1,2}[.、])?(?:注|备注|说明|填[表报写]说明|填报要求|填表注意事项|编制说明|备注说明)(?:\d{1,2})?[:：.、]"
)


def is_footnote(text: str) -> bool:
    """Whether ``text`` is one of the notes printed under a form."""
    return _NOTE.match(key(text) + ":") is not None and len(key(text)) > 4


_TASK = re.compile(
    r"(?:主要|重点|年度|工作|年度主要|重点工作)*任务(?:名称|内容)?|(?:重点|主要)工作(?:名称|内容|任务)?"
)
_SITUATION = re.compile(r"情况说明")


def heads_other_table(texts: list[str]) -> bool:
    """Whether a row heads a table that is neither funds nor indicators (tasks, management)."""
    labels = [bare(text) for text in texts]
    return len(labels) >= 2 and any(
        _TASK.fullmatch(label) or _SITUATION.fullmatch(label) for label in labels
    )
