"""Printed pages: how many, how large, and how they look."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.office.libreoffice import Document

A4_PORTRAIT = (595, 842)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size in whole points."""

    width: int
    height: int


def print_to_pdf(document: Document, folder: Path, name: str = "print") -> Path:
    """The document as it would come out of a printer."""
    return document.save_as(folder / f"{name}.pdf")


def pages(pdf: Path) -> list[Page]:
    """The pages of a PDF in order."""
    report = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "100000", pdf], capture_output=True, check=True, text=True
    ).stdout
    sizes = re.findall(r"^Page +\d+ size: +([\d.]+) x ([\d.]+) pts", report, re.MULTILINE)
    return [Page(round(float(width)), round(float(height))) for width, height in sizes]


def page_texts(pdf: Path) -> list[str]:
    """The text of each page, cell after cell, blanks and line breaks taken out."""
    command = ["pdftotext", "-raw", pdf, "-"]
    text = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    return [re.sub(r"\s", "", page) for page in text.split("\f")[:-1]]


def pictures(pdf: Path, folder: Path, *, dots_per_inch: int = 80) -> list[Path]:
    """A PNG for each page, to look at."""
    stem = folder / pdf.stem
    subprocess.run(["pdftoppm", "-r", str(dots_per_inch), "-png", pdf, stem], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))
