"""The buttons on live sheets in LibreOffice: the add-in's own Python and its own VBA."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
import xlwings
from click.testing import CliRunner

import perfxl
from perfxl.addin import ribbon
from perfxl.addin.findings_sheet import HEADINGS
from perfxl.addin.live_form import live_form
from perfxl.addin.marks import FILLS
from perfxl.addin.snapshot import take_snapshot
from perfxl.cli import main
from perfxl.core.checks.all_checks import check
from perfxl.core.evaluation import Amount
from perfxl.core.finding import Severity
from perfxl.core.scoring import score
from perfxl.forms.filler import FormFiller
from perfxl.forms.master_book import Spare, write_master
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import checked
from tests.addin.calc import with_vba
from tests.addin.official_form import fill_sheet, seed, write_official_form

pytestmark = pytest.mark.office

RED, YELLOW, BLUE = (
    (fill & 255, fill >> 8 & 255, fill >> 16)
    for fill in (FILLS[Severity.ERROR], FILLS[Severity.WARNING], FILLS[Severity.NOTE])
)


class Desk:
    """A workbook open in the application, and a person who presses buttons."""

    def __init__(self, app, tmp_path) -> None:
        self.app = app
        self.folder = tmp_path
        self.book: xlwings.Book | None = None

    def open(self, path, *, read_only: bool = False) -> None:
        macros = with_vba(path, path.with_suffix(".xlsm"), version=perfxl.__version__)
        number = self.app.calc.ask("open", path=str(macros), read_only=read_only)
        self.book = xlwings.Book(impl=self.app.books._opened(number, macros))
        self.book.set_mock_caller()

    def press(self, button: str) -> str:
        """What the message box says."""
        self.app.alerts.clear()
        ribbon.press(button)
        [message] = self.app.alerts
        return message

    def sheet(self, name: str = "自评表") -> xlwings.Sheet:
        return self.book.sheets[name]

    def __getitem__(self, address: str):
        return self.sheet()[address].value

    def state(self) -> object:
        """Everything a button could change on the first sheet."""
        sheet = self.sheet()
        used = sheet.used_range
        fills = sheet.impl.ask("colors", area=used.impl.area)
        return used.raw_value, used.formula, fills, self.notes

    @property
    def notes(self) -> dict[str, str]:
        return self.sheet().impl.ask("notes")


@pytest.fixture
def desk(app, tmp_path) -> Desk:
    return Desk(app, tmp_path)


@pytest.fixture
def form(desk):
    """The sixteenth form of the seed: one wrong score, one rate that was rounded too early."""
    desk.open(write_official_form(seed(16), desk.folder / "16.xlsx"))
    return desk


# 重新计算 ---------------------------------------------------------------------------------


def test_scores_rate_and_total_follow_the_rules(form) -> None:
    message = form.press("recalculate")
    assert form["I6"] == 8.13  # 260.2976 ÷ 320 × 10, printed 8.1
    assert form["H6"] == "81.34%"
    assert form["H19"] == 10  # a cost below its target, printed 8.1
    assert form["H24"] == 98.13
    assert message.startswith("已重算 10 条指标，总分 98.13（优）；改写 4 格，按“撤销”可恢复")


def test_at_most_four_round_trips(form, calc) -> None:
    calc.requests.clear()
    form.press("recalculate")
    assert len(calc.requests) <= 4, calc.requests


def test_fourteen_indicators_are_no_more_round_trips(desk, calc) -> None:
    evaluation = seed(16)
    fourteen = (*evaluation.indicators, *evaluation.indicators[:4])
    desk.open(
        write_official_form(replace(evaluation, indicators=fourteen), desk.folder / "14.xlsx")
    )
    calc.requests.clear()
    assert desk.press("recalculate").startswith("已重算 14 条指标")
    assert len(calc.requests) <= 4, calc.requests


def test_what_is_wrong_gets_a_colour_and_a_note(form) -> None:
    form.press("recalculate")
    sheet = form.sheet()
    assert sheet["F19"].color == BLUE
    assert form.notes["F19"].startswith("perfxl 检查\n提示：写法不规范")
    assert sheet["E14"].color is None


def test_pressing_again_changes_nothing_and_one_click_still_brings_it_all_back(form) -> None:
    before = form.state()
    form.press("recalculate")
    after = form.state()
    assert after != before
    assert "得分都已是最新" in form.press("recalculate")
    assert form.state() == after
    assert form.press("undo").startswith("已恢复")
    assert form.state() == before
    assert form.press("undo") == "这张表没有可以撤销的“重新计算”"


def test_a_mark_goes_when_the_fault_is_mended_and_the_old_fill_returns(form) -> None:
    sheet = form.sheet()
    sheet["F19"].color = (10, 20, 30)
    form.press("recalculate")
    assert sheet["F19"].color == BLUE
    sheet["F19"].value = "'260.3万元"
    form.press("recalculate")
    assert "F19" not in form.notes
    assert sheet["F19"].color == (10, 20, 30)


def test_what_a_person_edited_since_stays(form) -> None:
    form.press("recalculate")
    form.sheet()["H19"].value = 9
    assert form.press("undo").endswith("H19 后来又改过，没有动")
    assert form["H19"] == 9
    assert form["I6"] == 8.1


def test_after_rows_were_deleted_nothing_is_undone(form, calc) -> None:
    form.press("recalculate")
    calc.ask("delete_rows", book=form.book.impl.number, sheet="自评表", first=13, count=1)
    state = form.state()
    assert "不能自动撤销" in form.press("undo")
    assert form.state() == state


def test_formulas_stay_formulas(desk) -> None:
    path = write_official_form(seed(16), desk.folder / "公式.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["H24"] = "=SUM(H14:H23)+I6"
    book.save(path)
    desk.open(path)
    desk.press("recalculate")
    assert desk.sheet()["H24"].formula == "=SUM(H14:H23)+I6"
    assert desk["H24"] == pytest.approx(98.13)
    assert "H24" not in desk.notes  # seen after the formula followed the new scores


def test_a_typed_score_in_the_band_of_a_qualitative_indicator_stays(desk) -> None:
    evaluation = seed(16)
    rows = list(evaluation.indicators)
    rows[6] = rows[6]._replace(
        target="提高", actual="基本达到", printed_score="11"
    )  # 60–80 % of 15
    rows[7] = rows[7]._replace(target="提高", actual="蓝色", printed_score="7")  # nobody can say
    desk.open(
        write_official_form(replace(evaluation, indicators=tuple(rows)), desk.folder / "w.xlsx")
    )
    message = desk.press("recalculate")
    assert (desk["H20"], desk["H21"]) == (11, 7)
    assert "保留人工填写的得分 2 处" in message


def test_what_no_rule_decides_is_left_as_it_is(desk) -> None:
    evaluation = seed(16)
    rows = list(evaluation.indicators)
    rows[0] = rows[0]._replace(actual=None, printed_score=None)
    desk.open(
        write_official_form(replace(evaluation, indicators=tuple(rows)), desk.folder / "n.xlsx")
    )
    assert "还有 1 处得分待确定" in desk.press("recalculate")
    assert desk["H14"] is None
    assert desk.sheet()["F14"].color == RED
    assert desk.notes["F14"].startswith("perfxl 检查\n错误：实际完成值未填")


def test_a_form_that_has_no_score_yet_is_filled(desk) -> None:
    evaluation = seed(16)
    blank = tuple(row._replace(printed_score=None) for row in evaluation.indicators)
    empty = replace(evaluation, indicators=blank, evidence=())
    desk.open(write_official_form(empty, desk.folder / "leer.xlsx"))
    assert "改写 13 格" in desk.press("recalculate")
    assert [desk[f"H{row}"] for row in range(14, 24)] == [5, 5, 10, 10, 10, 10, 15, 15, 5, 5]
    assert (desk["H6"], desk["I6"], desk["H24"]) == ("81.34%", 8.13, 98.13)


def test_a_score_cell_over_two_rows_is_left_alone(desk) -> None:
    path = write_official_form(seed(16), desk.folder / "verbunden.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("H14:H15")
    book.save(path)
    desk.open(path)
    assert "第 2 条指标没有得分格，没有写入" in desk.press("recalculate")


def test_a_form_is_found_by_its_headings_wherever_it_stands(desk) -> None:
    desk.open(write_official_form(seed(16), desk.folder / "tief.xlsx", top=30))
    desk.press("recalculate")
    assert desk["H53"] == 98.13


def test_texts_of_the_seed_that_look_like_formulas_stay_texts(desk) -> None:
    """=100% and the like are what people typed as targets."""
    rows = (
        seed(16).indicators[0]._replace(target="=100%", actual="=100%", weight=Amount("100", None)),
    )
    desk.open(write_official_form(replace(seed(16), indicators=rows), desk.folder / "gleich.xlsx"))
    desk.press("recalculate")
    assert desk["E14"] == "=100%"
    assert desk.sheet()["E14"].formula == "=100%"


# Generated forms -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fillers() -> dict[Cells, FormFiller]:
    return {cells: FormFiller("mof-2020", cells) for cells in Cells}


@pytest.mark.parametrize("cells", Cells)
def test_a_generated_form_is_right_already(desk, fillers, cells, windows, calc) -> None:
    path = desk.folder / f"{cells.value}.xlsx"
    path.write_bytes(fillers[cells].fill(seed(16)).data)

    def python(module, function, arguments):
        return windows.call(function, *arguments, module=module.removeprefix("perfxl.addin."))

    with calc.answering(python):
        desk.open(path)
        formulas = desk.sheet().used_range.formula
        message = desk.press("recalculate")
        assert message.startswith("已重算 10 条指标，总分 98.13（优）；得分都已是最新")
        assert desk.sheet().used_range.formula == formulas
        desk.press("undo")


def test_a_typed_awarded_score_counts_and_stays(desk, fillers) -> None:
    """核定得分 stands in its own column of a generated form."""
    path = desk.folder / "核定.xlsx"
    path.write_bytes(fillers[Cells.VALUES].fill(seed(16)).data)
    desk.open(path)
    desk.sheet()["L14"].value = 4.5
    assert "总分 97.63（优）" in desk.press("recalculate")
    assert (desk["H14"], desk["L14"], desk["H24"]) == (4.5, 4.5, 97.63)


def test_a_score_typed_over_its_formula_is_the_persons_own(desk, fillers) -> None:
    path = desk.folder / "überschrieben.xlsx"
    path.write_bytes(fillers[Cells.NATIVE].fill(seed(16)).data)
    desk.open(path)
    desk.sheet()["H14"].value = 4
    message = desk.press("recalculate")
    assert "总分 97.13（优）；得分都已是最新" in message
    assert (desk["H14"], desk["H24"]) == (4, 97.13)


@pytest.fixture
def hubei(desk):
    """A form by another rulebook: execution counts 20, and 部分达成 begins at 50 %."""
    rows = list(seed(16).indicators)
    rows[6] = rows[6]._replace(target="提高", actual="基本达到")
    evaluation = replace(seed(16), indicators=tuple(rows))
    path = desk.folder / "湖北.xlsx"
    path.write_bytes(FormFiller("hubei-2020", Cells.NATIVE).fill(evaluation).data)
    desk.open(path)
    return desk


def test_a_generated_form_is_scored_by_its_own_rulebook(hubei, calc) -> None:
    total = hubei["H24"]
    calc.requests.clear()
    message = hubei.press("recalculate")
    assert len(calc.requests) <= 4, calc.requests
    assert f"总分 {total:g}（" in message
    assert "得分都已是最新" in message


def test_a_form_of_an_unknown_rulebook_is_refused(hubei) -> None:
    hubei.sheet("评分依据")["H4"].value = "某县自定办法"
    assert refused(hubei).startswith("这份表按“某县自定办法”评分，本机没有这个评分办法")


def test_a_form_is_submitted_by_its_own_rulebook(hubei) -> None:
    """By the default one 得分 of the row that is 部分达成 would be wrong."""
    hubei.app.folders.append(str(hubei.folder / "报送"))
    message = hubei.press("submit")
    [own] = checked([hubei.folder / "湖北.xlsx"], rulebook="hubei-2020")
    [sent] = checked([hubei.folder / "报送" / "湖北.xlsx"])
    assert sent.rulebook == "hubei-2020"
    assert [it.code for it in sent.findings] == [it.code for it in own.findings]
    serious = Counter(it.severity for it in own.findings)
    assert f"警告 {serious[Severity.WARNING]} 处" in message


# 检查 -------------------------------------------------------------------------------------


def listed(desk: Desk) -> list[list[object]]:
    return desk.sheet("检查结果").used_range.options(ndim=2).value


def test_the_findings_of_a_form_are_listed_with_links(form) -> None:
    message = form.press("check")
    rows = listed(form)
    assert rows[0][0] == "perfxl 检查结果"
    assert rows[1][0] in message
    assert tuple(rows[2]) == HEADINGS
    evaluation = live_form(take_snapshot(form.book.app, "自评表"), load_rulebook()).evaluation
    found = check(evaluation, score(evaluation, load_rulebook()), load_rulebook())
    assert [row[1] for row in rows[3:]] == [finding.code for finding in found]
    links = [formula[4] for formula in form.sheet("检查结果").used_range.formula[3:]]
    assert '=HYPERLINK("#\'自评表\'!F19","F19")' in links
    assert rows[3][4] == "F19"


def test_checking_again_replaces_the_list(form) -> None:
    form.press("check")
    many = len(listed(form))
    form.sheet().activate()
    form.sheet()["F19"].value = "'260.3万元"
    form.press("check")
    assert len(listed(form)) < many


def test_checking_changes_nothing_in_the_form(form) -> None:
    before = form.state()
    form.press("check")
    assert form.state() == before


def test_a_sheet_of_the_user_with_that_name_is_not_touched(form) -> None:
    form.book.sheets.add("检查结果", after=form.sheet())
    form.sheet("检查结果")["A1"].value = "我的记录"
    form.sheet().activate()
    assert form.press("check").startswith("工作簿里已有名为“检查结果”的表")
    assert form.sheet("检查结果")["A1"].value == "我的记录"


# 报送 -------------------------------------------------------------------------------------


@pytest.fixture
def coloured(desk, fillers, windows, calc):
    """A working file: the add-in's functions, a person's colour and note, and marks on both."""
    path = desk.folder / "工作稿" / "16.xlsx"
    path.parent.mkdir()
    path.write_bytes(fillers[Cells.UDF].fill(seed(16)).data)
    book = openpyxl.load_workbook(path)
    form = book["自评表"]
    for cell in ("F19", "F20"):
        form[cell].fill = openpyxl.styles.PatternFill("solid", fgColor="FFF2CC")
    form["F20"].comment = openpyxl.comments.Comment("财务已核对", "张三")
    form["F20"].value = "蓝色"  # undecided
    book.save(path)

    def python(module, function, arguments):
        return windows.call(function, *arguments, module=module.removeprefix("perfxl.addin."))

    with calc.answering(python):
        desk.open(path)
        desk.press("recalculate")
        assert desk.sheet()["F19"].color == BLUE
        assert desk.sheet()["F20"].color == YELLOW
        assert desk.notes["F19"].endswith("\n[perfxl FFF2CC]")
        yield desk


def test_the_open_working_file_becomes_a_submission_file(coloured) -> None:
    coloured.press("check")
    coloured.sheet().activate()
    coloured.sheet()["F14"].value = "'没有完成"  # not saved yet
    state = coloured.state()
    folder = coloured.folder / "报送"
    coloured.app.folders.append(str(folder))
    message = coloured.press("submit")
    assert message.startswith(f"已写出报送文件：{folder / '16.xlsx'}\n去掉了宏")
    assert "审核时可能退回，请按“检查”逐条改正" in message
    assert coloured.state() == state
    assert [path.name for path in folder.iterdir()] == ["16.xlsx"]
    with zipfile.ZipFile(folder / "16.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not [name for name, part in parts.items() if b"PERF_" in part.upper()]
    assert "xl/vbaProject.bin" not in parts
    made = openpyxl.load_workbook(folder / "16.xlsx", data_only=True)
    assert made.sheetnames == ["自评表", "评分依据"]
    form = made["自评表"]
    assert (form["F14"].value, form["H14"].value) == ("没有完成", 0)
    comments = {c.coordinate: c.comment.text for row in form.iter_rows() for c in row if c.comment}
    assert comments == {"F20": "财务已核对"}
    assert [form[cell].fill.fgColor.rgb[2:] for cell in ("F19", "F20")] == ["FFF2CC"] * 2


def test_the_command_on_the_same_computer_remembers_too(coloured) -> None:
    """F20 has a note of a person: nothing in the file says what its background was."""
    working = coloured.folder / "工作稿" / "16.xlsm"
    coloured.book.impl.ask("save", path=str(working))
    out = coloured.folder / "报送"
    result = CliRunner().invoke(main, ["submit", str(working), "--out", str(out)])
    assert "已写出 1" in result.output
    form = openpyxl.load_workbook(out / "16.xlsx")["自评表"]
    assert [form[cell].fill.fgColor.rgb[2:] for cell in ("F19", "F20")] == ["FFF2CC"] * 2
    assert form["F20"].comment.text == "财务已核对"


def test_the_button_does_not_overwrite(coloured) -> None:
    folder = coloured.folder / "报送"
    folder.mkdir()
    (folder / "16.xlsx").write_bytes(b"sent")
    coloured.app.folders.append(str(folder))
    assert refused(coloured, "submit").endswith("请先删去或改名，或另选一个文件夹，再按一次")
    assert (folder / "16.xlsx").read_bytes() == b"sent"


def test_nothing_is_submitted_without_a_folder_or_into_its_own(coloured) -> None:
    coloured.app.folders.append("")
    assert refused(coloured, "submit") == "没有选择文件夹，什么都没有写"
    coloured.app.folders.append(str(coloured.folder / "工作稿"))
    assert "报送文件不能放在工作稿的文件夹里" in refused(coloured, "submit")


def test_what_is_no_form_is_not_submitted(desk, tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    book.active["A1"] = "通讯录"
    book.save(tmp_path / "通讯录.xlsx")
    desk.open(tmp_path / "通讯录.xlsx")
    desk.app.folders.append(str(tmp_path / "报送"))
    message = refused(desk, "submit")
    assert message.startswith("没有写报送文件：里面没有找到绩效自评表")
    assert not (tmp_path / "报送").exists()


# The master ---------------------------------------------------------------------------------


@pytest.fixture
def master(desk):
    """A master of three seed forms, open on its sheet 指标."""
    path = desk.folder / "总表.xlsx"
    write_master([seed(number) for number in (1, 2, 16)], path, spare=Spare(1, 1))
    desk.open(path)
    desk.sheet("指标").activate()
    return desk


def test_the_findings_of_a_master_are_those_of_the_command_line(master) -> None:
    master.sheet("指标")["H5"].value = "'蓝色"  # unsaved: only the open workbook has it
    message = master.press("check")
    assert message.startswith("检查完毕：")
    rows = listed(master)[3:]
    path = master.folder / "gleich.xlsx"
    master.book.impl.ask("save", path=str(path))
    expected = [finding.code for result in checked([path]) for finding in result.findings]
    own = [row[1] for row in rows if not str(row[1]).startswith("X")]
    assert sorted(own) == sorted(expected)
    assert {row[2] for row in rows} <= {None, *(seed(n).project for n in (1, 2, 16))}


def test_the_sheet_of_a_master_is_marked_and_brought_back(master) -> None:
    before = master.sheet("指标").impl.ask("notes")
    message = master.press("recalculate")
    assert message.startswith("总表共 3 个项目；“指标”表：")
    assert master.sheet("指标").impl.ask("notes") != before
    assert master.press("undo").startswith("已恢复")
    assert master.sheet("指标").impl.ask("notes") == before


def test_forms_are_generated_from_the_open_master(master) -> None:
    master.sheet("项目")["B5"].value = "改过的项目名称"
    folder = master.folder / "自评表"
    master.app.folders.append(str(folder))
    message = master.press("generate")
    assert message.startswith("共 3 个项目：已生成 3；检查：")
    assert str(folder) in message
    names = sorted(path.name for path in folder.glob("*.xlsx"))
    assert len(names) == 3
    assert any("改过的项目名称" in name for name in names)
    sheet = openpyxl.load_workbook(folder / names[0])["自评表"]
    assert any("PERF_SCORE" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert master.app.progress[-1] is False
    assert master.app.progress[0].startswith("正在生成 1/3：")


def test_the_button_counts_what_the_command_counts(master) -> None:
    master.sheet("指标")["H5"].value = "'蓝色"
    master.app.folders.append(str(master.folder / "自评表"))
    said = master.press("generate")
    path = master.folder / "gleich.xlsx"
    master.book.impl.ask("save", path=str(path))
    found = [each for result in checked([path]) for each in result.findings]
    assert "M08" in {each.code for each in found}
    tally = Counter(each.severity.value for each in found)
    assert f"检查：错误 {tally['错误']} 处、警告 {tally['警告']} 处、" in said


def test_nothing_is_generated_without_a_folder(master) -> None:
    master.app.folders.append("")
    assert master.press("generate") == "没有选择文件夹，什么都没有生成"


def test_a_form_is_no_master(form) -> None:
    assert refused(form, "generate").endswith("请打开总表，再按一次")


def test_a_folder_of_forms_is_rolled_up_and_opened(form) -> None:
    folder = form.folder / "收来的表"
    folder.mkdir()
    for number in (1, 16):
        write_official_form(seed(number), folder / f"{number}.xlsx")
    (folder / "坏的.xlsx").write_bytes(b"no workbook")
    form.app.folders.append(str(folder))
    message = form.press("rollup")
    assert message.startswith(f"已汇总 2 份自评表：{folder / '汇总表.xlsx'}；1 个文件读不出来")
    assert "坏的.xlsx" in message
    assert form.app.books.active.name == "汇总表.xlsx"
    form.book.set_mock_caller()
    form.app.folders.append(str(folder))
    form.book.activate()
    assert "汇总表2.xlsx" in form.press("rollup")  # never overwritten, never rolled up itself


def test_a_form_handed_in_twice_counts_once(form) -> None:
    folder = form.folder / "收来的表"
    folder.mkdir()
    for name in ("16", "16（再报）"):
        write_official_form(seed(16), folder / f"{name}.xlsx")
    form.app.folders.append(str(folder))
    message = form.press("rollup")
    assert message.startswith(
        f"已汇总 1 份自评表：{folder / '汇总表.xlsx'}；1 份是同一项目，只计一份，见“未计入”；0 个"
    )


def test_a_folder_without_forms_is_said_to_be_one(form, tmp_path) -> None:
    (tmp_path / "leer").mkdir()
    form.app.folders.append(str(tmp_path / "leer"))
    assert "没有找到自评表" in form.press("rollup")


# One sentence, nothing changed ------------------------------------------------------------


def refused(desk: Desk, button: str = "recalculate") -> str:
    state = desk.state()
    message = desk.press(button)
    assert desk.state() == state
    assert "\n" not in message
    return message


BUTTONS = ("recalculate", "check", "submit")


@pytest.mark.parametrize("button", BUTTONS)
def test_an_empty_sheet(desk, tmp_path, button) -> None:
    openpyxl.Workbook().save(tmp_path / "leer.xlsx")
    desk.open(tmp_path / "leer.xlsx")
    state = desk.book.sheets[0].used_range.raw_value
    assert "是空的" in desk.press(button)
    assert [sheet.name for sheet in desk.book.sheets] == ["Sheet"]
    assert desk.book.sheets[0].used_range.raw_value == state


def test_a_sheet_that_is_no_form(form) -> None:
    form.sheet().range("A1:I24").impl.sheet.ask("delete_rows", first=3, count=30)
    assert refused(form).startswith("这张表不像项目支出绩效自评表")


def test_a_protected_sheet(form) -> None:
    form.sheet().impl.ask("protect")
    assert refused(form) == "“自评表”受保护，不能改写。请在“审阅”中撤销工作表保护，再按一次"


@pytest.mark.parametrize(
    ("cell", "text", "lacks"),
    [
        ("H12", "分数值", "“得分”一列"),
        ("B6", "各项之和", "“年度资金总额”一行"),
        ("A24", "以上", "“总分”一行"),
        ("E12", "指标", "“年度指标值”一列"),
    ],
)
@pytest.mark.parametrize("button", ["recalculate", "check"])
def test_a_renamed_heading(form, cell, text, lacks, button) -> None:
    form.sheet()[cell].value = text
    assert lacks in refused(form, button)


@pytest.mark.parametrize(("row", "lacks"), [(6, "年度资金总额"), (24, "总分"), (5, "年度资金总额")])
@pytest.mark.parametrize("button", ["recalculate", "check"])
def test_a_deleted_row(form, calc, row, lacks, button) -> None:
    calc.ask("delete_rows", book=form.book.impl.number, sheet="自评表", first=row, count=1)
    assert lacks in refused(form, button)


@pytest.mark.parametrize("button", ["recalculate", "submit"])
def test_a_workbook_that_was_never_saved(form, monkeypatch, button) -> None:
    """LibreOffice has a folder for every file with macros, so the answer of VBA is changed."""
    run = form.app.run
    monkeypatch.setattr(form.app, "run", lambda *it: [*run(*it)[:2], "", *run(*it)[3:]])
    assert refused(form, button) == "工作簿还没有保存过。请先保存（Ctrl+S），再按一次"


@pytest.mark.parametrize("button", BUTTONS)
def test_a_chart_sheet(form, monkeypatch, button) -> None:
    """LibreOffice has no chart sheets; VBA's own branch for them is tested in test_vba.py."""
    monkeypatch.setattr(form.app, "run", lambda *it: ["Chart", "16.xlsx", "D:\\", "图表1"])
    assert refused(form, button).startswith("“图表1”是图表，不是表格")


def test_a_read_only_file(desk) -> None:
    path = write_official_form(seed(16), desk.folder / "nur lesen.xlsx")
    desk.open(path, read_only=True)
    assert "只读" in refused(desk)


@pytest.mark.parametrize("button", ["recalculate", "check"])
def test_two_forms_on_one_sheet(desk, tmp_path, button) -> None:
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    fill_sheet(book.active, seed(16), 1)
    fill_sheet(book.active, seed(1), 40)
    book.save(tmp_path / "zwei.xlsx")
    desk.open(tmp_path / "zwei.xlsx")
    message = refused(desk, button)
    assert message.startswith("这张表里有 2 份自评表（")
    assert "每张一份" in message
    assert "E14" in message


def test_a_bug_is_one_sentence_and_a_story_in_the_log(form, monkeypatch) -> None:
    def broken(book):
        raise ZeroDivisionError("unerwartet")

    monkeypatch.setattr(ribbon, "COMMANDS", {"recalculate": broken})
    message = refused(form)
    assert message.startswith("没有完成：程序出错，详情在日志")
    log = form.folder / "state" / "perfxl" / "perfxl.log"
    assert "unerwartet" in log.read_text("utf-8")


def test_when_the_marks_fail_the_scores_go_back(form, monkeypatch) -> None:
    calls = []
    apply = ribbon.apply_changes

    def second_fails(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("the application was closed")
        return apply(*arguments)

    monkeypatch.setattr(ribbon, "apply_changes", second_fails)
    assert refused(form).startswith("没有完成")


def test_doctor_is_one_page(form) -> None:
    assert "加载项诊断" in form.press("doctor")
