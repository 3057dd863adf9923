"""Hostile and damaged files are refused with a reason; files are saved whole or not at all."""

from __future__ import annotations

import re
import struct
import zipfile
from io import BytesIO

import pytest

from perfxl.errors import InputError, LimitError
from perfxl.sheet.archive import Bundle, Prefix, pack
from perfxl.sheet.container import Limits
from perfxl.sheet.package import Package

TYPES = "[Content_Types].xml"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_parts_come_back_as_they_were():
    package = Package.read(zipped({TYPES: b"<Types/>", "xl/图.bin": b"\0" * 99}))
    assert package.names() == (TYPES, "xl/图.bin")
    assert package.part("xl/图.bin").data() == b"\0" * 99


def test_stored_members_are_read():
    assert Package.read(zipped({TYPES: b"<Types/>"}, zipfile.ZIP_STORED)).xml(TYPES).tag == "Types"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "不是有效的"),
        (b"PK\x03\x04 and then nothing", "不是有效的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls 或设有打开密码"),
        (zipped({"readme.txt": b"hello"}), "缺少 [Content_Types].xml"),
    ],
    ids=["empty", "cut off", "xls or encrypted", "another zip"],
)
def test_a_file_that_is_no_workbook(data, says):
    with pytest.raises(InputError, match=re.escape(says)):
        Package.read(data)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"没有.xlsx"):
        Package.read(tmp_path / "没有.xlsx")


def forged_size(data: bytes, size: int) -> bytes:
    """The directory claims another unpacked size for the last member."""
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<L", size) + data[at + 28 :]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped({TYPES: b"", "xl/bomb.bin": b"\0" * 3_000_000}), "压缩比异常"),
        (zipped({TYPES: b"", "xl/big.bin": bytes(range(256)) * 20_000}), "解压后过大"),
        (zipped({TYPES: b"", **{f"xl/{n}.bin": b"" for n in range(30)}}), "31 个部件"),
        (zipped({TYPES: b"", "../evil.bin": b""}), "越出压缩包"),
        (zipped({TYPES: b"", "xl\\evil.bin": b""}), "越出压缩包"),
        (zipped({TYPES: b"", "/etc/evil": b""}), "越出压缩包"),
        (zipped({TYPES: b"", "xl/a.xml": b"", "XL/A.xml": b""}), "重复出现"),
        (zipped({TYPES: b"", "xl/a.bin": b""}, zipfile.ZIP_LZMA), "压缩方式"),
        (forged_size(zipped({TYPES: b"", "xl/a.bin": b"0123456789"}), 4), "实际大小与声明不符"),
        (zipped({TYPES: b"", "xl/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "DTD"),
        (zipped({TYPES: b"", "a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "DTD"),
        (zipped({TYPES: b"", "a.xml": b'<?xml version="1.0" encoding="cp037"?><a/>'}), "cp037"),
    ],
)
def test_a_hostile_file_is_refused(data, says):
    limits = Limits(members=20, part=4_000_000, ratio=100, ratio_from=1_000_000)
    with pytest.raises(LimitError, match=says):
        Package.read(data, limits=limits)


def test_an_encrypted_member_is_refused():
    data = bytearray(zipped({TYPES: b"<Types/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(LimitError, match="已加密"):
        Package.read(bytes(data))


def test_a_file_too_large_is_not_even_read(tmp_path):
    path = tmp_path / "大.xlsx"
    path.write_bytes(b"0" * 2_000)
    with pytest.raises(LimitError, match=r"大\.xlsx"):
        Package.read(path, limits=Limits(file=1_000))


def test_a_damaged_part_is_found_by_its_checksum():
    data = bytearray(zipped({TYPES: b"<Types/>"}, zipfile.ZIP_STORED))
    data[data.index(b"<Types/>") + 1] ^= 1
    with pytest.raises(InputError, match="损坏"):
        Package.read(bytes(data))


def test_a_part_that_is_no_xml_is_named():
    with pytest.raises(InputError, match=r"xl/workbook.xml 不是有效的 XML"):
        Package.read(zipped({TYPES: b"<T/>", "xl/workbook.xml": b"<a><b></a>"})).xml(
            "xl/workbook.xml"
        )


def test_what_a_bundle_writes_a_zip_reader_reads():
    base = Bundle.of([pack(TYPES, b"<Types/>"), pack("xl/工作表.xml", b"<a/>" * 999)])
    data = Bundle.of([pack("xl/b.xml", b"")], base=base).file()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [TYPES, "xl/工作表.xml", "xl/b.xml"]
        assert archive.read("xl/工作表.xml") == b"<a/>" * 999
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("prefix", [b"", b"<sst>", "<si><t>甲</t></si>".encode() * 999])
@pytest.mark.parametrize("data", [b"", b"</sst>", "<si><t>甲</t></si>".encode() * 999])
def test_a_part_behind_what_was_deflated_before(prefix, data):
    made = Bundle.of([pack("a.xml", data, prefix=Prefix.of(prefix))]).file()
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.read("a.xml") == prefix + data
