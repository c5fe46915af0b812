"""Rights and provenance of an object: each a small form behind its record."""

from __future__ import annotations

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection.actions import provenance, rights
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_objects import CustodyForm, RightForm
from casamuseo.desk.object_addresses import object_address, object_or_404
from casamuseo.desk.object_forms import answered, posted
from casamuseo.desk.pages import tell
from casamuseo.kernel import clock

DIRECTIONS: dict[str, Literal["earlier", "later"]] = {"earlier": "earlier", "later": "later"}


@allowed_to("keep_objects", hides=True)
def add_right(request: HttpRequest, number: str) -> HttpResponse:
    """Write a right down."""
    thing = object_or_404(number)
    form = RightForm(posted(request), thing=thing)
    return answered(
        request,
        thing,
        form,
        title=_("A right in %(number)s") % {"number": thing.object_number},
        act=lambda _asked, **who: rights.add_right(thing, asked=form.asked(), **who),
    )


@allowed_to("keep_objects", hides=True)
def change_right(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Write a right anew."""
    thing = object_or_404(number)
    right = get_object_or_404(thing.rights, pk=row)
    form = RightForm(posted(request), thing=thing, initial=RightForm.start(right))
    return answered(
        request,
        thing,
        form,
        title=_("A right in %(number)s") % {"number": thing.object_number},
        act=lambda _asked, **who: rights.change_right(right, asked=form.asked(), **who),
    )


@allowed_to("keep_objects", hides=True)
@require_POST
def remove_right(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Strike a right out."""
    thing = object_or_404(number)
    right = get_object_or_404(thing.rights, pk=row)
    rights.remove_right(right, by=member_of(request).login, at=clock.now())
    tell(request, _("This was saved."))
    return redirect(object_address(thing))


@allowed_to("keep_objects", hides=True)
def add_custody(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a step of the provenance."""
    thing = object_or_404(number)
    form = CustodyForm(posted(request))
    return answered(
        request,
        thing,
        form,
        title=_("A step in the provenance of %(number)s") % {"number": thing.object_number},
        act=lambda _asked, **who: provenance.add_event(thing, asked=form.asked(), **who),
    )


@allowed_to("keep_objects", hides=True)
def change_custody(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Write a step anew."""
    thing = object_or_404(number)
    event = get_object_or_404(thing.custody_events, pk=row)
    form = CustodyForm(posted(request), initial=CustodyForm.start(event))
    return answered(
        request,
        thing,
        form,
        title=_("A step in the provenance of %(number)s") % {"number": thing.object_number},
        act=lambda _asked, **who: provenance.change_event(event, asked=form.asked(), **who),
    )


@allowed_to("keep_objects", hides=True)
@require_POST
def remove_custody(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Strike a step out."""
    thing = object_or_404(number)
    event = get_object_or_404(thing.custody_events, pk=row)
    provenance.remove_event(event, by=member_of(request).login, at=clock.now())
    tell(request, _("This was saved."))
    return redirect(object_address(thing))


@allowed_to("keep_objects", hides=True)
@require_POST
def move_custody(request: HttpRequest, number: str, row: int, way: str) -> HttpResponse:
    """Put a step before or behind its neighbour."""
    thing = object_or_404(number)
    event = get_object_or_404(thing.custody_events, pk=row)
    if way not in DIRECTIONS:
        raise Http404
    by = member_of(request).login
    provenance.move_event(event, direction=DIRECTIONS[way], by=by, at=clock.now())
    return redirect(f"{object_address(thing)}#provenance")


@allowed_to("write_texts", hides=True)
@require_POST
def begin_custody_text(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Begin the text that tells a step with its sources, and go to it."""
    thing = object_or_404(number)
    event = get_object_or_404(thing.custody_events, pk=row)
    passage = provenance.begin_custody_text(event, by=member_of(request).login, at=clock.now())
    return redirect("desk:text", key=passage.pk)
