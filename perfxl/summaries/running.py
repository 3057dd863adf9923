"""What ``perfxl generate`` prints: counted while it runs, so that nothing has to be kept."""

from __future__ import annotations

import textwrap
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from perfxl.batch import Outcome, Status
from perfxl.core.finding import Finding, Severity, counted
from perfxl.core.quantity import plain
from perfxl.summaries.document import dumped
from perfxl.summaries.findings import check_command, counts, finding_json, finding_text, is_serious

# Findings of a master that leave a row out: numbers missing, used twice, or unknown.
_DROPPING = frozenset({"M05", "M06", "M07"})
_NAMED = 5
_LISTED = 200  # files that need a person; nobody reads more at the end of a run


class RunSummary:
    """The end of a run: how many of each, what needs a person, and where.

    Args:
        master: tells what is wrong with the master itself, which is read while forms are made;
            asked when all are made.

    """

    def __init__(self, master: Callable[[], Sequence[Finding]]) -> None:
        self._master = master
        self._statuses: Counter[Status] = Counter()
        self._severities: Counter[Severity] = Counter()
        self._troubled: list[str] = []
        self._attention = False
        self._made = array("q")  # a set would take ten times as much

    @property
    def made(self) -> frozenset[int]:
        """The ``hash`` of the name of every file, as :func:`.left_over` takes it."""
        return frozenset(self._made)

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to do something about the master or a form."""
        return self._attention or any(map(is_serious, self._master()))

    @property
    def nothing_made(self) -> bool:
        """Whether there were projects and not one of them has a form."""
        return 0 < self._statuses[Status.FAILED] == self._statuses.total()

    def counting(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """``outcomes``, each counted as it passes."""
        for outcome in outcomes:
            self._statuses[outcome.status] += 1
            self._made.append(hash(outcome.file))
            for severity, number in zip(Severity, outcome.counts, strict=True):
                self._severities[severity] += number
            self._attention |= outcome.needs_attention
            if outcome.status in (Status.FAILED, Status.KEPT) and len(self._troubled) < _LISTED:
                self._troubled.append(f"{outcome.status.value} {outcome.file}：{outcome.message}")
            yield outcome

    def text(
        self,
        place: str,
        *,
        source: Path,
        dry_run: bool,
        left_over: Iterable[str] = (),
        with_basis: bool = True,
    ) -> str:
        """The summary for a person; ``place`` says where the forms of master ``source`` are.

        ``left_over`` are files of earlier runs that none of its projects has; ``with_basis``
        says that the forms have the page 评分依据, as those of a bundle have not.
        """
        master = self._master()
        lines = [finding_text(finding) for finding in master]
        lines += self._troubled
        troubled = self._statuses[Status.FAILED] + self._statuses[Status.KEPT]
        if troubled > len(self._troubled):
            lines.append(f"……另有 {troubled - len(self._troubled)} 个，用 --json 可以全部列出")
        tally = self._statuses
        words = {Status.WRITTEN: "将生成"} if dry_run else {}
        parts = [f"{words.get(each, each.value)} {tally[each]}" for each in Status if tally[each]]
        lead = "试运行，没有写文件。" if dry_run else ""
        done = "，".join(parts) or "没有可生成的"
        lines.append(f"{lead}共 {tally.total()} 个项目：{done}。{place}")
        lines += _left_over(tuple(left_over))
        if self.nothing_made:  # nor was anything checked
            lines.append("一份也没有生成，原因见上；解决后再运行一次。")
            return "\n".join(lines)
        found = self._severities + Counter(finding.severity for finding in master)
        lines.append(f"检查问题：{counted(found)}{_of_master(master)}。")
        command = check_command([source])
        if found.total() > found[Severity.NOTE]:
            also = "；各项目的也写在自评表的“评分依据”页" if with_basis else ""
            lines.append(f"逐条查看，连同项目之间的重复、雷同：{command}{also}。")
        elif tally.total() > 1:  # looked at one by one
            lines.append(f"项目之间的重复、雷同没有检查，用 {command} 检查。")
        return "\n".join(lines)


def _of_master(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    dropped = sum(finding.code in _DROPPING for finding in found)
    left_out = f"，因此没有读入的行 {dropped} 行" if dropped else ""
    return f"；其中总表本身的：{counts(found)}{left_out}"


def _left_over(files: Sequence[str]) -> Iterator[str]:
    if files:
        named = "、".join(files[:_NAMED]) + (" 等" if len(files) > _NAMED else "")
        yield (
            f"文件夹里还有 {len(files)} 份以前生成的表，这次的总表里没有这些项目"
            f"（改了名称、编号，或已删除）：{named}。不再需要的请移走，否则汇总、报送时也会算上。"
        )


def write_json(
    outcomes: Iterable[Outcome],
    master: Callable[[], Sequence[Finding]],
    place: Mapping[str, str],
    write: Callable[[str], object],
    left_over: Callable[[], Iterable[str]] = tuple,
) -> None:
    """``perfxl generate --json``: one document, written form by form as they are made.

    ``master`` tells what is wrong with the master, when all are made; ``place`` says where the
    forms are: ``{"folder": …}`` or ``{"bundle": …}``; ``left_over`` tells, when all are made,
    which files of earlier runs none of the projects has.  A run that breaks off (exit code 2)
    leaves the document unfinished.
    """
    where = "".join(f"  {_text(key)}: {_text(path)},\n" for key, path in place.items())
    write(f'{{\n{where}  "forms": [')
    between = "\n"
    for outcome in outcomes:
        write(between + textwrap.indent(_text(_form(outcome)), "    "))
        between = ",\n"
    found = _text([finding_json(finding) for finding in master()])
    end = "]" if between == "\n" else "\n  ]"
    write(f'{end},\n  "master_findings": {textwrap.indent(found, "  ").lstrip()},\n')
    others = textwrap.indent(_text(list(left_over())), "  ").lstrip()
    write(f'  "left_over": {others}\n}}\n')


def _form(outcome: Outcome) -> dict[str, object]:
    return {
        "code": outcome.code,
        "project": outcome.project,
        "file": outcome.file,
        "status": outcome.status.name.lower(),
        "message": outcome.message,
        "total": None if outcome.total is None else plain(outcome.total),
        "grade": outcome.grade,
        "findings": [finding_json(finding) for finding in outcome.findings],
    }


def _text(value: object) -> str:
    return dumped(value)
