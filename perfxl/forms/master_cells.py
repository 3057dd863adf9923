"""Single cells of a master as values; what is no such value becomes a finding."""

from __future__ import annotations

import re

from perfxl.core.checks import master as kinds
from perfxl.core.checks.statement import is_endless, no_number
from perfxl.core.evaluation import Amount, AmountUnit, Attainment, Place
from perfxl.core.finding import Finding, FindingKind
from perfxl.forms.master_sheet import Row
from perfxl.forms.stored_text import amount_typed

_ATTAINMENTS = {each.value: each for each in Attainment}


class MasterCells:
    """Reads cells; ``findings`` has those that cannot be read, and what else is added."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, kind: FindingKind, where: Place, *, found: str, expected: str, fix: str) -> None:
        """Report what stands at ``where``."""
        self.findings.append(Finding(kind, "", where, found, expected, fix, kind.severity))

    def year(self, text: str | None, place: Place) -> int | None:
        """A year such as 2020年度."""
        if text is None:
            return None
        match = re.fullmatch(r"([2２][0０]\d\d)\s*年?(度)?", text)
        if match:
            return int(match[1])
        self.add(
            kinds.BAD_YEAR,
            place,
            found=f"“{text}”",
            expected="四位数字的年度，如 2020",
            fix="改为四位数字",
        )
        return None

    def amount_unit(self, text: str | None, place: Place) -> AmountUnit | None:
        """万元 or 元."""
        units = [each.value for each in AmountUnit]
        if text is None or text in units:
            return AmountUnit(text) if text else None
        self._not_in_list(place, text, units)
        return None

    def amount(self, row: Row, heading: str) -> Amount | None:
        """The number under ``heading``, or the text that is none."""
        value = amount_typed(row.text(heading))
        if value is not None and value.value is None:
            endless = is_endless(value.raw)
            mend = "整列是文本的，选中后用“数据”里的“分列”，直接按“完成”"
            self.add(
                kinds.NOT_A_NUMBER,
                row.place(heading),
                found=f"{heading}为{no_number(value.raw)}",
                expected="大小合理的数字" if endless else "不带单位的数字",
                fix="核对后重新输入" if endless else f"重新输入数字，或清空；{mend}",
            )
        return value

    def attainment(self, row: Row) -> Attainment | None:
        """完成情况, one of the list."""
        text = row.text("完成情况")
        if text is None:
            return None
        if text in _ATTAINMENTS:
            return _ATTAINMENTS[text]
        self._not_in_list(row.place("完成情况"), text, list(_ATTAINMENTS))
        return None

    def _not_in_list(self, place: Place, text: str, choices: list[str]) -> None:
        self.add(
            kinds.NOT_IN_LIST,
            place,
            found=f"“{text}”",
            expected="、".join(choices) + " 之一",
            fix="从下拉列表里选",
        )
