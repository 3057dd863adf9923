"""Marks in the texts of a document, and what they become in its XML.

A template engine fills in plain text; a gap must be highlighted and equal neighbours merged.
So the text carries marks, which are turned into markup when the document is filled.  They
are Unicode's noncharacters, which no text may contain (Unicode 16, 23.7): what comes from
data is cleared of them by :func:`plain_text`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from perfxl.regex import regex
from perfxl.sheet.xml import parse, serialize

_GAP, _GAP_END = "\ufdd0", "\ufdd1"
_MERGE, _MERGE_END = "\ufdd2", "\ufdd3"
_APART = "\ufdd4"
_NONCHARACTERS = regex("[\ufdd0-\ufdef]")
_GAPS = regex(f"{_GAP}([^{_GAP_END}]*){_GAP_END}")
_MERGED = regex(f"{_MERGE}([^{_MERGE_END}]*){_MERGE_END}")
# docxtpl writes "{{" where a filled-in text says "{_{": such texts are held apart.
_REWRITTEN = regex(r"(?<=[{}%])(?=_[{}%])")

# Control, format (which can turn the direction of a line) and surrogate characters.
_UNSEEN = ("Cc", "Cf", "Cs")

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What stands behind w:highlight in w:rPr, and behind w:vMerge in w:tcPr (ECMA-376 part 1,
# 17.3.2.28 and 17.4.69: the order of the schema).
_BEHIND_HIGHLIGHT = (
    *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
    *("eastAsianLayout", "specVanish", "oMath"),
)
_BEHIND_MERGE = (
    *("tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"),
)


def plain_text(text: str) -> str:
    """A text from data as it may stand in a document: on one line, without control characters."""
    return "".join(_lines(text))


def paragraphs(text: str) -> str:
    """A text from data whose lines become paragraphs; docxtpl breaks them at the bell character."""
    return "\a".join(line for line in _lines(text) if line)


def gap(what: str) -> str:
    """The marked gap for something that nobody has filled in: 【待补充：预期目标】."""
    return f"{_GAP}【待补充：{what}】{_GAP_END}"


def without_marks(text: str) -> str:
    """A marked text as plain text."""
    return _NONCHARACTERS.sub("", _MERGED.sub("", text))


def merge(text: object, *within: object) -> str:
    """The template filter ``merge``: the cell becomes one with equal neighbours above.

    ``{{ i.aspect | merge(i.dimension) }}`` merges only as long as the dimension is equal too.
    """
    key = "\x1f".join(str(part) for part in (*within, text))
    return f"{_MERGE}{_NONCHARACTERS.sub('', key).encode().hex()}{_MERGE_END}{text}"


def finish(data: bytes, *, part: str) -> tuple[bytes, tuple[str, ...]]:
    """An XML part with its marks turned into markup, and its gaps in order."""
    if not any(mark.encode() in data for mark in (_GAP, _MERGE, _APART)):
        return data, ()
    root = parse(data, part=part)
    for table in root.iter(f"{_W}tbl"):
        _merge_cells(table)
    for text in root.iter(f"{_W}t"):
        text.text = _MERGED.sub("", text.text or "").replace(_APART, "")
    gaps = tuple(gap for run in list(root.iter(f"{_W}r")) for gap in _highlight_gaps(run))
    return without_marks(serialize(root).decode()).encode(), gaps


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        spaced = "".join(" " if char.isspace() else char for char in line)
        legal = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
        bare = _NONCHARACTERS.sub("", legal).replace("\ufffe", "").replace("\uffff", "")
        yield _REWRITTEN.sub(_APART, bare.strip())


def _merge_cells(table: etree._Element) -> None:
    above: list[tuple[str, etree._Element] | None] = []
    for row in table.findall(f"{_W}tr"):
        here: list[tuple[str, etree._Element] | None] = []
        for column, cell in enumerate(row.findall(f"{_W}tc")):
            key = _take_key(cell)
            over = above[column] if column < len(above) else None
            here.append(None if key is None else (key, cell))
            if over is not None and over[0] == key:
                _set_merge(over[1], "restart")
                _set_merge(cell, "continue")
                for run in list(cell.iter(f"{_W}r")):
                    _parent(run).remove(run)
        above = here


def _take_key(cell: etree._Element) -> str | None:
    """The cell's key for merging, which is removed from its text."""
    for text in cell.iter(f"{_W}t"):
        if match := _MERGED.search(text.text or ""):
            text.text = _MERGED.sub("", text.text or "")
            return match[1]
    return None


def _set_merge(cell: etree._Element, how: str) -> None:
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        properties = etree.Element(f"{_W}tcPr")
        cell.insert(0, properties)
    if properties.find(f"{_W}vMerge") is None:
        element = etree.Element(f"{_W}vMerge", {f"{_W}val": how})
        _insert_before(properties, element, _BEHIND_MERGE)


def _highlight_gaps(run: etree._Element) -> Iterator[str]:
    """Split a run at its gaps, so that they alone are highlighted."""
    for text in run.findall(f"{_W}t"):
        pieces = _GAPS.split(text.text or "")
        if len(pieces) == 1:
            continue
        following = list(text.itersiblings())
        run.remove(text)
        at = run
        for number, piece in enumerate(pieces):
            if piece:
                at = _run_after(at, like=run, text=piece, highlighted=number % 2 == 1)
        yield from pieces[1::2]
        if following:
            rest = _run_after(at, like=run, text="", highlighted=False)
            rest.extend(following)
            yield from _highlight_gaps(rest)
            return


def _run_after(
    at: etree._Element, *, like: etree._Element, text: str, highlighted: bool
) -> etree._Element:
    run = etree.Element(f"{_W}r")
    properties = like.find(f"{_W}rPr")
    if properties is not None:
        run.append(deepcopy(properties))
    if highlighted:
        if properties is None:
            run.append(etree.Element(f"{_W}rPr"))
        highlight = etree.Element(f"{_W}highlight", {f"{_W}val": "yellow"})
        _insert_before(run[0], highlight, _BEHIND_HIGHLIGHT)
    if text:
        element = etree.SubElement(run, f"{_W}t", {_SPACE: "preserve"})
        element.text = text
    at.addnext(run)
    return run


def _insert_before(
    parent: etree._Element, element: etree._Element, behind: tuple[str, ...]
) -> None:
    names = {f"{_W}{name}" for name in behind}
    for position, child in enumerate(parent):
        if child.tag in names:
            parent.insert(position, element)
            return
    parent.append(element)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101 - a run always stands in something
    return parent
