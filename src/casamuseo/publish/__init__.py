"""Open data and the house folder: load and dump."""
