"""Texts that hold one cell after the other, with nothing to say where a row ends.

A browser copies a table as one paragraph a cell, an index as one long line.  The rows are
found again by the words of the layout: labels of the head, headings, sources of funds, and
below 绩效指标 the way of sharing the cells out that fits levels and numbers best.  What fits
nowhere stays a row of its own, which the recogniser lists as unplaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from perfxl.core.rulebook import Rulebook
from perfxl.forms.recognise.column_words import (
    FACT_COLUMNS,
    LEVEL_COLUMNS,
    Column,
    indicator_column,
)
from perfxl.forms.recognise.fund_words import FundColumn, fund_column, fund_row, fund_source
from perfxl.forms.recognise.goal_words import GoalLabel, goal_label, is_first_point
from perfxl.forms.recognise.head_words import head_field, information
from perfxl.forms.recognise.headings import is_fragment
from perfxl.forms.recognise.labels import is_placeholder, key, level_label
from perfxl.forms.recognise.pairs import inline_pairs
from perfxl.forms.recognise.row_words import (
    is_block_label,
    is_closing,
    is_footnote,
    is_side_label,
    is_total,
)
from perfxl.forms.recognise.title_words import is_title
from perfxl.forms.text_dress import Line
from perfxl.forms.text_gaps import GapRow, rows_between_gaps
from perfxl.forms.text_habits import Kind
from perfxl.forms.text_headings import completed, one_row
from perfxl.forms.text_shares import shared_out
from perfxl.forms.text_tokens import (
    Token,
    cell_tokens,
    filled_tokens,
    is_indicator_heading,
    word_tokens,
)

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(?:分|%)?")
_AMOUNT = re.compile(r"-?[\d,]+(?:\.\d+)?(?:万?元)?")
_FEWEST_HEADINGS = 3
_LONGEST_HEADING = 12
_AMOUNTS = {FundColumn.INITIAL, FundColumn.ANNUAL, FundColumn.EXECUTED}


def cell_lines(text: str, book: Rulebook) -> Iterator[Line]:
    """The rows of a text with a paragraph a cell; one with nothing but a blank is empty."""
    return _Rows(cell_tokens(text, book), book).lines()


def filled_lines(text: str, book: Rulebook) -> Iterator[Line]:
    """The rows of a text that shows where a row ends, but no empty cells."""
    return _Rows(filled_tokens(text, book), book, by_rows=True).lines()


def word_lines(text: str, book: Rulebook) -> Iterator[Line]:
    """The rows of a text that parts its cells by single blanks and holds no empty ones."""
    return _Rows(word_tokens(text, book), book, by_rows=True).lines()


def _row_gap(tokens: Sequence[Token]) -> int:
    """How many empty cells are none, but end a row: as many as stand before any that begins one.

    What stands there is the value of a label before, so that a row seldom ends with an empty cell.
    """
    texts = [token.text for token in tokens]
    begins = [at for at, text in enumerate(texts) if at and _begins_row(text)]
    return min((_empty_before(texts, at) for at in begins), default=0)


def _begins_row(text: str) -> bool:
    if _head_label(text) == "主管部门" or indicator_column(text) is Column.LEVELS:
        return True
    return is_block_label(text) and goal_label(text) is not None


def _empty_before(texts: Sequence[str], at: int) -> int:
    return next((count for count, text in enumerate(reversed(texts[:at])) if text), at)


class _Rows:
    """Goes through the tokens once and puts rows together."""

    def __init__(self, tokens: Sequence[Token], book: Rulebook, *, by_rows: bool = False) -> None:
        self._tokens = list(tokens)
        self._by_rows = by_rows
        self._book = book
        self._at = 0
        self._gap = _row_gap(tokens)

    def lines(self) -> Iterator[Line]:
        """The rows in the order of their tokens."""
        while self._at < len(self._tokens):
            heads = self._headings()
            funds = self._run(self._at, _is_fund_heading)
            if len(heads) >= _FEWEST_HEADINGS and any(_is_level(token) for token in heads):
                yield from self._indicators(heads)
            elif len(funds) >= _FEWEST_HEADINGS:
                yield from self._funds(funds)
            elif self._are_goals():
                yield from self._goals()
            else:
                yield self._pair()

    def _run(self, start: int, fits: Callable[[str], bool]) -> list[Token]:
        """The tokens from ``start`` on that are headings."""
        end = start
        while end < len(self._tokens) and fits(self._tokens[end].text):
            end += 1
        return list(self._tokens[start:end])

    def _headings(self) -> list[Token]:
        """The headings of indicators from here on, with those between them that nobody knows."""
        heads = self._run(self._at, is_indicator_heading)
        while heads and self._goes_on_behind(heads):
            heads = list(self._tokens[self._at : self._at + len(heads) + 1])
            heads += self._run(self._at + len(heads), is_indicator_heading)
        return self._with_halves(heads)

    def _with_halves(self, heads: list[Token]) -> list[Token]:
        """The headings, those whose lower halves follow (年度 … 指标值) put together.

        Empty cells of headings over both rows may stand between them.
        """
        end = self._at + len(heads)
        behind = self._run(end, lambda text: not text or is_fragment(text))
        halves = [at for at, token in enumerate(behind) if token.text]
        for first in range(_FEWEST_HEADINGS, len(heads) + bool(halves)):
            lower = [*heads[first:], *(behind[at] for at in halves)]
            whole = completed(
                [token.text for token in heads[:first]], [token.text for token in lower]
            )
            if whole:
                del self._tokens[self._at + first : end + max([-1, *halves]) + 1]
                return [Token(head.line, text) for head, text in zip(heads, whole, strict=False)]
        return heads

    def _goes_on_behind(self, heads: Sequence[Token]) -> bool:
        """Whether a heading nobody knows stands between two that are known."""
        between, known = ([*self._tokens[self._at + len(heads) :][:2], *[Token(0, "")] * 2])[:2]
        level = self._book.dimension(level_label(between.text))
        short = 0 < len(between.text) <= _LONGEST_HEADING
        if not short or level or any(map(str.isdigit, between.text)):
            return False
        column = indicator_column(known.text)
        kinds = {indicator_column(token.text) for token in heads}
        return column in FACT_COLUMNS | {Column.NOTE} and column not in kinds

    def _pair(self) -> Line:
        """A label with the text behind it, or a text alone."""
        token = self._tokens[self._at]
        self._at += 1
        labelled = head_field(token.text) or information(token.text) or goal_label(token.text)
        following = self._tokens[self._at : self._at + 1]
        source = following and fund_row(token.text) and _AMOUNT.fullmatch(key(following[0].text))
        if source or (labelled and following and not _is_label(following[0].text)):
            self._at += 1
            if head_field(token.text) and self._has_second_paragraph():
                self._at += 1
                value = _joined(self._tokens[self._at - 2 : self._at])
                return replace(_line([token, value]), doubtful=True)
            return _line([token, following[0]])
        return _line([token])

    def _has_second_paragraph(self) -> bool:
        """Whether one text stands before the next label, and no label with its text."""
        second, after = ([token.text for token in self._tokens[self._at :][:2]] + ["", ""])[:2]
        before = self._tokens[self._at - 1].text
        return bool(before and second) and not _is_label(second) and (not after or _is_label(after))

    def _are_goals(self) -> bool:
        labels = [goal_label(token.text) for token in self._tokens[self._at : self._at + 2]]
        return labels == [GoalLabel.EXPECTED, GoalLabel.ACHIEVED]

    def _goals(self) -> Iterator[Line]:
        yield _line(self._tokens[self._at : self._at + 2])
        self._at += 2
        texts = []
        while self._at < len(self._tokens) and not _is_label(self._tokens[self._at].text):
            texts.append(self._tokens[self._at])
            self._at += 1
        behind = _empty_before([token.text for token in texts], len(texts))
        shown = any(not token.text for token in texts)
        texts = [token for token in texts if token.text]
        if len(texts) == 1 and shown and behind <= self._gap:
            texts.insert(0, Token(texts[0].line, ""))  # the empty cell stands before it
        again = [at for at, token in enumerate(texts) if at and is_first_point(token.text)]
        if len(texts) > 2 and len(again) == 1:  # 1. 2. 3. of what was meant, then of what was done
            texts = [_joined(texts[: again[0]]), _joined(texts[again[0] :])]
        if len(texts) == 2:
            yield _line(texts)
        else:
            several = len(texts) > 1
            yield from (replace(_line([token]), doubtful=several) for token in texts)

    def _funds(self, heads: list[Token]) -> Iterator[Line]:
        remarks = self._run(self._at + len(heads), _is_fund_remark)
        self._at += len(heads) + len(remarks)
        kinds = [fund_column(token.text) for token in heads]
        over = Token(heads[0].line, "")  # what stands above the names of the sources
        while is_side_label(heads[0].text) and kinds[0] in kinds[1:]:  # 年度预算数（万元）
            if over.text:
                yield _line([over])
            over, heads, kinds = heads[0], heads[1:], kinds[1:]
        yield _line([over, *heads, *remarks])
        amounts = next((at for at, kind in enumerate(kinds) if kind not in _AMOUNTS), len(kinds))
        while self._at < len(self._tokens):
            label = self._tokens[self._at]
            if not label.text:  # the label beside the block, merged from above
                self._at += 1
                continue
            if not (fund_row(label.text) or fund_source(label.text)) or _is_label(label.text):
                return
            self._at += 1
            values = []
            while self._at < len(self._tokens) and not self._ends_source():
                values.append(self._tokens[self._at])
                self._at += 1
            while len(values) > len(heads) and not values[-1].text:
                values.pop()  # before the next label
            whole = len(values) in (len(heads) + len(remarks), len(heads))
            while not whole and len(values) > amounts and _is_nothing(values[-1].text):
                values.pop()  # a cell merged over 分值, 执行率 and 得分
            sure = whole or not (values and is_placeholder(values[-1].text))
            if not values or whole or (sure and len(values) == amounts):
                yield _line([label, *values])
            else:  # nothing says which of the numbers is missing
                yield _line([label])
                yield from (_line([token]) for token in values)

    def _ends_source(self) -> bool:
        text = self._tokens[self._at].text
        return bool(text and (fund_row(text) or fund_source(text) or _is_label(text)))

    def _indicators(self, heads: list[Token]) -> Iterator[Line]:
        self._at += len(heads)
        beside, order, groups = one_row([token.text for token in heads])
        yield from (_line([token]) for token in heads[:beside])
        heads = [heads[at] for at in order]
        yield _line(heads)
        for _ in range(groups):  # merged over both rows of headings
            if self._at < len(self._tokens) and not self._tokens[self._at].text:
                self._at += 1
        columns = [indicator_column(token.text) for token in heads]
        start = self._at
        while self._at < len(self._tokens) and not self._ends_block(columns):
            self._at += 1
        body = self._tokens[start : self._at]
        lines = [token.row for token in body] if self._by_rows else None
        texts = [token.text for token in body]
        between = self._between_gaps(texts, columns, beside)
        for gap_row in between:
            parts = [_joined_paragraphs(body[first:end]) for first, end in gap_row.spans]
            if len(parts) < beside + len(columns):
                yield from _sum_lines([part for part in parts if part.text], columns)
                continue
            yield from (_line([label]) for label in parts[:beside] if label.text)
            yield replace(_line(parts[beside:]), doubtful=gap_row.doubtful)
        rows = [] if between else shared_out(texts, columns, self._book, lines=lines, side=beside)
        for row in rows:
            cells = [body[at] if at is not None else Token(0, "") for at in row.positions]
            # Where empty lines end rows, and these do not, nothing is certain.
            yield replace(_line(cells), doubtful=row.doubtful or self._gap > 0)
        if self._at < len(self._tokens) and is_total(self._tokens[self._at].text):
            yield from self._total(columns)

    def _between_gaps(
        self, texts: Sequence[str], columns: Sequence[Column | None], beside: int
    ) -> list[GapRow]:
        if not self._gap:
            return []
        kinds: list[Kind] = [None] * beside
        kinds += [column or Column.EXTRA for column in columns]
        return rows_between_gaps(texts, kinds, self._gap, self._book)

    def _ends_block(self, columns: Sequence[Column | None]) -> bool:
        text = self._tokens[self._at].text
        if is_total(text):
            after = self._tokens[self._at + 1 : self._at + 2]
            return not after or not after[0].text or bool(_NUMBER.fullmatch(key(after[0].text)))
        begins = self._tokens[self._at].row != self._tokens[self._at - 1].row
        if self._by_rows and begins and information(text) is not None:
            return True
        if is_closing(text) or (inline_pairs(text) and is_closing(re.split("[:：]", text)[0])):
            return True
        return is_title(text) or is_footnote(text) or _head_label(text) == "项目名称"

    def _total(self, columns: Sequence[Column | None]) -> Iterator[Line]:
        label = self._tokens[self._at]
        self._at += 1
        numbers = []
        while self._at < len(self._tokens) and (
            _NUMBER.fullmatch(key(self._tokens[self._at].text)) or not self._tokens[self._at].text
        ):
            numbers.append(self._tokens[self._at])
            self._at += 1
        yield from _sum_lines([label, *(token for token in numbers if token.text)], columns)


def _sum_lines(tokens: Sequence[Token], columns: Sequence[Column | None]) -> Iterator[Line]:
    """总分 or 小计 with its numbers, which are those of 分值 and 得分; else each by itself."""
    label, *numbers = tokens
    places = [at for at, kind in enumerate(columns) if kind in (Column.WEIGHT, Column.SCORE)]
    if len(numbers) != len(places):
        yield from (_line([token]) for token in tokens)
        return
    row = [label, *(Token(0, "") for _ in range(max(places, default=0)))]
    for at, token in zip(places, numbers, strict=True):
        row[at] = token
    yield _line(row)


def _is_nothing(text: str) -> bool:
    return not text or is_placeholder(text)


def _joined(tokens: Sequence[Token]) -> Token:
    return Token(tokens[0].line, "\n".join(token.text for token in tokens))


def _joined_paragraphs(tokens: Sequence[Token]) -> Token:
    filled = [token for token in tokens if token.text]
    return _joined(filled) if filled else Token(0, "")


def _is_level(token: Token) -> bool:
    return indicator_column(token.text) in LEVEL_COLUMNS


def _is_fund_heading(text: str) -> bool:
    return fund_column(text) not in (None, FundColumn.OTHER)


def _is_fund_remark(text: str) -> bool:
    return fund_column(text) is FundColumn.OTHER and not fund_source(text)


def _head_label(text: str) -> str | None:
    field = head_field(text)
    return field[0] if field else None


def _is_label(text: str) -> bool:
    """Whether a text begins something new: a label of the head, a heading, a block."""
    if not text:
        return False
    if is_title(text) or is_side_label(text) or goal_label(text) or head_field(text):
        return True
    return indicator_column(text) in LEVEL_COLUMNS or information(text) is not None


def _line(tokens: Sequence[Token]) -> Line:
    return Line(
        next((token.line for token in tokens if token.line), 0),
        tuple(token.text for token in tokens),
        numbers=tuple(token.line for token in tokens),
    )
