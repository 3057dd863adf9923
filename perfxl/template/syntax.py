"""What a cell of a template says: nothing, a loop's begin or end, a value, a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jinja2 import nodes

from perfxl.sheet.strings import TextRun
from perfxl.template.fault import Fault
from perfxl.template.sandbox import CELL_FILTERS, CellEnvironment

_FOR = re.compile(r"\{%[-+]?\s*for\s+([^\W\d]\w*)\s+in\s+([^\W\d]\w*(?:\.\w+)*)\s*[-+]?%\}")
_END_FOR = re.compile(r"\{%[-+]?\s*endfor\s*[-+]?%\}")
_LONE_STATEMENT = re.compile(r"\{%[^{}]*%\}")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FULL_WIDTH = re.compile(r"｛｛|｝｝|｛％|％｝|｛%|%｝")


class Field(NamedTuple):
    """A plain dotted field: ``i.actual``."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


class Expression(NamedTuple):
    """Anything else that has a value."""

    node: nodes.Expr


Source = Field | Expression


class LoopStart(NamedTuple):
    """``{% for i in indicators %}``."""

    variable: str
    items: Field


@dataclass(frozen=True, slots=True)
class LoopEnd:
    """``{% endfor %}``."""


class Value(NamedTuple):
    """A cell that is one value.

    ``merge`` is ``None``, or what besides the value must be equal for two neighbours to
    merge; ``formula`` is the name of the native formula, ``""`` for none.
    """

    source: Source
    merge: tuple[Source, ...] | None = None
    formula: str = ""


class Mixed(NamedTuple):
    """Text around plain fields."""

    pieces: tuple[str | Field, ...]


class Script(NamedTuple):
    """Text with expressions or statements: left to Jinja."""

    tree: nodes.Template


Content = LoopStart | LoopEnd | Value | Mixed | Script


def has_placeholder(text: str) -> bool:
    """Whether a text says anything to this module."""
    return "{{" in text or "{%" in text or "{#" in text or bool(_FULL_WIDTH.search(text))


def read_cell(text: str, environment: CellEnvironment) -> Content:
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
    tree = environment.parsed(text)
    parts = _parts(tree.body)
    if parts is None:
        return _script(tree)
    spoken = [part for part in parts if not isinstance(part, nodes.TemplateData)]
    if len(spoken) == 1 and all(
        not part.data.strip() for part in parts if isinstance(part, nodes.TemplateData)
    ):
        return _value(spoken[0])
    pieces: list[str | Field] = []
    for part in parts:
        piece = part.data if isinstance(part, nodes.TemplateData) else _field(part)
        if piece is None:
            return _script(tree)
        pieces.append(piece)
    return Mixed(tuple(pieces))


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


def _parts(body: Sequence[nodes.Node]) -> list[nodes.Expr] | None:
    """The texts and expressions of a cell without statements."""
    if not all(isinstance(node, nodes.Output) for node in body):
        return None
    return [part for node in body if isinstance(node, nodes.Output) for part in node.nodes]


def _script(tree: nodes.Template) -> Script:
    for node in tree.find_all(nodes.Filter):
        if node.name in CELL_FILTERS:
            raise Fault(f"过滤器 {node.name} 只能用在整格就是一个 {{{{ … }}}} 的单元格里")
    return Script(tree)


def _value(expression: nodes.Expr) -> Value:
    merge: tuple[Source, ...] | None = None
    formula = ""
    while isinstance(expression, nodes.Filter) and expression.name in CELL_FILTERS:
        inner = expression.node
        if not isinstance(inner, nodes.Expr) or merge is not None or formula:
            raise Fault("merge 和 live 不能同时用，也不能用两次")
        if expression.kwargs or expression.dyn_args or expression.dyn_kwargs:
            raise Fault(f"过滤器 {expression.name} 的参数写法有误")
        if expression.name == "merge":
            merge = tuple(_source(argument) for argument in expression.args)
        else:
            formula = _formula_name(expression)
        expression = inner
    for node in (expression, *expression.find_all(nodes.Filter)):
        if isinstance(node, nodes.Filter) and node.name in CELL_FILTERS:
            raise Fault(f"过滤器 {node.name} 只能写在占位符的最后")
    return Value(_source(expression), merge, formula)


def _formula_name(expression: nodes.Filter) -> str:
    argument = expression.args[0] if len(expression.args) == 1 else None
    if isinstance(argument, nodes.Const) and isinstance(argument.value, str) and argument.value:
        return argument.value
    raise Fault('live 要写公式名称，例如 {{ i.score | live("score") }}')


def _source(expression: nodes.Expr) -> Source:
    return _field(expression) or Expression(expression)


def _field(expression: nodes.Expr) -> Field | None:
    path = dotted(expression)
    return Field(path) if path else None


def dotted(node: nodes.Node) -> tuple[str, ...]:
    """The path of a plain dotted field; empty if ``node`` is anything else."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        return ()
    names.append(node.name)
    return tuple(reversed(names))
