"""``perfxl generate``: a form for each project of a master."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfxl.cli.options import FORCE, JSON, PATH, RULEBOOK
from perfxl.cli.words import ChineseCommand

if TYPE_CHECKING:
    from perfxl.batch import Outcome


@click.command(cls=ChineseCommand)
@click.argument("master", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="放自评表的文件夹，没有就新建。")
@RULEBOOK
@click.option(
    "--cells",
    type=click.Choice(["native", "udf", "values"]),
    default="native",
    show_default=True,
    help="得分单元格：native 原生公式；udf 加载项函数加原生公式；values 只有数值。",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时用几个进程。"
)
@click.option(
    "--scheduler", metavar="地址", help="在 Dask 集群上生成：调度器的地址，如 tcp://10.0.0.1:8786。"
)
@click.option(
    "--returned", is_flag=True, help="集群的工作机看不到 --out 文件夹时：表传回来，由本机写。"
)
@FORCE
@click.option("--dry-run", is_flag=True, help="只说明会做什么，不写文件。")
@JSON
def generate(
    master: Path,
    folder: Path,
    rulebook: str | None,
    cells: str,
    jobs: int,
    scheduler: str | None,
    *,
    returned: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """总表 MASTER 里每个项目生成一份官方格式的自评表。

    再运行一次只写有变化的文件；人工改过的文件不会被覆盖，除非加 --force。
    """
    from perfxl import batch
    from perfxl.forms.filler import Cells
    from perfxl.forms.master import read_master
    from perfxl.run_summary import RunSummary, write_json

    if scheduler and jobs > 1:
        raise click.UsageError("--scheduler 和 --jobs 只能写一个。")
    if returned and not scheduler:
        raise click.UsageError("--returned 要和 --scheduler 一起写。")
    source = read_master(master)
    gc.freeze()  # the collector need not search a hundred thousand projects again and again
    options = batch.Options(
        folder=folder,
        rulebook=rulebook or source.rulebook,
        cells=Cells(cells),
        force=force,
        dry_run=dry_run,
        findings=as_json,
    )
    summary = RunSummary(source.findings)
    made = summary.counting(
        batch.generate(
            batch.jobs_of(source.evaluations),
            options,
            processes=jobs,
            scheduler=scheduler or "",
            returned=returned,
        )
    )
    if as_json:
        write_json(made, source.findings, folder, sys.stdout.write)
    else:
        with progress(made, len(source.evaluations)) as bar:
            for _ in bar:
                pass
        click.echo(summary.text(f"文件夹：{folder}", dry_run=dry_run))
    if summary.needs_attention:
        sys.exit(1)


def progress(made: Iterable[Outcome], length: int) -> AbstractContextManager[Iterable[Outcome]]:
    """A bar on the terminal that goes on as the forms are made."""
    steps = max(1, min(100, length // 100))
    return click.progressbar(
        made, length=length, label="生成", file=sys.stderr, update_min_steps=steps
    )
