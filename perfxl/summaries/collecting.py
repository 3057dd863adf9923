"""What ``perfxl collect`` prints at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfxl.core.finding import Severity, counted
from perfxl.summaries.content import content_json, content_text, unplaced_lines
from perfxl.summaries.document import dumped
from perfxl.summaries.doubles import Double, renamed
from perfxl.summaries.findings import check_command, finding_json, finding_table, is_serious

if TYPE_CHECKING:
    from perfxl.forms.reading import Reading
    from perfxl.forms.repeated import Collected, Repeated
    from perfxl.forms.sources import Checked, Source

_MOST_PATHS = 3


class Checks(NamedTuple):
    """What a check of each form by itself finds in the ``paths`` that were collected."""

    checked: Sequence[Checked]
    paths: Sequence[Path]

    def severities(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(found.severity for each in self.checked for found in each.findings)

    def forms(self) -> int:
        """How many forms have something that a person has to look at."""
        return sum(any(map(is_serious, each.findings)) for each in self.checked)


def collect_text(
    sources: Sequence[Source], gathered: Collected, master: Path, checks: Checks
) -> str:
    """The end of ``perfxl collect``: by file what was read and what was not, and the sums.

    The last line says how much there is to look at, and what shows it.
    """
    lines = []
    for source in sources:
        if source.problem:
            lines.append(f"✗ {source.problem}")
        elif source.readings:
            lines.append(
                f"{source.path}　{len(source.readings)} 份表{content_text(source.content)}"
            )
            found = chain(source.findings, *(reading.findings for reading in source.readings))
            lines += finding_table(list(filter(is_serious, found)))
            lines += unplaced_lines(source.content)
    lines += map(_repeated_text, gathered.repeated)
    lines += map(str, renamed_in(gathered))
    tally = _collect_counts(sources, gathered)
    needless = f"（重复的 {tally['left_out']} 份没有写入）" if tally["left_out"] else ""
    unread = f"；读不了的文件 {tally['unreadable']} 个" if tally["unreadable"] else ""
    lines.append(
        f"从 {tally['files'] - tally['unreadable']} 个文件读到 {tally['forms']} 份表、"
        f"{tally['indicators']} 个指标，已写入 {master}{needless}；"
        f"未归位的内容 {tally['unplaced']} 处{unread}"
    )
    paths = checks.paths if len(checks.paths) <= _MOST_PATHS else (master,)
    where = f"，{checks.forms()} 份表要看" if checks.forms() else ""
    lines.append(
        f"检查问题：{counted(checks.severities())}{where}。"
        f"逐条查看，连同项目之间的重复、雷同：{check_command(paths)}"
    )
    return "\n".join(lines)


def collect_json(
    sources: Sequence[Source], gathered: Collected, master: Path, checks: Checks
) -> str:
    """``perfxl collect --json``."""
    files = [
        {
            "file": str(source.path),
            "problem": source.problem,
            "findings": [finding_json(finding) for finding in source.findings],
            "forms": [_reading_json(reading) for reading in source.readings],
            **content_json(source.content),
        }
        for source in sources
        if source.problem or source.readings
    ]
    return dumped(
        {
            "master": str(master),
            "counts": _collect_counts(sources, gathered) | _found_counts(checks),
            "repeated": [_repeated_json(each) for each in gathered.repeated],
            "renamed": [[file for file, _ in each.forms] for each in renamed_in(gathered)],
            "files": files,
        }
    )


def renamed_in(gathered: Collected) -> tuple[Double, ...]:
    """The forms of one number, unit and year with several names."""
    return renamed([(each.place("项目名称").file, each) for each in gathered.evaluations])


def needs_attention(source: Source) -> bool:
    """Whether something in a file was not read, went nowhere, or is to be mended."""
    found = chain(source.findings, *(reading.findings for reading in source.readings))
    return (
        bool(source.problem)
        or any(reading.unplaced for reading in source.readings)
        or any(map(is_serious, found))
    )


def _repeated_text(each: Repeated) -> str:
    later, first = each.places
    project = each.later.project or "（项目名称为空）"
    if each.alike.identical:
        return f"没有写入 {project}（{later}）：和 {first} 是同一项目，内容相同"
    advice = "两份都写入了，请核对哪一份是定稿，在总表里删去另一份"
    return f"! 写入了两份 {project}（{later}）：和 {first} 是同一项目，{each.alike}；{advice}"


def _repeated_json(each: Repeated) -> Mapping[str, object]:
    later, first = each.places
    return {
        "project": each.later.project,
        "file": later.file,
        "sheet": later.sheet,
        "first": first.file,
        "same": each.alike.same,
        "left_out": each.alike.identical,
        "differing": [*each.alike.filled, *each.alike.printed],
    }


def _collect_counts(sources: Sequence[Source], gathered: Collected) -> dict[str, int]:
    readings = [reading for source in sources for reading in source.readings]
    return {
        "files": sum(bool(source.readings or source.problem) for source in sources),
        "forms": len(readings),
        "indicators": sum(len(reading.evaluation.indicators) for reading in readings),
        "unreadable": sum(bool(source.problem) for source in sources),
        "unplaced": sum(len(reading.unplaced) for reading in readings),
        "left_out": len(readings) - len(gathered.evaluations),
    }


def _found_counts(checks: Checks) -> dict[str, int]:
    severities = checks.severities()
    return {
        "forms_with_findings": checks.forms(),
        **{severity.name.lower(): severities[severity] for severity in Severity},
    }


def _reading_json(reading: Reading) -> Mapping[str, object]:
    evaluation = reading.evaluation
    return {
        "kind": reading.kind.value,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        "year": evaluation.year,
        "indicators": len(evaluation.indicators),
        "findings": [finding_json(finding) for finding in reading.findings],
    }
