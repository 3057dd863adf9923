"""``perfxl template``: templates and rulebooks that people change."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from perfxl.cli.options import PATH
from perfxl.cli.screen import echo
from perfxl.cli.words import ChineseGroup


@click.group(cls=ChineseGroup)
def template() -> None:
    """模板：复制、修改、检查模板和评分办法。"""


@template.command("new", examples=(("perfxl template new 我的模板", "复制一份，供修改"),))
@click.argument("folder", type=PATH, metavar="文件夹")
@click.option(
    "--rulebook",
    default="mof-2020",
    metavar="办法",
    show_default=True,
    help="照哪一种评分办法和格式复制",
)
def template_new(folder: Path, rulebook: str) -> None:
    """把模板和评分办法复制到新文件夹，供修改。"""
    from perfxl.forms.template_files import copy_templates

    copy_templates(rulebook, folder)
    echo(f"已复制模板：{folder}。改完运行：perfxl template check {folder}")


@template.command("check", examples=(("perfxl template check 我的模板", "改完检查一遍"),))
@click.argument("folder", type=PATH, metavar="文件夹")
def template_check(folder: Path) -> None:
    """检查文件夹里的模板（.xlsx、.docx）和评分办法（rulebook.toml）。"""
    from perfxl.forms.template_faults import template_faults

    word = find_spec("docxtpl") is not None
    faults = template_faults(folder, word=word)
    for fault in faults:
        echo(f"✗ {fault}")
    if not word:
        echo("没有检查 report.docx：要先装 Word 组件，python -m pip install docxtpl python-docx")
    if faults:
        sys.exit(1)
    echo(f"模板没有问题：{folder}")
