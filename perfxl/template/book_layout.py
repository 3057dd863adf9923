"""A whole workbook for given numbers of rows: everything but the values, ready to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from perfxl.sheet.address import cell_name
from perfxl.sheet.archive import Bundle, pack_xml
from perfxl.sheet.companions import MOVERS
from perfxl.sheet.expand import RowMap
from perfxl.sheet.package import CONTENT_TYPES_PART, Part
from perfxl.sheet.workbook import moved_workbook, relations_part
from perfxl.template.fitting import SheetFit
from perfxl.template.layout import SheetLayout, sheet_layout
from perfxl.template.plan import Plan
from perfxl.template.results import Calculation, calculation

Counts = tuple[int, ...]  # rows of each block of the workbook, in order
Places = Mapping[tuple[str, int | None], tuple[str, str]]


def untouched(plan: Plan) -> Bundle:
    """The parts that are the same in every file, content types first."""
    package, chain = plan.package, plan.workbook.chain
    rewritten = {
        plan.workbook.part,
        plan.skeleton.strings,
        chain,
        *(sheet.worksheet.part for sheet in plan.sheets),
        *(companion.part for companion in plan.companions),
    }
    made = {
        CONTENT_TYPES_PART: plan.skeleton.content_types,
        relations_part(plan.workbook.part): plan.skeleton.relations,
    }
    parts = [pack_xml(name, root) for name, root in made.items()]
    parts += [
        package.part(name) for name in package.names() if name not in rewritten and name not in made
    ]
    return Bundle.of(parts)


@dataclass(frozen=True)
class BookLayout:
    """The layouts of all sheets, and the parts that the counts alone decide.

    ``book`` and ``book_to_calculate`` are the workbook part without and with the wish to be
    computed on opening.
    """

    plan: Plan
    bundle: Bundle
    book: Part
    book_to_calculate: Part
    sheets: tuple[SheetLayout, ...]
    calculation: Calculation

    @cached_property
    def places(self) -> Places:
        """Where each field lands: sheet and cell by field and index in its list."""
        found: dict[tuple[str, int | None], tuple[str, str]] = {}
        for layout in self.sheets:
            for repeat, dynamic in layout.plan.dynamics():
                name = ".".join(dynamic.field)
                if not name:
                    continue
                column = dynamic.cell.column
                for index, row in enumerate(layout.rows.instances(dynamic.cell.row)):
                    key = (name, index if repeat else None)
                    found.setdefault(key, (layout.plan.name, cell_name(column, row)))
        return found


def book_layout(plan: Plan, base: Bundle, fits: tuple[SheetFit, ...], counts: Counts) -> BookLayout:
    """Lay out the workbook for the given counts."""
    maps = row_maps(plan, counts)
    companions = [
        pack_xml(item.part, MOVERS[item.kind](plan.package.xml(item.part), item.sheet, maps))
        for item in plan.companions
    ]
    book, to_calculate = (
        pack_xml(
            plan.workbook.part, moved_workbook(plan.workbook.root, maps, full_calculation=full)
        )
        for full in (False, True)
    )
    sheets = tuple(
        sheet_layout(sheet, maps, fit) for sheet, fit in zip(plan.sheets, fits, strict=True)
    )
    return BookLayout(
        plan,
        Bundle.of(companions, base=base),
        book,
        to_calculate,
        sheets,
        calculation(sheets, plan.worksheets, maps, date1904=plan.workbook.date1904),
    )


def row_maps(plan: Plan, counts: Counts) -> dict[str, RowMap]:
    """What happens to the rows of each sheet that has blocks."""
    remaining = iter(counts)
    return {
        sheet.name: sheet.row_map(islice(remaining, len(sheet.blocks)))
        for sheet in plan.sheets
        if sheet.blocks
    }
