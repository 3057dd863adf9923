"""The working file that is shipped as an example: made by today's program, and it works."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.addin.wrappers import worksheet_functions
from perfxl.core.scoring import score
from perfxl.forms.filler import FormFiller
from perfxl.forms.master import read_master
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from perfxl.forms.submission import submission
from perfxl.sheet.package import Package

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "workbooks" / "自评表_加载项示例.xlsx"
NUMBER = "16"  # of the project in the example master
REMAKE = (
    "perfxl generate workbooks/master_2020.xlsx --out out/udf --cells udf; "
    "cp out/udf/16_*.xlsx workbooks/自评表_加载项示例.xlsx"
)


@pytest.fixture(scope="module")
def project():
    master = read_master(ROOT / "workbooks" / "master_2020.xlsx")
    [found] = [it for it in master.evaluations if it.code == NUMBER]
    return found


def parts(data: bytes) -> dict[str, bytes]:
    """A workbook's parts: another deflate may pack the same content differently."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_example_is_what_the_command_makes_now(project) -> None:
    made = FormFiller("mof-2020", Cells.UDF).fill(project).data
    assert parts(EXAMPLE.read_bytes()) == parts(made), f"remake it: {REMAKE}"


def test_the_example_asks_the_addin_and_shows_the_cores_scores(project) -> None:
    sheet = load_workbook(EXAMPLE)["自评表"]
    formulas = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    asked = {it.name for it in worksheet_functions() if f"{it.name}(" in formulas}
    assert asked == {"PERF_SCORE", "PERF_RATE", "PERF_TOTAL", "PERF_GRADE"}
    shown = load_workbook(EXAMPLE, data_only=True)["自评表"]
    card = score(project, load_rulebook())
    scores = [shown.cell(14 + row, 8).value for row in range(len(card.indicators))]
    assert scores == [float(it.effective) for it in card.indicators]
    assert (shown["H24"].value, shown["I24"].value) == (98.13, "优")


def test_the_example_can_be_submitted() -> None:
    made = submission(Package.read(EXAMPLE))
    assert made.frozen == ()
    assert not [name for name, part in parts(made.data).items() if b"PERF_" in part]
