"""Pages of the notebook, and forms that come from lessons."""
