"""Where every row of a template ends up when blocks repeat and control rows vanish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.sheet.address import Area, parse_areas
from perfxl.sheet.expand import Block, CutError, RowMap, copies, grown, moved_areas

# 1 title, 2 for, 3 body, 4 endfor, 5 between, 6 for, 7–8 body, 9 endfor, 10 total
SHEET = (Block(3, 3), Block(7, 8))
CONTROL = (2, 4, 6, 9)


def rows(*counts: int) -> RowMap:
    return RowMap(SHEET, counts, CONTROL)


@pytest.mark.parametrize(
    ("counts", "row", "instances"),
    [
        ((1, 1), 1, (1,)),
        ((1, 1), 3, (2,)),
        ((1, 1), 10, (6,)),
        ((3, 2), 3, (2, 3, 4)),
        ((3, 2), 5, (5,)),
        ((3, 2), 7, (6, 8)),
        ((3, 2), 8, (7, 9)),
        ((3, 2), 10, (10,)),
        ((0, 0), 3, (2,)),
        ((0, 0), 8, (5,)),
        ((0, 0), 10, (6,)),
        ((3, 2), 2, ()),
        ((3, 2), 9, ()),
        ((60, 14), 10, (91,)),
        ((3, 2), 1_000, (1_000,)),
    ],
)
def test_instances_of_a_row(counts, row, instances):
    assert tuple(rows(*counts).instances(row)) == instances
    assert rows(*counts).first(row) == (instances[0] if instances else None)
    assert rows(*counts).last(row) == (instances[-1] if instances else None)


@pytest.mark.parametrize(
    ("top", "bottom", "span"),
    [
        (1, 1, (1, 1)),
        (3, 3, (2, 4)),
        (2, 4, (2, 4)),
        (1, 2, (1, 1)),
        (2, 2, None),
        (4, 4, None),
        (4, 5, (5, 5)),
        (7, 8, (6, 9)),
        (7, 7, (6, 8)),
        (8, 8, (7, 9)),
        (3, 7, (2, 8)),
        (1, 10, (1, 10)),
    ],
)
def test_ranges_grow_over_blocks(top, bottom, span):
    assert rows(3, 2).span(top, bottom) == span
    area = grown(Area(top, 1, bottom, 2), rows(3, 2))
    assert area == (Area(span[0], 1, span[1], 2) if span else None)


@pytest.mark.parametrize(
    ("area", "become"),
    [
        ("A1:C1", ["A1:C1"]),
        ("A3:C3", ["A2:C2", "A3:C3", "A4:C4"]),  # in the row: with every copy
        ("A7:A8", ["A6:A7", "A8:A9"]),
        ("B8:C8", ["B7:C7", "B9:C9"]),
        ("A1:A4", ["A1:A4"]),  # holds the block: grows
        ("A1:A3", ["A1:A4"]),
        ("A2:A4", ["A2:A4"]),
        ("A1:A2", ["A1"]),
        ("A2:I2", []),  # a control row
        ("A1:A10", ["A1:A10"]),
        ("A3:A5", ["A2:A5"]),
    ],
)
def test_merges_are_copied_or_grow(area, become):
    assert [str(copy) for copy in copies(Area.parse(area), rows(3, 2))] == become


@pytest.mark.parametrize("area", ["A5:A7", "A8:A10", "A1:A7", "A3:A7", "A8:A9"])
def test_a_block_must_not_cut_a_merge(area):
    if area == "A8:A9":  # the second row of the block and its control row
        assert copies(Area.parse("A7:A9"), rows(3, 2)) == (Area.parse("A6:A9"),)
    with pytest.raises(CutError, match=area):
        copies(Area.parse(area), rows(3, 2))


@pytest.mark.parametrize(
    ("sqref", "become"),
    [
        ("A3", "A2:A4"),
        ("A3:C3 E3", "A2:C4 E2:E4"),
        ("A7:A8", "A6:A9"),  # whole instances: one range
        ("A7", "A6 A8"),  # a row of a higher block: one for each instance
        ("B8:C8", "B7:C7 B9:C9"),
        ("A1:A10", "A1:A10"),
        ("A2 A4", ""),
        ("A1:A1048576", "A1:A1048576"),
    ],
)
def test_rules_follow_their_cells(sqref, become):
    moved = moved_areas(parse_areas(sqref), rows(3, 2))
    if sqref == "A1:A1048576":
        moved = moved_areas(parse_areas(sqref), RowMap(SHEET, (1, 1), ()))
    assert " ".join(str(area) for area in moved) == become


counts = st.integers(0, 60)


@given(counts, counts)
def test_every_rendered_row_comes_from_one_template_row(first, second):
    mapped = rows(first, second)
    rendered = [row for number in range(1, 11) for row in mapped.instances(number)]
    assert sorted(rendered) == list(range(1, 3 + max(1, first) + 2 * max(1, second) + 1))


@given(counts, counts, st.integers(1, 10), st.integers(1, 10))
def test_a_range_covers_exactly_its_rows(first, second, top, bottom):
    """Over whole blocks: what was inside is inside, what was outside is outside."""
    if top > bottom or 7 <= top <= 8 or 7 <= bottom <= 8:
        return
    mapped = rows(first, second)
    inside = {row for number in range(top, bottom + 1) for row in mapped.instances(number)}
    span = mapped.span(top, bottom)
    assert inside == (set(range(span[0], span[1] + 1)) if span else set())
