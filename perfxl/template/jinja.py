"""Jinja, loaded when a template first says something that only Jinja understands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfxl.template.sandbox import CellEnvironment


class Jinja:
    """The sandbox that the cells of one template share; plain fields need none."""

    @cached_property
    def environment(self) -> CellEnvironment:
        """The sandbox."""
        from perfxl.template.sandbox import CellEnvironment

        return CellEnvironment()
