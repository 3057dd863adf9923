"""Checks: what is wrong in a form, or among forms; one theme a module.

:mod:`.all_checks` runs them.  What only names a kind of finding imports its theme, and not all.
"""
