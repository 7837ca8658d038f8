"""When to write, and whether: plain values in, plain values out."""
