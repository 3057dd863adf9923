"""The evaluation under construction while a form is recognised."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

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
from perfxl.forms.grid import Cell
from perfxl.forms.reading import FormKind
from perfxl.forms.recognise.board import Board
from perfxl.forms.recognise.head_words import PARENT_PROJECT
from perfxl.forms.recognise.labels import is_placeholder, key
from perfxl.regex import regex

_TOTAL_SCORE = "总分.得分"
_STATED_TOTAL = regex(
    r"(?:项目|绩效|单位)?(?:自评|评价)(?:总分|得分|总得分|分数|得分合计)|总得分|自评分"
)
_POINTS = regex(r"\d{1,3}(?:\.\d+)?分?")
_WITH_UNIT = regex(r"([\d,]+(?:\.\d+)?)(分|万元|元)")


class Draft:
    """Values and evidence by field path, with their places.

    ``whole``: the title says 整体, the form is about a whole department.

    ``ranks`` holds the rank of the label by which a head field was found: a better label
    later on replaces the value, and the former value becomes evidence.  ``unfilled`` holds
    where labels of a head field, by rank, have nothing beside them.
    """

    def __init__(
        self,
        file: str,
        board: Board,
        kind: FormKind | None = None,
        year: int | None = None,
        amount_unit: AmountUnit | None = None,
    ) -> None:
        self.file = file
        self.board = board
        self.kind = kind
        self.year = year
        self.amount_unit = amount_unit
        self.whole = False
        self.skipped = 0
        self.values: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.ranks: dict[str, tuple[int, str]] = {}
        self.unfilled: dict[str, dict[int, Place]] = {}
        self.evidence: dict[Evidence, None] = {}  # a set in its order
        self.findings: list[Finding] = []
        self.indicators: list[Indicator] = []

    def place(self, cell: Cell) -> Place:
        """Where ``cell`` stands."""
        return Place(self.file, self.board.grid.sheet, cell.address)

    def spot(self, row: int, column: int) -> Place:
        """Where a position is, also an empty one."""
        return Place(self.file, self.board.grid.sheet, self.board.grid.address(row, column))

    def has(self, field_path: str) -> bool:
        """Whether the field has a value already."""
        return field_path in self.values

    def put(self, field_path: str, cells: Iterable[Cell], *, text: str | None = None) -> bool:
        """Take ``cells`` for the value of a field; ``False`` when it has one already.

        ``text`` is the value when it is not simply what stands in the cells.
        """
        found = list(cells)
        value = "\n".join(cell.text for cell in found) if text is None else text
        if not found or not value or self.has(field_path):
            return False
        self.values[field_path] = value
        self.places[field_path] = self.place(found[0])
        self.board.use(*found)
        return True

    def put_empty(self, field_path: str, row: int, column: int) -> None:
        """Remember where a field would stand that is not filled."""
        if field_path not in self.places:
            self.places[field_path] = self.spot(row, column)

    def put_unfilled_head(self, field_path: str, row: int, column: int, *, rank: int) -> None:
        """Remember a label of a head field that nothing stands beside, and its rank."""
        self.put_empty(field_path, row, column)
        self.unfilled.setdefault(field_path, {})[rank] = self.spot(row, column)

    def put_head(
        self, field_path: str, cells: list[Cell], *, rank: int, label: str, text: str | None = None
    ) -> None:
        """Take ``cells`` for a head field unless a better label already gave it."""
        if not cells:
            return
        before = self.ranks.get(field_path)
        if before is not None and before[0] <= rank:
            same = self.values[field_path] == (cells[0].text if text is None else text)
            if not same or label != before[1]:
                self.note(label, cells, text=text)
            self.board.use(*cells)
            return
        if before is not None:
            self.evidence[Evidence(before[1], self.values.pop(field_path))] = None
            self.places[before[1]] = self.places.pop(field_path)
        if self.put(field_path, cells, text=text):
            self.ranks[field_path] = rank, label

    def leave_parent_project(self) -> None:
        """一级项目名称 names the project above, not the one whose own cell was left empty."""
        rank, label = self.ranks.get("项目名称", (0, ""))
        own = [place for at, place in self.unfilled.get("项目名称", {}).items() if at < rank]
        if rank == PARENT_PROJECT and own:
            self.evidence[Evidence(label, self.values.pop("项目名称"))] = None
            self.places[label] = self.places["项目名称"]
            self.places["项目名称"] = own[0]

    def note(self, field_path: str, cells: Iterable[Cell], *, text: str | None = None) -> None:
        """Keep ``cells`` as evidence, unless a placeholder is all they hold."""
        found = list(cells)
        value = "\n".join(cell.text for cell in found) if text is None else text
        self.board.use(*found)
        item = Evidence(field_path, value)
        if found and value and not is_placeholder(value) and item not in self.evidence:
            self.evidence[item] = None
            self.places.setdefault(field_path, self.place(found[0]))

    def take_stated_total(self) -> None:
        """自评总分 | 97.6 in the head is 总分.得分 of a form without a total row."""
        if any(item.field == _TOTAL_SCORE for item in self.evidence):
            return
        stated = [
            item
            for item in self.evidence
            if _STATED_TOTAL.fullmatch(item.field) and _POINTS.fullmatch(key(item.text))
        ]
        if len(stated) == 1:
            moved = {item: Evidence(_TOTAL_SCORE, item.text) for item in stated}
            self.evidence = {moved.get(item, item): None for item in self.evidence}
            self.places[_TOTAL_SCORE] = self.places[stated[0].field]

    def number(self, field_path: str) -> Amount | None:
        """The number in a field; ``None`` when it is empty or a placeholder.

        "10分" in a score column and "60万元" in a form that counts in 万元 are numbers.
        """
        raw = self.values.get(field_path)
        if raw is None or is_placeholder(raw):
            return None
        written = amount(raw)
        if written is None or written.value is not None:
            return written
        found = _WITH_UNIT.fullmatch(key(raw))
        unit = (self.amount_unit or AmountUnit.WAN).value
        if found and found[2] in ("分", unit):
            return Amount(raw, Decimal(found[1].replace(",", "")))
        return written

    def evaluation(self) -> Evaluation:
        """The facts as far as they were recognised."""
        return Evaluation(
            project=self.values.get("项目名称"),
            department=self.values.get("主管部门"),
            unit=self.values.get("实施单位"),
            year=self.year,
            amount_unit=self.amount_unit or AmountUnit.WAN,
            funding=Funding.of(self.number),
            execution_weight=self.number("年度资金总额.分值"),
            goal=Goal(
                self.values.get("年度总体目标.预期目标"),
                self.values.get("年度总体目标.实际完成情况"),
            ),
            indicators=tuple(self.indicators),
            evidence=tuple(self.evidence),
            places=self.places,
        )
