"""The first whole path on real input: seventeen forms → master → seventeen official forms."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from perfxl.cli import main
from perfxl.forms.master import read_master
from perfxl.forms.master_book import Spare, master_bytes
from perfxl.forms.rulebooks import templates_folder
from perfxl.forms.template_faults import template_faults
from tests.corpus.seed import seed_forms

ROOT = Path(__file__).parent.parent
MASTER = ROOT / "workbooks" / "master_2020.xlsx"
# By the default rulebook, in the master's order; the 12th has an impossible date.
TOTALS = [
    "100",
    "5",
    "10",
    "0",
    "90",
    "100",
    "100",
    "100",
    "5",
    "100",
    "0",
    "None",
    "100",
    "100",
    "95",
    "98.13",
    "100",
]


def parts(data: bytes) -> dict[str, bytes]:
    """A workbook's parts: another deflate may pack the same content differently."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_text_importer_still_makes_the_example_master() -> None:
    evaluations = seed_forms()
    made = master_bytes(evaluations, spare=Spare())
    assert parts(made) == parts(MASTER.read_bytes())


def test_the_example_master_is_read_without_a_finding() -> None:
    master = read_master(MASTER)
    assert master.findings == ()
    assert len(master.evaluations) == 17
    assert sum(len(evaluation.indicators) for evaluation in master.evaluations) == 173


def test_generate_writes_seventeen_forms_with_the_right_totals(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["generate", str(MASTER), "--out", str(tmp_path), "--json"])
    assert result.exit_code == 1  # there are findings
    forms = json.loads(result.stdout)["forms"]
    assert [form["total"] and str(Decimal(form["total"])) for form in forms] == [
        None if total == "None" else total for total in TOTALS
    ]
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [form["file"] for form in forms]
    [undecided] = [form for form in forms if form["total"] is None]
    assert any(
        finding["code"] == "D01" and "2121.12.31" in finding["found"]
        for finding in undecided["findings"]
    )


@pytest.mark.parametrize("name", sorted(path.name for path in templates_folder().iterdir()))
def test_every_shipped_template_is_without_a_fault(name: str) -> None:
    assert template_faults(templates_folder() / name) == ()


def test_the_instructions_of_a_master_print_on_one_page() -> None:
    instructions = load_workbook(BytesIO(master_bytes((), spare=Spare())))["填表说明"]
    assert instructions.sheet_properties.pageSetUpPr.fitToPage
    assert (instructions.page_setup.fitToWidth, instructions.page_setup.fitToHeight) == (1, 1)
