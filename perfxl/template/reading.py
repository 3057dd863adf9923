"""One sheet of a template read: blocks, values, and every fault of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from perfxl.errors import LimitError
from perfxl.sheet.address import Area, cell_name
from perfxl.sheet.worksheet import Cell, Row, Worksheet
from perfxl.template.content import (
    Content,
    Expression,
    Field,
    LoopEnd,
    LoopStart,
    Mixed,
    Script,
    Source,
    Value,
)
from perfxl.template.fault import Fault
from perfxl.template.jinja import Jinja
from perfxl.template.live import block_aliases
from perfxl.template.names import LOOP, Aliases, Names, full_path
from perfxl.template.plan import Repeat
from perfxl.template.syntax import has_placeholder, read_cell

if TYPE_CHECKING:
    from jinja2 import nodes

MAX_PLACEHOLDERS = 5_000  # in one sheet; the form has 120


class Faults:
    """The faults found so far, with their cells."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, int, str]] = []

    def add(self, sheet: str, cell: Cell | Area, fault: Fault | str) -> None:
        """Remember a fault of a cell or of the corner of a range."""
        row, column = (cell.row, cell.column) if isinstance(cell, Cell) else (cell.top, cell.left)
        self.found.append((sheet, row, column, str(fault)))


class Spoken(NamedTuple):
    """A cell that says something, and the block it stands in."""

    cell: Cell
    content: Value | Mixed | Script
    repeat: Repeat | None


class SheetReading(NamedTuple):
    """What one sheet says."""

    worksheet: Worksheet
    repeats: tuple[Repeat, ...]
    spoken: tuple[Spoken, ...]


def read_sheet(worksheet: Worksheet, jinja: Jinja, names: Names, faults: Faults) -> SheetReading:
    """Read every cell; what cannot be understood goes to ``faults`` and is left out."""
    contents: dict[tuple[int, int], Content] = {}
    placeholders = sum(has_placeholder(cell.text) for cell in worksheet.cells())
    if placeholders > MAX_PLACEHOLDERS:
        raise LimitError(
            f"占位符超过 {MAX_PLACEHOLDERS} 个，不像是模板；重复的行请改用循环",
            sheet=worksheet.name,
        )
    for cell in worksheet.cells():
        if not has_placeholder(cell.text):
            continue
        try:
            contents[cell.row, cell.column] = read_cell(cell.text, jinja)
        except Fault as fault:
            faults.add(worksheet.name, cell, fault)
    repeats = tuple(_repeats(worksheet, contents, names, faults))
    spoken = []
    for cell in worksheet.cells():
        content = contents.get((cell.row, cell.column))
        if isinstance(content, Value | Mixed | Script):
            repeat = next((item for item in repeats if cell.row in item.block), None)
            try:
                _check(content, names, aliases(repeat))
            except Fault as fault:
                faults.add(worksheet.name, cell, fault)
            else:
                spoken.append(Spoken(cell, content, repeat))
    return SheetReading(worksheet, repeats, tuple(spoken))


def aliases(repeat: Repeat | None) -> Aliases:
    """The names that a block adds for its cells."""
    return {**block_aliases(repeat), LOOP: ()} if repeat else {}


def _check(content: Value | Mixed | Script, names: Names, known: Aliases) -> None:
    if isinstance(content, Script):
        _check_tree(content.tree, names, known)
        return
    sources: Iterator[str | Source]
    if isinstance(content, Mixed):
        sources = iter(content.pieces)
    else:
        sources = iter((content.source, *(content.merge or ())))
    for source in sources:
        if isinstance(source, Field):
            names.check_value(source.path, known)
        elif isinstance(source, Expression):
            _check_tree(source.node, names, known)


def _check_tree(node: nodes.Node, names: Names, known: Aliases) -> None:
    # Where there is a tree, Jinja is loaded anyway.
    from perfxl.template.tree import check_tree

    check_tree(node, names, known)


def _repeats(
    worksheet: Worksheet,
    contents: dict[tuple[int, int], Content],
    names: Names,
    faults: Faults,
) -> Iterator[Repeat]:
    opened: tuple[Cell, LoopStart] | None = None
    for cell in worksheet.cells():
        content = contents.get((cell.row, cell.column))
        if not isinstance(content, LoopStart | LoopEnd):
            continue
        try:
            _check_alone(worksheet.rows[cell.row], cell)
            if isinstance(content, LoopStart):
                names.check_list(content.items.path)
        except Fault as fault:
            faults.add(worksheet.name, cell, fault)
        problem = _order_problem(cell, content, opened)
        if problem:
            faults.add(worksheet.name, cell, problem)
        if isinstance(content, LoopStart):
            opened = cell, content
        else:
            if opened and not problem:
                yield Repeat(opened[1].variable, opened[1].items.path, opened[0].row, cell.row)
            opened = None
    if opened:
        faults.add(worksheet.name, opened[0], "循环没有结束：下方应有一行只写 {% endfor %}")


def _order_problem(
    cell: Cell, content: LoopStart | LoopEnd, opened: tuple[Cell, LoopStart] | None
) -> str:
    if isinstance(content, LoopStart):
        return f"循环不能嵌套：{opened[0].name} 的循环还没有 {{% endfor %}}" if opened else ""
    if opened is None:
        return "{% endfor %} 上方没有对应的 {% for … %}"
    if cell.row == opened[0].row + 1:
        return "循环是空的：{% for … %} 与 {% endfor %} 之间至少要有一行"
    return ""


def _check_alone(row: Row, tag: Cell) -> None:
    others = [
        cell
        for cell in row.cells
        if cell.column != tag.column and (cell.value or cell.string or cell.formula)
    ]
    if others:
        name = cell_name(others[0].column, row.number)
        raise Fault(f"控制标签必须独占一行，但 {name} 还有内容；控制行在生成时会整行去掉")


def field_path(source: Source, known: Aliases) -> tuple[str, ...]:
    """The full path of a plain field; empty for anything else."""
    if not isinstance(source, Field) or source.path[0] == LOOP:
        return ()
    return full_path(source.path, known) or ()
