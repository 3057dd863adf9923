"""Write a compound file (the OLE container that holds a VBA project).

Version 3 of the format with 512-byte sectors, following [MS-CFB]; section numbers in the
comments are of that document.  Nothing depends on clock, machine or library version, so
the same streams always give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR = 512
_MINI_SECTOR = 64
_MINI_STREAM_LIMIT = 4096  # 2.2: shorter streams live in the mini stream
_DIFAT_IN_HEADER = 109  # 2.2: sector numbers of the FAT kept in the header

_FREE = 0xFFFFFFFF  # also NOSTREAM
_END = 0xFFFFFFFE
_FAT = 0xFFFFFFFD

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass(slots=True)
class _Entry:
    """One directory entry (2.6.1)."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    size: int = 0


@dataclass(slots=True)
class _Sectors:
    """The sectors after the header, with the allocation table that chains them."""

    data: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)

    def append(self, content: bytes, *, mark: int | None = None) -> int:
        """Store ``content`` and return its first sector; ``mark`` replaces the chain."""
        if not content:
            return _END
        first = len(self.data)
        count = -(-len(content) // _SECTOR)
        padded = content.ljust(count * _SECTOR, b"\0")
        self.data += [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
        chain = [*range(first + 1, first + count), _END]
        self.table += chain if mark is None else [mark] * count
        return first


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file holding ``streams``.

    Args:
        streams: content by path; ``"VBA/dir"`` is the stream ``dir`` in the storage ``VBA``.

    Raises:
        ValueError: the streams need more than the 109 FAT sectors a header can name (7 MB).
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_children(entries, _tree(streams))

    mini_stream, mini_table = _mini_stream(entries)
    sectors = _Sectors()
    for entry in entries:
        if entry.kind == _STREAM and entry.size >= _MINI_STREAM_LIMIT:
            entry.start = sectors.append(entry.content)
    entries[0].start, entries[0].size = sectors.append(mini_stream), len(mini_stream)
    mini_fat = b"".join(struct.pack("<I", link) for link in mini_table)
    mini_fat_start = sectors.append(_filled(mini_fat))
    directory_start = sectors.append(_directory(entries))
    fat_start, fat_count = _append_fat(sectors)

    header = struct.pack(  # 2.2
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        0x3E,  # minor version
        3,  # major version: sectors of 512 bytes
        0xFFFE,  # little endian
        9,  # 2 ** 9 bytes a sector
        6,  # 2 ** 6 bytes a mini sector
        0,  # number of directory sectors, always 0 in version 3
        fat_count,
        directory_start,
        0,  # transaction signature
        _MINI_STREAM_LIMIT,
        mini_fat_start,
        -(-len(mini_fat) // _SECTOR),
        _END,  # no DIFAT sectors
        0,
    )
    difat = [*range(fat_start, fat_start + fat_count)]
    difat += [_FREE] * (_DIFAT_IN_HEADER - fat_count)
    return header + struct.pack(f"<{_DIFAT_IN_HEADER}I", *difat) + b"".join(sectors.data)


def _tree(streams: Mapping[str, bytes]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for path, content in streams.items():
        *folders, name = path.split("/")
        node = tree
        for folder in folders:
            node = node.setdefault(folder, {})  # type: ignore[assignment]
        node[name] = content
    return tree


def _add_children(entries: list[_Entry], tree: Mapping[str, object]) -> int:
    """Append the members of one storage; return the number of the top of their tree."""
    numbers: dict[str, int] = {}
    for name, content in tree.items():
        numbers[name] = len(entries)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content, size=len(content)))
        else:
            entries.append(_Entry(name, _STORAGE))
    for name, content in tree.items():
        if isinstance(content, Mapping):
            entries[numbers[name]].child = _add_children(entries, content)
    # 2.6.4: siblings are ordered by the length of the name, then by its capital letters.
    ordered = [numbers[name] for name in sorted(numbers, key=lambda n: (len(n), n.upper()))]
    return _link(entries, ordered, full_levels=(len(ordered) + 1).bit_length() - 1)


def _link(entries: list[_Entry], ordered: list[int], *, full_levels: int) -> int:
    """Link siblings into a balanced tree and return its top.

    The colours make it a red-black tree (2.6.4): the levels that are completely filled
    are black, what is left over at the bottom is red.
    """
    if not ordered:
        return _FREE
    middle = len(ordered) // 2
    top = entries[ordered[middle]]
    top.colour = _BLACK if full_levels > 0 else _RED
    top.left = _link(entries, ordered[:middle], full_levels=full_levels - 1)
    top.right = _link(entries, ordered[middle + 1 :], full_levels=full_levels - 1)
    return ordered[middle]


def _mini_stream(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """Gather the short streams (2.4); returns the mini stream and its chain table."""
    content, table = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM or entry.size >= _MINI_STREAM_LIMIT:
            continue
        if not entry.size:
            entry.start = _END
            continue
        entry.start = len(table)
        count = -(-entry.size // _MINI_SECTOR)
        table += [*range(entry.start + 1, entry.start + count), _END]
        content += entry.content.ljust(count * _MINI_SECTOR, b"\0")
    return bytes(content), table


def _directory(entries: list[_Entry]) -> bytes:
    records = bytearray()
    for entry in entries:
        name = entry.name.encode("utf-16-le") + b"\0\0"
        records += struct.pack(
            "<64sHBBIII36xIQ",
            name,
            len(name),
            entry.kind,
            entry.colour,
            entry.left,
            entry.right,
            entry.child,
            entry.start,
            entry.size,
        )
    unused = bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)
    while len(records) % _SECTOR:
        records += unused
    return bytes(records)


def _append_fat(sectors: _Sectors) -> tuple[int, int]:
    """Append the allocation table, which also describes its own sectors (2.3)."""
    links_a_sector = _SECTOR // 4
    count = 1
    while len(sectors.table) + count > count * links_a_sector:
        count += 1
    if count > _DIFAT_IN_HEADER:
        raise ValueError("the streams do not fit a compound file without DIFAT sectors")
    first = len(sectors.data)
    table = sectors.table + [_FAT] * count
    sectors.append(_filled(struct.pack(f"<{len(table)}I", *table)), mark=_FAT)
    return first, count


def _filled(table: bytes) -> bytes:
    """A chain table padded to whole sectors with free links."""
    return table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff")
