"""Pages of the entrance, of a person's settings, and of the second step."""
