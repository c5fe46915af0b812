"""The addresses of the Presentation API: manifests, collections, and the pictures made for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import resvg_py
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from casamuseo.collection.models import DisplayState
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.media.models import Picture
from casamuseo.publish.iiif import shown
from casamuseo.publish.iiif.images import base_url, json_ld, opened, preflight
from casamuseo.publish.iiif.manifests import CONTEXT, DRAWING_WIDTH, Publisher
from casamuseo.publish.iiif.plan import Sheet, drawn, sheet_of

A_DAY = 60 * 60 * 24
View = Callable[..., HttpResponseBase]


def for_every_site(view: Callable[..., dict[str, Any]]) -> View:
    """Answer with JSON-LD that any site may use; 404 in words that it may read."""

    @wraps(view)
    def answering(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return preflight()
        house = shown.the_house()
        try:
            if house is None:
                raise Http404
            shape = view(Publisher(house, base_url(request)), **parts)
        except Http404:
            return opened(HttpResponse("404", status=404, content_type="text/plain"))
        return json_ld(request, shape, context=CONTEXT)

    return answering


@for_every_site
def museum_object(publisher: Publisher, *, number: str) -> dict[str, Any]:
    """The manifest of an object."""
    found = shown.shown_object(number.replace("~", "/"), on=clock.now().date())
    if found is None:
        raise Http404
    return publisher.manifest_of(found)


@for_every_site
def room(publisher: Publisher, *, key: str) -> dict[str, Any]:
    """The collection of a room."""
    place = Place.objects.shown().filter(key=key).first()
    if place is None:
        raise Http404
    return publisher.room(place, shown.objects_in(place))


@for_every_site
def house(publisher: Publisher) -> dict[str, Any]:
    """The collection of the house."""
    states = list(DisplayState.objects.order_by("order", "key"))
    return publisher.everything(shown.rooms(), states if _sheet() else [])


@for_every_site
def state(publisher: Publisher, *, key: str) -> dict[str, Any]:
    """The manifest of a display state."""
    found, sheet = DisplayState.objects.filter(key=key).first(), _sheet()
    if found is None or sheet is None:
        raise Http404
    return publisher.day(found, sheet, shown.placements_on_plan(found))


def plan(request: HttpRequest, key: str) -> HttpResponseBase:
    """The plan that the manifest of a display state shows."""
    found, sheet = DisplayState.objects.filter(key=key).first(), _sheet()
    if found is None or sheet is None:
        raise Http404
    return _picture(drawn(shown.rooms(), shown.placements_on_plan(found), sheet))


def drawing(request: HttpRequest, name: str) -> HttpResponseBase:
    """A line drawing as a picture, for viewers that cannot read one."""
    found = (
        Picture.objects.public()
        .filter(kind=Picture.Kind.DRAWING, key=name.replace("~", "/"))
        .first()
    )
    if found is None:
        raise Http404
    content = resvg_py.svg_to_bytes(
        svg_string=found.markup, width=DRAWING_WIDTH, background="#f5f7f5", skip_system_fonts=True
    )
    return _picture(bytes(content))


def _sheet() -> Sheet | None:
    return sheet_of(shown.rooms())


def _picture(content: bytes) -> HttpResponseBase:
    response = HttpResponse(content, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    response.headers["X-Casamuseo-Keep"] = "edition"
    return opened(response)


paths: list[URLPattern] = [
    path("iiif/collection.json", house, name="iiif_house"),
    path("iiif/object/<str:number>/manifest.json", museum_object, name="iiif_object"),
    path("iiif/room/<slug:key>/collection.json", room, name="iiif_room"),
    path("iiif/state/<slug:key>/manifest.json", state, name="iiif_state"),
    path("iiif/state/<slug:key>/plan.png", plan),
    path("iiif/drawing/<str:name>.png", drawing),
]
