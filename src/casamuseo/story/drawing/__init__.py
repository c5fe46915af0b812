"""The way of a journey on a map, from its stations and the coastlines of Natural Earth.

Pure geometry in, SVG text out: no Django, no styles, no scripts. What each class looks like is
in `theme/styles/50-map.css`.
"""

from casamuseo.story.drawing.crowds import crowd_of
from casamuseo.story.drawing.labels import Lettering
from casamuseo.story.drawing.projection import Ring, great_circle
from casamuseo.story.drawing.route import Inset, Scale, Station, draw_route
from casamuseo.story.drawing.sheet import Sheet

__all__ = [
    "Inset",
    "Lettering",
    "Ring",
    "Scale",
    "Sheet",
    "Station",
    "crowd_of",
    "draw_route",
    "great_circle",
]
