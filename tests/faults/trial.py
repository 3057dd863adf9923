"""One scene with one fault: what stands there afterwards, and after the next run."""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import select
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perfxl.batch.manifest import MANIFEST_NAME
from perfxl.errors import PerfxlError
from tests.faults.injection import Fault, Strike
from tests.faults.scenes import Scene, files

OK, REFUSED, INTERRUPTED, CRASHED = 0, 2, 3, 4


@dataclass
class Account:
    """What was found after the faults of one kind.

    ``points`` is the number of places where the fault struck; the others say how often the run
    went on to its end, ended with a message, was interrupted or killed; ``old`` and ``new``
    count the files that held the older or the newer bytes then.
    """

    points: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    old: int = 0
    new: int = 0
    problems: list[str] = field(default_factory=list)


class Stage:
    """A scene, with the bytes that undisturbed runs give."""

    def __init__(self, scene: Scene, root: Path) -> None:
        self.scene = scene
        self._count = SharedCount()
        self._root = root
        self._before = root / "before"
        self._before.mkdir(parents=True)
        scene.act(self._before, 0)
        self.old = files(self._before)
        after = root / "after"
        shutil.copytree(self._before, after)
        scene.act(after, 1)
        self.new = files(after)
        self._calls, self._names = self._counted()

    def places(self, strike: Strike, every: int) -> list[int]:
        """At which calls to strike, counted from 1: all, or one in so many.

        A fault that does not concern a call would strike at the next that it concerns, or not
        at all, so it is tried there, once.
        """
        numbers = range(1, self._calls + 1)
        if len(self._names) < self._calls:  # some were made by other processes
            return list(numbers[::every])
        fit = [at for at in numbers if strike.concerns(self._names[at - 1])]
        return sorted({min(at for at in fit if at >= n) for n in numbers[::every] if n <= fit[-1]})

    def folder(self) -> Path:
        """A folder as the older run left it."""
        folder = self._root / "now"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._before, folder)
        return folder

    def _counted(self) -> tuple[int, list[str]]:
        """How many calls an undisturbed run makes, and the names of those of its own process."""
        folder = self.folder()
        told = self._root / "calls"

        def count() -> None:
            names = self._struck(folder, Strike.INTERRUPT, 0)
            told.write_text(json.dumps((self._count() - 1, names)))

        self._count.restart()
        apart(count)
        calls, names = json.loads(told.read_text())
        return calls, names

    def _struck(self, folder: Path, strike: Strike, at: int) -> list[str]:
        fault = Fault(folder, strike, at, self._count, lambda: self._again(folder))
        fault.install()
        self.scene.act(folder, 1)
        return fault.calls

    def _again(self, folder: Path) -> None:
        """Another run into the same folder: it may be refused, but not fail otherwise."""
        code = apart(lambda: self.scene.act(folder, 1))
        if code not in (OK, REFUSED):
            raise AssertionError(f"the second run ended with {code}")

    def trial(self, strike: Strike, at: int, account: Account) -> None:
        """Let the fault strike at one call; what is wrong afterwards goes to the account."""
        folder = self.folder()
        self._count.restart()
        code = apart(lambda: self._struck(folder, strike, at))
        where = f"{self.scene.name}, {strike.value} {at}"
        self.judge(folder, code, where, account, killed=strike.kills)

    def judge(self, folder: Path, code: int, where: str, account: Account, *, killed: bool) -> None:
        """Compare what stands there with the older and the newer bytes, then run once more."""
        account.points += 1
        name = {OK: "finished", REFUSED: "refused", INTERRUPTED: "stopped", CRASHED: "crashed"}
        ended = "killed" if code < 0 else name.get(code, f"exit {code}")
        account.ended[ended] = account.ended.get(ended, 0) + 1
        if code == CRASHED or (code < 0 and not killed):
            account.problems.append(f"{where}: {ended}")
        found = files(folder)
        self._compare(found, where, account)
        self._next_run(folder, found, where, account)

    def _compare(self, found: Mapping[str, bytes], where: str, account: Account) -> None:
        for name, data in found.items():
            if name == MANIFEST_NAME:
                continue
            if data == self.new.get(name):
                account.new += 1
            elif data == self.old.get(name):
                account.old += 1
            else:
                account.problems.append(f"{where}: {name} is neither the old nor the new file")
        for name in self.old.keys() - found.keys():
            account.problems.append(f"{where}: {name} is lost")

    def _next_run(
        self, folder: Path, found: Mapping[str, bytes], where: str, account: Account
    ) -> None:
        untouched = {
            name: (folder / name).stat().st_mtime_ns
            for name, data in found.items()
            if data == self.new.get(name) and name != MANIFEST_NAME
        }
        code = apart(lambda: self.scene.act(folder, 1))
        if code != OK or files(folder) != self.new:
            account.problems.append(f"{where}: the next run did not complete the work ({code})")
        left = [path.name for path in folder.rglob("*") if path.suffix in (".tmp", ".part")]
        if left:
            account.problems.append(f"{where}: {left} were left")
        if not self.scene.batch:
            return
        again = [
            name for name, time in untouched.items() if (folder / name).stat().st_mtime_ns != time
        ]
        if again:
            account.problems.append(f"{where}: {again} were made again")


def apart(task: Callable[[], object]) -> int:
    """How a forked process ends that does ``task``: one of the codes above, or minus a signal.

    Raises:
        AssertionError: something that it started still runs after a long while.
    """
    source, target = os.pipe()  # held open by the process and by all it starts
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os._exit(_done(task))
    os.close(target)
    _, status = os.waitpid(child, 0)
    end = select.poll()
    end.register(source)
    ready = end.poll(60_000)
    os.close(source)
    if not ready:
        raise AssertionError("a worker goes on after its parent has ended")
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _done(task: Callable[[], object]) -> int:
    try:
        task()
    except (PerfxlError, OSError):  # both are a message on the command line
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        return CRASHED
    return OK


class SharedCount:
    """Counts 1, 2, 3 … in this process and in all that are forked from it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)
        self._turn = os.memfd_create("turn")

    def __call__(self) -> int:
        """The next number."""
        fcntl.lockf(self._turn, fcntl.LOCK_EX)
        number = int.from_bytes(self._memory[:8], "little") + 1
        self._memory[:8] = number.to_bytes(8, "little")
        fcntl.lockf(self._turn, fcntl.LOCK_UN)
        return number

    def restart(self) -> None:
        """The next number is 1 again."""
        self._memory[:8] = bytes(8)


def accounts(
    scene: Scene, root: Path, *, strikes: Iterable[Strike] = Strike, every: int = 1
) -> dict[Strike, Account]:
    """Every strike at every call of a scene, or at one in so many."""
    stage = Stage(scene, root)
    made = {}
    for strike in strikes:
        made[strike] = Account()
        for at in stage.places(strike, every):
            stage.trial(strike, at, made[strike])
    return made
