"""The relationships of one part, which can become more or fewer."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection

from lxml import etree

from perfxl.sheet.package import Package
from perfxl.sheet.workbook import Relation, last_word, relations, relations_part
from perfxl.sheet.xml import PACKAGE_RELATIONS, RELATIONS


class Relationships:
    """The relationships of one part; ``changed`` once one has been added or taken out."""

    def __init__(self, package: Package, part: str) -> None:
        self.part = relations_part(part)
        self.changed = False
        self._folder = posixpath.dirname(part)
        self._relations = relations(package, part)
        if self.part in package:
            self.root = package.xml(self.part)
        else:
            self.root = etree.fromstring(f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>')

    def target(self, kind: str, identity: str = "") -> str:
        """The part related as ``kind`` (by ``identity`` if given); ``""`` when there is none."""

        def fits(item: Relation) -> bool:
            return item.kind == kind and (not identity or item.id == identity)

        return next((item.target for item in self._relations if fits(item)), "")

    def remove(self, target: str) -> None:
        """Relate no longer to a part."""
        gone = {item.id for item in self._relations if item.target == target}
        self._cut(lambda entry: entry.get("Id") in gone)

    def remove_kinds(self, kinds: Collection[str]) -> None:
        """Relate to nothing as one of these kinds, inside the package or outside."""
        self._cut(lambda entry: last_word(entry.get("Type", "")) in kinds)

    def _cut(self, unwanted: Callable[[etree._Element], bool]) -> None:
        for entry in list(self.root):
            if unwanted(entry):
                self.root.remove(entry)
                self.changed = True

    def add(self, kind: str, target: str) -> str:
        """Relate a part, and say by what identity."""
        known = {entry.get("Id") for entry in self.root}
        number = 1
        while f"rId{number}" in known:
            number += 1
        entry = etree.SubElement(self.root, f"{{{PACKAGE_RELATIONS}}}Relationship")
        entry.set("Id", f"rId{number}")
        entry.set("Type", f"{RELATIONS}/{kind}")
        entry.set("Target", posixpath.relpath(target, self._folder))
        self.changed = True
        return f"rId{number}"
