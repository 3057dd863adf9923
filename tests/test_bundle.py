"""All forms in one workbook: what is in it, that it reads back, and that it is whole or not there."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.batch import Options, Outcome, Status, bundle, generate, jobs_of
from perfxl.batch.bundle import write_bundle
from perfxl.batch.sheet_name import MOST, sheet_names
from perfxl.cli import main
from perfxl.core.evaluation import Evaluation
from perfxl.core.scoring import Scorecard, score
from perfxl.errors import InputError, OutputError, TemplateError
from perfxl.forms.master import read_master
from perfxl.forms.reader import read_forms
from perfxl.forms.rulebooks import load_rulebook, template_file
from tests.test_batch import MASTER, project

OPTIONS = Options(Path(), "mof-2020")


def bundled(evaluations: list[Evaluation], path: Path, **options: object) -> list[Outcome]:
    return list(write_bundle(evaluations, path, replace(OPTIONS, **options)))


@pytest.fixture(scope="module")
def seventeen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "公开.xlsx"
    outcomes = bundled(list(read_master(MASTER).evaluations), path)
    assert [outcome.status for outcome in outcomes] == [Status.WRITTEN] * 17
    return path


def test_what_the_forms_say_comes_back(seventeen: Path) -> None:
    """A printed form has no number, no grade chosen, no evidence: everything else is equal."""

    def printed(evaluation: Evaluation) -> Evaluation:
        rows = tuple(
            row._replace(attainment=None, printed_score=None) for row in evaluation.indicators
        )
        return replace(evaluation, code=None, indicators=rows, evidence=())

    made = [reading.evaluation for reading in read_forms(seventeen)]
    assert list(map(printed, made)) == list(map(printed, read_master(MASTER).evaluations))


def test_the_scores_are_those_of_the_single_forms(seventeen: Path) -> None:
    compared = 0
    sheets = openpyxl.load_workbook(seventeen).worksheets[1:]
    for sheet, card in zip(sheets, cards(), strict=True):
        printed = {row[0].value: row for row in sheet.iter_rows(min_row=14, max_col=8)}
        total = printed["总\u3000\u3000分"]
        assert [number(total[6]), number(total[7])] == [card.weight_total, card.total]
        scores = [row[7] for row in sheet.iter_rows(min_row=14, max_row=total[0].row - 1)]
        for cell, own in zip(scores, card.indicators, strict=True):
            if own.effective is not None:
                assert number(cell) == own.effective
                compared += 1
    assert compared > 160


def number(cell: Cell | MergedCell) -> Decimal:
    return Decimal(str(cell.value))


def cards() -> list[Scorecard]:
    rulebook = load_rulebook("mof-2020")
    return [score(evaluation, rulebook) for evaluation in read_master(MASTER).evaluations]


def test_the_list_leads_to_every_form_and_each_form_back(seventeen: Path) -> None:
    book = openpyxl.load_workbook(seventeen)
    index = book.worksheets[0]
    assert (index.title, book.active) == ("目录", index)
    assert index["A1"].value == "项目支出绩效自评表目录（2020年度）"
    names = []
    for number, sheet in enumerate(book.worksheets[1:], 1):
        row = 3 + number
        assert index.cell(row, 1).value == number
        link = index.cell(row, 2).hyperlink
        assert link.location == f"'{sheet.title}'!A1"
        assert sheet["K1"].value == "返回目录"
        assert sheet["K1"].hyperlink.location == "'目录'!A1"
        names.append(index.cell(row, 2).value)
    assert names == [
        evaluation.project or "未命名项目" for evaluation in read_master(MASTER).evaluations
    ]
    assert [index.cell(15, column).value for column in (5, 6)] == ["未评完", None]
    assert [index.cell(19, column).value for column in (5, 6)] == [98.13, "优"]


def test_only_what_is_printed_is_published(seventeen: Path) -> None:
    book = openpyxl.load_workbook(seventeen)
    for sheet in book.worksheets[1:]:
        beyond = {
            cell.coordinate for row in sheet.iter_rows(min_col=10) for cell in row if cell.value
        }
        assert beyond == {"K1"}
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not sheet.data_validations.dataValidation
        assert not list(sheet.conditional_formatting)
        assert formulas(sheet) == []
        assert sheet.print_area.endswith(f"$I${sheet.max_row}")
        assert sheet.print_title_rows
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert not sheet.sheet_view.tabSelected


def formulas(sheet: Worksheet) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_formats_and_merges_are_those_of_a_form(seventeen: Path, tmp_path: Path) -> None:
    evaluation = read_master(MASTER).evaluations[2]
    list(generate(jobs_of([evaluation]), Options(tmp_path, "mof-2020")))
    [path] = tmp_path.glob("*.xlsx")
    single = openpyxl.load_workbook(path).worksheets[0]
    one = openpyxl.load_workbook(seventeen).worksheets[3]
    inside = {str(area) for area in single.merged_cells.ranges if area.max_col <= 9}
    assert {str(area) for area in one.merged_cells.ranges} == inside
    for row in one.iter_rows(max_col=9):
        for cell in row:
            other = single[cell.coordinate]
            assert looks(cell) == looks(other)
        number = row[0].row
        assert one.row_dimensions[number].height == single.row_dimensions[number].height
    for letter in "ABCDEFGHI":
        assert one.column_dimensions[letter].width == single.column_dimensions[letter].width


def looks(cell: Cell | MergedCell) -> str:
    return f"{cell.font}{cell.border}{cell.fill}{cell.alignment}{cell.number_format}"


def test_the_same_input_gives_the_same_bytes(seventeen: Path, tmp_path: Path) -> None:
    bundled(list(read_master(MASTER).evaluations), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == seventeen.read_bytes()


def test_styles_theme_and_fixed_texts_stand_there_once(tmp_path: Path) -> None:
    bundled([project(f"{n}", f"项目{n}") for n in range(20)], tmp_path / "20.xlsx")
    with zipfile.ZipFile(tmp_path / "20.xlsx") as package:
        names = package.namelist()
        strings = package.read("xl/sharedStrings.xml").decode()
        assert package.testzip() is None
    assert len(names) == len(set(names)) == 21 + 7
    for text in ("年度总", "教育局", "培训（次）", "产出指标"):
        assert strings.count(f">{text}") == 1, text


def test_a_file_that_is_there_is_kept_until_forced(tmp_path: Path) -> None:
    path = tmp_path / "公开.xlsx"
    path.write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="--force"):
        bundled([project("01")], path)
    assert path.read_bytes() == b"somebody's"
    bundled([project("01")], path, force=True)
    assert openpyxl.load_workbook(path).sheetnames == ["目录", "项目"]


def test_a_form_that_fails_is_left_out_with_its_reason(tmp_path: Path) -> None:
    broken = project("02", "乙", target="长" * 40_000)
    path = tmp_path / "公开.xlsx"
    outcomes = bundled([project("01", "甲"), broken, project("03", "丙")], path)
    assert [each.status for each in outcomes] == [Status.WRITTEN, Status.FAILED, Status.WRITTEN]
    assert "32767" in outcomes[1].message
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["目录", "甲", "丙"]
    assert [book["目录"].cell(row, 2).value for row in (4, 5)] == ["甲", "丙"]


def too_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_SHEETS", 2)
    bundled([project("1"), project("2"), project("3")], path)


def nothing_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled([project("1", target="长" * 40_000)], path)


def full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    monkeypatch.setattr("os.link", full)
    bundled([project("1")], path)


def broken_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = write_bundle([project("1"), project("2")], path, OPTIONS)
    next(made)
    made.close()
    raise InputError("关")


REFUSED = [
    (too_many, "最多放 2 张表"),
    (nothing_whole, "没有一份表"),
    (full_disk, "磁盘"),
    (broken_off, "关"),
    (lambda path, _: bundled([], path), "没有项目"),
]


@pytest.mark.parametrize(("run", "message"), REFUSED)
def test_what_cannot_be_finished_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[[Path, pytest.MonkeyPatch], object],
    message: str,
) -> None:
    with pytest.raises((InputError, OutputError), match=message):
        run(tmp_path / "公开.xlsx", monkeypatch)
    assert list(tmp_path.iterdir()) == []


def own_template(folder: Path, change: Callable[[openpyxl.Workbook], None]) -> str:
    """A rulebook folder whose form template was changed as in Excel."""
    shutil.copytree(template_file("mof-2020", "form.xlsx").parent, folder)
    book = openpyxl.load_workbook(folder / "form.xlsx")
    change(book)
    book.save(folder / "form.xlsx")
    return str(folder)


def test_a_formula_of_the_template_that_needs_a_helper_is_named(tmp_path: Path) -> None:
    rulebook = own_template(
        tmp_path / "own", lambda book: book.worksheets[0].__setitem__("G9", "=M3&O2")
    )
    with pytest.raises(TemplateError) as caught:
        bundled([project("01")], tmp_path / "公开.xlsx", rulebook=rulebook)
    assert "［自评表］G9" in str(caught.value)
    assert "打印区域" in str(caught.value)


def test_a_formula_inside_the_print_area_works_on_every_sheet(tmp_path: Path) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["D9"] = "=D6+E6"

    rulebook = own_template(tmp_path / "own", add)
    path = tmp_path / "公开.xlsx"
    bundled([project("01", "甲"), project("02", "乙")], path, rulebook=rulebook)
    assert openpyxl.load_workbook(path)["乙"]["D9"].value == "=D6+E6"
    assert openpyxl.load_workbook(path, data_only=True)["乙"]["D9"].value == 120


def test_a_template_without_a_print_area_is_published_whole(tmp_path: Path) -> None:
    def drop(book: openpyxl.Workbook) -> None:
        book.worksheets[0].print_area = None

    rulebook = own_template(tmp_path / "own", drop)
    path = tmp_path / "公开.xlsx"
    bundled([project("01", "甲")], path, rulebook=rulebook)
    sheet = openpyxl.load_workbook(path)["甲"]
    [back] = [cell for cell in sheet[1] if cell.value == "返回目录"]
    assert not sheet.print_area.endswith(f"${back.column_letter}${sheet.max_row}")


NAMES = [
    (["甲", "甲", "甲"], ["甲", "甲(2)", "甲(3)"]),
    (["a", "A"], ["a", "A(2)"]),
    (["a/b\\c:d*e?[f]'g'"], ["a／b＼c：d＊e？［f］＇g＇"]),
    (["长" * 40, "长" * 40], ["长" * 31, "长" * 28 + "(2)"]),
    (["", None, "   "], ["未命名项目", "未命名项目(2)", "未命名项目(3)"]),
    (["目录", "History", "ｈｉｓｔｏｒｙ"], ["目录(2)", "History(2)", "ｈｉｓｔｏｒｙ(3)"]),
    (["一\n二\t三"], ["一 二 三"]),
    (["𠮷" * 20], ["𠮷" * 15]),
]


@pytest.mark.parametrize(("names", "expected"), NAMES)
def test_sheet_names(names: list[str | None], expected: list[str]) -> None:
    assert list(sheet_names(names, taken=["目录"])) == expected


@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_text_gives_a_valid_sheet_name_of_its_own(names: list[str]) -> None:
    made = list(sheet_names(names))
    assert len({name.casefold() for name in made}) == len(names)
    for name in made:
        assert 0 < len(name.encode("utf-16-le")) <= 2 * MOST
        assert not set(name) & set(":\\/?*[]'")
        assert name == name.strip()
        assert name.isprintable()


COMMANDS = [
    ("--bundle 公开.xlsx --out 夹", "不能和 --out 一起写：", "请去掉 --bundle"),
    ("--bundle 公开.xlsx --jobs 2", "不能和 --jobs 一起写：", "请去掉 --jobs"),
    ("--bundle 公开.xlsx --dry-run", "不能和 --dry-run 一起写：", "请去掉 --dry-run"),
    ("--bundle 公开.xlsx --cells udf", "不能和 --cells udf 一起写：", "请去掉 --cells"),
    ("--bundle 公开.xlsx --cells native", "不能和 --cells native 一起写：", "请去掉 --cells"),
    ("--bundle 公开.xlsx --scheduler tcp://a:1", "不能和 --scheduler", "请去掉 --scheduler"),
    ("--bundle 公开.xlsx --returned", "--returned 要和 --scheduler 一起写", "请去掉它"),
    ("--out 夹 --scheduler tcp://a:1 --jobs 2", "不能和 --jobs 一起写：", "请去掉 --jobs"),
    ("--out 夹 --returned", "--returned 要和 --scheduler 一起写", "请去掉它"),
    ("", "缺少 --out", "或用 --bundle"),
]


@pytest.mark.parametrize(("words", "message", "remedy"), COMMANDS)
def test_options_that_contradict_each_other(words: str, message: str, remedy: str) -> None:
    result = CliRunner().invoke(main, ["generate", "总表.xlsx", *words.split()])
    assert result.exit_code == 2
    assert message in result.output
    assert remedy in result.output.partition(message)[2]


def test_the_help_tells_which_options_do_not_go_together() -> None:
    page = "".join(CliRunner().invoke(main, ["generate", "--help"]).output.split())
    for said in (
        "不能和--out、--jobs、--scheduler、--dry-run一起写",
        "不能和--bundle、--scheduler一起写",
        "不能和--jobs一起写",
        "和--scheduler一起写：",
    ):
        assert said in page


def test_the_command_says_where_the_bundle_is(tmp_path: Path) -> None:
    path = tmp_path / "公开.xlsx"
    result = CliRunner().invoke(main, ["generate", str(MASTER), "--bundle", str(path)])
    assert f"共 17 个项目：已生成 17。合订本：{path}" in result.output
    assert result.exit_code == 1  # the seed has findings
    assert "逐条查看" in result.output
    assert "评分依据" not in result.output  # a bundle has no such page
    again = CliRunner().invoke(main, ["generate", str(MASTER), "--bundle", str(path)])
    assert again.exit_code == 2
    assert "--force" in again.output
    total = openpyxl.load_workbook(path)["目录"]["E19"].value
    assert Decimal(str(total)) == Decimal("98.13")
