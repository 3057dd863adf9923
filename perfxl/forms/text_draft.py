"""The evaluation under construction while a pasted form is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from perfxl.core.checks import layout
from perfxl.core.evaluation import (
    Amount,
    AmountUnit,
    Evaluation,
    Evidence,
    Funding,
    Goal,
    Indicator,
    Place,
)
from perfxl.core.finding import Finding
from perfxl.core.quantity import amount
from perfxl.forms.alignment import MAX_CELLS_PER_COLUMN, ColumnHabit, align
from perfxl.forms.reading import Reading, Unplaced
from perfxl.forms.text_labels import PLACEHOLDERS, amount_unit
from perfxl.forms.text_rows import TextCell, TextRow


@dataclass(slots=True)
class Draft:
    """Values by field path, with their places, and all that went elsewhere."""

    file: str
    sheet: str
    year: int | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    indicators: list[Indicator] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _values: dict[str, str] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _evidence: list[Evidence] = field(default_factory=list)
    _unplaced: list[Unplaced] = field(default_factory=list)

    def place(self, cell: TextCell) -> Place:
        """Where ``cell`` stands."""
        return Place(self.file, self.sheet, f"第{cell.line}行")

    def where(self, field_path: str) -> Place:
        """Where a field stands, as far as it was seen."""
        return self._places.get(field_path, Place(self.file, self.sheet))

    def begin(self, cell: TextCell) -> None:
        """The form begins at ``cell``, which is the place of the form as a whole."""
        self._places[""] = self.place(cell)

    def put_year(self, year: int, cell: TextCell) -> None:
        """The form's year, unless an earlier line gave it."""
        if self.year is None:
            self.year = year
            self._places["年度"] = self.place(cell)

    def takes_unit(self, cell: TextCell) -> bool:
        """Whether ``cell`` is the heading that names the unit of amounts; it is then taken."""
        unit = amount_unit(cell)
        if unit is not None:
            self.amount_unit = unit
        return unit is not None

    def put(self, field_path: str, cells: TextRow) -> str | None:
        """Take ``cells`` for the value of a field; ``None`` when they are all empty.

        A field that already has a text keeps it, and the second one is unplaced.
        """
        text = "\n".join(cell.text for cell in cells).strip()
        if self._values.get(field_path):
            self.drop(cells)
            return None
        start = next((cell for cell in cells if cell.text), cells[0])
        self._places[field_path] = self.place(start)
        if not text:
            return None
        self._values[field_path] = text
        if sum(cell.lines for cell in cells) > 1:
            shown = re.sub(r"\s*\n\s*", " ", text)
            self.findings.append(layout.broken_cell(field_path, self.place(start), text=shown))
        return text

    def put_evidence(self, field_path: str, cells: TextRow) -> None:
        """Keep ``cells`` as evidence, unless a placeholder is all they hold."""
        text = self.put(field_path, cells)
        if text and text not in PLACEHOLDERS:
            self._evidence.append(Evidence(field_path, text))

    def has_evidence(self, column: str) -> bool:
        """Whether some row has evidence in ``column``."""
        return any(item.field.endswith(f".{column}") for item in self._evidence)

    def drop(self, cells: Iterable[TextCell]) -> None:
        """List ``cells`` as unplaced, except the empty ones."""
        self._unplaced.extend(Unplaced(self.place(cell), cell.text) for cell in cells if cell.text)

    def split(
        self, cells: TextRow, habits: Sequence[ColumnHabit], field_path: str
    ) -> list[TextRow]:
        """The cells of each column; fewer groups than columns when the row is too short.

        A row whose cells cannot be told apart for certain is a finding at ``field_path``.
        """
        sizes: Sequence[int] = [1] * len(cells)
        if len(cells) > len(habits):
            sizes = align([cell.text for cell in cells], habits)
        rest = iter(cells)
        groups = [tuple(islice(rest, size)) for size in sizes]
        crowded = any(sum(bool(cell.text) for cell in group) > 1 for group in groups)
        too_long = len(cells) > MAX_CELLS_PER_COLUMN * len(habits)
        where = self.place(cells[0]) if cells else Place(self.file, self.sheet)
        if crowded or too_long or len(cells) < len(habits):
            self.findings.append(
                layout.misaligned_row(field_path, where, cells=len(cells), columns=len(habits))
            )
        return groups

    def amount(self, field_path: str) -> Amount | None:
        """The number in a field; ``None`` when it is empty or a placeholder."""
        return amount(self._values.get(field_path))

    def reading(self) -> Reading:
        """What was read."""
        weight = self.amount("年度资金总额.分值")
        evaluation = Evaluation(
            project=self._values.get("项目名称"),
            department=self._values.get("主管部门"),
            unit=self._values.get("实施单位"),
            year=self.year,
            amount_unit=self.amount_unit,
            funding=Funding.of(self.amount),
            execution_weight=weight,
            goal=Goal(
                self._values.get("年度总体目标.预期目标"),
                self._values.get("年度总体目标.实际完成情况"),
            ),
            indicators=tuple(self.indicators),
            evidence=tuple(self._evidence),
            places=self._places,
        )
        return Reading(evaluation, tuple(self.findings), tuple(self._unplaced))
