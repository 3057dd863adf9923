"""What must be read from a hand-made form, and what was read, as flat tables of texts."""

from __future__ import annotations

from pathlib import Path

from perfxl.core.evaluation import Evaluation
from perfxl.forms.reading import Reading

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
GOAL = ("年度总体目标.预期目标", "年度总体目标.实际完成情况")


def expected(path: Path) -> list[dict[str, str]]:
    """A table of texts by path for every form in a ``.toml`` file."""
    return [
        _expected(form) for form in tomllib.loads(path.read_text(encoding="utf-8")).get("form", [])
    ]


def _expected(form: dict) -> dict[str, str]:
    table = {"表": form["kind"], **form["head"]}
    table |= dict(zip(GOAL, form.get("goal", ("", "")), strict=True))
    if "execution_weight" in form:
        table["年度资金总额.分值"] = form["execution_weight"]
    for row, amounts in form.get("funds", {}).items():
        table |= {f"{row}.{name}": text for name, text in zip(AMOUNTS, amounts, strict=True)}
    for number, row in enumerate(form.get("indicators", ()), 1):
        table |= {f"指标{number}.{name}": text for name, text in zip(COLUMNS, row, strict=True)}
    for number, grade in enumerate(form.get("attainment", ()), 1):
        table[f"指标{number}.完成情况"] = grade
    for number, score in enumerate(form.get("awarded", ()), 1):
        table[f"指标{number}.核定得分"] = score
    table |= {f"证据 {name}": text for name, text in form.get("evidence", {}).items()}
    table |= {f"未归位 {n}": text for n, text in enumerate(form.get("unplaced", ()), 1)}
    table |= {f"检查 {n}": code for n, code in enumerate(form.get("findings", ()), 1)}
    table["跳过"] = str(form.get("skipped", 0))
    return {name: text for name, text in table.items() if text}


def actual(reading: Reading) -> dict[str, str]:
    """The same table of what was read."""
    facts = reading.evaluation
    table = {"表": reading.kind.value, **_facts(facts)}
    for item in facts.evidence:
        name = f"证据 {item.field}"
        table[name if name not in table else f"{name}（又）"] = item.text
    table |= {f"未归位 {n}": item.text for n, item in enumerate(reading.unplaced, 1)}
    table |= {f"检查 {n}": finding.code for n, finding in enumerate(reading.findings, 1)}
    table["跳过"] = str(reading.skipped)
    return {name: text for name, text in table.items() if text}


def _facts(facts: Evaluation) -> dict[str, str]:
    table = {
        "项目名称": facts.project or "",
        "主管部门": facts.department or "",
        "实施单位": facts.unit or "",
        "年度": str(facts.year or ""),
        "金额单位": facts.amount_unit.value,
        "年度总体目标.预期目标": facts.goal.expected or "",
        "年度总体目标.实际完成情况": facts.goal.achieved or "",
        "年度资金总额.分值": facts.execution_weight.raw if facts.execution_weight else "",
    }
    for row, funds in facts.funding.rows():
        amounts = (funds.initial_budget, funds.annual_budget, funds.executed)
        table |= {
            f"{row}.{name}": item.raw if item else ""
            for name, item in zip(AMOUNTS, amounts, strict=True)
        }
    for number, item in enumerate(facts.indicators, 1):
        texts = (
            item.dimension, item.aspect, item.name, item.target, item.actual,
            item.weight.raw if item.weight else None, item.printed_score, item.deviation_note,
        )  # fmt: skip
        table |= {
            f"指标{number}.{name}": text or "" for name, text in zip(COLUMNS, texts, strict=True)
        }
        if item.attainment:
            table[f"指标{number}.完成情况"] = item.attainment.value
        if item.awarded:
            table[f"指标{number}.核定得分"] = item.awarded.raw
    return table


def differences(wanted: list[dict[str, str]], readings: tuple[Reading, ...]) -> list[str]:
    """What was read otherwise, one line each; empty when everything is right."""
    found = [actual(reading) for reading in readings]
    lines = []
    if len(found) != len(wanted):
        lines.append(f"表数：应为{len(wanted)}，读出{len(found)}")
    for number, (want, have) in enumerate(zip(wanted, found, strict=False), 1):
        for name in dict.fromkeys([*want, *have]):
            if want.get(name, "") != have.get(name, ""):
                lines.append(
                    f"表{number} {name}：应为{want.get(name, '')!r}，读出{have.get(name, '')!r}"
                )
    return lines
