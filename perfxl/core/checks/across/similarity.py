"""Which of many sets are nearly the same, without comparing each with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

_SHINGLE = 4  # characters: short enough to survive a changed name, long enough to be rare


def shingles(text: str) -> frozenset[str]:
    """Every run of four characters of ``text``."""
    return frozenset(text[at : at + _SHINGLE] for at in range(len(text) - _SHINGLE + 1))


def leaders(sets: Sequence[frozenset[str]], percent: int) -> list[int]:
    """For each set the first one that it is like; itself when there is none before it.

    Two sets are alike when at least ``percent`` of all their elements are in both
    (Jaccard's index).  A set that is like an earlier one stands for nothing itself, so
    thousands of copies of one text cost one comparison each.

    The candidates come from prefix filtering (Bayardo, Ma, Srikant: Scaling up all pairs
    similarity search, 2007): with the elements ordered from rare to frequent, two sets that
    are alike have one in common among the first few, whatever the rest is.
    """
    frequency = Counter(chain.from_iterable(sets))
    holders: dict[str, list[int]] = {}
    found: list[int] = []
    for index, elements in enumerate(sets):
        order = sorted(elements, key=lambda element: (frequency[element], element))
        prefix = order[: len(order) - _ceiling(percent * len(order), 100) + 1]
        candidates = {holder for element in prefix for holder in holders.get(element, ())}
        leader = next(
            (other for other in sorted(candidates) if alike(elements, sets[other], percent)), index
        )
        found.append(leader)
        if leader == index:
            for element in prefix:
                holders.setdefault(element, []).append(index)
    return found


def alike(first: frozenset[str], second: frozenset[str], percent: int) -> bool:
    """Whether at least ``percent`` of the elements of both are in both."""
    shorter, longer = sorted((len(first), len(second)))
    if not shorter or 100 * shorter < percent * longer:
        return False
    common = len(first & second)
    return 100 * common >= percent * (shorter + longer - common)


def _ceiling(number: int, divisor: int) -> int:
    return -(-number // divisor)
