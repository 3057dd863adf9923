"""Master workbooks of any size: the seventeen real forms multiplied, every text of its own.

Names, goals, notes and larger numbers differ from copy to copy, as they do between the units
of a province; short targets ("≥95%") repeat, as they do there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import count, islice
from pathlib import Path

from perfxl.core.evaluation import Amount, Evaluation, Indicator
from perfxl.forms import master_layout as names
from perfxl.forms.text import read_text

_SEED = Path(__file__).parents[1] / "corpus" / "self_evaluation_forms_2020.txt"
_LARGE = re.compile(r"(?<![0-9.])(?!20[0-9]{2}(?![0-9]))[0-9]{3,9}(?![0-9])")
_YEAR = 2020
_DEFAULTS = (
    ("年度", _YEAR),
    ("主管部门", None),
    ("实施单位", None),
    ("金额单位", "万元"),
    ("评分办法", "mof-2020"),
)


@lru_cache(maxsize=1)
def _seed() -> tuple[Evaluation, ...]:
    text = _SEED.read_text(encoding="utf-8")
    return tuple(reading.evaluation for reading in read_text(text))


def evaluations(number: int, *, first: int = 0) -> Iterator[Evaluation]:
    """``number`` evaluations, numbered from ``first``; the same number is always the same."""
    seed = _seed()
    for serial in islice(count(first), number):
        yield _copied(seed[serial % len(seed)], serial)


def _copied(original: Evaluation, serial: int) -> Evaluation:
    return replace(
        original,
        code=f"{serial:06}",
        project=f"{original.project or '项目'}（{serial}）",
        unit=f"{original.unit}第{serial}分院",
        year=_YEAR,
        goal=original.goal._replace(
            expected=_own(original.goal.expected, serial),
            achieved=_own(original.goal.achieved, serial),
        ),
        indicators=tuple(_row(row, serial) for row in original.indicators),
        evidence=(),
        places={},
    )


def _row(row: Indicator, serial: int) -> Indicator:
    return row._replace(
        name=f"第{serial}批{row.name}",
        target=_shifted(row.target, serial),
        actual=_shifted(row.actual, serial),
        deviation_note=_own(row.deviation_note, serial),
    )


def _own(text: str | None, serial: int) -> str | None:
    return None if text is None else f"{text}（{serial}）"


def _shifted(text: str | None, serial: int) -> str | None:
    """Numbers of three digits and more, years excepted, moved up by the serial number."""
    return text and _LARGE.sub(lambda match: str(int(match[0]) + serial), text)


def write_master(made: Iterable[Evaluation], path: Path) -> None:
    """A master workbook as a person types it: the columns that people fill, no formulas."""
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        defaults = book.add_worksheet(names.DEFAULTS_SHEET)
        for row, (name, value) in enumerate(_DEFAULTS):
            defaults.write_row(row, 0, (name, value))
        projects = book.add_worksheet(names.PROJECTS_SHEET)
        indicators = book.add_worksheet(names.INDICATORS_SHEET)
        projects.write_row(0, 0, names.PROJECT_COLUMNS)
        indicators.write_row(0, 0, names.INDICATOR_COLUMNS)
        line = 0
        for number, evaluation in enumerate(made, 1):
            _put(projects, number, names.PROJECT_COLUMNS, _project_cells(evaluation))
            for indicator in evaluation.indicators:
                line += 1
                cells = _indicator_cells(evaluation.code, indicator)
                _put(indicators, line, names.INDICATOR_COLUMNS, cells)


def _put(
    sheet, number: int, headings: Iterable[str], cells: dict[str, str | Amount | None]
) -> None:
    """One row; numbers as numbers, everything else as text, also what begins with "="."""
    for column, heading in enumerate(headings):
        value = cells.get(heading)
        if isinstance(value, Amount) and value.value is not None:
            sheet.write_number(number, column, float(value.value))
        elif value is not None:
            text = value.raw if isinstance(value, Amount) else value
            sheet.write_string(number, column, text)


def _project_cells(evaluation: Evaluation) -> dict[str, str | Amount | None]:
    amounts = {
        f"{label}_{column}": amount
        for label, row in evaluation.funding.rows()
        for column, amount in row.amounts()
    }
    return {
        **amounts,
        names.CODE: evaluation.code,
        "项目名称": evaluation.project,
        "主管部门": evaluation.department,
        "实施单位": evaluation.unit,
        "预算执行分值": evaluation.execution_weight,
        "预期目标": evaluation.goal.expected,
        "实际完成情况": evaluation.goal.achieved,
    }


def _indicator_cells(code: str | None, row: Indicator) -> dict[str, str | Amount | None]:
    return {
        names.CODE: code,
        "一级指标": row.dimension,
        "二级指标": row.aspect,
        "三级指标": row.name,
        "年度指标值": row.target,
        "实际完成值": row.actual,
        "分值": row.weight,
        "完成情况": row.attainment and row.attainment.value,
        "核定得分": row.awarded,
        "偏差原因分析及改进措施": row.deviation_note,
        "原表得分": row.printed_score,
    }
