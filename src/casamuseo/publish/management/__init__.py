"""Commands of the house folder."""
