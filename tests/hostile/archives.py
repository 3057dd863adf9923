"""Zip files as only an attacker makes them: sizes that lie, entries that overlap, bombs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_UTF8 = 0x800
_EMPTY_BLOCK = b"\0\0\0\xff\xff"  # of the deflate stream, stored
_HONEST = 50  # times


@dataclass(frozen=True)
class Member:
    """An entry as the directory claims it; ``at`` makes it share the bytes of another one."""

    name: str
    packed: bytes
    size: int
    crc: int = 0
    method: int = zlib.DEFLATED
    flags: int = 0
    at: str = ""


def member(name: str, data: bytes | str) -> Member:
    """An honest entry."""
    raw = data.encode() if isinstance(data, str) else data
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return Member(name, packer.compress(raw) + packer.flush(), len(raw), zlib.crc32(raw))


def bomb(name: str, before: str, block: bytes, times: int, after: str) -> Member:
    """An entry that unpacks to ``before``, ``times`` copies of ``block``, and ``after``.

    A block that was fully flushed can be repeated in the deflated bytes, so that gigabytes
    are packed in no time.
    """
    pieces = []
    for data, count in ((before.encode(), 1), (block, times)):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        pieces.append((packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)) * count)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces.append(packer.compress(after.encode()) + packer.flush())
    size = len(before.encode()) + len(block) * times + len(after.encode())
    return Member(name, b"".join(pieces), size, _crc(before, block, times, after))


def loose_bomb(name: str, before: str, block: bytes, times: int, after: str) -> Member:
    """As :func:`bomb`, but packed no better than honest parts are: no limit of ratios stops it.

    Empty blocks between the packed ones give nothing and take their room.
    """
    made = bomb(name, before, block, times, after)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    missing = max(0, len(block) // _HONEST - len(packed))
    loose = packed + _EMPTY_BLOCK * -(-missing // len(_EMPTY_BLOCK))
    return replace(made, packed=made.packed.replace(packed, loose))


def _crc(before: str, block: bytes, times: int, after: str) -> int:
    if len(block) * times > 1 << 28:
        return 0  # nobody gets so far
    value = zlib.crc32(before.encode())
    for _ in range(times):
        value = zlib.crc32(block, value)
    return zlib.crc32(after.encode(), value)


def zipped(members: Iterable[Member], *, comment: bytes = b"") -> bytes:
    """The file; more than 65,535 entries get the longer end record."""
    body, directory = [], []
    offsets: dict[str, int] = {}
    offset = count = 0
    for each in members:
        name = each.name.encode("utf-8", "surrogatepass")
        flags = each.flags | (0 if each.name.isascii() else _UTF8)
        entry = (
            20,
            flags,
            each.method,
            0,
            0x21,
            each.crc,
            len(each.packed),
            each.size & 0xFFFFFFFF,
            len(name),
            0,
        )
        if each.at:
            start = offsets[each.at]
        else:
            start = offsets.setdefault(each.name, offset)
            local = _LOCAL.pack(b"PK\x03\x04", *entry) + name + each.packed
            body.append(local)
            offset += len(local)
        directory += (_CENTRAL.pack(b"PK\x01\x02", 20, *entry, 0, 0, 0, 0, start), name)
        count += 1
    listed = b"".join(directory)
    tail = b""
    if count > 0xFFFF:
        tail = _END64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(listed), offset)
        tail += _LOCATOR.pack(b"PK\x06\x07", 0, offset + len(listed), 1)
    short = min(count, 0xFFFF)
    end = _END.pack(b"PK\x05\x06", 0, 0, short, short, len(listed), offset, len(comment))
    return b"".join((*body, listed, tail, end, comment))


def package(parts: Mapping[str, bytes | str], *more: Member) -> bytes:
    """The parts of a document with some entries replaced or added."""
    replaced = {each.name for each in more}
    kept = [member(name, data) for name, data in parts.items() if data and name not in replaced]
    return zipped([*kept, *more])


def lying(each: Member, size: int) -> Member:
    """The same entry; the directory claims another size."""
    return replace(each, size=size)
