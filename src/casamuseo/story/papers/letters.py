"""Words as far as our fonts can draw them: a PDF/UA has no letter without a shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import typst
from django.conf import settings

PRINTABLE = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x24F),
    (0x386, 0x386),
    (0x388, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x482),
    (0x48A, 0x4FF),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x640, 0x64A),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
"""The letters of our fonts and of those inside Typst."""

A_LONG_WORD = 24
"""Letters after which a word may be broken anywhere: longer ones run out of a narrow column."""

_LONG = re.compile(rf"\S{{{A_LONG_WORD + 1},}}")


def drawn(words: str) -> str:
    """The words without the letters that have no shape, on one line."""
    composed = unicodedata.normalize("NFC", " ".join(words.split()))
    return "".join(letter for letter in composed if ord(letter) in _letters())


def undrawn(words: str) -> str:
    """The letters that have no shape, each once."""
    composed = unicodedata.normalize("NFC", " ".join(words.split()))
    return "".join(dict.fromkeys(each for each in composed if ord(each) not in _letters()))


def pieces(words: str) -> Iterator[dict[str, object]]:
    """The words cut at `*italics*` and, with a hint to break it, at every very long word."""
    for number, part in enumerate(drawn(words).split("*")):
        if part:
            yield {"words": [*_broken(part)], "italic": number % 2 == 1}


def _broken(part: str) -> Iterator[str]:
    """The part cut where a line may be broken inside a long word."""
    start = 0
    for found in _LONG.finditer(part):
        for cut in range(found.start() + A_LONG_WORD, found.end(), A_LONG_WORD):
            yield part[start:cut]
            start = cut
    yield part[start:]


@cache
def _letters() -> frozenset[int]:
    return frozenset(number for first, last in PRINTABLE for number in range(first, last + 1))


@cache
def fonts() -> typst.Fonts:
    """Our fonts and those inside Typst; what a machine has of its own must not change a label."""
    return typst.Fonts(
        include_system_fonts=False, font_paths=[settings.PACKAGE / "theme" / "built"]
    )
