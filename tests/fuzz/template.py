"""Target: a template workbook, from its parts; compiled and rendered."""

# ruff: noqa: PT017

from __future__ import annotations

from decimal import Decimal

from perfxl.errors import PerfxlError
from perfxl.template import check_template, compile_template
from tests.fuzz.workbook import package, split

CONTEXT = {
    "year": 2020,
    "project": "=1+1",
    "total": Decimal("98.13"),
    "indicators": [
        {"dimension": "产出指标", "name": f"指标{number}", "score": Decimal(number)}
        for number in range(3)
    ],
    "none": [],
}
FORMULAS = {"score": '=IF([i.name]="","",SUM([[i.score]]))'.removeprefix("=")}


def run(data: bytes) -> None:
    """Compile and render; only a :class:`PerfxlError` may come of it."""
    kind, parts = split(data)
    if kind != b"xlsx":
        return
    content = package(kind, parts)
    try:
        faults = check_template(content, formulas=FORMULAS, name="模板")
    except PerfxlError as error:
        assert "模板" in str(error)
        return
    try:
        program = compile_template(content, formulas=FORMULAS, name="模板")
    except PerfxlError as error:
        assert "模板" in str(error)
        assert faults, "compiled with a fault that the check does not know"
        return
    assert not faults, faults
    try:
        made = program.render(CONTEXT)
    except PerfxlError:
        return
    assert program.render(CONTEXT) == made
