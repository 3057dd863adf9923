"""What ``perfxl submit`` says at its end, for a person and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from perfxl.core.finding import Severity
from perfxl.forms.submission import Status, Submission
from perfxl.summaries.document import dumped
from perfxl.summaries.doubles import Double, doubles
from perfxl.summaries.findings import check_command


def submit_text(done: Sequence[Submission], folder: Path, paths: Sequence[Path]) -> str:
    """Each file with something to say, then how many there are; ``paths`` were given."""
    lines = [line for each in done for line in _lines(each)]
    lines += map(str, doubles_in(done))
    tally = Counter(each.status for each in done)
    counted = "，".join(f"{status.value} {tally[status]}" for status in Status if tally[status])
    lines.append(f"报送文件：共 {len(done)} 个工作稿，{counted}；在 {folder}")
    if any(map(has_findings, done)):
        command = check_command(paths)
        lines.append(f"有问题的表也写出来了，审核时可能退回；逐条查看：{command}")
    return "\n".join(lines)


def submit_json(done: Sequence[Submission], folder: Path) -> str:
    """The same as a JSON document; its fields are described in docs/json.md."""
    tally = Counter(each.status for each in done)
    data = {
        "folder": str(folder),
        "doubles": [[file for file, _ in each.forms] for each in doubles_in(done)],
        "counts": {
            "files": len(done),
            **{status.name.lower(): tally[status] for status in Status},
            **{level.name.lower(): sum(_count(each, level) for each in done) for level in Severity},
        },
        "files": [
            {
                "file": str(each.source),
                "status": each.status.name.lower(),
                "path": "" if each.path is None else str(each.path),
                "problem": _without_place(each),
                "remarks": list(each.remarks),
                **{level.name.lower(): _count(each, level) for level in Severity},
            }
            for each in done
        ],
    }
    return dumped(data)


def doubles_in(done: Sequence[Submission]) -> tuple[Double, ...]:
    """Projects that would be handed in twice; a master beside its forms is none."""
    return doubles(
        [
            (str(form.path), form.evaluation)
            for each in done
            for form in each.checked
            if each.path is not None and form.evaluation is not None and not form.of_master
        ]
    )


def has_findings(each: Submission) -> bool:
    """Whether a file was written although a person has something to mend in it."""
    serious = _count(each, Severity.ERROR) + _count(each, Severity.WARNING)
    return each.path is not None and serious > 0


def findings_text(each: Submission) -> str:
    """``"错误 2 处、警告 1 处"``; ``""`` when there is nothing to mend."""
    levels = (Severity.ERROR, Severity.WARNING)
    counted = ((level, _count(each, level)) for level in levels)
    return "、".join(f"{level.value} {count} 处" for level, count in counted if count)


def _lines(each: Submission) -> list[str]:
    if each.problem:
        return [f"✗ {each.source}：{each.status.value}。{_without_place(each)}"]
    found = findings_text(each)
    said = [*each.remarks, *([f"仍有{found}"] if found else [])]
    return [f"  {each.source.name}：{'；'.join(said)}"] if said else []


def _without_place(each: Submission) -> str:
    """A problem that names the file itself is not told its name twice."""
    return each.problem.removeprefix(f"{each.source}：")


def _count(each: Submission, severity: Severity) -> int:
    return sum(finding.severity is severity for form in each.checked for finding in form.findings)
