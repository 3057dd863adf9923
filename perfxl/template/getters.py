"""Values of one template cell for all rows it is repeated in: one *column* at a time.

A plain field is fetched by attribute or mapping key, text around fields is a ``%``
format; only what is really an expression goes through Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

from perfxl.sheet.cell import as_text
from perfxl.sheet.strings import TextRun
from perfxl.template.fault import Fault
from perfxl.template.names import LOOP


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rendering offers to the cells of one block, or to the rows between blocks.

    Between blocks there is one item, ``None``, and no loop variable.
    """

    context: Mapping[str, object]
    items: Sequence[object] = (None,)
    variable: str = ""


class RichText(NamedTuple):
    """A text with several fonts."""

    text: str
    item: str


class Getter(Protocol):
    """Gives the value for each item of a scope."""

    def __call__(self, scope: Scope) -> list[object]:
        """The column of values.

        Raises:
            Fault: a field is missing or an expression failed.
        """


@dataclass(frozen=True, slots=True)
class ItemField:
    """A field of the loop's element; ``path`` is empty for the element itself."""

    path: tuple[str, ...]

    def __call__(self, scope: Scope) -> list[object]:
        """The field of each item."""
        column: Sequence[object] = scope.items
        for name in self.path:
            column = members(column, name)
        return list(column)


@dataclass(frozen=True, slots=True)
class ContextField:
    """A field of the context, the same for all items."""

    path: tuple[str, ...]

    def __call__(self, scope: Scope) -> list[object]:
        """The field, once for each item."""
        return [fetch(scope.context, self.path)] * len(scope.items)


@dataclass(frozen=True, slots=True)
class LoopField:
    """``loop.index`` and its relatives."""

    name: str

    def __call__(self, scope: Scope) -> list[object]:
        """The place of each item in its list."""
        count = len(scope.items)
        return [getattr(Loop(index, count), self.name) for index in range(count)]


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression or a whole text left to Jinja."""

    evaluate: Callable[[Mapping[str, object]], object]

    def __call__(self, scope: Scope) -> list[object]:
        """The result for each item."""
        count = len(scope.items)
        if not scope.variable:
            return [self.evaluate(scope.context)]
        column = []
        for index, item in enumerate(scope.items):
            here = {**scope.context, scope.variable: item, LOOP: Loop(index, count)}
            try:
                column.append(self.evaluate(here))
            except Fault as fault:
                raise Fault(f"循环的第 {index + 1} 行：{fault}") from None
        return column


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text around plain fields; ``form`` has one ``%s`` for each getter."""

    form: str
    getters: tuple[Getter, ...]

    def __call__(self, scope: Scope) -> list[object]:
        """The text for each item."""
        columns = [map(as_text, getter(scope)) for getter in self.getters]
        if not columns:
            return [self.form % ()] * len(scope.items)
        return [self.form % values for values in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class RichSentence:
    """A text with several fonts, a getter for the text of each run."""

    runs: tuple[TextRun, ...]
    getters: tuple[Getter, ...]

    def __call__(self, scope: Scope) -> list[object]:
        """The rich text for each item."""
        columns = [map(as_text, getter(scope)) for getter in self.getters]
        return [self._joined(texts) for texts in zip(*columns, strict=True)]

    def _joined(self, texts: Sequence[str]) -> RichText:
        runs = [TextRun(text, run.properties) for run, text in zip(self.runs, texts, strict=True)]
        item = "".join(chain(("<si>",), (run.xml() for run in runs if run.text), ("</si>",)))
        return RichText("".join(texts), item)


@dataclass(frozen=True, slots=True)
class Loop:
    """``loop`` in a block."""

    index0: int
    length: int

    @property
    def index(self) -> int:
        """The number of the row, counted from 1."""
        return self.index0 + 1

    @property
    def first(self) -> bool:
        """Whether this is the first row."""
        return self.index0 == 0

    @property
    def last(self) -> bool:
        """Whether this is the last row."""
        return self.index == self.length


def members(column: Sequence[object], name: str) -> list[object]:
    """The member ``name`` of each object: by key if they are mappings, else by attribute.

    Raises:
        Fault: one of them has no such member.
    """
    try:
        if column and isinstance(column[0], Mapping):
            return [item[name] for item in column]  # type: ignore[index]
        return [getattr(item, name) for item in column]
    except (KeyError, AttributeError, TypeError):
        raise Fault(f"数据里没有字段 {name}") from None


def fetch(context: Mapping[str, object], path: Sequence[str]) -> object:
    """The value that ``path`` leads to.

    Raises:
        Fault: it leads nowhere.
    """
    value: object = context
    for name in path:
        try:
            value = value[name] if isinstance(value, Mapping) else getattr(value, name)
        except (KeyError, AttributeError):
            raise Fault(f"数据里没有字段 {'.'.join(path)}") from None
    return value
