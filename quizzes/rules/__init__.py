"""Pure arithmetic and words over answers: no Django, no clock, no rows."""
