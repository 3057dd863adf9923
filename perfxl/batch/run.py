"""A batch from its first project to its last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from perfxl.batch.folder import Shelf, in_use
from perfxl.batch.job import Job, Options, Outcome
from perfxl.batch.manifest import Journal
from perfxl.batch.worker import CHUNK, FormMaker, Order
from perfxl.forms.filler import FormFiller


def generate(
    jobs: Iterable[Job],
    options: Options,
    *,
    processes: int = 1,
    scheduler: str = "",
    returned: bool = False,
) -> Iterator[Outcome]:
    """Make the forms of ``jobs`` and yield the outcome of each, in their order.

    Jobs are taken as they are needed and outcomes are not kept: however many there are,
    the memory stays the same.  The files are the same wherever they are made.

    Args:
        jobs: the forms to make.
        options: how to make them; a dry run is made by this process.
        processes: of this machine, where there is no ``scheduler``.
        scheduler: the address of a Dask scheduler whose workers make the forms.
        returned: the workers return the forms, for folders that they do not see.

    Raises:
        OutputError: the folder cannot be used, or another run is writing into it.
        InputError: the scheduler or its workers cannot be used.
        TemplateError, RulebookError: template or rulebook has a fault.
    """
    filler = FormFiller(options.rulebook, options.cells)
    if options.dry_run:
        maker, shelf = FormMaker(filler, options), Shelf(options)
        yield from (maker.make(job, shelf) for job in jobs)
        return
    with in_use(options.folder), Journal(options.folder) as journal:
        shelf = Shelf(options, journal.announce)
        if scheduler:
            yield from _on_cluster(jobs, options, filler, shelf, scheduler, returned=returned)
        elif processes == 1:
            maker = FormMaker(filler, options)
            yield from (maker.make(job, shelf) for job in jobs)
        else:
            # A run in one process starts without what processes need.
            from perfxl.batch.pool import Pool

            with Pool(Order.of(filler, options), processes) as pool:
                yield from pool.outcomes(chunks(jobs, CHUNK))


def _on_cluster(
    jobs: Iterable[Job],
    options: Options,
    filler: FormFiller,
    shelf: Shelf,
    scheduler: str,
    *,
    returned: bool,
) -> Iterator[Outcome]:
    # An optional part: dask is imported by those who use it.
    from perfxl.batch import cluster

    # The workers' current folder is another one.
    there = replace(options, folder=options.folder.absolute())
    folder = None if returned else there.folder
    order = Order.of(filler, there)
    with cluster.Cluster(scheduler, order, folder=folder, shelf=shelf) as workers:
        yield from workers.outcomes(chunks(jobs, cluster.CHUNK))


def chunks(jobs: Iterable[Job], size: int) -> Iterator[Sequence[Job]]:
    """``jobs`` in runs of ``size``; the last may be shorter."""
    rest = iter(jobs)
    while chunk := tuple(islice(rest, size)):
        yield chunk
