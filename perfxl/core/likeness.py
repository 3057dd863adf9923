"""What two forms of one project have in common: nothing new, other results, or other facts."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from perfxl.core.evaluation import INDICATOR_COLUMNS, Amount, Evaluation


class Likeness(NamedTuple):
    """Where two forms differ.

    ``filled`` holds the field paths of what persons filled in, ``printed`` those of scores and
    other results that were printed on the forms.
    """

    filled: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both say the same, whatever results are printed on them."""
        return not self.filled

    @property
    def identical(self) -> bool:
        """Whether nothing differs, so that one of the two forms says it all."""
        return not self.filled and not self.printed

    def __str__(self) -> str:
        if self.filled:
            return f"内容不同（{_named(self.filled)}）"
        if self.printed:
            return f"填写的内容相同，表上的得分等不同（{_named(self.printed)}）"
        return "内容相同"


def likeness(first: Evaluation, second: Evaluation) -> Likeness:
    """Where two forms differ; blanks and full-width signs make no difference.

    The number that a master gave to a project is none of its facts.
    """
    return Likeness(
        _differing(filled_in(first), filled_in(second)),
        _differing(_results(first), _results(second)),
    )


def filled_in(evaluation: Evaluation) -> Mapping[str, Hashable]:
    """What persons filled in, by field path; what is not filled in is left out."""
    return {path: value for path, value in _filled(evaluation) if value not in (None, "")}


def _filled(evaluation: Evaluation) -> Iterator[tuple[str, Hashable]]:
    yield "项目名称", _text(evaluation.project)
    yield "主管部门", _text(evaluation.department)
    yield "实施单位", _text(evaluation.unit)
    yield "年度", evaluation.year
    for label, row in evaluation.funding.rows():
        for column, amount in row.amounts():
            yield f"{label}.{column}", _in_wan(amount, evaluation)
    yield "年度资金总额.分值", evaluation.execution_weight
    yield "年度总体目标.预期目标", _text(evaluation.goal.expected)
    yield "年度总体目标.实际完成情况", _text(evaluation.goal.achieved)
    for number, indicator in enumerate(evaluation.indicators, 1):
        yield f"指标{number}", number  # a row of which nothing is filled in is a row all the same
        for column, name in INDICATOR_COLUMNS.items():
            value = getattr(indicator, name)
            yield f"指标{number}.{column}", _text(value) if isinstance(value, str) else value


def _results(evaluation: Evaluation) -> Mapping[str, str]:
    results = {item.field: _text(item.text) for item in evaluation.evidence}
    for number, indicator in enumerate(evaluation.indicators, 1):
        if indicator.printed_score is not None:
            results[f"指标{number}.得分"] = _text(indicator.printed_score)
    return results


def _differing(first: Mapping[str, Hashable], second: Mapping[str, Hashable]) -> tuple[str, ...]:
    fields = dict.fromkeys((*first, *second))
    return tuple(field for field in fields if first.get(field) != second.get(field))


def _in_wan(amount: Amount | None, evaluation: Evaluation) -> Hashable:
    """60 万元 and 600000 元 are one amount; a text that is no number is itself."""
    if amount is None or amount.value is None:
        return amount
    return amount.value / evaluation.amount_unit.in_wan


def _named(fields: tuple[str, ...]) -> str:
    return fields[0] if len(fields) == 1 else f"{fields[0]}等 {len(fields)} 处"


@lru_cache(maxsize=65536)
def _text(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())
