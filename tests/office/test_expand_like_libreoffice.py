"""A rendered template is what a person gets who inserts the rows by hand.

The same form is made twice.  As a template, with control rows around the repeated rows; the
compiler renders it.  As a plain workbook with two items; LibreOffice inserts rows between them and
copies the first item's rows down, as a person would, or deletes the second item.  Then everything
that refers to rows must be the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.template import compile_template
from tests.office.libreoffice import Document, LibreOffice
from tests.template.workbooks import saved

pytestmark = pytest.mark.office

FORM, SUMMARY = "自评表", "汇 总"


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose block begins in row 4; an item takes ``height`` rows.

    ``template`` writes one item between control rows, otherwise there are two items.
    """

    height: int
    template: bool

    @property
    def first(self) -> int:
        return 5 if self.template else 4

    @property
    def last(self) -> int:
        return self.first + self.height * (1 if self.template else 2) - 1

    @property
    def total(self) -> int:
        return self.last + (2 if self.template else 1)

    def workbook(self) -> Workbook:
        book = Workbook()
        sheet = book.active
        sheet.title = FORM
        self._cells(sheet)
        self._summary(book.create_sheet(SUMMARY))
        self._formats(sheet)
        self._validations(sheet)
        self._names(book)
        self._print(sheet)
        return book

    def _cells(self, sheet: Worksheet) -> None:
        sheet["A1"] = "项目支出绩效自评表"
        sheet.merge_cells("A1:H1")
        sheet["A2"] = "绩效指标"
        for column, label in zip(
            "BCDEFGH", ["名称", "指标值", "完成值", "分值", "得分", "占比", "累计"], strict=True
        ):
            sheet[f"{column}2"] = label
            sheet.merge_cells(f"{column}2:{column}3")
        if self.template:
            sheet[f"B{self.first - 1}"] = "{% for i in indicators %}"
            sheet[f"B{self.last + 1}"] = "{% endfor %}"
            self._item(sheet, self.first, ["{{ i.name }}", "{{ i.target }}", "{{ i.actual }}"])
        else:
            for row in range(self.first, self.last, self.height):
                self._item(sheet, row, [None, None, None])
            if self.height == 1:
                self._item(sheet, self.last, [None, None, None])
        sheet.merge_cells(f"A2:A{self.total - 1}")
        total, first, last = self.total, self.first, self.last
        sheet[f"A{total}"] = "总分"
        sheet.merge_cells(f"A{total}:D{total}")
        sheet[f"E{total}"] = f"=SUM(E{first}:E{last})"
        sheet[f"F{total}"] = f"=ROUND(SUM($F${first}:F{last}),2)"
        sheet[f"G{total}"] = f"=SUMPRODUCT((E{first}:E{last}>0)*F{first}:F{last})"
        sheet[f"A{total + 1}"] = f'=IF(F{total}>=60,"合格","不合格")&"（满分"&E{total}&"）"'
        sheet.merge_cells(f"A{total + 1}:H{total + 2}")

    def _item(self, sheet: Worksheet, row: int, fields: list[str | None]) -> None:
        for column, field in zip("BCD", fields, strict=True):
            sheet[f"{column}{row}"] = field
        total, first, last = self.total, self.first, self.last
        sheet[f"E{row}"] = f"=ROUND(C{row}*2,2)"
        sheet[f"F{row}"] = f"=IF(D{row}>=C{row},E{row},ROUND(E{row}*D{row}/C{row},2))"
        sheet[f"G{row}"] = f"=F{row}/SUM(F${first}:F${last})+E{row}/$E${total}"
        sheet[f"H{row}"] = f"=SUM(F${first}:F{row})*'{SUMMARY}'!$B$1"
        if self.height == 2:
            sheet[f"B{row + 1}"] = f'="说明"&ROUND(F{row}-E{row},2)'
            sheet.merge_cells(f"B{row + 1}:D{row + 1}")
            sheet.merge_cells(f"H{row}:H{row + 1}")
            sheet[f"F{row + 1}"] = f"=F{row}-E{row}"

    def _summary(self, sheet: Worksheet) -> None:
        total, first, last = self.total, self.first, self.last
        for number, formula in enumerate(
            (
                "1",
                f"SUM({FORM}!E{first}:E{last})",
                f"{FORM}!F{total}",
                f"{FORM}!$A$2&{FORM}!A{total}",
                f'COUNTIFS({FORM}!$E${first}:$E${last},">10",{FORM}!$F${first}:$F${last},">0")',
                f"MAX({FORM}!E1:F{total})",
                f"SUM({FORM}!E{total}:F{total + 2})",
                f"COUNT({FORM}!C:C)",
                "SUM(scores)+total",
                f"INDEX({FORM}!B{first}:F{last},1,4)",
            ),
            1,
        ):
            sheet[f"B{number}"] = f"={formula}"

    def _formats(self, sheet: Worksheet) -> None:
        total, first, last = self.total, self.first, self.last
        red, blue = (
            PatternFill(bgColor=colour, fill_type="solid") for colour in ("FFFF0000", "FF0000FF")
        )
        for area, rule in (
            (f"F{first}:F{last}", FormulaRule(formula=[f"$F{first}>$E{first}"], fill=red)),
            (f"B{first}:D{last}", FormulaRule(formula=[f"$F{first}<$E${total}"], fill=blue)),
            (f"E{total}", FormulaRule(formula=[f"SUM($E${first}:$E${last})<>100"], fill=red)),
            (f"E2:E{total}", CellIsRule(operator="between", formula=["200", "300"], fill=red)),
            (f"A{total + 1}", FormulaRule(formula=[f"$F${total}<60"], fill=blue)),
        ):
            sheet.conditional_formatting.add(area, rule)

    def _validations(self, sheet: Worksheet) -> None:
        """Only such rules as LibreOffice moves: it leaves references in rules to other rows alone.

        Excel moves those too, tests/template/test_moved.py holds the compiler to it.
        """
        total, first, last = self.total, self.first, self.last
        limit = DataValidation("decimal", operator="between", formula1="0", formula2=f"$E{first}")
        limit.prompt, limit.error = "不超过分值", "超过分值"
        limit.add(f"D{first}:D{last}")
        choice = DataValidation("list", formula1=f"'{SUMMARY}'!$B$1:$B$3")
        choice.add(f"A{total + 1}")
        positive = DataValidation("custom", formula1=f"AND(C{first}>0,$D{first}>=0)")
        positive.add(f"C{first}:C{last}")
        for rule in (limit, choice, positive):
            sheet.add_data_validation(rule)

    def _names(self, book: Workbook) -> None:
        for name, place in (
            ("scores", f"{FORM}!$F${self.first}:$F${self.last}"),
            ("total", f"{FORM}!$F${self.total}"),
            ("weights", f"SUM({FORM}!$E${self.first}:$E${self.last})"),
            ("heading", f"{FORM}!$A$2:$H$3"),
        ):
            book.defined_names[name] = DefinedName(name, attr_text=place)
        area = f"{FORM}!$A$2:$H${self.total}"
        book[FORM].defined_names["block"] = DefinedName("block", attr_text=area)

    def _print(self, sheet: Worksheet) -> None:
        sheet.print_area = f"A1:H{self.total + 2}"
        sheet.print_title_rows = "1:3"
        sheet.row_breaks.append(Break(self.total - 1))


def facts(book: Document) -> dict[str, Any]:
    """Everything that must be the same, by kind."""
    return {
        "cells": book.values(),
        "merges": sorted(book.merges(sheet=FORM)),
        "names": book.names(),
        "print": book.print_set_up(sheet=FORM),
        "formats": book.conditional_formats(sheet=FORM),
        "validations": book.validations(sheet=FORM),
    }


def by_hand(office: LibreOffice, form: Form, items: list[dict[str, Any]], folder: Path) -> Any:
    """A person's way: insert between the two items, copy the first down, type the values."""
    path = folder / "by hand.xlsx"
    path.write_bytes(saved(form.workbook()))
    height, first = form.height, form.first
    with office.open(path) as book:
        if len(items) == 1:
            book.delete_rows(first + height, height, sheet=FORM)
        elif len(items) > 2:
            book.insert_rows(first + height, height * (len(items) - 2), sheet=FORM)
            for number in range(1, len(items) - 1):
                to = first + number * height
                book.copy(f"B{first}:H{first + height - 1}", to=f"B{to}", sheet=FORM)
        for number, item in enumerate(items):
            row = first + number * height
            for column, value in zip("BCD", item.values(), strict=True):
                book.put(f"{column}{row}", value, sheet=FORM)
        return facts(book)


@pytest.mark.parametrize("height", [1, 2])
@pytest.mark.parametrize("count", [1, 2, 5, 60])
def test_compiler_and_hand_agree(
    office: LibreOffice, tmp_path: Path, height: int, count: int
) -> None:
    items = [
        {"name": f"指标{number}", "target": number + 10, "actual": number % 4 * 7}
        for number in range(count)
    ]
    expected = by_hand(office, Form(height, template=False), items, tmp_path)
    template = saved(Form(height, template=True).workbook())
    rendered = tmp_path / "rendered.xlsx"
    rendered.write_bytes(compile_template(template).render({"indicators": items}))
    with office.open(rendered) as book:
        found = facts(book)
    for kind, fact in expected.items():
        assert found[kind] == fact, kind
