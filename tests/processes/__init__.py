"""The real product: processes, servers, and what they do to each other."""
