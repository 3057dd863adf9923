"""Which rulebook a live form was scored by."""

from __future__ import annotations

from perfxl.addin.snapshot import Snapshot
from perfxl.core.rulebook import Rulebook
from perfxl.errors import InputError
from perfxl.forms.generated import rulebook_title
from perfxl.forms.rulebooks import DEFAULT, load_rulebook, rulebook_titled


def form_rulebook(basis: Snapshot | None) -> Rulebook:
    """The rulebook that a generated form names; the default one for every other form.

    Args:
        basis: the sheet 评分依据 of the form's workbook, if there is one.

    Raises:
        InputError: the form names a rulebook that is not installed here.
    """
    title = rulebook_title(basis.grid()) if basis is not None else None
    if title is None:
        return load_rulebook(DEFAULT)
    name = rulebook_titled(title)
    if name is None:
        raise InputError(
            f"这份表按“{title}”评分，本机没有这个评分办法。请用生成它的电脑，或请维护人员安装"
        )
    return load_rulebook(name)
