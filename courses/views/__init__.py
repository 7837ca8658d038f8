"""Pages of courses and lessons."""
