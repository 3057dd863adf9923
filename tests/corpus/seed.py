"""The seventeen forms of the seed, read once in each process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from perfxl.core.evaluation import Evaluation
from perfxl.forms.reading import Reading
from perfxl.forms.text import read_text

SEED = Path(__file__).parent / "self_evaluation_forms_2020.txt"


@cache
def seed_readings() -> tuple[Reading, ...]:
    """What is read from the seed, form by form."""
    return tuple(read_text(SEED.read_text(encoding="utf-8")))


def seed_forms() -> list[Evaluation]:
    """The forms of the seed."""
    return [reading.evaluation for reading in seed_readings()]
