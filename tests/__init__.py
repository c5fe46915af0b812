"""The tests, a folder for each app."""
