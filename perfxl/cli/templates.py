"""``perfxl template``: templates and rulebooks that people change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.options import PATH
from perfxl.cli.screen import echo
from perfxl.cli.words import ChineseGroup


@click.group(cls=ChineseGroup)
def template() -> None:
    """模板：检查改过的模板和评分办法。"""


@template.command("check")
@click.argument("folder", type=PATH)
def template_check(folder: Path) -> None:
    """检查模板文件夹 FOLDER：各个模板（.xlsx、.docx）和 rulebook.toml。"""
    from perfxl.forms.template_faults import template_faults

    faults = template_faults(folder)
    for fault in faults:
        echo(f"✗ {fault}")
    if faults:
        sys.exit(1)
    echo(f"模板没有问题：{folder}")
