"""Files with several forms, reports around forms, our own forms, and what is noted of a file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from perfxl.core.evaluation import Place
from perfxl.forms.reader import read_forms
from perfxl.forms.reading import FormKind, Reading
from tests.corpus.notation import FORMS, workbook

ROWS = [
    ["项目名称", "{name}", "", "主管部门", "民政局", ""],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值"],
    ["产出指标", "数量指标", "慰问老人", "50人", "50人", "90"],
    ["总分", "", "", "", "", "90"],
]


def add_form(paper: docx.document.Document, name: str, *, title: bool = True) -> None:
    if title:
        paper.add_paragraph("附件1")
        paper.add_paragraph("项目支出绩效自评表")
        paper.add_paragraph("（2021年度）")
    table = paper.add_table(0, 6)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text.format(name=name)


def read(folder: Path, build: Callable[[docx.document.Document], None]) -> tuple[Reading, ...]:
    paper = docx.Document()
    build(paper)
    buffer = BytesIO()
    paper.save(buffer)
    path = folder / "自评报告.docx"
    path.write_bytes(buffer.getvalue())
    return read_forms(path)


def test_forms_in_a_report(tmp_path: Path) -> None:
    """The text of the report is no part of the forms; notes right below one are."""

    def build(paper: docx.document.Document) -> None:
        paper.add_paragraph("2021年度项目支出绩效自评报告")
        paper.add_paragraph("一、项目概况。" + "本项目为慰问困难老人。" * 30)
        add_form(paper, "甲项目")
        paper.add_paragraph("注：自评得分保留两位小数。")
        paper.add_paragraph("二、存在问题。" + "部分乡镇台账不全。" * 30)
        add_form(paper, "乙项目")
        paper.add_paragraph("填表人：王芳    联系电话：0871-1234567")

    first, second = read(tmp_path, build)
    assert (first.evaluation.project, second.evaluation.project) == ("甲项目", "乙项目")
    assert first.evaluation.year == second.evaluation.year == 2021
    assert first.unplaced == second.unplaced == ()
    assert first.evaluation.printed("填表说明") == "注：自评得分保留两位小数。"
    assert second.evaluation.printed("填表人") == "王芳"
    assert second.evaluation.printed("联系电话") == "0871-1234567"


def test_forms_without_titles_follow_each_other(tmp_path: Path) -> None:
    def build(paper: docx.document.Document) -> None:
        for name in ("甲", "乙", "丙"):
            add_form(paper, name, title=False)
            paper.add_paragraph()

    assert [reading.evaluation.project for reading in read(tmp_path, build)] == ["甲", "乙", "丙"]


def test_a_form_cut_by_a_page(tmp_path: Path) -> None:
    """The second half has no headings: its columns are those of the first."""

    def build(paper: docx.document.Document) -> None:
        add_form(paper, "甲")
        paper.tables[0]._tbl.remove(paper.tables[0].rows[-1]._tr)
        rest = paper.add_table(0, 6)
        for row in (["", "质量指标", "发放准确率", "100%", "99%", "10"], ROWS[-1]):
            for cell, text in zip(rest.add_row().cells, row, strict=True):
                cell.text = text

    (reading,) = read(tmp_path, build)
    facts = reading.evaluation
    assert [(item.dimension, item.aspect, item.name) for item in facts.indicators] == [
        ("产出指标", "数量指标", "慰问老人"),
        ("产出指标", "质量指标", "发放准确率"),
    ]
    assert facts.place("指标2.实际完成值") == Place(
        str(tmp_path / "自评报告.docx"), "", "表2第1行第5格"
    )
    assert reading.unplaced == ()


def test_a_report_without_a_form(tmp_path: Path) -> None:
    assert (
        read(tmp_path, lambda paper: paper.add_paragraph("项目支出绩效自评工作总结") and None) == ()
    )


def test_places(tmp_path: Path) -> None:
    path = tmp_path / "01.xlsx"
    path.write_bytes(workbook(FORMS / "01_official.form"))
    facts = read_forms(path)[0].evaluation
    wanted = {
        "项目名称": "C3", "年度": "A2", "年度资金总额.全年执行数": "F6", "其他资金.年初预算数": "D9",
        "年度总体目标.实际完成情况": "F11", "指标1.一级指标": "B13", "指标4.一级指标": "B13",
        "指标4.实际完成值": "F16", "指标2.偏差原因分析及改进措施": "I14", "总分.得分": "H20",
    }  # fmt: skip
    assert {field: facts.place(field).cell for field in wanted} == wanted
    assert facts.place("项目名称").sheet == "Sheet1"
    assert facts.place("项目名称").file == str(path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("01_official", FormKind.SELF_EVALUATION), ("11_transfer", FormKind.TRANSFER),
        ("12_targets", FormKind.TARGETS), ("14_monitoring", FormKind.MONITORING),
        ("15_department", FormKind.DEPARTMENT),
    ],
)  # fmt: skip
def test_kind(name: str, kind: FormKind, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(workbook(FORMS / f"{name}.form"))
    assert [reading.kind for reading in read_forms(path)] == [kind]


def test_pasted_text_is_read_by_its_own_reader(tmp_path: Path) -> None:
    seed = Path(__file__).parent.parent / "corpus" / "self_evaluation_forms_2020.txt"
    assert len(read_forms(seed)) == 17
