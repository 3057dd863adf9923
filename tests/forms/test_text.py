"""The seventeen forms of 2020 as pasted text: nothing lost, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.core.evaluation import Amount, AmountUnit, Evaluation, Evidence, Place
from perfxl.errors import InputError, LimitError
from perfxl.forms.reading import Reading
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from perfxl.forms.text_rows import MAX_BYTES, decode

CORPUS = Path(__file__).parent.parent / "corpus"
SEED = CORPUS / "self_evaluation_forms_2020.txt"
VALUES = CORPUS / "self_evaluation_forms_2020.values.tsv"
TEXT = SEED.read_text(encoding="utf-8")
FIRST_FORM = TEXT[: TEXT.index("\t项目支出绩效自评表", 10)]
BOOK = load_rulebook()
SEED_READINGS = read_text(TEXT, file=SEED.name, rulebook=BOOK)

LABELS = frozenset(
    [
        "项目支出绩效自评表",
        "项目名称",
        "主管部门",
        "实施单位",
        "项目资金（万元）",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
        "年度资金总额",
        "其中：当年财政拨款",
        "上年结转资金",
        "其他资金",
        "年度总体目标",
        "预期目标",
        "实际完成情况",
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度",
        "实际",
        "偏差原因分析及改进措施",
        "指标值",
        "完成值",
        "总分",
        "—",
        "、",  # by itself in the sixteenth form
    ]
)


def read(text: str) -> tuple[Reading, ...]:
    return read_text(text, file="表.txt", rulebook=BOOK)


def values(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    """Every text in an evaluation by its field path."""

    def shown(text: str | int | Amount | None) -> str:
        return text.raw if isinstance(text, Amount) else str(text or "")

    yield "项目名称", shown(evaluation.project)
    yield "主管部门", shown(evaluation.department)
    yield "实施单位", shown(evaluation.unit)
    yield "年度", shown(evaluation.year)
    for label, row in evaluation.funding.rows():
        yield f"{label}.年初预算数", shown(row.initial_budget)
        yield f"{label}.全年预算数", shown(row.annual_budget)
        yield f"{label}.全年执行数", shown(row.executed)
    yield "年度总体目标.预期目标", shown(evaluation.goal.expected)
    yield "年度总体目标.实际完成情况", shown(evaluation.goal.achieved)
    for number, indicator in enumerate(evaluation.indicators, 1):
        path = f"指标{number}"
        yield f"{path}.一级指标", shown(indicator.dimension)
        yield f"{path}.二级指标", shown(indicator.aspect)
        yield f"{path}.三级指标", shown(indicator.name)
        yield f"{path}.年度指标值", shown(indicator.target)
        yield f"{path}.实际完成值", shown(indicator.actual)
        yield f"{path}.分值", shown(indicator.weight)
        yield f"{path}.得分", shown(indicator.printed_score)
        yield f"{path}.偏差原因分析及改进措施", shown(indicator.deviation_note)
    for item in evaluation.evidence:
        yield item.field, item.text


def filled(evaluation: Evaluation) -> dict[str, str]:
    return {field: text for field, text in values(evaluation) if text}


def test_seventeen_projects_173_indicators_68_fund_rows() -> None:
    evaluations = [reading.evaluation for reading in SEED_READINGS]
    assert len(evaluations) == 17
    assert sum(len(evaluation.indicators) for evaluation in evaluations) == 173
    printed_fund_rows = {
        (place.sheet, field.split(".")[0])
        for evaluation in evaluations
        for field, place in evaluation.places.items()
        if field.endswith(".全年预算数")
    }
    assert len(printed_fund_rows) == 68


def test_every_value_is_read_as_printed() -> None:
    """The list was made from the text by a separate, naive reading, odd lines by hand."""
    expected = [line.split("\t") for line in VALUES.read_text(encoding="utf-8").splitlines()]
    found = [
        [str(number), field, text]
        for number, reading in enumerate(SEED_READINGS, 1)
        for field, text in filled(reading.evaluation).items()
    ]
    assert sorted(found) == sorted(expected)


def test_every_line_of_the_seed_is_a_value_a_label_or_listed_as_unplaced() -> None:
    lines = dict(enumerate(TEXT.split("\n"), 1))
    accounted = {
        number for number, line in lines.items() if re.sub(r"\s", "", line) in {*LABELS, ""}
    }
    for reading in SEED_READINGS:
        texts = filled(reading.evaluation)
        for field, place in reading.evaluation.places.items():
            number = int(re.sub(r"\D", "", place.cell))
            if field and texts.get(field, "").strip() == lines[number].strip() != "":
                accounted.add(number)
        accounted |= {int(re.sub(r"\D", "", item.where.cell)) for item in reading.unplaced}
    years = {number for number, line in lines.items() if line.strip() == "（2020年度）"}
    assert {lines[number] for number in set(lines) - accounted - years} == set()
    assert len(years) == 17


def test_text_that_belongs_nowhere_is_listed() -> None:
    reading = only(HEADING, "|产出指标|数量指标|培训|2|1|10|5|", "总分|10|5|", "甲乙丙丁")
    assert [(item.where, item.text) for item in reading.unplaced] == [
        (Place("表.txt", "表1", "第38行"), "甲乙丙丁")
    ]
    assert [item for reading in SEED_READINGS for item in reading.unplaced] == []


@pytest.mark.parametrize(
    ("form", "field", "text"),
    [
        (1, "指标2.年度指标值", "=100%"),
        (5, "指标3.偏差原因分析及改进措施", "/"),  # below an empty line of its cell
        (5, "指标6.年度指标值", "2020年12月31日"),  # likewise
        (5, "指标6.实际完成值", "2020年12月31日"),
        (5, "指标6.偏差原因分析及改进措施", "/"),  # below two
        (6, "项目名称", ""),
        (6, "当年财政拨款.分值", "10"),
        (6, "指标5.年度指标值", "≤12.31日"),
        (8, "年度资金总额.执行率", "100%%"),
        (8, "指标10.三级指标", "教师满意度"),
        (9, "指标7.一级指标", "效益指标"),
        (10, "指标1.偏差原因分析及改进措施", ""),
        (12, "指标2.得分", ""),
        (12, "指标5.实际完成值", "2121.12.31"),
        (12, "上年结转资金.年初预算数", "0"),
        (13, "指标7.年度指标值", "≥12≤12"),
        (16, "年度资金总额.全年执行数", "260.2976"),
        (16, "年度资金总额.得分", "8.1"),
        (17, "项目名称", "计算机上岗培训考核费"),  # title and year without tabs
    ],
)
def test_odd_cells_of_the_seed(form: int, field: str, text: str) -> None:
    assert filled(SEED_READINGS[form - 1].evaluation).get(field, "") == text


def test_what_the_layout_made_doubtful_is_flagged() -> None:
    found = [
        (number, finding.code, finding.field)
        for number, reading in enumerate(SEED_READINGS, 1)
        for finding in reading.findings
    ]
    inferred = {number for number, code, _ in found if code == "L01"}
    assert inferred == set(range(1, 18)) - {5}  # only the fifth form prints 效益指标
    assert [entry for entry in found if entry[1] != "L01"] == [
        (5, "L02", "指标3.偏差原因分析及改进措施"),
        (5, "L02", "指标6.年度指标值"),
        (5, "L02", "指标6.偏差原因分析及改进措施"),
        (9, "L02", "年度总体目标.预期目标"),
    ]


def test_places_name_file_form_and_line() -> None:
    evaluation = SEED_READINGS[12].evaluation
    assert str(evaluation.place("指标7.年度指标值")) == f"{SEED.name}［表13］第2450行"
    assert evaluation.place("主管部门").cell == "第2308行"  # empty: its label


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, line_end: str) -> None:
    text = decode(TEXT.replace("\n", line_end).encode(encoding))
    assert [reading.evaluation for reading in read(text)] == [
        reading.evaluation for reading in SEED_READINGS
    ]


def test_text_over_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(LimitError, match=rf"大.txt：文本有{MAX_BYTES + 1}字节"):
        decode(b"1" * (MAX_BYTES + 1), file="大.txt")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="不是文本文件"):
        decode(b"\xff\x00\xff\x81", file="图.txt")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ufeff",
        "会议通知\n\n各单位：",
        "项目支出绩效自评表\n\n（2020年度）",
        "\t\t\t\n\t",
    ],
)
def test_text_without_a_form_has_no_readings(text: str) -> None:
    assert read(text) == ()


def form(*rows: str) -> str:
    """A form of given rows; ``|`` parts the cells, ``¶`` the paragraphs of a cell."""
    head = ("项目支出绩效自评表", "（2020年度）", "项目名称|甲", "主管部门|乙|实施单位|丙")
    return "\n\n".join(
        "\n".join(
            "\n".join(
                ("\t" if not index else "") + line for index, line in enumerate(cell.split("¶"))
            )
            for cell in row.split("|")
        )
        for row in (*head, *rows)
    )


HEADING = (
    "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
)


def only(*rows: str) -> Reading:
    (reading,) = read(form(*rows))
    return reading


def test_cells_of_another_column_order_follow_their_headings() -> None:
    """Some places print the weight before the target, and a 复核分 beside the score."""
    reading = only(
        "绩效指标|一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|复核分|备注",
        "|产出指标|数量指标|培训（次）|10|≥2|3|10|9|—",
    )
    assert filled(reading.evaluation).items() >= {
        ("指标1.分值", "10"),
        ("指标1.年度指标值", "≥2"),
        ("指标1.实际完成值", "3"),
        ("指标1.得分", "10"),
        ("指标1.复核分", "9"),
    }


def test_a_row_with_two_paragraphs_in_a_cell() -> None:
    reading = only(HEADING, "|产出指标|数量指标|培训|2|1|10|5|原因一|原因二")
    assert filled(reading.evaluation)["指标1.偏差原因分析及改进措施"] == "原因一\n原因二"
    assert {finding.code for finding in reading.findings} == {"L02", "L03"}


def test_a_paragraph_without_a_tab_continues_its_cell() -> None:
    reading = only(HEADING, "|产出指标|数量指标|培训¶班次|2|1|10|5|")
    assert filled(reading.evaluation)["指标1.三级指标"] == "培训\n班次"
    assert [finding.code for finding in reading.findings] == ["L02"]


def test_a_row_too_short_is_read_from_the_left_and_flagged() -> None:
    reading = only(HEADING, "|产出指标|数量指标|培训|2|1")
    assert filled(reading.evaluation)["指标1.实际完成值"] == "1"
    assert [(finding.code, finding.found) for finding in reading.findings] == [("L03", "6格")]


def test_unused_rows_of_the_form_are_no_indicators() -> None:
    reading = only(
        HEADING,
        "|产出指标|数量指标|培训|2|1|10|5|",
        "||时效指标||/|/|||",
        "|效益指标|经济效益指标||||||",
        "||社会效益指标|提高水平|提高|提高|10|10|",
    )
    assert [(i.dimension, i.aspect, i.name) for i in reading.evaluation.indicators] == [
        ("产出指标", "数量指标", "培训"),
        ("效益指标", "社会效益指标", "提高水平"),
    ]
    assert reading.findings == ()
    assert reading.unplaced == ()


def test_the_aspect_moves_the_dimension_only_when_the_label_is_missing() -> None:
    reading = only(
        HEADING,
        "|产出指标|数量指标|培训|2|1|10|5|",
        "||社会效益指标|提高水平|提高|提高|10|10|",
        "||可持续影响指标|持续|持续|持续|10|10|",
        "|综合指标|社会效益指标|影响|好|好|10|10|",
        "||数量指标|报告|1|1|10|10|",
    )
    assert [i.dimension for i in reading.evaluation.indicators] == [
        "产出指标",
        "效益指标",
        "效益指标",
        "综合指标",
        "综合指标",
    ]
    assert [(f.code, f.field) for f in reading.findings] == [("L01", "指标2.一级指标")]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("项目资金（万元）", AmountUnit.WAN), ("项目资金 （元）", AmountUnit.YUAN)],
)
def test_the_unit_of_amounts_stands_in_the_heading(heading: str, unit: AmountUnit) -> None:
    reading = only(
        f"{heading}||年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分",
        "|年度资金总额|1|215,457.6||10|—|0",
        HEADING,
    )
    assert reading.evaluation.amount_unit is unit
    assert reading.unplaced == ()
    assert filled(reading.evaluation)["年度资金总额.全年预算数"] == "215,457.6"
    assert [item.field for item in reading.evaluation.evidence] == [
        "年度资金总额.分值",
        "年度资金总额.得分",
    ]


def test_a_repeated_heading_after_a_page_break_is_not_an_indicator() -> None:
    row = "|产出指标|数量指标|培训|2|1|10|5|"
    reading = only(HEADING, row, HEADING, "||质量指标|合格率|2|1|10|5|")
    assert [i.dimension for i in reading.evaluation.indicators] == ["产出指标", "产出指标"]


def test_the_same_head_twice_keeps_the_first_and_the_second_as_evidence() -> None:
    reading = only("主管部门|丁|实施单位|", HEADING)
    assert reading.evaluation.department == "乙"
    assert reading.evaluation.evidence == (Evidence("主管部门", "丁"),)


def test_forms_without_titles_begin_at_their_project_name() -> None:
    text = form(HEADING).replace("项目支出绩效自评表\n\n\t（2020年度）\n\n\t", "")
    assert [reading.evaluation.project for reading in read(text + "\n\n" + text)] == ["甲", "甲"]


MARK = "另有一件涉及本表的事项请财务科核对。"
BORDERS = [number for number, line in enumerate(FIRST_FORM.split("\n")) if not line]


@settings(max_examples=150, deadline=None)
@given(
    line=st.sampled_from(BORDERS),
    mark=st.sampled_from([f"\n{MARK}", f"\n\t{MARK}", f"\n\t\n\t{MARK}", f"\n\t{MARK}\n\t"]),
)
def test_a_row_put_in_anywhere_is_found_again(line: int, mark: str) -> None:
    """A remark of its own is in a value, in evidence or unplaced."""
    lines = FIRST_FORM.split("\n")
    readings = read("\n".join([*lines[:line], mark, *lines[line:]]))
    texts = [str(pair) for reading in readings for pair in filled(reading.evaluation).items()]
    texts += [item.text for reading in readings for item in reading.unplaced]
    assert any(MARK.rstrip("。") in text for text in texts)  # a label loses its full stop


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_is_read_without_an_error(data: st.DataObject) -> None:
    pieces = st.sampled_from(
        [*LABELS, "\t", "\n", "\n\n", "10", "（2020年度）", "\r", "\x0b", "𠀀"]
    )
    text = "".join(data.draw(st.lists(pieces | st.text(max_size=5), max_size=60)))
    for reading in read(text):
        assert reading.evaluation.place("").sheet


VALUE_LINES = [
    number
    for number, line in enumerate(TEXT.split("\n"))
    if line.strip() and re.sub(r"\s", "", line) not in LABELS
]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(VALUE_LINES), max_size=40))
def test_lost_values_lose_no_others(dropped: set[int]) -> None:
    lines = [line for number, line in enumerate(TEXT.split("\n")) if number not in dropped]
    readings = read("\n".join(lines))
    found = [text for reading in readings for text in filled(reading.evaluation).values()]
    found += [item.text for reading in readings for item in reading.unplaced]
    together = "\n".join(found)
    long = {line.strip() for line in lines if len(line) > 20 and not line.startswith("\t绩  ")}
    assert {line for line in long if line not in together} == set()
