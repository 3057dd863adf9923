"""The master workbook read back: one Evaluation a project, and every wrong cell at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from perfxl.core.checks import layout
from perfxl.core.checks import master as kinds
from perfxl.core.evaluation import (
    Amount,
    AmountUnit,
    Attainment,
    Evaluation,
    Evidence,
    Funding,
    FundRow,
    Goal,
    Indicator,
    Place,
)
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.quantity import amount
from perfxl.core.rulebook import Rulebook
from perfxl.errors import MasterError, RulebookError
from perfxl.forms import master_layout as names
from perfxl.forms.grid import Grid, cell_address
from perfxl.forms.grids.source import open_source, read_tables
from perfxl.forms.master_places import MasterPlaces
from perfxl.forms.master_sheet import ERRORS, MasterSheet, Row, plain_heading, unreadable
from perfxl.forms.rulebooks import DEFAULT, load_rulebook
from perfxl.forms.table import Table, table_of

_WANTED = {
    names.PROJECTS_SHEET: names.PROJECT_COLUMNS,
    names.INDICATORS_SHEET: names.INDICATOR_COLUMNS,
    names.EVIDENCE_SHEET: names.EVIDENCE_COLUMNS,
}
_CALCULATED = {
    names.PROJECTS_SHEET: names.PROJECT_RESULTS,
    names.INDICATORS_SHEET: names.INDICATOR_RESULTS,
    names.EVIDENCE_SHEET: (),
}
_ATTAINMENTS = {each.value: each for each in Attainment}
_REQUIRED = (names.PROJECTS_SHEET, names.INDICATORS_SHEET)


@dataclass(frozen=True, slots=True)
class Master:
    """A master workbook: its projects, the rulebook it asks for, and its wrong cells."""

    evaluations: tuple[Evaluation, ...]
    rulebook: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """单位与年度: what holds for every project that says nothing else."""

    year: int | None = None
    department: str | None = None
    unit: str | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    rulebook: str = DEFAULT


def is_master(grids: Iterable[Grid]) -> bool:
    """Whether a workbook's sheets are those of a master."""
    return set(_REQUIRED) <= {grid.sheet.strip() for grid in grids}


def read_master(path: Path) -> Master:
    """The master workbook at ``path``.

    Raises:
        InputError: the file is no workbook, or cannot be read.
        MasterError: a sheet or a column is missing; all that are missing are listed.
    """
    return _master(read_tables(open_source(path), file=str(path)), str(path))


def master_of(grids: Iterable[Grid], *, file: str) -> Master:
    """The master workbook whose sheets are ``grids``; raises as :func:`read_master` does."""
    return _master(map(table_of, grids), file)


def _master(tables: Iterable[Table], file: str) -> Master:
    return _Reader({table.sheet.strip(): table for table in tables}, file).read()


class _Reader:
    """Reads one master; ``_findings`` grows on the way."""

    def __init__(self, tables: Mapping[str, Table], file: str) -> None:
        self._tables = tables
        self._file = file
        self._findings: list[Finding] = []
        self._repeated: frozenset[str] = frozenset()  # numbers that two projects share

    def read(self) -> Master:
        sheets = self._sheets()
        defaults = self._defaults()
        projects = self._projects(sheets[names.PROJECTS_SHEET])
        rules = self._rulebook(defaults)
        indicators: dict[str, list[tuple[Indicator, Row]]] = {code: [] for code in projects}
        for code, row in self._coded(sheets[names.INDICATORS_SHEET], projects, kinds.UNKNOWN_CODE):
            indicators[code].append((self._indicator(row, rules), row))
        evidence: dict[str, list[Evidence]] = {code: [] for code in projects}
        if names.EVIDENCE_SHEET in sheets:
            for code, row in self._coded(
                sheets[names.EVIDENCE_SHEET], projects, kinds.BAD_EVIDENCE
            ):
                evidence[code].append(Evidence(row.text("位置") or "", row.text("原文") or ""))
        evaluations = tuple(
            self._evaluation(code, row, defaults, indicators[code], evidence[code])
            for code, row in projects.items()
        )
        found = chain(self._findings, *(sheet.findings for sheet in sheets.values()))
        return Master(evaluations, defaults.rulebook, tuple(found))

    def _sheets(self) -> dict[str, MasterSheet]:
        """The data sheets; raises with everything that is missing."""
        sheets = {
            name: MasterSheet(
                self._tables[name],
                self._file,
                wanted,
                _CALCULATED[name],
                counted=names.NUMBERS,
                verbatim=("原文",),
            )
            for name, wanted in _WANTED.items()
            if name in self._tables
        }
        missing = [name for name in _REQUIRED if name not in sheets]
        unusable = [name for name, sheet in sheets.items() if not sheet.usable]
        if not missing and not unusable:
            return sheets
        for name in missing:
            self._missing_sheet(name)
        found = chain(self._findings, *(sheet.findings for sheet in sheets.values()))
        errors = tuple(finding for finding in found if finding.severity is Severity.ERROR)
        raise MasterError(
            "这份总表缺少工作表或列，不能读取：\n" + "\n".join(f"  {error}" for error in errors),
            file=self._file,
            findings=errors,
        )

    def _missing_sheet(self, name: str) -> None:
        there = "、".join(f"“{each}”" for each in self._tables)
        self._add(
            kinds.MISSING_SHEET,
            Place(self._file, name),
            found=f"工作簿里有：{there}",
            expected=f"名为“{name}”的工作表",
            fix=f"把原来的工作表改回“{name}”，或用 perfxl new 新建总表后把内容粘贴过去",
        )

    def _defaults(self) -> Defaults:
        table = self._tables.get(names.DEFAULTS_SHEET)
        if table is None:
            self._missing_sheet(names.DEFAULTS_SHEET)
            return Defaults()
        filled = {
            plain_heading(row.get(0) or ""): (row.get(1, ""), number) for number, row in table.rows
        }
        values: dict[str, str | None] = {}
        places: dict[str, Place] = {}
        for label in names.DEFAULTS:
            if label not in filled:
                self._add(
                    kinds.MISSING_COLUMN,
                    Place(self._file, names.DEFAULTS_SHEET),
                    found=f"A 列没有“{label}”",
                    expected=f"A 列写“{label}”，B 列填内容",
                    fix=f"补上“{label}”一行，或把改过的文字改回“{label}”",
                )
            text, number = filled.get(label, ("", 0))
            places[label] = Place(self._file, names.DEFAULTS_SHEET, cell_address(number, 1))
            if text is None or text in ERRORS:
                self._findings.append(unreadable(places[label], label, text))
                text = None
            values[label] = text or None
        return Defaults(
            self._year(values["年度"], places["年度"]),
            values["主管部门"],
            values["实施单位"],
            self._amount_unit(values["金额单位"], places["金额单位"]) or AmountUnit.WAN,
            values["评分办法"] or DEFAULT,
        )

    def _amount_unit(self, text: str | None, place: Place) -> AmountUnit | None:
        units = [each.value for each in AmountUnit]
        if text is None or text in units:
            return AmountUnit(text) if text else None
        self._not_in_list(place, text, units)
        return None

    def _rulebook(self, defaults: Defaults) -> Rulebook:
        """The rulebook whose labels tell an unlabelled indicator's dimension."""
        try:
            return load_rulebook(defaults.rulebook)
        except RulebookError as error:
            raise RulebookError(
                f"“{names.DEFAULTS_SHEET}”里填的评分办法不能用：{error.message}", file=self._file
            ) from error

    def _year(self, text: str | None, place: Place) -> int | None:
        if text is None:
            return None
        match = re.fullmatch(r"(20\d\d)\s*年?(度)?", text)
        if match:
            return int(match[1])
        self._add(
            kinds.BAD_YEAR,
            place,
            found=f"“{text}”",
            expected="四位数字的年度，如 2020",
            fix="改为四位数字",
        )
        return None

    def _projects(self, sheet: MasterSheet) -> dict[str, Row]:
        """Rows of 项目 by number; numbers used twice are reported and left out."""
        rows: list[tuple[str, Row]] = []
        for row in sheet.rows():
            code = row.text(names.CODE)
            if code is None:
                self._add(
                    kinds.NO_CODE,
                    row.first_place(),
                    found=f"“{row.text('项目名称') or '（名称也为空）'}”一行没有编号",
                    expected="本表内不重复的项目编号",
                    fix="补上项目编号",
                )
            else:
                rows.append((code, row))
        times = Counter(code for code, _ in rows)
        self._repeated = frozenset(code for code, number in times.items() if number > 1)
        for code, row in rows:
            if times[code] > 1:
                self._add(
                    kinds.REPEATED_CODE,
                    row.place(names.CODE),
                    found=f"编号“{code}”用了 {times[code]} 次",
                    expected="每个项目一个编号",
                    fix="改成不同的编号，并相应改“指标”表",
                )
        if not rows:
            self._add(
                kinds.NO_PROJECTS,
                Place(self._file, names.PROJECTS_SHEET),
                found="没有填任何项目",
                expected="至少一个项目",
                fix="在“项目”表里一行填一个项目",
            )
        return {code: row for code, row in rows if code not in self._repeated}

    def _coded(
        self, sheet: MasterSheet, projects: Mapping[str, Row], unknown: FindingKind
    ) -> Iterable[tuple[str, Row]]:
        """Rows with the number of a known project; the others are reported."""
        for row in sheet.rows():
            code = row.text(names.CODE)
            if code is None:
                self._add(
                    kinds.NO_CODE,
                    row.first_place(),
                    found="这一行没有项目编号",
                    expected="“项目”表里的一个项目编号",
                    fix="补上项目编号",
                )
            elif code in self._repeated:
                continue  # said once, where the number is given twice
            elif code not in projects:
                self._add(
                    unknown,
                    row.place(names.CODE),
                    found=f"编号“{code}”",
                    expected="“项目”表里的（不重复的）项目编号",
                    fix="改正编号，或在“项目”表里补上这个项目",
                )
            else:
                yield code, row

    def _indicator(self, row: Row, rules: Rulebook) -> Indicator:
        aspect, dimension = row.text("二级指标"), row.text("一级指标")
        inferred = rules.dimension_of(aspect) if dimension is None else None
        if inferred is not None:
            dimension = inferred.name
            found = layout.inferred_dimension(
                "一级指标", row.place("二级指标"), aspect=aspect or "", dimension=dimension
            )
            self._findings.append(found)
        return Indicator(
            dimension=dimension,
            aspect=aspect,
            name=row.text("三级指标"),
            target=row.text("年度指标值"),
            actual=row.text("实际完成值"),
            weight=self._amount(row, "分值"),
            attainment=self._attainment(row),
            awarded=self._amount(row, "核定得分"),
            deviation_note=row.text("偏差原因分析及改进措施"),
            printed_score=row.text("原表得分"),
        )

    def _evaluation(
        self,
        code: str,
        row: Row,
        defaults: Defaults,
        indicators: list[tuple[Indicator, Row]],
        evidence: list[Evidence],
    ) -> Evaluation:
        funds = {
            fund: FundRow(
                **{key: self._amount(row, f"{label}_{name}") for key, name in names.AMOUNTS}
            )
            for fund, label in names.FUNDS
        }
        return Evaluation(
            code=code,
            project=row.text("项目名称"),
            department=row.text("主管部门") or defaults.department,
            unit=row.text("实施单位") or defaults.unit,
            year=self._year(row.text("年度"), row.place("年度")) or defaults.year,
            amount_unit=self._amount_unit(row.text("金额单位"), row.place("金额单位"))
            or defaults.amount_unit,
            funding=Funding(**funds),
            execution_weight=self._amount(row, "预算执行分值"),
            goal=Goal(row.text("预期目标"), row.text("实际完成情况")),
            indicators=tuple(indicator for indicator, _ in indicators),
            evidence=tuple(evidence),
            places=MasterPlaces(row, tuple(row for _, row in indicators)),
        )

    def _amount(self, row: Row, heading: str) -> Amount | None:
        value = amount(row.text(heading))
        if value is not None and value.value is None:
            self._add(
                kinds.NOT_A_NUMBER,
                row.place(heading),
                found=f"{heading}为“{value.raw}”",
                expected="不带单位的数字",
                fix="改成数字，或清空",
            )
        return value

    def _attainment(self, row: Row) -> Attainment | None:
        text = row.text("完成情况")
        if text is None:
            return None
        if text in _ATTAINMENTS:
            return _ATTAINMENTS[text]
        self._not_in_list(row.place("完成情况"), text, list(_ATTAINMENTS))
        return None

    def _not_in_list(self, place: Place, text: str, choices: list[str]) -> None:
        self._add(
            kinds.NOT_IN_LIST,
            place,
            found=f"“{text}”",
            expected="、".join(choices) + " 之一",
            fix="从下拉列表里选",
        )

    def _add(self, kind: FindingKind, where: Place, *, found: str, expected: str, fix: str) -> None:
        self._findings.append(Finding(kind, "", where, found, expected, fix, kind.severity))
