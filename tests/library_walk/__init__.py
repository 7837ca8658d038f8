"""Walks the real library as its readers do: every lesson, every check, every exercise, every way on."""
