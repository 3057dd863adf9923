"""Texts that hold one cell after the other → the cells, with what is known of their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    column_of_year,
    indicator_column,
)
from perfxl.forms.recognise.goal_words import goal_label
from perfxl.forms.recognise.labels import level_label
from perfxl.forms.recognise.title_words import is_title, is_year_line
from perfxl.forms.text_pieces import sizes
from perfxl.forms.text_rows import rows

_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_FEW_EMPTY = 12  # of so many lines at least one is empty where empty cells are shown


@dataclass(frozen=True, slots=True)
class Token:
    """One cell's text, the line it begins on (from 1), and its row where the text shows rows."""

    line: int
    text: str
    row: int = 0


def cell_tokens(text: str, book: Rulebook) -> list[Token]:
    """The cells of a text with a paragraph a cell; one with nothing but a blank is empty."""
    return _mended(_barred(text) if _ends_with_bars(text) else _paragraphs(text), book)


def filled_tokens(text: str, book: Rulebook) -> list[Token]:
    """The cells of a text that shows where a row ends, but no empty cells."""
    tokens = [
        Token(cell.line, cell.text, number)
        for number, row in enumerate(rows(text), 1)
        for cell in row
        if cell.text
    ]
    return _mended(tokens, book)


def word_tokens(text: str, book: Rulebook) -> list[Token]:
    """The cells of a text that parts its cells by single blanks and holds no empty ones."""
    tokens: list[Token] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        for word in words:
            bracketed = _BRACKETED.fullmatch(word) and not is_year_line(word)
            broken = len(words) == 1 and tokens and _goes_on(tokens[-1].text, word, book)
            if tokens and (bracketed or broken):
                tokens[-1] = replace(tokens[-1], text=tokens[-1].text + word)
            elif tokens and tokens[-1].line == number and _is_open(tokens[-1].text):
                tokens[-1] = replace(tokens[-1], text=f"{tokens[-1].text} {word}")
            else:
                tokens.append(Token(number, word, number))
    return tokens


def _ends_with_bars(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(line.rstrip().endswith("|") for line in lines) * 4 > len(lines)


def _mended(tokens: Sequence[Token], book: Rulebook) -> list[Token]:
    """The tokens, labels whose pieces stand apart (经济效益 / 指标) put together."""
    parts = iter(tokens)
    groups = [tuple(islice(parts, size)) for size in sizes([each.text for each in tokens], book)]
    whole: list[Token] = []
    for group in groups:
        token = replace(group[0], text="".join(part.text for part in group))
        apart = not whole or not whole[-1].text or not token.text
        if not apart and _goes_on(whole[-1].text, token.text, book):
            whole[-1] = replace(whole[-1], text=whole[-1].text + token.text)
        else:
            whole.append(token)
    return whole


def _barred(text: str) -> list[Token]:
    """The cells of a text with a bar behind each; above the first stand title and year."""
    tokens: list[Token] = []
    cell: list[Token] = []
    for number, line in enumerate(text.splitlines(), 1):
        written = line.strip().rstrip("|").strip()
        if is_title(written) or is_year_line(written):
            tokens += [*cell, Token(number, written)]
            cell = []
        elif written:
            cell.append(Token(number, written))
        if line.rstrip().endswith("|") and not (tokens and cell == [] and written):
            first = cell[0].line if cell else number
            tokens.append(Token(first, "\n".join(token.text for token in cell)))
            cell = []
    return [*tokens, *cell]


def _paragraphs(text: str) -> list[Token]:
    """The cells of a text with an empty line, or none, between any two.

    Where headings follow each other without one, an empty line is an empty cell.
    """
    tokens: list[Token] = []
    open_cell = False
    lines = text.splitlines()
    tight = _are_tight(lines)
    parted = not tight and sum(not line for line in lines) * 3 > len(lines)
    for number, line in enumerate(lines, 1):
        if not line:
            open_cell = False
            if tight:
                tokens.append(Token(number, ""))
        elif open_cell and parted and tokens[-1].text:
            tokens[-1] = Token(tokens[-1].line, f"{tokens[-1].text}\n{line.strip()}")
        else:
            tokens.append(Token(number, line.strip()))
            open_cell = True
    return tokens


def _are_tight(lines: Sequence[str]) -> bool:
    """Whether headings stand right below each other, and empty lines elsewhere."""
    runs = zip(lines, lines[1:], lines[2:], strict=False)
    heads = any(all(line and is_indicator_heading(line) for line in run) for run in runs)
    return heads and sum(not line for line in lines) * _FEW_EMPTY > len(lines)


def _is_open(text: str) -> bool:
    """Whether a bracket was opened and not closed: 开发数量( ≥4个 )."""
    return len(re.findall(r"[（(]", text)) > len(re.findall(r"[)）]", text))


def _goes_on(before: str, word: str, book: Rulebook) -> bool:
    """Whether a word alone on its line ends a level or heading: 可持续影 / 响指标, 一级 / 指标."""

    def known(text: str) -> bool:
        label = level_label(text)
        column = indicator_column(text) in LEVEL_COLUMNS | FACT_COLUMNS
        return column or bool(book.dimension(label) or book.aspect(label))

    if indicator_column(before) is Column.LEVELS and known(word):
        return False  # 绩效指标 / 年度指标值, two headings
    ends = indicator_column(word) is Column.LEVELS or not (known(before) and known(word))
    numbered = any(character.isdigit() for character in before)  # 10 / 效益指标 are two cells
    return ends and not numbered and goal_label(word) is None and known(before + word)


def is_indicator_heading(text: str) -> bool:
    """Whether a cell heads a column of indicators."""
    return indicator_column(text) is not None or column_of_year(text) is not None
