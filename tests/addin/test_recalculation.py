"""What the button 重新计算 decides, on snapshots and without any application."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from perfxl.addin import journal
from perfxl.addin.change import KEEP_FILL, Change, holds, number, text
from perfxl.addin.journal import Entry
from perfxl.addin.live_form import live_form
from perfxl.addin.marks import FILLS, is_mark, mark_changes, note, worst
from perfxl.addin.recalculation import findings, report, score_changes, scored
from perfxl.addin.snapshot import SheetKind, Snapshot, position, snapshot_of
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.errors import InputError
from perfxl.forms.rulebooks import load_rulebook
from tests.addin.official_form import seed, write_official_form

RULES = load_rulebook()


@pytest.fixture
def taken(tmp_path):
    """A snapshot of an evaluation in the official layout, as Excel would give it."""

    def take(evaluation, **cells: object) -> Snapshot:
        path = write_official_form(evaluation, tmp_path / "form.xlsx")
        book = openpyxl.load_workbook(path)
        sheet = book.active
        for address, value in cells.items():
            sheet[address] = value
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        shown = [[None if str(it).startswith("=SUM") else it for it in row] for row in values]
        formulas = [["" if it is None else str(it) for it in row] for row in values]
        merged = " ".join(str(area) for area in sheet.merged_cells.ranges)
        return snapshot_of(
            [
                "Worksheet",
                "form.xlsx",
                "D:\\",
                "自评表",
                False,
                1,
                1,
                shown,
                formulas,
                merged,
                "",
                "",
            ]
        )

    return take


def changes_of(sheet: Snapshot) -> dict[str, str]:
    return {it.address: it.content for it in score_changes(sheet, scored(sheet, RULES))}


def test_only_what_changes_is_written(taken) -> None:
    assert changes_of(taken(seed(16))) == {
        "I6": "n8.13",
        "H6": "t81.34%",
        "H19": "n10",
        "H24": "n98.13",
    }


def test_formulas_are_left_to_compute(taken) -> None:
    assert changes_of(taken(seed(16), H24="=SUM(H14:H23)", H19="=SUM(8.1)")).keys() == {"I6", "H6"}


def test_a_text_that_begins_with_an_equals_sign_is_no_formula(taken) -> None:
    sheet = taken(seed(16), E14="=100%")
    assert sheet.text("E14") == "=100%"
    assert sheet.formula("E14") is None


@pytest.mark.parametrize(
    ("target", "actual", "printed", "kept"),
    [
        ("提高", "基本达到", "11", True),  # 60–80 % of 15
        ("提高", "基本达到", "13", False),  # above the band
        ("提高", "基本达到", "10.5", False),  # the rule's own proposal
        ("提高", "蓝色", "7", True),  # nobody can say
        ("提高", "蓝色", "16", False),  # above the weight
        ("提高", "蓝色", "很好", False),
        ("≥100", "50", "9", False),  # a number is judged by the number
    ],
)
def test_a_typed_score_stands_where_the_person_may_choose(
    taken, target, actual, printed, kept
) -> None:
    rows = list(seed(16).indicators)
    rows[6] = rows[6]._replace(target=target, actual=actual, printed_score=printed)
    sheet = taken(replace(seed(16), indicators=tuple(rows)))
    found = scored(sheet, RULES)
    assert found.kept == int(kept)
    assert ("H20" not in changes_of(sheet)) == (kept or printed in ("10.5", "16", "很好"))


def test_the_report_is_one_line(taken) -> None:
    sheet = taken(seed(16))
    found = scored(sheet, RULES)
    changes = score_changes(sheet, found)
    line = report(found, changes, findings(found, RULES))
    assert line.startswith("已重算 10 条指标，总分 98.13（优）；改写 4 格，按“撤销”可恢复；")
    assert "（黄色）" in line
    assert "\n" not in line
    assert report(found, (), ()).endswith("得分都已是最新；没有发现问题")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [(SheetKind.CHART, "“图1”是图表"), (SheetKind.LARGE, "超过五十万格")],
)
def test_what_is_no_table_is_refused(kind, sentence) -> None:
    with pytest.raises(InputError, match=sentence):
        live_form(Snapshot(kind, "b.xlsx", "D:\\", "图1"), RULES)


# Marks ------------------------------------------------------------------------------------

KIND = FindingKind("X01", Severity.WARNING, "写法不规范", "…")


def finding(cell: str, severity: Severity = Severity.WARNING, sheet: str = "自评表") -> Finding:
    return Finding(KIND, "指标1.得分", Place("", sheet, cell), "5", "8.13", "改正", severity)


def marked(*problems: Finding, fills: dict[str, int] | None = None, **notes: str):
    sheet = Snapshot(SheetKind.WORKSHEET, "b.xlsx", "D:\\", "自评表", notes=notes)
    return {it.address: it for it in mark_changes(problems, sheet, fills or {})}


def test_a_cell_gets_the_colour_of_its_worst_finding_and_all_texts() -> None:
    [mark] = marked(finding("G1"), finding("G1", Severity.ERROR)).values()
    assert mark.fill == FILLS[Severity.ERROR]
    assert mark.note.splitlines()[0] == "tperfxl 检查"
    assert [line[:2] for line in mark.note.splitlines()[1:-1]] == ["错误", "警告"]
    assert mark.note.splitlines()[-1] == "[perfxl @fill]"  # VBA puts the colour there
    assert is_mark(mark)


def test_what_has_no_cell_on_this_sheet_is_passed_over() -> None:
    assert not marked(finding(""), finding("G1", sheet="别的表"))


def test_a_mark_that_stands_is_left_and_a_stale_one_cleared() -> None:
    stands = note([finding("G1")])
    assert not marked(finding("G1"), G1=stands)
    cleared = marked(fills={"G1": 77}, G1=stands, H2="perfxl 检查\n旧")
    assert cleared["G1"] == Change("G1", fill=77, note="0")
    assert cleared["H2"].fill == -1


def test_a_note_says_what_background_comes_back_on_any_computer() -> None:
    """The record of the first marking may lie on another computer."""
    stands = note([finding("G1")], 0xCCF2FF)
    assert stands.endswith("\n[perfxl FFF2CC]")
    assert note([finding("G1")], -1).endswith("\n[perfxl]")
    assert not marked(finding("G1"), G1=stands)
    assert marked(G1=stands)["G1"].fill == 0xCCF2FF
    assert marked(G1=stands, fills={"G1": FILLS[Severity.ERROR]})["G1"].fill == 0xCCF2FF
    other = marked(finding("G1", Severity.ERROR), G1=stands)["G1"]
    assert other.fill == FILLS[Severity.ERROR]
    assert other.note.endswith("\n[perfxl FFF2CC]")


def test_a_cell_with_a_note_of_somebody_else_is_coloured_once() -> None:
    sheet = Snapshot(SheetKind.WORKSHEET, "b", "D:\\", "自评表", foreign_notes=frozenset({"G1"}))
    assert len(mark_changes([finding("G1")], sheet, {})) == 1
    assert not mark_changes([finding("G1")], sheet, {"G1": -1})


def test_a_note_is_short_enough_to_be_read_at_a_glance() -> None:
    long = note([finding("G1")] * 40)
    assert len(long.partition("\n[")[0]) == 250
    assert long.endswith("…\n[perfxl @fill]")
    assert worst([finding("G1"), finding("G2", Severity.NOTE)]) is Severity.WARNING


# The journal --------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "perfxl" / "undo"


def sheet_named(name: str) -> Snapshot:
    return Snapshot(SheetKind.WORKSHEET, "b.xlsx", "D:\\", name)


def test_an_entry_is_read_back_as_it_was(home) -> None:
    entry = Entry(
        {"G1": -1},
        (Change("G1", "n5", 255, "t旧"), Change("H1", "t=1")),
        {"G1": "n8"},
        frozenset({"G1", "B2"}),
        {"B2": 3},
    )
    journal.save(sheet_named("一"), entry)
    assert journal.load(sheet_named("一")) == entry
    assert journal.load(sheet_named("二")) == Entry()


def test_a_broken_record_is_no_record(home) -> None:
    journal.save(sheet_named("一"), Entry({"G1": 1}))
    [file] = home.iterdir()
    file.write_text("{ half", "utf-8")
    assert journal.load(sheet_named("一")) == Entry()


def test_records_of_long_ago_go(home) -> None:
    for count in range(105):
        journal.save(sheet_named(str(count)), Entry())
    assert len(list(home.iterdir())) == 100


def test_the_fill_of_before_the_first_mark_is_remembered() -> None:
    first = Change("G1", fill=FILLS[Severity.ERROR], note="tperfxl 检查")
    second = Change("G1", fill=FILLS[Severity.NOTE], note="tperfxl 检查")
    now = sheet_named("一")
    entry = journal.after(Entry(), now, (), (first,), (Change("G1", fill=77, note="0"),))
    assert entry.fills == {"G1": 77}
    undo = (Change("G1", fill=FILLS[Severity.ERROR], note="tperfxl 检查"),)
    again = journal.after(entry, now, (), (second,), undo)
    assert again.fills == {"G1": 77}
    cleared = journal.after(again, now, (), (Change("G1", fill=77, note="0"),), undo)
    assert cleared.fills == {}


# Contents -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "shown", "still"),
    [
        (number(Decimal("8.10")), "8.1", True),
        (number(Decimal("8.1")), "8.2", False),
        (number(Decimal("8.1")), None, False),
        (text("81.34%"), "81.34%", True),
        (text("x"), None, False),
        ("0", None, True),
        ("0", "y", False),
    ],
)
def test_whether_a_cell_still_holds_what_was_written(content, shown, still) -> None:
    sheet = sheet_named("一")._replace(texts={position("G1"): shown} if shown else {})
    assert holds(sheet, "G1", content) is still


def test_a_formula_still_stands() -> None:
    sheet = sheet_named("一")._replace(formulas={position("G1"): "=A1"})
    assert holds(sheet, "G1", "f=A1")
    assert not holds(sheet, "G1", "f=A2")


def test_positions() -> None:
    assert position("A1") == (0, 0)
    assert position("AA10") == (9, 26)
    with pytest.raises(ValueError, match="not a cell address"):
        position("第3行")
    assert Change("A1").fill == KEEP_FILL
