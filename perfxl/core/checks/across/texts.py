"""Goals, indicators and reasons copied from another project."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from perfxl.core.checks.across.batch import Batch, Concern
from perfxl.core.checks.across.similarity import leaders, shingles
from perfxl.core.checks.reasons import is_reason
from perfxl.core.checks.statement import shown
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.identity import bare
from perfxl.regex import regex

COPIED_GOAL = FindingKind(
    "X04",
    Severity.WARNING,
    "总体目标与另一个项目雷同",
    "两个不同项目的预期目标（或实际完成情况）文字相同或几乎相同，可能是照抄。绩效目标应与项目内容对应（财预〔2020〕10号）。",
)
COPIED_INDICATORS = FindingKind(
    "X05",
    Severity.WARNING,
    "整套指标与另一个项目雷同",
    "两个不同项目的三级指标和年度指标值几乎全部相同，可能是照抄。",
)
COPIED_REASON = FindingKind(
    "X06",
    Severity.WARNING,
    "几个项目各行的原因都是同一句话",
    "不止一个项目的所有失分指标写同一句话，没有按项目、按指标分析原因和提出改进措施（财预〔2020〕10号）。",
)

KINDS = (COPIED_GOAL, COPIED_INDICATORS, COPIED_REASON)

# Shorter goals ("保障单位正常运转") are set phrases that unrelated projects share.
_SHORTEST_GOAL = 20
# A copy with the project's name, a year or a number exchanged keeps more than this of its
# runs of four characters; honest goals of sister projects of one unit keep about half.
_GOAL_PERCENT = 80
# Fewer rows, or a smaller share of them, are common to honest projects of one kind
# (完成及时率 100%, 服务对象满意度 ≥95%).
_FEWEST_INDICATORS = 5
_INDICATOR_PERCENT = 80
# One or two rows may well have one cause; the check of a single form begins at three, too.
_FEWEST_REASONS = 3

_GOALS = ("预期目标", "实际完成情况")
_NUMBER = regex(r"[0-9]+(?:[.][0-9]+)?")  # a copy with other numbers is a copy


def check_goals(batch: Batch) -> Iterator[Concern]:
    """Long goal texts that are the same, or nearly the same, in different projects."""
    for column in _GOALS:
        field = f"年度总体目标.{column}"
        owners: dict[str, list[int]] = {}
        for index, evaluation in batch.evaluations():
            goal = evaluation.goal
            text = bare(goal.expected if column == "预期目标" else goal.achieved)
            if len(text) >= _SHORTEST_GOAL:
                owners.setdefault(text, []).append(index)
        texts = list(owners)
        found = leaders([shingles(_NUMBER.sub("0", text)) for text in texts], _GOAL_PERCENT)
        for group in _groups(found, (owners[text] for text in texts)):
            for index, others, same in _copies(batch, group):
                yield batch.state(
                    COPIED_GOAL,
                    index,
                    field,
                    found=f"与{others}{'相同' if same else '几乎相同'}",
                    expected=f"本项目自己的{column}",
                    fix="按本项目的内容重写；核对是否粘贴错了",
                )


def check_indicators(batch: Batch) -> Iterator[Concern]:
    """Whole sets of indicators, names and targets, that stand in different projects."""
    owners: dict[frozenset[str], list[int]] = {}
    for index, evaluation in batch.evaluations():
        rows = _indicator_rows(evaluation)
        if len(rows) >= _FEWEST_INDICATORS:
            owners.setdefault(rows, []).append(index)
    found = leaders(list(owners), _INDICATOR_PERCENT)
    for group in _groups(found, owners.values()):
        for index, others, same in _copies(batch, group):
            extent = "全部相同" if same else "几乎全部相同"
            yield batch.state(
                COPIED_INDICATORS,
                index,
                "指标1.三级指标",
                found=f"指标和指标值与{others}{extent}",
                expected="本项目自己的指标",
                fix="按本项目申报的绩效目标核对全部指标",
            )


def check_reasons(batch: Batch) -> Iterator[Concern]:
    """One sentence as the reason of every row, in several projects."""
    owners: dict[str, list[int]] = {}
    for index, evaluation in batch.evaluations():
        reasons = [
            bare(row.deviation_note)
            for row in evaluation.indicators
            if is_reason(row.deviation_note)
        ]
        if len(reasons) >= _FEWEST_REASONS and len(set(reasons)) == 1:
            owners.setdefault(reasons[0], []).append(index)
    for members in owners.values():
        for index, others, _ in _copies(batch, [members]):
            number, reason = next(
                (number, row.deviation_note)
                for number, row in enumerate(batch.forms[index].evaluation.indicators, 1)
                if is_reason(row.deviation_note)
            )
            yield batch.state(
                COPIED_REASON,
                index,
                f"指标{number}.偏差原因分析及改进措施",
                found=f"各行都是{shown(reason)}，与{others}相同",
                expected="每个项目、每个指标各自的原因和改进措施",
                fix="逐项分析原因，写明改进措施",
            )


def _indicator_rows(evaluation: Evaluation) -> frozenset[str]:
    return frozenset(
        f"{bare(row.name)}|{bare(row.target)}" for row in evaluation.indicators if bare(row.name)
    )


def _groups(found: list[int], owners: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    """The forms whose texts follow one leader, a list for each of the different texts."""
    groups: dict[int, list[list[int]]] = {}
    for leader, members in zip(found, owners, strict=True):
        groups.setdefault(leader, []).append(members)
    yield from groups.values()


def _copies(batch: Batch, group: list[list[int]]) -> Iterator[tuple[int, str, bool]]:
    """Each form of a group, the other projects in it, and whether one has the same text.

    Forms of one name are one project (of several years, or carried out by several units):
    its goal and its indicators are rightly the same.
    """
    projects: dict[Hashable, int] = {}
    for index in sorted(index for members in group for index in members):
        projects.setdefault(batch.projects[index], index)
    firsts = list(projects.values())
    if len(firsts) < 2:
        return
    for members in group:
        same = len({batch.projects[index] for index in members}) > 1
        for index in members:
            yield index, batch.labels(firsts, without=projects[batch.projects[index]]), same
