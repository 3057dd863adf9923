"""Taking texts out of cell comments, and whole comments with their boxes.

The counterpart of :mod:`perfxl.sheet.notes`: what is not asked for stays as it lies there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from perfxl.regex import regex
from perfxl.sheet.xml import main_tag

_SHAPE = regex(rb"<(\w+:)?shape\b(?!type).*?</(?:\w+:)?shape>", re.DOTALL)
_ROW = regex(rb"<(?:\w+:)?Row>\s*([0-9]+)\s*</")
_COLUMN = regex(rb"<(?:\w+:)?Column>\s*([0-9]+)\s*</")

Spans = tuple[tuple[int, int], ...]


def cut_comments(
    root: etree._Element, spans_of: Callable[[str], Spans]
) -> tuple[dict[str, str], frozenset[str]]:
    """Cut pieces out of the comments of a part; one of which nothing is left goes.

    Args:
        root: the comments part, which is changed.
        spans_of: the pieces to cut out of a text, as (start, end), in their order.

    Returns:
        The former text of each comment that was changed, by address, and those that are gone.
    """
    changed: dict[str, str] = {}
    gone = set()
    for comment in list(root.iter(main_tag("comment"))):
        text = comment_text(comment)
        spans = spans_of(text)
        if not spans:
            continue
        address = comment.get("ref", "")
        changed[address] = text
        parent = comment.getparent()
        if _kept(text, spans).strip() or parent is None:
            _cut(comment, spans)
        else:
            parent.remove(comment)
            gone.add(address)
    if changed:
        _drop_idle_authors(root)
    return changed, frozenset(gone)


def comment_text(comment: etree._Element) -> str:
    """What a comment says, its runs joined."""
    return "".join(piece.text or "" for piece in _pieces(comment))


def has_comments(root: etree._Element) -> bool:
    """Whether a comments part holds any comment."""
    return root.find(f"{main_tag('commentList')}/{main_tag('comment')}") is not None


def without_boxes(drawing: bytes, cells: frozenset[tuple[int, int]]) -> bytes:
    """A VML drawing without the boxes of the comments of ``cells`` (column, row)."""

    def kept(match: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        if row is None or column is None or b"Note" not in match[0]:
            return match[0]
        return b"" if (int(column[1]) + 1, int(row[1]) + 1) in cells else match[0]

    return _SHAPE.sub(kept, drawing)


def has_shapes(drawing: bytes) -> bool:
    """Whether anything is drawn in a VML drawing."""
    return _SHAPE.search(drawing) is not None


def _pieces(comment: etree._Element) -> Iterator[etree._Element]:
    """The texts of a comment: plain, or of its runs; phonetic hints are none."""
    body = comment.find(main_tag("text"))
    if body is not None:
        yield from body.findall(main_tag("t"))
        yield from body.findall(f"{main_tag('r')}/{main_tag('t')}")


def _kept(text: str, spans: Spans) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def _cut(comment: etree._Element, spans: Spans) -> None:
    """Each run keeps its format; a run of which nothing is left goes."""
    at = 0
    for piece in list(_pieces(comment)):
        text = piece.text or ""
        own = tuple(
            (max(start - at, 0), min(end - at, len(text)))
            for start, end in spans
            if start < at + len(text) and end > at
        )
        at += len(text)
        if not own:
            continue
        piece.text = _kept(text, own)
        run = piece.getparent()
        body = None if run is None else run.getparent()
        if not piece.text and run is not None and body is not None and run.tag == main_tag("r"):
            body.remove(run)


def _drop_idle_authors(root: etree._Element) -> None:
    authors = root.find(main_tag("authors"))
    if authors is None:
        return
    comments = list(root.iter(main_tag("comment")))
    used = {comment.get("authorId", "0") for comment in comments}
    new: Mapping[str, str] = {
        old: str(number)
        for number, old in enumerate(
            str(index) for index in range(len(authors)) if str(index) in used
        )
    }
    for index, author in reversed(list(enumerate(authors))):
        if str(index) not in used:
            authors.remove(author)
    for comment in comments:
        comment.set("authorId", new.get(comment.get("authorId", "0"), "0"))
