"""From what a cell says to what gives its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfxl.sheet.address import Area
from perfxl.sheet.encoding import TextCells, cell_writers, result_writers
from perfxl.sheet.strings import TextRun
from perfxl.sheet.worksheet import Worksheet
from perfxl.template.content import (
    Expression,
    Field,
    LoopEnd,
    LoopStart,
    Mixed,
    Script,
    Source,
    Value,
)
from perfxl.template.fault import Fault, unknown
from perfxl.template.getters import (
    Computed,
    Constant,
    ContextField,
    Getter,
    ItemField,
    LoopField,
    RichSentence,
    Sentence,
)
from perfxl.template.jinja import Jinja
from perfxl.template.live import Stand, Stands, resolve
from perfxl.template.names import LOOP, Aliases, Path
from perfxl.template.plan import Dynamic, Repeat
from perfxl.template.reading import Faults, SheetReading, Spoken, aliases, field_path
from perfxl.template.syntax import has_placeholder, read_cell, read_runs

MAX_FORMULA = 8_192


def stands(readings: Sequence[SheetReading]) -> Stands:
    """Every cell that shows exactly one field, in the order of the workbook, by that field."""
    found: dict[Path, list[Stand]] = {}
    for reading in readings:
        for spoken in reading.spoken:
            if isinstance(spoken.content, Value):
                path = field_path(spoken.content.source, aliases(spoken.repeat))
                if path:
                    stand = Stand(path, reading.worksheet.name, spoken.cell, spoken.repeat)
                    found.setdefault(path, []).append(stand)
    return found


class Constants:
    """The fields whose values are the same in every rendering, and how cells show them.

    Args:
        values: by full name of the field.
        first_string: the number of strings the template has of its own.
    """

    def __init__(self, values: Mapping[str, object], first_string: int) -> None:
        self._values = values
        self._texts = TextCells(first_string)
        self._cells = cell_writers(self._texts, date1904=False)
        self._results = result_writers(date1904=False)

    def __contains__(self, path: tuple[str, ...]) -> bool:
        return ".".join(path) in self._values

    def apply(self, dynamic: Dynamic) -> Dynamic:
        """``dynamic`` with the constant value of its field."""
        value = self._values[".".join(dynamic.field)]
        before, after = (
            self._results[type(value)](value)
            if dynamic.formula
            else (self._cells[type(value)](value), b"")
        )
        fixed = (before.decode(), after.decode())
        return dynamic._replace(getter=Constant(value), fixed=fixed)

    @property
    def strings(self) -> str:
        """The shared strings they need, as XML."""
        return self._texts.items_xml()

    @property
    def string_count(self) -> int:
        """How many strings these are."""
        return self._texts.count


class CellCompiler(NamedTuple):
    """Compiles the cells of a template; ``formulas`` is ``None`` when none are to be live."""

    jinja: Jinja
    formulas: Mapping[str, str] | None
    stands: Stands
    aliases: Aliases
    constants: Constants

    def compiled(self, reading: SheetReading, faults: Faults) -> Iterator[Dynamic]:
        """The cells of one sheet that have values; faults of the others are remembered."""
        for spoken in reading.spoken:
            try:
                yield self._compiled(spoken, reading.worksheet)
            except Fault as fault:
                faults.add(reading.worksheet.name, spoken.cell, fault)

    def _compiled(self, spoken: Spoken, worksheet: Worksheet) -> Dynamic:
        cell, content, repeat = spoken.cell, spoken.content, spoken.repeat
        area = worksheet.merge_at(cell.column, cell.row)
        if area is None or (area.left, area.top) != (cell.column, cell.row):
            area = cell.area
        if not isinstance(content, Value):
            return Dynamic(cell, area, self._text(spoken))
        keys = None
        if content.merge is not None:
            _check_mergeable(area, repeat)
            keys = tuple(self._getter(key, repeat, cell.name) for key in content.merge)
        dynamic = Dynamic(
            cell,
            area,
            self._getter(content.source, repeat, cell.name),
            keys,
            self._formula(content.formula, spoken, worksheet.name),
            field_path(content.source, aliases(repeat)),
        )
        constant = keys is None and dynamic.field in self.constants
        return self.constants.apply(dynamic) if constant else dynamic

    def _formula(self, name: str, spoken: Spoken, sheet: str) -> str:
        if not name or self.formulas is None:
            return ""
        if name not in self.formulas:
            raise unknown("公式", name, self.formulas)
        home = Stand((), sheet, spoken.cell, spoken.repeat)
        known = {**self.aliases, **aliases(spoken.repeat)}
        formula = resolve(self.formulas[name], home, self.stands, known)
        if len(formula) > MAX_FORMULA:
            raise Fault(f"公式 {name} 有 {len(formula)} 个字符，超过 Excel 的上限 {MAX_FORMULA}")
        return formula

    def _getter(self, source: Source, repeat: Repeat | None, cell: str) -> Getter:
        if isinstance(source, Expression):
            return Computed(self.jinja.environment.value(source.node, cell))
        first, *rest = source.path
        if first == LOOP:
            return LoopField(source.path[-1])
        if repeat and first == repeat.variable:
            return ItemField(tuple(rest))
        return ContextField(source.path)

    def _text(self, spoken: Spoken) -> Getter:
        cell, string = spoken.cell, spoken.cell.string
        if string and string.runs:
            runs = read_runs(string.runs)
            return RichSentence(runs, tuple(self._run(run, spoken) for run in runs))
        return self._sentence(spoken.content, spoken.repeat, cell.name)

    def _run(self, run: TextRun, spoken: Spoken) -> Getter:
        if not has_placeholder(run.text):
            return Sentence(run.text.replace("%", "%%"), ())
        content = read_cell(run.text, self.jinja)
        if isinstance(content, LoopStart | LoopEnd):
            raise Fault("有几种字体的单元格里，语句不能跨过字体不同的文字；请把整格设成同一字体")
        return self._sentence(content, spoken.repeat, spoken.cell.name)

    def _sentence(
        self, content: Value | Mixed | Script, repeat: Repeat | None, cell: str
    ) -> Getter:
        if isinstance(content, Value):
            if content.merge is not None or content.formula:
                raise Fault("merge 和 live 只能用在整格就是一个占位符的单元格里")
            return self._getter(content.source, repeat, cell)
        if isinstance(content, Script):
            return Computed(self.jinja.environment.text(content.tree, cell))
        form = "".join(
            "%s" if isinstance(piece, Field) else piece.replace("%", "%%")
            for piece in content.pieces
        )
        fields = [piece for piece in content.pieces if isinstance(piece, Field)]
        return Sentence(form, tuple(self._getter(field, repeat, cell) for field in fields))


def _check_mergeable(area: Area, repeat: Repeat | None) -> None:
    if repeat is None:
        raise Fault("merge 只能用在循环（{% for … %}）里面")
    block = repeat.block
    if (area.top, area.bottom) != (block.first, block.last):
        raise Fault(
            f"循环有 {block.height} 行，用 merge 的单元格要先在模板里"
            f"竖向合并第 {block.first}–{block.last} 行"
        )
