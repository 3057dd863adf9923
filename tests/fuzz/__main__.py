"""Coverage-guided fuzzing: ``python -m tests.fuzz TARGET SECONDS [FOLDER]``.

Needs the dependency group ``fuzz``.  New inputs and crashes go into FOLDER; without one only
the kept corpus is run through.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

from tests.fuzz.mutation import mutate

CORPUS = Path(__file__).parent / "corpus"
LONGEST = {"notation": 200, "formula": 300, "reader": 40_000, "template": 40_000}
STRUCTURED = ("reader", "template")

with atheris.instrument_imports(include=["perfxl"]):
    from tests.fuzz import formula, notation, reader, template

TARGETS = {
    "notation": notation.run,
    "formula": formula.run,
    "reader": reader.run,
    "template": template.run,
}


def _mutated(data: bytes, limit: int, seed: int) -> bytes:
    if seed % 4:
        return mutate(data, limit, seed)
    return atheris.Mutate(data, limit)


def main(name: str, seconds: str, folder: str = "") -> None:
    """Fuzz one target for so many seconds."""
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST[name]}",
        "-timeout=30",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        "-verbosity=0" if not folder else "-verbosity=1",
    ]
    folders = [str(CORPUS / name)]
    if folder:
        found = Path(folder) / name
        crashes = Path(folder) / "crashes"
        found.mkdir(parents=True, exist_ok=True)
        crashes.mkdir(parents=True, exist_ok=True)
        folders.insert(0, str(found))
        options.append(f"-artifact_prefix={crashes}/{name}-")
    else:
        options.append("-runs=0")
    mutator = {"custom_mutator": _mutated} if name in STRUCTURED else {}
    atheris.Setup([sys.argv[0], *options, *folders], TARGETS[name], **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
