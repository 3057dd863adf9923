"""How long each command takes to start, beside the import of openpyxl.

``python -m tests.benchmarks.starting`` prints the CPU time of whole processes: of one that refuses
what it is given (a missing file, a file that is there), which is all that a command has to load
before its work, and of one that does its work on a form or on the example master.  All take turns,
round after round; the least of the rounds counts, for what comes on top is the machine's.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

MASTER = Path(__file__).parents[2] / "workbooks" / "master_2020.xlsx"
MISSING = "没有这个文件.xlsx"

_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
_PERFXL = (sys.executable, "-m", "perfxl")
BESIDE: Mapping[str, Sequence[str]] = {
    "python": (sys.executable, "-c", "pass"),
    "import openpyxl": (sys.executable, "-c", "import openpyxl"),
}


class Command(NamedTuple):
    """The arguments of a command that is refused, and of the same at its work.

    ``{form}``, ``{master}`` and ``{out}`` stand for files of the desk; without ``refused`` there
    is nothing that it could refuse, and without ``work`` what it does is not for a benchmark.
    """

    refused: str
    work: str


COMMANDS: Mapping[str, Command] = {
    "--help": Command("", "--help"),
    "new": Command("new {form}", "new {out}/n.xlsx --force"),
    "generate": Command(
        f"generate {MISSING} --out {{out}}/g", "generate {master} --out {out}/g --force"
    ),
    "check": Command(f"check {MISSING}", "check {form}"),
    "explain": Command(f"explain {MISSING}", "explain {form}"),
    "submit": Command(f"submit {MISSING} --out {{out}}/s", "submit {form} --out {out}/s --force"),
    "collect": Command(
        f"collect {MISSING} --out {{out}}/c.xlsx", "collect {form} --out {out}/c.xlsx --force"
    ),
    "rollup": Command(
        f"rollup {MISSING} --out {{out}}/r.xlsx", "rollup {form} --out {out}/r.xlsx --force"
    ),
    "report": Command(
        f"report {MISSING} --out {{out}}/r.docx", "report {form} --out {out}/r.docx --force"
    ),
    "rollover": Command(
        f"rollover {MISSING} --out {{out}}/o.xlsx", "rollover {master} --out {out}/o.xlsx --force"
    ),
    "template new": Command("template new {form}", ""),
    "template check": Command(f"template check {MISSING}", "template check {out}/t"),
    "addin build": Command("addin build {form}", "addin build {out}/a.xlam --force"),
    "addin install": Command("", "addin install --dry-run"),
    "addin uninstall": Command("", "addin uninstall --dry-run"),
    "addin bundle": Command("addin bundle {form}", ""),
    "addin doctor": Command("", "addin doctor"),
}


class Desk:
    """A folder with what the commands work on; the first of them compile the modules there."""

    def __init__(self, folder: Path) -> None:
        self._words = {"master": MASTER, "out": folder, "form": ""}
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != _UNCOMPILED},
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        self.run(self.line("generate {master} --out {out}/forms"))
        self.run(self.line("template new {out}/t"))
        self._words["form"] = min((folder / "forms").glob("*.xlsx"))

    def line(self, arguments: str) -> Sequence[str]:
        """The whole command line of some arguments."""
        return (*_PERFXL, *(word.format(**self._words) for word in arguments.split()))

    def run(self, line: Sequence[str]) -> tuple[int, float]:
        """The exit code of a process, and the CPU seconds that it took."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(line, env=self._environment, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        return done.returncode, spent


def measured(desk: Desk, *, rounds: int) -> Mapping[str, Sequence[float | None]]:
    """The least CPU seconds of each: start and work; ``None`` for what there is not."""
    lines = {(name, 0): line for name, line in BESIDE.items()}
    for name, command in COMMANDS.items():
        lines |= {
            (name, column): desk.line(arguments)
            for column, arguments in enumerate(command)
            if arguments
        }
    least = dict.fromkeys(lines, float("inf"))
    for _ in range(rounds + 1):  # the first compiles
        for key, line in lines.items():
            least[key] = min(least[key], desk.run(line)[1])
    return {
        name: [least.get((name, column)) for column in range(2)] for name in (*BESIDE, *COMMANDS)
    }


def table(found: Mapping[str, Sequence[float | None]]) -> str:
    """A line a command, in milliseconds."""
    lines = [f"{'CPU ms of the process':<24}{'start':>8}{'work':>8}"]
    for name, seconds in found.items():
        cells = (f"{each * 1000:.0f}" if each is not None else "" for each in seconds)
        lines.append(f"{name:<24}" + "".join(f"{cell:>8}" for cell in cells))
    return "\n".join(lines)


@click.command()
@click.option("--rounds", default=8, show_default=True, help="How many turns each command has.")
def main(rounds: int) -> None:
    """CPU time of the start of every command, and of its work on one form."""
    with tempfile.TemporaryDirectory() as folder:
        print(table(measured(Desk(Path(folder)), rounds=rounds)))


if __name__ == "__main__":
    main()
