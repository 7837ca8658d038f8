"""Pieces lent to the pages of apps above."""
