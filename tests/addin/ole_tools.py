"""oletools, an independent reader of VBA projects, as far as these tests ask it."""

from __future__ import annotations

import io
import warnings

import olefile

with warnings.catch_warnings():  # it uses old names of pyparsing
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser, VBA_Project, decompress_stream


def decompressed(data: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(data)))


def sources(data: bytes) -> dict[str, str]:
    """The source of every module by file name, of a vbaProject.bin or a whole workbook."""
    parser = VBA_Parser("file", data=data)
    try:
        return {name: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def kinds(project: bytes) -> dict[str, str]:
    """ "bas" or "cls" for every module the project's own streams name, by its small letters."""
    with olefile.OleFileIO(io.BytesIO(project)) as ole:
        parsed = VBA_Project(ole, "", "PROJECT", "VBA/dir")
        parsed.parse_project_stream()
        return dict(parsed.module_ext)


def stream(project: bytes, path: str) -> bytes:
    with olefile.OleFileIO(io.BytesIO(project)) as ole:
        return ole.openstream(path).read()
