"""The same project handed in twice."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

from perfxl.core.checks.across.batch import Batch, Concern
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.identity import (
    Identity,
    identity,
    project_code,
    renamed_projects,
    same_projects,
)
from perfxl.core.likeness import Likeness, likeness

REPEATED = FindingKind(
    "X01",
    Severity.ERROR,
    "同一项目交了两份",
    "项目名称、实施单位和年度都相同的表有两份以上（没有写全的，填写的内容全部相同）。一个项目一个年度只有一份自评表；汇总、报告和总表只计一份。",
)
PERHAPS_REPEATED = FindingKind(
    "X02",
    Severity.WARNING,
    "可能是同一项目",
    "项目名称相同，而其中一份没有写实施单位或年度，填写的内容又有不同，无法确定是不是同一个项目。",
)
REPEATED_CODE = FindingKind(
    "X03",
    Severity.ERROR,
    "不同的项目用了同一个项目编码",
    "预算系统中一个项目编码只属于一个项目；两份表的编码相同而名称不同，必有一处写错或改过名。",
)

PERHAPS_RENAMED = FindingKind(
    "X09",
    Severity.WARNING,
    "编号、单位、年度都相同，名称不同",
    "一个单位一个年度里一个项目编号只属于一个项目。名称不同的，多半是项目改名前生成的旧表还留在文件夹里；"
    "两份都会计入汇总。",
)

KINDS = (REPEATED, PERHAPS_REPEATED, REPEATED_CODE, PERHAPS_RENAMED)

_FIELD = "项目名称"


def check_projects(batch: Batch) -> Iterator[Concern]:
    """Projects that stand in two forms; a master and the forms made from it are no pair."""
    for of_master in (False, True):
        members = [
            (index, evaluation)
            for index, evaluation in batch.evaluations()
            if batch.is_master(index) is of_master
        ]
        repeated = [group for group in same_projects(members) if len(group) > 1]
        for group in repeated:
            yield from _repeated(batch, group)
        names: dict[str, dict[Identity, list[int]]] = {}
        codes: dict[tuple[str, int | None], list[int]] = {}
        for index, evaluation in members:
            known, code = identity(evaluation), project_code(evaluation)
            if known.name:
                names.setdefault(known.name, {}).setdefault(known, []).append(index)
            if code:
                codes.setdefault((code, evaluation.year), []).append(index)
        said = {index for group in repeated for index in group}
        for namesakes in names.values():
            yield from _doubtful(batch, namesakes, said)
        for group in codes.values():
            if len(group) > 1:
                yield from _same_code(batch, group)
        for group in () if of_master else renamed_projects(members):
            for index in group:
                yield batch.state(
                    PERHAPS_RENAMED,
                    index,
                    _FIELD,
                    found=f"编号{batch.forms[index].evaluation.code}也用于"
                    f"{batch.labels(group, without=index)}",
                    expected="一个项目一份表",
                    fix="是改名前或删去的项目的旧表，移走旧表；是两个项目，改正编号",
                )


def _repeated(batch: Batch, group: list[int]) -> Iterator[Concern]:
    """A finding for each form of one project, which names where it differs from another one."""
    evaluations = [batch.forms[index].evaluation for index in group]
    unlike = [likeness(evaluations[0], other) for other in evaluations[1:]]
    # The first form, and what says the same as the first, differs where any other one does.
    widest = max(unlike, key=_extent)
    for index, own in zip(group, (widest, *unlike), strict=True):
        alike = max(own, widest, key=_extent) if own.identical else own
        yield batch.state(
            REPEATED,
            index,
            _FIELD,
            found=f"与{batch.labels(group, without=index)}是同一项目，{alike}",
            expected="一个项目一份表",
            fix="删去多余的一份" if alike.identical else "核对哪一份是定稿，删去其余的",
        )


def _extent(alike: Likeness) -> tuple[bool, bool]:
    return bool(alike.filled), bool(alike.printed)


def _doubtful(
    batch: Batch, namesakes: dict[Identity, list[int]], said: Collection[int]
) -> Iterator[Concern]:
    """Forms of one name: other units and other years are other projects."""
    loose = [known for known in namesakes if not known.is_whole]
    for known, members in namesakes.items():
        doubtful = [
            index
            for other in (loose if known.is_whole else namesakes)
            if known.may_be(other)
            for index in namesakes[other]
        ]
        alike = sorted({*members, *doubtful})
        if len(alike) < 2 or (known.is_whole and not doubtful):
            continue
        for index in members:
            if index not in said:
                yield batch.state(
                    PERHAPS_REPEATED,
                    index,
                    _FIELD,
                    found=f"与{batch.labels(alike, without=index)}同名",
                    expected="写明实施单位和年度，可以区分",
                    fix="补填实施单位和年度；确是同一项目的删去一份",
                )


def _same_code(batch: Batch, group: list[int]) -> Iterator[Concern]:
    projects: dict[Hashable, int] = {}
    for index in group:
        projects.setdefault(batch.projects[index], index)
    firsts = list(projects.values())
    for index in group if len(firsts) > 1 else ():
        others = batch.labels(firsts, without=projects[batch.projects[index]])
        yield batch.state(
            REPEATED_CODE,
            index,
            _FIELD,
            found=f"编码{project_code(batch.forms[index].evaluation)}也用于{others}",
            expected="每个项目自己的编码",
            fix="按预算系统核对项目编码和项目名称",
        )
