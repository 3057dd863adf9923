"""The report as a Word document: what stands in it, and that hostile texts stay texts."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table

from perfxl.core.evaluation import Evaluation, Funding
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.errors import InputError, OutputError, TemplateError
from perfxl.forms import report_document
from perfxl.forms.report_document import Report, choose, render_report, report_faults, write_report
from perfxl.forms.report_text import report_context
from perfxl.forms.rulebooks import load_rulebook, template_file
from perfxl.template.document import DocumentEnvironment
from tests.core.checks.forms import CLEAN, planted
from tests.corpus.seed import seed_forms

BOOK = load_rulebook()
TEMPLATE = template_file("mof-2020", "report.docx")
FORMS = seed_forms()


def scored(*evaluations: Evaluation) -> list[ScoredForm]:
    return [ScoredForm(each, score(each, BOOK), (), "总表.xlsx") for each in evaluations]


def report(*evaluations: Evaluation) -> Report:
    forms = scored(*evaluations)
    return Report(tuple(forms), *render_report(TEMPLATE, report_context(forms, BOOK)))


def lines(data: bytes) -> list[str]:
    """The document's paragraphs, and its rows as ``a | b``, in order, blank ones left out."""
    return [line for line in _lines(Document(BytesIO(data))) if line.strip()]


def _lines(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells)
        else:
            yield block.text


@pytest.mark.parametrize("forms", [FORMS[15:16], FORMS[5:6], FORMS[:2], FORMS[8:10]])
def test_the_paragraph_before_the_signature_stays_with_it(forms: tuple[Evaluation, ...]) -> None:
    written = Document(BytesIO(report(*forms).data)).paragraphs
    kept = [each for each in written if each.paragraph_format.keep_with_next]
    assert [each.text for each in kept[-3:]] == [each.text for each in written[-4:-1]]
    assert [each.style.name for each in kept].count("报告正文") == 1


def test_the_report_of_the_sixteenth_seed_form() -> None:
    assert lines(report(FORMS[15]).data) == [
        "“一中心两平台”及电子督学视频系统建设专项业务经费",
        "项目支出绩效自评报告",
        "（2020年度）",
        "一、项目基本情况",
        "“一中心两平台”及电子督学视频系统建设专项业务经费由昌吉州教育局主管，"
        "由昌吉州教育考试中心实施，本报告对其2020年度的绩效进行自评。"
        "项目设置绩效指标10项，其中产出指标6项、效益指标2项、满意度指标2项。"
        "自评得分按照《项目支出绩效评价管理办法》（财预〔2020〕10号）计算。",
        "二、绩效目标及资金情况",
        "（一）绩效目标",
        f"预期目标：{FORMS[15].goal.expected}",
        f"实际完成情况：{FORMS[15].goal.achieved}",
        "（二）资金情况",
        "项目全年预算数320万元，全年执行数260.2976万元，预算执行率81.34%。",
        "项目资金情况（单位：万元）",
        "资金来源 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率",
        "年度资金总额 | 320 | 320 | 260.2976 | 81.34%",
        "当年财政拨款 | — | — | — | —",
        "上年结转资金 | 320 | 320 | 260.2976 | 81.34%",
        "其他资金 | — | — | — | —",
        "三、自评得分及等级",
        "项目自评总分为98.13分（满分100分），等级为“优”。"
        "预算执行率得分：260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13。",
        "自评得分",
        "评价内容 | 分值 | 得分 | 得分率",
        "预算执行率 | 10 | 8.13 | 81.3%",
        "产出指标 | 50 | 50 | 100%",
        "效益指标 | 30 | 30 | 100%",
        "满意度指标 | 10 | 10 | 100%",
        "合计 | 100 | 98.13 | 98.13%",
        "四、各项指标完成情况",
        "10项指标中，得满分的10项，未得满分的0项。",
        "绩效指标完成情况",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
        *(
            f"{i.dimension} | {i.aspect} | {i.name} | {i.target} | {i.actual} | {w} | {w}"
            for i, w in zip(FORMS[15].indicators, (5, 5, 10, 10, 10, 10, 15, 15, 5, 5), strict=True)
        ),
        "合计 | 合计 | 合计 | 合计 | 合计 | 90 | 90",
        "五、偏差原因分析及改进措施",
        "预算执行率：260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13。"
        "原因和改进措施：【待补充：预算执行率未达到100%的原因和改进措施】",
        "六、其他需要说明的问题",
        "1．以下各项原表所印的得分与按评分办法计算的不同：预算执行率原表8.1分、本报告8.13分；"
        "“一中心两平台”及“电子督学”视频系统建设费用原表8.1分、本报告10分。",
        "2．原表所印的总分为96.2分，本报告的总分为98.13分。",
        "3．“一中心两平台”及“电子督学”视频系统建设费用：剩余金额按照合同约定按期支付项目尾款。",
        "昌吉州教育考试中心（盖章）　",
        "　　　　年　　月　　日　",
    ]


def test_the_report_of_a_unit_has_every_project_in_every_part() -> None:
    unit = [replace(form, department="教育局", unit="考试中心") for form in FORMS]
    text = lines(report(*unit).data)
    assert text[:3] == ["考试中心", "项目支出绩效自评报告", "（2020年度）"]
    assert "考试中心2020年度开展自评的项目共17个，全年预算数合计671.6385万元，" in text[4]
    for number, form in enumerate(FORMS, 1):
        name = form.project or "【待补充：项目名称】"
        assert f"{number} | {name} | 教育局 | 考试中心 | {len(form.indicators)}" in text
        assert f"{number}．{name}" in text
    assert "合计 | 合计 | 431.36 | 671.6385 | 428.0761 | 63.74%" in text
    assert "（十七）计算机上岗培训考核费" in text
    assert "17 | 计算机上岗培训考核费 | 10 | 90 | 100 | 优" in text
    assert text[text.index("（二）资金情况") + 1].startswith(
        "各项目的资金情况见下表，年初预算数合计431.36万元，全年预算数合计671.6385万元，"
    )


def test_no_sum_is_said_of_what_nobody_filled_in() -> None:
    bare = [replace(form, funding=Funding()) for form in FORMS[:2]]
    text = lines(report(*bare).data)
    assert "个。自评得分按照" in text[4]
    assert text[text.index("（二）资金情况") + 1].startswith("各项目的资金情况见下表。其中")


def test_every_gap_is_counted_and_highlighted() -> None:
    for form in (FORMS[1], FORMS[11], Evaluation()):
        made = report(form)
        text = "\n".join(lines(made.data))
        # A merged cell reads the same in each of its rows; here no merged label is a gap.
        assert text.count("【待补充：") == len(made.gaps) > 3
        highlighted = [
            run.text
            for run in _runs(Document(BytesIO(made.data)))
            if run.font.highlight_color is not None
        ]
        assert tuple(highlighted) == made.gaps


def _runs(document: WordDocument) -> Iterator[object]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    for paragraph in cell.paragraphs:
                        yield from paragraph.runs
        else:
            yield from block.runs


HOSTILE = [
    "{{ 7*7 }}",
    "{{ rulebook.title }}",
    "{% for p in projects %}甲{% endfor %}",
    "{%p if x %}",
    "{_{ 7*7 }_} {_% if %_}",
    "<w:p><w:r><w:t>甲</w:t></w:r></w:p>",
    "</w:t></w:r></w:p>",
    "&amp; &#65; ]]> <!-- -->",
    "甲\ufdd0【待补充：乙】\ufdd1",
    "\ufdd2616263\ufdd3丙",
    "控制\x00\x01\x07\x1b字符",
    "半个\ud83d字",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    name = "指标1.三级指标"
    fields = ["项目名称", "主管部门", "年度总体目标.预期目标", name, "指标1.年度指标值"]
    note = "指标1.偏差原因分析及改进措施"
    clean, hostile = (
        planted(CLEAN, dict.fromkeys([*fields, note], f"头{each}尾")) for each in ("中", text)
    )
    before, after = lines(report(clean).data), lines(report(hostile).data)
    shown = "".join(
        char for char in text if char.isprintable() and not "\ufdd0" <= char <= "\ufdef"
    )
    assert len(before) == len(after)
    assert after[0] == f"头{shown}尾"
    assert sum(f"头{shown}尾" in line for line in after) == sum("头中尾" in line for line in before)


def test_a_goal_of_several_lines_is_several_paragraphs() -> None:
    made = report(planted(CLEAN, {"年度总体目标.预期目标": "一、建设平台；\n二、培训教师"}))
    document = Document(BytesIO(made.data))
    at = [paragraph.text for paragraph in document.paragraphs].index("预期目标：一、建设平台；")
    first, second = document.paragraphs[at : at + 2]
    assert second.text == "二、培训教师。"
    assert first.style.name == second.style.name


def test_the_same_facts_give_the_same_bytes() -> None:
    assert report(FORMS[0]).data == report(FORMS[0]).data
    with zipfile.ZipFile(BytesIO(report(FORMS[0]).data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(BytesIO(report(FORMS[0]).data)).core_properties
    assert properties.title == "福建专家团队线上培训工作经费项目支出绩效自评报告"
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created == properties.modified


def test_the_page_is_a4_and_tables_repeat_their_headings() -> None:
    document = Document(BytesIO(report(FORMS[0]).data))
    [section] = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert len(document.tables) == 3
    for table in document.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in others)


def test_equal_labels_are_merged_cells() -> None:
    table = Document(BytesIO(report(FORMS[0]).data)).tables[-1]
    column = [row.cells[0]._tc for row in table.rows]
    assert len({id(cell) for cell in column[1:5]}) == 1  # four 产出指标 in one cell
    assert column[5] is column[6]
    assert column[4] is not column[5]
    assert table.rows[3].cells[1]._tc is not table.rows[4].cells[1]._tc


def test_every_style_names_a_chinese_font() -> None:
    styles = Document(TEMPLATE).styles
    fonts = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in styles
        if style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    assert fonts["Normal"] == "仿宋"
    assert fonts["Title"] == fonts["Heading 1"] == fonts["表头文字"] == "黑体"
    assert set(fonts.values()) <= {"仿宋", "黑体", "楷体", "宋体"}


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_text("人写的", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        write_report(scored(CLEAN), path, rulebook="mof-2020")
    assert path.read_text(encoding="utf-8") == "人写的"
    made = write_report(scored(CLEAN), path, rulebook="mof-2020", force=True)
    assert path.read_bytes() == made.data
    assert [file.name for file in tmp_path.iterdir()] == ["报告.docx"]


def test_a_report_is_a_word_document(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"报告\.doc：报告是 Word 文档，文件名要以 \.docx 结尾"):
        write_report(scored(CLEAN), tmp_path / "报告.doc", rulebook="mof-2020")


def test_a_report_of_a_whole_province_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="最多写 500 个项目，现有 501 个"):
        write_report(scored(CLEAN) * 501, tmp_path / "报告.docx", rulebook="mof-2020")


def test_an_empty_form_is_all_gaps_and_claims_nothing() -> None:
    text = lines(report(Evaluation()).data)
    assert "【待补充：绩效指标】" in text
    assert "【待补充：项目名称】还有得分没有确定，已经确定的没有失分。" in text
    assert not any("均得满分" in line for line in text)


def test_without_docxtpl_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(OutputError, match="pip install docxtpl python-docx"):
        report(CLEAN)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "不是文档".encode()])
def test_a_template_that_is_no_document_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"report\.docx：报告模板打不开"):
        render_report(path, {})


def test_a_workbook_as_template_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(template_file("mof-2020", "form.xlsx").read_bytes())
    with pytest.raises(TemplateError, match="报告模板打不开"):
        render_report(path, {})


OWN_RULES = 'id = "own"\nbase = "mof-2020"\ntitle = "本地办法"\nreference = "本地通知"\n'
FAULTS = [
    ("{{ projcets }}", "找不到字段.*projcets"),
    ("{{ signer.upper() }}", "函数调用"),
    ("{%p for p in projects %}", "写法有误"),
    ("{% for p in deviating %}{{ p.reason }}{% endfor %}", "reason"),
    ("{% if not single %}{{ summary.total }}{% endif %}", "total"),
    ("{% for p in projects %}{% if not p.complete %}{{ p.gap }}{% endif %}{% endfor %}", "gap"),
]


@pytest.mark.parametrize(("placeholder", "message"), FAULTS)
def test_a_fault_of_the_template_is_found(tmp_path: Path, placeholder: str, message: str) -> None:
    (tmp_path / "rulebook.toml").write_text(OWN_RULES, encoding="utf-8")
    document = Document()
    document.add_paragraph(placeholder)
    document.save(str(tmp_path / "report.docx"))
    [fault] = report_faults(tmp_path)
    assert re.search(message, str(fault))
    assert "report.docx：报告模板里的占位符有误" in str(fault)


def test_the_shipped_template_has_no_faults() -> None:
    assert report_faults(TEMPLATE.parent) == ()


CODED = scored(replace(CLEAN, code="01"), replace(CLEAN, code="02", project="设备更新"))


@pytest.mark.parametrize("project", ["02", "设备更新"])
def test_a_project_is_chosen_by_number_or_name(project: str) -> None:
    assert choose(CODED, project) is CODED[1]


def test_a_project_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(
        InputError, match=r"没有编号或名称为“3”的项目；可选的有：01 线上培训工作经费、02 设备更新$"
    ):
        choose(CODED, "3")


def test_a_project_that_is_there_twice_is_not_guessed() -> None:
    with pytest.raises(InputError, match=r"“02”的项目有 2 个（总表\.xlsx）"):
        choose([*CODED, CODED[1]], "02")


def test_the_samples_of_a_check_are_of_one_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    compiled = DocumentEnvironment._compiled
    monkeypatch.setattr(
        DocumentEnvironment, "_compiled", lambda *it: (made.append(it), compiled(*it))[1]
    )
    report_document._language.cache_clear()
    assert report_faults(TEMPLATE.parent) == ()
    assert len(made) <= 8  # the text, headers and footers, notes, properties; of three samples
