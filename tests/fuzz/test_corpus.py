"""The kept inputs of the fuzzers, without the fuzzer: none may break a promise again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fuzz import formula, notation, reader, template

CORPUS = Path(__file__).parent / "corpus"
TARGETS = {
    "formula": formula.run,
    "notation": notation.run,
    "reader": reader.run,
    "template": template.run,
}


@pytest.mark.parametrize("name", TARGETS)
def test_kept_inputs(name: str) -> None:
    files = sorted((CORPUS / name).iterdir())
    assert files
    for path in files:
        print(path, file=sys.stderr)  # shown where it fails
        TARGETS[name](path.read_bytes())


def test_the_corpus_stays_small() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert len(files) < 500
    assert sum(path.stat().st_size for path in files) < 1_000_000
