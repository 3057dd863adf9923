"""A compound file read back by olefile, and its directory trees checked as the format asks."""

from __future__ import annotations

import io
import struct

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.addin.compound import compound_file

names = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
contents = st.builds(
    lambda size, first: bytes((first + at) % 251 for at in range(size)),
    st.sampled_from([0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 9000]),
    st.integers(0, 250),
)


def read(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


@settings(deadline=None)
@given(
    st.dictionaries(names, contents, max_size=6),
    st.dictionaries(names, contents, min_size=1, max_size=20),
)
def test_every_stream_is_read_back(top: dict[str, bytes], inside: dict[str, bytes]) -> None:
    streams = {f"Top{name}": content for name, content in top.items()}
    streams |= {f"vba/{name}": content for name, content in inside.items()}
    assert read(compound_file(streams)) == streams


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 12, 31, 40])
def test_siblings_form_a_red_black_tree_in_the_order_of_the_format(count: int) -> None:
    """[MS-CFB] 2.6.4: shorter names first, then by capital letters; Windows refuses others."""
    expected = sorted((f"m{n:o}" for n in range(count)), key=lambda n: (len(n), n.upper()))
    with olefile.OleFileIO(io.BytesIO(compound_file(dict.fromkeys(expected, b"x")))) as ole:
        entries = {entry.sid: entry for entry in ole.direntries if entry is not None}

    def walk(sid: int, parent_is_red: bool) -> tuple[list[str], int]:
        """The names in order, and the number of black entries on every way down."""
        if sid == 0xFFFFFFFF:
            return [], 0
        entry = entries[sid]
        red = entry.color == 0
        assert not (red and parent_is_red)
        left, black_left = walk(entry.sid_left, red)
        right, black_right = walk(entry.sid_right, red)
        assert black_left == black_right
        return [*left, entry.name, *right], black_left + (not red)

    assert walk(entries[0].sid_child, False)[0] == expected


def test_equal_streams_give_equal_bytes_and_no_time_is_stored() -> None:
    streams = {"PROJECT": b"p" * 500, "VBA/dir": b"d" * 5000}
    data = compound_file(streams)
    assert data == compound_file(streams)
    directory = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    for entry in range(4):
        times = data[directory + 128 * entry + 100 : directory + 128 * entry + 116]
        assert times == bytes(16)


def test_what_does_not_fit_is_refused() -> None:
    assert len(compound_file({"big": bytes(7_000_000)})) > 7_000_000
    with pytest.raises(ValueError, match="DIFAT"):
        compound_file({"big": bytes(7_200_000)})
