"""The door: what is used where visitors come in."""
