"""What becomes of tables, and what a file to read at home looks like: plain values in, plain values out."""

from privacy.rules.tables import LIBRARY_TABLES

__all__ = ["LIBRARY_TABLES"]
