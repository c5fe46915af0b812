"""`casamuseo load` and `casamuseo dump`."""
