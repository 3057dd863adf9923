"""``perfxl generate``: a form for each project of a master."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.options import FORCE, JSON, PATH, RULEBOOK
from perfxl.cli.screen import echo, progress, write_json

if TYPE_CHECKING:
    from perfxl.core.finding import Finding

_GENERATE_EXAMPLES = (
    ("perfxl generate 总表.xlsx --out 自评表", "每个项目一份"),
    ("perfxl generate 总表.xlsx --out 自评表 --jobs 2", "用两个进程"),
    ("perfxl generate 总表.xlsx --out 自评表 --dry-run", "先看会做什么"),
    ("perfxl generate 总表.xlsx --bundle 公开.xlsx", "合订成一本，供公开"),
)


@click.command(cls=ChineseCommand, examples=_GENERATE_EXAMPLES)
@click.argument("master", type=PATH, metavar="总表")
@click.option("--out", "folder", type=PATH, metavar="文件夹", help="放自评表的文件夹，没有就新建")
@click.option(
    "--bundle",
    type=PATH,
    metavar="文件",
    help="不写单个的表，把全部的表写进这一本工作簿（.xlsx），供公开；"
    "不能和 --out、--jobs、--scheduler、--dry-run 一起写",
)
@RULEBOOK
@click.option(
    "--cells",
    type=click.Choice(["native", "udf", "values"]),
    metavar="种类",
    help="得分单元格：native 原生公式（默认）；udf 加载项函数加原生公式；"
    "values 只有数值，--bundle 总是这样",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    metavar="个数",
    show_default=True,
    help="同时用几个进程，不能和 --bundle、--scheduler 一起写",
)
@click.option(
    "--scheduler",
    metavar="地址",
    help="在 Dask 集群上生成：调度器的地址，如 tcp://10.0.0.1:8786；不能和 --jobs 一起写",
)
@click.option(
    "--returned",
    is_flag=True,
    help="和 --scheduler 一起写：集群的工作机看不到 --out 的文件夹，表传回来由本机写",
)
@FORCE
@click.option("--dry-run", is_flag=True, help="只说明会做什么，不写文件")
@JSON
def generate(
    master: Path,
    folder: Path | None,
    bundle: Path | None,
    rulebook: str | None,
    cells: str | None,
    jobs: int,
    scheduler: str | None,
    *,
    returned: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """总表里每个项目生成一份官方格式的自评表。

    再运行一次只写有变化的文件；人工改过的文件不会被覆盖，除非加 --force。
    """
    from perfxl.forms.master import open_master

    if bundle is None and folder is None:
        raise click.UsageError("缺少 --out。写一个文件夹，或用 --bundle 写成一本工作簿。")
    refuse_together(
        "--bundle",
        bundle,
        ("--out", folder, "一个项目一个文件的，请去掉 --bundle"),
        ("--jobs", jobs > 1, "合订本由一个进程写，请去掉 --jobs"),
        ("--scheduler", scheduler, "合订本由本机写，请去掉 --scheduler"),
        ("--dry-run", dry_run, "已有的合订本不加 --force 不会被覆盖，请去掉 --dry-run"),
        (f"--cells {cells}", cells not in (None, "values"), "合订本里只有数值，请去掉 --cells"),
    )
    if scheduler is not None and not scheduler.strip():
        raise click.UsageError("--scheduler 后面缺少地址，如 tcp://10.0.0.1:8786。")
    together = ("--jobs", jobs > 1, "几个进程由集群定，请去掉 --jobs")
    refuse_together("--scheduler", scheduler, together)
    if returned and scheduler is None:
        raise click.UsageError("--returned 要和 --scheduler 一起写；在本机生成的，请去掉它。")

    source = open_master(master)
    # How forms are made is most of all modules: what is refused does without.
    from perfxl import batch
    from perfxl.forms.score_cells import Cells
    from perfxl.summaries import running

    gc.freeze()  # the collector need not search a hundred thousand texts again and again
    options = batch.Options(
        folder=folder or Path(),
        rulebook=rulebook or source.rulebook,
        cells=Cells(cells or "native"),
        force=force,
        dry_run=dry_run,
        findings=as_json,
        source=master,
    )
    if bundle is not None:
        from perfxl.batch.bundle import write_bundle
        from perfxl.forms.output_file import refuse_input

        refuse_input(bundle, [master])

        outcomes = write_bundle(source.read().evaluations, bundle, options)
        place = {"bundle": str(bundle)}
    else:
        outcomes = batch.generate(
            batch.jobs_of(source.evaluations()),
            options,
            processes=jobs,
            scheduler=scheduler or "",
            returned=returned,
        )
        place = {"folder": str(folder)}

    def wrong() -> Sequence[Finding]:
        return source.findings

    summary = running.RunSummary(wrong)
    made = summary.counting(outcomes)

    def left_over() -> Sequence[str]:
        if folder is None or not folder.is_dir():
            return ()
        return tuple(entry.file for entry in batch.left_over(folder, summary.made))

    if as_json:
        running.write_json(made, wrong, place, write_json, left_over)
    else:
        for _ in progress(made, source.number, "生成", hidden=False):
            pass
        where = f"文件夹：{folder}" if bundle is None else f"合订本：{bundle}"
        echo(
            summary.text(
                where,
                source=master,
                dry_run=dry_run,
                left_over=left_over(),
                with_basis=bundle is None,
            )
        )
    if summary.nothing_made:
        sys.exit(2)
    if summary.needs_attention:
        sys.exit(1)


def refuse_together(option: str, value: object, *others: tuple[str, object, str]) -> None:
    """Options that mean nothing beside each other are a mistake, and not silently ignored.

    Each of ``others`` has its name, its value, and what a person does about it.
    """
    for name, other, remedy in others:
        if value and other:
            raise click.UsageError(f"{option} 不能和 {name} 一起写：{remedy}。")
