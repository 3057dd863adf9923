"""The parts of a zipped document (.xlsx, .docx, .ods), each unpacked when it is asked for.

Unlike :class:`perfxl.sheet.package.Package`, which keeps a workbook for writing, this reads as
leniently as the office programs do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfxl.errors import InputError
from perfxl.sheet.container import DAMAGED, Container, Limits


class _Chunks:
    """Pieces of a part; what is wrong with them is said as an archive says it."""

    def __init__(self, archive: Archive, chunks: Iterable[bytes]) -> None:
        self._archive = archive
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except DAMAGED as error:
            raise self._archive.damaged() from error


class Archive:
    """A zip package in memory, within limits.

    Raises:
        InputError: it is no zip, is damaged, or holds two parts of one name.
        LimitError: it has too many parts.
    """

    def __init__(self, data: bytes, *, file: str, limits: Limits | None = None) -> None:
        self.file = file
        try:
            self._container = Container(data, limits=limits or Limits(), file=file)
        except DAMAGED as error:
            raise self.damaged() from error
        members = self._container.members
        self._members = {
            member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members
        }
        if len(self._members) != len(members):
            raise InputError("文件内有重名的部件，疑似损坏；请用Excel或WPS打开后另存", file=file)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a part; names are compared without regard to case.

        Raises:
            InputError: there is no such part, or it is damaged.
            LimitError: it is encrypted, or it or everything read so far is too large.
        """
        member = self._members.get(name.lower())
        if member is None:
            raise InputError(
                f"文件内缺少部件{name}，文件已损坏；请用Excel或WPS打开后另存", file=self.file
            )
        try:
            return self._container.content(self._container.part(member))
        except DAMAGED as error:
            raise self.damaged() from error

    def size(self, name: str) -> int:
        """How large the directory says that a part is; 0 for one that is not there."""
        member = self._members.get(name.lower())
        return 0 if member is None else member.file_size

    def chunks(self, name: str) -> Iterable[bytes]:
        """A part that is there, unpacked piece by piece whenever it is gone through.

        Raises as :meth:`read` does, what is damaged where it is gone through.
        """
        return _Chunks(self, self._container.chunks(self._members[name.lower()]))

    def damaged(self) -> InputError:
        """That its content cannot be unpacked."""
        return InputError(
            "文件已损坏，无法解压；请用Excel或WPS打开修复后另存，或重新向填报单位索取",
            file=self.file,
        )
