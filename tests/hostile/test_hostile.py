"""Every hostile file is refused as docs/hostile-input.md says, and costs no more than it may."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.hostile.cases import CASES, Case
from tests.hostile.table import Row, Worker, committed
from tests.pace import slowness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")

HELP = ("请", "处理：", "可用的有", "可以用", "最多", "应为", "应等于", "只能", "写法有误")
DOORS = [(number, case, door) for number, case in enumerate(CASES) for door in case.doors]
KEYS = [(case.title, case.name, door) for _, case, door in DOORS]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as running:
        yield running


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str, str], tuple[str, str]]:
    return committed()


@pytest.mark.parametrize(
    ("number", "case", "door"), DOORS, ids=[f"{case.name}-{door}" for _, case, door in DOORS]
)
def test_a_hostile_file(
    number: int,
    case: Case,
    door: str,
    worker: Worker,
    expected: dict[tuple[str, str, str], tuple[str, str]],
) -> None:
    row = Row(case, door, **worker.ask(number, door))
    assert row.caught not in ("crash", "killed"), row.text
    assert row.cpu <= case.cpu * slowness()
    assert row.memory <= case.memory
    assert row.result == expected[row.key]
    if row.caught:
        assert any(word in row.text for word in HELP), row.text


def test_the_page_lists_every_case(
    expected: dict[tuple[str, str, str], tuple[str, str]],
) -> None:
    assert set(expected) == set(KEYS)
