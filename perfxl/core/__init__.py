"""The form and its rules: pure, decimal, without files, clock or spreadsheet libraries."""
