"""A program gives the same bytes each time, travels between processes, knows its cells."""

from __future__ import annotations

import pickle
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from perfxl.errors import OutputError
from perfxl.template import Program, compile_template
from tests.template.workbooks import cells, parts, read, workbook

TEMPLATE = workbook(
    {
        "自评表": {
            "A1": "{{ project }}（{{ year }}年度）",
            "B1": "{{ total.score }}",
            "A2": "{% for i in indicators %}",
            "A3": "{{ i.name }}",
            "B3": "{{ i.score }}",
            "A4": "{% endfor %}",
            "A6": "{% for f in findings %}",
            "A7": "{{ f.code }}",
            "A8": "{{ f.text }}",
            "A9": "{% endfor %}",
            "A10": "完",
        },
        "依据": {
            "A1": "{{ project }}",
            "A2": "{% for row in indicators %}",
            "A3": "{{ loop.index }}",
            "B3": "{{ row.score }}",
            "A4": "{% endfor %}",
        },
    }
)


def context(indicators: int, findings: int = 1) -> dict[str, object]:
    return {
        "project": "自主学习平台",
        "year": 2020,
        "total": {"score": Decimal("98.13")},
        "indicators": [{"name": f"指标{n}", "score": Decimal(n)} for n in range(indicators)],
        "findings": [{"code": f"W{n:02}", "text": "权重合计不是 100"} for n in range(findings)],
    }


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_template(TEMPLATE)


def test_the_same_bytes_each_time(program):
    first = program.render(context(14))
    program.render(context(2))
    assert program.render(context(14)) == first
    assert compile_template(TEMPLATE).render(context(14)) == first


def test_it_travels_by_pickle(program):
    travelled = pickle.loads(pickle.dumps(program))  # noqa: S301
    assert travelled.render(context(3)) == program.render(context(3))


def test_it_reads_a_file_and_names_it(tmp_path: Path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(TEMPLATE)
    assert compile_template(path).render(context(1)) == compile_template(TEMPLATE).render(
        context(1)
    )


@pytest.mark.parametrize(
    ("field", "index", "place"),
    [
        ("total.score", None, ("自评表", "B1")),
        ("indicators.score", 0, ("自评表", "B2")),
        ("indicators.score", 2, ("自评表", "B4")),
        ("i.score", 2, ("自评表", "B4")),
        ("row.score", 1, ("自评表", "B3")),
        ("findings.text", 1, ("自评表", "A9")),
        ("project", None, ("依据", "A1")),  # the first cell that shows exactly this field
        ("indicators.score", 3, None),
        ("indicators.score", None, None),
        ("indicators.weight", 0, None),
    ],
)
def test_where_a_field_lands(program, field, index, place):
    assert program.address(context(3, 2), field, index=index) == place


def test_all_places(program):
    places = program.places(context(3, 2))
    data = program.render(context(3, 2))
    assert len(places) == 2 + 3 * 2 + 2 * 2
    for (field, index), (sheet, cell) in places.items():
        if field == "indicators.name":
            assert read(data)[sheet][cell].value == f"指标{index}"


@pytest.mark.parametrize("indicators", [0, 1, 2, 14, 60])
@pytest.mark.parametrize("findings", [0, 1, 3])
def test_two_readers_read_the_same(program, indicators, findings):
    data = program.render(context(indicators, findings))
    other = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in ("自评表", "依据"):
        grid = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheet = read(data)[name]
        ours = [
            [sheet.cell(row + 1, column + 1).value or "" for column in range(len(line))]
            for row, line in enumerate(grid)
        ]
        assert [[value or "" for value in line] for line in grid] == ours
    last = max(1, indicators) + 1 + 2 * max(1, findings) + 2
    assert cells(data)[f"A{last}"] == "完"


def test_a_zip_that_every_reader_takes(program):
    with zipfile.ZipFile(BytesIO(program.render(context(3)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert len(set(archive.namelist())) == len(archive.namelist())
    assert set(parts(TEMPLATE)) == set(parts(program.render(context(3))))


def test_a_text_too_long_names_its_cell(program):
    broken = context(3)
    broken["indicators"][1]["name"] = "长" * 40_000
    with pytest.raises(OutputError, match=r"［自评表］A3：文字有 40000 个字符"):
        program.render(broken)


def test_a_number_too_large_names_its_cell(program):
    broken = context(3)
    broken["indicators"][2]["score"] = Decimal("1E+400")
    with pytest.raises(OutputError, match=r"［自评表］B4：Excel 无法表示数值 1E\+400"):
        program.render(broken)


def test_more_layouts_than_are_kept(program):
    for count in range(140):
        program.render(context(count))
    assert cells(program.render(context(1)))["A4"] == "W00"
