"""Plain fields are read without Jinja, and as Jinja reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.template.content import Mixed, Value
from perfxl.template.fault import Fault
from perfxl.template.jinja import Jinja
from perfxl.template.sandbox import CellEnvironment
from perfxl.template.syntax import read_cell
from perfxl.template.tree import read_tree

ENVIRONMENT = CellEnvironment()

PLAIN = [
    "{{ i.actual }}",
    "\u3000{{project}}\n",
    "（{{ year }}年度）",
    "{{ a }}{{ b }} }} {",
    "{{ i.dimension | merge }}",
    "{{ i.aspect|merge( i.dimension , x ) }}",
    '{{ i.score | live("score") }}',
]
OTHERS = [
    "{{ none }}",
    "{{ a.true }}",
    "{{ not }}",
    "{{{ a }}",
    "{{ a }}\r\n{{ b }}",
    "{{ a + 1 }}",
    "{{- a -}}",
    "{{ a | merge }}年",
    "{{ a._b }}",
    "{{ 金额 }}",
    "{{ a }}{# note #}",
    "{{ a | upper }}",
]
WORDS = ["a", "i.b", "loop.index", "is", "None", "_a", "merge", "live", '"s"', "年", "1", "\r\n"]
SIGNS = ["{{", "}}", "{", "}", "|", "(", ")", ",", ".", " ", "\u3000", "{%", "%}", "{#", "#}", "-"]
PIECES = ["{{ a }}", "{{ i.b | merge(a) }}", '{{ a | live("s") }}', *WORDS, *SIGNS]


class NoJinja(Jinja):
    """Says that it was asked."""

    @property
    def environment(self):
        raise AssertionError("Jinja was asked")


def by_jinja(text: str) -> str:
    """A tree has no equality: a script is known by its type."""
    try:
        found = read_tree(text, ENVIRONMENT)
    except Fault as fault:
        return str(fault)
    return repr(found)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_fields_need_no_jinja(text: str) -> None:
    assert repr(read_cell(text, NoJinja())) == by_jinja(text)


@pytest.mark.parametrize("text", OTHERS)
def test_everything_else_is_left_to_jinja(text: str) -> None:
    with pytest.raises(AssertionError, match="Jinja was asked"):
        read_cell(text, NoJinja())


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_both_read_the_same(text: str) -> None:
    try:
        found = read_cell(text, NoJinja())
    except (AssertionError, Fault):
        return
    if isinstance(found, Value | Mixed):
        assert repr(found) == by_jinja(text)
