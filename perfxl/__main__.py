"""``perfxl`` and ``python -m perfxl``; Ctrl-C while the modules load is no traceback."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; see :mod:`perfxl.cli`."""
    try:
        from perfxl.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\n已中断。已经写好的文件都是完整的，可以再运行一次。\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
