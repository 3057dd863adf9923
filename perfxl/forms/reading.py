"""What a reader brings back from one collected form."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Text of a form that belongs to no field and to no label of the official layout.

    Nothing that a person wrote may disappear silently: what a reader cannot place, it
    lists, word for word.
    """

    where: Place
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One form as a reader understood it.

    Args:
        evaluation: the facts, as raw text, with their places.
        findings: what the *layout* of the form made doubtful (an inferred label, a row
            with too many cells); what is wrong with the facts is for
            :mod:`perfxl.core.checks`.
        unplaced: every piece of text that went nowhere, in the form's order.
    """

    evaluation: Evaluation
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
