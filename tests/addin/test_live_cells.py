"""The shipped wrappers in live cells: cell → VBA → xlwings' server code → the core.

Only two things are missing from what runs in Excel: the DLL that starts Python, and COM.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import perfxl
from perfxl.addin.build import modules
from perfxl.core.scoring import score, score_indicator
from perfxl.forms.filler import FormFiller
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from tests.addin.calc import with_vba
from tests.addin.official_form import seed

pytestmark = pytest.mark.office

UNDECIDED = "待确定"


class Live:
    """A workbook in LibreOffice whose PERF_ cells are computed by the simulated Windows."""

    def __init__(self, calc, windows, tmp_path) -> None:
        self.calc = calc
        self.windows = windows
        self.folder = tmp_path
        self.calls: list[str] = []
        self.number = 0

    def answer(self, module: str, function: str, arguments: tuple[object, ...]) -> object:
        self.calls.append(function)
        return self.windows.call(function, *arguments, module=module.removeprefix("perfxl.addin."))

    def open(self, path) -> None:
        macros = with_vba(path, path.with_suffix(".xlsm"), version=perfxl.__version__)
        self.number = self.calc.ask("open", path=str(macros))

    def recalculate(self) -> None:
        self.calc.ask("recalculate", book=self.number)

    def read(self, row: int, column: int, sheet: str = "自评表") -> object:
        [[value]] = self.calc.ask(
            "get", book=self.number, sheet=sheet, area=[row, column, row, column]
        )
        return value

    def type_in(self, row: int, column: int, value: object, sheet: str = "自评表") -> None:
        self.calc.ask("put", book=self.number, sheet=sheet, row=row, column=column, rows=[[value]])


@pytest.fixture
def live(calc, windows, tmp_path):
    desk = Live(calc, windows, tmp_path)
    with calc.answering(desk.answer):
        yield desk
        if desk.number:
            calc.ask("close", book=desk.number)


@pytest.fixture(scope="module")
def filler() -> FormFiller:
    return FormFiller("mof-2020", Cells.UDF)


def generated(filler: FormFiller, number: int, folder: Path) -> Path:
    path = folder / f"{number}.xlsx"
    path.write_bytes(filler.fill(seed(number)).data)
    return path


def shown(value: Decimal | None) -> object:
    return UNDECIDED if value is None else float(value)


@pytest.mark.parametrize("number", range(1, 18))
def test_every_score_of_a_generated_form_is_the_cores(live, filler, number) -> None:
    evaluation = seed(number)
    card = score(evaluation, load_rulebook())
    live.open(generated(filler, number, live.folder))
    live.recalculate()
    count = len(evaluation.indicators)
    scores = [live.read(14 + row, 8) for row in range(count)]
    assert scores == [shown(result.effective) for result in card.indicators]
    assert live.read(14 + count, 8) == float(card.total)
    assert live.read(14 + count, 9) == (card.grade or "未评完")
    assert live.calls.count("PERF_SCORE") >= count
    assert {"begin", "PERF_TOTAL"} <= set(live.calls)
    assert live.calls.count("begin") <= 1  # one start for all cells


EDITS = [
    ("F14", 0.5, "0.5"),
    ("F14", "'50%", "50%"),
    ("E14", "'≥2个", "≥2个"),
    ("F14", "'没有完成", "没有完成"),
    ("F14", "'蓝色", "蓝色"),
]


@pytest.mark.parametrize(("cell", "typed", "text"), EDITS)
def test_an_edit_is_followed_at_once(live, filler, cell, typed, text) -> None:
    live.open(generated(filler, 16, live.folder))
    live.recalculate()
    live.type_in(14, "ABCDEF".index(cell[0]) + 1, typed)
    row = seed(16).indicators[0]
    expected = score_indicator(
        text if cell[0] == "E" else row.target,
        text if cell[0] == "F" else row.actual,
        row.weight.value,
        name=row.name,
        aspect=row.aspect,
        year=2020,
        rulebook=load_rulebook(),
    )
    assert live.read(14, 8) == shown(expected.rule)


def test_a_cell_that_is_emptied_is_empty(live, filler) -> None:
    live.open(generated(filler, 16, live.folder))
    live.recalculate()
    live.type_in(14, 6, None)
    assert live.read(14, 8) == ""
    assert live.read(24, 9) == "未评完"


def test_without_the_addin_the_native_results_stand(live, filler) -> None:
    """The same file without any VBA: PERF_SCORE is an unknown name."""
    live.number = live.calc.ask("open", path=str(generated(filler, 16, live.folder)))
    live.recalculate()
    card = score(seed(16), load_rulebook())
    assert [live.read(14 + row, 8) for row in range(10)] == [
        float(result.effective) for result in card.indicators
    ]
    assert live.read(24, 8) == 98.13
    assert not live.calls


def test_when_python_gave_up_no_cell_asks_again(live) -> None:
    """LibreOffice shows an error value of VBA as text; Excel's IFERROR catches it."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    for row in range(1, 101):
        book.active.cell(row, 1).value = '=PERF_SCORE("≥95%","90%",10)'
    path = live.folder / "hundert.xlsx"
    book.save(path)
    live.open(path)
    live.calc.ask("run", book=live.number, macro="PerfServer.PerfGiveUp", arguments=[])
    live.calls.clear()
    live.recalculate()
    assert {live.read(row, 1) for row in range(1, 101)} == {"Error 2042"}
    assert not live.calls


def test_a_block_of_two_thousand_scores_is_one_call(live) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for row in range(1, 2001):
        sheet.append(["≥100", row % 120, 10])
    sheet["E1"] = openpyxl.worksheet.formula.ArrayFormula(
        "E1:E2000", "=PERF_SCORES(A1:A2000,B1:B2000,C1:C2000)"
    )
    path = live.folder / "viele.xlsx"
    book.save(path)
    live.open(path)
    live.calls.clear()
    live.recalculate()
    assert live.calls.count("PERF_SCORES") == 1
    assert [live.read(row, 5) for row in (1, 87, 119, 120, 2000)] == [0.1, 8.7, 10, 0, 8]


@pytest.mark.parametrize(
    ("formula", "shows"),
    [
        ('=PERF_SCORE("≥95%","90%",10)', 9.47),
        ("=PERF_SCORE(A1,B1,C1)", 9.47),  # 95% and 90% as numbers with a format
        ('=PERF_TARGET(D1,"类型")', "日期"),
        ('=PERF_TARGET(D1,"数值")', "2020-12-30"),
        ('=PERF_SCORE(D1,"2020年12月1日",5)', 5),
        ("=PERF_RATE(E1,F1)", 0.81343),
        ("=PERF_TOTAL(G1:G4,C1)", 35.5),
        ("=PERF_GRADE(H1)", "优"),
        ('=PERF_TARGET("提高","数值")', ""),
    ],
)
def test_functions_in_cells(live, formula, shows) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet.append([0.95, 0.9, 10, datetime.date(2020, 12, 30), 260.2976, 320, 8.5, 90])
    sheet["A1"].number_format = sheet["B1"].number_format = "0%"
    for row, value in enumerate((7, None, 10), 2):
        sheet.cell(row, 7).value = value
    sheet["J1"] = formula
    path = live.folder / "zellen.xlsx"
    book.save(path)
    live.open(path)
    live.recalculate()
    assert live.read(1, 10) == shows


def test_libreoffice_loads_the_addin_with_every_module(calc, addin_file) -> None:
    """It does not know the ending .xlam, so the filter is named."""
    book = calc.ask("open", path=str(addin_file), as_format="xlsm")
    try:
        assert calc.ask("sheets", book=book) == ["perfxl.conf", "perfxl.text"]
        names = {module.name for module in modules()}
        assert names <= set(calc.ask("libraries", book=book)["perfxl"])
        source = calc.ask("module", book=book, library="perfxl", name="PerfServer")
        assert "Public Function PerfServer() As Object" in source
    finally:
        calc.ask("close", book=book)
