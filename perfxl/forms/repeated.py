"""Forms that are collected although their project was handed in before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from perfxl.core.evaluation import Evaluation, Place
from perfxl.core.identity import same_projects
from perfxl.core.likeness import Likeness, likeness
from perfxl.forms.reading import FormKind, Reading
from perfxl.forms.sources import Source


class Repeated(NamedTuple):
    """``later`` is a form of the same project as ``first``; ``alike`` says where they differ."""

    first: Evaluation
    later: Evaluation
    alike: Likeness

    @property
    def places(self) -> tuple[Place, Place]:
        """Where the two stand: the later one, then the first."""
        return self.later.place("项目名称"), self.first.place("项目名称")


class Collected(NamedTuple):
    """What goes into a master: every form but those that only repeat an earlier one."""

    evaluations: tuple[Evaluation, ...]
    repeated: tuple[Repeated, ...]


def collected(sources: Sequence[Source]) -> Collected:
    """The forms of ``sources`` without the copies in which nothing at all differs.

    Forms of different kinds (targets, mid-year, self-evaluation) are never copies of each other.
    """
    readings = tuple(chain.from_iterable(source.readings for source in sources))
    again = dict(sorted(_again(readings)))
    return Collected(
        tuple(
            reading.evaluation
            for index, reading in enumerate(readings)
            if index not in again or not again[index].alike.identical
        ),
        tuple(again.values()),
    )


def _again(readings: Sequence[Reading]) -> Iterator[tuple[int, Repeated]]:
    for kind in FormKind:
        groups = same_projects(
            (index, reading.evaluation)
            for index, reading in enumerate(readings)
            if reading.kind is kind
        )
        for group in groups:
            first = readings[group[0]].evaluation
            for index in group[1:]:
                later = readings[index].evaluation
                yield index, Repeated(first, later, likeness(first, later))
