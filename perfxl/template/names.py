"""The names a template may use: fields of the context, and loop variables for lists.

A loop variable stands for one element of its list, so ``i.actual`` in a block over
``indicators`` is the field ``indicators.actual`` whatever the variable is called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from perfxl.template.fault import Fault, listed, unknown

LOOP = "loop"
LOOP_FIELDS = ("first", "index", "index0", "last", "length")

Path = tuple[str, ...]
Aliases = Mapping[str, Path | None]  # None: an element of something that is no plain field


class Names:
    """The allowed fields; ``None`` allows every name."""

    __slots__ = ("_fields", "_groups")

    def __init__(self, fields: Collection[str] | None) -> None:
        self._fields = None if fields is None else frozenset(fields)
        self._groups = frozenset(
            field[:position]
            for field in fields or ()
            for position, sign in enumerate(field)
            if sign == "."
        )

    def check_value(self, path: Path, aliases: Aliases) -> None:
        """A field whose value is to be shown.

        Raises:
            Fault: there is no such field; or it is a group of fields.
        """
        name = self.check(path, aliases)
        if name in self._groups and self._fields is not None and name not in self._fields:
            inner = sorted(field for field in self._fields if field.startswith(f"{name}."))
            raise Fault(f"{'.'.join(path)} 是一组字段，请写到最后一级，例如 {listed(inner[:5])}")

    def check_list(self, path: Path) -> None:
        """A field that a block repeats over.

        Raises:
            Fault: there is no such list.
        """
        name = ".".join(path)
        if self._fields is not None and name not in self._groups and name not in self._fields:
            raise unknown("列表", name, self._groups)

    def check(self, path: Path, aliases: Aliases) -> str:
        """A field or a group of fields; gives its full name, ``""`` where it has none.

        Raises:
            Fault: there is no such field.
        """
        if path[0] == LOOP:
            self._check_loop(path, aliases)
            return ""
        full = full_path(path, aliases)
        if full is None:
            return ""
        name = ".".join(full)
        if self._fields is None or name in self._fields or name in self._groups:
            return name
        raise unknown("字段", ".".join(path), self._spoken(path[0], aliases))

    def _check_loop(self, path: Path, aliases: Aliases) -> None:
        if LOOP not in aliases:
            raise Fault("loop 只能用在循环（{% for … %}）里面")
        if len(path) != 2 or path[1] not in LOOP_FIELDS:
            allowed = [f"{LOOP}.{name}" for name in LOOP_FIELDS]
            raise unknown("字段", ".".join(path), allowed)

    def _spoken(self, first: str, aliases: Aliases) -> list[str]:
        """The allowed fields as they would be written here."""
        fields = self._fields or frozenset()
        target = aliases.get(first)
        if target:
            prefix = ".".join(target) + "."
            mine = [field for field in fields if field.startswith(prefix)]
            return [f"{first}.{field.removeprefix(prefix)}" for field in mine]
        return list(fields)


def full_path(path: Path, aliases: Aliases) -> Path | None:
    """The path from the context on; ``None`` when the loop variable's list has no name."""
    if path[0] not in aliases:
        return path
    target = aliases[path[0]]
    return None if target is None else target + path[1:]
