"""The sections of an object's record: what each of them asks, and the template that shows it.

A part's template is `desk/object-part-<topic>.html`: a piece of page that extends nothing. It imports
`desk/components.html` itself, writes no heading, and has `object` (the record), `part`, `member`, `local`,
`language` and what its context gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.access import member_of
from casamuseo.desk.dates import short_day, short_moment
from casamuseo.desk.naming import Names
from casamuseo.desk.object_procedures import condition_part, procedures_part
from casamuseo.desk.pages import local
from casamuseo.desk.views.moving import moving_part


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, its anchor, the verb that opens it, its template and what that needs."""

    name: Promise
    anchor: str
    verb: str
    template: str
    context: Callable[[MuseumObject], Mapping[str, Any]]
    """Few queries, and as many for an object with one row as for one with three."""


PARTS: tuple[Part, ...] = (
    Part(_("Location"), "location", "see_collection", "desk/object-part-moving.html", moving_part),
    Part(
        _("Condition"),
        "condition",
        "check_condition",
        "desk/object-part-condition.html",
        condition_part,
    ),
    Part(
        _("Procedures"),
        "procedures",
        "keep_procedures",
        "desk/object-part-procedures.html",
        procedures_part,
    ),
)
"""In the order of the page. What a context needs stands beside the views of its topic."""


def parts_of(request: HttpRequest, thing: MuseumObject) -> Iterator[tuple[Part, Markup]]:
    """The parts that this member may see, each with its piece of page."""
    member = member_of(request)
    shared = {
        "object": thing,
        "member": member,
        "local": local,
        "name_of": Names(),
        "short_day": short_day,
        "short_moment": short_moment,
        "language": translation.get_language(),
    }
    for part in PARTS:
        if member.may(part.verb):
            words = get_template(part.template).render(
                {**shared, "part": part, **part.context(thing)}, request
            )
            yield part, Markup(words)  # noqa: S704  the template has escaped it
