"""Jinja in a document: values are text, and what a template may do is bounded."""

from __future__ import annotations

import pytest

from perfxl.template.document import DocumentEnvironment
from perfxl.template.fault import Fault


def rendered(template: str, **context: object) -> str:
    return (
        DocumentEnvironment({"loud": lambda text: f"{text}！"})
        .from_string(template)
        .render(context)
    )


HOSTILE = [
    ("{{ 7*7 }}", "{{ 7*7 }}"),
    ("{% for i in x %}", "{% for i in x %}"),
    ("<w:p>&amp;", "&lt;w:p&gt;&amp;amp;"),
    ("]]>", "]]&gt;"),
]


@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_a_value_is_neither_jinja_nor_markup(text: str, expected: str) -> None:
    assert rendered("<w:t>{{ name }}</w:t>", name=text) == f"<w:t>{expected}</w:t>"


def test_fields_conditions_loops_and_own_filters() -> None:
    template = "{% if rows %}{% for r in rows %}{{ loop.index }}{{ r.name | loud }}{% endfor %}{% else %}无{% endif %}"
    assert rendered(template, rows=[{"name": "甲"}, {"name": "乙"}]) == "1甲！2乙！"
    assert rendered(template, rows=[]) == "无"


def test_nothing_is_an_empty_text() -> None:
    assert rendered("（{{ grade }}）", grade=None) == "（）"


FAULTS = [
    ("{{ nmae }}", "找不到字段.*nmae"),
    ("{{ name.upper() }}", "函数调用"),
    ("{{ name.__class__ }}", "__class__"),
    ("{% macro m() %}{% endmacro %}", "macro"),
    ("{% include 'x' %}", "include"),
    ("{{ name | lout }}", "lout 不存在。是不是想写 loud"),
    ("{{ name | live('score') }}", "live 不存在"),
    ("{{ name", "写法有误"),
    (
        "{% for a in n %}{% for b in n %}{% for c in n %}x{% endfor %}{% endfor %}{% endfor %}",
        "嵌套",
    ),
    ("{% for a in n %}x{% endfor %}", "超过"),
    ("{{ name / 0 }}", "计算出错"),
]


@pytest.mark.parametrize(("template", "message"), FAULTS)
def test_a_fault_says_what_is_wrong(template: str, message: str) -> None:
    with pytest.raises(Fault, match=message):
        rendered(template, name="甲", n=range(10_000))
