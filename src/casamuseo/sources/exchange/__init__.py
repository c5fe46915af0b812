"""Translations out of the house and back in: XLIFF and PO files for the tools of translators."""
