"""Files read in several processes, also by a process that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from perfxl.forms.source_pool import in_processes

PATHS = [Path(f"{number:03}") for number in range(200)]


def name_of(path: Path) -> str:
    return path.name


def fragile(path: Path) -> str:
    """A library that crashes on some files, whatever is tried."""
    if path.name in {"007", "150"}:
        os._exit(3)
    return path.name


def stopped(path: Path) -> str:
    raise ValueError(path.name)


def read(function, paths, processes):
    return list(
        in_processes(function, paths, processes=processes, died=lambda path: f"✗{path.name}")
    )


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("number", [0, 1, 7, 8, 200])
def test_results_come_in_the_order_of_the_files(processes, number):
    assert read(name_of, PATHS[:number], processes) == [path.name for path in PATHS[:number]]


def test_a_file_that_ends_its_process_is_named_and_the_rest_is_read():
    found = read(fragile, PATHS[:160], 2)
    assert found == [
        f"✗{path.name}" if path.name in {"007", "150"} else path.name for path in PATHS[:160]
    ]


def test_what_cannot_be_foreseen_is_not_hidden():
    with pytest.raises(ValueError, match="000"):
        read(stopped, PATHS[:20], 2)


def hanging(path: Path) -> str:
    """Reading from a share that does not answer any more after the first file."""
    if path.name > "000":
        os.read(os.pipe()[0], 1)
    return path.name


def run_and_be_killed(folder: Path) -> None:
    for _ in in_processes(name_of, PATHS, processes=2, died=str):
        workers = multiprocessing.active_children()
        (folder / "workers").write_text(" ".join(str(each.pid) for each in workers))
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux can wait for another's child")
def test_the_processes_end_with_one_that_was_killed(tmp_path: Path) -> None:
    victim = multiprocessing.get_context("spawn").Process(
        target=run_and_be_killed, args=(tmp_path,)
    )
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    for number in (tmp_path / "workers").read_text().split():
        try:
            ended = os.pidfd_open(int(number))
        except ProcessLookupError:
            continue
        assert wait([ended], timeout=60), "a process lives on"
        os.close(ended)


def test_a_share_that_does_not_answer_holds_up_no_end() -> None:
    results = in_processes(hanging, PATHS, processes=2, died=str)
    assert next(results) == "000"
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)
