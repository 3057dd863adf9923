"""A plain sheet with the native formulas of a form, for two oracles: formualizer and LibreOffice.

Row 1 is a header, every further row one indicator.  A row is *made* with the core's readings
beside it, as a generated form is, or *bare* without them, as an empty master is.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import formualizer
import openpyxl

from perfxl.core.evaluation import Amount, Attainment, Indicator
from perfxl.core.quantity import amount, is_canonical
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score
from perfxl.core.scoring import score_indicator
from perfxl.forms.native import formulas, live_row, master_formulas
from perfxl.forms.native.columns import FORM_HEADINGS, ROW_HEADINGS
from perfxl.forms.native.form import word_lists

YEAR = 2020
SHEET = "表"
INPUTS = ("dimension", "aspect", "name", "target", "actual", "weight", "attainment", "awarded")
INPUTS += ("deviation_note",)
CONSTANTS = ("target_text", "name_text", "actual_text", "aspect", "target_code", "actual_code")
_REFERENCE = re.compile(r'"(?:[^"]|"")*"|\[\[([\w.]+)\]\]|\[([\w.]+)\]')
_EPOCH = datetime.date(1899, 12, 30)

Cell = float | str | None


@dataclass(frozen=True)
class Row:
    """What a person sees of one indicator; texts as the core gets them."""

    target: str | None = None
    actual: str | None = None
    weight: str | None = "10"
    name: str = "指标"
    aspect: str | None = "数量指标"
    dimension: str | None = "产出指标"
    attainment: str | None = None
    awarded: str | None = None
    note: str | None = None

    def indicator(self) -> Indicator:
        return Indicator(
            dimension=self.dimension,
            aspect=self.aspect,
            name=self.name,
            target=self.target,
            actual=self.actual,
            weight=amount(self.weight),
            attainment=Attainment(self.attainment) if self.attainment else None,
            awarded=amount(self.awarded),
            deviation_note=self.note,
        )

    def score(self, rulebook: Rulebook, year: int | None = YEAR) -> Score:
        it = self.indicator()
        return score_indicator(
            it.target,
            it.actual,
            _number(it.weight),
            name=self.name,
            aspect=it.aspect,
            dimension=it.dimension,
            attainment=it.attainment,
            awarded=_number(it.awarded),
            year=year,
            rulebook=rulebook,
        )

    def cells(self) -> dict[str, Cell]:
        it = self.indicator()
        return {
            "dimension": it.dimension,
            "aspect": it.aspect,
            "name": it.name,
            "target": as_cell(it.target),
            "actual": as_cell(it.actual),
            "weight": _shown(it.weight),
            "attainment": self.attainment,
            "awarded": _shown(it.awarded),
            "deviation_note": as_cell(it.deviation_note),
        }


def _number(value: Amount | None) -> Decimal | None:
    return value.value if value else None


def _shown(value: Amount | None) -> Cell:
    if value is None:
        return None
    return value.raw if value.value is None else float(value.value)


def as_cell(text: str | None) -> Cell:
    """A text as it is written into a workbook: a number where that reads back the same."""
    return float(text) if text is not None and is_canonical(text) else text


class NativeSheet:
    """Rows with their formulas, resolved to addresses as a template compiler does."""

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        master: bool = False,
        text_cells: bool = False,
        year: int | None = YEAR,
    ) -> None:
        self.rulebook = rulebook
        self.year = year
        self.text_cells = text_cells
        self.formulas = {
            name: text
            for name, text in (master_formulas if master else formulas)(rulebook).items()
            if not name.startswith(
                ("project", "execution", "weight_", "score_", "grade", "form_", "year")
            )
        }
        for name in (
            "rule_score",
            *(("status",) if master else ()),
        ):  # status asks for other sheets
            self.formulas.pop(name)
        fields = [f"i.{name}" for name in (*INPUTS, "score", "status")]
        fields += [f"i.live.{name}" for name in ROW_HEADINGS]
        self.columns = {field: number for number, field in enumerate(fields, 1)}
        self.lists = {f"live.{name}": place for place, name in enumerate(FORM_HEADINGS, 1)}
        self.rows: list[dict[str, Cell]] = []

    def add(self, now: Row, made: Row | None = None) -> None:
        """A row that shows ``now``; ``made`` is what it showed when the form was made."""
        cells: dict[str, Cell] = {f"i.{name}": value for name, value in now.cells().items()}
        cells["i.live.aspect"] = now.aspect
        if self.text_cells:  # formatted as text: what is typed into them stays as it is
            cells |= {"i.target": now.target, "i.actual": now.actual}
        if made is not None:
            live = live_row(made.indicator(), made.score(self.rulebook, self.year), self.rulebook)
            for name in CONSTANTS:
                value = getattr(live, name)
                if isinstance(value, Decimal):
                    value = float(value)
                elif name.endswith("_text"):
                    value = as_cell(value)
                cells[f"i.live.{name}"] = value
        self.rows.append(cells)

    def _address(self, field: str, row: int, *, whole: bool) -> str:
        if field in self.lists:
            return f"${column_name(len(self.columns) + 2)}${self.lists[field]}"
        column = column_name(self.columns[field])
        if whole:
            return f"${column}$2:${column}${len(self.rows) + 1}"
        return f"{column}{row}"

    def formula(self, name: str, row: int) -> str:
        def resolved(match: re.Match[str]) -> str:
            field = match[1] or match[2]
            return self._address(field, row, whole=bool(match[1])) if field else match[0]

        return _REFERENCE.sub(resolved, self.formulas[name])

    def _place(self, name: str) -> int:
        return self.columns.get(f"i.{name}") or self.columns[f"i.live.{name}"]

    def _word_cells(self) -> Mapping[str, Cell]:
        return {"year": self.year and float(self.year), **word_lists()}

    def evaluate(self, *names: str) -> list[dict[str, Cell]]:
        """Every row's values of the formulas ``names`` (all of them by default), by formualizer."""
        book = formualizer.Workbook()
        book.add_sheet(SHEET)
        for place, value in enumerate(self._word_cells().values(), 1):
            if value is not None:
                book.set_value(SHEET, place, len(self.columns) + 2, value)
        for row, cells in enumerate(self.rows, 2):
            for field, value in cells.items():
                if value is not None:
                    book.set_value(SHEET, row, self.columns[field], value)
            for name in self.formulas:
                book.set_formula(SHEET, row, self._place(name), "=" + self.formula(name, row))
        wanted = names or tuple(self.formulas)
        targets = [
            (SHEET, row, self._place(name))
            for row in range(2, len(self.rows) + 2)
            for name in wanted
        ]
        values = iter(book.evaluate_cells(targets))
        return [{name: _plain(next(values)) for name in wanted} for _ in self.rows]

    def save(self, path: Path) -> Path:
        """The sheet as an .xlsx without cached values."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = SHEET
        for field, column in self.columns.items():
            _write(sheet.cell(1, column), field)
        for place, value in enumerate(self._word_cells().values(), 1):
            _write(sheet.cell(place, len(self.columns) + 2), value)
        for row, cells in enumerate(self.rows, 2):
            for field, value in cells.items():
                _write(sheet.cell(row, self.columns[field]), value)
            for name in self.formulas:
                sheet.cell(row, self._place(name)).value = "=" + self.formula(name, row)
        book.save(path)
        return path

    def cell(self, name: str, row: int) -> str:
        """The address of a field in the row counted from 0."""
        return f"{column_name(self._place(name))}{row + 2}"


def _write(cell: openpyxl.cell.Cell, value: Cell) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return float((value - _EPOCH).days)
    if isinstance(value, dict):
        return f"#{value['kind']}"
    return value if isinstance(value, (float, str)) else None


def column_name(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
