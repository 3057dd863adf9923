"""Grids → readings: a form is recognised by its headings, never by addresses."""

from perfxl.forms.recognise.form import recognise

__all__ = ["recognise"]
