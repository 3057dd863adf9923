"""The findings workbook: every finding a row, links, live counts that are right as they stand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.errors import OutputError
from perfxl.forms.findings_book import write_findings
from perfxl.forms.sources import Checked, checked_together
from tests.forms.sample_forms import ROWS, sheet_rows, write_form, write_web_page

SEED = Path(__file__).parents[1] / "corpus" / "self_evaluation_forms_2020.txt"
LOST = (
    (
        "产出指标",
        "数量指标",
        "培训次数（次）",
        "2",
        "1",
        20,
        10,
        "第二次培训因疫情推迟到次年，已重新安排。",
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two forms with findings, one without, one file that cannot be read."""
    write_form(tmp_path / "收" / "一 中" / "a.xlsx", executed=70)
    write_form(
        tmp_path / "收" / "一 中" / "b.xlsx", "其他项目", unit="二中", goal="短", rows=ROWS[:2]
    )
    write_form(tmp_path / "收" / "c.xlsx", "第三个项目", goal="另外", rows=(*LOST, *ROWS[1:]))
    (tmp_path / "收" / "d.xlsx").write_bytes(b"")
    return tmp_path


def written(results: tuple[Checked, ...], path: Path, *, values: bool = True):
    write_findings(results, path)
    return load_workbook(path, data_only=values)


def table(sheet: Worksheet, header: int) -> list[dict[str, object]]:
    """The rows below a heading, down to the first that is empty."""
    heads = [cell.value for cell in sheet[header]]
    rows = []
    for row in sheet.iter_rows(min_row=header + 1, values_only=True):
        if row[0] is None:
            break
        rows.append(dict(zip(heads, row, strict=True)))
    return rows


def header_row(sheet: Worksheet, text: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == text)


def test_a_form_that_is_not_scored_is_named_too(tmp_path):
    lines = sheet_rows(unit="二中", rows=[(*row[:5], None, None, None) for row in (*LOST, *ROWS)])
    lines[0] = ["转移支付绩效自评表"]
    write_web_page(tmp_path / "a.html", lines)
    results = checked_together([tmp_path / "a.html"])
    rows = table(written(results, tmp_path / "问题.xlsx")["问题清单"], 5)
    assert {(row["项目"], row["实施单位"]) for row in rows} == {("教师培训", "二中")}


def test_every_finding_is_a_row(folder):
    results = checked_together([folder / "收"])
    book = written(results, folder / "问题.xlsx")
    assert book.sheetnames == ["问题清单", "统计", "评分办法调整"]
    rows = table(book["问题清单"], 5)
    findings = [(each, finding) for each in results for finding in each.findings]
    assert len(rows) == len(findings) + 1
    assert [row["序号"] for row in rows] == list(range(1, len(rows) + 1))
    read = [row for row in rows if row["严重程度"] != "读不了"]
    for row, (result, finding) in zip(read, findings, strict=True):
        assert row["代码"] == finding.code
        assert row["严重程度"] == finding.severity.value
        assert row["问题"] == finding.kind.title
        assert row["栏目"] == (finding.field or "整张表")
        assert str(row["现为"]) == finding.found
        assert str(row["应为"]) == finding.expected
        assert row["处理"] == finding.fix
        assert row["项目"] == result.evaluation.project
        assert row["实施单位"] == result.evaluation.unit
        assert row["文件"] == str(result.path)
        assert row["核对结果（填写）"] is None


def test_a_file_that_could_not_be_read_is_a_row_too(folder):
    rows = table(written(checked_together([folder / "收"]), folder / "问题.xlsx")["问题清单"], 5)
    (row,) = (row for row in rows if row["严重程度"] == "读不了")
    assert row["问题"] == "文件没有读进来"
    assert "文件是空的" in row["现为"]
    assert row["文件"].endswith("d.xlsx")


def test_links_are_relative_and_lead_to_the_cell(folder):
    results = checked_together([folder / "收"])
    rows = table(written(results, folder / "问题.xlsx")["问题清单"], 5)
    row = next(row for row in rows if row["代码"] == "F07")
    assert row["位置（点击打开）"] == row["辅助列：位置"] == "自评表 F6"
    assert row["辅助列：链接"] == "收/一 中/a.xlsx#'自评表'!F6"
    (folder / "报告").mkdir()
    book = written(results, folder / "报告" / "问题.xlsx", values=False)
    row = table(book["问题清单"], 5)[0]
    assert row["辅助列：链接"].startswith("../收/")
    assert row["位置（点击打开）"] == '=IF(N6="",O6,HYPERLINK(N6,O6))'


def test_every_link_leads_to_a_file_a_sheet_and_the_cell_of_the_finding(folder):
    results = checked_together([folder / "收"])
    rows = table(written(results, folder / "问题.xlsx")["问题清单"], 5)
    for row in rows:
        path, _, place = row["辅助列：链接"].partition("#")
        assert (folder / path).is_file()
        if not place:
            continue
        sheet, _, cell = place.rpartition("!")
        value = load_workbook(folder / path)[sheet.strip("'")][cell].value
        if row["代码"] in ("F07", "F11"):
            assert str(value) in row["现为"]


def test_a_text_or_a_document_is_opened_as_a_whole(folder):
    rows = table(written(checked_together([SEED]), folder / "问题.xlsx")["问题清单"], 5)
    assert rows[0]["辅助列：链接"].endswith("self_evaluation_forms_2020.txt")
    assert rows[0]["位置（点击打开）"] == "表1 第126行"


def test_a_link_that_excel_would_refuse_is_left_out(folder):
    deep = (
        folder / ("很长的文件夹名称" * 10) / ("很长的文件夹名称" * 10) / ("很长的文件夹名称" * 10)
    )
    assert len(str(deep)) > 255
    write_form(deep / "a.xlsx", executed=70)
    rows = table(written(checked_together([deep]), folder / "问题.xlsx")["问题清单"], 5)
    assert {row["辅助列：链接"] for row in rows} == {None}
    assert rows[0]["位置（点击打开）"].startswith("自评表 F")


def test_counts_are_formulas_with_their_values(folder):
    results = checked_together([folder / "收"])
    values = written(results, folder / "问题.xlsx")["统计"]
    formulas = load_workbook(folder / "问题.xlsx")["统计"]
    found = [finding for each in results for finding in each.findings]

    def severity(name: str) -> int:
        return sum(finding.severity.value == name for finding in found)

    top = header_row(values, "严重程度")
    assert [(row["严重程度"], row["问题数"]) for row in table(values, top)] == [
        *((name, severity(name)) for name in ("错误", "警告", "提示")),
        ("读不了", 1),
        ("合计", len(found) + 1),
    ]
    assert formulas.cell(top + 1, 3).value.startswith("=COUNTIFS('问题清单'!$B$6:$B$")

    top = header_row(values, "代码")
    codes = table(values, top)
    assert {row["代码"]: row["问题数"] for row in codes} == {
        code: sum(finding.code == code for finding in found) for code in {f.code for f in found}
    }
    assert all(row["错误"] + row["警告"] + row["提示"] == row["问题数"] for row in codes)
    assert [row["问题数"] for row in codes] == sorted((r["问题数"] for r in codes), reverse=True)

    top = max(row[0].row for row in values.iter_rows() if row[0].value == "序号")
    files = table(values, top)
    assert [Path(row["文件（点击打开）"]).name for row in files[:-1]] == [
        "c.xlsx",
        "d.xlsx",
        "a.xlsx",
        "b.xlsx",
    ]
    assert [row["自评表份数"] for row in files] == [1, 0, 1, 1, 3]
    assert [row["说明"] for row in files] == [None, "读不了", None, None, None]
    assert files[-1]["问题数"] == len(found) + 1 == sum(row["问题数"] for row in files[:-1])
    for column, name in (("错误", "错误"), ("警告", "警告"), ("提示", "提示")):
        assert files[-1][column] == severity(name)
    assert formulas.cell(top + 1, 4).value.startswith("=COUNTIFS('问题清单'!$P$6")


def test_no_formula_lacks_its_value(folder):
    write_findings(checked_together([folder / "收"]), folder / "问题.xlsx")
    formulas, values = (
        load_workbook(folder / "问题.xlsx", data_only=only) for only in (False, True)
    )
    counted = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    counted += 1
                    assert values[sheet.title][cell.coordinate].value is not None, cell.coordinate
    assert counted > 30


def test_the_sheet_is_ready_to_use(folder):
    book = written(checked_together([folder / "收"]), folder / "问题.xlsx")
    sheet = book["问题清单"]
    last = 5 + len(table(sheet, 5))
    assert sheet.freeze_panes == "D6"
    assert sheet.auto_filter.ref == f"A5:M{last}"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert all(sheet.column_dimensions[column].hidden for column in "NOP")
    (validation,) = sheet.data_validations.dataValidation
    assert str(validation.sqref) == f"M6:M{last}"
    colours = {
        (str(area.sqref), rule.formula[0]): rule.dxf.fill.bgColor.rgb[2:]
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    assert colours == {
        (f"A6:D{last}", '$B6="错误"'): "FFC7CE",
        (f"A6:D{last}", '$B6="警告"'): "FFEB9C",
        (f"A6:D{last}", '$B6="提示"'): "DDEBF7",
        (f"A6:D{last}", '$B6="读不了"'): "D9D9D9",
    }


def test_a_text_that_looks_like_a_formula_stays_one(folder):
    write_form(folder / "e.xlsx", project="=1+1", unit="=HYPERLINK(1)", executed=70)
    row = table(
        written(checked_together([folder / "e.xlsx"]), folder / "问题.xlsx", values=False)[
            "问题清单"
        ],
        5,
    )[0]
    assert (row["项目"], row["实施单位"]) == ("=1+1", "=HYPERLINK(1)")
    with zipfile.ZipFile(folder / "问题.xlsx") as archive:
        assert b"1+1</f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_without_findings_the_workbook_says_so(folder):
    results = tuple(
        each._replace(findings=()) for each in checked_together([folder / "收" / "c.xlsx"])
    )
    book = written(results, folder / "问题.xlsx")
    (row,) = table(book["问题清单"], 5)
    assert (row["问题"], row["位置（点击打开）"], row["代码"]) == ("没有发现问题", "—", None)
    top = header_row(book["统计"], "严重程度")
    assert [row["问题数"] for row in table(book["统计"], top)] == [0] * 5
    assert table(book["统计"], header_row(book["统计"], "代码")) == []


def test_without_any_result_the_workbook_is_still_one(tmp_path):
    book = written((), tmp_path / "问题.xlsx")
    assert table(book["问题清单"], 5)[0]["问题"] == "没有发现问题"
    assert book["问题清单"]["A2"].value == "共 0 个文件、0 份表：错误 0，警告 0，提示 0"


def test_the_rulebook_s_changes_are_listed_with_their_reasons(folder):
    (folder / "rulebook.toml").write_text(
        'base = "mof-2020"\nid = "local"\ntitle = "本地办法"\nreference = "本地通知"\n'
        '[severities.F07]\nseverity = "提示"\nreason = "超支已批复"\nreference = "第3条"\n'
        '[severities.S14]\nseverity = "不报"\nreason = "不抽查"\nreference = "第4条"\n',
        encoding="utf-8",
    )
    results = checked_together([folder / "收"], rulebook=str(folder / "rulebook.toml"))
    book = written(results, folder / "问题.xlsx")
    assert table(book["评分办法调整"], 4) == [
        {
            "评分办法": "本地办法",
            "代码": "F07",
            "问题": "全年执行数超过全年预算数",
            "默认": "错误",
            "调整为": "提示",
            "原因": "超支已批复",
            "依据": "第3条",
        },
        {
            "评分办法": "本地办法",
            "代码": "S14",
            "问题": "各项全部满分",
            "默认": "提示",
            "调整为": "不报",
            "原因": "不抽查",
            "依据": "第4条",
        },
    ]
    codes = {row["代码"]: row["严重程度"] for row in table(book["问题清单"], 5)}
    assert codes["F07"] == "提示"
    assert "S14" not in codes


def test_without_changes_the_sheet_says_so(folder):
    sheet = written(checked_together([folder / "收"]), folder / "问题.xlsx")["评分办法调整"]
    assert sheet["A2"].value == "评分办法没有调整任何检查代码的严重程度。"


def test_a_file_that_is_there_is_not_overwritten_unless_asked(tmp_path):
    path = tmp_path / "问题.xlsx"
    path.write_text("我的文件", encoding="utf-8")
    with pytest.raises(OutputError, match="已经存在，没有覆盖"):
        write_findings((), path)
    assert path.read_text(encoding="utf-8") == "我的文件"
    write_findings((), path, force=True)
    assert load_workbook(path).sheetnames[0] == "问题清单"


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(OutputError, match="文件夹不存在"):
        write_findings((), tmp_path / "没有" / "问题.xlsx")


def test_a_workbook_open_in_excel_is_named(tmp_path, monkeypatch):
    path = tmp_path / "问题.xlsx"
    write_findings((), path)

    def locked(source: object, target: object) -> None:
        raise PermissionError(13, "Permission denied")  # what Windows says of an open file

    monkeypatch.setattr("perfxl.sheet.saving.os.replace", locked)
    with pytest.raises(OutputError, match="正被 Excel、WPS 打开，请关闭后重试"):
        write_findings((), path, force=True)
    assert [each.name for each in tmp_path.iterdir()] == ["问题.xlsx"]


def test_a_file_says_how_many_cells_no_form_took(tmp_path):
    path = write_form(tmp_path / "收" / "a.xlsx")
    book = load_workbook(path)
    book["自评表"]["K30"] = "写在表旁边的话"
    book.create_sheet("说明")["A1"] = "本单位的说明"
    book.save(path)
    sheet = written(checked_together([path]), tmp_path / "问题.xlsx")["统计"]
    rows = table(sheet, [row[0].value for row in sheet.iter_rows()].index("按文件") + 2)
    assert rows[0]["说明"] == "未归位的内容 1 格；表外的内容 1 格"
