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
        whole = _is_whole(key)
        doubtful = [
            index
            for other in (loose if whole else keys)
            if other != key and _may_be_same(key, other)
            for index in keys[other]
        ]
        for index in members:
            same = [other for other in members if other != index]
            if same and whole:
                yield _repeated(batch, index, same)
            elif same or doubtful:
                yield _perhaps(batch, index, sorted(same + doubtful))


def _is_whole(key: _Key) -> bool:
    return bool(key[0]) and key[1] is not None


def _may_be_same(first: _Key, second: _Key) -> bool:
    """Whether no field that both have filled differs."""
    units = not first[0] or not second[0] or first[0] == second[0]
    return units and (first[1] is None or second[1] is None or first[1] == second[1])


def _repeated(batch: Batch, index: int, others: list[int]) -> Concern:
    own = batch.forms[index].evaluation
    copies = all(batch.forms[other].evaluation == own for other in others)
    return batch.state(
        REPEATED,
        index,
        _FIELD,
        found=f"与{batch.labels(others)}是同一项目，{'内容完全相同' if copies else '内容不同'}",
        expected="一个项目一份表",
        fix="删去多余的一份" if copies else "核对哪一份是定稿，删去其余的",
    )


def _perhaps(batch: Batch, index: int, others: list[int]) -> Concern:
    return batch.state(
        PERHAPS_REPEATED,
        index,
        _FIELD,
        found=f"与{batch.labels(others)}同名",
        expected="写明实施单位和年度，可以区分",
        fix="补填实施单位和年度；确是同一项目的删去一份",
    )


def _same_code(batch: Batch, group: list[int]) -> Iterator[Concern]:
    for index in group:
        others = [other for other in group if batch.identity(other) != batch.identity(index)]
        if others:
            yield batch.state(
                REPEATED_CODE,
                index,
                _FIELD,
                found=f"编码{project_code(batch.forms[index].evaluation)}也用于{batch.labels(others)}",
                expected="每个项目自己的编码",
                fix="按预算系统核对项目编码和项目名称",
            )
