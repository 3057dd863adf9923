"""The list at the front of a bundle: its formats, and its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from perfxl.core.quantity import plain
from perfxl.forms.bundled import BACK_LINK, INDEX_SHEET, INDEX_TITLE
from perfxl.sheet.address import cell_name
from perfxl.sheet.encoding import TextCells
from perfxl.sheet.formula import quote_sheet
from perfxl.sheet.height import Font, column_width, text_height
from perfxl.sheet.xml import MAIN, escape_attribute, main_tag

BACK = f"{quote_sheet(INDEX_SHEET)}A1"

_HINT = f"单击项目名称查看该表；单击表右边的“{BACK_LINK}”回到这里（不会打印）。"
_HEADINGS = ("序号", "项目名称", "主管部门", "实施单位", "总分", "等级")
_WIDTHS = (6, 44, 22, 26, 9, 7)
_FIRST_LINE = 4
_OPEN = "未评完"
_FONT = Font("宋体", 11)
_LEAST_HEIGHT = 18.0

# The formats of the list, behind those of the template: title, hint, heading, text, link.
_FONTS = (
    '<font><b/><sz val="16"/><name val="宋体"/><charset val="134"/></font>',
    '<font><sz val="10"/><color rgb="FF7F7F7F"/><name val="宋体"/><charset val="134"/></font>',
    '<font><b/><sz val="11"/><name val="宋体"/><charset val="134"/></font>',
    '<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>',
    '<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="宋体"/><charset val="134"/></font>',
)
_BORDER = "".join(
    f'<{side} style="thin"><color auto="1"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
# Font, whether it has borders, horizontal alignment.
_LOOKS = (
    (0, False, "center"),
    (1, False, "left"),
    (2, True, "center"),
    (3, True, "left"),
    (4, True, "left"),
    (3, True, "center"),
    (4, False, "left"),
)
_TITLE_LOOK, _HINT_LOOK, _HEADING_LOOK, _TEXT_LOOK, _LINK_LOOK, _NUMBER_LOOK = range(6)


class Line(NamedTuple):
    """One form in the list; ``total`` is ``None`` where it is not fully scored."""

    sheet: str
    project: str | None
    department: str | None
    unit: str | None
    year: int | None
    total: Decimal | None
    grade: str | None


def add_styles(root: etree._Element) -> int:
    """Put the formats of the list behind those of a styles part; the index of the last one.

    The last one is that of the link which leads back from a form.
    """
    fonts, borders, formats = (root.find(main_tag(n)) for n in ("fonts", "borders", "cellXfs"))
    assert fonts is not None and borders is not None and formats is not None  # noqa: S101, PT018
    font, border = len(fonts), len(borders)
    for xml in _FONTS:
        fonts.append(_element(xml))
    borders.append(_element(f"<border>{_BORDER}<diagonal/></border>"))
    for own, boxed, horizontal in _LOOKS:
        formats.append(
            _element(
                f'<xf numFmtId="0" fontId="{font + own}" fillId="0" '
                f'borderId="{border if boxed else 0}" xfId="0" applyFont="1" '
                f'applyBorder="1" applyAlignment="1"><alignment horizontal="{horizontal}" '
                'vertical="center" wrapText="1"/></xf>'
            )
        )
    for element in (fonts, borders, formats):
        element.set("count", str(len(element)))
    return len(formats) - 1


def index_sheet(lines: Sequence[Line], texts: TextCells, last_style: int) -> str:
    """The list as a sheet; ``last_style`` is what :func:`add_styles` gave."""
    style = last_style - len(_LOOKS) + 1
    last = _FIRST_LINE + len(lines) - 1
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, 1)
    )
    links = "".join(
        f'<hyperlink ref="{cell_name(2, row)}" '
        f'location="{escape_attribute(quote_sheet(line.sheet))}A1" '
        f'display="{escape_attribute(line.project or line.sheet)}"/>'
        for row, line in enumerate(lines, _FIRST_LINE)
    )
    return (
        f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{cell_name(len(_WIDTHS), last)}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{_FIRST_LINE - 1}" topLeftCell="A{_FIRST_LINE}" '
        'activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="B{_FIRST_LINE}" sqref="B{_FIRST_LINE}"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>{''.join(_rows(lines, texts, style))}</sheetData>"
        f'<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="A2:F2"/></mergeCells>'
        f"<hyperlinks>{links}</hyperlinks>"
        '<printOptions horizontalCentered="1"/><pageMargins left="0.6" right="0.6" top="0.7" '
        'bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
        "</worksheet>"
    )


def _rows(lines: Sequence[Line], texts: TextCells, style: int) -> Iterator[str]:
    years = {line.year for line in lines}
    year = f"（{years.pop()}年度）" if len(years) == 1 and None not in years else ""
    yield _row(texts, 1, 30, [(INDEX_TITLE + year, style + _TITLE_LOOK)])
    yield _row(texts, 2, 18, [(_HINT, style + _HINT_LOOK)])
    yield _row(texts, 3, 22, [(text, style + _HEADING_LOOK) for text in _HEADINGS])
    looks = (_NUMBER_LOOK, _LINK_LOOK, _TEXT_LOOK, _TEXT_LOOK, _NUMBER_LOOK, _NUMBER_LOOK)
    widths = [column_width(width, _FONT) for width in _WIDTHS]
    for number, line in enumerate(lines, 1):
        values = (
            str(number),
            line.project or line.sheet,
            line.department,
            line.unit,
            _OPEN if line.total is None else plain(line.total),
            line.grade,
        )
        cells = [(value, style + look) for value, look in zip(values, looks, strict=True)]
        needed = (
            text_height(text or "", width, _FONT)
            for text, width in zip(values, widths, strict=True)
        )
        height = max(_LEAST_HEIGHT, *needed)
        yield _row(texts, _FIRST_LINE + number - 1, height, cells)


def _row(
    texts: TextCells, number: int, height: float, cells: Sequence[tuple[str | None, int]]
) -> str:
    made = "".join(
        f'<c r="{cell_name(column, number)}" s="{style}"{texts[value or ""].decode()}'
        for column, (value, style) in enumerate(cells, 1)
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{made}</row>'


def _element(xml: str) -> etree._Element:
    wrapped = etree.fromstring(f'<x xmlns="{MAIN}">{xml}</x>')
    return wrapped[0]
