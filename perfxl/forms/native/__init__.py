"""Native formulas: a form's scores follow what a person edits, without Python or macros.

Pure functions from a rulebook to formula text.  Cells are named by field in square brackets,
``[i.target]``, ``[funding.total.executed]``, which the template compiler turns into
addresses.  Each formula works on readings in hidden helper columns (:mod:`.columns`): as
long as a text is as it was when the form was made, the core's own reading counts; an edited
text is read by formulas, and where they are not certain, no score is shown but a mark.
"""

from __future__ import annotations

from perfxl.forms.native.catalogue import conditions, formulas, master_formulas
from perfxl.forms.native.columns import FORM_HEADINGS, ROW_HEADINGS
from perfxl.forms.native.form import LiveForm, live_form, word_lists
from perfxl.forms.native.project import live_project
from perfxl.forms.native.row import ROW_CONSTANTS, LiveRow, live_row

__all__ = [
    "FORM_HEADINGS",
    "ROW_CONSTANTS",
    "ROW_HEADINGS",
    "LiveForm",
    "LiveRow",
    "conditions",
    "formulas",
    "live_form",
    "live_project",
    "live_row",
    "master_formulas",
    "word_lists",
]
