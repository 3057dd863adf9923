"""Write a VBA project from module sources: the ``vbaProject.bin`` of an add-in.

The project is *source only*: it carries no compiled code, and the host compiles the text
when it opens the file ([MS-OVBA] 2.3.4.1, a ``_VBA_PROJECT`` stream without cache; the
add-ins of xlwings and EPPlus are stored the same way).  Section numbers in the comments
are of [MS-OVBA].  Equal sources give equal bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from perfxl.addin.compound import compound_file

_CODE_PAGE = 1252  # sources are ASCII only, so any Windows code page reads them alike
_LCID = 0x409

# Fixed, so that the build is reproducible; it names the project, nothing else.
_PROJECT_ID = "{B0A27D46-52C3-4E8B-9C1F-7D5E60A1F3C2}"

_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0"
        r"#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",  # IRibbonControl
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)


class ModuleKind(Enum):
    """What a module is; but for a standard one the value is its base class (2.3.4.3)."""

    STANDARD = ""
    CLASS = "FCFB3D2A-A0FA-1068-A738-08002B3371B5"
    WORKBOOK = "00020819-0000-0000-C000-000000000046"
    SHEET = "00020820-0000-0000-C000-000000000046"

    @property
    def is_document(self) -> bool:
        """Whether the host owns the module: it belongs to the workbook or to a sheet."""
        return self in (ModuleKind.WORKBOOK, ModuleKind.SHEET)


@dataclass(frozen=True, slots=True)
class Module:
    """One VBA module: its name, its kind and its ASCII source without attribute lines."""

    name: str
    code: str
    kind: ModuleKind = ModuleKind.STANDARD

    @property
    def source(self) -> str:
        """The stored text: attribute lines first, lines ended by CR LF (2.3.4.3)."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.kind is not ModuleKind.STANDARD:
            lines += [
                f'Attribute VB_Base = "0{{{self.kind.value}}}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                f"Attribute VB_PredeclaredId = {self.kind.is_document}",
                f"Attribute VB_Exposed = {self.kind.is_document}",
                "Attribute VB_TemplateDerived = False",
                f"Attribute VB_Customizable = {self.kind.is_document}",
            ]
        code = re.sub(r"\A(Attribute VB_.*(\r\n|\r|\n))+", "", self.code)
        lines += code.splitlines()
        return "".join(line.rstrip() + "\r\n" for line in lines)


def vba_project(name: str, modules: Iterable[Module]) -> bytes:
    """The bytes of a ``vbaProject.bin``.

    Args:
        name: the project's name in the VBA editor.
        modules: document modules (the workbook and every sheet, under the code names the
            workbook parts use) and standard modules.

    Raises:
        UnicodeEncodeError: a source is not ASCII; the host would show other characters
            under another code page.
    """
    modules = tuple(modules)
    streams = {"PROJECT": _project(name, modules), "PROJECTwm": _names(modules)}
    streams["VBA/_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 1)
    streams["VBA/dir"] = compress(_dir(name, modules))
    for module in modules:
        streams[f"VBA/{module.name}"] = compress(module.source.encode("ascii"))
    return compound_file(streams)


def _dir(name: str, modules: tuple[Module, ...]) -> bytes:
    """The ``dir`` stream before compression (2.3.4.2)."""
    parts = [
        _record(0x01, struct.pack("<I", 1)),  # system kind: Windows
        _record(0x02, struct.pack("<I", _LCID)),
        _record(0x14, struct.pack("<I", _LCID)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _record(0x05, b"") + _record(0x40, b""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, struct.pack("<I", 0)),  # help context
        _record(0x08, struct.pack("<I", 0)),  # library flags
        # 2.3.4.2.1.10: the size field is 4 although six bytes follow.
        struct.pack("<HIIH", 0x09, 4, 1, 0),
        _record(0x0C, b"") + _record(0x3C, b""),  # constants
    ]
    for reference, library in _REFERENCES:
        identifier = library.encode("ascii")
        payload = struct.pack("<I", len(identifier)) + identifier + bytes(6)
        parts += [_names_record(0x16, 0x3E, reference), _record(0x0D, payload)]
    parts += [
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, struct.pack("<H", 0xFFFF)),
    ]
    for module in modules:
        parts += [
            _names_record(0x19, 0x47, module.name),
            _names_record(0x1A, 0x32, module.name),  # the stream it is stored in
            _record(0x1C, b"") + _record(0x48, b""),  # description
            _record(0x31, struct.pack("<I", 0)),  # the source begins at offset 0
            _record(0x1E, struct.pack("<I", 0)),  # help context
            _record(0x2C, struct.pack("<H", 0xFFFF)),
            _record(0x21 if module.kind is ModuleKind.STANDARD else 0x22, b""),
            _record(0x2B, b""),
        ]
    return b"".join([*parts, _record(0x10, b"")])


def _record(identifier: int, payload: bytes) -> bytes:
    return struct.pack("<HI", identifier, len(payload)) + payload


def _names_record(identifier: int, wide_identifier: int, name: str) -> bytes:
    """A name twice: in the code page and in UTF-16."""
    return _record(identifier, name.encode("ascii")) + _record(
        wide_identifier, name.encode("utf-16-le")
    )


def _project(name: str, modules: tuple[Module, ...]) -> bytes:
    """The ``PROJECT`` stream (2.3.1): an open project, shown in the editor, no password."""
    lines = [f'ID="{_PROJECT_ID}"']
    for module in modules:
        if module.kind.is_document:
            lines.append(f"Document={module.name}/&H00000000")
        else:
            kind = "Class" if module.kind is ModuleKind.CLASS else "Module"
            lines.append(f"{kind}={module.name}")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obscure(bytes(4))}"',  # 2.3.1.15: not protected
        f'DPB="{_obscure(bytes(1))}"',  # 2.3.1.16: no password
        f'GC="{_obscure(bytes([0xFF]))}"',  # 2.3.1.17: visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
    ]
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in modules]
    return "".join(line + "\r\n" for line in lines).encode("ascii")


def _names(modules: tuple[Module, ...]) -> bytes:
    """The ``PROJECTwm`` stream (2.3.3): module names in both encodings."""
    pairs = [
        module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
        for module in modules
    ]
    return b"".join(pairs) + b"\0\0"


def _obscure(data: bytes) -> str:
    """Encode a field of the PROJECT stream (2.4.3.2); not a protection, only a format."""
    seed = 0x5D
    key = sum(_PROJECT_ID.encode("ascii")) & 0xFF
    encoded = [seed, seed ^ 2, seed ^ key]
    clear, last, before_last = key, encoded[2], encoded[1]
    ignored = bytes((seed & 6) // 2)
    for byte in ignored + struct.pack("<I", len(data)) + data:
        cipher = byte ^ ((before_last + clear) & 0xFF)
        encoded.append(cipher)
        before_last, last, clear = last, cipher, byte
    return bytes(encoded).hex().upper()


_CHUNK = 4096


def compress(data: bytes) -> bytes:
    """Compress a stream as [MS-OVBA] 2.4.1 asks: a signature and chunks of 4096 bytes."""
    container = bytearray([1])
    for start in range(0, len(data), _CHUNK):
        container += _compressed_chunk(data[start : start + _CHUNK])
    return bytes(container)


def _compressed_chunk(chunk: bytes) -> bytes:
    tokens = _tokens(chunk)
    if len(tokens) < _CHUNK:
        return struct.pack("<H", (len(tokens) - 1) | 0xB000) + tokens
    # 2.4.1.3.10: a chunk that does not shrink is stored as it is, filled to its full size.
    return struct.pack("<H", (_CHUNK - 1) | 0x3000) + chunk.ljust(_CHUNK, b"\0")


def _tokens(chunk: bytes) -> bytes:
    """Flag bytes, each followed by eight literals or copy tokens (2.4.1.3.3)."""
    output = bytearray()
    seen: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(8):
            if position == len(chunk):
                break
            offset_bits = max((position - 1).bit_length(), 4)  # 2.4.1.3.19.1
            longest = (0xFFFF >> offset_bits) + 3
            length, distance = _longest_match(chunk, position, seen, longest)
            if length:
                group += struct.pack("<H", (distance - 1) << (16 - offset_bits) | (length - 3))
                flags |= 1 << bit
            else:
                group.append(chunk[position])
            for at in range(position, position + max(length, 1)):
                seen.setdefault(chunk[at : at + 3], []).append(at)
            position += max(length, 1)
        output.append(flags)
        output += group
    return bytes(output)


def _longest_match(
    chunk: bytes, position: int, seen: Mapping[bytes, list[int]], longest: int
) -> tuple[int, int]:
    """Length and distance of the best earlier copy of what follows; (0, 0) without one."""
    best_length, best_distance = 0, 0
    longest = min(longest, len(chunk) - position)
    if longest < 3:
        return 0, 0
    for candidate in reversed(seen.get(chunk[position : position + 3], ())):
        length = 3
        while length < longest and chunk[candidate + length] == chunk[position + length]:
            length += 1
        if length > best_length:
            best_length, best_distance = length, position - candidate
            if length == longest:
                break
    return best_length, best_distance
