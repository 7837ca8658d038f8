"""Vocabulary of the clinic, one module a theme, as in models."""
