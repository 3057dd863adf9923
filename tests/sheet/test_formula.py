"""What is a reference and what only looks like one; where references go when rows repeat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.sheet.address import MAX_ROW, column_name
from perfxl.sheet.expand import Block, RowMap
from perfxl.sheet.formula import Copies, Home, move, quote_sheet, references, shift, tokens

# Row 11 and 13 are control rows, row 12 repeats three times: it becomes 11, 12, 13.
ONE_ROW = RowMap((Block(12, 12),), (3,), (11, 13))
# Rows 12 and 13 repeat three times: 11–12, 13–14, 15–16.
TWO_ROWS = RowMap((Block(12, 13),), (3,), (11, 14))


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("G12", ["G12"]),
        ("$G$12+g$3", ["$G$12", "G$3"]),
        ("SUM(G12:G13,A1)", ["G12:G13", "A1"]),
        ("A:A+$B:$C+3:3+$4:5", ["A:A", "$B:$C", "3:3", "$4:5"]),
        ("表1!A1+'一 表'!B2+'it''s'!C3:C4", ["表1!A1", "'一 表'!B2", "'it''s'!C3:C4"]),
        ("LOG10(A1)+ATAN2(B1,C1)", ["A1", "B1", "C1"]),
        ('"A1"&B2&"""C3"""', ["B2"]),
        ("TAX_2020+税率A1+_A1+A1.5+\\A1", []),
        ("XFE1+A1048577+A0+ABCD12", []),
        ("XFD1048576", ["XFD1048576"]),
        ("表1[A1]+表1[[#This Row],[B2]]+C3", ["C3"]),
        ("1E5+1.5E10+.5e3+2.E2", []),
        ("#REF!+S1!#REF!+#N/A+A1", ["A1"]),
        ("{1,2;3,4}*A1", ["A1"]),
        ("R1C1+RC+R1", ["R1"]),  # R1 is column R, row 1
        ("A1#+@B2+A1 B2", ["A1", "B2", "A1", "B2"]),
        ("A1:INDEX(B:B,3)", ["A1", "B:B"]),
        (
            "[1]Sheet1!A1+'[总.xlsx]表'!B2+S1:S3!C3",
            ["[1]Sheet1!A1", "'[总.xlsx]表'!B2", "S1:S3!C3"],
        ),
        ("'A1'!B2", ["'A1'!B2"]),
        ("'A1'!#REF!+B2", ["B2"]),
        ("TRUE+IF(A1,B1)", ["A1", "B1"]),
        ("", []),
        ('"unclosed A1', ["A1"]),
        ("表1[A1", []),
    ],
)
def test_references_are_told_from_what_looks_like_them(formula, found):
    assert [str(reference).lower() for reference in references(formula)] == [
        reference.lower() for reference in found
    ]


@pytest.mark.parametrize(
    ("prefix", "sheet"),
    [
        ("A1", ""),
        ("表1!A1", "表1"),
        ("'一 表'!A1", "一 表"),
        ("'it''s'!A1", "it's"),
        ("S1:S3!A1", None),
        ("'S 1:S 3'!A1", None),
        ("[1]S!A1", None),
        ("'[总.xlsx]表'!A1", None),
    ],
)
def test_the_sheet_of_a_reference(prefix, sheet):
    assert references(prefix)[0].sheet == sheet


def test_a_sheet_name_is_quoted():
    assert quote_sheet("it's 表") == "'it''s 表'!"


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("G10", "G10"),  # above
        ("G14", "G14"),  # below: two control rows less, two body rows more
        ("G20+$G$20", "G20+$G$20"),
        ("G12", "G11"),  # one cell of the block: its first instance
        ("SUM(G12:G12)", "SUM(G11:G13)"),  # a range grows, even a range of one cell
        ("SUM($G$12:$G$12)", "SUM($G$11:$G$13)"),
        ("SUM(G11:G13)", "SUM(G11:G13)"),  # from control row to control row
        ("SUM(G9:G12)", "SUM(G9:G13)"),
        ("SUM(G12:G15)", "SUM(G11:G15)"),
        ("SUM(G15:G12)", "SUM(G11:G15)"),  # written the wrong way round
        ("SUM(G9:G11)", "SUM(G9:G10)"),  # ends at a control row: shrinks
        ("SUM(G13:G15)", "SUM(G14:G15)"),
        ("SUM(12:12)", "SUM(11:13)"),
        ("SUM(G:G)", "SUM(G:G)"),
        ("SUM(A12:C12)", "SUM(A11:C13)"),
        ("G11+G13", "#REF!+#REF!"),
        ("SUM(G11:G11)", "SUM(#REF!)"),
        ("其他!G12", "其他!G12"),
        ("'表'!G12:'表'!G12", "'表'!G11:'表'!G11"),  # two single references
        ("'表'!G12:G12", "'表'!G11:G13"),
        ("S1:S3!G12", "S1:S3!G12"),
        ("[1]表!G12", "[1]表!G12"),
        ("G1048576", "G1048576"),
    ],
)
def test_a_formula_outside_the_block(formula, moved):
    assert move(formula, Home("表", 20), {"表": ONE_ROW}) == moved


@pytest.mark.parametrize(
    ("formula", "first", "third"),
    [
        ("F12*2", "F11*2", "F13*2"),  # its own row
        ("$F12", "$F11", "$F13"),
        ("F$12", "F$11", "F$11"),  # the first row of the block
        ("F12/SUM(F$12:F$12)", "F11/SUM(F$11:F$13)", "F13/SUM(F$11:F$13)"),
        ("SUM(A12:F12)", "SUM(A11:F11)", "SUM(A13:F13)"),
        ("SUM(F$12:F12)", "SUM(F$11:F11)", "SUM(F$11:F13)"),  # a running total
        ("SUM(F12:F$12)", "SUM(F11:F$13)", "SUM(F13:F$13)"),  # what remains
        ("N(H10)+F12", "N(H10)+F11", "N(H12)+F13"),  # the row before, as Excel copies it
        ("F$10*F12", "F$10*F11", "F$10*F13"),
        ("F12/F$14", "F11/F$14", "F13/F$14"),  # the total below
        ("SUM(F11:F13)", "SUM(F11:F11)", "SUM(F13:F13)"),  # with its control rows: the own row
        ("SUM(F$11:F$13)", "SUM(F$11:F$13)", "SUM(F$11:F$13)"),
        ("SUM(F10:F15)", "SUM(F10:F15)", "SUM(F12:F17)"),
        ("12:12", "11:11", "13:13"),
        ("F$5:F5", "F$5:F5", "F$5:F7"),
        ("F5:F$6", "F5:F$6", "F$6:F7"),  # ends change places
        ("其他!A5", "其他!A5", "其他!A7"),
        ("A1048575", "A1048575", "#REF!"),
    ],
)
def test_a_formula_in_the_block(formula, first, third):
    maps = {"表": ONE_ROW}
    assert move(formula, Home("表", 12, 0), maps) == first
    assert move(formula, Home("表", 12, 2), maps) == third


@pytest.mark.parametrize(
    ("home", "formula", "third"),
    [
        (12, "F12+F13", "F15+F16"),
        (13, "F12+F13", "F15+F16"),
        (12, "SUM(F12:F13)", "SUM(F15:F16)"),
        (12, "SUM(F$12:F$13)", "SUM(F$11:F$16)"),
        (20, "SUM(F12:F13)", "SUM(F11:F16)"),
        (20, "SUM(F12:F12)", "SUM(F11:F15)"),
        (20, "F13", "F12"),
    ],
)
def test_a_block_of_two_rows(home, formula, third):
    assert move(formula, Home("表", home, 2), {"表": TWO_ROWS}) == third


def test_two_blocks_and_another_sheet():
    rows = RowMap((Block(3, 3), Block(7, 7)), (4, 2), (2, 4, 6, 8))  # 2–5 and 7–8
    maps = {"表": rows, "附表": ONE_ROW}
    assert move("SUM(A3:A7)", Home("表", 10), maps) == "SUM(A2:A8)"
    assert move("A7+A9", Home("表", 10), maps) == "A7+A9"
    assert move("SUM('附表'!G12:G12)", Home("表", 10), maps) == "SUM('附表'!G11:G13)"
    assert move("'附表'!G12", Home("表", 3, 2), maps) == "'附表'!G13"  # the same line over there
    assert move("SUM(A3:A3)", Home("附表", 2), maps) == "SUM(A3:A3)"  # its own sheet: untouched
    assert move("A1:A7", Home(), {"表": rows}) == "A1:A7"  # a name: no sheet is meant


def test_a_block_without_rows_keeps_one_blank_row():
    rows = RowMap((Block(12, 12),), (0,), (11, 13))
    assert move("SUM(G12:G12)+G14", Home("表", 20), {"表": rows}) == "SUM(G11:G11)+G12"


@pytest.mark.parametrize(
    ("formula", "shifted"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A1:B2)", "SUM(B3:C4)"),
        ("A:A+1:1", "B:B+3:3"),
        ("LOG10(A1)", "LOG10(B3)"),
        ("XFD1", "#REF!"),
        ("表!A1", "表!B3"),
    ],
)
def test_shared_formulas_are_copied(formula, shifted):
    assert shift(formula, rows=2, columns=1) == shifted


def test_a_shared_formula_shifted_off_the_sheet():
    assert shift("A1+B2", rows=-1) == "#REF!+B1"
    assert shift("A1+B2", columns=-1) == "#REF!+A2"


columns = st.integers(1, 16_384).map(column_name)
rows = st.integers(1, 1_000)
dollar = st.sampled_from(["", "$"])
cells = st.builds("{}{}{}{}".format, dollar, columns, dollar, rows)
areas = st.builds("{}:{}".format, cells, cells)
plain = st.sampled_from(
    ["SUM(", ")", "+", ",", '"A1"', "1.5", "税率", "LOG10(", " ", "表1[A1]", "#N/A"]
)
prefixed = st.builds("{}{}".format, st.sampled_from(["", "'一 表'!", "表!"]), cells | areas)
formulas = st.lists(plain | prefixed, max_size=8).map("+".join)


@given(formulas)
def test_tokens_join_to_the_formula(formula):
    assert "".join(str(token) for token in tokens(formula)) == formula


@given(formulas)
def test_moving_by_nothing_changes_nothing(formula):
    one = RowMap((Block(5, 6),), (1,), ())
    for home in (Home("表", 1), Home("表", 5), Home("一 表", 6)):
        moved = move(formula, home, {"表": one})
        upright = move(moved, home, {"表": one})  # "B9:A1" is turned once, then stays
        assert moved == upright
        assert sorted(moved.replace("$", "")) == sorted(formula.replace("$", ""))


@given(formulas, st.integers(-50, 50), st.integers(-50, 50))
def test_shifting_there_and_back(formula, down, right):
    there = shift(formula, rows=down, columns=right)
    if "#REF!" not in there:
        back = shift(there, rows=-down, columns=-right)
        if "#REF!" not in back:
            # "A1:A$1" comes back as "A$1:A1": the same cells, turned on the way
            assert [_ends(each) for each in references(back)] == [
                _ends(each) for each in references(formula)
            ]


def _ends(reference):
    first, second = reference.first, reference.second or reference.first
    rows = sorted([(first.row, first.row_fixed), (second.row, second.row_fixed)])
    return reference.prefix, first.column, second.column, rows


@given(formulas, st.integers(1, 5), st.integers(1, 5))
def test_growing_twice_is_growing_once(formula, first, second):
    """Repeating a row of a sheet twice over gives what repeating it at once gives."""
    once = RowMap((Block(50, 50),), (first * second,), ())
    inner = RowMap((Block(50, 50),), (first,), ())
    outer = RowMap((Block(50, 49 + first),), (second,), ())
    home = Home("表", 1)
    step = move(move(formula, home, {"表": inner}), home, {"表": outer})
    assert step == move(formula, home, {"表": once})


near = st.integers(45, 60) | st.integers(MAX_ROW - 30, MAX_ROW) | rows
near_cells = st.builds("{}{}{}{}".format, dollar, st.just("G"), dollar, near)
near_areas = st.builds("{}:{}".format, near_cells, near_cells)
ten_percent = st.sampled_from(["10%", '"%d 12"', "LOG10(", "'50%'!A1"])
near_formulas = st.lists(
    ten_percent | st.builds("{}{}".format, st.sampled_from(["", "表!"]), near_cells | near_areas),
    max_size=4,
).map("+".join)


@given(near_formulas, st.integers(1, 40), st.sampled_from([50, 51]), st.sampled_from(["", "表"]))
def test_copies_are_what_each_would_be_moved_by_itself(formula, count, row, sheet):
    maps = {"": RowMap((Block(50, 51),), (count,), (49, 52)), "表": RowMap((Block(9, 9),), (7,))}
    copies = Copies(formula, Home(sheet, row), maps, count)
    for instance in range(count):
        assert copies.of(instance) == move(formula, Home(sheet, row, instance), maps)


@pytest.mark.parametrize("formula", ["SUM(G50:G$60)", "G50+G1048560", "SUM(G$55:G50)*10%"])
def test_copies_of_what_turns_over_or_leaves_the_sheet(formula):
    maps = {"表": RowMap((Block(50, 50),), (30,))}
    copies = Copies(formula, Home("表", 50), maps, 30)
    found = [copies.of(instance) for instance in range(30)]
    assert found == [move(formula, Home("表", 50, instance), maps) for instance in range(30)]
