"""Objects: browse them, find one by its number, register a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.access import allowed_to
from casamuseo.desk.pages import desk_page
from casamuseo.desk.paging import page_of


@allowed_to("see_collection")
def objects(request: HttpRequest) -> HttpResponse:
    """Every object of the museum, a page at a time."""
    things = MuseumObject.objects.order_by("object_number")
    return desk_page(
        request,
        "desk/objects.html",
        title=_("Collection"),
        page=page_of(things, request.GET.get("page")),
    )
