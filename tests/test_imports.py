"""The arrows of the house: which package may import which, and what start-up may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "perfxl"

# room: the rooms it may import from, besides itself
ARROWS = {
    "__main__": {"cli"},
    "errors": set(),
    "system_errors": set(),
    "worker_process": set(),
    "regex": set(),
    "core": {"errors", "regex"},
    "sheet": {"system_errors", "errors", "regex"},
    "template": {"errors", "regex", "sheet"},
    "forms": {"system_errors", "worker_process", "errors", "regex", "core", "sheet", "template"},
    "batch": {"system_errors", "worker_process", "errors", "core", "sheet", "template", "forms"},
    "summaries": {"regex", "core", "forms", "batch"},
    "addin": {
        "summaries",
        "system_errors",
        "errors",
        "core",
        "sheet",
        "forms",
        "batch",
    },
    "cli": {
        "regex",
        "summaries",
        "system_errors",
        "errors",
        "core",
        "forms",
        "batch",
        "addin",
    },
}
# Libraries that belong to one place.
HOMES = {
    "xlwings": {"addin"},
    "jinja2": {"template"},
    "docx": {"forms"},
    "docxtpl": {"forms"},
    "click": {"cli"},
    "distributed": {"batch"},
}
# The core is pure: nothing that touches files, clocks, processes or spreadsheets.
IMPURE = {
    "pathlib",
    "os",
    "io",
    "time",
    "subprocess",
    "openpyxl",
    "lxml",
    "zipfile",
    "python_calamine",
}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    here = room(path)
    for name in imported(path):
        head, *rest = name.split(".")
        if head == "perfxl" and rest and rest[0] in ARROWS:
            assert rest[0] == here or rest[0] in ARROWS[here], f"{here} must not import {name}"
        if head in HOMES:
            assert here in HOMES[head], f"{head} belongs to {HOMES[head]}, not to {here}"
        if here == "core":
            assert head not in IMPURE, f"the core is pure: no {head}"


def test_every_module_has_a_room() -> None:
    assert {room(path) for path in modules()} - {"__init__"} == set(ARROWS)


def test_the_command_line_starts_without_heavy_libraries() -> None:
    heavy = ["jinja2", "lxml", "openpyxl", "python_calamine", "docx", "docxtpl", "xlwings", "isal"]
    code = f"import sys, perfxl.cli; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


# What a command with one form, or one project, does without.
DRAWS_UP_A_MASTER = ("perfxl.core.checks.all_checks", "perfxl.forms.recognise", "multiprocessing")
READS_A_FORM = ("perfxl.template", "perfxl.forms.text", "perfxl.forms.master", "concurrent.futures")
FILLS_A_TEMPLATE = ("perfxl.forms.text", "perfxl.forms.recognise", "multiprocessing")
COPIES_FILES = ("perfxl.template", "perfxl.forms.filler", "perfxl.forms.recognise", "lxml")
STANDS_BESIDE_EXCEL = ("perfxl.addin.build", "perfxl.core.checks", "perfxl.template", "lxml")


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["check", "FORM"], READS_A_FORM),
        (["explain", "FORM"], READS_A_FORM),
        (["generate", "MASTER", "--out", "OUT", "--dry-run"], FILLS_A_TEMPLATE),
        (["rollover", "MASTER", "--out", "OUT.xlsx"], (*DRAWS_UP_A_MASTER, "filelock")),
        (["collect", "FORM", "--out", "OUT.xlsx"], ("perfxl.forms.text", "concurrent.futures")),
        (["rollup", "FORM", "--out", "OUT.xlsx"], ("perfxl.forms.text", "concurrent.futures")),
        (["submit", "FORM", "--out", "OUT"], READS_A_FORM),
        (["new", "OUT.xlsx"], (*DRAWS_UP_A_MASTER, "filelock")),
        (["template", "new", "OUT"], COPIES_FILES),
        (["addin", "install", "--dry-run"], STANDS_BESIDE_EXCEL),
        (["addin", "uninstall", "--dry-run"], STANDS_BESIDE_EXCEL),
        (["addin", "doctor"], STANDS_BESIDE_EXCEL),
    ],
    ids=lambda value: " ".join(value[:2]) if value[0] in ("addin", "template") else value[0],
)
def test_a_command_loads_what_it_needs(
    arguments: list[str], spared: tuple[str, ...], tmp_path: Path
) -> None:
    workbooks = ROOT.parent / "workbooks"
    places = {
        "FORM": workbooks / "自评表_加载项示例.xlsx",
        "MASTER": workbooks / "master_2020.xlsx",
        "OUT": tmp_path / "out",
        "OUT.xlsx": tmp_path / "out.xlsx",
    }
    command = [str(places.get(argument, argument)) for argument in arguments]
    code = f"""
import sys
from perfxl.cli import main
try:
    main({command!r})
except SystemExit as end:
    assert end.code in (0, 1), end.code
print([m for m in {[*spared, "jinja2", "openpyxl", "docx", "xlwings"]!r} if m in sys.modules])
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


# How forms are read, scored, checked and written.
HEAVY = (
    *("perfxl.core.checks.all_checks", "perfxl.core.scoring", "perfxl.forms.recognise"),
    *("perfxl.forms.reader", "perfxl.forms.filler", "perfxl.forms.native", "perfxl.template"),
    *("perfxl.batch", "jinja2", "docx", "openpyxl", "filelock", "tomllib", "tempfile", "json"),
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "MISSING"],
        ["explain", "MISSING"],
        ["submit", "MISSING", "--out", "OUT"],
        ["collect", "MISSING", "--out", "OUT"],
        ["rollup", "MISSING", "--out", "OUT"],
        ["report", "MISSING", "--out", "OUT"],
        ["generate", "MISSING", "--out", "OUT"],
        ["rollover", "MISSING", "--out", "OUT"],
        ["new", "THERE"],
        ["template", "check", "MISSING"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]) if arguments[0] == "template" else arguments[0],
)
def test_what_is_refused_loads_nothing_of_the_work(arguments: list[str], tmp_path: Path) -> None:
    places = {name: tmp_path / f"{name}.xlsx" for name in ("MISSING", "OUT", "THERE")}
    places["THERE"].write_bytes(b"PK")
    command = [str(places.get(argument, argument)) for argument in arguments]
    code = f"""
import sys
from perfxl.cli import main
try:
    main({command!r})
except SystemExit as end:
    assert end.code, end.code
print([m for m in {HEAVY!r} if m in sys.modules])
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_kind_of_finding_does_not_load_all_checks() -> None:
    code = "import sys, perfxl.core.checks.layout as it; print(len(it.KINDS), *sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "perfxl.core.checks.goals" not in result.stdout.split()


def test_the_collector_of_rubbish_waits() -> None:
    code = """
import gc, sys
from perfxl.__main__ import main
sys.argv = ["perfxl", "--version"]
try:
    main()
except SystemExit:
    print(gc.get_threshold()[0] > 10_000)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "True"
