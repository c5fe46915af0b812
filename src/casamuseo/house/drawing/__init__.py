"""The house drawn from its records: plan, room, locator, cut-away and the difference of two days.

Pure geometry in, SVG text out: no Django, no styles, no scripts. What each class looks like is
in `theme/styles/30-drawing.css`.
"""

from casamuseo.house.drawing.cutaway import draw_cutaway
from casamuseo.house.drawing.difference import Change, difference, draw_difference
from casamuseo.house.drawing.geometry import geometry_problems
from casamuseo.house.drawing.plan import draw_locator, draw_plan
from casamuseo.house.drawing.room_plan import draw_room, room_things
from casamuseo.house.drawing.site import ENGLISH, SPANISH, Gap, Room, Site, Thing, Words
from casamuseo.house.drawing.workbench import Bench, draw_bench, draw_room_bench

__all__ = [
    "ENGLISH",
    "SPANISH",
    "Bench",
    "Change",
    "Gap",
    "Room",
    "Site",
    "Thing",
    "Words",
    "difference",
    "draw_bench",
    "draw_cutaway",
    "draw_difference",
    "draw_locator",
    "draw_plan",
    "draw_room",
    "draw_room_bench",
    "geometry_problems",
    "room_things",
]
