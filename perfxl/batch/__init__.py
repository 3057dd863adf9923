"""One official form for each project: read once, made by one process, many, or a cluster.

The parent hands chunks of projects to workers; a worker scores, checks, renders and writes.
One project that fails never stops the others, a file a person has edited is never overwritten
without ``force``, and a run that was broken off is completed by the next.

What is guaranteed: whenever a process dies, each file holds its old or its new bytes, whole,
and the journals name every file that may be ours.  Nothing is forced out to the disk file by
file (fsync would cost more than making the form): a power failure can lose or empty what was
written in its last half minute.  An empty file counts as missing and is made again; a damaged
one no longer has the digest that the manifest tells and is reported, never taken for good.
"""

from __future__ import annotations

from perfxl.batch.job import Job, Options, Outcome, Status, jobs_of
from perfxl.batch.manifest import left_over
from perfxl.batch.run import generate

__all__ = ["Job", "Options", "Outcome", "Status", "generate", "jobs_of", "left_over"]
