"""The add-in's VBA, module by module, in an interpreter."""

from __future__ import annotations

import re

import pytest
from pyopenvba.apps.excel import ExcelApplication

from perfxl.addin.build import modules
from tests.addin.vba import Excel, standard_modules

NOT_AVAILABLE = "Error 2042"


OURS = [it for it in modules() if it.name != "xlwings"]  # that one declares functions of a DLL


@pytest.mark.parametrize("module", OURS, ids=lambda it: it.name)
def test_every_module_compiles_and_demands_declarations(module) -> None:
    # The interpreter raises no events and does not know the word.
    source = module.source.replace("Private WithEvents ", "Private ")
    ExcelApplication().add_module(source, name="Checked")
    if module.code:
        assert "\nOption Explicit\r\n" in module.source


def test_the_interpreter_does_refuse_broken_vba() -> None:
    with pytest.raises(Exception, match="End If"):
        ExcelApplication().add_module("Sub X()\nIf True Then\nEnd Sub\n", name="Broken")


def test_lines_fit_what_the_editor_accepts() -> None:
    for module in standard_modules():
        for line in module.source.splitlines():
            assert len(line) <= 1023
        runs = re.findall(r"(?:.* _\r\n)+", module.source)
        assert all(run.count("\n") <= 24 for run in runs)


# The server ------------------------------------------------------------------------------


def test_python_is_started_once_for_all_cells() -> None:
    excel = Excel()
    for _ in range(5):
        assert excel.run("PERF_TARGET", "≥95%", "数值") == "≥95%"
    assert excel.run("CountStarts") == 1


def test_without_python_a_cell_is_not_available_and_only_the_first_one_waits() -> None:
    excel = Excel()
    excel.run("BreakPython", True)
    answers = [str(excel.run("PERF_TARGET", "x", "y")) for _ in range(200)]
    assert answers == [NOT_AVAILABLE] * 200
    assert excel.run("CountStarts") == 1


def test_a_button_lets_the_cells_ask_again() -> None:
    excel = Excel()
    excel.run("BreakPython", True)
    excel.run("PERF_TARGET", "x", "y")
    excel.run("BreakPython", False)
    assert str(excel.run("PERF_TARGET", "x", "y")) == NOT_AVAILABLE
    assert excel.run("PerfAskAgain") is True
    assert excel.run("PERF_TARGET", "x", "y") == "x"
    assert excel.run("PerfAskAgain") is False


FAILING = """
Public Function CallUDF(module, udf, arguments, Optional book)
    If udf = "begin" Then
        CallUDF = ""
    Else
        Err.Raise -2147023170, , "The remote procedure call failed"
    End If
End Function
"""


def test_a_server_that_dies_is_not_asked_again() -> None:
    excel = Excel(FAILING)
    assert str(excel.run("PERF_TARGET", "x", "y")) == NOT_AVAILABLE
    assert str(excel.run("PERF_TARGET", "x", "y")) == NOT_AVAILABLE
    assert excel.run("CountStarts") == 1


OUTDATED = """
Public Function CallUDF(module, udf, arguments, Optional book)
    CallUDF = "perfxl.xlam " & arguments(0)
End Function
"""


def test_the_session_is_told_the_addin_version_and_may_refuse() -> None:
    excel = Excel(OUTDATED)
    problem = "On Error Resume Next\nDim server As Object\nSet server = PerfServer()"
    assert excel.do(problem, "Err.Description") == "perfxl.xlam 1.2.3"


ANSWERS = """
Public Function CallUDF(module, udf, arguments, Optional book)
    Dim table(1, 1)
    If udf = "begin" Then
        CallUDF = ""
    ElseIf arguments(0) = "list" Then
        CallUDF = Array("#N/A", 1.5, "text")
    ElseIf arguments(0) = "table" Then
        table(0, 0) = "#REF!"
        table(0, 1) = 2
        table(1, 0) = ""
        table(1, 1) = "#VALUE!"
        CallUDF = table
    Else
        CallUDF = arguments(0)
    End If
End Function
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("#NULL!", 2000), ("#DIV/0!", 2007), ("#VALUE!", 2015), ("#REF!", 2023),
        ("#NAME?", 2029), ("#NUM!", 2036), ("#N/A", 2042),
    ],
)  # fmt: skip
def test_an_error_text_becomes_an_error_value(text: str, number: int) -> None:
    """SUM passes over a text; an error value it passes on."""
    assert str(Excel().run("PERF_TARGET", text, "")) == f"Error {number}"


def test_error_texts_inside_arrays_become_error_values() -> None:
    excel = Excel(ANSWERS)
    assert [str(it) for it in excel.run("PERF_TARGET", "list", "")] == ["Error 2042", "1.5", "text"]
    table = excel.run("PERF_TARGET", "table", "")
    assert [[str(it) for it in row] for row in table] == [["Error 2023", "2"], ["", "Error 2015"]]


# Arguments -------------------------------------------------------------------------------

LISTED = """
Public Function CallUDF(module, udf, arguments, Optional book)
    Dim index, text
    If udf = "begin" Then Exit Function
    For index = 0 To UBound(arguments)
        text = text & TypeName(arguments(index)) & " "
    Next
    CallUDF = Trim(module & " " & udf & " " & text)
End Function
"""


def test_left_out_arguments_arrive_as_empty() -> None:
    answer = Excel(LISTED).run("PERF_SCORE", "≥1", 2.0, 3.0)
    assert answer == "perfxl.addin.functions PERF_SCORE String Double Double" + " Empty" * 5


@pytest.mark.parametrize(
    ("setup", "seen"),
    [
        ('Range("A1").Value = 60', 60.0),
        ('Range("A1").Value = "≥95%"', "≥95%"),
        ('Range("A1").NumberFormat = "0%"\nRange("A1").Value = 0.95', "0.95\x1f0%"),
        ('Range("A1").NumberFormat = "@"\nRange("A1").Value = "007"', "007"),
        ('Range("A1").NumberFormat = "0""人"""\nRange("A1").Value = 60', '60\x1f0"人"'),
        (
            'Range("A1").Value = DateSerial(2020, 12, 30)\nRange("A1").NumberFormat = "yyyy/m/d"',
            "44195\x1fyyyy/m/d",
        ),
        ('Range("A1").Value = True', True),
        ("", None),
    ],
)
def test_one_cell_travels_as_its_value_with_the_format_that_changes_it(setup, seen) -> None:
    excel = Excel()
    excel.do(setup)
    assert excel.value('PerfValue(Range("A1"))') == seen


def test_a_range_travels_as_a_table_each_number_with_its_own_format() -> None:
    excel = Excel()
    excel.do('Range("A1").Value = 0.5\nRange("A1").NumberFormat = "0%"\nRange("A2:B3").Value = 7')
    excel.do('Range("A3").Value = ""')
    assert excel.value('PerfValue(Range("A1:A3"))') == [["0.5\x1f0%"], [7.0], [None]]


def test_a_whole_column_travels_as_its_used_rows() -> None:
    excel = Excel()
    excel.do('Range("A1").Value = 1\nRange("A3").Value = 3')
    assert excel.value('PerfValue(Range("A:A"))') == [[1.0], [None], [3.0]]
    assert excel.value('PerfValue(Range("C:C"))') is None


def test_a_range_of_several_areas_is_refused() -> None:
    assert Excel().value('PerfValue(Union(Range("A1"), Range("C3")))') == "#VALUE!"


# Reading and writing a sheet ---------------------------------------------------------------

FORM = """
Range("A1").Value = "项目支出绩效自评表"
Range("A1:C1").Merge
Range("B3").Value = 10
Range("C3").Formula = "=B3*2"
Range("C3").AddComment "perfxl 检查"
Range("B3").AddComment "张三的批注"
"""


def test_the_snapshot_brings_everything_at_once() -> None:
    excel = Excel()
    excel.do(FORM)
    *place, row, column, values, formulas, merged, notes, sheets = excel.run("PerfSnapshot")
    assert place == ["Worksheet", "Book1", "", "Sheet1", False]
    assert sheets == "Sheet1\x1e"
    assert (row, column) == (1, 1)
    assert values == [["项目支出绩效自评表", None, None], [None] * 3, [None, 10.0, 20.0]]
    assert formulas[2] == ["", "10", "=B3*2"]
    assert merged.split() == ["A1:C1"]
    assert sorted(notes.split("\x1e")) == ["", "B3\x1f张三的批注", "C3\x1fperfxl 检查"]


APPLY = (
    'Array("B3", "C3", "D3", "E3"), Array("n8.13", "t95%", "-", "0"), '
    'Array(255, -1, 65535, -2), Array("tperfxl 新", "0", "tperfxl 得分", "-")'
)


def test_applying_gives_back_what_was_there_and_the_user_keeps_his_notes() -> None:
    excel = Excel()
    excel.do(FORM + 'Range("E3").Value = "旧"')
    *before, after = excel.value(f'PerfApply("Sheet1", {APPLY})')
    assert after == excel.run("PerfSnapshot")
    assert before == [
        ["n10", "f=B3*2", "-", "t旧"],
        [-1, -1, -1, -2],
        ["-", "tperfxl 检查", "0", "-"],
    ]
    sheet = excel.application.sheet(1)
    assert [sheet.value(it) for it in ("B3", "C3", "E3")] == [8.13, "95%", None]
    assert excel.value('Range("B3").Comment.Text') == "张三的批注"
    assert excel.value('Range("D3").Comment.Text') == "perfxl 得分"
    assert excel.value('Range("C3").Comment Is Nothing') is True
    assert excel.value('Range("B3").Interior.Color') == 255


def test_applying_what_was_given_back_restores_the_sheet() -> None:
    excel = Excel()
    excel.do(FORM + 'Range("E3").Value = "95%"\nRange("D3").Interior.Color = 1234')
    shape = excel.run("PerfSnapshot")
    excel.do(
        f'Dim old\nold = PerfApply("Sheet1", {APPLY})\n'
        'PerfApply "Sheet1", Array("B3", "C3", "D3", "E3"), old(0), old(1), old(2)'
    )
    assert excel.run("PerfSnapshot") == shape
    assert excel.value('Range("D3").Interior.Color') == 1234
    assert excel.value('Range("B3").Interior.ColorIndex') == -4142


@pytest.mark.parametrize(
    ("colour", "said"),
    [("", "[perfxl]"), ("13431551", "[perfxl FFF2CC]"), ("5", "[perfxl 050000]")],
)
def test_a_note_says_what_colour_was_there(colour: str, said: str) -> None:
    excel = Excel()
    if colour:
        excel.do(f'Range("A1").Interior.Color = {colour}')
    excel.do(
        'PerfApply "Sheet1", Array("A1"), Array("-"), Array(255), Array("tperfxl x [perfxl @fill]")'
    )
    assert excel.value('Range("A1").Comment.Text') == f"perfxl x {said}"


@pytest.mark.parametrize("text", ["95%", "=1+1", "007", "2020-12-30", "+86", "@x", "'quoted"])
def test_a_text_stays_a_text(text: str) -> None:
    excel = Excel()
    excel.do(f'PerfApply "Sheet1", Array("A1"), Array("t{text}"), Array(-2), Array("-")')
    assert excel.value('Range("A1").Value') == text
    assert excel.value('Range("A1").HasFormula') is False
    assert excel.value('TypeName(Range("A1").Value)') == "String"


def test_a_number_is_a_number_in_a_cell_formatted_as_text() -> None:
    excel = Excel()
    excel.do('Range("A1").NumberFormat = "@"')
    excel.do('PerfApply "Sheet1", Array("A1"), Array("n8.5"), Array(-2), Array("-")')
    assert excel.value('TypeName(Range("A1").Value)') == "Double"


def test_when_one_cell_cannot_be_written_none_is() -> None:
    excel = Excel()
    excel.do(FORM)
    failing = 'Array("B3", "A1"), Array("n99", "f=(("), Array(255, -2), Array("-", "-")'
    error = excel.do(
        f'On Error Resume Next\nDim old\nold = PerfApply("Sheet1", {failing})', "Err.Number"
    )
    assert error != 0
    assert excel.value('Range("B3").Value') == 10
    assert excel.value('Range("B3").Interior.ColorIndex') == -4142


# Loading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "foreign"),
    [
        (r"D:\旧\perfxl.xlam", True),
        (r"\\server\share\PERFXL.XLAM", True),
        ("https://d.docs.live.net/x/perfxl.xlam", True),
        (r"C:\XLSTART\perfxl.xlam", False),
        (r"c:\xlstart\PerfXL.xlam", False),
        (r"D:\旧\other.xlam", False),
        (r"D:\perfxl.xlam\预算.xlsx", False),
    ],
)
def test_a_link_to_another_copy_of_the_addin_is_foreign(link: str, foreign: bool) -> None:
    excel = Excel()
    source = next(it.source for it in standard_modules() if it.name == "PerfLoad")
    source = source.replace("ThisWorkbook.FullName", r'"C:\XLSTART\perfxl.xlam"')
    excel.add(
        "Loaded",
        source.replace("ThisWorkbook.Name", '"perfxl.xlam"').replace("PerfIsForeign", "IsForeign"),
    )
    assert excel.run("IsForeign", link) is foreign


TEXTS = (
    ("@title", "绩效自评"),
    ("@nobook", "请先打开一份自评表"),
    ("PERF_TWO", "第二个", "绩效自评", "甲", "乙"),
    ("PERF_ONE", "第一个", "绩效自评", "甲"),
)


def with_texts(excel: Excel) -> None:
    """The add-in's own sheet of texts."""
    excel.do('Worksheets.Add.Name = "perfxl.text"')
    for row, texts in enumerate(TEXTS, 1):
        for column, text in enumerate(texts, 1):
            excel.do(f'Worksheets("perfxl.text").Cells({row}, {column}).Value = "{text}"')


def test_messages_come_from_the_sheet_of_texts() -> None:
    excel = Excel()
    with_texts(excel)
    assert excel.run("PerfText", "@title") == "绩效自评"
    assert excel.run("PerfText", "@unknown") == ""


RECORDER = """
Public Recorded As String
Public Refuse As Boolean

Public Sub RecordOptions(Macro, Description, Category, ArgumentDescriptions)
    If Refuse Then Err.Raise 1004, , "no workbook is open"
    Recorded = Recorded & Macro & "|" & Description & "|" & Category & "|" & _
        Join(ArgumentDescriptions, ",") & ";"
End Sub

Public Function Answer()
    Answer = Recorded
End Function

Public Sub SetRefuse(refused)
    Refuse = refused
End Sub
"""


def registering(excel: Excel) -> None:
    """PerfLoad with Application.MacroOptions, which the interpreter lacks, recorded."""
    excel.add("Recorder", RECORDER)
    source = next(it.source for it in standard_modules() if it.name == "PerfLoad")
    source = source.replace("Application.MacroOptions", "RecordOptions")
    source = source.replace("Sub PerfRegister", "Sub Register").replace("PerfText", "Text2")
    excel.add("Registering", source.replace("PerfReenter", "Reenter2").replace("PerfHeal", "H2"))


def test_the_wizard_is_told_every_function_with_its_own_arguments() -> None:
    excel = Excel()
    with_texts(excel)
    registering(excel)
    excel.run("Register")
    assert excel.run("Answer") == (
        "'Book1'!PERF_TWO|第二个|绩效自评|甲,乙;'Book1'!PERF_ONE|第一个|绩效自评|甲;"
    )
    excel.run("Register")
    assert excel.run("Answer").count("PERF_TWO") == 1


def test_a_refusal_of_the_wizard_is_tried_again_later() -> None:
    """Excel refuses while no workbook is open."""
    excel = Excel()
    with_texts(excel)
    registering(excel)
    excel.run("SetRefuse", True)
    excel.run("Register")
    assert excel.run("Answer") in ("", None)
    excel.run("SetRefuse", False)
    excel.run("Register")
    assert "PERF_ONE" in excel.run("Answer")


def test_foreign_links_lead_here_and_our_formulas_are_entered_again() -> None:
    """#NAME? from a computer without the add-in heals only by entering the formula again."""
    excel = Excel()
    excel.do(
        'Range("A1").Formula = "=IFERROR(PERF_TARGET(""x"",""y""),""native"")"\n'
        'Range("A2").Formula = "=1+1"\nRange("A3").Value = "PERF_ in a text"'
    )
    source = next(it.source for it in standard_modules() if it.name == "PerfLoad")
    for code, instead in (
        ("cell.Formula2 = cell.Formula2", 'Entered = Entered & cell.Address & " "'),
        # What the interpreter does not know:
        ("If book.IsAddin Then Exit Sub", ""),
        ("book.LinkSources(1)", r'Array("D:\old\perfxl.xlam", "D:\other.xlam")'),
        (
            "book.ChangeLink links(index), ThisWorkbook.FullName, 1",
            "Entered = links(index) & Entered",
        ),
        ("ThisWorkbook.Name", '"perfxl.xlam"'),
    ):
        assert code in source
        source = source.replace(code, instead)
    for name in (
        "PerfReenterSheet",
        "PerfReenter",
        "PerfHeal",
        "PerfText",
        "PerfRegister",
        "PerfIsForeign",
    ):
        source = re.sub(rf"\b{name}\b", f"Own{name}", source)
    declared = source.replace(
        "Private mRegistered As Boolean", "Private mRegistered As Boolean\nPublic Entered As String"
    )
    excel.add("Healing", declared + "\nPublic Function Healed()\nHealed = Entered\nEnd Function\n")
    excel.do("OwnPerfHeal ActiveWorkbook")
    assert excel.run("Healed") == r"D:\old\perfxl.xlam$A$1 "


def test_a_button_without_python_says_so_in_chinese() -> None:
    excel = Excel()
    with_texts(excel)
    excel.do('Worksheets("perfxl.text").Cells(5, 1).Value = "@python"')
    excel.do('Worksheets("perfxl.text").Cells(5, 2).Value = "Python 没有启动"')
    excel.run("BreakPython", True)
    excel.run("PerfPress", "check")
    [dialog] = excel.application.dialogs
    assert "Python 没有启动" in str(dialog)
    assert "Could not start Python" in str(dialog)
    assert str(excel.run("PERF_TARGET", "x", "y")) == NOT_AVAILABLE


PRESSED = """
Public Pressed As String

Public Function CallUDF(module, udf, arguments, Optional book)
    CallUDF = ""
    If udf <> "begin" Then
        Pressed = module & "." & udf & " " & arguments(0) & " " & book.Name
        ThisWorkbook.Worksheets(1).Range("Z1").Value = Pressed
    End If
End Function
"""


def test_a_button_hands_its_name_and_the_workbook_to_python() -> None:
    excel = Excel(PRESSED)
    excel.run("PerfPress", "generate")
    assert excel.value('Range("Z1").Value') == "perfxl.addin.ribbon.press generate Book1"
