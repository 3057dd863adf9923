"""Reading the tables of a rulebook: typed values, their references, and every fault in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Enum)


class Kind(Protocol[T_co]):
    """What a value may be: a Chinese description, and the value or ``None`` if it is not that."""

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        ...

    def read(self, found: object) -> T_co | None:
        """The value ``found`` stands for, ``None`` when it is not allowed."""
        ...


class Number(NamedTuple):
    """A decimal number from ``low`` to ``high``."""

    low: Decimal
    high: Decimal

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return f"{self.low} 至 {self.high} 的数（不加引号）"

    def read(self, found: object) -> Decimal | None:
        """The number, exactly as written."""
        if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
            return None
        number = Decimal(found)
        return number if number.is_finite() and self.low <= number <= self.high else None


class Whole(NamedTuple):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return f"{self.low} 至 {self.high} 的整数（不加引号）"

    def read(self, found: object) -> int | None:
        """The number."""
        if isinstance(found, bool) or not isinstance(found, int):
            return None
        return found if self.low <= found <= self.high else None


class Flag:
    """``true`` or ``false``."""

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return "true 或 false（不加引号）"

    def read(self, found: object) -> bool | None:
        """The flag."""
        return found if isinstance(found, bool) else None


class Text:
    """A text that is not empty."""

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return "非空的文字（加引号）"

    def read(self, found: object) -> str | None:
        """The text without blanks around it."""
        return found.strip() or None if isinstance(found, str) else None


class Texts:
    """A list of texts."""

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return '文字的列表，如 ["甲", "乙"]'

    def read(self, found: object) -> tuple[str, ...] | None:
        """The texts in their order."""
        if not isinstance(found, list):
            return None
        texts = tuple(item for item in found if isinstance(item, str) and item.strip())
        return texts if len(texts) == len(found) else None


class Choice(Generic[T]):
    """One of a few words."""

    def __init__(self, options: Mapping[str, T]) -> None:
        self.options = options

    @property
    def allowed(self) -> str:
        """What is allowed, in Chinese."""
        return "、".join(f'"{word}"' for word in self.options) + " 之一"

    def read(self, found: object) -> T | None:
        """What the word stands for."""
        return self.options.get(found) if isinstance(found, str) else None


def one_of(enum: type[E]) -> Choice[E]:
    """The values of an enum as a choice."""
    return Choice({str(member.value): member for member in enum})


class Faults:
    """The faults of one file, in the order in which they were met."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def wrong(self, key: str, found: object, allowed: str) -> None:
        """A value that is not allowed."""
        self.messages.append(f"{key} 的值 {_shown(found)} 不对，应为{allowed}")

    def missing(self, key: str, allowed: str) -> None:
        """A key that has to be there."""
        self.messages.append(f"缺少 {key}，应为{allowed}")

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """A key or name that nothing asks for."""
        import difflib

        names = list(known)
        near = difflib.get_close_matches(key.rpartition(".")[2], names, n=1, cutoff=0.5)
        hint = f"，是否应为 {near[0]}？" if near else "。"
        self.messages.append(f"不认识 {key}{hint}可以写的有：{'、'.join(names)}")

    def clash(self, key: str, message: str) -> None:
        """Values that are allowed one by one and do not agree."""
        self.messages.append(f"{key}：{message}")


class Table:
    """One table of the file.

    A value is written plainly, and then the table's ``reference`` (or that of the table
    around it) is its source, or as ``{ value = …, reference = "…" }``.
    """

    def __init__(
        self,
        key: str,
        content: Mapping[str, object],
        *,
        faults: Faults,
        references: dict[str, str],
        inherited: str = "",
    ) -> None:
        self.key = key
        self.faults = faults
        self._content = content
        self._references = references
        self._asked: list[str] = []
        self._reference = inherited
        self._told = False
        own = self.take("reference", Text(), cited=False) if "reference" in content else None
        self._reference = own or self._reference
        if key and self._reference:
            references[key] = self._reference

    def take(
        self, name: str, kind: Kind[T], *, required: bool = False, cited: bool = True
    ) -> T | None:
        """The value at ``name``; ``None`` when it is absent or wrong, which is then a fault.

        ``cited`` values need a reference; names and titles do not.
        """
        self._asked.append(name)
        if name not in self._content:
            if required:
                self.faults.missing(self.path(name), kind.allowed)
            return None
        found = self._content[name]
        source = self._reference
        if cited and isinstance(found, dict) and "value" in found:
            inner = Table(
                self.path(name),
                {key: item for key, item in found.items() if key != "value"},
                faults=self.faults,
                references=self._references,
                inherited=source,
            )
            inner.close()
            source, found = inner._reference, found["value"]
        if cited:
            self._cite(name, source)
        value = kind.read(found)
        if value is None:
            self.faults.wrong(self.path(name), found, kind.allowed)
        return value

    def table(self, name: str, *, missing: str = "") -> Table | None:
        """The table at ``name``, ``None`` when it is absent or no table.

        ``missing`` says what an absent one should be, and makes its absence a fault.
        """
        self._asked.append(name)
        found = self._content.get(name)
        if found is None:
            if missing:
                self.faults.missing(f"[{self.path(name)}]", missing)
            return None
        if not isinstance(found, dict):
            self.faults.wrong(self.path(name), found, f"一节：[{self.path(name)}]")
            return None
        return Table(
            self.path(name),
            found,
            faults=self.faults,
            references=self._references,
            inherited=self._reference if self.key else "",
        )

    def tables(self) -> Iterator[tuple[str, Table]]:
        """The tables that nobody has asked for yet, for those whose keys are names."""
        for name in self.names():
            if (table := self.table(name)) is not None:
                yield name, table

    def names(self) -> tuple[str, ...]:
        """The keys that nobody has asked for yet, for tables whose keys are names."""
        return tuple(name for name in self._content if name not in self._asked)

    def cite(self) -> None:
        """Require a reference for the table itself."""
        self._cite("", self._reference)

    def close(self) -> None:
        """Report every key that was not asked for."""
        for name in self.names():
            known = [name for name in dict.fromkeys(self._asked) if name != "reference"]
            self.faults.unknown(self.path(name), [*known, "reference"])

    def path(self, name: str) -> str:
        """``name`` with the keys of the tables around it."""
        return f"{self.key}.{name}" if self.key else name

    def _cite(self, name: str, source: str) -> None:
        if source:
            self._references[self.path(name) if name else self.key] = source
        elif not self._told:
            self._told = True
            self.faults.missing(self.path("reference"), "这一节各值的出处（文件名、文号和条款）")


def _shown(found: object) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, str):
        return f'"{found}"'
    if isinstance(found, dict):
        return "（一节）"
    if isinstance(found, list):
        return "[" + ", ".join(_shown(item) for item in found) + "]"
    return str(found)
