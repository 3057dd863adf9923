"""Values as cells: numbers, texts that are none, dates, and every character kept."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.datetime import from_excel

from perfxl.sheet.cell import as_text, is_canonical_number, number_text, serial
from perfxl.sheet.encoding import TextCells, cell_writers, result_writers
from perfxl.sheet.strings import STRINGS_END, read_strings, strings_head
from perfxl.sheet.xml import parse


@pytest.mark.parametrize(
    "text", ["0", "1", "43.2", "-3", "0.5", "215457.6", "123456789012345", "-0.25", "100"]
)
def test_the_plain_way_to_write_a_number(text):
    assert is_canonical_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *("007", "1.0", "0.50", "-0", "+1", "1e3", "1E+5", ".5", "5.", "1,000", "95%", "１２"),
        *("1234567890123456", "0.1234567890123456", "", "-", " 1", "1 ", "1\n", "≥5", "nan"),
        *("51092324T000010263357", "510923240000102633", "٣"),
    ],
)
def test_texts_that_stay_texts(text):
    assert not is_canonical_number(text)


@pytest.mark.parametrize(
    ("value", "rest"),
    [
        (None, "/>"),
        ("", "/>"),
        ("43.2", "><v>43.2</v></c>"),
        ("007", ' t="s"><v>5</v></c>'),
        ("=1+1", ' t="s"><v>5</v></c>'),
        (Decimal("8.13"), "><v>8.13</v></c>"),
        (Decimal("1E+2"), "><v>1E+2</v></c>"),
        (7, "><v>7</v></c>"),
        (0.1, "><v>0.1</v></c>"),
        (True, ' t="b"><v>1</v></c>'),
        (date(2020, 12, 30), "><v>44195</v></c>"),
        (datetime(2020, 12, 30, 18), "><v>44195.75</v></c>"),
    ],
)
def test_cells(value, rest):
    assert cell_writers(TextCells(5), date1904=False)[type(value)](value) == rest.encode()


def test_equal_texts_share_a_string():
    texts = TextCells(5)
    assert [texts["甲"], texts["乙"], texts["甲"]] == [
        b' t="s"><v>5</v></c>',
        b' t="s"><v>6</v></c>',
        b' t="s"><v>5</v></c>',
    ]
    assert texts.items_xml() == "<si><t>甲</t></si><si><t>乙</t></si>"


def test_a_kind_of_text_is_a_text():
    class Name(str):
        __slots__ = ()

    assert cell_writers(TextCells(0), date1904=False)[Name](Name("甲")) == b' t="s"><v>0</v></c>'


@pytest.mark.parametrize("value", [[], {}, object(), b"x"])
def test_what_cannot_stand_in_a_cell(value):
    with pytest.raises(TypeError):
        cell_writers(TextCells(0), date1904=False)[type(value)](value)


@pytest.mark.parametrize(
    "value",
    [
        *(Decimal("1E+309"), Decimal("Infinity"), Decimal("NaN"), Decimal("sNaN")),
        *(float("inf"), float("nan"), 10**400),
    ],
)
def test_numbers_that_excel_has_not(value):
    with pytest.raises(ValueError, match="Excel"):
        number_text(value)


@pytest.mark.parametrize(
    "value", [Decimal("1E+308"), Decimal("-1E-300"), 1e308, 10**300, Decimal("0.1") + 2]
)
def test_numbers_that_excel_has(value):
    assert Decimal(number_text(value)) == Decimal(str(value))


@pytest.mark.parametrize(
    ("day", "number", "number1904"),
    [
        (date(1900, 1, 1), "1", None),
        (date(1900, 2, 28), "59", None),
        (date(1900, 3, 1), "61", None),  # 60 is the day that never was
        (date(1904, 1, 1), "1462", "0"),
        (date(2020, 12, 30), "44195", "42733"),
        (date(9999, 12, 31), "2958465", "2957003"),
    ],
)
def test_days(day, number, number1904):
    assert serial(day) == number
    if number1904 is None:
        with pytest.raises(ValueError, match="日期"):
            serial(day, date1904=True)
    else:
        assert serial(day, date1904=True) == number1904


@given(
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(
        lambda x: x.replace(microsecond=0)
    )
)
def test_times_come_back(moment):
    assert from_excel(float(serial(moment))) == moment


def test_a_day_before_excel():
    with pytest.raises(ValueError, match="1899"):
        serial(date(1899, 12, 31))


@pytest.mark.parametrize("length", [32_767, 16_384])
def test_the_longest_text(length):
    assert TextCells(0)["字" * length] == b' t="s"><v>0</v></c>'


@pytest.mark.parametrize("text", ["字" * 32_768, "😀" * 16_384])
def test_a_text_too_long(text):
    with pytest.raises(ValueError, match="32767"):
        TextCells(0)[text]
    with pytest.raises(ValueError, match="32767"):
        result_writers(date1904=False)[str](text)


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (Decimal("8.13"), ">", "<v>8.13</v>"),
        (None, ' t="str">', "<v></v>"),
        ("优 & <良>", ' t="str">', "<v>优 &amp; &lt;良&gt;</v>"),
        ("#N/A", ' t="e">', "<v>#N/A</v>"),
        (False, ' t="b">', "<v>0</v>"),
        (3, ">", "<v>3</v>"),
        (date(2020, 12, 30), ">", "<v>44195</v>"),
    ],
)
def test_cached_values_of_formulas(value, kind, shown):
    before, after = result_writers(date1904=False)[type(value)](value)
    assert (before.decode(), after.decode()) == (kind, shown)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("1E+2"), "100"),
        (Decimal("8.130"), "8.130"),
        (True, "TRUE"),
        (2020, "2020"),
        (date(2020, 12, 30), "2020-12-30"),
    ],
)
def test_values_inside_texts(value, text):
    assert as_text(value) == text


def part(cells: TextCells) -> bytes:
    return (strings_head(cells.items_xml()) + STRINGS_END).encode()


def shared_strings(texts: list[str]) -> list[str]:
    cells = TextCells(0)
    for text in texts:
        cells[text]
    made = [string.text for string in read_strings(parse(part(cells), part="sharedStrings.xml"))]
    assert len(made) == cells.count
    return made


@pytest.mark.parametrize(
    "text",
    [
        *("a&b", "<甲>", '"乙"', "_x000D_", "_x005F_x000D_", "_x00", "a\r\nb", "a\rb", "tab\there"),
        *(" 前", "后 ", "　全角　", "\n", "a\n", "\x00\x01\x1f", "\x7f", "\ufffe", "\ufffd", "😀"),
        *("\ud800", "]]>", "&amp;", "=1+1", "+1", "@SUM(A1)"),
    ],
)
def test_every_character_is_kept(text):
    assert shared_strings(["平常", text, "再平常"]) == ["平常", text, "再平常"]


@given(st.lists(st.text(st.characters(exclude_categories=[])).filter(bool), unique=True))
def test_any_texts_are_kept(texts):
    plain = [text for text in texts if not is_canonical_number(text)]
    assert shared_strings(plain) == plain


xml_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)


@given(xml_text.filter(lambda text: "_x" not in text))
def test_openpyxl_reads_the_same_text(text):
    from openpyxl.reader.strings import read_string_table

    cells = TextCells(0)
    cells[text]
    if cells.count:
        assert [str(item) for item in read_string_table(BytesIO(part(cells)))] == [text]


def test_the_part_is_xml_without_items():
    assert not len(etree.fromstring(part(TextCells(0))))
