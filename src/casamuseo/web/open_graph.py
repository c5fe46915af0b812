"""The picture that stands for a page where it is shared: its drawing and its title, as PNG."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import resvg_py
from django.conf import settings
from django.http import Http404
from fontTools.ttLib import TTFont

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.media.copying import copies_name
from casamuseo.media.derivatives import file_of, fitting_width
from casamuseo.media.models import Picture
from casamuseo.story.models import Story
from casamuseo.web.drawings import TODAY, cutaway_of, locator_of
from casamuseo.web.pictures import best_of
from casamuseo.web.plain_styles import plain_styles
from casamuseo.web.shelf import shelf_or_404

WIDTH, HEIGHT = 1200, 630
EDGE = 56
COLUMN = 484
"""The width of the words where a drawing stands beside them."""
PLASTER, INK, NOPAL, TINT = "#f5f7f5", "#13201a", "#0f5132", "#e3e9e5"
SIZES = (84, 72, 62, 54, 46, 40)
"""Sizes of a title, the largest first."""
LEADING = 1.04
LARGEST_PHOTOGRAPH = 960
TALLEST = 430
"""The height that a title may take, above the museum's name."""
HIDDEN = "".join(
    f".house-drawing {part} {{ display: none }}"
    for part in ("text", ".disc", ".dot", ".leader", ".scale", ".narrow")
)
"""Too small to be read in a picture that is shown three fingers wide."""
MARK = '<path d="M15 9V1H1V15H15V13"/><path stroke="#0f5132" d="M8 4V14M8 10H5V6M8 9H11V5"/>'


class FontsMissing(Exception):  # noqa: N818  named for what is the case
    """The letters for pictures have not been built: `make assets` does that."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture shows: a title, and an SVG or an image element to stand beside it."""

    title: str
    drawing: str
    is_framed: bool = True


def picture_of(name: str, *, language: str) -> bytes:
    """The PNG for `house`, `place/study`, `story/…`, `object/…` or `person/…`; 404 for any other name.

    Not kept here: the page cache keeps it, and counts its bytes. Refuses with FontsMissing where
    the letters have not been built.
    """
    kind, _, key = name.partition("/")
    if (kind == "house") != (key == "") or kind not in CARDS:
        raise Http404
    card = CARDS[kind](key, language)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_svg(card, museum=shelf_or_404().house.name.words(language)),
            style_sheet=plain_styles() + HIDDEN,
            font_files=[str(path) for path in _fonts()],
            skip_system_fonts=True,
            width=WIDTH,
            height=HEIGHT,
        )
    )


def _house(_key: str, language: str) -> Card:
    house = shelf_or_404().house
    return Card(house.name.words(language), cutaway_of(TODAY, language=language), is_framed=False)


def _place(key: str, language: str) -> Card:
    place = Place.objects.filter(key=key).prefetch_related("pictures").first()
    if place is None:
        raise Http404
    title = place.name.words(language)
    drawing = _drawn(best_of(place.pictures.all()))
    if not drawing and place.polygon:
        drawing = locator_of(key, language=language)
    return Card(f"{place.number} {title}" if place.number else title, drawing)


def _story(key: str, language: str) -> Card:
    story = (
        Story.objects.filter(key=key, passage__is_published=True).select_related("picture").first()
    )
    if story is None:
        raise Http404
    return Card(story.title.words(language), _drawn(story.picture))


def _object(key: str, language: str) -> Card:
    thing = MuseumObject.objects.public().filter(key=key).prefetch_related("pictures").first()
    if thing is None:
        raise Http404
    return Card(thing.name.words(language), _drawn(best_of(thing.pictures.all())))


def _person(key: str, language: str) -> Card:
    who = Person.objects.filter(key=key).first() or CorporateBody.objects.filter(key=key).first()
    if who is None:
        raise Http404
    return Card(who.name_in(language), "")


CARDS: dict[str, Callable[[str, str], Card]] = {
    "house": _house,
    "place": _place,
    "story": _story,
    "object": _object,
    "person": _person,
}


def _drawn(picture: Picture | None) -> str:
    """The drawing's SVG, or the photograph as an image element; "" without either."""
    if picture is None:
        return ""
    if picture.kind == Picture.Kind.DRAWING:
        return picture.markup
    width = fitting_width(picture, LARGEST_PHOTOGRAPH)
    path = file_of(copies_name(picture), f"{width}.jpg") if picture.is_public else None
    if path is None:
        return ""
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<image preserveAspectRatio="xMidYMid slice" href="data:image/jpeg;base64,{content}"/>'


def _svg(card: Card, *, museum: str) -> str:
    title = card.title.replace("*", "")
    size, lines = _fitted(title)
    top = (HEIGHT - 80) / 2 - size * LEADING * len(lines) / 2 + size * 0.8
    words = "".join(
        f'<tspan x="{EDGE}" y="{top + index * size * LEADING:.0f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    signature = "" if museum == title else _text(museum, x=EDGE + 74, y=HEIGHT - EDGE - 9, size=26)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PLASTER}"/>{_beside(card)}'
        f'<text font-family={quoteattr(_family())} font-weight="700" font-size="{size}" fill="{INK}"'
        f' letter-spacing="-{size * 0.02:.1f}">{words}</text>'
        f"{_mark(EDGE, HEIGHT - EDGE - 48, 48)}{signature}</svg>"
    )


def _beside(card: Card) -> str:
    left = EDGE + COLUMN + 34
    width = WIDTH - left
    if not card.drawing:
        return (
            f'<rect x="{left}" width="{width}" height="{HEIGHT}" fill="{TINT}"/>'
            f"{_mark(left + width // 2 - 150, HEIGHT // 2 - 150, 300)}"
        )
    if not card.is_framed:
        return _placed(card.drawing, left - 60, 40, width + 40, HEIGHT - 80)
    frame = f'<rect x="{left}" width="{width}" height="{HEIGHT}" fill="{TINT}"/>'
    inset = 0 if card.drawing.startswith("<image") else 44
    return frame + _placed(card.drawing, left + inset, inset, width - 2 * inset, HEIGHT - 2 * inset)


def _placed(drawing: str, x: int, y: int, width: int, height: int) -> str:
    """The drawing within a box: its outermost element gets the place and the size."""
    name, _, rest = drawing.partition(" ")
    return f'{name} x="{x}" y="{y}" width="{width}" height="{height}" {rest}'


def _mark(x: int, y: int, size: int) -> str:
    return (
        f'<svg x="{x}" y="{y}" width="{size}" height="{size}" viewBox="0 0 16 16" fill="none"'
        f' stroke="{INK}" stroke-width="2">{MARK}</svg>'
    )


def _text(words: str, *, x: int, y: int, size: int) -> str:
    return (
        f'<text font-family={quoteattr(_family())} font-weight="700" font-size="{size}" fill="{INK}"'
        f' x="{x}" y="{y}">{escape(words)}</text>'
    )


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title fits its column, and its lines."""
    for size in SIZES:
        lines = _lines(title, size)
        fits = len(lines) * size * LEADING <= TALLEST
        if fits and all(_width(line, size) <= COLUMN for line in lines):
            return size, lines
    shortened = _lines(title, SIZES[-1])[: int(TALLEST / SIZES[-1] / LEADING)]
    return SIZES[-1], [*shortened[:-1], shortened[-1] + "…"]


def _lines(title: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= COLUMN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _width(words: str, size: int) -> float:
    advances, missing = _advances()
    return sum(advances.get(ord(letter), missing) for letter in words) * size


@lru_cache(maxsize=1)
def _advances() -> tuple[dict[int, float], float]:
    """How far each letter of the sign face moves on, in parts of its size."""
    font = TTFont(_fonts()[0])
    widths, em = font["hmtx"], font["head"].unitsPerEm
    letters = {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return letters, 0.6


@lru_cache(maxsize=1)
def _family() -> str:
    return str(TTFont(_fonts()[0])["name"].getDebugName(1))


def _fonts() -> list[Path]:
    built = Path(settings.PACKAGE) / "theme" / "built"
    fonts = [built / "archivo-bold.ttf", built / "alegreya.ttf"]
    for font in fonts:
        if not font.is_file():
            raise FontsMissing(f"{font.name} is missing: run `make assets`.")
    return fonts
