"""The Excel add-in: the only place that knows xlwings."""
