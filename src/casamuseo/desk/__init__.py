"""The desk: the pages of those who work in the house."""
