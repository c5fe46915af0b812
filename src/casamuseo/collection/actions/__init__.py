"""The use cases of the collection."""
