"""What became of the cells of a file: used, unplaced, outside every form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfxl.forms.reading import Content


def content_text(content: Content | None) -> str:
    """``"　内容 62 格：用上 58，未归位 1，表外 3（说明 3）"``, to stand behind a file's name."""
    if content is None:
        return ""
    if content.used == content.found:
        return f"　内容 {content.found} 格，全部用上"
    parts = [f"用上 {content.used}"]
    if content.unplaced:
        parts.append(f"未归位 {len(content.unplaced)}")
    if content.outside:
        sheets = "，".join(f"{sheet or '正文'} {number}" for sheet, number in content.outside)
        parts.append(f"表外 {sum(number for _, number in content.outside)}（{sheets}）")
    return f"　内容 {content.found} 格：{'，'.join(parts)}"


def unplaced_lines(content: Content | None) -> Iterable[str]:
    """Each text that is in a form and in no field, with its place."""
    for item in content.unplaced if content else ():
        sheet = f"［{item.where.sheet}］" if item.where.sheet else ""
        yield f"  未归位 {sheet}{item.where.cell}：{item.text}"


def content_json(content: Content | None) -> Mapping[str, object]:
    """Numbers, and every cell that is in a form and not in a field."""
    return {
        "cells": None
        if content is None
        else {
            "found": content.found,
            "used": content.used,
            "unplaced": len(content.unplaced),
            "outside": sum(number for _, number in content.outside),
        },
        "unplaced": [
            {"sheet": item.where.sheet, "cell": item.where.cell, "text": item.text}
            for item in (content.unplaced if content else ())
        ],
        "outside": [
            {"sheet": sheet, "cells": number}
            for sheet, number in (content.outside if content else ())
        ],
    }
