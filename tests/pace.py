"""How slow this machine is: limits of processor time hold for one on which it is 1."""

from __future__ import annotations

from functools import cache
from time import process_time

_USUAL = 0.1  # seconds of processor time, where the limits were set


@cache
def slowness() -> float:
    """5 on a machine that is five times slower; never less than 1."""
    slowest = 0.0
    for _ in range(3):
        started = process_time()
        sum(len(str(number)) for number in range(1_000_000))
        slowest = max(slowest, process_time() - started)
    return max(1.0, slowest / _USUAL)
