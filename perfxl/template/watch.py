"""What evaluating a template may cost: processor time, turns of loops, characters made.

Every filter is cheap by itself; a hostile template applies them to each other's results, or
in loops.  So all of them count into one budget.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import NamedTuple

from jinja2.exceptions import SecurityError

_SELDOM = 63  # the clock is asked once in so many steps


class Budget(NamedTuple):
    """What one evaluation may use: ``seconds`` of processor time, ``characters`` of texts."""

    seconds: float
    characters: int


class Watch:
    """Counts what an evaluation uses up; too much is a ``SecurityError``."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.start()

    def start(self) -> None:
        """An evaluation begins: its budget is whole."""
        self._until = time.thread_time() + self._budget.seconds
        self._left = self._budget.characters
        self._steps = 0

    def turn(self) -> None:
        """One turn of a loop, one item of a list."""
        self._steps += 1
        if not self._steps & _SELDOM:
            self._ask_clock()

    def spend(self, characters: int) -> None:
        """So many characters were made."""
        self._left -= characters
        if self._left < 0:
            raise SecurityError(f"中间结果超过 {self._budget.characters} 个字符，请简化")

    def over(self, made: Callable[..., object]) -> Callable[..., object]:
        """The filter ``made``, watched; a lazy result is watched item by item."""

        @wraps(made)  # which keeps the marks of jinja2's own filters
        def watched(*arguments: object, **named: object) -> object:
            self._ask_clock()
            result = made(*arguments, **named)
            if isinstance(result, str):
                self.spend(len(result))
            elif isinstance(result, Iterator):
                return self._items(result)
            return result

        return watched

    def _items(self, items: Iterator[object]) -> Iterator[object]:
        for item in items:
            self.turn()
            if isinstance(item, str):
                self.spend(len(item))
            yield item

    def _ask_clock(self) -> None:
        if time.thread_time() > self._until:
            raise SecurityError(f"计算超过 {self._budget.seconds} 秒，请简化")
