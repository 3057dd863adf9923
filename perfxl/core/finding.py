"""Findings: what is wrong with a form, as values with a stable code.

A finding never stops anything.  Every code is declared once, with its title, default
severity and explanation, in the check module that finds it (see
:mod:`perfxl.core.checks`); ``docs/检查代码.md`` is generated from these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from perfxl.core.evaluation import Place


class Severity(Enum):
    """How bad a finding is."""

    ERROR = "错误"  # the form cannot be accepted
    WARNING = "警告"  # a person must look
    NOTE = "提示"


def counted(severities: Mapping[Severity, int]) -> str:
    """How many findings there are of each severity: ``"错误 2，警告 1，提示 4"``."""
    return "，".join(f"{severity.value} {severities.get(severity, 0)}" for severity in Severity)


class FindingKind(NamedTuple):
    """One stable finding code.

    ``code`` is a letter for the theme and two digits (``"W01"``); ``title`` a short
    Chinese phrase; ``explanation`` one or two Chinese sentences with the source of the
    rule where there is one.
    """

    code: str
    severity: Severity
    title: str
    explanation: str


class Finding(NamedTuple):
    """One thing that is wrong (or worth a look) in one place.

    Args:
        kind: its declared kind.
        field: the field path (see :mod:`perfxl.core.evaluation`), ``""`` for the whole form.
        where: file, sheet and cell, as far as known.
        found: what stands there, as the person would see it.
        expected: what should stand there.
        fix: what to do about it, an imperative Chinese phrase.
        severity: the kind's severity unless a rulebook changed it.
    """

    kind: FindingKind
    field: str
    where: Place
    found: str
    expected: str
    fix: str
    severity: Severity

    @property
    def code(self) -> str:
        """The stable code, ``"W01"``."""
        return self.kind.code

    def __str__(self) -> str:
        place = str(self.where)
        lead = f"{place} " if place else ""
        subject = f"{self.field}：" if self.field else ""
        return (
            f"{self.severity.value} {self.code} {lead}{subject}{self.kind.title}。"
            f"现为：{self.found}；应为：{self.expected}；处理：{self.fix}"
        )
