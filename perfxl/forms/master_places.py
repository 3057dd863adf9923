"""Where the values of one project stand in a master, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.finding import Finding
from perfxl.forms import master_layout as names
from perfxl.forms.master_sheet import SheetColumns

_PROJECT = {
    "项目名称": "项目名称",
    "主管部门": "主管部门",
    "实施单位": "实施单位",
    "年度总体目标.预期目标": "预期目标",
    "年度总体目标.实际完成情况": "实际完成情况",
    "年度资金总额.分值": "预算执行分值",
    **names.AMOUNTS,
}
_INDICATOR = {
    **{heading: heading for heading in names.INDICATOR_COLUMNS[1:]},
    "得分": "原表得分",  # what is found of 得分 is about the printed one
}


class MasterColumns(NamedTuple):
    """The columns of a master's sheets; one has no rows of what was printed on forms.

    ``year`` is the cell of the year that holds for every project without one of its own.
    """

    projects: SheetColumns
    indicators: SheetColumns
    evidence: SheetColumns | None
    year: Place


class MasterPlaces(Mapping[str, Place]):
    """Field paths of one project → the master's cells.

    A form has more than a hundred fields, and few of them are ever pointed at: the numbers of
    its rows tell where they stand.  ``evidence`` has those of what was printed on a collected
    form, by field paths of their own.  ``spoilt`` are the cells, by sheet and address, of which
    a finding of the master says that their content is unusable.
    """

    __slots__ = ("columns", "evidence", "indicators", "project", "spoilt")

    def __init__(
        self,
        columns: MasterColumns,
        project: int,
        indicators: tuple[int, ...],
        evidence: Mapping[str, int],
        spoilt: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.columns = columns
        self.project = project
        self.indicators = indicators
        self.evidence = evidence
        self.spoilt = spoilt

    def __getitem__(self, path: str) -> Place:
        """The cell of a field path; KeyError for one that a master has no cell for.

        The year stands outside the rows of a project, and what concerns all of it at its
        number: neither is among the paths that are gone through.
        """
        if path in _PROJECT:
            return self.columns.projects.place(self.project, _PROJECT[path])
        if path == "年度":
            return self.columns.year
        if not path:
            return self.columns.projects.place(self.project, names.CODE)
        subject, _, column = path.partition(".")
        digits = subject.removeprefix("指标")
        if subject == f"指标{digits}" and digits.isdecimal() and column in _INDICATOR:
            index = int(digits) - 1
            if 0 <= index < len(self.indicators):
                row = self.indicators[index]
                return self.columns.indicators.place(row, _INDICATOR[column])
        if self.columns.evidence is None:
            raise KeyError(path)
        return self.columns.evidence.place(self.evidence[path], "原文")

    def __iter__(self) -> Iterator[str]:
        yield from _PROJECT
        for number in range(1, len(self.indicators) + 1):
            yield from (f"指标{number}.{column}" for column in _INDICATOR)
        yield from self.evidence

    def __len__(self) -> int:
        return len(_PROJECT) + len(_INDICATOR) * len(self.indicators) + len(self.evidence)


def told_once(found: Sequence[Finding], evaluation: Evaluation) -> tuple[Finding, ...]:
    """``found`` in a project without what is told of its cells in the master already.

    A spoilt cell counts as not filled in, but a person has filled it in and is told what is
    wrong with it.
    """
    places = evaluation.places
    if not isinstance(places, MasterPlaces) or not places.spoilt:
        return tuple(found)
    spoilt = places.spoilt
    return tuple(it for it in found if (it.where.sheet, it.where.cell) not in spoilt)
