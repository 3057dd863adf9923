"""What the add-in is called, and the xlwings that it is made for."""

from __future__ import annotations

PROJECT = "perfxl"
FILE_NAME = f"{PROJECT}.xlam"
XLWINGS = "0.37.8"  # as the extra ``addin`` pins it
