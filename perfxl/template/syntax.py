"""From the text of a cell to what it says; what is plain is read without Jinja."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from perfxl.regex import regex
from perfxl.sheet.strings import TextRun
from perfxl.template.content import Content, Field, LoopEnd, LoopStart, Mixed, Value
from perfxl.template.fault import Fault
from perfxl.template.jinja import Jinja

_FOR = regex(r"\{%[-+]?\s*for\s+([^\W\d]\w*)\s+in\s+([^\W\d]\w*(?:\.\w+)*)\s*[-+]?%\}")
_END_FOR = regex(r"\{%[-+]?\s*endfor\s*[-+]?%\}")
_LONE_STATEMENT = regex(r"\{%[^{}]*%\}")
_TAG = regex(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PATH = r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)*"
_FIELD = regex(rf"(?<!\{{)\{{\{{\s*({_PATH})\s*\}}\}}", re.ASCII)
_VALUE = regex(
    rf"\{{\{{\s*(?P<path>{_PATH})\s*"
    rf"(?:\|\s*(?:(?P<merge>merge)\s*(?:\(\s*(?P<keys>{_PATH}(?:\s*,\s*{_PATH})*)\s*\))?"
    r'|live\s*\(\s*"(?P<formula>\w+)"\s*\))\s*)?\}\}',
    re.ASCII,
)
# What is no field in Jinja, though it looks like one.
_RESERVED = regex(r"\b(?:[Tt]rue|[Ff]alse|[Nn]one|and|else|if|in|is|not|or)\b")
_FULL_WIDTH = regex(r"｛｛|｝｝|｛％|％｝|｛%|%｝")


def has_placeholder(text: str) -> bool:
    """Whether a text says anything to this module."""
    return "{{" in text or "{%" in text or "{#" in text or bool(_FULL_WIDTH.search(text))


def read_cell(text: str, jinja: Jinja) -> Content:
    """What the text of a cell says.

    Raises:
        Fault: it makes no sense; the message says what is allowed.
    """
    stripped = text.strip()
    if _FULL_WIDTH.search(text):
        raise Fault(f"占位符的花括号和百分号要用半角：{stripped[:60]}")
    if match := _FOR.fullmatch(stripped):
        path = tuple(match[2].split("."))
        if any(name.startswith("_") for name in path):
            raise Fault(f"不能访问内部属性 {match[2]}")
        return LoopStart(match[1], Field(path))
    if _END_FOR.fullmatch(stripped):
        return LoopEnd()
    if _LONE_STATEMENT.fullmatch(stripped):
        raise Fault(
            f"控制行只能是 {{% for i in 列表 %}} 或 {{% endfor %}}，列表写成字段名；现为 {stripped}"
        )
    plain = _plain(text, stripped)
    if plain is not None:
        return plain
    # Jinja takes as long to load as all the rest of a template's language.
    from perfxl.template.tree import read_tree

    return read_tree(text, jinja.environment)


def _plain(text: str, stripped: str) -> Value | Mixed | None:
    """What Jinja would read in a cell of texts and plain fields; ``None`` for all others."""
    if match := _VALUE.fullmatch(stripped):
        if _RESERVED.search(stripped):
            return None
        keys = re.findall(_PATH, match["keys"] or "", re.ASCII) if match["merge"] else None
        merge = None if keys is None else tuple(map(_field, keys))
        return Value(_field(match["path"]), merge, match["formula"] or "")
    texts, paths = (pieces := _FIELD.split(text))[::2], pieces[1::2]
    if not paths or "\r" in text or any(map(has_placeholder, texts)):
        return None
    if any(map(_RESERVED.search, paths)):
        return None
    pairs = zip_longest(texts, map(_field, paths))
    return Mixed(tuple(piece for pair in pairs for piece in pair if piece))


def _field(path: str) -> Field:
    return Field(tuple(path.split(".")))


def read_runs(runs: Sequence[TextRun]) -> tuple[TextRun, ...]:
    """The runs of a text with several fonts, no placeholder spread over two of them.

    A placeholder that was (Excel and WPS split texts where a person formatted half of
    it) moves into the run where it begins.
    """
    text = "".join(run.text for run in runs)
    owner: list[int] = [index for index, run in enumerate(runs) for _ in run.text]
    for match in _TAG.finditer(text):
        owner[match.start() : match.end()] = [owner[match.start()]] * len(match[0])
    parts = ["" for _ in runs]
    for character, index in zip(text, owner, strict=True):
        parts[index] += character
    return tuple(run._replace(text=part) for run, part in zip(runs, parts, strict=True) if part)
