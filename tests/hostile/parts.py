"""Small honest packages, whose parts the cases replace by hostile ones."""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.forms import master_layout as names
from perfxl.forms.rulebooks import templates_folder
from perfxl.sheet.address import column_name
from tests.fuzz.workbook import DOCX, ODS, ODT, SHEET, STRINGS
from tests.fuzz.workbook import XLSX as BOOK

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = "".join(
    f' xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text", "style")
)

OPEN_HEAD = f"<office:document-content{_NAMESPACES}><office:body><office:spreadsheet>"
OPEN_TAIL = "</office:spreadsheet></office:body></office:document-content>"
TEXT_HEAD = f"<office:document-content{_NAMESPACES}><office:body><office:text>"
TEXT_TAIL = "</office:text></office:body></office:document-content>"
WORD_HEAD = f'<w:document xmlns:w="{WORD}"><w:body>'
WORD_TAIL = "</w:body></w:document>"
SHEET_HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'
SHEET_TAIL = "</sheetData></worksheet>"

FORM = (
    ("项目支出绩效自评表",),
    ("项目名称", "某项目"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "次数", "≥2", "3", "90", "90"),
)

__all__ = ["DOCX", "ODS", "ODT", "SHEET", "STRINGS", "XLSX"]


def sheet(rows: str = "", after: str = "", before: str = "") -> str:
    """A worksheet part."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(address: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def form_rows(rows: tuple[tuple[str, ...], ...] = FORM) -> str:
    """The rows of a small form."""
    return "".join(
        f'<row r="{number}">'
        + "".join(
            text_cell(f"{letter}{number}", text)
            for letter, text in zip("ABCDEFG", row, strict=False)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def workbook(sheets: str, links: str) -> dict[str, str]:
    """The two parts that list sheets."""
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
    }


def _listed(columns: Iterable[str], *row: str) -> str:
    """A sheet of the master: headings, and one row."""
    lines = (tuple(columns), row)
    return sheet(
        "".join(
            f'<row r="{number}">'
            + "".join(
                text_cell(f"{column_name(at)}{number}", text) for at, text in enumerate(line, 1)
            )
            + "</row>"
            for number, line in enumerate(lines, 1)
        )
    )


def _master() -> dict[str, str]:
    """A master whose first sheet, 单位与年度, is read to its end: that one gets the hostile rows."""
    sheets = (names.DEFAULTS_SHEET, names.PROJECTS_SHEET, names.INDICATORS_SHEET)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in (1, 2, 3)
    )
    other = (
        BOOK["xl/_rels/workbook.xml.rels"]
        .partition("rId1")[2]
        .partition("/>")[2]
        .partition("</")[0]
    )
    return {
        **BOOK,
        **workbook(listed, links + other),
        "xl/worksheets/sheet2.xml": _listed(names.PROJECT_COLUMNS, "1", "某项目"),
        "xl/worksheets/sheet3.xml": _listed(names.INDICATOR_COLUMNS, "1"),
    }


XLSX = _master()


def rulebook() -> str:
    """The text of a rulebook without faults."""
    return (templates_folder() / "mof-2020" / "rulebook.toml").read_text(encoding="utf-8")
