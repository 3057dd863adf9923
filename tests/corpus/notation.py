"""Hand-made forms: their notation (see forms/README.md), workbooks and documents from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
from docx.document import Document as DocxDocument
from openpyxl.cell.cell import TYPE_ERROR, TYPE_STRING

from perfxl.forms.grids.numbers import shown

FORMS = Path(__file__).parent / "forms"

NUMBER = re.compile(r"=([-\d.]+)\{([^}]*)\}")


@dataclass
class Sheet:
    """Rows of cell texts as written in the notation."""

    name: str
    hidden: bool = False
    rows: list[list[str]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def areas(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The last position of every merged range by its first."""
        anchors: dict[tuple[int, int], tuple[int, int]] = {}
        ends: dict[tuple[int, int], tuple[int, int]] = {}
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                at = (r, c)
                if text == "<":
                    at = anchors[r, c - 1]
                elif text == "^":
                    at = anchors[r - 1, c]
                anchors[r, c] = at
                last = ends.get(at, at)
                ends[at] = (max(last[0], r), max(last[1], c))
        for (top, left), (bottom, right) in ends.items():
            area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if {anchors.get(at) for at in area} != {(top, left)}:
                raise ValueError(f"merged range at row {top + 1}, column {left + 1} has gaps")
        return {first: last for first, last in ends.items() if first != last}

    def texts(self) -> dict[tuple[int, int], str]:
        """The text of every cell that has one."""
        return {
            (r, c): text.replace("\\n", "\n")
            for r, row in enumerate(self.rows)
            for c, text in enumerate(row)
            if text not in ("", "<", "^")
        }


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a ``.form`` file."""
    found = [Sheet("Sheet1")]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") or not line.strip():
            continue
        if line.startswith(("@sheet ", "@hidden ")):
            mark, _, name = line.partition(" ")
            sheet = Sheet(name, hidden=mark == "@hidden")
            if found[-1].rows:
                found.append(sheet)
            else:
                found[-1] = sheet
        elif line == "---":
            found[-1].rows.append([""])
        elif line == "@table":
            found[-1].breaks.append(len(found[-1].rows))
        else:
            found[-1].rows.append([cell.strip() for cell in line.split("|")])
    return found


@cache
def workbook(path: Path) -> bytes:
    """A ``.form`` file as an .xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets(path):
        page = book.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for (r, c), text in sheet.texts().items():
            cell = page.cell(r + 1, c + 1)
            if number := NUMBER.fullmatch(text):
                cell.value = float(number[1])
                cell.number_format = number[2] or "General"
            elif text.startswith("!#"):
                cell.value = text[1:]
                cell.data_type = TYPE_ERROR
            else:
                cell.value = text
                cell.data_type = TYPE_STRING
        for (top, left), (bottom, right) in sheet.areas().items():
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def document(path: Path) -> bytes:
    """A ``.form`` file as a .docx: a table for each sheet, rows of one cell as paragraphs."""
    paper = docx.Document()
    for sheet in sheets(path):
        for part in _parts(sheet):
            _add_table(paper, part)
    paper.add_paragraph()  # Word ends every document with a paragraph
    buffer = BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def pasted(path: Path) -> str:
    """A ``.form`` file as the seed came: a line behind a tab for each cell of a Word table.

    A cell merged over columns is one line; where it goes on downwards the line is empty.
    """
    return "\n\n".join("\n".join(row) for sheet in sheets(path) for row in _pasted_rows(sheet))


def barred(path: Path) -> str:
    """A ``.form`` file as Markdown: what a merged cell covers is an empty cell.

    Rows of one cell at the top are paragraphs.
    """
    lines: list[str] = []
    for sheet in sheets(path):
        for row in sheet.rows:
            cells = [_printed(cell.replace("\\n", "<br>")) for cell in row]
            cells = ["" if cell in ("<", "^") else cell for cell in cells]
            lone = row[1:].count("<") == len(row) - 1 and not (lines and lines[-1][:1] == "|")
            lines.append(cells[0] if lone else f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _pasted_rows(sheet: Sheet) -> Iterator[list[str]]:
    texts = sheet.texts()
    first = {
        (row, column): at
        for at, (bottom, right) in sheet.areas().items()
        for row in range(at[0], bottom + 1)
        for column in range(at[1], right + 1)
    }
    for number, row in enumerate(sheet.rows):
        places = [first.get((number, column), (number, column)) for column in range(len(row))]
        yield [
            f"\t{_printed(texts.get(place, '')) if place[0] == number else ''}"
            for column, place in enumerate(places)
            if place[1] == column
        ]


def _parts(sheet: Sheet) -> list[Sheet]:
    """The tables that stand for a sheet in a document."""
    edges = [0, *sheet.breaks, len(sheet.rows)]
    return [
        Sheet(sheet.name, sheet.hidden, sheet.rows[first:last]) for first, last in pairwise(edges)
    ]


def _add_table(paper: DocxDocument, sheet: Sheet) -> None:
    """Rows of one cell at the top as paragraphs, the others as a table."""
    width = max(len(row) for row in sheet.rows)
    texts, areas = sheet.texts(), sheet.areas()
    titles = 0
    while sheet.rows[titles][1:].count("<") == len(sheet.rows[titles]) - 1 and (
        len([text for text in sheet.rows[titles] if text != "<"]) == 1
    ):
        paper.add_paragraph(_printed(texts.get((titles, 0), "")))
        titles += 1
        if titles == len(sheet.rows):
            return
    table = paper.add_table(len(sheet.rows) - titles, width, style="Table Grid")
    cells = [row.cells for row in table.rows]  # asked for singly, each costs as much as all
    for (top, left), (bottom, right) in areas.items():
        if top >= titles:
            cells[top - titles][left].merge(cells[bottom - titles][right])
    for (r, c), text in texts.items():
        if r >= titles:
            cells[r - titles][c].text = _printed(text)


def _printed(text: str) -> str:
    """What a spreadsheet shows of a number; a document has the text only."""
    number = NUMBER.fullmatch(text)
    return shown(float(number[1]), number[2]) if number else text.removeprefix("!")
