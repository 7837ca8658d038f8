"""Vocabulary of the courses, one module a theme."""
