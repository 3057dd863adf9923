"""Templates: an ordinary workbook with placeholders, compiled once, rendered many times.

The language::

    {{ i.actual }}                      the cell's value, typed: number, text, date or empty
    （{{ year }}年度）                   text around values makes a text
    {% for i in indicators %}           alone in a row: the rows from here …
    {% endfor %}                        … to here repeat, the two control rows vanish
    {{ i.dimension | merge }}           equal neighbours downwards become one merged cell
    {{ i.aspect | merge(i.dimension) }} … but never across two dimensions
    {{ i.score | live("score") }}       the native formula called "score"; i.score is its
                                        cached value

Everything else that Jinja can say in one cell is said in a sandbox.
"""

from __future__ import annotations

from perfxl.template.compile import check_template, compile_template
from perfxl.template.render import Program

__all__ = ["Program", "check_template", "compile_template"]
