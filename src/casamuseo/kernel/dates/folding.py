"""Folding: what different hands write differently becomes one spelling."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, few kinds of dash and quote, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.translate(_ALIKE).split()).rstrip(",;: ")


# The hyphen and the dash stay apart: 1938–39 is two years, 1938-11 is a month.
_ALIKE = str.maketrans({"—": "–", "―": "–", "‒": "–", "−": "-", "‐": "-", "‑": "-"})
_ALIKE |= str.maketrans(dict.fromkeys("‘’ʼ`", "'"))
