"""Next year's master workbook, made from this year's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from perfxl.core.finding import Finding
from perfxl.core.rollover import NextYear, roll_over
from perfxl.errors import InputError
from perfxl.forms.master import read_master
from perfxl.forms.output_file import refuse_input
from perfxl.forms.score_cells import Cells


class NextMaster(NamedTuple):
    """What was rolled over.

    ``wrong_cells`` are the findings of the old master: what they concern was perhaps not read,
    and is then missing from the new one.  The findings of ``projects`` stand in the new one.
    """

    projects: tuple[NextYear, ...]
    rulebook: str
    wrong_cells: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person must look at in the new master, project by project."""
        return tuple(finding for project in self.projects for finding in project.findings)


def write_next_master(
    master: Path,
    path: Path,
    *,
    rulebook: str | None = None,
    cells: Cells = Cells.NATIVE,
    force: bool = False,
) -> NextMaster:
    """Write the master of the year after ``master`` to ``path``, and read it back.

    Args:
        master: this year's master workbook.
        path: next year's.
        rulebook: name or path of the new rulebook; by default the old master's.
        cells: what stands in the new master's score cells.
        force: overwrite a file that is there.

    Raises:
        InputError, MasterError: ``master`` cannot be used, or has no project.
        OutputError: ``path`` is the old master, is there already, or cannot be written.
        RulebookError, TemplateError: rulebook or template has a fault.
    """
    refuse_input(path, [master])
    source = read_master(master)
    if not source.evaluations:
        raise InputError("总表里没有可以结转的项目", file=str(master))
    from perfxl.forms.master_book import write_master  # half of all modules, once it is needed

    name = rulebook or source.rulebook
    projects = tuple(map(roll_over, source.evaluations))
    write_master(
        [each.evaluation for each in projects], path, rulebook=name, cells=cells, force=force
    )
    written = read_master(path).evaluations
    placed = tuple(each.placed(again) for each, again in zip(projects, written, strict=True))
    return NextMaster(placed, name, source.findings)
