"""Every command that the guides show is one that the command line understands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from perfxl.cli import main

ROOT = Path(__file__).parent.parent
GUIDES = ("README.md", "docs/使用指南.md", "docs/加载项指南.md", "docs/cluster.md", "docs/json.md")


def shown(guide: str) -> list[str]:
    """The commands of a guide: in the text between back-ticks, in a block on their own line."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    inline = re.findall(r"`(perfxl [^`\n]+)`", text)
    blocks = text.split("```")[1::2]
    lines = [line for block in blocks for line in block.splitlines()]
    # What a command does stands behind it, two blanks off; its output may go elsewhere.
    typed = [re.split(r"\s{2,}|　| [>|#] ", line)[0] for line in lines]
    return [each for each in (*inline, *typed) if each.startswith("perfxl ")]


@pytest.mark.parametrize(
    "line", sorted({line for guide in GUIDES for line in shown(guide) if "…" not in line})
)
def test_a_command_as_it_is_shown(line: str) -> None:
    command: click.Command = main
    context, (_, *words) = click.Context(main, info_name="perfxl"), shlex.split(line)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        assert name in command.commands, line
        command = command.commands[name]
    # "perfxl explain --json" names a command in the text without what it works on.
    names_only = not any(not word.startswith("-") for word in words)
    command.make_context(line, words, parent=context, resilient_parsing=names_only)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_shows_commands(guide: str) -> None:
    assert shown(guide)
