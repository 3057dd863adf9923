"""What a template keeper did wrong, before anybody knows in which cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_LISTED = 40


class Fault(Exception):  # noqa: N818 (it becomes a TemplateError once its cell is known)
    """A fault in one cell; the text says in Chinese what is wrong and what is allowed."""


def listed(names: Iterable[str]) -> str:
    """Names for a message: ``年、月、日``, not more than a person reads."""
    known = list(names)
    more = f" 等 {len(known)} 个" if len(known) > _LISTED else ""
    return "、".join(known[:_LISTED]) + more


def unknown(what: str, name: str, allowed: Collection[str]) -> Fault:
    """``name`` is none of ``allowed``: says which one was perhaps meant, then lists all."""
    from difflib import get_close_matches

    near = get_close_matches(name, allowed, n=3, cutoff=0.5)
    meant = f"是不是想写 {'、'.join(near)}？" if near else ""
    return Fault(f"{what} {name} 不存在。{meant}可用的有：{listed(sorted(allowed))}")
