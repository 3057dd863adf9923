"""What every process of a pool begins with."""

from __future__ import annotations

import gc
import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread


def begin_worker(stopped: Connection) -> None:
    """Begin a process that works for this one, and ends with it.

    Args:
        stopped: can be read when the parent has no more patience.
    """
    # Ctrl-C is for the parent, which stops the pool in good order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What was inherited is not ours to collect: looking through it would copy all its pages.
    gc.freeze()
    Thread(target=_end_with_parent, args=(stopped,), daemon=True).start()


def _end_with_parent(stopped: Connection) -> None:
    """Without this a worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel, stopped])
        os._exit(1)
