"""OOXML mechanics: zip parts, rows, formulas, references.  Knows nothing of indicators."""
