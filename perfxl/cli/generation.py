"""``perfxl generate``: a form for each project of a master."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.options import FORCE, JSON, PATH, RULEBOOK
from perfxl.cli.words import ChineseCommand


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
    from perfxl import batch, report
    from perfxl.forms.filler import Cells
    from perfxl.forms.master import read_master

    source = read_master(master)
    options = batch.Options(
        folder=folder,
        rulebook=rulebook or source.rulebook,
        cells=Cells(cells),
        force=force,
        dry_run=dry_run,
    )
    todo = batch.jobs_of(source.evaluations)
    outcomes: list[batch.Outcome] = []
    with click.progressbar(length=len(todo), label="生成", file=sys.stderr, hidden=as_json) as bar:
        for outcome in batch.generate(todo, options, processes=jobs):
            outcomes.append(outcome)
            bar.update(1)
    outcomes.sort(key=lambda outcome: outcome.file)
    if as_json:
        click.echo(report.generate_json(outcomes, source.findings, folder))
    else:
        summary = report.generate_summary(outcomes, source.findings, folder, dry_run=dry_run)
        click.echo(summary)
    attention = any(
        outcome.status in (batch.Status.FAILED, batch.Status.KEPT)
        or any(map(report.is_serious, outcome.findings))
        for outcome in outcomes
    )
    if attention or any(map(report.is_serious, source.findings)):
        sys.exit(1)
