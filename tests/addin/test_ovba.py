"""The VBA project writer against oletools, which knows nothing of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyopenvba import ExcelFile

from perfxl.addin.ovba import Module, ModuleKind, compress, vba_project
from tests.addin import ole_tools

WORKBOOK = Module("ThisWorkbook", "", ModuleKind.WORKBOOK)
repetitive = st.lists(st.sampled_from([b"ab", b"abc", b"x", b"If End "]), max_size=3000).map(
    b"".join
)


@settings(deadline=None)
@given(st.one_of(st.binary(min_size=1, max_size=9000), repetitive.filter(bool)))
def test_compression_is_undone_by_oletools(data: bytes) -> None:
    """A chunk that does not shrink is stored filled to 4096 bytes, as the format has it."""
    assert ole_tools.decompressed(compress(data)).rstrip(b"\0") == data.rstrip(b"\0")


def test_text_shrinks() -> None:
    source = b"Public Function X() As Variant\r\nEnd Function\r\n" * 400
    assert len(compress(source)) < len(source) / 10


CODE = "Option Explicit\nPublic Function DOUBLED(x)\n    DOUBLED = x * 2 ' twice\nEnd Function"


def test_the_source_is_stored_as_it_was_written() -> None:
    project = vba_project("demo", [WORKBOOK, Module("Demo", CODE)])
    found = ole_tools.sources(project)
    written = 'Attribute VB_Name = "Demo"\r\n' + CODE.replace("\n", "\r\n") + "\r\n"
    assert found["Demo.bas"] == written
    assert found["ThisWorkbook.cls"].startswith('Attribute VB_Name = "ThisWorkbook"\r\n')


def test_the_dir_stream_names_every_module_and_its_kind() -> None:
    thing = Module("Thing", "Public Size As Long", ModuleKind.CLASS)
    data = vba_project("demo", [WORKBOOK, Module("Demo", CODE), thing])
    assert ole_tools.kinds(data) == {"thisworkbook": "cls", "demo": "bas", "thing": "cls"}
    lines = ole_tools.stream(data, "PROJECT").decode("ascii").split("\r\n")
    assert lines[1:4] == ["Document=ThisWorkbook/&H00000000", "Module=Demo", "Class=Thing"]
    directory = ole_tools.decompressed(ole_tools.stream(data, "VBA/dir"))
    assert directory.count(b"\x21\x00\x00\x00\x00\x00") == 1  # one procedural module
    assert directory.count(b"\x22\x00\x00\x00\x00\x00") == 2  # a document and a class


def test_existing_attribute_lines_are_replaced() -> None:
    module = Module("New", 'Attribute VB_Name = "Old"\r\nSub A()\r\nEnd Sub\r\n')
    assert module.source == 'Attribute VB_Name = "New"\r\nSub A()\r\nEnd Sub\r\n'


def test_source_other_than_ascii_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        vba_project("demo", [WORKBOOK, Module("Demo", "' 中文")])


def test_the_fields_of_the_project_stream_say_open_and_visible() -> None:
    """[MS-OVBA] 2.4.3.3, decoded here independently of the writer."""
    data = vba_project("demo", [WORKBOOK, Module("Demo", CODE)])
    lines = ole_tools.stream(data, "PROJECT").decode("ascii").split("\r\n")
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    assert decoded(fields["CMG"]) == bytes(4)
    assert decoded(fields["DPB"]) == bytes(1)
    assert decoded(fields["GC"]) == b"\xff"


def decoded(field: str) -> bytes:
    data = bytes.fromhex(field.strip('"'))
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    clear, before, last = key, data[1], data[2]
    output = bytearray()
    for byte in data[3:]:
        clear = byte ^ ((before + clear) & 0xFF)
        output.append(clear)
        before, last = last, byte
    ignored = (seed & 6) // 2
    length = int.from_bytes(output[ignored : ignored + 4], "little")
    return bytes(output[ignored + 4 : ignored + 4 + length])


def test_a_second_reader_agrees(addin_file) -> None:
    """pyOpenVBA, whose author tests it against Excel, finds the same modules and references."""
    with ExcelFile(str(addin_file)) as book:
        names = ["ThisWorkbook", "Sheet1", "Sheet2", "xlwings", "PerfFunctions"]
        assert book.module_names()[:5] == names
        assert [reference.name for reference in book.references()] == ["stdole", "Office"]
