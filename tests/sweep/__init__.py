"""Every address, everybody, everybody else's things: nothing foreign opens, changes or shows."""
