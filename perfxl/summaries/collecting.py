"""What ``perfxl collect`` prints at its end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.summaries.content import content_json, content_text, unplaced_lines
from perfxl.summaries.findings import finding_json, finding_table, is_serious

if TYPE_CHECKING:
    from perfxl.forms.reading import Reading
    from perfxl.forms.sources import Source


def collect_text(sources: Sequence[Source], master: Path) -> str:
    """The end of ``perfxl collect``: by file what was read and what was not, and the sums."""
    lines = []
    for source in sources:
        if source.problem:
            lines.append(f"✗ {source.problem}")
        elif source.readings:
            lines.append(
                f"{source.path}　{len(source.readings)} 份表{content_text(source.content)}"
            )
            found = chain(*(reading.findings for reading in source.readings))
            lines += finding_table(list(filter(is_serious, found)))
            lines += unplaced_lines(source.content)
    tally = _collect_counts(sources)
    unread = f"；读不了的文件 {tally['unreadable']} 个" if tally["unreadable"] else ""
    lines.append(
        f"从 {tally['files'] - tally['unreadable']} 个文件读到 {tally['forms']} 份表、"
        f"{tally['indicators']} 个指标，已写入 {master}；"
        f"未归位的内容 {tally['unplaced']} 处{unread}"
    )
    return "\n".join(lines)


def collect_json(sources: Sequence[Source], master: Path) -> str:
    """``perfxl collect --json``."""
    files = [
        {
            "file": str(source.path),
            "problem": source.problem,
            "forms": [_reading_json(reading) for reading in source.readings],
            **content_json(source.content),
        }
        for source in sources
        if source.problem or source.readings
    ]
    return json.dumps(
        {"master": str(master), "counts": _collect_counts(sources), "files": files},
        ensure_ascii=False,
        indent=2,
    )


def _collect_counts(sources: Sequence[Source]) -> dict[str, int]:
    readings = [reading for source in sources for reading in source.readings]
    return {
        "files": sum(bool(source.readings or source.problem) for source in sources),
        "forms": len(readings),
        "indicators": sum(len(reading.evaluation.indicators) for reading in readings),
        "unreadable": sum(bool(source.problem) for source in sources),
        "unplaced": sum(len(reading.unplaced) for reading in readings),
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
