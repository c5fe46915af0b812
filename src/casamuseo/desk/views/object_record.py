"""An object's record: what it is, where it is, and the sections that other topics add."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.access import allowed_to
from casamuseo.desk.object_parts import parts_of
from casamuseo.desk.pages import desk_page


@allowed_to("see_collection", hides=True)
def museum_object(request: HttpRequest, number: str) -> HttpResponse:
    """The record of one object."""
    thing = object_or_404(number)
    return desk_page(
        request,
        "desk/object.html",
        title=str(thing.name),
        object=thing,
        object_parts=list(parts_of(request, thing)),
    )


def object_or_404(number: str) -> MuseumObject:
    """The object with the number of an address, in which “~” stands for “/”."""
    return get_object_or_404(MuseumObject, object_number=number.replace("~", "/"))
