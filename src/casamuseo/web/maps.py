"""The schematic map of the ways to the house: directions and minutes, not streets."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from casamuseo.visit.models import Approach

BEARINGS = {
    name: index * pi / 4
    for index, name in enumerate(
        ["east", "south-east", "south", "south-west", "west", "north-west", "north", "north-east"]
    )
}
WIDTH, HEIGHT = 720, 260


def draw_approaches(approaches: Sequence[Approach], street: str) -> Markup:
    """The house in the middle, each way drawn from its side with its walking time.

    Lengths and streets are not to scale, and the picture says so.
    """
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2 - 10
    parts = [
        Markup(
            '<svg class="approaches" viewBox="0 0 {} {}" role="img" aria-labelledby="ways-t ways-d">'
        ).format(WIDTH, HEIGHT),
        Markup('<title id="ways-t">{}</title>').format(gettext("Ways to the house")),
        Markup('<desc id="ways-d">{}</desc>').format(
            " ".join(_in_words(way) for way in approaches)
        ),
    ]
    for index, way in enumerate(approaches):
        angle = BEARINGS.get(way.bearing, index * 2 * pi / max(len(approaches), 1))
        x, y = middle_x + cos(angle) * 265, middle_y + sin(angle) * 80
        parts.append(_way(way, x, y, middle_x, middle_y))
    parts.append(
        Markup(
            '<g class="goal"><rect x="{0}" y="{1}" width="64" height="64"/>'
            '<path d="M{2} {3}v-22M{4} {5}v12h10M{6} {7}v10h-10"/></g>'
            '<text class="name" x="{8}" y="{9}">{10}</text>'
        ).format(
            middle_x - 32, middle_y - 32, middle_x, middle_y + 18, middle_x - 10, middle_y - 8,
            middle_x + 10, middle_y - 10, middle_x, middle_y + 72, street,
        )
    )  # fmt: skip
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _way(way: Approach, x: float, y: float, to_x: float, to_y: float) -> Markup:
    towards = 1 if to_x >= x else -1
    bend = (
        f"M{x + towards * 26:.0f} {y:.0f}"
        f"C{x + towards * 110:.0f} {y - 46:.0f}"
        f" {to_x - towards * 130:.0f} {to_y + 34:.0f} {to_x - towards * 44:.0f} {to_y:.0f}"
    )
    minutes = gettext("%(least)s–%(most)s min") % {
        "least": way.minutes_min,
        "most": way.minutes_max,
    }
    return Markup(
        '<path class="way" d="{bend}"/><circle class="station" cx="{x}" cy="{y}" r="24"/>'
        '<text class="line" x="{x}" y="{line_y}">{line}</text>'
        '<text class="name" x="{x}" y="{name_y}">{name}</text>'
        '<text class="minutes" x="{mid_x}" y="{mid_y}">{minutes}</text>'
    ).format(
        bend=escape(bend),
        x=round(x),
        y=round(y),
        line_y=round(y) + 8,
        line=way.line,
        name_y=round(y) + 60,
        name=way.name,
        mid_x=round(x + (to_x - x) * 0.5),
        mid_y=round(y + (to_y - y) * 0.5) - 36,
        minutes=minutes,
    )


def _in_words(way: Approach) -> str:
    return ngettext(
        "From %(name)s, line %(line)s: %(least)s to %(most)s minute on foot.",
        "From %(name)s, line %(line)s: %(least)s to %(most)s minutes on foot.",
        way.minutes_max,
    ) % {
        "name": way.name,
        "line": way.line,
        "least": way.minutes_min,
        "most": way.minutes_max,
    }
