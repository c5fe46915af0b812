"""A Tantivy index built from everything below, never the truth itself."""
