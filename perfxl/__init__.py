"""perfxl: self-evaluation forms of budget projects (项目支出绩效自评表), live in Excel."""

from __future__ import annotations

__version__ = "0.1.0"
