"""Marks in texts become highlighted gaps and merged cells; texts from data carry none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from perfxl.forms.word_marks import finish, gap, merge, paragraphs, plain_text, without_marks

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = {"w": W}


def part(body: str) -> bytes:
    return f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()


def finished(body: str) -> tuple[etree._Element, tuple[str, ...]]:
    data, gaps = finish(part(body), part="word/document.xml")
    return etree.fromstring(data), gaps


def runs(root: etree._Element) -> list[tuple[str, bool]]:
    """The text of each run, and whether it is highlighted."""
    found = [
        ("".join(run.itertext()), run.find("w:rPr/w:highlight", NAMES) is not None)
        for run in root.iter(f"{{{W}}}r")
    ]
    return [pair for pair in found if pair[0]]


PLAIN = [
    ("线上培训", "线上培训"),
    ("培训\n班次", "培训班次"),
    ("  两端的空白\t", "两端的空白"),
    ("a\tb", "a b"),
    ("响铃\x07退格\x08零\x00", "响铃退格零"),
    ("从右到左\u202e倒写", "从右到左倒写"),
    ("\ufeff零宽\u200b", "零宽"),
    ("半个\ud800字", "半个字"),
    ("记号\ufdd0\ufdd2\ufdef\uffff", "记号"),
    ("生僻字𠀀\ue000", "生僻字𠀀\ue000"),
    ("<w:p/> & {{ 7*7 }}", "<w:p/> & {{ 7*7 }}"),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_texts_from_data_stand_on_one_line_without_control_characters(
    text: str, expected: str
) -> None:
    assert plain_text(text) == expected


def test_the_lines_of_a_longer_text_become_paragraphs() -> None:
    assert paragraphs("一、建设。\r\n\r\n二、培训。\n") == "一、建设。\a二、培训。"


@given(st.text())
def test_no_text_from_data_carries_a_mark_or_an_illegal_character(text: str) -> None:
    plain = without_marks(plain_text(text))
    assert re.search("[\x00-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", plain) is None
    assert etree.fromstring(etree.tostring(_element(plain))).text == (plain or None)


def _element(text: str) -> etree._Element:
    element = etree.Element("t")
    element.text = text
    return element


def test_only_the_gap_in_a_run_is_highlighted() -> None:
    text = f"年初预算数{gap('年初预算数')}万元，执行率{gap('执行率')}"
    properties = '<w:rPr><w:b/><w:sz w:val="32"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
    root, gaps = finished(f"<w:p><w:r>{properties}<w:t>{text}</w:t></w:r></w:p>")
    assert gaps == ("【待补充：年初预算数】", "【待补充：执行率】")
    assert runs(root) == [
        ("年初预算数", False),
        ("【待补充：年初预算数】", True),
        ("万元，执行率", False),
        ("【待补充：执行率】", True),
    ]
    highlighted = root.find(".//w:rPr[w:highlight]", NAMES)
    assert highlighted is not None
    # The schema wants this order.
    assert [etree.QName(child).localname for child in highlighted] == [
        "b",
        "sz",
        "highlight",
        "lang",
    ]


def test_what_stands_beside_a_gap_in_its_run_stays_in_order() -> None:
    body = f"<w:p><w:r><w:t>甲{gap('乙')}</w:t><w:br/><w:t>丙{gap('丁')}戊</w:t></w:r></w:p>"
    root, gaps = finished(body)
    assert gaps == ("【待补充：乙】", "【待补充：丁】")
    shown = [
        child.text if child.tag == f"{{{W}}}t" else "换行"
        for child in root.iter(f"{{{W}}}t", f"{{{W}}}br")
    ]
    assert [text for text in shown if text] == [
        "甲",
        "【待补充：乙】",
        "换行",
        "丙",
        "【待补充：丁】",
        "戊",
    ]


def table(*rows: tuple[str, ...]) -> str:
    def cell(text: str) -> str:
        return (
            '<w:tc><w:tcPr><w:tcW w:w="9"/><w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )

    lines = ["".join(map(cell, row)) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def merges(root: etree._Element) -> list[list[tuple[str, str]]]:
    """The text and the merge of each cell, ``""`` for none."""
    return [
        [
            (
                "".join(cell.itertext()),
                "".join(cell.xpath("w:tcPr/w:vMerge/@w:val", namespaces=NAMES)),
            )
            for cell in row.iter(f"{{{W}}}tc")
        ]
        for row in root.iter(f"{{{W}}}tr")
    ]


def test_equal_neighbours_are_merged_within_their_dimension() -> None:
    rows = [
        ("产出", "数量", "1"),
        ("产出", "数量", "2"),
        ("产出", "其他", "3"),
        ("效益", "其他", "4"),
    ]
    root, _ = finished(table(*[(merge(d), merge(a, d), n) for d, a, n in rows]))
    assert merges(root) == [
        [("产出", "restart"), ("数量", "restart"), ("1", "")],
        [("", "continue"), ("", "continue"), ("2", "")],
        [("", "continue"), ("其他", ""), ("3", "")],
        [("效益", ""), ("其他", ""), ("4", "")],
    ]
    properties = root.find(".//w:tcPr[w:vMerge]", NAMES)
    assert properties is not None
    assert [etree.QName(child).localname for child in properties] == ["tcW", "vMerge", "vAlign"]


def test_merged_gaps_are_one_gap() -> None:
    root, gaps = finished(table((merge(gap("一级指标")),), (merge(gap("一级指标")),)))
    assert gaps == ("【待补充：一级指标】",)
    assert merges(root) == [[("【待补充：一级指标】", "restart")], [("", "continue")]]


def test_a_merge_outside_a_table_leaves_the_text() -> None:
    root, _ = finished(f"<w:p><w:r><w:t>{merge('产出指标')}</w:t></w:r></w:p>")
    assert runs(root) == [("产出指标", False)]


def test_a_part_without_marks_is_left_as_it_is() -> None:
    data = part("<w:p><w:r><w:t>没有记号</w:t></w:r></w:p>")
    assert finish(data, part="word/document.xml") == (data, ())
