"""The master workbook read back: one Evaluation a project, and every wrong cell at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple

from perfxl.core.checks import layout
from perfxl.core.checks import master as kinds
from perfxl.core.checks.heads import NO_YEAR
from perfxl.core.checks.statement import BLANK
from perfxl.core.evaluation import (
    AmountUnit,
    Evaluation,
    Evidence,
    Funding,
    Goal,
    Indicator,
    Place,
)
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.rulebook import Rulebook
from perfxl.errors import MasterError, RulebookError
from perfxl.forms import master_layout as names
from perfxl.forms.grid import Grid, cell_address
from perfxl.forms.grids.source import MASTER, Source, open_source, read_tables
from perfxl.forms.master_cells import MasterCells
from perfxl.forms.master_places import MasterColumns, MasterPlaces
from perfxl.forms.master_sheet import (
    ERRORS,
    MasterSheet,
    Row,
    looks_like,
    plain_heading,
    unreadable,
)
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
_LISTED = 9  # sheets that a message names
_NONE: frozenset[tuple[str, str]] = frozenset()


class Master(NamedTuple):
    """A master workbook: its projects, the rulebook it asks for, and its wrong cells."""

    evaluations: tuple[Evaluation, ...]
    rulebook: str
    findings: tuple[Finding, ...]


class Defaults(NamedTuple):
    """单位与年度: what holds for every project that says nothing else."""

    year: int | None = None
    department: str | None = None
    unit: str | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    rulebook: str = DEFAULT


def open_master(path: Path) -> OpenMaster:
    """The master workbook at ``path``, whose projects are read as they are asked for.

    Raises:
        InputError: the file is no workbook, or cannot be read.
        MasterError: a sheet or a column is missing; all that are missing are listed.
    """
    return master_in(open_source(path, limits=MASTER), file=str(path))


def master_in(source: Source, *, file: str) -> OpenMaster:
    """The master workbook in an opened file; raises as :func:`open_master` does."""
    return _open(read_tables(source, file=file), file)


def read_master(path: Path) -> Master:
    """The master workbook at ``path``; raises as :func:`open_master` does."""
    return open_master(path).read()


def master_of(grids: Iterable[Grid], *, file: str) -> Master:
    """The master workbook whose sheets are ``grids``; raises as :func:`open_master` does."""
    return _open(map(table_of, grids), file).read()


def _open(tables: Iterable[Table], file: str) -> OpenMaster:
    return OpenMaster({table.sheet.strip(): table for table in tables}, file)


class OpenMaster:
    """A master workbook that is read while its projects are gone through.

    ``rulebook`` is the one it asks for; ``number`` says how many projects there are.
    ``findings`` has all wrong cells when :meth:`evaluations` have come to their end.

    Raises:
        MasterError: a sheet or a column is missing; all that are missing are listed.
        RulebookError: the rulebook it asks for cannot be used.
    """

    def __init__(self, tables: Mapping[str, Table], file: str) -> None:
        self._tables = tables
        self._file = file
        self._cells = MasterCells()
        self._seen: dict[int, int] = {}  # how many findings of each list were looked at
        self._spoilt_rows: dict[tuple[str, int], set[tuple[str, str]]] = {}
        self._sheets = self._found_sheets()
        self._year = Place(file, names.DEFAULTS_SHEET)
        self._year_is_blank = False  # and nobody was told yet
        self._defaults = self._found_defaults()
        self._columns = self._found_columns()
        self._projects = self._sheets[names.PROJECTS_SHEET]
        if not self._projects.last_rows:
            self._no_projects()
        self._rules = self._found_rulebook()
        self._tell_of_more_sheets()

    @property
    def rulebook(self) -> str:
        """Name or path of the rulebook it asks for."""
        return self._defaults.rulebook

    @property
    def number(self) -> int:
        """How many projects there are."""
        repeated = self._projects.repeated
        return sum(
            code not in repeated and not names.is_total(code) for code in self._projects.last_rows
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong in what was read so far."""
        return tuple(
            chain(self._cells.findings, *(sheet.findings for sheet in self._sheets.values()))
        )

    def read(self) -> Master:
        """The whole master."""
        return Master(tuple(self.evaluations()), self.rulebook, self.findings)

    def evaluations(self) -> Iterator[Evaluation]:
        """The projects in their order; only once.

        A project is complete when the last row with its number has come: nothing is held of
        a master whose indicators stand in the order of its projects.

        Raises:
            InputError: the rest of the file is damaged.
        """
        evidence = self._evidence()
        sheet = self._sheets[names.INDICATORS_SHEET]
        rows = self._coded(sheet, kinds.UNKNOWN_CODE)
        waiting: dict[str, list[tuple[Indicator, int]]] = defaultdict(list)
        reached = -1
        for code, project in self._project_rows():
            last = sheet.last_rows.get(code, -1)
            while reached < last and (found := next(rows, None)):
                owner, row = found
                waiting[owner].append((self._indicator(row), row.number))
                reached = row.number
            yield self._evaluation(code, project, waiting.pop(code, []), evidence.pop(code, []))
        for _ in rows:
            pass  # those of unknown projects, which are reported

    def _evidence(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        if names.EVIDENCE_SHEET in self._sheets:
            rows = self._coded(self._sheets[names.EVIDENCE_SHEET], kinds.BAD_EVIDENCE)
            for code, row in rows:
                found[code].append(row)
        return found

    def _found_sheets(self) -> dict[str, MasterSheet]:
        """The data sheets; raises with everything that is missing."""
        sheets = {
            name: MasterSheet(
                self._tables[name],
                self._file,
                wanted,
                _CALCULATED[name],
                grouped=names.CODE,
                distinct=name == names.PROJECTS_SHEET,
                counted=names.NUMBERS,
                single=names.VALUES,
                verbatim=("原文",),
            )
            for name, wanted in _WANTED.items()
            if name in self._tables
        }
        missing = [name for name in names.REQUIRED_SHEETS if name not in sheets]
        unusable = [name for name, sheet in sheets.items() if not sheet.usable]
        if not missing and not unusable:
            return sheets
        if not sheets and names.DEFAULTS_SHEET not in self._tables:
            raise MasterError(self._no_master(), file=self._file)
        for name in missing:
            self._missing_sheet(name)
        found = chain(self._cells.findings, *(sheet.findings for sheet in sheets.values()))
        errors = tuple(finding for finding in found if finding.severity is Severity.ERROR)
        raise MasterError(
            "这份总表缺少工作表或列，不能读取：\n" + "\n".join(f"  {error}" for error in errors),
            file=self._file,
            findings=errors,
        )

    def _tell_of_more_sheets(self) -> None:
        """Name the sheets that go on where 项目 or 指标 ends, or are a copy: nobody reads them."""
        read = {name: _WANTED[name] for name in names.REQUIRED_SHEETS}
        for name, table in self._tables.items():
            if name not in (*_WANTED, names.DEFAULTS_SHEET) and (like := looks_like(table, read)):
                self._cells.add(
                    kinds.MORE_SHEETS,
                    Place(self._file, table.sheet),
                    found=f"工作表“{table.sheet}”的标题与“{like}”相同，里面的内容没有读入",
                    expected=f"都写在“{like}”一页",
                    fix=f"要用的行移到“{like}”，再删除这一页",
                )

    def _found_columns(self) -> MasterColumns:
        evidence = self._sheets.get(names.EVIDENCE_SHEET)
        return MasterColumns(
            self._sheets[names.PROJECTS_SHEET].where,
            self._sheets[names.INDICATORS_SHEET].where,
            None if evidence is None else evidence.where,
            self._year,
        )

    def _no_master(self) -> str:
        wanted = "、".join(f"“{name}”" for name in names.REQUIRED_SHEETS)
        found = f"；工作簿里有：{self._listed_sheets()}" if self._tables else "，也不是工作簿"
        mend = "自评表请先用 perfxl collect 汇成总表，新的总表用 perfxl new 新建"
        return f"这不是总表，没有名为{wanted}的工作表{found}。{mend}"

    def _listed_sheets(self) -> str:
        listed = "、".join(f"“{each}”" for each in islice(self._tables, _LISTED))
        return f"{listed} 等 {len(self._tables)} 页" if len(self._tables) > _LISTED else listed

    def _missing_sheet(self, name: str) -> None:
        self._cells.add(
            kinds.MISSING_SHEET,
            Place(self._file, name),
            found=f"工作簿里有：{self._listed_sheets()}",
            expected=f"名为“{name}”的工作表",
            fix=f"把原来的工作表改回“{name}”，或用 perfxl new 新建总表后把内容粘贴过去",
        )

    def _found_defaults(self) -> Defaults:
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
                self._cells.add(
                    kinds.MISSING_COLUMN,
                    Place(self._file, names.DEFAULTS_SHEET),
                    found=f"A 列没有“{label}”",
                    expected=f"A 列写“{label}”，B 列填内容",
                    fix=f"补上“{label}”一行，或把改过的文字改回“{label}”",
                )
            text, number = filled.get(label, ("", 0))
            places[label] = Place(self._file, names.DEFAULTS_SHEET, cell_address(number, 1))
            if text is None or text in ERRORS:
                self._cells.findings.append(unreadable(places[label], label, text))
                text = None
            values[label] = text or None
        if "年度" in filled:
            self._year = places["年度"]
            self._year_is_blank = filled["年度"][0] == ""
        return Defaults(
            self._cells.year(values["年度"], self._year),
            values["主管部门"],
            values["实施单位"],
            self._cells.amount_unit(values["金额单位"], places["金额单位"]) or AmountUnit.WAN,
            values["评分办法"] or DEFAULT,
        )

    def _found_rulebook(self) -> Rulebook:
        """The rulebook whose labels tell an unlabelled indicator's dimension."""
        try:
            return load_rulebook(self.rulebook)
        except RulebookError as error:
            raise RulebookError(
                f"“{names.DEFAULTS_SHEET}”里填的评分办法不能用：{error.message}", file=self._file
            ) from error

    def _no_projects(self) -> None:
        self._cells.add(
            kinds.NO_PROJECTS,
            Place(self._file, names.PROJECTS_SHEET),
            found="没有填任何项目",
            expected="至少一个项目",
            fix="在“项目”表里一行填一个项目",
        )

    def _project_rows(self) -> Iterator[tuple[str, Row]]:
        """Rows of 项目 with their numbers; those used twice are reported and left out."""
        repeated = self._projects.repeated
        for row in self._projects.rows():
            code = row.text(names.CODE)
            if self._is_total(row, "项目"):
                continue
            if code is None:
                self._cells.add(
                    kinds.NO_CODE,
                    row.first_place(),
                    found=f"“{row.text('项目名称') or '（名称也为空）'}”一行没有编号",
                    expected="本表内不重复的项目编号",
                    fix="补上项目编号",
                )
            elif code in repeated:
                self._cells.add(
                    kinds.REPEATED_CODE,
                    row.place(names.CODE),
                    found=f"编号“{code}”用了 {repeated[code]} 次",
                    expected="每个项目一个编号",
                    fix="改成不同的编号，并相应改“指标”表",
                )
            else:
                yield code, row

    def _coded(self, sheet: MasterSheet, unknown: FindingKind) -> Iterator[tuple[str, Row]]:
        """Rows with the number of a known project; the others are reported."""
        for row in sheet.rows():
            code = row.text(names.CODE)
            if self._is_total(row, "指标"):
                continue
            if code is None:
                self._cells.add(
                    kinds.NO_CODE,
                    row.first_place(),
                    found="这一行没有项目编号",
                    expected="“项目”表里的一个项目编号",
                    fix="补上项目编号",
                )
            elif code in self._projects.repeated:
                continue  # said once, where the number is given twice
            elif code not in self._projects.last_rows:
                self._cells.add(
                    unknown,
                    row.place(names.CODE),
                    found=f"编号“{code}”",
                    expected="“项目”表里的（不重复的）项目编号",
                    fix="改正编号，或在“项目”表里补上这个项目",
                )
            else:
                yield code, row

    def _is_total(self, row: Row, subject: str) -> bool:
        """Whether a row is the total of others and no ``subject``; it is reported then."""
        heading = next((it for it in names.TOTALLED if names.is_total(row.texts.get(it))), None)
        if heading is None:
            return False
        self._cells.add(
            kinds.TOTAL_ROW,
            row.place(heading),
            found=f"{heading}为“{row.text(heading)}”，没有当作{subject}",
            expected=f"一行一个{subject}，不写合计",
            fix=f"删除这一行；确是{subject}的，改成它的{heading}",
        )
        return True

    def _indicator(self, row: Row) -> Indicator:
        text = row.texts.get
        aspect, dimension = text("二级指标"), text("一级指标")
        inferred = self._rules.dimension_of(aspect) if dimension is None else None
        if inferred is not None:
            dimension = inferred.name
            found = layout.inferred_dimension(
                "一级指标", row.place("二级指标"), aspect=aspect or "", dimension=dimension
            )
            self._cells.findings.append(found)
        return Indicator(
            dimension=dimension,
            aspect=aspect,
            name=text("三级指标"),
            target=text("年度指标值"),
            actual=text("实际完成值"),
            weight=self._cells.amount(row, "分值"),
            attainment=self._cells.attainment(row),
            awarded=self._cells.amount(row, "核定得分"),
            deviation_note=text("偏差原因分析及改进措施"),
            printed_score=text("原表得分"),
        )

    def _evaluation(
        self,
        code: str,
        row: Row,
        indicators: list[tuple[Indicator, int]],
        evidence: list[Row],
    ) -> Evaluation:
        defaults = self._defaults
        year = self._cells.year(row.text("年度"), row.place("年度")) or defaults.year
        if year is None and row.text("年度") is None:
            self._tell_of_year(code)
        printed = [Evidence(row.text("位置") or "", row.text("原文") or "") for row in evidence]
        places: dict[str, int] = {}
        for item, found in zip(printed, evidence, strict=True):
            places.setdefault(item.field, found.number)
        return Evaluation(
            code=code,
            project=row.text("项目名称"),
            department=row.text("主管部门") or defaults.department,
            unit=row.text("实施单位") or defaults.unit,
            year=year,
            amount_unit=self._cells.amount_unit(row.text("金额单位"), row.place("金额单位"))
            or defaults.amount_unit,
            funding=Funding.of(lambda path: self._cells.amount(row, names.AMOUNTS[path])),
            execution_weight=self._cells.amount(row, "预算执行分值"),
            goal=Goal(row.text("预期目标"), row.text("实际完成情况")),
            indicators=tuple(indicator for indicator, _ in indicators),
            evidence=tuple(printed),
            places=MasterPlaces(
                self._columns,
                row.number,
                tuple(number for _, number in indicators),
                places,
                self._spoilt(row.number, [number for _, number in indicators], evidence)
                | (_NONE if year else {(self._year.sheet, self._year.cell)}),
            ),
        )

    def _tell_of_year(self, code: str) -> None:
        """Say once, and not of each project, that the year is blank: ``code`` is the first."""
        if self._year_is_blank:
            self._cells.add(
                NO_YEAR,
                self._year,
                found=f"{BLANK}（“{names.PROJECTS_SHEET}”表里也没有写，如编号“{code}”）",
                expected="四位数字的年度，如 2020",
                fix=f"在“{names.DEFAULTS_SHEET}”表里填上年度",
            )
        self._year_is_blank = False

    def _spoilt(
        self, project: int, indicators: Iterable[int], evidence: Iterable[Row]
    ) -> frozenset[tuple[str, str]]:
        """The cells of a project of which a finding says that their content is unusable."""
        for found in (self._cells.findings, *(it.findings for it in self._sheets.values())):
            seen = self._seen.get(id(found), 0)
            self._seen[id(found)] = len(found)
            for sheet, cell in kinds.spoilt_cells(found[seen:]):
                number = int(cell.strip(ascii_uppercase)) - 1
                self._spoilt_rows.setdefault((sheet, number), set()).add((sheet, cell))
        if not self._spoilt_rows:
            return _NONE
        rows = {(self._columns.projects.sheet, project)}
        rows |= {(self._columns.indicators.sheet, number) for number in indicators}
        rows |= {(row.where.sheet, row.number) for row in evidence}
        return _NONE.union(*(self._spoilt_rows.get(row, ()) for row in rows))
