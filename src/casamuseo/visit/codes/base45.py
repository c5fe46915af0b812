"""Base45 (RFC 9285): bytes in the letters that a QR code packs best."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def encode(octets: bytes) -> str:
    """Two bytes become three letters, a last single byte two."""
    letters = []
    for start in range(0, len(octets), 2):
        pair = octets[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _letter in range(len(pair) + 1):
            number, value = divmod(number, 45)
            letters.append(ALPHABET[value])
    return "".join(letters)


def decode(text: str) -> bytes:
    """The bytes of a text; raises ValueError for whatever `encode` would not have written."""
    octets = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1:
            raise ValueError("A single letter is left over.")
        number = 0
        for place, letter in enumerate(group):
            if letter not in _VALUE:
                raise ValueError(f"{letter!r} is not in the alphabet.")
            number += _VALUE[letter] * 45**place
        if number >= 256 ** (len(group) - 1):
            raise ValueError(f"{group!r} stands for more than its bytes can hold.")
        octets += number.to_bytes(len(group) - 1, "big")
    return bytes(octets)
