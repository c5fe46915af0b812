"""Codes on tickets: keys, the signed code in the QR, the short code that a person reads aloud."""
