"""``perfxl addin``: the Excel add-in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.options import FORCE, PATH
from perfxl.cli.screen import echo
from perfxl.cli.words import ChineseGroup


@click.group(cls=ChineseGroup)
def addin() -> None:
    """Excel 加载项：制作、安装、诊断（要有 Python 3.11 以上）。"""


@addin.command("build")
@click.argument("out", type=PATH, default=Path("perfxl.xlam"), metavar="[文件]")
@FORCE
def addin_build(out: Path, *, force: bool) -> None:
    """制作加载项文件（不写就是 perfxl.xlam），任何系统都可以。"""
    from perfxl.addin.build import build

    echo(f"已制作加载项：{build(out, force=force)}")


@addin.command("install")
@click.option("--dry-run", is_flag=True, help="只说明会做什么，任何系统都可以")
def addin_install(*, dry_run: bool) -> None:
    """把加载项装进 Excel 的启动文件夹（Windows）。"""
    from perfxl.addin.install import install

    for step in install(dry_run=dry_run):
        echo(step)


@addin.command("uninstall")
@click.option("--dry-run", is_flag=True, help="只说明会做什么")
def addin_uninstall(*, dry_run: bool) -> None:
    """把加载项全部删掉。"""
    from perfxl.addin.install import uninstall

    for step in uninstall(dry_run=dry_run):
        echo(step)


@addin.command("bundle")
@click.argument("out", type=PATH, metavar="文件夹")
@click.option(
    "--python", default="3.12", metavar="版本", show_default=True, help="那台电脑上 Python 的版本"
)
@click.option(
    "--archive",
    type=PATH,
    metavar="文件",
    help="python.org 的 python-*-embed-amd64.zip，一并安装",
)
def addin_bundle(out: Path, python: str, archive: Path | None) -> None:
    """为没有网络的电脑准备安装包，放进新文件夹。"""
    from perfxl.addin.bundle import bundle

    echo(f"离线安装包：{bundle(out, python=python, archive=archive)}")


@addin.command("doctor")
def addin_doctor() -> None:
    """逐项检查加载项需要的条件，说明怎样处理。"""
    from perfxl.addin.doctor import State, doctor, page

    checks = doctor()
    echo(page(checks))
    if any(check.state is State.BAD for check in checks):
        sys.exit(1)
