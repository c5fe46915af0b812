"""Bibliographies in the forms in which others keep them: read into CSL items, and written out again."""
