"""``perfxl generate``: a form for each project of a master."""

from __future__ import annotations

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
@FORCE
@click.option("--dry-run", is_flag=True, help="只说明会做什么，不写文件。")
@JSON
def generate(
    master: Path,
    folder: Path,
    rulebook: str | None,
    cells: str,
    jobs: int,
    *,
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

    source = read_master(master)
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
        batch.generate(batch.jobs_of(source.evaluations), options, processes=jobs)
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
