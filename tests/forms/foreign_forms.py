"""Forms in the layouts of other places, from one set of facts by field path, with their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

Facts = dict[str, str]

AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
SOURCES = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
LEVELS = ("一级指标", "二级指标", "三级指标")
NOTE = "偏差原因分析及改进措施"

# 三级指标, sign, value, unit, actual, 分值, 得分, reason: the scores are worked out by hand.
_ROWS = """
产出指标|数量指标|维护路灯数量|≥|3000|盏|3012|15|15|
产出指标|数量指标|更换老旧灯具|≥|200|套|188|10|9.4|供货延迟，次年一季度补齐
产出指标|质量指标|亮灯率|≥|98|%|97.02|10|9.9|台风损坏线路，已抢修
产出指标|时效指标|完工时限||2023年11月30日||2023年11月15日|5|5|
产出指标|成本指标|单灯年维护成本|≤|260|元/盏|241|10|10|
效益指标|社会效益指标|夜间出行安全|定性|有效保障|其他|有效保障|15|15|
效益指标|生态效益指标|PM2.5浓度|≤|35|微克/立方米|33|15|15|
满意度指标|服务对象满意度指标|市民满意度|≥|90|%|95|10|10|
"""
_COLUMNS = (*LEVELS, "符号", "值", "单位", "实际完成值", "分值", "得分", NOTE)


def _facts() -> Facts:
    facts = {
        "项目名称": "城区路灯维护",
        "主管部门": "住房和城乡建设局",
        "实施单位": "市政设施管理所",
        "年度": "2023",
        "年度资金总额.分值": "10",
        "年度资金总额.执行率": "96%",
        "年度资金总额.得分": "9.6",
        "年度总体目标.预期目标": "维护路灯3000盏，亮灯率不低于98%，保障夜间出行安全。",
        "年度总体目标.实际完成情况": "维护路灯3012盏，更换灯具188套，亮灯率97.02%。",
        "总分.分值": "100",
        "总分.得分": "98.9",
        "总分.等级": "优",
    }
    amounts = ("80 75.5 72.48", "70 65.5 62.48", "0 0 0", "10 10 10")
    for source, row in zip(SOURCES, amounts, strict=True):
        facts |= {f"{source}.{name}": text for name, text in zip(AMOUNTS, row.split(), strict=True)}
    for number, line in enumerate(_ROWS.split("\n")[1:-1], 1):
        cells = zip(_COLUMNS, line.split("|"), strict=True)
        facts |= {f"指标{number}.{name}": text for name, text in cells}
    return facts


CLEAN = _facts()


@dataclass(frozen=True)
class Layout:
    """What a place prints; ``columns`` and ``funds`` give each column's fact and heading."""

    title: str = "项目支出绩效自评表"
    head: tuple[str, str, str] = ("项目名称", "主管部门", "实施单位")
    money: str = "万元"
    sources: tuple[str, ...] = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    funds: tuple[str, ...] = (*AMOUNTS, "分值", "执行率", "得分")
    columns: tuple[tuple[str, str], ...] = ()
    total: bool = True
    grade: bool = False
    names: dict[str, str] = field(default_factory=dict)


_LEVELS = tuple(zip(LEVELS, LEVELS, strict=True))
_JUDGED = (("分值", "分值"), ("得分", "得分"), (NOTE, NOTE))
_VALUES = (("年度指标值", "年度指标值"), ("实际完成值", "实际完成值"))
_SPLIT = (("符号", "指标性质"), ("值", "指标值"), ("单位", "度量单位"), ("实际完成值", "完成值"))
LAYOUTS = {
    "official": Layout(columns=(*_LEVELS, *_VALUES, *_JUDGED)),
    "in yuan": Layout(money="元", columns=(*_LEVELS, *_VALUES, *_JUDGED)),
    "sign and unit apart": Layout(columns=(*_LEVELS, *_SPLIT, *_JUDGED), grade=True),
    "weight first": Layout(
        columns=(*_LEVELS, ("分值", "分值"), *_VALUES, ("得分", "得分"), (NOTE, "未完成原因")),
    ),
    "reviewed": Layout(
        columns=(*_LEVELS, *_VALUES, ("分值", "分值"), ("得分", "自评得分"), (NOTE, "扣分原因")),
    ),
    "department": Layout(
        "部门整体支出绩效自评表",
        ("部门（单位）名称", "主管部门", "填报单位"),
        columns=(*_LEVELS, *_VALUES, *_JUDGED),
    ),
    "transfer": Layout(
        "中央对地方转移支付绩效自评表",
        ("转移支付（项目）名称", "中央主管部门", "资金使用单位"),
        sources=("年度资金总额：", "其中：中央财政资金", "省级财政资金", "地方资金"),
        columns=(*_LEVELS, *_VALUES, *_JUDGED),
        names=dict(zip(SOURCES[1:], ("中央财政资金", "省级财政资金", "地方资金"), strict=True)),
    ),
    "no weights": Layout(
        funds=(*AMOUNTS, "执行率"), columns=(*_LEVELS, *_VALUES, (NOTE, NOTE)), total=False
    ),
}


def foreign(layout: Layout, facts: Facts, path: Path) -> dict[str, str]:
    """Write ``facts`` in ``layout``; the cell of every field path."""
    sheet = Workbook()
    page = sheet.active
    places: dict[str, str] = {}

    def put(row: int, column: int, text: str, fact: str = "") -> None:
        page.cell(row, column).value = text or None
        if fact:
            places[fact] = f"{get_column_letter(column)}{row}"

    put(1, 1, layout.title)
    put(2, 1, f"（{facts['年度']}年度）", "年度")
    for row, (label, fact) in enumerate(
        zip(layout.head, ("项目名称", "主管部门", "实施单位"), strict=True), 3
    ):
        put(row, 1, label)
        put(row, 3, facts[fact], fact)
    put(6, 1, f"项目资金（{layout.money}）")
    for column, name in enumerate(layout.funds, 3):
        put(6, column, name)
        for row, (source, label) in enumerate(zip(SOURCES, layout.sources, strict=True), 7):
            put(row, 2, label)
            path_ = f"{source}.{name}"
            text = facts.get(path_, "—")
            named = f"{layout.names.get(source, source)}.{name}"
            put(row, column, _in(layout.money, text) if name in AMOUNTS else text, named)
    put(11, 1, "年度总体目标")
    for column, name in ((2, "预期目标"), (5, "实际完成情况")):
        put(11, column, name)
        put(12, column, facts[f"年度总体目标.{name}"], f"年度总体目标.{name}")
    row = 13
    for column, (_, heading) in enumerate(layout.columns, 1):
        put(row, column, heading)
    numbers = sorted({int(path[2]) for path in facts if path.startswith("指标")})
    apart = any(fact == "单位" for fact, _ in layout.columns)
    for row, number in enumerate(numbers, 14):
        for column, (fact, _) in enumerate(layout.columns, 1):
            path_ = f"指标{number}.{'年度指标值' if fact == '值' else fact}"
            put(row, column, _text(facts, number, fact, apart=apart), path_)
    if layout.total:
        put(row + 1, 1, "总分")
        for column, (fact, _) in enumerate(layout.columns, 1):
            if fact in ("分值", "得分"):
                put(row + 1, column, facts[f"总分.{fact}"], f"总分.{fact}")
    if layout.grade:
        put(row + 2, 1, "自评等级")
        put(row + 2, 3, facts["总分.等级"], "自评等级")
    sheet.save(path)
    return places


def _text(facts: Facts, number: int, fact: str, *, apart: bool) -> str:
    """One cell of an indicator; without columns of their own, sign and unit go to the value."""
    row = {name: facts.get(f"指标{number}.{name}", "") for name in _COLUMNS}
    unit = "" if row["单位"] == "其他" else row["单位"]
    if fact == "年度指标值":
        sign = "" if row["符号"] == "定性" else row["符号"]
        return f"{sign}{row['值']}{unit}" if row["值"] else ""
    if fact == "实际完成值" and not apart and row[fact].replace(".", "").isdigit():
        return f"{row[fact]}{unit}"
    return row[fact]


def _in(money: str, text: str) -> str:
    if money == "万元" or not text.replace(".", "").isdigit():
        return text
    return str(int(Decimal(text) * 10000))
