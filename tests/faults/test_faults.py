"""Whatever strikes a run, wherever: nothing is lost, nothing is half, the next run completes it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfxl.batch import Options, Status, generate, jobs_of
from perfxl.cli import main
from tests.faults.injection import Strike
from tests.faults.scenes import CHANGED, COUNT, PARALLEL, RULEBOOK, SCENES, evaluations, files
from tests.faults.table import PARTS, listed
from tests.faults.trial import INTERRUPTED, Account, Stage, apart

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are forked and memory files are Linux's"
)


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenes that are acted here change nothing for the tests of other files."""
    for owner, name in CHANGED:
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.mark.parametrize("number", range(len(PARTS)), ids=[part.scene.name for part in PARTS])
def test_faults(number: int) -> None:
    """In a process with little memory: it forks some hundred times."""
    command = [sys.executable, "-m", "tests.faults", str(number)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    struck = [json.loads(line) for line in done.stdout.splitlines()]
    assert [strike for strike, _, _ in struck] == [each.value for each in PARTS[number].strikes]
    for strike, points, problems in struck:
        assert points > (3 if Strike(strike).concerns("stat") else 0), strike
        assert problems == [], strike


def test_the_page_lists_every_fault() -> None:
    expected = [(part.scene.name, strike.value) for part in PARTS for strike in part.strikes]
    assert listed() == expected


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 32 kB, which only root can make."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no right to make a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    jobs = list(jobs_of(evaluations(0, count=6)))
    outcomes = list(generate(jobs, Options(small_disk, RULEBOOK)))
    failed = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    assert 0 < len(failed) < len(jobs)
    assert all("磁盘" in outcome.message for outcome in failed)
    assert not list(small_disk.glob(".perfxl-*"))
    for path in small_disk.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
    remount = ["mount", "-o", "remount,size=1m", str(small_disk)]
    subprocess.run(remount, check=True)
    again = [outcome.status for outcome in generate(jobs, Options(small_disk, RULEBOOK))]
    assert again.count(Status.WRITTEN) == len(failed)
    assert again.count(Status.UNCHANGED) == len(jobs) - len(failed)
    list(generate(jobs, Options(tmp_path / "whole", RULEBOOK)))
    assert files(small_disk) == files(tmp_path / "whole")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_worker_that_hangs_on_a_share_does_not_hold_up_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each worker hangs in its first write; the first one to do so presses Ctrl-C."""
    silence, _ = os.pipe()
    key, pressed = os.pipe()
    os.write(pressed, b"^")
    stage = Stage(PARALLEL, tmp_path / "stage")
    folder = stage.folder()

    def hanging() -> None:
        parent = os.getpid()

        def hang(path: str, data: bytes) -> None:
            (Path(path).parent / ".perfxl-run-0123.tmp").write_bytes(data[: len(data) // 2])
            if os.read(key, 1):
                os.kill(parent, signal.SIGINT)
            os.read(silence, 1)

        monkeypatch.setattr("perfxl.batch.folder.save_unclaimed", hang)
        monkeypatch.setattr("perfxl.batch.pool._PATIENCE", 0)
        PARALLEL.act(folder, 1)

    account = Account()
    code = apart(hanging)
    assert code == INTERRUPTED
    stage.judge(folder, code, "a worker hangs", account, killed=True)
    assert account.problems == []
    assert account.old + account.new == COUNT


@pytest.mark.parametrize("number", [5, 116])
def test_a_share_that_fails_is_said_in_words(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "Z:/自评表")

    SCENES[1].act(tmp_path, 0)
    monkeypatch.setattr("perfxl.forms.master_book.write_master", gone)
    result = CliRunner().invoke(main, ["new", str(tmp_path / "新.xlsx")])
    assert result.exit_code == 2
    assert "Z:/自评表" in result.output
    assert "再运行一次" in result.output
