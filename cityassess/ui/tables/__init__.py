"""Tables that are only read."""
