"""Faults on purpose: real workers, servers and mails, and what must hold whatever breaks. `python -m drills --list`."""
