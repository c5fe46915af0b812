"""From dates as people write them, in Spanish and English, to EDTF."""

import re

from .folding import fold
from .reading import UNDATED, read_common_edtf, read_edtf
from .sides import marked, read_side, without_marks
from .stretches import read_one_sided, read_stretch


def understand(words: str) -> str | None:
    """The EDTF that these words mean, or None.

    EDTF in its common forms comes first, then words, then EDTF in its rare forms, whose general
    grammar is slow and would be asked about every 20/8/1940.
    """
    text = words.strip()
    if not _is_short_for_years(text) and read_common_edtf(text):
        return text
    found = _in_words(fold(text))
    # Whatever the words gave must still be a date: no 31 February, no end before its beginning.
    if found and read_edtf(found):
        return found
    return text if not found and read_edtf(text) else None


def _is_short_for_years(text: str) -> bool:
    """As EDTF, 1937-39 would be the last four months of 1937, but people mean three years."""
    match = re.fullmatch("[0-9]{2}([0-9]{2})-(2[5-9]|3[0-9]|4[01])", text)
    return match is not None and match[1] < match[2]


def _in_words(text: str) -> str | None:
    text = _unwrapped(text)
    if re.sub(r"[ ./,-]", "", text) in _NO_DATE:
        return UNDATED
    if found := read_side(text):
        return found
    bare, marks = without_marks(text)
    found = read_stretch(bare) or read_one_sided(bare)
    return marked(found, marks) if found else None


_NO_DATE_ES = ("sf", "sinfecha", "sinfechar", "fechadesconocida", "sa", "sinano")
_NO_DATE_EN = ("undated", "nd", "nodate", "dateunknown", "unknowndate")
_NO_DATE = frozenset((*_NO_DATE_ES, *_NO_DATE_EN))


def _unwrapped(text: str) -> str:
    """Without the brackets in which a cataloguer puts what is not on the thing itself."""
    match = re.fullmatch(r"\[([^\[\]]+)\]|\(([^()]+)\)", text)
    return (match[1] or match[2]).strip() if match else text
