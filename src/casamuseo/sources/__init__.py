"""Sources, passages, statements and citations: every sentence is a record."""
