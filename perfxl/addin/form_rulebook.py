"""Which rulebook a live form was scored by."""

from __future__ import annotations

from functools import lru_cache

from perfxl.addin.snapshot import Snapshot
from perfxl.core.rulebook import Rulebook
from perfxl.errors import InputError
from perfxl.forms.rulebooks import DEFAULT, load_rulebook, rulebook_names

_LABEL = "评分办法"


def form_rulebook(basis: Snapshot | None) -> Rulebook:
    """The rulebook that a generated form names; the default one for every other form.

    Args:
        basis: the sheet 评分依据 of the form's workbook, if there is one.

    Raises:
        InputError: the form names a rulebook that is not installed here.
    """
    title = _named(basis) if basis is not None else None
    if title is None:
        return load_rulebook(DEFAULT)
    found = _by_title().get(title)
    if found is None:
        raise InputError(
            f"这份表按“{title}”评分，本机没有这个评分办法。请用生成它的电脑，或请维护人员安装"
        )
    return found


def _named(basis: Snapshot) -> str | None:
    """The text right of the label 评分办法."""
    for (row, column), text in basis.texts.items():
        if text == _LABEL:
            right = [at for at in basis.texts if at[0] == row and at[1] > column]
            return basis.texts[min(right)] if right else None
    return None


@lru_cache(maxsize=1)
def _by_title() -> dict[str, Rulebook]:
    return {rulebook.title: rulebook for rulebook in map(load_rulebook, rulebook_names())}
