"""Minimal OLE compound files for tests."""

from __future__ import annotations

import struct


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file whose streams are all in regular sectors."""
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    body, sector = b"", 2
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    for name, data in streams.items():
        data = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        count = len(data) // 512
        entries.append((name, 2, sector, len(data)))
        table += [*range(sector + 1, sector + count), 0xFFFFFFFE]
        body += data
        sector += count
    directory = b"".join(
        struct.pack(
            "<64sHBB3L16sL16xLQ", name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1,
            0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, b"", 0, start, size,
        )
        for name, kind, start, size in entries
    ).ljust(512, b"\0")  # fmt: skip
    header = struct.pack(
        "<8s16x5H6xLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    header += struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack(f"<{len(table)}L", *table).ljust(512, b"\xff")
    return header + fat + directory + body
