"""Near duplicates against what comparing each with each finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.core.checks.across.similarity import alike, leaders, shingles

SETS = st.lists(st.frozensets(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), min_size=1), max_size=12)


@given(SETS, st.integers(50, 100))
def test_a_leader_is_the_first_like_one_that_is_a_leader_itself(sets, percent):
    found = leaders(sets, percent)
    for index, leader in enumerate(found):
        before = [other for other in range(index) if found[other] == other]
        wanted = [other for other in before if alike(sets[index], sets[other], percent)]
        assert leader == (wanted[0] if wanted else index)


@given(SETS, st.integers(1, 100))
def test_alike_is_the_share_of_what_is_common(sets, percent):
    for first in sets:
        for second in sets:
            common = 100 * len(first & second) >= percent * len(first | second)
            assert alike(first, second, percent) is common


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("校园安", set()),
        ("校园安保", {"校园安保"}),
        ("校园安保体系", {"校园安保", "园安保体", "安保体系"}),
    ],
)
def test_shingles(text, expected):
    assert shingles(text) == expected


def test_nothing_is_like_nothing():
    assert not alike(frozenset(), frozenset(), 80)
    assert leaders([], 80) == []
