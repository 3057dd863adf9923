"""Chunks of projects over the workers of a Dask cluster.

Dask hands out the chunks, and hands them to another worker when one is lost; nothing here
schedules.  Forms are written by the workers into a folder that all machines see under the same
path, or come back as one zip a chunk and are written here; either way the files and the
manifest are those of a run on one machine.
"""

from __future__ import annotations

import secrets
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, cast

import dask
from distributed import CancelledError, Client, KilledWorker
from distributed.comm.addressing import get_address_host_port

from perfxl.batch.folder import Shelf
from perfxl.batch.job import Job, Outcome
from perfxl.batch.worker import (
    Chunk,
    Order,
    Result,
    finish,
    make_chunk,
    packed,
    render_chunk,
    versions,
)
from perfxl.errors import InputError, OutputError, PerfxlError
from perfxl.sheet.saving import BESIDE_OF_RUN
from perfxl.system_errors import cause_of

# A task costs the scheduler about 2 ms and the retry of a chunk half a second.
CHUNK = 256
MESSAGES_KEPT = "distributed.admin.low-level-log-length"
"""How many of its last messages a Dask process keeps, for nobody; each of ours has a chunk."""

_AHEAD = 3  # chunks on their way for each thread of the cluster
_ATTEMPTS = 3  # at other workers, when one is not fit for the work
_SECONDS = 10  # to reach the scheduler
_NAMED = 3  # machines in a message
_KILLED = "几台工作机先后在做这一批时意外终止，这份表没有生成；请看工作机的内存，再运行一次"
_LOST = "与调度器的连接断了。已经写好的表都是完整的；调度器恢复后再运行一次，会接着做完"


class _Task(Protocol):
    def result(self) -> object: ...


class Cluster:
    """The workers of a scheduler (a context manager).

    Args:
        address: of the scheduler, ``"tcp://10.0.0.1:8786"``.
        order: what the workers have to know.
        folder: where the workers write; all of them have to see it.  ``None``: forms are
            returned, and put on ``shelf``.
        shelf: takes what is returned.
    """

    def __init__(self, address: str, order: Order, *, folder: Path | None, shelf: Shelf) -> None:
        self._address = address
        self._order = order
        self._folder = folder
        self._shelf = shelf
        self._client: Any = None  # the types of Dask are partial

    def __enter__(self) -> Cluster:
        """Connect, and see that the workers are fit for the work.

        Raises:
            InputError: there is no such scheduler, it has no workers, or one of them has
                another version.
            OutputError: a worker cannot write into the folder.
        """
        try:
            # A client that fails at the address itself waits and complains when it is collected.
            look_at: Callable[..., Any] = get_address_host_port
            look_at(self._address)
            connect: Callable[..., Any] = Client
            with dask.config.set({MESSAGES_KEPT: 0}):
                self._client = connect(self._address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            problem = "连不上调度器，请检查地址和网络，并确认 dask scheduler 已经启动"
            raise InputError(problem, file=self._address) from error
        try:
            self._check_versions()
            if self._folder is not None:
                self._check_folder(self._folder)
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers finish what they have begun, and nothing else."""
        with suppress(OSError):
            self._client.run(finish, self._order, on_error="ignore")
        self._client.close()

    def outcomes(self, chunks: Iterable[Chunk]) -> Iterator[Outcome]:
        """The outcome of every project of ``chunks``, in order."""
        task: Callable[..., Any] = make_chunk if self._folder else render_chunk
        under_way: deque[tuple[Chunk, _Task]] = deque()
        try:
            for chunk in chunks:
                if len(under_way) >= self._most():
                    yield from self._done(*under_way.popleft())
                future = self._client.submit(
                    task, self._order, packed(chunk), pure=False, retries=_ATTEMPTS
                )
                under_way.append((chunk, future))
            while under_way:
                yield from self._done(*under_way.popleft())
        finally:
            self._client.cancel([future for _, future in under_way])

    def _most(self) -> int:
        threads: Mapping[str, int] = self._client.nthreads()
        return _AHEAD * max(1, sum(threads.values()))

    def _done(self, chunk: Chunk, future: _Task) -> Iterator[Outcome]:
        try:
            made = future.result()
        except KilledWorker:
            yield from (job.failed(_KILLED) for job in chunk)
        except PerfxlError as error:  # of the worker: no form's fault
            yield from (job.failed(str(error)) for job in chunk)
        except (CancelledError, OSError) as error:
            raise InputError(_LOST, file=self._address) from error
        else:
            yield from self._written(chunk, made)

    def _written(self, chunk: Chunk, made: object) -> Iterator[Outcome]:
        if self._folder is not None:
            results = cast("tuple[Result, ...]", made)
            yield from (result.of(job) for job, result in zip(chunk, results, strict=True))
            return
        results, returned = cast("tuple[tuple[Result, ...], bytes]", made)
        with zipfile.ZipFile(BytesIO(returned)) as forms:
            names = frozenset(forms.namelist())
            for job, result in zip(chunk, results, strict=True):
                outcome = result.of(job)
                if job.file in names:
                    outcome = self._put(job, outcome, forms.read(job.file))
                yield outcome

    def _put(self, job: Job, outcome: Outcome, data: bytes) -> Outcome:
        try:
            status, message = self._shelf.put(job.file, job.evaluation.code, data)
        except PerfxlError as error:
            return job.failed(error.message)
        return replace(outcome, status=status, message=message)

    def _check_versions(self) -> None:
        found = self._client.get_versions(packages=["perfxl"])
        if not found["workers"]:
            problem = "调度器上没有工作机，请先在各台机器上启动 dask worker"
            raise InputError(problem, file=self._address)
        wrong = {
            address: _version(worker["packages"])
            for address, worker in sorted(found["workers"].items())
            if _version(worker["packages"]) != versions()
        }
        if wrong:
            problem = f"本机是 {versions()}，工作机上要有相同的版本；不同的有：{_listed(wrong)}"
            raise InputError(problem, file=self._address)

    def _check_folder(self, folder: Path) -> None:
        with _mark(folder) as (name, text):
            seen = self._client.run(_fault, str(folder), name, text)
        wrong = {address: fault for address, fault in sorted(seen.items()) if fault}
        if wrong:
            problem = (
                f"有的工作机不能使用这个文件夹：{_listed(wrong)}。"
                "请换成各台机器以同一路径都能读写的共享文件夹，或加 --returned，由本机写文件"
            )
            raise OutputError(problem, file=str(folder))


def _version(packages: Mapping[str, object]) -> str:
    python = ".".join(str(packages.get("python")).split(".")[:2])
    return f"perfxl {packages.get('perfxl') or '（没有安装）'}、Python {python}"


def _listed(problems: Mapping[str, str]) -> str:
    shown = [f"{address}（{text}）" for address, text in list(problems.items())[:_NAMED]]
    more = len(problems) - len(shown)
    return "、".join(shown) + (f" 等 {len(problems)} 台" if more else "")


@contextmanager
def _mark(folder: Path) -> Iterator[tuple[str, str]]:
    """A file that only those find who see the same folder."""
    name, text = f"{BESIDE_OF_RUN}{secrets.token_hex(8)}.tmp", secrets.token_hex(8)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    try:
        yield name, text
    finally:
        path.unlink(missing_ok=True)


def _fault(folder: str, name: str, text: str) -> str:
    """On a worker: why it cannot write into ``folder``; ``""`` when it can."""
    try:
        if (Path(folder) / name).read_text(encoding="utf-8") != text:
            return "同一路径是另一个文件夹"
        beside = Path(folder) / f"{BESIDE_OF_RUN}{secrets.token_hex(8)}.tmp"
        beside.write_bytes(b"")
        beside.unlink()
    except FileNotFoundError:
        return "看不到这个文件夹"
    except OSError as error:
        return f"不能写入：{cause_of(error)}"
    return ""
