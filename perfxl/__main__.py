"""``perfxl`` and ``python -m perfxl``; Ctrl-C while the modules load is no traceback."""

from __future__ import annotations

import gc
import sys

# Python looks for rubbish after every 700 new objects; modules and forms make none to speak of.
_OBJECTS_BETWEEN_SEARCHES = 200_000


def main() -> None:
    """Run the command line; see :mod:`perfxl.cli`."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    try:
        from perfxl.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断。已经写好的文件都是完整的，可以再运行一次。\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
