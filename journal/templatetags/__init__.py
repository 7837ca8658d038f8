"""Pieces lent to pages of higher floors."""
