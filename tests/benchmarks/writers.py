"""The libraries of the comparison; each writes the same form into a file.

All get their material ready-made: a cell list for those that write cells, a dictionary for
template engines.  What a library prepares once for many files (template, compiled program)
it does when it is built; what it has to do for each file, it does in ``write``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from tests.benchmarks import form
from tests.benchmarks.context import context, payload
from tests.benchmarks.project import Project
from tests.benchmarks.templates import (
    FORMULAS,
    blank_form,
    paint,
    perfxl_template,
    xltpl_template,
)

NODE = Path(__file__).with_name("node")


@dataclass(frozen=True, slots=True)
class Material:
    """One form in the shapes the libraries take."""

    sheet: form.Sheet
    context: dict[str, object]
    payload: dict[str, object]

    @classmethod
    def of(cls, project: Project, heights: dict[int, float]) -> Material:
        """The material of a project; ``heights`` are those of the rows, in points."""
        return cls(form.sheet(project, heights), context(project), payload(project))


class Writer(Protocol):
    """Writes forms with one library."""

    name: str

    def run(self, materials: Sequence[Material], folder: Path) -> float:
        """Write each form to ``0.xlsx``, ``1.xlsx`` … in ``folder``; the CPU seconds it took."""


class InProcess(ABC):
    """A library of this process."""

    name: str

    @abstractmethod
    def write(self, material: Material, path: Path) -> None:
        """Write one form."""

    def run(self, materials: Sequence[Material], folder: Path) -> float:
        """Write each form; the CPU seconds it took."""
        start = time.process_time()
        for index, material in enumerate(materials):
            self.write(material, folder / f"{index}.xlsx")
        return time.process_time() - start


class PerfxlWriter(InProcess):
    """perfxl: the template compiled once, each file put in place with one rename."""

    name = "perfxl"

    def __init__(self) -> None:
        from perfxl.sheet.saving import save_unclaimed
        from perfxl.template import compile_template

        self.program = compile_template(perfxl_template(), formulas=FORMULAS, name="benchmark")
        self._save = save_unclaimed

    def write(self, material: Material, path: Path) -> None:
        self._save(path, self.program.render(material.context))


class OpenpyxlFillWriter(InProcess):
    """openpyxl: load the blank form, fill it, save it."""

    name = "openpyxl: load, fill, save"

    def __init__(self, folder: Path, sample: form.Sheet) -> None:
        self._blank = folder / "blank.xlsx"
        blank_form(sample, self._blank)

    def write(self, material: Material, path: Path) -> None:
        from openpyxl import load_workbook

        book = load_workbook(self._blank)
        sheet = book.worksheets[0]
        for area, value, _, formula in material.sheet.cells:
            filled = f"={formula}" if formula else form.plain(value)
            sheet.cell(area.top, area.left).value = filled
        book.save(path)


class OpenpyxlWriter(InProcess):
    """openpyxl: the whole form from nothing."""

    name = "openpyxl: from scratch"

    def write(self, material: Material, path: Path) -> None:
        from openpyxl import Workbook

        book = Workbook()
        sheet = paint(book, material.sheet.cells, formulas=True)
        for row, height in material.sheet.heights.items():
            sheet.row_dimensions[row].height = height
        book.save(path)


class XlsxWriterWriter(InProcess):
    """XlsxWriter: the whole form from nothing, formulas with their results."""

    name = "XlsxWriter"

    def write(self, material: Material, path: Path) -> None:
        from xlsxwriter import Workbook

        with Workbook(path) as book:
            looks = {style: book.add_format(_xlsxwriter_look(style)) for style in form.STYLES}
            sheet = book.add_worksheet(form.TITLE)
            for column, width in enumerate(form.WIDTHS):
                sheet.set_column(column, column, width)
            for row, height in material.sheet.heights.items():
                sheet.set_row(row - 1, height)
            for area, cell_value, style, formula in material.sheet.cells:
                value, look = form.plain(cell_value), looks[style]
                top, left = area.top - 1, area.left - 1
                if area.top < area.bottom or area.left < area.right:
                    sheet.merge_range(top, left, area.bottom - 1, area.right - 1, value, look)
                elif formula:
                    sheet.write_formula(top, left, f"={formula}", look, value)
                elif value is None:
                    sheet.write_blank(top, left, None, look)
                elif isinstance(value, str):
                    sheet.write_string(top, left, value, look)
                else:
                    sheet.write_number(top, left, value, look)


def _xlsxwriter_look(style: form.Style) -> dict[str, object]:
    return {
        "font_name": style.font,
        "font_size": style.size,
        "bold": style.bold,
        "align": style.horizontal,
        "valign": "vcenter",
        "text_wrap": True,
        "num_format": style.number,
        "border": int(style.box),
    }


class XltplWriter(InProcess):
    """xltpl: its template read once and reused; groups are merged afterwards."""

    name = "xltpl: template reused"

    def __init__(self, folder: Path) -> None:
        from xltpl.writerx import BookWriter

        template = folder / "xltpl.xlsx"
        template.write_bytes(xltpl_template())
        self._book = BookWriter(str(template))

    def write(self, material: Material, path: Path) -> None:
        from openpyxl.worksheet.cell_range import CellRange

        self._book.render_book([material.payload])
        sheet = self._book.workbook.worksheets[-1]
        for cell in material.sheet.cells:
            top, left, bottom, right = cell.area
            if left <= 3 and top < bottom and bottom >= form.FIRST_ROW:
                sheet.merged_cells.add(CellRange(None, left, top, right, bottom))
        for row, height in material.sheet.heights.items():
            sheet.row_dimensions[row].height = height
        self._book.save(str(path))


class RustWriter(InProcess):
    """rustpy-xlsxwriter writes tables: values and a format a column; no more can be asked of it.

    Its first row is a heading of unequal texts: blanks stand where the form has nothing.
    """

    name = "rustpy-xlsxwriter"

    def __init__(self) -> None:
        from rustpy_xlsxwriter import Format

        self._formats = [
            Format().set_font_name("宋体").set_font_size(10.5).set_border("thin").set_text_wrap()
        ] * len(form.WIDTHS)

    def write(self, material: Material, path: Path) -> None:
        from rustpy_xlsxwriter import write_worksheet

        rows: dict[int, dict[int, object]] = {}
        for area, value, _, _ in material.sheet.cells:
            rows.setdefault(area.top, {})[area.left] = form.plain(value)
        columns = range(1, len(form.WIDTHS) + 1)
        keys = [str(rows[1].get(column, " " * column)) for column in columns]
        records = [
            {key: rows.get(row, {}).get(column) for key, column in zip(keys, columns, strict=True)}
            for row in range(2, max(rows) + 1)
        ]
        write_worksheet(
            records,
            str(path),
            form.TITLE,
            column_widths=list(form.WIDTHS),
            column_formats=self._formats,
            row_heights={row - 1: height for row, height in material.sheet.heights.items()},
        )


class NodeWriter:
    """A library of Node, kept running; it measures its own CPU time, all threads included."""

    def __init__(self, library: str, name: str) -> None:
        self.name = name
        self._library = library
        self._node = subprocess.Popen(
            ["node", NODE / "writers.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, materials: Sequence[Material], folder: Path) -> float:
        """Write each form; the CPU seconds it took."""
        forms = folder / "forms.json"
        forms.write_text(_as_json(materials), encoding="utf-8")
        order = {"library": self._library, "forms": str(forms), "folder": str(folder)}
        assert self._node.stdin
        assert self._node.stdout
        print(json.dumps(order), file=self._node.stdin, flush=True)
        return float(json.loads(self._node.stdout.readline())["cpu"])

    def close(self) -> None:
        """End the process."""
        with self._node:  # waits after its input is closed
            pass


def _as_json(materials: Sequence[Material]) -> str:
    numbers = {style: number for number, style in enumerate(form.STYLES)}
    sheets = [
        {
            "heights": list(material.sheet.heights.items()),
            "cells": [
                (area, form.plain(value), numbers[style], formula)
                for area, value, style, formula in material.sheet.cells
            ],
        }
        for material in materials
    ]
    styles = [style._asdict() for style in form.STYLES]
    return json.dumps(
        {"title": form.TITLE, "widths": form.WIDTHS, "styles": styles, "sheets": sheets}
    )


@contextmanager
def writers(folder: Path, sample: form.Sheet) -> Iterator[list[Writer]]:
    """Every writer whose library is installed; perfxl first."""
    in_process: list[tuple[str, Callable[[], Writer]]] = [
        ("perfxl", PerfxlWriter),
        ("rustpy_xlsxwriter", RustWriter),
        ("xlsxwriter", XlsxWriterWriter),
        ("xltpl", lambda: XltplWriter(folder)),
        ("openpyxl", lambda: OpenpyxlFillWriter(folder, sample)),
        ("openpyxl", OpenpyxlWriter),
    ]
    nodes = [
        NodeWriter(library, name)
        for library, name in (("xlsx-js-style", "SheetJS (Node)"), ("exceljs", "ExcelJS (Node)"))
        if shutil.which("node") and (NODE / "node_modules" / library).is_dir()
    ]
    try:
        yield [*(make() for module, make in in_process if find_spec(module)), *nodes]
    finally:
        for node in nodes:
            node.close()
