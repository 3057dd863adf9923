"""The form as a template: for perfxl, for xltpl, and blank for openpyxl to fill."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.benchmarks import form
from tests.benchmarks.project import Indicator, Project

_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FUNDS = ("total", "appropriation", "carryover", "other")
_COLUMNS = ("initial_budget", "annual_budget", "executed")

FORMULAS = {
    "rate": form.rate_formula("[funding.total.annual_budget]", "[funding.total.executed]"),
    "execution": form.execution_formula("[execution.weight]", "[execution.rate]"),
    "score": form.score_formula("[i.target]", "[i.actual]", "[i.weight]"),
    "weight_total": form.sum_formula("[execution.weight]", "[i.weight]"),
    "score_total": form.sum_formula("[execution.score]", "[i.score]"),
}


def perfxl_template() -> bytes:
    """Jinja placeholders in an ordinary workbook."""
    row = Indicator(
        dimension="{{ i.dimension | merge }}",
        aspect="{{ i.aspect | merge(i.dimension) }}",
        name="{{ i.name }}",
        target="{{ i.target }}",
        actual="{{ i.actual }}",
        weight="{{ i.weight }}",
        score='{{ i.score | live("score") }}',
        note="{{ i.deviation_note }}",
    )
    fields = {
        "execution.rate": '{{ execution.rate | live("rate") }}',
        "execution.score": '{{ execution.score | live("execution") }}',
        "total.weight": '{{ total.weight | live("weight_total") }}',
        "total.score": '{{ total.score | live("score_total") }}',
    }
    project = _project(lambda name: fields.get(name, f"{{{{ {name} }}}}"))
    first = form.FIRST_ROW
    cells = [
        *form.head(project),
        form.at(first - 2, 1, "绩效指标", last=first + 2),
        form.at(first, 2, "{% for i in indicators %}"),
        form.at(first + 1, 2, row.dimension),
        form.at(first + 1, 3, row.aspect),
        *form.indicator(first + 1, row),
        form.at(first + 2, 2, "{% endfor %}"),
        *form.total(first + 3, project, "", ""),
    ]
    book = Workbook()
    paint(book, cells, formulas=False)
    return _saved(book)


def xltpl_template() -> bytes:
    """xltpl's tags; its formulas are texts of the payload, its groups are merged afterwards."""

    def tag(name: str) -> str:
        return f"{{% xv {name} %}}"

    row = Indicator(
        dimension=tag("i.dimension"),
        aspect=tag("i.aspect"),
        name=tag("i.name"),
        target=tag("i.target"),
        actual=tag("i.actual"),
        weight=tag("i.weight"),
        score=tag("i.score"),
        note=tag("i.deviation_note"),
    )
    project, first = _project(tag), form.FIRST_ROW
    cells = [
        *form.head(project),
        form.at(first - 2, 1, "绩效指标"),
        form.at(first - 1, 1, None),
        form.at(first, 1, None),
        form.at(first, 2, row.dimension),
        form.at(first, 3, row.aspect),
        *form.indicator(first, row),
        *form.total(first + 1, project, "", ""),
    ]
    book = Workbook()
    sheet = paint(book, cells, formulas=False)
    sheet.cell(first, 1).comment = Comment("beforerow{% for i in indicators %}", "")
    sheet.cell(first + 1, 1).comment = Comment("beforerow{% endfor %}", "")
    return _saved(book)


def blank_form(sheet: form.Sheet, path: Path) -> None:
    """The finished form with its fourteen rows and no values, as people copy and fill it."""
    book = Workbook()
    made = paint(book, sheet.cells, formulas=False)
    for row, height in sheet.heights.items():
        made.row_dimensions[row].height = height
    for cell in sheet.cells:
        made.cell(cell.area.top, cell.area.left).value = None
    book.save(path)


def paint(book: Workbook, cells: Iterable[form.Cell], *, formulas: bool) -> Worksheet:
    """Put cells with their looks into the first sheet of a new workbook."""
    sheet = book.worksheets[0]
    sheet.title = form.TITLE
    for column, width in enumerate(form.WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    looks = {style: _look(style) for style in form.STYLES}
    for area, value, style, formula in cells:
        font, alignment, border = looks[style]
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = sheet.cell(row, column)
                cell.font, cell.alignment = font, alignment
                if border is not None:
                    cell.border = border
                cell.number_format = style.number
        filled = f"={formula}" if formula and formulas else form.plain(value)
        sheet.cell(area.top, area.left).value = filled
        if area.top < area.bottom or area.left < area.right:
            sheet.merge_cells(None, area.top, area.left, area.bottom, area.right)
    return sheet


def _look(style: form.Style) -> tuple[Font, Alignment, Border | None]:
    return (
        Font(name=style.font, size=style.size, bold=style.bold),
        Alignment(horizontal=style.horizontal, vertical="center", wrap_text=True),
        _BOX if style.box else None,
    )


def _project(shown: Callable[[str], str]) -> Project:
    return Project(
        name=shown("project"),
        department=shown("department"),
        unit=shown("unit"),
        year=shown("year"),
        amounts=tuple(
            tuple(shown(f"funding.{row}.{column}") for column in _COLUMNS) for row in _FUNDS
        ),
        execution_weight=shown("execution.weight"),
        execution_rate=shown("execution.rate"),
        execution_score=shown("execution.score"),
        expected=shown("goal.expected"),
        achieved=shown("goal.achieved"),
        indicators=(),
        weight_total=shown("total.weight"),
        score_total=shown("total.score"),
    )


def _saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
