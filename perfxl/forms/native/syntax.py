"""Formula text: the few shapes from which all native formulas are put together.

Only functions of Excel 2010 that Excel, WPS, LibreOffice, Gnumeric and formualizer compute
alike.  Avoided are: text functions over arrays (Gnumeric and formualizer look at the first
element only), ASC (no effect outside DBCS editions), CHAR and CODE above 127 (code page),
VLOOKUP and MATCH on text (wildcards), FIND of an empty text (an error in LibreOffice),
arithmetic on texts, N (an error for an empty cell in Gnumeric; SUM of a cell does the same),
and numbers joined to texts (Gnumeric writes 0.973 as 0.97299999999999999998).
"""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_TEXT = 255  # Excel's limit for a text constant in a formula


def quoted(text: str) -> str:
    """A text constant, or several joined where one would be too long."""
    parts = [text[start : start + _LONGEST_TEXT] for start in range(0, len(text), _LONGEST_TEXT)]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts or [""])


def replaced(expression: str, pairs: Iterable[tuple[str, str]]) -> str:
    """``expression`` with the first text of every pair replaced by the second, in order."""
    for old, new in pairs:
        expression = f"SUBSTITUTE({expression},{quoted(old)},{quoted(new)})"
    return expression


def has(expression: str, part: str) -> str:
    """Whether the text ``part`` stands in ``expression``."""
    return f"ISNUMBER(FIND({quoted(part)},{expression}))"


def has_any(expression: str, parts: Iterable[str]) -> str:
    """Whether one of ``parts`` stands in ``expression``."""
    return any_of(*(has(expression, part) for part in parts))


def begins(expression: str, characters: str) -> str:
    """Whether ``expression`` begins with one of ``characters``."""
    return f'ISNUMBER(FIND(LEFT({expression}&"_",1),{quoted(characters)}))'


def ends(expression: str, characters: str) -> str:
    """Whether ``expression`` ends with one of ``characters``."""
    return f'ISNUMBER(FIND(RIGHT("_"&{expression},1),{quoted(characters)}))'


def entries(words: Iterable[str]) -> str:
    """A list for :func:`listed`: "|达成|已完成|"."""
    return "|" + "".join(f"{word}|" for word in words)


def listed(expression: str, words: str) -> str:
    """Whether ``expression`` is an entry of the list in the cell or text constant ``words``."""
    return f'ISNUMBER(FIND("|"&{expression}&"|",{words}))'


def listed_in(expression: str, *words: str) -> str:
    """Whether ``expression`` is one of ``words``."""
    return listed(expression, quoted(entries(words)))


def all_of(*conditions: str) -> str:
    """AND; every condition is computed, so none may be an error."""
    return f"AND({','.join(conditions)})"


def any_of(*conditions: str) -> str:
    """OR; every condition is computed, so none may be an error."""
    return f"OR({','.join(conditions)})"


def choose(*branches: str) -> str:
    """Nested IFs: condition, result, condition, result, …, otherwise."""
    *pairs, text = branches
    for condition, result in zip(pairs[-2::-2], pairs[::-2], strict=True):
        text = f"IF({condition},{result},{text})"
    return text
