"""docs/检查代码.md is what the declarations say, and the declarations are sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfxl.core.checks.all_checks import KINDS
from perfxl.core.checks.page import page
from perfxl.core.finding import FindingKind

PAGE = Path(__file__).parents[3] / "docs" / "检查代码.md"


def test_the_page_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "python -m perfxl.core.checks.page > docs/检查代码.md"
    )


def test_the_page_has_every_code_once() -> None:
    shown = re.findall(r"^\| ([A-Z][0-9]{2}) \|", page(), re.MULTILINE)
    assert sorted(shown) == [kind.code for kind in KINDS]


def test_codes_are_unique_and_sorted() -> None:
    codes = [kind.code for kind in KINDS]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_says_what_a_person_needs(kind: FindingKind) -> None:
    assert re.fullmatch(r"[A-Z][0-9]{2}", kind.code)
    assert 0 < len(kind.title) <= 30
    assert kind.explanation.endswith(("。", "）。"))
