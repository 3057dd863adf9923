"""Values of one template cell: one outside blocks, in a block a *column* at a time.

A plain field is fetched by attribute or mapping key, text around fields is a ``%``
format; only what is really an expression goes through Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, Protocol

from perfxl.sheet.cell import as_text
from perfxl.sheet.strings import BLANK_ITEM, TextRun
from perfxl.template.fault import Fault
from perfxl.template.names import LOOP

Context = Mapping[str, object]


Path = tuple[str, ...]


class Siblings:
    """The fields of one parent that a block shows, fetched from its items together.

    One call gives all the fields of an item; a call for each field takes three times as long.
    """

    __slots__ = ("_attributes", "_keys", "_paths")

    def __init__(self, parent: Path, names: Sequence[str]) -> None:
        self._paths = [(*parent, name) for name in names]
        self._keys, self._attributes = itemgetter(*names), attrgetter(*names)

    def columns(self, items: Sequence[object]) -> Iterator[tuple[Path, Sequence[object]]]:
        """The column of each field; nothing when an item lacks one of them."""
        by_key = items and isinstance(items[0], Mapping)
        fields: Callable[[Any], Any] = self._keys if by_key else self._attributes
        try:
            rows = list(map(fields, items))
        except (AttributeError, KeyError, TypeError):
            return iter(())
        return zip(self._paths, zip(*rows, strict=True), strict=False)


def siblings(paths: Iterable[Path]) -> dict[Path, Siblings]:
    """The fields of ``paths`` by their parent, where there are several."""
    names: dict[Path, dict[str, None]] = {}
    for path in paths:
        for end in range(1, len(path) + 1):
            names.setdefault(path[: end - 1], {})[path[end - 1]] = None
    return {parent: Siblings(parent, [*own]) for parent, own in names.items() if len(own) > 1}


class Scope:
    """What a rendering offers to the cells of a block.

    Args:
        context: that of the whole rendering.
        items: what the block repeats over.
        variable: the name of an item.
        siblings: the fields that are fetched together, by their parent.
    """

    __slots__ = ("_columns", "_siblings", "context", "items", "variable")

    def __init__(
        self,
        context: Context,
        items: Sequence[object],
        variable: str,
        siblings: Mapping[Path, Siblings] | None = None,
    ) -> None:
        self.context = context
        self.items = items
        self.variable = variable
        self._siblings = siblings or {}
        self._columns: dict[Path, Sequence[object]] = {(): items}

    def column(self, path: Path) -> Sequence[object]:
        """What ``path`` leads to from each item; many cells share the way there.

        Raises:
            Fault: it leads nowhere from one of them.
        """
        columns = self._columns
        if path not in columns:
            parent = path[:-1]
            items, together = self.column(parent), self._siblings.get(parent)
            if together is not None:
                columns.update(together.columns(items))
            if path not in columns:
                columns[path] = members(items, path[-1])
        return columns[path]


class RichText(NamedTuple):
    """A text with several fonts; ``item`` is its ``<si>`` element."""

    text: str
    item: str


class Getter(Protocol):
    """Gives the value of a cell outside blocks, or of all its instances in a block.

    Both raise :class:`Fault` when a field is missing or an expression fails.
    """

    def one(self, context: Context) -> object:
        """The value outside blocks."""

    def many(self, scope: Scope) -> Sequence[object]:
        """The value for each item of a block."""


class ContextField(NamedTuple):
    """A field of the context."""

    path: tuple[str, ...]

    def one(self, context: Context) -> object:
        """The value of the field."""
        return fetch(context, self.path)

    def many(self, scope: Scope) -> Sequence[object]:
        """The field, once for each item."""
        return [fetch(scope.context, self.path)] * len(scope.items)


class InBlock:
    """What has a value in a block only; the compiler makes none elsewhere."""

    __slots__ = ()

    def one(self, context: Context) -> object:
        """There is none."""
        raise Fault("循环变量只能用在循环里面")


class ItemField(InBlock):
    """A field of the loop's element; ``path`` is empty for the element itself."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path

    def many(self, scope: Scope) -> Sequence[object]:
        """The field of each item."""
        return scope.column(self.path)


class Constant(NamedTuple):
    """A value that is the same in every rendering."""

    value: object

    def one(self, context: Context) -> object:
        """The value."""
        return self.value

    def many(self, scope: Scope) -> Sequence[object]:
        """The value, once for each item."""
        return [self.value] * len(scope.items)


class LoopField(InBlock):
    """``loop.index`` and its relatives."""

    def __init__(self, name: str) -> None:
        self.name = name

    def many(self, scope: Scope) -> Sequence[object]:
        """The place of each item in its list."""
        count = len(scope.items)
        return [getattr(Loop(index, count), self.name) for index in range(count)]


class Computed(NamedTuple):
    """An expression or a whole text left to Jinja."""

    evaluate: Callable[[Context], object]

    def one(self, context: Context) -> object:
        """The result."""
        return self.evaluate(context)

    def many(self, scope: Scope) -> Sequence[object]:
        """The result for each item."""
        count = len(scope.items)
        column = []
        for index, item in enumerate(scope.items):
            here = {**scope.context, scope.variable: item, LOOP: Loop(index, count)}
            try:
                column.append(self.evaluate(here))
            except Fault as fault:
                raise Fault(f"循环的第 {index + 1} 行：{fault}") from None
        return column


class Sentence(NamedTuple):
    """Text around plain fields; ``form`` has one ``%s`` for each getter."""

    form: str
    getters: tuple[Getter, ...]

    def one(self, context: Context) -> object:
        """The text."""
        return self.form % tuple(as_text(getter.one(context)) for getter in self.getters)

    def many(self, scope: Scope) -> Sequence[object]:
        """The text for each item."""
        if not self.getters:
            return [self.form % ()] * len(scope.items)
        columns = [map(as_text, getter.many(scope)) for getter in self.getters]
        return [self.form % values for values in zip(*columns, strict=True)]


class RichSentence(NamedTuple):
    """A text with several fonts, a getter for the text of each run."""

    runs: tuple[TextRun, ...]
    getters: tuple[Getter, ...]

    def one(self, context: Context) -> object:
        """The rich text."""
        return self._joined([as_text(getter.one(context)) for getter in self.getters])

    def many(self, scope: Scope) -> Sequence[object]:
        """The rich text for each item."""
        columns = [map(as_text, getter.many(scope)) for getter in self.getters]
        return [self._joined(texts) for texts in zip(*columns, strict=True)]

    def _joined(self, texts: Sequence[str]) -> RichText:
        runs = [TextRun(text, run.properties) for run, text in zip(self.runs, texts, strict=True)]
        shown = "".join(run.xml() for run in runs if run.text)
        return RichText("".join(texts), f"<si>{shown}</si>" if shown else BLANK_ITEM)


class Loop:
    """``loop`` in a block."""

    __slots__ = ("index0", "length")

    def __init__(self, index0: int, length: int) -> None:
        self.index0 = index0
        self.length = length

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


def members(column: Sequence[Any], name: str) -> list[object]:
    """The member ``name`` of each object: by key, or by attribute if they have no keys.

    Raises:
        Fault: one of them has no such member.
    """
    try:
        if column and not isinstance(column[0], Mapping):
            return list(map(attrgetter(name), column))
        return [item[name] for item in column]
    except (AttributeError, KeyError, TypeError):
        return [fetch(item, (name,)) for item in column]


def fetch(start: Any, path: Sequence[str]) -> object:  # noqa: ANN401 (contexts hold anything)
    """The value that ``path`` leads to from ``start``: by keys, or by attributes.

    Raises:
        Fault: it leads nowhere.
    """
    value = start
    try:
        for name in path:
            value = value[name]
    except (KeyError, TypeError):
        return _searched(start, path)
    return value


def _searched(start: object, path: Sequence[str]) -> object:
    value = start
    for name in path:
        try:
            value = value[name] if isinstance(value, Mapping) else getattr(value, name)
        except (KeyError, AttributeError):
            raise Fault(f"数据里没有字段 {'.'.join(path)}") from None
    return value
