"""The Excel add-in: worksheet functions, ribbon, and what builds and installs them.

xlwings is imported here and nowhere else, and only its BSD part (not ``xlwings.pro``).
"""
