"""Jinja in a text document: the language of cells over whole paragraphs and tables.

docxtpl hands the document's XML to this environment as one template and takes XML back.
Values are escaped on their way in, so that a text never becomes markup, and what has been
put in is not read as Jinja a second time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, NoReturn

import jinja2

from perfxl.template.fault import Fault
from perfxl.template.sandbox import CELL_FILTERS, FAILURES, CellEnvironment, failure_message
from perfxl.template.watch import Budget

# A report of 500 projects is 25 MB of XML and takes a few seconds.
BUDGET = Budget(seconds=30, characters=60_000_000)
_KEPT = 8  # a document is as many templates: its text, headers, footers, notes


class DocumentEnvironment(CellEnvironment):
    """The language of one document; a fault in it is raised as :class:`Fault`.

    Args:
        filters: what the document's templates may use besides the filters of cells.
    """

    def __init__(self, filters: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(BUDGET)
        self.autoescape = True
        self.filters |= filters
        usable = {*self.usable_filters, *filters} - ({*CELL_FILTERS} - {*filters})
        self.usable_filters = tuple(sorted(usable))
        self._templates = lru_cache(_KEPT)(self._template)

    def from_string(
        self,
        source: str | jinja2.nodes.Template,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[jinja2.Template] | None = None,
    ) -> jinja2.Template:
        """The template of ``source``, parsed and bounded as every cell is."""
        if not isinstance(source, str):
            return super().from_string(source, globals, template_class)
        return self._templates(source)

    def _template(self, source: str) -> jinja2.Template:
        return self._compiled(self.parsed(source), "")

    def concat(self, pieces: Iterable[str]) -> str:
        """The document that a template becomes, unless it grows without end."""
        self.watch.start()
        made: list[str] = []
        for piece in pieces:
            self.watch.turn()
            self.watch.spend(len(piece))
            made.append(piece)
        return "".join(made)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Say in Chinese what failed while a template was filled."""
        error = sys.exc_info()[1]
        if isinstance(error, FAILURES) and not isinstance(error, jinja2.TemplateSyntaxError):
            raise Fault(failure_message(error)) from None
        super().handle_exception(source)
