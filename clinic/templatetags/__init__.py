"""Pieces of the clinic's pages for the pages above that host them."""
