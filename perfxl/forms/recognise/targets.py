"""年度指标值 out of its columns: sign, value and unit, or the value before and after adjusting."""

from __future__ import annotations

from collections.abc import Mapping

from perfxl.core.remark import Remark
from perfxl.core.unit import read_unit
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.column_words import Column
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.headings import Heading
from perfxl.forms.recognise.labels import is_filler, key
from perfxl.regex import regex

_SIGNS = regex(
    r"[≥≤=><≧≦⩾⩽﹥﹤]{1,2}|[大小]于(?:或|等于|或等于)?|等于|不[低少小]于|不[高多大]于|不超过|不少于"
)
_SIGN_WORDS = {
    "大于等于": "≥",
    "大于或等于": "≥",
    "小于等于": "≤",
    "小于或等于": "≤",
    "等于": "=",
    "大于": ">",
    "小于": "<",
}
_SIGNED = regex(r"^\s*(?:[≥≤=＝><＞＜≧≦]|不[低少高多大小]于|不超过|大于|小于)")
_NUMBER = regex(r"^\s*[≥≤=＝><＞＜≧≦]?\s*[\d０-９.,，]+(?:\s*[-~－～—至到]\s*[\d０-９.,，]+)?\s*$")

_NO_UNIT = frozenset({"其他", "其它", "无", "无单位", "文字描述", "日期", "时间", "年月日"})

_Cells = Mapping[Heading[Column], list[Cell]]


def composed_target(draft: Draft, cells: _Cells, path: str) -> None:
    """Put 年度指标值 of one row; sign and unit that do not go into it become evidence.

    Sichuan and Yunnan print ≥, 95 and % in three columns: the target is "≥95%".
    """
    field = f"{path}.年度指标值"
    value = _own(cells, Column.TARGET)
    adjusted = _own(cells, Column.ADJUSTED)
    if adjusted and not is_filler(adjusted[0].text):
        draft.note(f"{path}.{_heading(cells, Column.TARGET)}", value)
        value = adjusted
    else:
        draft.note(f"{path}.{_heading(cells, Column.ADJUSTED)}", adjusted)
    sign, unit = _own(cells, Column.SIGN), _own(cells, Column.UNIT)
    if not value and not _is_unit(unit):
        value, unit = unit, []  # 文字描述: words stand in the unit's column
    text = "\n".join(cell.text for cell in value)
    before, after = _sign(sign, text), _unit(unit, text)
    if text:
        draft.put(field, value, text=f"{before}{text}{after}")
    if not before:
        draft.note(f"{path}.{_heading(cells, Column.SIGN)}", sign)
    if not after:
        draft.note(f"{path}.{_heading(cells, Column.UNIT)}", unit)
    draft.board.use(*sign, *unit)


def composed_actual(draft: Draft, cells: _Cells, path: str) -> None:
    """Put 实际完成值; its unit is added when it stands in a column of its own.

    A sign before an actual is decoration (财预〔2020〕10号 knows none): it becomes evidence.
    """
    value = _own(cells, Column.ACTUAL)
    sign, unit = _own(cells, Column.ACTUAL_SIGN), _own(cells, Column.ACTUAL_UNIT)
    if not value:
        value, unit = unit, []
    text = "\n".join(cell.text for cell in value)
    after = _unit(unit, text)
    if text:
        draft.put(f"{path}.实际完成值", value, text=f"{text}{after}")
    draft.note(f"{path}.{Column.ACTUAL_SIGN.value}", sign)
    if not after:
        draft.note(f"{path}.{Column.ACTUAL_UNIT.value}", unit)
    draft.board.use(*sign, *unit)


def _own(cells: _Cells, column: Column) -> list[Cell]:
    return [cell for heading, found in cells.items() if heading.kind is column for cell in found]


def _heading(cells: _Cells, column: Column) -> str:
    return next((heading.text for heading in cells if heading.kind is column), column.value)


def _sign(cells: list[Cell], value: str) -> str:
    """The sign to write before ``value``; ``""`` when it is none, or stands there already."""
    sign = key("".join(cell.text for cell in cells))
    if not _SIGNS.fullmatch(sign) or not any(character.isdigit() for character in value):
        return ""
    return "" if _SIGNED.match(value) else _SIGN_WORDS.get(sign, sign)


def _unit(cells: list[Cell], value: str) -> str:
    unit = "".join(cell.text for cell in cells).strip()
    named = unit not in _NO_UNIT and not is_filler(unit)
    return unit if named and _NUMBER.match(value) else ""


def _is_unit(cells: list[Cell]) -> bool:
    """Whether a column of units holds one beside a blank value, and not the value's words."""
    text = "".join(cell.text for cell in cells).strip()
    unit = read_unit(text)
    return text in _NO_UNIT or (unit is not None and Remark.UNIT_UNKNOWN not in unit.remarks)
