"""Mutations that know what XML, BIFF and Jinja are made of."""

# ruff: noqa: S311

from __future__ import annotations

import random
import re
import struct

from lxml import etree

from tests.fuzz.workbook import joined, split

_NUMBERS = ("0", "1", "-1", "1048576", "1048577", "16384", "4294967296", "1E308", "0.1", "NaN")
_WORDS = (
    *("产出指标", "数量指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "项目名称"),
    *("全年预算数", "全年执行数", "执行率", "年度资金总额", "总分", "绩效指标", "一级指标"),
    *("二级指标", "偏差原因分析及改进措施", "项目支出绩效自评表", "（2020年度）", "预期目标"),
    *("{{ year }}", "{% for i in indicators %}", "{% endfor %}", "{{ i.name }}", "{{ i.dimension | merge }}"),
    *('{{ i.score | live("score") }}', "≥95%", "1.4万人", "2020年12月30日", "=1+1"),
)  # fmt: skip
_REFERENCES = ("A1", "B2", "C3:D9", "A1:XFD1048576", "B9:A1", "ZZZ1", "$A$1", "3:3", "A:B")
_RECORDS = (0x809, 0x0A, 0x3C, 0x85, 0xFC, 0x41E, 0xE0, 0xFD, 0x204, 0x203, 0x27E, 0xBD, 0xE5, 0x06)


def mutate(data: bytes, limit: int, seed: int) -> bytes:
    """Another file description, not longer than ``limit``; ``data`` itself where none fits."""
    chance = random.Random(seed)
    kind, parts = split(data)
    if not parts:
        return data
    name = chance.choice(sorted(parts))
    changed = _records(parts[name], chance) if kind == b"xls" else _tree(parts[name], chance)
    made = joined(kind, parts | {name: changed})
    return made if len(made) <= limit else data


def _tree(content: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return _words(content, chance)
    for _ in range(chance.randint(1, 4)):
        elements = list(root.iter(etree.Element))
        item = chance.choice(elements)
        chance.choice((_remove, _repeat, _move, _attribute, _text, _rename))(item, elements, chance)
    return etree.tostring(root, encoding="utf-8")


def _remove(item: etree._Element, _: list[etree._Element], chance: random.Random) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def _repeat(item: etree._Element, _: list[etree._Element], chance: random.Random) -> None:
    parent = item.getparent()
    if parent is not None:
        for _ in range(chance.randint(1, 3)):
            parent.insert(chance.randint(0, len(parent)), _copy(item))


def _move(item: etree._Element, others: list[etree._Element], chance: random.Random) -> None:
    home = chance.choice(others)
    if item.getparent() is not None and len(item) < 200:
        home.append(_copy(item))


def _copy(item: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(item, with_tail=False))


def _attribute(item: etree._Element, others: list[etree._Element], chance: random.Random) -> None:
    donor = chance.choice(others)
    names = [*item.attrib, *donor.attrib]
    if not names:
        return
    name = chance.choice(names)
    if chance.random() < 0.2 and name in item.attrib:
        del item.attrib[name]
    elif chance.random() < 0.4:
        item.set(name, donor.get(name, chance.choice(_REFERENCES)))
    else:
        item.set(name, chance.choice(chance.choice((_NUMBERS, _REFERENCES, _WORDS))))


def _text(item: etree._Element, others: list[etree._Element], chance: random.Random) -> None:
    pool = chance.choice((_NUMBERS, _WORDS, _REFERENCES))
    item.text = chance.choice(pool)
    if chance.random() < 0.3:
        item.text += chance.choice(pool)


def _rename(item: etree._Element, others: list[etree._Element], chance: random.Random) -> None:
    item.tag = chance.choice(others).tag


def _words(content: bytes, chance: random.Random) -> bytes:
    """Text and broken XML: pieces cut out, repeated, swapped for telling words."""
    pieces = re.split(rb"([<>\n\t|])", content)
    at = chance.randrange(len(pieces))
    pieces[at : at + 1] = chance.choice(
        (
            [],
            [pieces[at], pieces[at]],
            [chance.choice(_WORDS).encode()],
            [pieces[at], b"\n", chance.choice(_WORDS).encode()],
            [pieces[chance.randrange(len(pieces))]],
        )
    )
    return b"".join(pieces)


def _records(content: bytes, chance: random.Random) -> bytes:
    """BIFF: records dropped, doubled, their kind, length or a number in them changed."""
    records, at = [], 0
    while at + 4 <= len(content):
        kind, size = struct.unpack_from("<2H", content, at)
        records.append((kind, content[at + 4 : at + 4 + size], size))
        at += 4 + size
    if not records:
        return struct.pack("<2H4s", 0x809, 4, b"\0\x06\x05\0")
    index = chance.randrange(len(records))
    kind, body, size = records[index]
    what = chance.randrange(5)
    if what == 0:
        del records[index]
    elif what == 1:
        records.insert(chance.randrange(len(records) + 1), (kind, body, size))
    elif what == 2:
        records[index] = (chance.choice(_RECORDS), body, size)
    elif what == 3:
        records[index] = (kind, body, chance.choice((0, 1, size + 1, max(0, size - 1), 0xFFFF)))
    elif body:
        changed = bytearray(body)
        spot = chance.randrange(len(changed))
        changed[spot : spot + 2] = struct.pack("<H", chance.choice((0, 1, 0x7FFF, 0xFFFF, 256)))
        records[index] = (kind, bytes(changed[: len(body)]), size)
    return b"".join(struct.pack("<2H", kind, size) + body for kind, body, size in records)
