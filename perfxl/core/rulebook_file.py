"""The text of a rulebook.toml → Rulebook, with every fault of the file reported at once.

A section is one rule; its ``reference`` names the source of all values in it, and a value
from another source is written ``{ value = …, reference = "…" }``.  A rulebook with
``base = "mof-2020"`` gives only what differs from that one; the sections ``weights`` and
``grades`` are replaced as a whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from perfxl.core.finding import Severity
from perfxl.core.rulebook import (
    Aspect,
    Band,
    CostDirection,
    Dimension,
    Grade,
    LowerRule,
    Rulebook,
    SeverityRule,
    WeightShare,
)
from perfxl.core.rulebook_faults import clashes
from perfxl.core.rulebook_table import (
    Choice,
    Faults,
    Flag,
    Kind,
    Number,
    Table,
    Text,
    Texts,
    Whole,
    one_of,
)
from perfxl.errors import RulebookError
from perfxl.regex import regex

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

_SHARE = Number(Decimal(0), Decimal(1))
_POINTS = Number(Decimal(0), Decimal(1000))

# section → key → (field of Rulebook, what its value may be)
_PLAIN: dict[str, dict[str, tuple[str, Kind[object]]]] = {
    "rounding": {"digits": ("digits", Whole(0, 6))},
    "total": {"weight": ("total_weight", Number(Decimal(1), Decimal(1000)))},
    "execution": {
        "weight": ("execution_weight", _POINTS),
        "zero_budget": ("zero_budget", _SHARE),
    },
    "quantitative": {},
    "lower_is_better": {"rule": ("lower_rule", one_of(LowerRule))},
    "over_target": {
        "threshold": ("over_threshold", Number(Decimal(1), Decimal(100))),
        "reason_required": ("over_reason_required", Flag()),
    },
    "timeliness": {"late": ("late_ratio", _SHARE)},
    "cost": {"direction": ("cost_direction", one_of(CostDirection))},
}
_BANDS = ("met", "partly", "unmet")
_SEVERITIES: Choice[tuple[Severity | None]] = Choice(
    {**{member.value: (member,) for member in Severity}, "不报": (None,)}
)
_CODE = regex(r"[A-Z]\d{2}")


def read_rulebook(
    text: str,
    *,
    file: str = "",
    base_loader: Callable[[str], Rulebook] | None = None,
    known_codes: Callable[[], Collection[str]] = tuple,
) -> Rulebook:
    """The rulebook written in ``text``.

    Args:
        text: the content of a rulebook.toml.
        file: its name, for messages.
        base_loader: gives the rulebook of a name, for ``base = "…"``.
        known_codes: gives the finding codes there are, which ``severities`` may name, when it
            names one; any when there are none.

    Raises:
        RulebookError: the text is no TOML, or has faults; the message lists all of them,
            each with its key, what stands there and what is allowed.
    """
    faults = Faults()
    references: dict[str, str] = {}
    root = Table("", _parse(text, file), faults=faults, references=references)
    base = _base(root, base_loader, file)
    values: dict[str, Any] = {
        name: root.take(name, Text(), required=True, cited=False)
        for name in ("id", "title", "reference")
    }
    for section, keys in _PLAIN.items():
        values |= _plain_section(root, section, keys, required=base is None)
    values |= _qualitative(root, base)
    values["dimensions"] = _dimensions(root, base)
    values["aspects"] = _aspects(root, base)
    values["weights"] = _weights(root, base)
    values["grades"] = _grades(root, base)
    values["severities"] = _severities(root, base, known_codes)
    root.close()
    if not faults.messages:
        rulebook = _assemble(values, references, base)
        for key, message in clashes(rulebook):
            faults.clash(key, message)
    if faults.messages:
        raise RulebookError(_message(faults.messages), file=file)
    return rulebook


def base_of(text: str, *, file: str = "") -> str | None:
    """The ``base`` that the rulebook written in ``text`` derives from, if any.

    Raises:
        RulebookError: the text is no TOML.
    """
    base = _parse(text, file).get("base")
    return base if isinstance(base, str) else None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"第 {at[1]} 行第 {at[2]} 列附近" if at else "文件末尾附近"
        message = (
            f"不是有效的 TOML 文本，{place}写法有误（{error}）。"
            "请检查引号、方括号和等号，文字和中文键名都要加英文双引号"
        )
        raise RulebookError(message, file=file) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = "含有位数过多的数或层数过多的括号，请改为本办法需要的普通数值"
        raise RulebookError(message, file=file) from error
    return content


def _base(root: Table, base_loader: Callable[[str], Rulebook] | None, file: str) -> Rulebook | None:
    name = root.take("base", Text(), cited=False)
    if name is None:
        return None
    if base_loader is None:
        message = f'base = "{name}"：此处没有可供引用的评分办法，请去掉 base 并写全各节'
        raise RulebookError(message, file=file)
    return base_loader(name)


def _assemble(
    values: dict[str, Any], references: dict[str, str], base: Rulebook | None
) -> Rulebook:
    if base is not None:
        replaced = tuple(key for key in ("weights", "grades") if key in references)
        inherited = {
            key: source
            for key, source in base.references.items()
            if key.partition(".")[0] not in replaced
        }
        references = inherited | references
        values = {
            name: getattr(base, name) if value is None else value for name, value in values.items()
        }
    return Rulebook(**values, references=references)


def _message(messages: list[str]) -> str:
    if len(messages) == 1:
        return f"评分办法有误：{messages[0]}"
    numbered = "\n".join(f"  {number}. {text}" for number, text in enumerate(messages, start=1))
    return f"评分办法有 {len(messages)} 处错误：\n{numbered}"


def _plain_section(
    root: Table, section: str, keys: dict[str, tuple[str, Kind[object]]], *, required: bool
) -> dict[str, object]:
    allowed = f"一节，含 {'、'.join((*keys, 'reference'))}"
    table = root.table(section, missing=allowed if required else "")
    if table is None:
        return {field: None for field, _ in keys.values()}
    if not keys:
        table.cite()
    values = {
        field: table.take(name, kind, required=required) for name, (field, kind) in keys.items()
    }
    table.close()
    return values


def _qualitative(root: Table, base: Rulebook | None) -> dict[str, Band | None]:
    section = root.table("qualitative", missing="" if base else "一节，含 met、partly、unmet 三档")
    if section is None:
        return dict.fromkeys(_BANDS)
    missing = "" if base else "一节，含 high、low、proposed"
    bands = {name: _band(section.table(name, missing=missing)) for name in _BANDS}
    section.close()
    return bands


def _band(table: Table | None) -> Band | None:
    if table is None:
        return None
    high, low, proposed = (
        table.take(name, _SHARE, required=True) for name in ("high", "low", "proposed")
    )
    table.close()
    if high is None or low is None or proposed is None:
        return None
    return Band(high=high, low=low, proposed=proposed)


def _dimensions(root: Table, base: Rulebook | None) -> tuple[Dimension, ...] | None:
    allowed = '每个一级指标一节，如 [dimensions."产出指标"]'
    section = root.table("dimensions", missing="" if base else allowed)
    if section is None:
        return None
    known = {dimension.name: dimension for dimension in base.dimensions} if base else {}
    for name, table in section.tables():
        table.cite()
        synonyms = table.take("synonyms", Texts()) or ()
        table.close()
        known[name] = Dimension(name, synonyms)
    return tuple(known.values())


def _aspects(root: Table, base: Rulebook | None) -> tuple[Aspect, ...] | None:
    allowed = '每个二级指标一节，如 [aspects."数量指标"]'
    section = root.table("aspects", missing="" if base else allowed)
    if section is None:
        return None
    known = {aspect.name: aspect for aspect in base.aspects} if base else {}
    for name, table in section.tables():
        dimension = table.take("dimension", Text(), required=True) or ""
        synonyms = table.take("synonyms", Texts()) or ()
        cost = table.take("cost", Flag())
        table.close()
        known[name] = Aspect(name, dimension, synonyms, cost=bool(cost))
    return tuple(known.values())


def _weights(root: Table, base: Rulebook | None) -> tuple[WeightShare, ...] | None:
    allowed = '一节，写各一级指标的分值，如 "产出指标" = 50'
    section = root.table("weights", missing="" if base else allowed)
    if section is None:
        return None
    absent = section.table("when_absent")
    moves = {name: _numbers(heirs) for name, heirs in (absent.tables() if absent else ())}
    shares = []
    for name, weight in _numbers(section):
        dimensions = tuple(part.strip() for part in name.split("+"))
        shares.append(WeightShare(dimensions, weight, moves.pop(name, ())))
    for name in moves:
        section.faults.unknown(
            f"weights.when_absent.{name}", ["+".join(s.dimensions) for s in shares]
        )
    return tuple(shares)


def _numbers(table: Table) -> tuple[tuple[str, Decimal], ...]:
    """The table's names with their points."""
    numbers = []
    for name in table.names():
        number = table.take(name, _POINTS)
        if number is not None:
            numbers.append((name, number))
    return tuple(numbers)


def _grades(root: Table, base: Rulebook | None) -> tuple[Grade, ...] | None:
    section = root.table("grades", missing="" if base else '一节，写各等级的下限，如 "优" = 90')
    if section is None:
        return None
    grades = (Grade(name, bound) for name, bound in _numbers(section))
    return tuple(sorted(grades, key=lambda grade: -grade.bound))


def _severities(
    root: Table, base: Rulebook | None, known_codes: Callable[[], Collection[str]]
) -> tuple[SeverityRule, ...]:
    known = {rule.code: rule for rule in base.severities} if base else {}
    section = root.table("severities")
    for code, table in section.tables() if section else ():
        severity = table.take("severity", _SEVERITIES, required=True)
        reason = table.take("reason", Text(), required=True)
        table.close()
        if not _CODE.fullmatch(code):
            table.faults.wrong("severities", code, '检查代码，如 "W01"')
        elif (codes := known_codes()) and code not in codes:
            table.faults.unknown(f"severities.{code}", sorted(codes))
        if severity is not None and reason is not None:
            known[code] = SeverityRule(code, severity[0], reason)
    return tuple(known.values())
