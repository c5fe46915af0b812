"""Measures as museums write them: “30 x 40 cm”, “alto 30 cm, ancho 40 cm”; metres where they are plain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casamuseo.kernel.dates.folding import fold

SIDES = ("height", "width", "depth")
ORDERS = {
    "height-width-depth": ("height", "width", "depth"),
    "width-height-depth": ("width", "height", "depth"),
}
"""What “30 x 40 x 5 cm” means; museums mostly begin with the height."""

_METRES = {
    "mm": 0.001,
    "cm": 0.01,
    "cms": 0.01,
    "m": 1.0,
    "mts": 1.0,
    "in": 0.0254,
    "pulgadas": 0.0254,
}
_UNIT = r"(mm|cms|cm|mts|m|in|pulgadas)\.?"
_NUMBER = r"(\d{1,5}(?:[.,]\d{1,3})?)"
_ROW = re.compile(rf"{_NUMBER}(?:\s*{_UNIT})?")
_SIDE_WORDS = {
    "height": "height altura alto alt h",
    "width": "width anchura ancho an w",
    "depth": "depth profundidad fondo prof grosor espesor",
}
_SIDE_OF = {word: side for side, words in _SIDE_WORDS.items() for word in words.split()}
_NAMED = re.compile(
    rf"(?:({'|'.join(sorted(_SIDE_OF, key=len, reverse=True))})[.:=]?\s*)?{_NUMBER}\s*{_UNIT}"
    rf"(?:\s*\(?({'|'.join(sorted(_SIDE_OF, key=len, reverse=True))})\b\.?\)?)?"
)
_BETWEEN = re.compile(r"\s*[x×*]\s*")
_HEADING_UNIT = re.compile(rf"[(\[]\s*{_UNIT}\s*[)\]]")
MOST_METRES = 100.0


def unit_in(heading: str) -> str:
    """The unit that a column's heading names: “Medidas (cm)”; "" for none."""
    found = _HEADING_UNIT.search(fold(heading))
    return found[1] if found else ""


def sizes_in(words: str, *, order: Sequence[str], unit: str = "") -> dict[str, float] | None:
    """Metres by side, where the words say nothing else and say it plainly; else None."""
    text = fold(words).rstrip(".")
    return _in_a_row(text, order, unit) or _named(text)


def size_in(words: str, *, unit: str = "") -> float | None:
    """One measure in metres: “30 cm”, or “30” below a heading that says the unit."""
    found = sizes_in(words, order=("width",), unit=unit)
    return found.get("width") if found and len(found) == 1 else None


def _in_a_row(text: str, order: Sequence[str], unit: str) -> dict[str, float] | None:
    parts = [_ROW.fullmatch(part) for part in _BETWEEN.split(text)]
    if not all(parts) or len(parts) > len(order):
        return None
    units = [part[2] for part in parts if part]
    # The last unit is for all; without one, none is guessed.
    last = units[-1] or unit
    if not last or (any(units[:-1]) and not all(units)):
        return None
    found = {
        side: _metres(part[1], part[2] or last)
        for side, part in zip(order, parts, strict=False)
        if part
    }
    return found if _are_sane(found) else None


def _named(text: str) -> dict[str, float] | None:
    found: dict[str, float] = {}
    rest = text
    for part in _NAMED.finditer(text):
        side = _SIDE_OF.get(part[1] or "") or _SIDE_OF.get(part[4] or "")
        if side is None or side in found:
            return None
        found[side] = _metres(part[2], part[3])
        rest = rest.replace(part[0], "", 1)
    is_all = not re.sub(r"[\s,;.x×yand/]+", "", rest)
    return found if found and is_all and _are_sane(found) else None


def _metres(number: str, unit: str) -> float:
    return round(float(number.replace(",", ".")) * _METRES[unit], 5)


def _are_sane(found: dict[str, float]) -> bool:
    return all(0 < metres <= MOST_METRES for metres in found.values())
