"""Rows scanned are rows parsed: whatever stands in a sheet, both ways give the same texts."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grids import shared_strings, sheet_part
from perfxl.forms.grids.shared_strings import SharedStrings, read_shared_strings
from perfxl.forms.grids.sheet_part import SheetPart
from perfxl.forms.grids.sheet_rows import CellTexts, Kept, SheetRow, parsed_rows, scanned_rows

ROOT = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS = ["产出指标", "≥95%", "两行\n文字", ""]
CODES = {"0": "General", "1": "0%", "2": "yyyy-m-d", "3": "@", "4": '0"人"', "5": '@"万元"'}


def texts() -> CellTexts:
    return CellTexts(STRINGS, CODES, from_1904=False, file="总表.xlsx")


def scanned(rows: str) -> list[SheetRow]:
    sheet = b"%b<sheetData>%b</sheetData></worksheet>" % (ROOT, rows.encode())
    part = SheetPart((sheet,), part="sheet1.xml", sheet="指标", file="总表.xlsx", most=2_000_000)
    return list(scanned_rows(part.rows(), root=ROOT, texts=texts(), kept=Kept()))


def parsed(rows: str) -> list[SheetRow]:
    tree = etree.fromstring(ROOT + rows.encode() + b"</worksheet>")
    return list(parsed_rows(tree.iter("{*}row"), texts()))


def shown(rows: list[SheetRow]) -> list[tuple[object, ...]]:
    """Rows with anything in them; an empty text is an empty cell."""
    found = []
    for row in rows:
        filled = {column: text for column, text in row.texts.items() if text != ""}
        if filled or row.formulas:
            found.append((row.number, filled, row.formulas))
    return found


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B3" t="s"><v>1</v></c>', "≥95%"),
        ('<c r="B3" s="5" t="s"><v>0</v></c>', "产出指标万元"),
        ('<c r="B3"><v>43.2</v></c>', "43.2"),
        ('<c r="B3"><v>60.0</v></c>', "60"),
        ('<c r="B3"><v>1E-3</v></c>', "0.001"),
        ('<c r="B3"><v>-0</v></c>', "0"),
        ('<c r="B3"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="B3" s="1"><v>0.95</v></c>', "95%"),
        ('<c r="B3" s="2"><v>44195</v></c>', "2020-12-30"),
        ('<c r="B3" s="4"><v>60</v></c>', "60人"),
        ('<c r="B3" t="str"><f>A1&amp;"%"</f><v>a&lt;b</v></c>', "a<b"),
        ('<c r="B3"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B3"><f t="shared" si="0"/><v>2</v></c>', "2"),
        ('<c r="B3"><f>1+1</f></c>', None),
        ('<c r="B3" t="inlineStr"><is><t xml:space="preserve"> 字 </t></is></c>', "字"),
        ('<c r="B3" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r></is></c>', "富文本"),
        ('<c r="B3" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B3" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B3" t="str"><v>&#26032;</v></c>', "新"),
        ('<c t="s" r="B3"><v>0</v></c>', "产出指标"),
        ('<c r="$B$3"><v>7</v></c>', "7"),
        ('<c r="B3" cm="1"><v>7</v></c>', "7"),
    ],
)
def test_cells(cell: str, text: str | None) -> None:
    rows = f'<row r="3" spans="1:2">{cell}</row>'
    assert [row.texts for row in scanned(rows)] == [{1: text}]
    assert shown(scanned(rows)) == shown(parsed(rows))


@pytest.mark.parametrize(
    "rows",
    [
        "",
        '<row r="1"/>',
        '<row r="2" ht="20"><c r="A2"/></row>',
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c></row>\n<row r="2">\n<c r="A2"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c><v>2</v></c></row>',
    ],
)
def test_rows(rows: str) -> None:
    assert shown(scanned(rows)) == shown(parsed(rows))


def test_pieces_are_cut_between_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 50)
    )
    odd = rows + "<row><c><v>50</v></c></row>"
    whole = shown(parsed(odd))
    monkeypatch.setattr(sheet_part, "_PIECE", 100)
    assert shown(scanned(odd)) == whole
    assert whole[-1] == (49, {0: "50"}, ())


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A9999999"><v>1</v></c></row>',
        "</row>",
        '<row r="1"><row r="2"></row>',
        '<row r="1"><c r="A1"/>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    ],
)
def test_broken_rows(rows: str) -> None:
    with pytest.raises(InputError):
        scanned(rows)


def test_a_row_without_end() -> None:
    with pytest.raises(LimitError, match="过大"):
        scanned('<row r="1">' + "<c/>" * 1_100_000 + "</row>")


values = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(alphabet="0123456789.-eE+", max_size=6),
)
words = st.text(alphabet="产出≥95% <>&\"'_x000D\n", max_size=8).map(escape)
kinds = st.one_of(
    values.map(lambda value: ("", f"<v>{value}</v>")),
    st.integers(0, 3).map(lambda index: (' t="s"', f"<v>{index}</v>")),
    words.map(lambda text: (' t="str"', f"<f>A1</f><v>{text}</v>")),
    words.map(lambda text: (' t="inlineStr"', f"<is><t>{text}</t></is>")),
    st.sampled_from([("", ""), ("", "<f>A1</f>"), (' t="b"', "<v>1</v>")]),
)


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), kinds), max_size=5), max_size=5))
def test_any_rows(rows: list[list[tuple[int, tuple[str, str]]]]) -> None:
    written = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{"ABCDE"[column]}{number}" s="{style}"{kind}>{content}</c>'
            for column, (style, (kind, content)) in enumerate(cells)
        )
        + "</row>"
        for number, cells in enumerate(rows, 1)
    )
    assert shown(scanned(written)) == shown(parsed(written))


def all_of(strings: SharedStrings | list[str]) -> list[str]:
    return [strings[index] for index in range(len(strings))]


@pytest.mark.parametrize(
    ("items", "strings"),
    [
        ("<si><t>产出</t></si><si><t/></si><si/>", ["产出", "", ""]),
        ("<si><t>a&lt;b &amp;lt; c</t></si>", ["a<b &lt; c"]),
        ("<si><t>&lt;/t&gt;&lt;/si&gt;&lt;si&gt;&lt;t/&gt;</t></si>", ["</t></si><si><t/>"]),
        ("<si><t></t></si><si><t>a\r\nb</t></si><si><t> _x0041_ </t></si>", ["", "a\nb", "A"]),
        ("<si><t>&#26032;&#x65B0;</t></si>", ["新新"]),
        ('<si><t xml:space="preserve"> 字_x000D_\n行 </t></si>', ["字\n行"]),
        ("<si><r><t>富</t></r><r><t>文本</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>", ["富文本"]),
        ("\n <si><t>一</t></si>\n <si><t>二</t></si>\n", ["一", "二"]),
        ("<!-- 注 --><si><t>一</t></si>", ["一"]),
        ("<si><t>一</t><phoneticPr fontId='1'/></si><si><t>二</t></si>", ["一", "二"]),
        ("<si><t>一</t><r><t>二</t></r></si><si><t a='>'>三</t></si>", ["一二", "三"]),
    ],
)  # fmt: skip
def test_shared_strings(items: str, strings: list[str]) -> None:
    sst = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2">'
    data = f'<?xml version="1.0" encoding="UTF-8"?>{sst}{items}</sst>'.encode()
    assert all_of(read_shared_strings(data, part="sst", file="x.xlsx")) == strings


@pytest.mark.parametrize(
    "other",
    [
        "",
        "<si/>",
        "<si><r><t>富</t></r></si>",
        "<si><t>&#26032;</t></si>",
        '<si><t>新</t><phoneticPr fontId="1" type="noConversion"/></si>',
        '<si><t xml:space="preserve"> 新</t><phoneticPr/></si>',
        "<si><t>新</t><r><t/></r></si>",
    ],
)
def test_a_masters_shared_strings_are_taken_in_pieces(other: str) -> None:
    plain = "".join(f"<si><t>第{number}项</t></si>" for number in range(30_000))
    sst = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    data = f"{sst}{plain}{other}<si><t>末</t></si></sst>".encode()
    strings = all_of(read_shared_strings(data, part="sst", file="x.xlsx"))
    between = {"": [], "<si/>": [""], "<si><r><t>富</t></r></si>": ["富"]}.get(other, ["新"])
    assert strings == [*(f"第{number}项" for number in range(30_000)), *between, "末"]


def test_strings_forgotten_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings, "_REMEMBERED", 3)
    items = "".join(f"<si><t>{number}年</t></si>" for number in range(10))
    data = f'<sst xmlns="x">{items}</sst>'.encode()
    strings = read_shared_strings(data, part="sst", file="x.xlsx")
    for _ in range(2):
        assert all_of(strings) == [f"{number}年" for number in range(10)]
    assert strings[0] is strings[0]


def test_a_string_too_long_for_a_cell_is_refused_before_anybody_asks() -> None:
    data = f'<sst xmlns="x"><si><t>{"长" * 32_768}</t></si></sst>'.encode()
    with pytest.raises(LimitError, match="32767"):
        read_shared_strings(data, part="sst", file="x.xlsx")


def test_too_many_strings_are_refused() -> None:
    data = f'<sst xmlns="x">{"<si><t>一</t></si>" * 11}</sst>'.encode()
    with pytest.raises(LimitError, match="超过10条"):
        read_shared_strings(data, part="sst", file="x.xlsx", most=10)


@pytest.mark.parametrize(
    "items", ["<si><t>一</si>", "<si><t>一</t></si><x>", "<si><t>\x01</t></si>"]
)
def test_broken_shared_strings(items: str) -> None:
    sst = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    with pytest.raises(InputError):
        read_shared_strings(f"{sst}{items}</sst>".encode(), part="sst", file="x.xlsx")


def test_columns_that_nobody_wants_are_not_read() -> None:
    cells = "".join(f'<c r="{letters}#"><v>7</v></c>' for letters in ("A", "B", "AA"))
    rows = "".join(f'<row r="{n}">{cells.replace("#", str(n))}</row>' for n in (1, 2))
    kept = Kept()
    found = scanned_rows(
        [rows[: len(rows) // 2].encode(), rows[len(rows) // 2 :].encode()],
        root=ROOT,
        texts=texts(),
        kept=kept,
    )
    first = next(found)
    kept.only({0, 26})
    assert [first, *found] == [
        SheetRow(0, {0: "7", 1: "7", 26: "7"}, (), 3),
        SheetRow(1, {0: "7", 26: "7"}, (), 3),
    ]
