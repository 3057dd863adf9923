"""A batch from its first project to its last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from perfxl.batch.folder import Shelf, in_use
from perfxl.batch.job import Job, Options, Outcome
from perfxl.batch.manifest import Journal
from perfxl.batch.pool import Pool
from perfxl.batch.worker import CHUNK, FormMaker, Order
from perfxl.forms.filler import FormFiller


def generate(jobs: Iterable[Job], options: Options, *, processes: int = 1) -> Iterator[Outcome]:
    """Make the forms of ``jobs`` and yield the outcome of each, in their order.

    Jobs are taken as they are needed and outcomes are not kept: however many there are,
    the memory stays the same.

    Raises:
        OutputError: the folder cannot be used, or another run is writing into it.
        TemplateError, RulebookError: template or rulebook has a fault.
    """
    filler = FormFiller(options.rulebook, options.cells)
    if options.dry_run:
        maker, shelf = FormMaker(filler, options), Shelf(options)
        yield from (maker.make(job, shelf) for job in jobs)
        return
    with in_use(options.folder):
        if processes == 1:
            maker = FormMaker(filler, options)
            with Journal(options.folder) as journal:
                shelf = Shelf(options, journal.announce)
                yield from (maker.make(job, shelf) for job in jobs)
        else:
            with Pool(Order.of(filler, options), processes) as pool:
                yield from pool.outcomes(chunks(jobs, CHUNK))


def chunks(jobs: Iterable[Job], size: int) -> Iterator[Sequence[Job]]:
    """``jobs`` in runs of ``size``; the last may be shorter."""
    rest = iter(jobs)
    while chunk := tuple(islice(rest, size)):
        yield chunk
