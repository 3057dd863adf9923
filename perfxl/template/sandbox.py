"""Jinja in one cell: only what a cell needs, bounded in time and size.

Templates travel by mail like any workbook, so they are not trusted: no calls, no macros,
no imports, no private attributes; loops are short, results fit into a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException

import jinja2
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from perfxl.sheet.cell import MAX_TEXT, as_text
from perfxl.template.fault import Fault, listed, unknown
from perfxl.template.watch import Budget, Watch

MAX_LOOP = 1_000
MAX_DEPTH = 2  # a loop inside a loop, no deeper
MAX_OPERANDS = 100  # joined by "~" in one go
BUDGET = Budget(seconds=2, characters=4_000_000)
_MAX_DIGITS = 15
_RESULT = "cell_result"
CELL_FILTERS = ("live", "merge")  # these speak of the cell, not of its value

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.CondExpr,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.BinExpr,
    nodes.UnaryExpr,
    nodes.Concat,
    nodes.Slice,
    nodes.Tuple,
    nodes.List,
    nodes.Keyword,
)
_BUILT_IN = (
    *("abs", "count", "d", "default", "first", "int", "join", "last", "length", "list", "lower"),
    *("map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort"),
    *("string", "sum", "trim", "unique", "upper"),
)


class CellEnvironment(SandboxedEnvironment):
    """The language of one cell."""

    intercepted_binops = frozenset({"*", "%", "+"})

    def __init__(self, budget: Budget = BUDGET) -> None:
        super().__init__(
            undefined=StrictUndefined, finalize=as_text, keep_trailing_newline=True, cache_size=0
        )
        built_in = self.filters
        self.filters = {name: built_in[name] for name in _BUILT_IN}
        self.filters |= {"round": _round, "replace": _replace, "join": self._join}
        self.usable_filters = tuple(sorted((*self.filters, *CELL_FILTERS)))
        self.watch = Watch(budget)
        self.filters = {name: self.watch.over(made) for name, made in self.filters.items()}
        self.filters |= {"bounded": self._bounded, "decimal": Decimal}
        self.globals = {}

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """``*`` and ``%`` work on numbers only: on texts they can make endless ones."""
        if operator == "+":
            return self._sum(context, left, right)
        if not all(isinstance(side, (int, Decimal, Undefined)) for side in (left, right)):
            raise SecurityError(f"“{operator}”只能用于数字")
        return super().call_binop(context, operator, left, right)

    def _sum(self, context: Context, left: object, right: object) -> object:
        long = [side for side in (left, right) if isinstance(side, str | list | tuple)]
        if sum(map(len, long)) > 2 * MAX_TEXT:
            raise SecurityError("相加的结果过长")
        return super().call_binop(context, "+", left, right)

    def _join(self, items: Iterable[object], d: str = "", attribute: str | None = None) -> str:
        """The texts of ``items`` with ``d`` between them, as long as a cell can hold them."""
        pieces: list[str] = []
        room = 2 * MAX_TEXT
        for item in items:
            value = item if attribute is None else self.getitem(item, attribute)
            if isinstance(value, Undefined):
                str(value)  # says what is undefined
            pieces.append(as_text(value))
            room -= len(pieces[-1]) + len(d)
            if room < 0:
                raise SecurityError("连接的结果过长")
        return d.join(pieces)

    def _bounded(self, items: Iterable[object]) -> Iterator[object]:
        for count, item in enumerate(items):
            if count >= MAX_LOOP:
                raise SecurityError(f"循环超过 {MAX_LOOP} 次")
            self.watch.turn()
            yield item

    def parsed(self, text: str) -> nodes.Template:
        """The syntax tree of a cell's text.

        Raises:
            Fault: it is no Jinja, or something a cell may not use.
        """
        try:
            tree = self.parse(text)
            self._check(tree, depth=0)
        except jinja2.TemplateSyntaxError as error:
            raise Fault(_syntax_message(text, error)) from None
        except RecursionError:
            raise Fault(_TOO_DEEP) from None
        except ValueError:  # Python reads no number of more than 4,300 digits
            raise Fault("表达式里的数字过长，请改短") from None
        return tree

    def _check(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, _ALLOWED) or isinstance(node, nodes.Pow):
            raise Fault(
                f"单元格里不能用 {_NAMES.get(type(node), type(node).__name__)}；"
                "可以用字段、过滤器、比较、四则运算、if 和 for"
            )
        if isinstance(node, nodes.Filter) and node.name not in self.usable_filters:
            raise unknown("过滤器", node.name, self.usable_filters)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise Fault(f"不能访问内部属性 {node.attr}，请删去")
        if isinstance(node, nodes.Test) and node.name not in self.tests:
            raise Fault(f"判断 is {node.name} 不存在。可用的有：{listed(sorted(self.tests))}")
        if isinstance(node, nodes.Concat) and len(node.nodes) > MAX_OPERANDS:
            raise Fault(f"“~”一次最多连接 {MAX_OPERANDS} 段，请分到几个单元格")
        if isinstance(node, nodes.For):
            depth += 1
            if depth > MAX_DEPTH or node.recursive:
                raise Fault(f"单元格里的循环最多嵌套 {MAX_DEPTH} 层")
        for child in node.iter_child_nodes():
            self._check(child, depth)

    def value(self, expression: nodes.Expr, cell: str) -> Callable[[Mapping[str, object]], object]:
        """The function that gives the expression's value in a context.

        It raises :class:`Fault` when the expression fails.
        """
        name = nodes.Name(_RESULT, "store")
        body: list[nodes.Node] = [nodes.Assign(name, expression, lineno=1)]
        template = self._compiled(nodes.Template(body, lineno=1), cell)

        def evaluate(variables: Mapping[str, object]) -> object:
            context = template.new_context(dict(variables))
            self.watch.start()
            try:
                for _ in template.root_render_func(context):
                    pass
                result = context.vars[_RESULT]
                if isinstance(result, Undefined):
                    str(result)  # says what is undefined
            except FAILURES as error:
                raise Fault(failure_message(error)) from None
            return result

        return evaluate

    def text(self, tree: nodes.Template, cell: str) -> Callable[[Mapping[str, object]], str]:
        """The function that gives the text of a whole cell in a context.

        It raises :class:`Fault` when an expression fails or the text is too long.
        """
        template = self._compiled(tree, cell)

        def evaluate(variables: Mapping[str, object]) -> str:
            pieces: list[str] = []
            room = MAX_TEXT
            self.watch.start()
            try:
                for piece in template.root_render_func(template.new_context(dict(variables))):
                    pieces.append(piece)
                    room -= len(piece)
                    if room < 0:
                        raise Fault(f"结果超过单元格上限 {MAX_TEXT} 个字符")
            except FAILURES as error:
                raise Fault(failure_message(error)) from None
            return "".join(pieces)

        return evaluate

    def _compiled(self, tree: nodes.Template, cell: str) -> jinja2.Template:
        tree.set_environment(self)
        try:
            bounded = _Bounding(self).visit(tree)
            code = self.compile(bounded, name=cell, filename=cell)
        except jinja2.TemplateSyntaxError as error:
            raise Fault(f"占位符写法有误。解析器提示：{error.message}") from None
        except (SyntaxError, RecursionError, MemoryError):  # of the code made from it
            raise Fault(_TOO_DEEP) from None
        return jinja2.Template.from_code(self, code, {})


class _Bounding(NodeTransformer):
    """Bound every loop; make every number a decimal."""

    def __init__(self, environment: CellEnvironment) -> None:
        self._environment = environment

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (jinja2's protocol)
        self.generic_visit(node)
        node.iter = self._filter(node.iter, "bounded")
        return node

    def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802
        if isinstance(node.value, float):
            return self._filter(nodes.Const(str(node.value)), "decimal")
        return node

    def _filter(self, node: nodes.Node, name: str) -> nodes.Filter:
        made = nodes.Filter(node, name, [], [], None, None, lineno=1)
        made.set_environment(self._environment)
        return made


_TOO_DEEP = "表达式嵌套过深，请简化"
FAILURES = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
)
_NAMES: Mapping[type[nodes.Node], str] = {
    nodes.Call: "函数调用",
    nodes.Pow: "乘方",
    nodes.Assign: "set",
    nodes.Macro: "macro",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.With: "with",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
}


def _syntax_message(text: str, error: jinja2.TemplateSyntaxError) -> str:
    hint = "括号、引号、逗号请用半角；" if any(sign in text for sign in "（）“”‘’，｜") else ""
    return f"占位符写法有误：{text.strip()[:60]}。{hint}解析器提示：{error.message}"


def failure_message(error: Exception) -> str:
    """What went wrong while an expression was evaluated."""
    if isinstance(error, jinja2.UndefinedError):
        return f"找不到字段（{error.message}），请检查字段名"
    if isinstance(error, RecursionError):
        return _TOO_DEEP
    if isinstance(error, DecimalException | ZeroDivisionError):
        return "计算出错（除数为 0 或数值过大），请改这个表达式"
    if isinstance(error, SecurityError) and error.message and error.message.isascii():
        return "不能访问内部属性，请删去"  # jinja2's own words
    return f"计算出错（{error}），请改这个表达式"


def _round(value: Decimal | float, digits: int = 0) -> Decimal:
    """Half up, as Excel's ROUND."""
    places = max(-_MAX_DIGITS, min(digits, _MAX_DIGITS))
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _replace(text: object, old: str, new: str) -> str:
    """Every ``old`` replaced by ``new``, as long as the result can stand in a cell."""
    source = as_text(text)
    if len(source) + source.count(old) * len(new) > 2 * MAX_TEXT:
        raise SecurityError("替换的结果过长")
    return source.replace(old, new)
