"""How a check states what it found, and the small questions that all checks ask of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count

from perfxl.core.evaluation import Evaluation, Indicator
from perfxl.core.finding import Finding, FindingKind
from perfxl.core.notation import is_error, is_placeholder
from perfxl.core.quantity import decimal
from perfxl.core.score import Score, Scorecard

BLANK = "空白"
_LONGEST_SHOWN = 40
_INNER = str.maketrans("“”", "‘’")
_LONGEST_PLACEHOLDER = 7
_FEWEST_CHARACTERS = 3
_BEGINNING = 8
_NONE: frozenset[int] = frozenset()


def state(
    kind: FindingKind, evaluation: Evaluation, field: str, *, found: str, expected: str, fix: str
) -> Finding:
    """A finding of ``kind`` at ``field``, wherever that was read."""
    where = evaluation.place(field)
    return Finding(kind, field, where, found, expected, fix, kind.severity)


def rows(evaluation: Evaluation, scorecard: Scorecard) -> Iterator[tuple[str, Indicator, Score]]:
    """Each indicator with the head of its field paths ("指标3") and its score."""
    # Nine checks walk every row; built-in iterators and remembered paths keep that cheap.
    return zip(map(_path, count(1)), evaluation.indicators, scorecard.indicators, strict=False)


def is_weighed(row: Indicator) -> bool:
    """Whether an indicator has a weight that is a number."""
    return row.weight is not None and row.weight.value is not None


def told_of(missing: Sequence[bool]) -> tuple[frozenset[int], str]:
    """The rows, counted from 0, at which a missing value is told.

    A column that is empty in every row is one finding, at the first row; the text says so, and
    is ``""`` otherwise.
    """
    if True not in missing:
        return _NONE, ""
    rows = [index for index, is_missing in enumerate(missing) if is_missing]
    everywhere = len(rows) == len(missing) > 1
    told = rows[:1] if everywhere else rows
    return frozenset(told), f"{len(rows)}行全部空白" if everywhere else ""


@lru_cache(maxsize=1024)
def _path(number: int) -> str:
    return f"指标{number}"


@lru_cache(maxsize=4096)
def says_nothing(text: str | None) -> bool:
    """Whether a text is not filled, white space, or a placeholder ("/", "—", "无")."""
    if text is None:
        return True
    if len(text) > _LONGEST_PLACEHOLDER:
        bare = text.strip()
        # A line of dashes says no more than one; a sentence has more than a few characters.
        return not bare or (
            # The beginning tells it of nearly all texts, and they are long.
            len(set(bare[:_BEGINNING])) <= _FEWEST_CHARACTERS
            and len(set(bare)) <= _FEWEST_CHARACTERS
            and is_placeholder(bare)
        )
    return text.strip() in {"", "无"} or is_placeholder(text)


def is_left_open(text: str | None) -> bool:
    """Whether a field of numbers holds nothing; what a failed formula left is no number there."""
    return says_nothing(text) and not is_error(text or "")


def shown(text: str | None) -> str:
    """A text as a person sees it in a message: on one line, not too long, in quotes.

    Quotes inside quotes are single ones (GB/T 15834).
    """
    line = " ".join((text or "").split()).translate(_INNER)
    if not line:
        return BLANK
    return f"“{line[:_LONGEST_SHOWN]}{'…' if len(line) > _LONGEST_SHOWN else ''}”"


def no_number(raw: str) -> str:
    """A text in a number field as a message names it; one that only looks like a number, too."""
    if is_endless(raw):
        return f"{shown(raw)}（位数太多，太大或太小）"
    alike = "（是文本，不是数）" if decimal(raw) is not None else ""
    return f"{shown(raw)}{alike}"


def is_endless(raw: str) -> bool:
    """Whether a text is a number of so many digits (1e300) that nobody counts with it."""
    digits = raw.removeprefix("-").replace(".", "", 1)
    return digits.isdecimal() and decimal(raw) is None


@lru_cache(maxsize=4096)
def points(text: str | None) -> Decimal | None:
    """The number in a printed score or weight ("8.1", "8.1分"), or ``None``."""
    return decimal(text.strip().removesuffix("分")) if text else None
