"""A form that another shipped rulebook lays out: the findings say which one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from perfxl.core.checks.names import UNKNOWN_DIMENSION
from perfxl.core.checks.weights import OFF_THE_RULEBOOK, TOTAL_OFF, is_laid_out_by
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding
from perfxl.core.rulebook import Rulebook
from perfxl.forms.rulebooks import load_rulebook, rulebook_names

_OF_LAYOUT = (OFF_THE_RULEBOOK, TOTAL_OFF, UNKNOWN_DIMENSION)


def with_other_rulebook(
    findings: Sequence[Finding],
    evaluation: Evaluation,
    rulebook: Rulebook,
    printed: Decimal | None,
) -> tuple[Finding, ...]:
    """``findings``, the first about weights naming the shipped rulebook of just these weights.

    Whoever checks hundreds of forms learns that one was filled in by another rulebook.
    ``printed`` is the weight of the execution rate that stands on a form of ours.
    """
    at = next((n for n, each in enumerate(findings) if each.kind in _OF_LAYOUT), None)
    other = None if at is None else _other(evaluation, rulebook, printed)
    if at is None or other is None:
        return tuple(findings)
    told = findings[at]._replace(fix=f"{_hint(other)}；{findings[at].fix}")
    return (*findings[:at], told, *findings[at + 1 :])


def _hint(other: Rulebook) -> str:
    return (
        f"各级分值与“{other.title}”完全相符，如果是按那种办法填的，检查时写 --rulebook {other.id}"
        "（总表在“评分办法”里填）"
    )


def _other(evaluation: Evaluation, rulebook: Rulebook, printed: Decimal | None) -> Rulebook | None:
    for other in _layouts():
        if other.weights != rulebook.weights and is_laid_out_by(evaluation, other, printed):
            return other
    return None


@lru_cache(maxsize=1)
def _layouts() -> tuple[Rulebook, ...]:
    """The shipped rulebooks, those left out whose weights an earlier one has."""
    books: dict[object, Rulebook] = {}
    for book in map(load_rulebook, rulebook_names()):
        books.setdefault((book.execution_weight, book.weights), book)
    return tuple(books.values())
