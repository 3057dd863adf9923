"""The same project handed in twice."""

from __future__ import annotations

from collections.abc import Iterator

from perfxl.core.checks.across.batch import Batch, Concern, bare, project_code, project_key
from perfxl.core.finding import FindingKind, Severity

REPEATED = FindingKind(
    "X01",
    Severity.ERROR,
    "同一项目交了两份",
    "项目名称、实施单位和年度都相同的表有两份以上，汇总时会重复计算。一个项目一个年度只有一份自评表。",
)
PERHAPS_REPEATED = FindingKind(
    "X02",
    Severity.WARNING,
    "可能是同一项目",
    "项目名称相同，而其中一份没有写实施单位或年度，无法确定是不是同一个项目。",
)
REPEATED_CODE = FindingKind(
    "X03",
    Severity.ERROR,
    "不同的项目用了同一个项目编码",
    "预算系统中一个项目编码只属于一个项目；两份表的编码相同而名称不同，必有一处写错或改过名。",
)

KINDS = (REPEATED, PERHAPS_REPEATED, REPEATED_CODE)

_FIELD = "项目名称"
_Key = tuple[str, int | None]  # unit ("" when it is not filled) and year


def check_projects(batch: Batch) -> Iterator[Concern]:
    """Projects that stand in two forms; a master and the forms made from it are no pair."""
    for of_master in (False, True):
        names: dict[str, list[int]] = {}
        codes: dict[tuple[str, int | None], list[int]] = {}
        for index, evaluation in batch.evaluations():
            if batch.is_master(index) is not of_master:
                continue
            name, code = project_key(evaluation.project), project_code(evaluation)
            if name:
                names.setdefault(name, []).append(index)
            if code:
                codes.setdefault((code, evaluation.year), []).append(index)
        for group in names.values():
            if len(group) > 1:
                yield from _namesakes(batch, group)
        for group in codes.values():
            if len(group) > 1:
                yield from _same_code(batch, group)


def _namesakes(batch: Batch, group: list[int]) -> Iterator[Concern]:
    """Forms of one name: other units and other years are other projects."""
    keys: dict[_Key, list[int]] = {}
    for index in group:
        evaluation = batch.forms[index].evaluation
        keys.setdefault((bare(evaluation.unit), evaluation.year), []).append(index)
    loose = [key for key in keys if not _is_whole(key)]
    for key, members in keys.items():
        if len(members) > 1 and _is_whole(key):
            yield from _repeated(batch, members)
            continue
        doubtful = [
            index
            for other in (loose if _is_whole(key) else keys)
            if _may_be_same(key, other)
            for index in keys[other]
        ]
        alike = sorted({*members, *doubtful})
        for index in members if len(alike) > 1 else ():
            yield batch.state(
                PERHAPS_REPEATED,
                index,
                _FIELD,
                found=f"与{batch.labels(alike, without=index)}同名",
                expected="写明实施单位和年度，可以区分",
                fix="补填实施单位和年度；确是同一项目的删去一份",
            )


def _is_whole(key: _Key) -> bool:
    return bool(key[0]) and key[1] is not None


def _may_be_same(first: _Key, second: _Key) -> bool:
    """Whether no field that both have filled differs."""
    units = not first[0] or not second[0] or first[0] == second[0]
    return units and (first[1] is None or second[1] is None or first[1] == second[1])


def _repeated(batch: Batch, members: list[int]) -> Iterator[Concern]:
    first = batch.forms[members[0]].evaluation
    copies = all(batch.forms[index].evaluation == first for index in members)
    for index in members:
        others = batch.labels(members, without=index)
        yield batch.state(
            REPEATED,
            index,
            _FIELD,
            found=f"与{others}是同一项目，{'内容完全相同' if copies else '内容不同'}",
            expected="一个项目一份表",
            fix="删去多余的一份" if copies else "核对哪一份是定稿，删去其余的",
        )


def _same_code(batch: Batch, group: list[int]) -> Iterator[Concern]:
    projects: dict[str, int] = {}
    for index in group:
        projects.setdefault(batch.identity(index), index)
    firsts = list(projects.values())
    for index in group if len(firsts) > 1 else ():
        others = batch.labels(firsts, without=projects[batch.identity(index)])
        yield batch.state(
            REPEATED_CODE,
            index,
            _FIELD,
            found=f"编码{project_code(batch.forms[index].evaluation)}也用于{others}",
            expected="每个项目自己的编码",
            fix="按预算系统核对项目编码和项目名称",
        )
