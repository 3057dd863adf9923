"""Formulas without the functions of an add-in: ``IFERROR(theirs(…), own)`` becomes ``own``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfxl.regex import regex

_LEXEME = regex(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<quoted>'(?:[^']|'')*')         # a sheet, perhaps of another workbook
  | (?P<bracket>\[[^\[\]]*\])          # [1] of a link; a column of a table
  | (?P<name>[^\W\d][\w.?\\]*)
  | (?P<sign>[(),{}])
  | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What Excel and others put before the name of a function that they do not know.
_UNKNOWN = regex(r"^(?:_XLFN\.|_XLUDF\.|_XLDUDF_)+")
_LINK = regex(r"\[(?!0\])[0-9]+\]|'(?:[^'\[]|'')*\[[^\]]+\].*'", re.DOTALL)
_GOES_ON = regex(r"[\w!]")
_ATOM = regex(r"[\w.$!:%]+|\"(?:[^\"]|\"\")*\"")


class _Call(NamedTuple):
    """A function with its arguments; ``name`` is as written, ``""`` for mere parentheses."""

    name: str
    arguments: tuple[tuple[_Part, ...], ...]


_Part = str | _Call


def without_functions(formula: str, prefix: str) -> str | None:
    """The formula without calls of functions whose names begin with ``prefix``.

    Args:
        formula: without ``=``; ``IFERROR(PERF_X(A1),B1+1)*2`` gives ``(B1+1)*2``.
        prefix: in capitals.

    Returns:
        ``None`` when such a call stands where nothing replaces it.
    """
    try:
        plain = _without(_parsed(formula), prefix)
        return None if _calls(plain, prefix) else _text(plain)
    except RecursionError:  # far deeper than any spreadsheet allows
        return None


def has_link(formula: str) -> bool:
    """Whether the formula refers to another workbook, as formulas lie in a file: ``[1]``."""
    return "[" in formula and any(
        _LINK.fullmatch(found[0])
        # [1] in a table's brackets is a column
        and (found.lastgroup == "quoted" or _GOES_ON.match(formula, found.end()))
        for found in _LEXEME.finditer(formula)
        if found.lastgroup in ("bracket", "quoted")
    )


class _Open:
    """A call while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arguments: list[list[_Part]] = [[]]
        self.braces = 0


def _parsed(formula: str) -> tuple[_Part, ...]:
    """The formula as text and calls; a parenthesis too many stays text."""
    stack = [_Open("")]
    for found in _LEXEME.finditer(formula):
        text, last = found[0], stack[-1].arguments[-1]
        if text in "{}":
            stack[-1].braces += 1 if text == "{" else -1
            last.append(text)
        elif text == "(":
            is_call = bool(last) and isinstance(last[-1], str) and _is_name(last[-1])
            stack.append(_Open(str(last.pop()) if is_call else ""))
        elif text == ")" and len(stack) > 1:
            closed = stack.pop()
            call = _Call(closed.name, tuple(tuple(it) for it in closed.arguments))
            stack[-1].arguments[-1].append(call)
        elif text == "," and len(stack) > 1 and not stack[-1].braces:
            stack[-1].arguments.append([])
        else:
            last.append(text)
    while len(stack) > 1:  # no spreadsheet writes this
        left = stack.pop()
        stack[-1].arguments[-1] += [left.name, "(", *_joined(left.arguments)]
    return tuple(stack[0].arguments[0])


def _joined(arguments: Sequence[Sequence[_Part]]) -> Iterator[_Part]:
    for number, argument in enumerate(arguments):
        yield from ([","] if number else [])
        yield from argument


def _is_name(text: str) -> bool:
    found = _LEXEME.fullmatch(text)
    return found is not None and found.lastgroup == "name"


def _without(parts: Sequence[_Part], prefix: str) -> tuple[_Part, ...]:
    plain: list[_Part] = []
    for part in parts:
        if isinstance(part, str):
            plain.append(part)
            continue
        arguments = tuple(_without(argument, prefix) for argument in part.arguments)
        if _is_fallback(part.name, arguments, prefix):
            own = arguments[1]
            alone = len(parts) == 1 or _ATOM.fullmatch(_text(own).strip())
            plain += own if alone or _is_one_call(own) else [_Call("", (own,))]
        else:
            plain.append(_Call(part.name, arguments))
    return tuple(plain)


def _is_fallback(name: str, arguments: Sequence[Sequence[_Part]], prefix: str) -> bool:
    """Whether the second argument stands in for calls that nothing inside the first replaces."""
    if name.upper() != "IFERROR" or len(arguments) != 2:
        return False
    asked, own = arguments
    return _calls(asked, prefix) and bool(_text(own).strip())


def _is_one_call(parts: Sequence[_Part]) -> bool:
    return len(parts) == 1 and isinstance(parts[0], _Call)


def _calls(parts: Sequence[_Part], prefix: str) -> bool:
    return any(
        _UNKNOWN.sub("", part.name.upper()).startswith(prefix)
        or any(_calls(argument, prefix) for argument in part.arguments)
        for part in parts
        if isinstance(part, _Call)
    )


def _text(parts: Sequence[_Part]) -> str:
    return "".join(
        part
        if isinstance(part, str)
        else f"{part.name}({','.join(_text(argument) for argument in part.arguments)})"
        for part in parts
    )
