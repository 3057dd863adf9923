"""What a cell of a template says that only Jinja's parser can read."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import nodes

from perfxl.template.content import Expression, Field, Mixed, Script, Source, Value
from perfxl.template.fault import Fault
from perfxl.template.names import LOOP, Aliases, Names, Path, full_path
from perfxl.template.sandbox import CELL_FILTERS, CellEnvironment


def read_tree(text: str, environment: CellEnvironment) -> Value | Mixed | Script:
    """What the text of a cell says, control rows excepted.

    Raises:
        Fault: it makes no sense; the message says what is allowed.
    """
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


def check_tree(node: nodes.Node, names: Names, aliases: Aliases) -> None:
    """Every field of an expression or a whole cell.

    Raises:
        Fault: one of them does not exist.
    """
    if isinstance(node, nodes.For):
        check_tree(node.iter, names, aliases)
        inner = {**aliases, **_targets(node, aliases), LOOP: ()}
        for child in (*node.body, *node.else_, *([node.test] if node.test else ())):
            check_tree(child, names, inner)
        return
    path = _dotted(node)
    if path:
        names.check(path, aliases)
        return
    for child in node.iter_child_nodes():
        check_tree(child, names, aliases)


def _targets(loop: nodes.For, aliases: Aliases) -> dict[str, Path | None]:
    items = _dotted(loop.iter)
    if isinstance(loop.target, nodes.Name) and items:
        return {loop.target.name: full_path(items, aliases)}
    names = [node.name for node in loop.target.find_all(nodes.Name)]
    if isinstance(loop.target, nodes.Name):
        names.append(loop.target.name)
    return dict.fromkeys(names)


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
    path = _dotted(expression)
    return Field(path) if path else None


def _dotted(node: nodes.Node) -> tuple[str, ...]:
    """The path of a plain dotted field; empty if ``node`` is anything else."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        return ()
    names.append(node.name)
    return tuple(reversed(names))
