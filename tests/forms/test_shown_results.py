"""What a form of ours shows in its results is compared with what follows from it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.addin import arguments
from perfxl.core.evaluation import Amount, Evaluation, Funding, FundRow, Goal, Indicator
from perfxl.core.quantity import amount
from perfxl.core.scoring import score
from perfxl.forms.filler import FormFiller
from perfxl.forms.master import read_master
from perfxl.forms.master_book import write_master
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import Checked, checked
from tests.corpus.seed import seed_readings

ROW = FundRow(amount("100"), amount("100"), amount("100"))
FORM = Evaluation(
    project="校舍维修",
    department="县教育局",
    unit="县一中",
    year=2024,
    funding=Funding(ROW, ROW),
    goal=Goal("修缮校舍十间", "已修缮校舍十间"),
    indicators=(
        Indicator("产出指标", "数量指标", "数量", "≥10个", "10个", amount("50")),
        Indicator("效益指标", "社会效益指标", "影响", "提高", "达成", amount("30")),
        Indicator("满意度指标", "服务对象满意度指标", "满意度", "≥90%", "90%", amount("10")),
    ),
)


def made(path: Path, changes: Mapping[str, str], *, rulebook: str = "mof-2020") -> Path:
    """The form with other cells: by address what stands behind ``<c r="H14" s="5"``."""
    source = zipfile.ZipFile(BytesIO(FormFiller(rulebook, Cells.NATIVE).fill(FORM).data))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8") if name.endswith("sheet1.xml") else ""
            for address, rest in changes.items():
                cell = rf'(<c r="{address}"(?: s="\d+")?)(?:[^>]*/>|.*?</c>)'
                data, found = (
                    re.subn(cell, lambda it, rest=rest: it[1] + rest, data) if data else ("", 1)
                )
                assert found == 1, address
            target.writestr(name, data or source.read(name))
    return path


def formula(kind: str, value: str) -> str:
    return f' t="{kind}"><f>1+1</f><v>{value}</v></c>'


def text(value: str) -> str:
    return f' t="inlineStr"><is><t>{value}</t></is></c>'


def only(path: Path) -> Checked:
    (form,) = checked([path])
    assert form.scorecard is not None
    return form


def found(form: Checked) -> list[tuple[str, str, str]]:
    return [(it.code, it.where.cell, it.found) for it in form.findings]


def test_a_fresh_form_shows_what_follows_from_it(tmp_path):
    for number, reading in enumerate(seed_readings()):
        for cells in (Cells.NATIVE, Cells.UDF):
            path = tmp_path / f"{number}_{cells.value}.xlsx"
            path.write_bytes(FormFiller("mof-2020", cells).fill(reading.evaluation).data)
            assert "S15" not in {it.code for it in only(path).findings}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"H14": formula("str", "待确定")}, ("S15", "H14", "“待确定”")),
        ({"H14": formula("str", "")}, ("S15", "H14", "空白")),
        ({"H14": "/>"}, ("S15", "H14", "空白")),
        ({"H14": formula("e", "#REF!")}, ("S15", "H14", "“#REF!”")),
        ({"H14": formula("n", "45")}, ("S15", "H14", "“45”")),
        ({"H17": formula("e", "#N/A")}, ("S15", "H17", "“#N/A”")),
        ({"H17": "><v>99</v></c>"}, ("S15", "H17", "“99”")),
        ({"G17": formula("n", "90")}, ("S15", "G17", "“90”")),
        ({"H6": formula("n", "0.5")}, ("S15", "H6", "“50%”")),
        ({"I6": formula("str", "待确定")}, ("S15", "I6", "“待确定”")),
    ],
)
def test_a_cell_that_shows_something_else_is_named(tmp_path, changes, expected):
    form = only(made(tmp_path / "x.xlsx", changes))
    assert expected in found(form)
    assert "S14" not in {it.code for it in form.findings}


LOCAL = 'base = "mof-2020"\nid = "local"\ntitle = "本地办法"\nreference = "本地通知"\n'


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"H14": formula("n", "45")}, []),  # it may be what the other rulebook gives
        ({"H14": formula("e", "#REF!")}, [("S15", "H14", "“#REF!”")]),
        ({"G17": formula("n", "90")}, [("S15", "G17", "“90”")]),
        ({"H6": formula("n", "0.5")}, [("S15", "H6", "“50%”")]),
    ],
)
def test_by_a_rulebook_that_is_not_here_only_what_holds_by_any_is_told(tmp_path, changes, told):
    rulebook = tmp_path / "rulebook.toml"
    rulebook.write_text(LOCAL, encoding="utf-8")
    form = only(made(tmp_path / "x.xlsx", changes, rulebook=str(rulebook)))
    assert [it.code for it in form.findings].count("L16") == 1
    assert [it for it in found(form) if it[0] == "S15"] == told


def test_a_score_typed_over_its_formula_is_awarded_and_named_where_it_stands(tmp_path):
    form = only(made(tmp_path / "x.xlsx", {"H14": "><v>40</v></c>", "H17": formula("n", "90")}))
    assert ("S04", "H14", "“40”") in found(form)
    assert "S15" not in {it.code for it in form.findings}


# --- a number that is stored as a text


@pytest.mark.parametrize("typed", ["50分", "50", "５０", "1,050.00"])
@pytest.mark.parametrize(
    ("address", "field", "code", "total"),
    [("G14", "weight", "W04", 50), ("L14", "awarded", "S01", 50), ("H14", "awarded", "S01", 50)],
)
def test_a_text_in_a_form_is_no_number(tmp_path, typed, address, field, code, total):
    shown = {} if address == "H14" else {"H14": formula("str", "待确定")}
    changes = {address: text(typed), **shown, "H17": formula("n", str(total))}
    form = only(made(tmp_path / "x.xlsx", changes))
    assert (code, address) in {(it.code, it.where.cell) for it in form.findings}
    assert getattr(form.evaluation.indicators[0], field) == Amount(typed, None)
    assert (form.scorecard.total, form.scorecard.complete) == (total, False)


@pytest.mark.parametrize("typed", ["100万元", "100", "１００", "1,200.50"])
def test_a_text_for_an_amount_is_no_number(tmp_path, typed):
    changes = {"F6": text(typed), "I6": formula("str", ""), "H6": formula("str", "")}
    form = only(made(tmp_path / "x.xlsx", {**changes, "H17": formula("n", "90")}))
    assert [it[:2] for it in found(form) if it[0] in ("F01", "S15")] == [("F01", "F6")]
    assert (form.scorecard.total, form.scorecard.complete) == (90, False)


def test_a_text_for_the_weight_of_the_execution_rate_is_no_number(tmp_path):
    form = only(made(tmp_path / "x.xlsx", {"G6": text("10")}))
    assert ("W04", "G6", "“10”（是文本，不是数）") in found(form)
    assert form.scorecard.execution.effective is None


@pytest.mark.parametrize("typed", ["50分", "50", "５０"])
def test_a_master_takes_a_text_for_no_number_as_its_form_does(tmp_path, typed):
    path = tmp_path / "总表.xlsx"
    write_master([FORM], path)
    book = load_workbook(path)
    sheet = book["指标"]
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "分值")
    cell = sheet.cell(heading.row + 1, heading.column)
    cell.value, cell.data_type = typed, "s"
    book.save(path)
    master = read_master(path)
    assert [(it.code, it.where.cell) for it in master.findings if it.code == "M08"] == [
        ("M08", cell.coordinate)
    ]
    (evaluation,) = master.evaluations
    rules = load_rulebook("mof-2020")
    card = score(evaluation, rules)
    assert (card.total, card.complete) == (50, False)
    # In the form made of it the text stays a text, or its formulas would count it.
    form = tmp_path / "表.xlsx"
    form.write_bytes(FormFiller("mof-2020").fill(evaluation).data)
    assert load_workbook(form)["自评表"]["G14"].data_type == "s"
    read = only(form)
    assert (read.scorecard.total, read.scorecard.complete) == (50, False)
    assert "S15" not in {it.code for it in read.findings}


@pytest.mark.parametrize("typed", ["50分", "50", "５０"])
def test_a_function_takes_a_text_for_no_number(typed):
    assert arguments.amount(typed) == Amount(typed, None)
    assert arguments.amount(50.0) == arguments.amount("50\x1f0.00") == amount("50")


def test_cleared_helper_cells_are_told_as_errors(tmp_path):
    """The formulas then show 0 everywhere; nothing else marks the form as one of ours."""
    shown = {f"H{row}": formula("n", "0") for row in (14, 15, 16)}
    path = made(tmp_path / "x.xlsx", shown)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    helper = rb'<c r="(?:[O-Z]|A[A-Z])\d+"(?:[^>]*/>|.*?</c>)'
    parts[name], count = re.subn(helper, b"", parts[name])
    assert count > 100
    with zipfile.ZipFile(path, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)
    told = found(only(path))
    assert {(code, cell) for code, cell, _ in told} >= {("S15", cell) for cell in shown}
    assert not [each for each in told if each[0] == "S07"]
    (finding, *_) = (it for it in only(path).findings if it.code == "S15")
    assert "辅助列被改动、清空的，撤销改动或重新生成" in finding.fix
