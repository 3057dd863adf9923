"""What a batch is asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import tee
from pathlib import Path
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, Severity
from perfxl.forms.filename import form_filenames
from perfxl.forms.score_cells import Cells

_SEVERITIES = tuple(Severity)
_SERIOUS = tuple(at for at, each in enumerate(Severity) if each is not Severity.NOTE)


class Status(Enum):
    """What became of one project's file."""

    WRITTEN = "已生成"
    UNCHANGED = "无变化"
    KEPT = "未覆盖"  # edited by a person, or never ours
    FAILED = "失败"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project.

    ``total`` is ``None`` for a project that failed or is not fully scored.  ``counts`` says
    how many findings there are by severity, in its order; ``findings`` are they themselves,
    unless the options left them out.
    """

    code: str
    project: str
    file: str
    status: Status = Status.FAILED
    message: str = ""
    total: Decimal | None = None
    grade: str | None = None
    counts: tuple[int, ...] = (0,) * len(Severity)
    findings: tuple[Finding, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings of ``severity`` the project has."""
        return self.counts[_SEVERITIES.index(severity)]

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to do something about it."""
        done = self.status in (Status.WRITTEN, Status.UNCHANGED)
        return not done or any(self.counts[at] for at in _SERIOUS)


def counted(findings: Iterable[Finding]) -> tuple[int, ...]:
    """How many findings there are of each severity, in its order."""
    severities = [finding.severity for finding in findings]
    return tuple(map(severities.count, _SEVERITIES))


class Job(NamedTuple):
    """One form to make: ``file`` is its name in the output folder."""

    evaluation: Evaluation
    file: str

    def failed(self, message: str) -> Outcome:
        """The outcome that says why this form was not made."""
        code, project = self.evaluation.code or "", self.evaluation.project or ""
        return Outcome(code, project, self.file, message=message)


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch writes.  ``rulebook`` is a name or a path; its folder holds the template.

    Without ``findings`` the outcomes have their numbers only, which is all a summary needs.
    ``source`` is the master, which no form ever overwrites.
    """

    folder: Path
    rulebook: str
    cells: Cells = Cells.NATIVE
    force: bool = False
    dry_run: bool = False
    findings: bool = True
    source: Path | None = None


def jobs_of(evaluations: Iterable[Evaluation]) -> Iterator[Job]:
    """A job for each evaluation, in order and as it is asked for; file names are unique."""
    ours, named = tee(evaluations)
    names = form_filenames((each.code or "", each.project) for each in named)
    return map(Job, ours, names)
