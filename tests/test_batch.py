"""The batch: what is written, what is left alone, and what a fault leaves behind."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import signal
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.batch import (
    Job,
    Options,
    Outcome,
    Status,
    generate,
    jobs_of,
    left_over,
    manifest,
    pool,
    worker,
)
from perfxl.batch import folder as folder_module
from perfxl.batch.manifest import (
    MANIFEST_NAME,
    Entry,
    Journal,
    Manifest,
    Standing,
    compact,
    digest,
)
from perfxl.core.evaluation import (
    Amount,
    Evaluation,
    Funding,
    FundRow,
    Indicator,
)
from perfxl.errors import OutputError
from perfxl.forms.filename import form_filenames
from perfxl.forms.filler import FormFiller
from perfxl.forms.master import read_master
from perfxl.forms.score_cells import Cells
from perfxl.sheet.saving import BESIDE_OF_RUN, remove_leftovers
from perfxl.summaries.running import RunSummary

MASTER = Path(__file__).parent.parent / "workbooks" / "master_2020.xlsx"


def project(code: str, name: str = "项目", target: str = "≥2") -> Evaluation:
    sixty = Amount("60", Decimal(60))
    return Evaluation(
        code=code,
        project=name,
        department="教育局",
        unit="考试中心",
        year=2020,
        funding=Funding(total=FundRow(sixty, sixty, sixty)),
        indicators=(
            Indicator("产出指标", "数量指标", "培训（次）", target, "2", Amount("90", Decimal(90))),
        ),
    )


def run(
    evaluations: list[Evaluation], folder: Path, *, processes: int = 1, **options: object
) -> list[tuple[str, Status]]:
    chosen = replace(Options(folder, "mof-2020"), **options)
    outcomes = generate(jobs_of(evaluations), chosen, processes=processes)
    return sorted((outcome.file, outcome.status) for outcome in outcomes)


def forms(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}


def leftovers(folder: Path) -> list[str]:
    """What a run must not leave: anything but forms, manifest and lock."""
    known = {MANIFEST_NAME, ".perfxl.lock"}
    return [p.name for p in folder.iterdir() if p.name not in known and p.suffix != ".xlsx"]


def test_each_project_gets_a_form(tmp_path: Path) -> None:
    assert run([project("01", "甲"), project("02", "乙")], tmp_path) == [
        ("01_甲.xlsx", Status.WRITTEN),
        ("02_乙.xlsx", Status.WRITTEN),
    ]
    assert set(forms(tmp_path)) == {"01_甲.xlsx", "02_乙.xlsx"}
    assert leftovers(tmp_path) == []


def test_a_second_run_writes_only_what_changed(tmp_path: Path) -> None:
    run([project("01"), project("02")], tmp_path)
    before = forms(tmp_path)
    assert run([project("01"), project("02", target="≥4")], tmp_path) == [
        ("01_项目.xlsx", Status.UNCHANGED),
        ("02_项目.xlsx", Status.WRITTEN),
    ]
    assert forms(tmp_path)["01_项目.xlsx"] == before["01_项目.xlsx"]
    assert forms(tmp_path)["02_项目.xlsx"] != before["02_项目.xlsx"]


def test_what_a_person_edited_is_kept_until_forced(tmp_path: Path) -> None:
    run([project("01")], tmp_path)
    form = tmp_path / "01_项目.xlsx"
    form.write_bytes(form.read_bytes() + b"edited")
    edited = form.read_bytes()
    assert run([project("01", target="≥4")], tmp_path) == [(form.name, Status.KEPT)]
    assert form.read_bytes() == edited
    assert run([project("01", target="≥4")], tmp_path, force=True) == [(form.name, Status.WRITTEN)]
    assert form.read_bytes() != edited


def test_a_file_that_was_never_ours_is_kept(tmp_path: Path) -> None:
    form = tmp_path / "01_项目.xlsx"
    form.write_bytes(b"somebody's")
    [outcome] = generate(jobs_of([project("01")]), Options(tmp_path, "mof-2020"))
    assert outcome.status is Status.KEPT
    assert "--force" in outcome.message
    assert form.read_bytes() == b"somebody's"


def test_a_dry_run_says_what_it_would_do_and_does_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "not yet there"
    assert run([project("01")], folder, dry_run=True) == [("01_项目.xlsx", Status.WRITTEN)]
    assert not folder.exists()


def test_the_bytes_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    many = [project(f"{number:03d}") for number in range(150)]
    run(many, tmp_path / "one")
    run(many, tmp_path / "two", processes=2)
    assert forms(tmp_path / "one") == forms(tmp_path / "two")
    one, two = ((tmp_path / name / MANIFEST_NAME).read_bytes() for name in ("one", "two"))
    assert one == two


def test_one_broken_project_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = project("02", target="长" * 40_000)  # a cell holds 32767 characters
    outcomes = list(
        generate(jobs_of([project("01"), broken, project("03")]), Options(tmp_path, "mof-2020"))
    )
    assert [outcome.status for outcome in outcomes] == [
        Status.WRITTEN,
        Status.FAILED,
        Status.WRITTEN,
    ]
    assert "32767" in outcomes[1].message
    assert leftovers(tmp_path) == []


def test_two_projects_of_one_name_and_hostile_names_get_files_of_their_own(tmp_path: Path) -> None:
    names = ["同名", "同名", 'a/b\\c:d*e?f"g<h>i|j', "", "长" * 300, "=1+1", "../../x"]
    run([project("1", name) for name in names], tmp_path)
    assert len(forms(tmp_path)) == len(names)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("cells", list(Cells))
def test_text_never_becomes_a_formula(tmp_path: Path, cells: Cells) -> None:
    hostile = '=HYPERLINK("http://x","y")'
    evaluation = replace(
        project(hostile, hostile, hostile),
        department="+1",
        unit="@SUM(A1)",
        indicators=(
            Indicator("-1", "=1", hostile, hostile, "=1+1", None, deviation_note="=cmd|1"),
        ),
    )
    run([evaluation], tmp_path, cells=cells)
    [form] = tmp_path.glob("*.xlsx")
    with zipfile.ZipFile(form) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = b"".join(package.read(name) for name in sheets)
    assert b"http://x" not in formulas
    assert b"cmd|" not in formulas


def test_a_second_run_into_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    running = generate(jobs_of([project("01"), project("02")]), Options(tmp_path, "mof-2020"))
    next(running)
    with pytest.raises(OutputError, match="正在向这个文件夹写文件"):
        next(generate(jobs_of([project("03")]), Options(tmp_path, "mof-2020")))
    assert [outcome.status for outcome in running] == [Status.WRITTEN]


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="同名文件"):
        next(generate(jobs_of([project("01")]), Options(tmp_path / "out", "mof-2020")))


def killed_run(folder: Path, after: int) -> None:
    """A run that is killed as by ``kill -9`` when it is about to put file ``after`` in place."""
    put = folder_module.save_unclaimed
    count = 0

    def dying(path: str, data: bytes) -> None:
        nonlocal count
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        put(path, data)

    folder_module.save_unclaimed = dying
    list(generate(jobs_of([project(f"{n:02d}") for n in range(5)]), Options(folder, "mof-2020")))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
@pytest.mark.parametrize("after", [0, 1, 3, 4])
def test_a_killed_run_leaves_whole_files_and_the_next_completes_it(
    tmp_path: Path, after: int
) -> None:
    victim = multiprocessing.get_context("spawn").Process(target=killed_run, args=(tmp_path, after))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert len(forms(tmp_path)) == after
    for path in tmp_path.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
    statuses = [status for _, status in run([project(f"{n:02d}") for n in range(5)], tmp_path)]
    assert statuses.count(Status.UNCHANGED) == after
    assert statuses.count(Status.WRITTEN) == 5 - after
    assert leftovers(tmp_path) == []


def made_or_killed(order: worker.Order, made: bytes) -> tuple[worker.Result, ...]:
    """A chunk whose worker is killed, in the midst of a file, the first time any is made."""
    try:
        _, options = order.opened()
        (options.folder / "killed.once").touch(exist_ok=False)
    except FileExistsError:
        return worker.make_chunk(order, made)
    (options.folder / f"{BESIDE_OF_RUN}0123.tmp").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process goes on")


def made_but_one(order: worker.Order, made: bytes) -> tuple[worker.Result, ...]:
    """A chunk whose worker is killed whenever it holds project 077."""
    if any(job.file.startswith("077") for job in worker.unpacked(made)):
        os.kill(os.getpid(), signal.SIGKILL)
    return worker.make_chunk(order, made)


def run_killed_with_workers(folder: Path) -> None:
    """A run over two processes that is killed as by ``kill -9``, and they are not."""
    many = [project(f"{number:03d}") for number in range(300)]
    for _ in generate(jobs_of(many), Options(folder, "mof-2020"), processes=2):
        workers = multiprocessing.active_children()
        (folder / "workers").write_text(" ".join(str(each.pid) for each in workers))
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux can wait for another's child")
def test_workers_end_with_a_killed_parent_and_the_next_run_completes_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    victim = context.Process(target=run_killed_with_workers, args=(tmp_path,))
    victim.start()
    victim.join()
    workers = (tmp_path / "workers").read_text().split()
    assert len(workers) == 2
    for worker_id in workers:
        try:
            ended = os.pidfd_open(int(worker_id))
        except ProcessLookupError:
            continue
        assert multiprocessing.connection.wait([ended], timeout=60), "a worker lives on"
        os.close(ended)
    (tmp_path / "workers").unlink()
    there = len(forms(tmp_path))
    assert 0 < there < 300
    many = [project(f"{number:03d}") for number in range(300)]
    statuses = [status for _, status in run(many, tmp_path, processes=2)]
    assert statuses.count(Status.UNCHANGED) == there
    assert statuses.count(Status.WRITTEN) == 300 - there
    assert leftovers(tmp_path) == []


forked_only = pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork", reason="the patch reaches forked workers only"
)


@forked_only
def test_a_lost_worker_costs_a_second_attempt_and_no_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "make_chunk", made_or_killed)
    many = [project(f"{number:03d}") for number in range(150)]
    statuses = {status for _, status in run(many, tmp_path, processes=2)}
    assert leftovers(tmp_path) == ["killed.once"]
    assert statuses <= {Status.WRITTEN, Status.UNCHANGED}
    assert len(forms(tmp_path)) == 150


@forked_only
def test_a_project_that_kills_its_worker_costs_only_its_own_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "make_chunk", made_but_one)
    jobs = list(jobs_of([project(f"{number:03d}") for number in range(150)]))
    outcomes = list(generate(jobs, Options(tmp_path, "mof-2020"), processes=2))
    assert [outcome.file for outcome in outcomes] == [job.file for job in jobs]
    failed = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    assert [outcome.code for outcome in failed] == ["077"]
    assert "意外终止" in failed[0].message
    assert len(forms(tmp_path)) == 149


def test_a_full_disk_fails_a_form_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([project("01")], tmp_path)
    before = forms(tmp_path)

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        outcomes = list(generate_files_only([project("01", target="≥4")], tmp_path))
    assert [outcome.status for outcome in outcomes] == [Status.FAILED]
    assert "磁盘" in outcomes[0].message
    assert forms(tmp_path) == before
    assert [name for name in leftovers(tmp_path) if name.endswith(".tmp")] == []


def generate_files_only(evaluations: list[Evaluation], folder: Path) -> list[Outcome]:
    """The maker alone: neither lock nor manifest, which a full disk would stop first."""
    options = Options(folder, "mof-2020")
    maker = worker.FormMaker(FormFiller("mof-2020"), options)
    shelf = folder_module.Shelf(options)
    return [maker.make(job, shelf) for job in jobs_of(evaluations)]


STANDINGS = [
    # bytes in the file, bytes announced before, bytes to write, standing
    (None, [], b"new", Standing.MISSING),
    (b"new", [], b"new", Standing.CURRENT),
    (b"new", [b"new"], b"new", Standing.CURRENT),
    (b"old", [b"old"], b"new", Standing.OUTDATED),
    (b"old", [b"old", b"newer, crashed before it was put in place"], b"new", Standing.OUTDATED),
    (b"mine", [b"old"], b"new", Standing.EDITED),
    (b"mine", [], b"new", Standing.FOREIGN),
]


@pytest.mark.parametrize(("there", "announced", "wanted", "expected"), STANDINGS)
def test_how_a_target_stands(
    tmp_path: Path, there: bytes | None, announced: list[bytes], wanted: bytes, expected: Standing
) -> None:
    if there is not None:
        (tmp_path / "f.xlsx").write_bytes(there)
    with Journal(tmp_path) as journal:
        for data in announced:
            journal.announce(Entry("f.xlsx", "01", digest(data), "0"))
    entry = Entry("f.xlsx", "01", digest(wanted), "0")
    assert Manifest(tmp_path).standing(entry) is expected
    compact(tmp_path)
    assert Manifest(tmp_path).standing(entry) is expected
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("count", [1, 2, 3, 10, 100])
def test_every_file_of_a_manifest_is_found_as_it_lies(tmp_path: Path, count: int) -> None:
    names = [f"{number:02d}_{'长' * (number % 7)}.xlsx" for number in range(count)]
    with Journal(tmp_path) as journal:
        for name in reversed(names):
            journal.announce(Entry(name, "01", digest(name.encode()), "0"))
    compact(tmp_path)
    manifest = Manifest(tmp_path)
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
        assert manifest.standing(Entry(name, "01", "other", "0")) is Standing.OUTDATED
    for name in ("", "00", "05_", "zz"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"x")
        assert manifest.standing(Entry(f"{name}.xlsx", "", "other", "0")) is Standing.FOREIGN


@pytest.mark.parametrize("run", [1, 2, 5, 1000])
def test_journals_are_folded_in_runs_as_if_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: int
) -> None:
    """Of two entries of a file the one holds that tells its bytes, else the later one."""
    monkeypatch.setattr(manifest, "_RUN", run)
    names = [f"{number * 7 % 10:02d}.xlsx" for number in range(10)]
    for version in ("1", "2", "3"):
        with Journal(tmp_path) as journal:
            for name in names:
                data = f"{name} {version}".encode()
                journal.announce(Entry(name, "01", digest(data), version))
        if version == "2":
            compact(tmp_path)
    (tmp_path / "03.xlsx").write_bytes(b"03.xlsx 2")
    compact(tmp_path)
    lines = (tmp_path / MANIFEST_NAME).read_text().splitlines()
    told = [(json.loads(line)["file"], json.loads(line)["version"]) for line in lines]
    assert told == [(name, "2" if name == "03.xlsx" else "3") for name in sorted(names)]


def test_little_is_held_of_each_project(tmp_path: Path) -> None:
    """A province has more than a hundred thousand."""

    def held(count: int) -> int:
        names = form_filenames((f"{number:06}", f"中小学项目{number}") for number in range(count))
        summary = RunSummary(tuple)
        folder = tmp_path / str(count)
        folder.mkdir()
        tracemalloc.start()
        with Journal(folder) as journal:
            outcomes = (Outcome(name[:6], name, name, Status.WRITTEN) for name in names)
            for outcome in summary.counting(outcomes):
                journal.announce(Entry(outcome.file, outcome.code, digest(b""), "0"))
        compact(folder)
        list(left_over(folder, summary.made))
        remove_leftovers(folder)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    fewer, more = 20_000, 40_000
    assert held(more) - held(fewer) < (more - fewer) * 200


def test_an_empty_file_is_what_a_power_failure_leaves_and_is_made_again(tmp_path: Path) -> None:
    run([project("01")], tmp_path)
    whole = forms(tmp_path)
    (tmp_path / "01_项目.xlsx").write_bytes(b"")
    assert run([project("01")], tmp_path) == [("01_项目.xlsx", Status.WRITTEN)]
    assert forms(tmp_path) == whole


def test_a_folder_with_the_name_of_a_form_fails_that_form_only(tmp_path: Path) -> None:
    (tmp_path / "01_项目.xlsx").mkdir()
    outcomes = list(
        generate(jobs_of([project("01"), project("02")]), Options(tmp_path, "mof-2020"))
    )
    assert [outcome.status for outcome in outcomes] == [Status.FAILED, Status.WRITTEN]
    assert "移走" in outcomes[0].message


def test_a_run_that_changes_nothing_leaves_the_manifest_alone(tmp_path: Path) -> None:
    run([project("01")], tmp_path)
    before = (tmp_path / MANIFEST_NAME).stat().st_mtime_ns
    run([project("01")], tmp_path)
    assert (tmp_path / MANIFEST_NAME).stat().st_mtime_ns == before


def test_a_line_cut_short_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.announce(Entry("f.xlsx", "01", digest(b"old"), "0"))
    part = next(tmp_path.glob("*.part"))
    part.write_bytes(part.read_bytes() + '{"file": "项'.encode()[:-1])
    (tmp_path / "f.xlsx").write_bytes(b"old")
    entry = Entry("f.xlsx", "01", digest(b"new"), "0")
    assert Manifest(tmp_path).standing(entry) is Standing.OUTDATED


def test_a_job_says_which_file_it_makes() -> None:
    jobs = list(jobs_of([project("03", "甲/乙")]))
    assert jobs == [Job(project("03", "甲/乙"), "03_甲／乙.xlsx")]


def test_jobs_and_outcomes_are_not_kept(tmp_path: Path) -> None:
    """However many projects there are, few are in memory at a time."""
    asked = 0

    def evaluations() -> Iterator[Evaluation]:
        nonlocal asked
        for number in range(1000):
            asked += 1
            yield project(f"{number:04d}")

    outcomes = generate(jobs_of(evaluations()), Options(tmp_path, "mof-2020"), processes=2)
    assert next(outcomes).file == "0000_项目.xlsx"
    assert asked <= 2 * 3 * worker.CHUNK + worker.CHUNK
    outcomes.close()
    assert asked < 1000


def test_the_projects_of_a_master_arrive_whole_at_a_worker() -> None:
    jobs = tuple(jobs_of(read_master(MASTER).evaluations))
    arrived = worker.unpacked(worker.packed(jobs))
    assert arrived == jobs
    for made, job in zip(arrived, jobs, strict=True):
        assert dict(made.evaluation.places) == dict(job.evaluation.places)
        assert repr(made) == repr(job)  # also the raw texts of equal numbers
