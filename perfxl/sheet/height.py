"""Row heights that show every line of wrapped Chinese text, in print as on the screen.

Excel measures rows only for cells that are not merged, and only when a person edits them; a
generated sheet must bring its heights along.  Everything here is in points.

    >>> song = Font("宋体", 12)
    >>> width = column_width(8.38, song) + column_width(20, song)
    >>> line_count("完成了福建专家团队线上培训工作项目", width, song)
    2
    >>> raised([14.25, 14.25], text_height("完成了福建专家团队线上培训工作项目", width, song))
    [19.5, 19.5]

The same text is asked for again and again (labels, aspects, "100%"), so results are remembered;
call with positional arguments.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from typing import Final, NamedTuple

from perfxl.sheet.glyphs import EM, WIDEST, WIDTHS, breakable

MAX_ROW_HEIGHT: Final = 409.5  # Excel's limit
STACKED: Final = 255  # textRotation of characters standing one below the other
_PIXEL: Final = 0.75  # points
_SIDE_PADDING: Final = 5 * _PIXEL  # ECMA-376 §18.3.1.13: two pixels each side and the grid line
_VERTICAL_PADDING: Final = 2.0
_INDENT_EMS: Final = 1.5  # ECMA-376 §18.8.1: three spaces, half an em each

# Lines are as tall as in the tallest face an office puts in the place of 宋体 and 仿宋 (Noto CJK:
# 1.16 em above and 0.288 em below the base line, each a whole number of pixels on the screen).
_ASCENT: Final = 1.16
_DESCENT: Final = 0.288
_TALL_LINE_EMS: Final = {"微软雅黑": 1.5, "Microsoft YaHei": 1.5}

# Digits of fonts that are not half an em wide, in thousandths of an em.
_DIGITS: Final = {"Calibri": 507, "Arial": 556, "等线": 540, "DengXian": 540, "微软雅黑": 540}

# Next to its columns LibreOffice draws characters 3 % wider on the screen than Excel does.
_STRETCH: Final = 1.03
_BOLD: Final = 1.07  # 宋体 has no bold face: each glyph is smeared by a pixel


class Font(NamedTuple):
    """The font of a cell; ``size`` in points."""

    name: str = "宋体"
    size: float = 11.0
    bold: bool = False


def column_width(characters: float, default_font: Font) -> float:
    """A column's ``width`` attribute in points; for merged columns, add them up.

    Widths are counted in digits of the workbook's default font (styles.xml, font 0;
    ECMA-376 §18.3.1.13).  The digit of 宋体 11 is 8 pixels wide in Excel and 7⅓ in LibreOffice,
    which does not round: the narrower column comes back.
    """
    digit = _digit_px(default_font)
    pixels = math.floor((256 * characters + math.floor(128 / digit)) / 256 * digit)
    return pixels * _PIXEL


def default_column_width(default_font: Font) -> float:
    """The width in points of a column that has none: eight digits and padding (§18.3.1.81)."""
    pixels = 8 * _digit_px(default_font) + 5
    return math.floor(pixels / 8) * 8 * _PIXEL


@lru_cache(maxsize=256)
def line_height(font: Font) -> float:
    """The height of one line."""
    em = _em_px(font.size)
    on_screen = (math.floor(_ASCENT * em + 0.5) + math.floor(_DESCENT * em + 0.5)) * _PIXEL
    in_print = font.size * _TALL_LINE_EMS.get(font.name, _ASCENT + _DESCENT)
    return max(on_screen, in_print)


@lru_cache(maxsize=8192)
def line_count(text: str, width: float, font: Font, indent: int = 0) -> int:
    """How many lines ``text`` takes when wrapped in a cell (or merged cells) of ``width`` points.

    At least 1.  Line breaks in the text count; no line begins with 。 or ends with （; words and
    numbers stay whole unless one is longer than a line.
    """
    return lines_in(text, line_room(width, font, indent))


def line_room(width: float, font: Font, indent: int = 0) -> int:
    """What a line in a cell of ``width`` points can hold, in thousandths of an em."""
    em = max(_em_px(font.size) * _PIXEL * _STRETCH, font.size) * (_BOLD if font.bold else 1)
    return int((width - _SIDE_PADDING - indent * _INDENT_EMS * font.size) / em * EM)


def lines_in(text: str, room: int) -> int:
    """As :func:`line_count`, for who asks about many texts of one cell; remembers nothing."""
    if "\n" in text:
        return sum(_wrapped(line, room) for line in text.replace("\r\n", "\n").split("\n"))
    if len(text) * WIDEST <= room or (len(text) * EM <= room and not _has_wide(text)):
        return 1
    return _wrapped(text, room)


def lines_height(lines: int, font: Font) -> float:
    """The height a row needs to show so many lines, rounded up to a whole pixel."""
    return _whole_pixels(line_height(font) * lines)


@lru_cache(maxsize=8192)
def text_height(text: str, width: float, font: Font, indent: int = 0, rotation: int = 0) -> float:
    """The height a row needs to show ``text``, rounded up to a whole pixel.

    0 for an empty text.  Rotated text needs its length, stacked text (rotation 255) a line for
    each character; neither depends on ``width``.
    """
    if not text:
        return 0.0
    line = line_height(font)
    if rotation == STACKED:
        needed = line * len(text.replace("\n", ""))
    elif rotation:
        length = max(sum(WIDTHS.get(c, EM) for c in part) for part in text.split("\n"))
        slope = math.radians(rotation if rotation <= 90 else rotation - 90)
        needed = math.sin(slope) * length / EM * font.size + math.cos(slope) * line
    else:
        return lines_height(line_count(text, width, font, indent), font)
    return _whole_pixels(needed)


def _whole_pixels(needed: float) -> float:
    return math.ceil((needed + _VERTICAL_PADDING) / _PIXEL) * _PIXEL


def raised(heights: Sequence[float], needed: float) -> list[float]:
    """The heights of neighbouring rows, raised evenly until together they hold ``needed``.

    A row of height 0 is hidden and stays so.  No row exceeds Excel's 409.5 points, so all
    together may hold less.
    """
    rows = list(heights)
    while True:
        total = sum(rows)
        open_rows = [row for row, height in enumerate(rows) if 0 < height < MAX_ROW_HEIGHT]
        if total >= needed or not open_rows:
            return rows
        share = math.ceil((needed - total) / len(open_rows) / _PIXEL) * _PIXEL
        for row in open_rows:
            rows[row] = min(rows[row] + share, MAX_ROW_HEIGHT)


def _em_px(size: float) -> int:
    """The em of a font on the screen, which knows whole pixels only."""
    return math.floor(size / _PIXEL + 0.5)


def _digit_px(font: Font) -> float:
    """The widest digit in pixels, as narrow as any program takes it."""
    narrow = _DIGITS.get(font.name)
    return _em_px(font.size) * narrow // EM if narrow else font.size / _PIXEL / 2


def _has_wide(text: str) -> bool:
    """Whether a character may be wider than an em: a tab, or one beyond U+FFFF as emoji are.

    Asked without looking at the characters one by one, which takes ten times as long.
    """
    return "\t" in text or len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _wrapped(line: str, room: int) -> int:
    """How many lines one paragraph takes in ``room`` thousandths of an em."""
    ends = list(accumulate(map(WIDTHS.get, line, repeat(EM))))
    if not ends or ends[-1] <= room:
        return 1
    count, start, offset, length = 0, 0, 0, len(line)
    while start < length:
        count += 1
        stop = bisect_right(ends, offset + room, start)
        if stop == length:
            break
        end = stop
        while end > start and not breakable(line[end - 1], line[end]):
            end -= 1
        if end == start:  # a word longer than a line is cut; LibreOffice ends it after a slash
            end = line.rfind("/", start, stop) + 1
        start = end if end > start else max(stop, start + 1)
        offset = ends[start - 1]
    return count
