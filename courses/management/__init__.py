"""Commands for authors and operators."""
