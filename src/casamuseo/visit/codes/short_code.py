"""The short code of an order, for a person to read aloud and type: eight letters that tell a typo.

Seven of them are 35 random bits in Crockford's base32, the eighth is a check.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from casamuseo.visit.codes.errors import BadShortCodeError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LETTERS = 7


def short_code(random: bytes) -> str:
    """The short code made from five or more random bytes, as `KWXG-RZJ7`; two may by chance be alike."""
    bits = int.from_bytes(random[:5], "big") >> 5
    values = [bits >> 5 * place & 31 for place in reversed(range(_LETTERS))]
    letters = "".join(ALPHABET[value] for value in [*values, _check(values)])
    return f"{letters[:4]}-{letters[4:]}"


def parse_short_code(typed: str) -> str:
    """The short code that was meant, in its proper form.

    Lower case, spaces and hyphens anywhere, O for 0 and I or L for 1 are understood. Refuses with
    BadShortCodeError: `length`, `character` or `check`.
    """
    letters = "".join(typed.upper().split()).translate({ord(dash): None for dash in "-‐‑–—"})
    letters = letters.translate(_ALIKE)
    if len(letters) != _LETTERS + 1:
        raise BadShortCodeError("length")
    if any(letter not in _VALUE for letter in letters):
        raise BadShortCodeError("character")
    *values, check = (_VALUE[letter] for letter in letters)
    if check != _check(values):
        raise BadShortCodeError("check")
    return f"{letters[:4]}-{letters[4:]}"


def _check(values: list[int]) -> int:
    """Σ xᵢ·αⁱ⁺¹ in GF(32): every wrong letter and every swap of two letters changes it."""
    return reduce(xor, (_times_alpha(value, place + 1) for place, value in enumerate(values)))


def _times_alpha(value: int, power: int) -> int:
    """Multiply by a power of α, the root of x⁵ + x² + 1."""
    for _step in range(power):
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return value
