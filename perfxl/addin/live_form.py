"""The one form on a live sheet, or a sentence that says why it cannot be used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfxl.addin.blank_cells import with_result_places
from perfxl.addin.snapshot import SheetKind, Snapshot, take_snapshot
from perfxl.core.evaluation import Evaluation
from perfxl.core.rulebook import Rulebook
from perfxl.errors import InputError
from perfxl.forms.generated import BASIS_SHEET, completed, official_part
from perfxl.forms.reading import FormKind, Reading
from perfxl.forms.recognise import recognise

if TYPE_CHECKING:
    import xlwings

_INDICATOR = ("年度指标值", "实际完成值", "分值", "得分")
_FUNDS = ("全年预算数", "全年执行数", "得分")


def take_basis(app: xlwings.App, sheet: Snapshot) -> Snapshot | None:
    """The sheet 评分依据 that belongs to a generated form; ``None`` for other forms."""
    if BASIS_SHEET not in sheet.sheets or sheet.sheet == BASIS_SHEET:
        return None
    return take_snapshot(app, BASIS_SHEET)


def live_form(snapshot: Snapshot, rulebook: Rulebook, basis: Snapshot | None = None) -> Reading:
    """The form a person sees, found by its headings; empty results have their places too.

    Args:
        snapshot: the sheet of the form.
        rulebook: says which 一级指标 a 二级指标 belongs to.
        basis: the sheet 评分依据, for a generated form.

    Raises:
        InputError: there is none, there are several, or a place that is needed is missing;
            the message says what to do.
    """
    refuse_unfit(snapshot)
    grid = snapshot.grid()
    readings = recognise(official_part(grid), file="", book=rulebook)
    if not readings:
        raise InputError(
            "这张表不像项目支出绩效自评表：没有找到“三级指标、年度指标值、实际完成值”这样的表头。"
            "请打开自评表所在的工作表，再按一次"
        )
    if len(readings) > 1:
        places = "、".join(_where(reading.evaluation) for reading in readings)
        raise InputError(
            f"这张表里有 {len(readings)} 份自评表（{places}），无法确定要算哪一份。"
            "请把它们分到不同的工作表，每张一份"
        )
    reading = completed(readings[0], grid, basis.grid() if basis else None, rulebook)
    # Results are written to this sheet, also where 评分依据 keeps what another one printed.
    own = {**reading.evaluation.places, **readings[0].evaluation.places}
    facts = replace(reading.evaluation, places=own)
    reading = reading._replace(evaluation=with_result_places(facts, snapshot))
    if reading.kind is not FormKind.SELF_EVALUATION:
        raise InputError(
            f"这是“{reading.kind.value}”，这个按钮只用于“{FormKind.SELF_EVALUATION.value}”"
        )
    missing = _missing(reading.evaluation)
    if missing:
        raise InputError(
            f"自评表缺少：{'、'.join(missing)}。可能删去了行，或改了表头。"
            "请按官方格式补上（或按“生成”重新生成这份表），再按一次"
        )
    return reading


def refuse_unfit(snapshot: Snapshot) -> None:
    """Refuse a sheet that holds no table.

    Raises:
        InputError: it is empty, a chart, or too large; the message says what to do.
    """
    name = snapshot.sheet
    if snapshot.kind is SheetKind.CHART:
        raise InputError(f"“{name}”是图表，不是表格。请先点开自评表所在的工作表，再按一次")
    if snapshot.kind is SheetKind.LARGE:
        raise InputError(f"“{name}”的内容超过五十万格，不像自评表。请先点开自评表，再按一次")
    if not snapshot.texts:
        raise InputError(f"“{name}”是空的。请先点开自评表所在的工作表，再按一次")


def _where(evaluation: Evaluation) -> str:
    """How a person tells two forms of one sheet apart: the project and its cell."""
    name = (evaluation.project or "未填项目名称")[:12]
    return f"{name} {evaluation.place('指标1.年度指标值').cell}".strip()


def _missing(evaluation: Evaluation) -> list[str]:
    """The labels whose place was not found."""
    funds = [
        f"年度资金总额的“{column}”"
        for column in _FUNDS
        if not evaluation.place(f"年度资金总额.{column}").cell
    ]
    if len(funds) == len(_FUNDS):
        funds = ["“年度资金总额”一行"]
    if not evaluation.indicators:
        return [*funds, "绩效指标各行"]
    columns = [
        f"“{column}”一列"
        for column in _INDICATOR
        if not any(
            evaluation.place(f"指标{number}.{column}").cell
            for number in range(1, len(evaluation.indicators) + 1)
        )
    ]
    total = [] if evaluation.place("总分.得分").cell else ["“总分”一行"]
    return funds + columns + total
