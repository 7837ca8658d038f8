"""Pages of this app: checks inside lessons, sheets to answer, results."""
