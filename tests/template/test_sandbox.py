"""A template that tries to escape, to loop for ever or to fill the memory is stopped."""

from __future__ import annotations

import time

import pytest

from perfxl.errors import TemplateError
from perfxl.template import compile_template
from tests.pace import slowness
from tests.template.workbooks import cells, workbook

CONTEXT = {"a": "x" * 1_000, "n": 3, "many": list(range(5_000)), "o": object()}


@pytest.mark.parametrize(
    "cell",
    [
        "{{ ''.__class__ }}",
        "{{ o.__init__.__globals__ }}",
        "{{ o['__class__'] }}",
        "{{ a|attr('__class__') }}",
        "{{ (a|map(attribute='__class__')|list)[0] }}",
        "{{ a.format(o) }}",
        "{{ '%s' % o }}",
        "{{ self }}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{{ range(10) }}",
        "{% import 'os' as os %}",
        "{% include 'x' %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% call f() %}{% endcall %}x",
        "{% block b %}x{% endblock %}",
        "{% set x = a %}{{ x }}",
        "{% with x = a %}{{ x }}{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ a * 1000000000 }}",
        "{{ many * 1000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ a | center(1000000000) }}",
        "{{ a | replace('x', a) }}",
        "{{ a | indent(1000000000) }}",
        "{{ '%1000000000d' | format(1) }}",
        "{% for x in many %}{{ x }}{% endfor %}",
        "{% for x in many %}{% for y in many %}{% for z in many %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for x in many[:900] %}{% for y in many[:900] %}{{ a }}{% endfor %}{% endfor %}",
        "{% for x in many recursive %}{{ loop(many) }}{% endfor %}",
        "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
        "{{ many }}",
        "{{ o }}",
    ],
)
def test_stopped(cell):
    started = time.process_time()
    with pytest.raises(TemplateError, match="B2"):
        compile_template(workbook({"B2": cell})).render(CONTEXT)
    assert time.process_time() - started < 5 * slowness()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("{% for x in many[:900] %}{% if x == 899 %}{{ x }}{% endif %}{% endfor %}", 899),
        ("{{ many[:3] | join('+') }}", "0+1+2"),
        ("{{ many | first }}/{{ many | last }}", "0/4999"),
        ("{{ n * 2.5 }}", 7.5),
        ("{{ n % 2 }}", 1),
        ("{{ 7.5 | round }}", 8),
        ("{{ 8.325 | round(2) }}", 8.33),
        ("{{ 2 // 3 ~ '' }}", 0),
        ("{{ a | length > 5 }}", True),
    ],
)
def test_what_is_allowed(cell, shown):
    assert cells(compile_template(workbook({"B2": cell})).render(CONTEXT)) == {"B2": shown}
