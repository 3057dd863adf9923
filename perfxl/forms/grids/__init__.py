"""File formats → grids: one module a format, one door in :mod:`.source`."""
