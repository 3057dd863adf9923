"""A whole workbook for given numbers of rows: everything but the values, ready to write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import islice

from perfxl.sheet.archive import Bundle, pack_xml
from perfxl.sheet.companions import MOVERS
from perfxl.sheet.container import Part
from perfxl.sheet.expand import RowMap
from perfxl.sheet.formula import Home, move
from perfxl.sheet.package import CONTENT_TYPES_PART
from perfxl.sheet.workbook import moved_workbook, relations_part
from perfxl.sheet.xml import main_tag
from perfxl.template.layout import SheetLayout, prepare_sheet, sheet_layout
from perfxl.template.places import Places, field_cells
from perfxl.template.plan import Plan
from perfxl.template.results import Calculation, calculation

_KEPT = 128  # combinations of counts that are kept ready

Counts = tuple[int, ...]  # rows of each block of the workbook, in order


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


class BookLayout:
    """The layouts of all sheets, and the parts that the counts alone decide."""

    def __init__(
        self,
        plan: Plan,
        bundle: Bundle,
        maps: Mapping[str, RowMap],
        sheets: tuple[SheetLayout, ...],
        places: Places,
    ) -> None:
        self.plan = plan
        self.bundle = bundle
        self.maps = maps
        self.sheets = sheets
        self.places = places

    @cached_property
    def calculation(self) -> Calculation:
        """What computes the formulas of the template."""
        date1904 = self.plan.workbook.date1904
        return calculation(self.sheets, self.plan.worksheets, self.maps, date1904=date1904)

    @cached_property
    def book(self) -> Part:
        """The workbook part of a file whose formulas all have cached values."""
        return self._book(full_calculation=False)

    @cached_property
    def book_to_calculate(self) -> Part:
        """The workbook part of a file that has to be computed on opening."""
        return self._book(full_calculation=True)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The defined names of the template and where they are now."""
        return tuple(
            (name.get("name", ""), move(name.text or "", Home(), self.maps))
            for name in self.plan.workbook.root.iter(main_tag("definedName"))
        )

    def _book(self, *, full_calculation: bool) -> Part:
        workbook = self.plan.workbook
        moved = moved_workbook(workbook.root, self.maps, full_calculation=full_calculation)
        return pack_xml(workbook.part, moved)


class Layouts:
    """Makes the layouts of a template and keeps those used last.

    A sheet is laid out anew only when a block changes that it depends on: in a thousand forms
    there are few numbers of indicators, but nearly each has its own number of findings.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._base = untouched(plan)
        self._sheets = tuple(prepare_sheet(sheet, plan.styles) for sheet in plan.sheets)
        self.book = lru_cache(_KEPT)(self._make_book)
        self._sheet = lru_cache(_KEPT * len(self._sheets))(self._make_sheet)

        self._cells = field_cells(plan.sheets)

    def _make_book(self, counts: Counts) -> BookLayout:
        maps = row_maps(self._plan, counts)
        package = self._plan.package
        companions = [
            pack_xml(item.part, MOVERS[item.kind](package.xml(item.part), item.sheet, maps))
            for item in self._plan.companions
        ]
        sheets = tuple(
            self._sheet(number, tuple((name, maps[name]) for name in maps if name in sheet.refers))
            for number, sheet in enumerate(self._sheets)
        )
        bundle, places = Bundle.of(companions, base=self._base), Places(self._cells, maps)
        return BookLayout(self._plan, bundle, maps, sheets, places)

    def _make_sheet(self, number: int, maps: tuple[tuple[str, RowMap], ...]) -> SheetLayout:
        return sheet_layout(self._sheets[number], dict(maps))


def row_maps(plan: Plan, counts: Counts) -> dict[str, RowMap]:
    """What happens to the rows of each sheet that has blocks."""
    remaining = iter(counts)
    return {
        sheet.name: sheet.row_map(islice(remaining, len(sheet.blocks)))
        for sheet in plan.sheets
        if sheet.blocks
    }
