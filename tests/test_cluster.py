"""The batch on a Dask cluster of two worker processes: the same files as on one machine."""

from __future__ import annotations

import os
import signal
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.batch import Options, Outcome, Status, generate, jobs_of, worker
from perfxl.batch.manifest import MANIFEST_NAME
from perfxl.core.evaluation import Evaluation, Goal
from perfxl.errors import InputError, OutputError
from perfxl.forms.filler import FormFiller
from tests.test_batch import forms, leftovers, project

pytest.importorskip(
    "distributed", reason='Dask is not installed: pip install "perfxl[cluster]" to run these'
)

import dask
from distributed import Client, LocalCluster

from perfxl.batch import cluster

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to lose a worker by"
)


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    with (
        dask.config.set({cluster.MESSAGES_KEPT: 0}),  # as docs/cluster.md says
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as found,
    ):
        yield found


@pytest.fixture(autouse=True)
def small_chunks_and_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CHUNK", 16)
    monkeypatch.setattr(cluster, "_SECONDS", 300)  # to reach the scheduler of a busy machine


def projects(count: int) -> list[Evaluation]:
    return [project(f"{number:03d}", f"项目{number}") for number in range(count)]


def run(folder: Path, address: str, count: int = 100, *, returned: bool = False) -> list[Outcome]:
    made = generate(
        jobs_of(projects(count)),
        Options(folder, "mof-2020"),
        scheduler=address,
        returned=returned,
    )
    return list(made)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], bytes]:
    """Files and manifest of a run by this process."""
    folder = tmp_path_factory.mktemp("local")
    list(generate(jobs_of(projects(100)), Options(folder, "mof-2020")))
    return forms(folder), (folder / MANIFEST_NAME).read_bytes()


@pytest.mark.parametrize("returned", [False, True], ids=["shared folder", "returned"])
def test_files_and_manifest_are_those_of_a_local_run(
    tmp_path: Path,
    workers: LocalCluster,
    local: tuple[dict[str, bytes], bytes],
    returned: bool,
) -> None:
    outcomes = run(tmp_path, workers.scheduler_address, returned=returned)
    assert [outcome.status for outcome in outcomes] == [Status.WRITTEN] * 100
    assert [outcome.code for outcome in outcomes] == [f"{number:03d}" for number in range(100)]
    assert (forms(tmp_path), (tmp_path / MANIFEST_NAME).read_bytes()) == local
    assert leftovers(tmp_path) == []
    again = run(tmp_path, workers.scheduler_address, returned=returned)
    assert {outcome.status for outcome in again} == {Status.UNCHANGED}


@pytest.mark.parametrize("returned", [False, True], ids=["shared folder", "returned"])
def test_a_lost_worker_costs_no_form(
    tmp_path: Path,
    workers: LocalCluster,
    local: tuple[dict[str, bytes], bytes],
    returned: bool,
) -> None:
    made = generate(
        jobs_of(projects(100)),
        Options(tmp_path, "mof-2020"),
        scheduler=workers.scheduler_address,
        returned=returned,
    )
    outcomes = [next(made)]
    with Client(workers.scheduler_address, set_as_default=False) as client:
        os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
    outcomes += made
    assert {outcome.status for outcome in outcomes} <= {Status.WRITTEN, Status.UNCHANGED}
    assert (forms(tmp_path), (tmp_path / MANIFEST_NAME).read_bytes()) == local
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("returned", [False, True], ids=["shared folder", "returned"])
def test_what_a_person_edited_is_kept(
    tmp_path: Path, workers: LocalCluster, returned: bool
) -> None:
    run(tmp_path, workers.scheduler_address, 3, returned=returned)
    edited = sorted(tmp_path.glob("*.xlsx"))[1]
    edited.write_bytes(b"edited")
    outcomes = run(tmp_path, workers.scheduler_address, 3, returned=returned)
    assert [outcome.status for outcome in outcomes] == [
        Status.UNCHANGED,
        Status.KEPT,
        Status.UNCHANGED,
    ]
    assert edited.read_bytes() == b"edited"


def test_a_rulebook_that_the_workers_do_not_see_travels_with_the_work(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "rulebook.toml").write_text(
        'base = "mof-2020"\nid = "own"\ntitle = "本单位"\nreference = "内部"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)  # a path that means nothing elsewhere
    made = generate(
        jobs_of(projects(2)), Options(Path("out"), "own"), scheduler=workers.scheduler_address
    )
    assert [outcome.status for outcome in made] == [Status.WRITTEN] * 2
    assert len(forms(tmp_path / "out")) == 2


def test_a_broken_off_run_stops_its_workers_and_the_next_completes_it(
    tmp_path: Path,
    workers: LocalCluster,
    local: tuple[dict[str, bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_AHEAD", 1)
    made = generate(
        jobs_of(projects(100)),
        Options(tmp_path, "mof-2020"),
        scheduler=workers.scheduler_address,
    )
    next(made)
    made.close()
    there = len(forms(tmp_path))
    assert there < 100
    assert leftovers(tmp_path) == []
    outcomes = run(tmp_path, workers.scheduler_address)
    assert sum(outcome.status is Status.UNCHANGED for outcome in outcomes) == there
    assert (forms(tmp_path), (tmp_path / MANIFEST_NAME).read_bytes()) == local


def test_of_chunks_that_are_done_nothing_is_kept(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the client nor by the scheduler, which is in this process, while they run."""
    # Dask keeps no message of a megabyte: a chunk of these has four tenths, and two go in one.
    monkeypatch.setattr(cluster, "_AHEAD", 1)
    many = (replace(each, goal=Goal(f"{each.code}{'长' * 8_000}", None)) for each in projects(200))
    run(tmp_path / "first", workers.scheduler_address, 1)
    tracemalloc.start()
    options = Options(tmp_path, "mof-2020")
    with dask.config.set({cluster.MESSAGES_KEPT: 1_000}):  # as the client's machine has it
        for outcome in generate(jobs_of(many), options, scheduler=workers.scheduler_address):
            assert outcome.status is Status.WRITTEN
            kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 200 * 8_000 * 3  # a copy has three bytes a character


def test_a_chunk_that_arrives_after_the_end_of_its_run_is_not_made(tmp_path: Path) -> None:
    options = Options(tmp_path, "mof-2020")
    order = worker.Order.of(FormFiller("mof-2020"), options)
    chunk = worker.packed(list(jobs_of(projects(1))))
    worker.finish(order)
    assert worker.make_chunk(order, chunk) == ()
    assert worker.render_chunk(order, chunk) == ((), b"")
    assert list(tmp_path.iterdir()) == []
    other = worker.Order.of(FormFiller("mof-2020"), options)
    assert [result.status for result in worker.make_chunk(other, chunk)] == [Status.WRITTEN]


def test_no_scheduler_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 1)
    with pytest.raises(InputError, match="连不上调度器"):
        run(tmp_path / "new", "tcp://127.0.0.1:9")
    assert not (tmp_path / "new").exists()


def test_what_is_no_address_reaches_no_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client would print a traceback when it is collected, 20 seconds later."""
    monkeypatch.setattr(cluster, "Client", lambda *_, **__: pytest.fail("a client was made"))
    with pytest.raises(InputError, match="连不上调度器"):
        run(tmp_path / "new", "abc")


def test_a_scheduler_without_workers(tmp_path: Path) -> None:
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(InputError, match="没有工作机"),
    ):
        run(tmp_path, empty.scheduler_address)


def test_workers_of_another_version_are_named(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = worker.versions()
    monkeypatch.setattr(cluster, "versions", lambda: "perfxl 9.9、Python 3.11")
    with pytest.raises(InputError) as caught:
        run(tmp_path, workers.scheduler_address)
    assert "本机是 perfxl 9.9、Python 3.11" in str(caught.value)
    assert here in str(caught.value)
    assert "tcp://127.0.0.1" in str(caught.value)


def test_a_worker_that_came_late_with_another_version_fails_its_forms_only(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = worker.Order.of
    monkeypatch.setattr(
        worker.Order,
        "of",
        lambda filler, options: of(filler, options)._replace(maker="perfxl 9.9、Python 3.11"),
    )
    outcomes = run(tmp_path, workers.scheduler_address, 3)
    assert [outcome.status for outcome in outcomes] == [Status.FAILED] * 3
    assert "本机是 perfxl 9.9" in outcomes[0].message


def test_a_folder_that_the_workers_do_not_see_is_named(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "not there"
    monkeypatch.setattr(
        cluster, "_fault", lambda folder, name, text: original(str(elsewhere), name, text)
    )
    with pytest.raises(OutputError) as caught:
        run(tmp_path, workers.scheduler_address)
    assert "看不到这个文件夹" in str(caught.value)
    assert "--returned" in str(caught.value)
    assert leftovers(tmp_path) == []


original = cluster._fault
