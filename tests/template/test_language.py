"""What a template cell can say, and what then stands in the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font

from perfxl.template import compile_template
from tests.template.workbooks import cells, merges, part, read, with_parts, workbook


def rendered(template: bytes, context: dict[str, object], **options: object) -> bytes:
    return compile_template(template, **options).render(context)


@pytest.mark.parametrize(
    ("value", "shown", "kind"),
    [
        ("43.2", 43.2, "n"),
        ("-3", -3, "n"),
        ("007", "007", "s"),
        ("95%", "95%", "s"),
        ("=1+1", "=1+1", "s"),
        ("+1", "+1", "s"),
        ("@x", "@x", "s"),
        ("≥5", "≥5", "s"),
        ("2020年12月30日", "2020年12月30日", "s"),
        (Decimal("8.13"), 8.13, "n"),
        (60, 60, "n"),
        (True, True, "b"),
        (None, None, "n"),
        ("", None, "n"),
        (date(2020, 12, 30), 44195, "n"),
    ],
)
def test_a_cell_that_is_one_value_has_its_type(value, shown, kind):
    data = rendered(workbook({"B2": "{{ actual }}"}), {"actual": value})
    cell = read(data)["自评表"]["B2"]
    assert (cell.value, cell.data_type) == (shown, kind)


def test_an_empty_value_leaves_the_style():
    def coloured(book: Workbook) -> None:
        book["自评表"]["B2"].number_format = "0.00%"

    template = workbook({"B2": "{{ rate }}"}, coloured)
    assert read(rendered(template, {"rate": None}))["自评表"]["B2"].number_format == "0.00%"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("（{{ year }}年度）", "（2020年度）"),
        ("{{ year }}{{ unit }}", "2020林业局"),
        ("100%：{{ unit }}", "100%：林业局"),
        (" {{ year }} ", 2020),
        ("{{ none }}年", "年"),
        ("{{ rate }}", 0.125),
        ("得 {{ rate }} 分", "得 0.125 分"),
        ("{{ unit or '—' }}", "林业局"),
        ("{{ none or '—' }}", "—"),
        ("{{ (rate * 100) | round(1) }}", 12.5),
        ("{{ rate * 1.1 }}", 0.1375),
        ("{% if rate > 0.1 %}高{% else %}低{% endif %}", "高"),
        ("{% for p in people %}{{ p }}、{% endfor %}等", "甲、乙、等"),
        ("{{ people | join('、') }}", "甲、乙"),
        ("{{ people | length }}人", "2人"),
        ("{{ unit | replace('局', '所') }}", "林业所"),
        ("{# 给填表人 #}{{ year }}", 2020),
        ("{{ unit[0] }}", "林"),
        ("{{ '2' ~ '1' }}", 21),
    ],
)
def test_text_and_expressions(cell, shown):
    context = {
        "year": 2020,
        "unit": "林业局",
        "none": None,
        "rate": Decimal("0.125"),
        "people": ["甲", "乙"],
    }
    assert cells(rendered(workbook({"A1": cell}), context)) == {"A1": shown}


def test_a_comment_leaves_nothing():
    assert cells(rendered(workbook({"A1": "{# 说明 #}", "A2": "x"}), {})) == {"A2": "x"}


def test_fields_by_attribute_and_by_key():
    @dataclass
    class Fund:
        executed: Decimal

    template = workbook({"A1": "{{ funding.total.executed }}"})
    for total in (Fund(Decimal("1.5")), {"executed": Decimal("1.5")}):
        assert cells(rendered(template, {"funding": {"total": total}})) == {"A1": 1.5}


BLOCK = {
    "A1": "{% for i in indicators %}",
    "A2": "{{ i.dimension | merge }}",
    "B2": "{{ i.aspect | merge(i.dimension) }}",
    "C2": "{{ loop.index }}",
    "D2": "{{ i.name }}",
    "E2": "{{ i.name }}（{{ unit }}）",
    "F2": "{% if loop.last %}完{% endif %}",
    "A3": "{% endfor %}",
}


def indicator(dimension: str | None, aspect: str | None, name: str = "甲") -> dict[str, object]:
    return {"dimension": dimension, "aspect": aspect, "name": name}


def test_a_block_repeats_its_rows():
    rows = [indicator("产出", "数量", "甲"), indicator("产出", "质量", "乙")]
    data = rendered(workbook(BLOCK), {"indicators": rows, "unit": "局"})
    assert cells(data) == {
        "A1": "产出",
        "B1": "数量",
        "C1": 1,
        "D1": "甲",
        "E1": "甲（局）",
        "B2": "质量",
        "C2": 2,
        "D2": "乙",
        "E2": "乙（局）",
        "F2": "完",
    }


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([("产出", "数量")], []),
        ([("产出", "数量"), ("产出", "数量")], ["A1:A2", "B1:B2"]),
        ([("产出", "数量"), ("产出", "质量")], ["A1:A2"]),
        ([("产出", "数量"), ("效益", "数量")], []),  # never across two dimensions
        ([("产出", "数量"), ("效益", "数量"), ("产出", "数量")], []),
        ([(None, None), (None, None)], []),  # empty cells stay apart
        ([("产出", None), ("产出", None), ("产出", "质量")], ["A1:A3"]),
        ([("产出", "质量")] * 60, ["A1:A60", "B1:B60"]),
    ],
)
def test_equal_neighbours_merge_downwards(rows, merged):
    context = {"indicators": [indicator(*row) for row in rows], "unit": ""}
    data = rendered(workbook(BLOCK), context)
    assert merges(data) == merged
    hidden = {area.split(":")[0] for area in merged}
    shown = {name for name in cells(data) if name[0] in "AB"}
    assert hidden <= shown


def test_merging_a_cell_that_is_merged_across():
    def across(book: Workbook) -> None:
        book["自评表"].merge_cells("A2:B2")
        book["自评表"].merge_cells("D2:E2")

    cell = {**BLOCK, "B2": None, "E2": None}
    template = workbook({name: text for name, text in cell.items() if text}, across)
    rows = [indicator("产出", "数量"), indicator("产出", "数量"), indicator("效益", "数量")]
    data = rendered(template, {"indicators": rows, "unit": ""})
    assert merges(data) == ["A1:B2", "A3:B3", "D1:E1", "D2:E2", "D3:E3"]
    assert merges(rendered(template, {"indicators": [], "unit": ""})) == ["A1:B1", "D1:E1"]


def test_merging_in_a_block_of_two_rows():
    def tall(book: Workbook) -> None:
        book["自评表"].merge_cells("A2:A3")

    template = workbook(
        {
            "A1": "{% for i in indicators %}",
            "A2": "{{ i.dimension | merge }}",
            "B2": "{{ i.name }}",
            "B3": "说明：{{ i.aspect }}",
            "A4": "{% endfor %}",
        },
        tall,
    )
    rows = [indicator("产出", "x"), indicator("产出", "y"), indicator("效益", "z")]
    data = rendered(template, {"indicators": rows})
    assert merges(data) == ["A1:A4", "A5:A6"]
    assert [cells(data).get(f"B{row}") for row in range(1, 7)] == [
        *("甲", "说明：x", "甲", "说明：y", "甲", "说明：z")
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 14, 60])
def test_any_number_of_rows(count):
    rows = [indicator("产出", "数量", f"指标{n}") for n in range(count)]
    template = workbook({**BLOCK, "A4": "总分", "D4": "=COUNTA(D2:D2)"})
    data = rendered(template, {"indicators": rows, "unit": ""})
    last = max(1, count)
    assert cells(data)[f"A{last + 1}"] == "总分"
    assert cells(data)[f"D{last + 1}"] == f"=COUNTA(D1:D{last})"
    assert [cells(data).get(f"D{row + 1}") for row in range(count)] == [
        f"指标{n}" for n in range(count)
    ]


def test_a_block_without_rows_is_one_blank_row():
    template = workbook({**BLOCK, "G2": "=D2&E2", "H2": "固定", "A4": "总分"})
    data = rendered(template, {"indicators": [], "unit": ""})
    assert cells(data) == {"H1": "固定", "A2": "总分"}


def rich(*runs: str | TextBlock) -> CellRichText:
    return CellRichText(*runs)


RED = InlineFont(color="FFFF0000")


def test_text_in_several_fonts_keeps_them():
    template = workbook({"A1": rich("年度：", TextBlock(RED, "{{ year }}"), "（万元）")})
    value = read(rendered(template, {"year": 2020}))["自评表"]["A1"].value
    assert str(value) == "年度：2020（万元）"
    assert [run.font.color.rgb for run in value if isinstance(run, TextBlock)] == ["FFFF0000"]


def test_a_placeholder_over_two_fonts_takes_the_first():
    template = workbook({"A1": rich("年度：", TextBlock(RED, "{{ ye"), "ar }}（万元）")})
    value = read(rendered(template, {"year": 2020}))["自评表"]["A1"].value
    assert [str(run) for run in value] == ["年度：", "2020", "（万元）"]


def test_one_value_in_several_fonts_is_a_value():
    template = workbook({"A1": rich("{{ ", TextBlock(RED, "year"), " }}")})
    assert cells(rendered(template, {"year": 2020})) == {"A1": 2020}


def test_fixed_rich_text_stays():
    template = workbook({"A1": rich("固定", TextBlock(RED, "红字")), "A2": "{{ year }}"})
    value = read(rendered(template, {"year": 2020}))["自评表"]["A1"].value
    assert [str(run) for run in value] == ["固定", "红字"]


@pytest.mark.parametrize(
    "element",
    ['t="inlineStr"><is><t>{{ year }}年</t></is></c>', 't="str"><v>{{ year }}年</v></c>'],
)
def test_texts_in_the_sheet_itself_are_read(element):
    data = workbook({"A1": "标题", "A2": "x"})
    sheet = part(data, "xl/worksheets/sheet1.xml")
    changed = sheet.replace('t="s"><v>1</v></c>', element)
    assert changed != sheet
    template = with_parts(data, {"xl/worksheets/sheet1.xml": changed})
    assert cells(rendered(template, {"year": 2020})) == {"A1": "标题", "A2": "2020年"}


def test_placeholders_leave_no_trace():
    template = workbook({**BLOCK, "A4": "总分"})
    data = rendered(template, {"indicators": [indicator("产出", "数量")], "unit": ""})
    assert "{" not in part(data, "xl/sharedStrings.xml")


NOTE = {
    "A1": "{{ project }}",
    "A2": "{% for i in indicators %}",
    "A3": "{{ i.note }}",
    "A4": "{% endfor %}",
}


def wrapped(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.column_dimensions["A"].width = 20
    for address in ("A1", "A3"):
        sheet[address].font = Font(name="宋体", size=10.5)
        sheet[address].alignment = Alignment(wrap_text=True)


@pytest.mark.parametrize(
    ("length", "size"), [(200, None), (300, "9"), (400, "7"), (600, "6"), (5_000, "6")]
)
def test_a_text_no_row_is_high_enough_for_is_written_smaller(length: int, size: str | None):
    """Excel's highest row is 409.5 points; the text itself stays as it is."""
    text = "字" * length
    program = compile_template(workbook(NOTE, wrapped))
    data = program.render({"project": text, "indicators": [{"note": "短"}, {"note": text}]})
    strings = part(data, "xl/sharedStrings.xml")
    shown = {name: str(value) for name, value in cells(data).items()}
    assert shown == {"A1": text, "A2": "短", "A3": text}
    assert re.findall(r'<sz val="([\d.]+)"/>', strings) == ([size, size] if size else [])
    heights = re.findall(r'<row r="\d+"[^>]* ht="([\d.]+)"', part(data, "xl/worksheets/sheet1.xml"))
    assert all(float(height) <= 409.5 for height in heights)
    # The next form of the same program is not touched by it.
    assert "<rPr>" not in part(
        program.render({"project": "短", "indicators": []}), "xl/sharedStrings.xml"
    )
