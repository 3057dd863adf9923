"""The roll-up as LibreOffice computes, draws and prints it, and where its links lead."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.cli import main
from perfxl.core.evaluation import AmountUnit, Evaluation
from perfxl.forms.filler import FormFiller
from perfxl.forms.master_book import number_projects, write_master
from perfxl.forms.reader import read_forms
from perfxl.forms.score_cells import Cells
from tests.corpus.notation import FORMS, workbook
from tests.corpus.seed import SEED, seed_forms, seed_readings
from tests.forms.sample_forms import sheet_rows, write_web_page
from tests.office.libreoffice import Cell, LibreOffice
from tests.office.pages import page_texts, pages, print_to_pdf

pytestmark = pytest.mark.office

FOREIGN = ("08_shanghai_yuan", "05_yunnan", "17_two_in_a_sheet", "02_missing_labels")
HEADINGS = 4  # the row of headings of every list


@dataclass(frozen=True, slots=True)
class Sent:
    """A folder as a department gets it, its roll-up, and the forms that must count."""

    folder: Path
    book: Path
    counted: tuple[Evaluation, ...]
    in_yuan: frozenset[Path]
    text: str


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Sixteen forms of the seed with their master, four foreign files, and what must not count."""
    folder = tmp_path_factory.mktemp("rollup")
    forms = folder / "收来 #1 的表（100%）"  # characters that mean something in a link
    forms.mkdir()
    seed = number_projects(seed_forms())
    write_master(seed, folder / "总表.xlsx")
    filler = FormFiller("mof-2020", Cells.NATIVE)
    for evaluation in seed[:16]:
        (forms / f"{evaluation.code}'.xlsx").write_bytes(filler.fill(evaluation).data)
    shutil.copy(forms / "03'.xlsx", forms / "重复.xlsx")
    other = replace(seed[3], goal=seed[3].goal._replace(achieved="改过的一份"))
    (forms / "改过.xlsx").write_bytes(filler.fill(other).data)
    (forms / "空.xlsx").write_bytes(b"")
    targets = sheet_rows("只报了目标")
    targets[0] = ["项目支出绩效目标申报表"]
    write_web_page(forms / "目标.html", targets)
    for name in FOREIGN:
        (forms / f"{name}.xlsx").write_bytes(workbook(FORMS / f"{name}.form"))
    foreign = [
        reading.evaluation for name in FOREIGN for reading in read_forms(forms / f"{name}.xlsx")
    ]
    arguments = ["rollup", folder / "总表.xlsx", forms, "--out", folder / "汇总.xlsx"]
    result = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 1  # one file cannot be read
    in_yuan = frozenset(
        forms / f"{name}.xlsx"
        for name in FOREIGN
        for reading in read_forms(forms / f"{name}.xlsx")
        if reading.evaluation.amount_unit is AmountUnit.YUAN
    )
    return Sent(folder, folder / "汇总.xlsx", (*seed, *foreign), in_yuan, result.stdout)


@pytest.fixture(scope="module")
def computed(office: LibreOffice, sent: Sent) -> Iterator[dict[str, dict[str, Cell]]]:
    """Every cell after a hard recalculation."""
    with office.open(sent.book) as document:
        yield document.values(hard=True)


@pytest.fixture(scope="module")
def sheets(sent: Sent) -> dict[str, Worksheet]:
    """The file itself with its cached values."""
    book = load_workbook(sent.book, data_only=True)
    return {sheet.title: sheet for sheet in book}


@pytest.fixture(scope="module")
def books() -> dict[Path, Workbook]:
    """The workbooks that links lead to, each opened once."""
    return {}


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The lines of a list by heading, without the line of sums."""
    headings = [cell.value for cell in sheet[HEADINGS]]
    lines = (
        dict(zip(headings, values, strict=True))
        for values in sheet.iter_rows(min_row=HEADINGS + 1, values_only=True)
    )
    return [line for line in lines if "合计" not in line.values()]


def wan(evaluation: Evaluation, row: str, column: str) -> Decimal:
    """An amount in 万元, nothing for none."""
    amount = getattr(getattr(evaluation.funding, row), column)
    if amount is None or amount.value is None:
        return Decimal(0)
    unit = 1 if evaluation.amount_unit is AmountUnit.WAN else 10_000
    return amount.value / unit


def differing(
    cached: dict[str, dict[str, Cell]], computed: dict[str, dict[str, Cell]]
) -> list[str]:
    """The cells whose values differ in 14 of the 15 digits that a spreadsheet has.

    A rate of two amounts is the nearest number to the quotient of the decimals in the file, and
    the quotient of two binary numbers in the program.
    """
    assert {sheet: set(cells) for sheet, cells in cached.items()} == {
        sheet: set(cells) for sheet, cells in computed.items()
    }
    return [
        f"{sheet}!{address}: {cell.value} {computed[sheet][address].value}"
        for sheet, cells in cached.items()
        for address, cell in cells.items()
        if _digits(cell) != _digits(computed[sheet][address])
    ]


def _digits(cell: Cell) -> Cell:
    number = isinstance(cell.value, float)
    return replace(cell, value=f"{cell.value:.14g}") if number else cell


def decimal(value: object) -> Decimal:
    return Decimal(str(value))


def test_every_cached_value_is_what_libreoffice_computes(
    office: LibreOffice, sent: Sent, computed: dict[str, dict[str, Cell]]
) -> None:
    with office.open(sent.book) as document:
        cached = document.values(hard=False)
    assert differing(cached, computed) == []
    formulas = [cell for cells in cached.values() for cell in cells.values() if cell.formula]
    assert len(formulas) > 300
    assert not any(cell.error for cell in formulas)


def test_the_totals_are_the_sums_of_the_forms(
    sent: Sent, sheets: dict[str, Worksheet], computed: dict[str, dict[str, Cell]]
) -> None:
    count = len(sent.counted)
    overview, ranking = computed["总览"], rows(sheets["项目排名"])
    assert overview["B4"].value == count == len(ranking)
    for cell, column in (("B5", "annual_budget"), ("D5", "executed")):
        total = sum(wan(each, "total", column) for each in sent.counted)
        assert decimal(overview[cell].value) == round(total, 6)
    funds = {line["资金来源"]: line for line in rows(sheets["资金"])}
    for label, row in (
        ("年度资金总额", "total"),
        ("当年财政拨款", "appropriation"),
        ("上年结转资金", "carryover"),
        ("其他资金", "other"),
    ):
        for heading, column in (
            ("年初预算数", "initial_budget"),
            ("全年预算数", "annual_budget"),
            ("全年执行数", "executed"),
        ):
            total = sum(wan(each, row, column) for each in sent.counted)
            assert decimal(funds[label][heading]) == round(total, 6), (label, heading)
    units = rows(sheets["单位汇总"])
    assert sum(line["项目数"] for line in units) == count
    assert sum(line["错误"] for line in units) == overview["F5"].value
    budgets = sum(decimal(line["全年预算数"]) for line in units)
    assert round(budgets, 6) == decimal(overview["B5"].value)
    aspects = rows(sheets["指标分析"])
    indicators = [row for each in sent.counted for row in each.indicators]
    assert sum(line["指标数"] for line in aspects) == len(indicators)
    listed = [line for line in rows(sheets["指标明细"]) if line["计入"]]
    for column, heading in (("分值合计", "分值"), ("得分合计", "得分")):
        assert sum(decimal(line[column]) for line in aspects) == sum(
            decimal(line[heading]) for line in listed
        )


def test_ranking_and_mean_are_those_of_the_scores(sheets: dict[str, Worksheet]) -> None:
    lines = rows(sheets["项目排名"])
    done = [line for line in lines if isinstance(line["名次"], int | float)]
    assert 0 < len(done) < len(lines)
    totals = [decimal(line["总分"]) for line in done]
    assert totals == sorted(totals, reverse=True)
    assert [line["名次"] for line in done] == [
        1 + sum(other > total for other in totals) for total in totals
    ]
    mean = sum(totals) / len(totals)
    assert decimal(sheets["总览"]["F4"].value) == round(mean + Decimal("1e-9"), 2)


def test_what_does_not_count_is_listed_with_its_reason(
    sent: Sent, sheets: dict[str, Worksheet]
) -> None:
    lines = [
        (line["没有计入的表（点击打开）"], line["没有计入的原因"], line["计入的是（点击打开）"])
        for line in rows(sheets["未计入"])
    ]
    twice = "交了不止一份，只计一份"
    own = "自评表和总表里都有，按自评表计"
    differs = "内容不同（年度总体目标.实际完成情况），请核对哪一份是定稿"
    master = [line for line in lines if line[0].startswith("总表.xlsx")]
    assert len(master) == 16
    assert {reason for _, reason, _ in master} == {f"{own}；内容相同"}
    assert [line for line in lines if line not in master] == [
        ("改过.xlsx［自评表］C3", f"{twice}；{differs}", "04'.xlsx［自评表］C3"),
        ("重复.xlsx［自评表］C3", f"{twice}；内容相同", "03'.xlsx［自评表］C3"),
        ("目标.html", "只报了目标：这是“绩效目标申报表”，不是自评表，没有评分和检查", "—"),
        ("空.xlsx", lines[-1][1], "—"),
    ]
    assert "文件是空的" in lines[-1][1]
    assert "没有计入的 20 份，见“未计入”" in sheets["总览"]["A2"].value
    assert "自评表和总表里都有的 16 个项目内容相同，只计自评表" in sent.text
    assert "内容不同（年度总体目标.实际完成情况），请核对哪一份是定稿" in sent.text


def links(sheet: Worksheet) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Label and target of each link of a list, and the line it stands in."""
    for line in rows(sheet):
        for target, label in (("跳转地址", "链接文字"), ("计入的跳转地址", "计入的链接文字")):
            if line.get(target):
                yield str(line[label]), str(line[target]), line


@pytest.mark.parametrize("name", ["项目排名", "资金明细", "指标明细", "未计入"])
def test_every_link_leads_to_a_cell_that_is_there(
    name: str, sent: Sent, sheets: dict[str, Worksheet], books: dict[Path, Workbook]
) -> None:
    found = list(links(sheets[name]))
    assert len(found) >= len(rows(sheets[name]))
    for _, target, line in found:
        path, _, cell = target.partition("#")
        file = sent.folder / path.replace("%23", "#").replace("%25", "%")
        assert file.is_file(), target
        if not cell:
            assert name == "未计入"  # a file that holds no form
            continue
        sheet, address = re.fullmatch(r"'(.+)'!([A-Z]+[0-9]+)", cell).groups()
        if file not in books:
            books[file] = load_workbook(file, data_only=True)
        value = books[file][sheet.replace("''", "'")][address].value
        if name == "资金明细" and line["全年执行数"] is not None:
            shown = decimal(str(value).replace(",", ""))
            if file in sent.in_yuan:
                shown /= 10_000
            assert shown == decimal(line["全年执行数"])
        if name == "指标明细" and line["实际完成值"] and "." not in str(value):
            assert str(line["实际完成值"]).rstrip("%") in (str(value).rstrip("%"), "100")


def test_links_open_in_libreoffice(computed: dict[str, dict[str, Cell]]) -> None:
    shown = [cell for cell in computed["资金明细"].values() if "HYPERLINK" in (cell.formula or "")]
    assert len(shown) > 60
    assert all(re.search(r"［.+］[A-Z]+[0-9]+$|\.xlsx$", str(cell.value)) for cell in shown)


def _range(sheets: dict[str, Worksheet], reference: str) -> list[object]:
    name, area = re.fullmatch(r"'(.+)'!(\$[A-Z]+\$\d+:\$[A-Z]+\$\d+)", reference).groups()
    return [cell.value for row in sheets[name][area.replace("$", "")] for cell in row]


def test_the_charts_show_the_whole_lists(sent: Sent, sheets: dict[str, Worksheet]) -> None:
    charts = {}
    with zipfile.ZipFile(sent.book) as package:
        for part in package.namelist():
            if part.startswith("xl/charts/chart"):
                text = package.read(part).decode()
                title = re.search(r"<a:t>([^<]*)</a:t>", text)[1]
                names, values = re.findall(r"<f>([^<]*)</f>", text)
                charts[title] = (_range(sheets, names), _range(sheets, values))
    units, aspects = rows(sheets["单位汇总"]), rows(sheets["指标分析"])
    assert charts["等级分布（项目数）"][0] == ["优", "良", "中", "差"]
    done = [line for line in rows(sheets["项目排名"]) if line["等级"]]
    assert charts["等级分布（项目数）"][1] == [
        sum(line["等级"] == grade for line in done) for grade in ("优", "良", "中", "差")
    ]
    assert charts["各单位平均分"] == (
        [line["实施单位"] for line in units],
        [line["平均分"] for line in units],
    )
    assert charts["各二级指标得分率"] == (
        [line["二级指标"] for line in aspects],
        [line["得分率"] for line in aspects],
    )


@pytest.mark.parametrize(
    ("name", "columns"), [("项目排名", ("F", "M")), ("单位汇总", ("E",)), ("指标分析", ("F",))]
)
def test_data_bars_reach_over_the_whole_list(
    name: str, columns: tuple[str, ...], sheets: dict[str, Worksheet]
) -> None:
    last = HEADINGS + len(rows(sheets[name]))
    bars = {
        str(item.sqref)
        for item in sheets[name].conditional_formatting
        if any(rule.type == "dataBar" for rule in item.rules)
    }
    assert bars == {f"{column}{HEADINGS + 1}:{column}{last}" for column in columns}


def test_it_prints_whole(office: LibreOffice, sent: Sent, tmp_path: Path) -> None:
    with office.open(sent.book) as document:
        pdf = print_to_pdf(document, tmp_path)
    texts = page_texts(pdf)
    assert "等级分布（项目数）" in texts[0]
    assert "各单位平均分" in texts[0]
    assert "各二级指标得分率" in texts[0]
    for title in ("项目排名", "单位汇总", "指标分析", "资金明细", "指标明细", "未计入"):
        assert any(title in text for text in texts), title
    for page in pages(pdf)[1:]:
        assert page.width > page.height, "the lists are printed across the page"


def test_a_rollup_of_one_text_file_has_nothing_left_out(
    office: LibreOffice, tmp_path: Path
) -> None:
    arguments = ["rollup", str(SEED), "--out", str(tmp_path / "汇总.xlsx")]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 1  # the seed has findings
    assert "没有计入" not in result.stdout
    assert "项目之间：X06 几个项目各行的原因都是同一句话 5 处" in result.stdout
    with office.open(tmp_path / "汇总.xlsx") as document:
        cached = document.values(hard=False)
        assert differing(cached, document.values(hard=True)) == []
    assert cached["总览"]["B4"].value == 17
    assert cached["未计入"]["A2"].value == "所给的表全部计入了汇总。"


def test_no_text_is_cut(office: LibreOffice, tmp_path: Path) -> None:
    forms = seed_readings()
    long = replace(
        forms[10].evaluation, unit="昌吉回族自治州教育考试中心及其下属各县市考试管理办公室"
    )
    filler = FormFiller("mof-2020", Cells.VALUES)
    for name in ("甲", "乙"):
        path = tmp_path / f"{long.project}第二次报送的定稿{name}.xlsx"
        path.write_bytes(filler.fill(replace(long, indicators=long.indicators[:3])).data)
    (tmp_path / "打不开.xlsx").write_bytes(b"PK")
    arguments = ["rollup", str(tmp_path), "--out", str(tmp_path / "汇总.xlsx")]
    CliRunner().invoke(main, arguments, catch_exceptions=False)
    with office.open(tmp_path / "汇总.xlsx") as document:
        assert document.overflows() == []
