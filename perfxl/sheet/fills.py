"""Backgrounds of cells in words, so that a mark can say what it replaced."""

from __future__ import annotations

from lxml import etree

from perfxl.regex import regex
from perfxl.sheet.xml import main_tag

GRADIENT = "gradient"  # stands for every gradient: words cannot bring one back

_FILL, _PATTERN, _FRONT, _BACK = map(main_tag, ("fill", "patternFill", "fgColor", "bgColor"))
_PLAIN_COLOUR = regex(r"[0-9A-F]{6}")
_COLOUR = regex(r"(rgb(?==[0-9A-Fa-f]{8}(?:[,|]|$))|theme|tint|indexed|auto)=([-+.0-9A-Fa-f]+)")
# ECMA-376 part 1, 18.18.55
_KINDS = regex(
    "solid|mediumGray|(?:dark|light)(?:Gray|Horizontal|Vertical|Down|Up|Grid|Trellis)"
    "|gray125|gray0625"
)


def fill_words(fill: etree._Element) -> str:
    """A background in words: ``""`` for none, ``"FFF2CC"``, ``"solid theme=4,tint=0.8"``."""
    pattern = fill.find(_PATTERN)
    if pattern is None:
        return "" if fill.find(main_tag("gradientFill")) is None else GRADIENT
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return ""
    front, back = (_colour_words(pattern.find(tag)) for tag in (_FRONT, _BACK))
    if kind == "solid":
        plain = front.removeprefix("rgb=")[2:]
        if front.startswith("rgb=") and _PLAIN_COLOUR.fullmatch(plain):
            return plain
        back = ""  # is not seen
    return f"{kind} {front}{f'|{back}' if back else ''}".strip()


def _colour_words(colour: etree._Element | None) -> str:
    if colour is None:
        return ""
    return ",".join(f"{name!s}={value!s}" for name, value in sorted(colour.items()))


def fill_of(words: str) -> etree._Element:
    """The background that :func:`fill_words` put into words."""
    if _PLAIN_COLOUR.fullmatch(words):
        words = f"solid rgb=FF{words}|indexed=64"
    kind, _, colours = words.partition(" ")
    fill = etree.Element(_FILL)
    pattern = etree.SubElement(
        fill, _PATTERN, patternType=kind if _KINDS.fullmatch(kind) else "none"
    )
    for tag, colour in zip((_FRONT, _BACK), colours.split("|"), strict=False):
        named = dict(_COLOUR.findall(colour))
        if named:
            etree.SubElement(pattern, tag, named)
    return fill
