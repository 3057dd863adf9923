"""Patterns that wait: the same as re's own, and without a fault."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from perfxl.regex import regex

ROOT = Path(__file__).resolve().parent.parent
WAITING = type(regex(""))


def test_it_does_what_re_does() -> None:
    words = regex("([a-z]+) ([0-9])", re.IGNORECASE)
    compiled = re.compile("([a-z]+) ([0-9])", re.IGNORECASE)
    assert (words.pattern, words.flags, words.groups) == (compiled.pattern, compiled.flags, 2)
    for _ in range(2):
        found = words.fullmatch("Ab 1")
        assert found is not None
        assert found.groups() == ("Ab", "1")
        assert words.sub("", "ab 1;") == ";"
    assert not hasattr(words, "nothing")


def test_it_compiles_nothing_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = re.compile

    def told(text: str, flags: int) -> re.Pattern[str]:
        compiled.append(text)
        return compile_now(text, flags)

    monkeypatch.setattr(re, "compile", told)
    words = regex("[a-z]+")
    assert compiled == []
    assert words.search("a")
    assert words.search("b")
    assert compiled == ["[a-z]+"]


MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "perfxl").rglob("*.py")
    if "from perfxl.regex import regex" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_waiting_pattern_compiles(name: str) -> None:
    for value in _leaves(list(vars(importlib.import_module(name)).values())):
        if isinstance(value, WAITING):
            assert re.compile(value.pattern, value.flags)


def _leaves(value: object) -> list[object]:
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in _leaves(each)]
    if isinstance(value, dict):
        return _leaves(list(value.values()))
    return [value]
