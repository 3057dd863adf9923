"""A bar chart as SVG, for the README; logarithmic, since a factor of a hundred must fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tests.benchmarks.measure import Timing

_LEFT, _WIDTH, _BAR, _GAP, _TOP = 190, 720, 20, 8, 46
_RIGHT = 90
_OURS, _THEIRS, _FLOOR = "#1f6f43", "#9aa5b1", "#d9dee3"
_TEXT = 'font-family="sans-serif" font-size="13" fill="#222"'


def chart(timings: Sequence[Timing], title: str) -> str:
    """One bar a writer, its length the logarithm of its milliseconds a workbook."""
    values = [timing.median * 1000 for timing in timings]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values)))
    span = _WIDTH - _LEFT - _RIGHT
    height = _TOP + len(timings) * (_BAR + _GAP) + 30

    def place(value: float) -> float:
        return _LEFT + span * math.log(value / low) / math.log(high / low)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-label="{title}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" {_TEXT} font-weight="bold">{title}</text>',
    ]
    tick = low
    while tick <= high * 1.0001:
        x, bottom = place(tick), height - 26
        lines.append(
            f'<path d="M{x:.1f} {_TOP - 8}V{bottom}" stroke="#eceff2"/>'
            f'<text x="{x:.1f}" y="{bottom + 16}" {_TEXT} text-anchor="middle">{tick:g} ms</text>'
        )
        tick *= 10
    for row, (timing, value) in enumerate(zip(timings, values, strict=True)):
        y = _TOP + row * (_BAR + _GAP)
        fill = _FLOOR if timing.name.startswith("floor") else _THEIRS
        fill = _OURS if timing.name.startswith("perfxl") else fill
        lines.append(
            f'<text x="{_LEFT - 8}" y="{y + 15}" {_TEXT} text-anchor="end">{timing.name}</text>'
            f'<rect x="{_LEFT}" y="{y}" width="{place(value) - _LEFT:.1f}" height="{_BAR}" '
            f'fill="{fill}"/>'
            f'<text x="{place(value) + 6:.1f}" y="{y + 15}" {_TEXT}>{value:.2f}</text>'
        )
    return "\n".join([*lines, "</svg>", ""])
