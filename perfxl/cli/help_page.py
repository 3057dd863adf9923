"""The pages of ``--help``: Chinese throughout, laid out by what a character takes on a terminal.

click lays a page out by letters, breaks lines at blanks only, and mixes English words in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from perfxl.regex import regex
from perfxl.summaries.columns import columns, padded

Row = tuple[str, str]

_WIDEST = 100
_NARROWEST = 10
# A word of letters is not broken; these stand at no line's beginning, the others at no end.
_CLOSING = "，。；：、？！）》】”’…%"
_OPENING = "（《【“‘"
_EXIT_CODES = (
    "退出码，供脚本用",
    (
        ("0", "完成，没有要看的（提示不算）"),
        (
            "1",
            "完成，但有要看的：错误或警告（collect 只算读取时的，检查问题只报条数），"
            "没有归位的内容，交了不止一份的项目，报告里要补充的内容，没有读成的文件，没有生成的项目",
        ),
        (
            "2",
            "没能运行，没有写出结果：一份也没有读成、没有生成的也是，"
            "只有 check、explain 照样列出原因，是 1",
        ),
    ),
)
_EXIT_CODE = "退出码：0 没有要看的，1 有，2 没能运行（见 perfxl --help）。"
_PIECE = regex(rf"[{_OPENING}]*(?:[!-~]+|\s|[^!-~\s])[{_CLOSING}]*")


class HelpPage(click.HelpFormatter):
    """A page that counts a Chinese character as two columns and may break a line behind it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage; ``prefix`` is Chinese whatever click asks for."""
        lead = f"用法：{prog} "
        self._write_beside(lead, args, columns(lead))

    def write_heading(self, heading: str) -> None:
        """A heading over what is indented below it."""
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, each filled again."""
        for number, paragraph in enumerate(text.strip().split("\n\n")):
            if number:
                self.write("\n")
            self._write_beside("", _joined(paragraph), 0)

    def write_dl(
        self,
        rows: Iterable[Row],
        col_max: int = 0,
        col_spacing: int = 2,
    ) -> None:
        """Two columns; where little is left for the second, it stands below the first."""
        rows = list(rows)
        first = max((columns(term) for term, _ in rows), default=0) + col_spacing
        if self.width - self.current_indent - first < _NARROWEST:
            first = 2 * self.indent_increment
        for term, text in rows:
            if columns(term) + col_spacing > first:
                self.write(f"{'':{self.current_indent}}{term}\n")
                self._write_beside(" " * first, text, first)
            else:
                self._write_beside(padded(term, first), text, first)

    def _write_beside(self, lead: str, text: str, indent: int) -> None:
        """``lead`` and then ``text``, whose further lines begin ``indent`` columns in."""
        space = max(self.width - self.current_indent - indent, 10)
        for line in _filled(text, space) or ("",):
            self.write(f"{'':{self.current_indent}}{lead}{line}".rstrip() + "\n")
            lead = " " * indent


def _joined(paragraph: str) -> str:
    """The lines of a paragraph as one: between two Chinese characters there is no blank."""
    line = " ".join(paragraph.split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", line)


def _filled(text: str, width: int) -> Sequence[str]:
    """``text`` in lines of at most ``width`` columns; its first blanks stay."""
    line, lines = "", []
    for piece in _PIECE.findall(text):
        if columns(line + piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
            piece = piece.lstrip()
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


class PageContext(click.Context):
    """Where a command runs; its pages are :class:`HelpPage`."""

    formatter_class = HelpPage

    def make_formatter(self) -> HelpPage:
        """A page as wide as the terminal, within reason."""
        return HelpPage(width=self.terminal_width, max_width=self.max_content_width or _WIDEST)


class ChineseCommand(click.Command):
    """A command whose page of help is Chinese.

    Args:
        examples: lines as they are typed, each with what it does.
    """

    context_class = PageContext

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        examples: Sequence[Row] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line of usage."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole page."""
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.help or "")
        for heading, rows in self._tables(ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)
        if ctx.parent is not None:
            formatter.write_paragraph()
            formatter.write_text(_EXIT_CODE)

    def _tables(self, ctx: click.Context) -> Iterator[tuple[str, Sequence[Row]]]:
        if isinstance(self, click.Group):
            yield "命令", [(name, _first_paragraph(it)) for name, it in self.commands.items()]
        options = [it for it in self.get_params(ctx) if isinstance(it, click.Option)]
        yield "选项", [(_typed(option), _meant(option)) for option in options]
        if self.examples:
            yield "例", self.examples
        if ctx.parent is None:
            yield _EXIT_CODES


def _first_paragraph(command: click.Command) -> str:
    return _joined((command.help or "").strip().partition("\n\n")[0]).removesuffix("。")


def _typed(option: click.Option) -> str:
    """An option as it is typed: ``--out 文件夹``."""
    value = "" if option.is_flag else f" {option.metavar}"
    return f"{'、'.join(option.opts)}{value}"


def _meant(option: click.Option) -> str:
    """What an option does, and what it is when nobody writes it."""
    if option.opts == ["--help"]:
        return "显示这一页"
    extra = ["必填"] if option.required else []
    if isinstance(option.type, click.IntRange):
        extra.append(f"{option.type.min} 到 {option.type.max}")
    if option.show_default:
        extra.append(f"默认 {option.default}")
    return f"{option.help}（{'，'.join(extra)}）" if extra else f"{option.help}"
