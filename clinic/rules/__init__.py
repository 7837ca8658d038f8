"""Decisions and words of the clinic: no Django, no clock."""
