"""File names a person recognises, legal on Windows, unique in their folder, and short enough."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from perfxl.regex import regex

# Windows forbids these in names; the full-width twin keeps the name readable.
_ILLEGAL = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '\\/:*?"<>|'})
# The device names of Win32 are reserved with any extension (Microsoft, "Naming Files").
_RESERVED = regex(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")
# In Chinese 24 and 50 characters are 222 bytes of UTF-8: with "(2)" and the extension under
# the 255 bytes of Linux, and Windows' paths of 260 characters keep room for the folder.
_CODE_CHARACTERS = 24
_NAME_CHARACTERS = 50


def legal_stem(text: str, characters: int = _NAME_CHARACTERS) -> str:
    """``text`` as a file name without extension; may be ``""``.

    Control and invisible characters vanish, runs of white space become one blank, what
    Windows forbids becomes its full-width twin, and long names are cut.
    """
    # Printable is what is neither invisible nor white space other than the blank.
    visible = text if text.isprintable() else "".join(_visible(text))
    stem = " ".join(visible.translate(_ILLEGAL).split())[:characters]
    while len(stem.encode()) > 3 * characters:  # letters beyond the basic plane
        stem = stem[:-1]
    stem = stem.strip(" .")
    return f"_{stem}" if _RESERVED.match(stem) else stem


def _visible(text: str) -> Iterator[str]:
    for char in text:
        if char.isspace():
            yield " "
        elif unicodedata.category(char)[0] != "C":
            yield char


def form_filenames(projects: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """One ``.xlsx`` name a project, from its number and its name, in the same order.

    Of the names given, digests are held: of a hundred thousand names these are a third.
    ``("03", "中小学平台")`` gives ``03_中小学平台.xlsx``; a project without a name gives
    ``03_未命名项目.xlsx``.  Names that differ only in case, which Windows takes for one
    file, get ``(2)``, ``(3)`` … in order.
    """
    seen: set[int] = set()
    for code, name in projects:
        lead = legal_stem(code, _CODE_CHARACTERS) or "无编号"
        stem = f"{lead}_{legal_stem(name or '') or '未命名项目'}"
        candidate, number = stem, 1
        while (mark := _mark(candidate)) in seen:
            number += 1
            candidate = f"{stem}({number})"
        seen.add(mark)
        yield f"{candidate}.xlsx"


def _mark(name: str) -> int:
    """The same for names that a file system takes for one.

    Were it ever the same for two others, the second would get a number it does not need.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return int.from_bytes(blake2b(folded.encode(), digest_size=7).digest(), "big")
