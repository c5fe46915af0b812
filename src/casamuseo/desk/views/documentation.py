"""The inventory: what records lack, counted and listed by room; and the plans to fill it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection import gaps
from casamuseo.collection.actions.documenting import close_plan, left_of, open_plan
from casamuseo.collection.locating import locations_of
from casamuseo.collection.models import DocumentationPlan
from casamuseo.collection.terms import PlanState
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_objects import PlanForm, RoomForm, refuse
from casamuseo.desk.found_objects import fill
from casamuseo.desk.object_tables import object_file, place_words
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.paging import page_of
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

CLOSED = 20
"""Closed plans that are still shown."""


@allowed_to("see_collection")
def inventory(request: HttpRequest) -> HttpResponse:
    """For each gap, how many objects have it."""
    counts = gaps.counted()
    return desk_page(
        request,
        "desk/object-inventory.html",
        title=_("Inventory"),
        rows=[(gap, counts[gap.key]) for gap in gaps.GAPS],
        held=gaps.held().order_by().count(),
    )


@allowed_to("see_collection", hides=True)
def gap(request: HttpRequest, gap: str) -> HttpResponse:
    """The objects that have a gap, in a room or anywhere."""
    form = RoomForm(request.GET)
    things = _lacking(gap, form).order_by("object_number").only("pk")
    page = page_of(things, request.GET.get("page"))
    fill(page.rows)
    place = form.cleaned_data.get("room")
    return desk_page(
        request,
        "desk/object-gap.html",
        title=_("Without: %(what)s") % {"what": gaps.BY_KEY[gap].name},
        gap=gaps.BY_KEY[gap],
        form=form,
        page=page,
        locations=locations_of(page.rows),
        place_words=place_words,
        query=f"room={place.pk}&" if place else "",
    )


@allowed_to("see_collection", hides=True)
def gap_file(request: HttpRequest, gap: str, ending: str) -> HttpResponse:
    """The same list as a file."""
    things = _lacking(gap, RoomForm(request.GET)).order_by("object_number")
    name = _("Without: %(what)s") % {"what": gaps.BY_KEY[gap].name}
    return object_file(things, name=name, ending=ending)


def _lacking(key: str, form: RoomForm) -> gaps.Things:
    if key not in gaps.BY_KEY:
        raise Http404
    form.is_valid()
    place: Place | None = form.cleaned_data.get("room")
    things = gaps.within(gaps.held(), place) if place else gaps.held()
    return gaps.lacking(key, things)


@allowed_to("see_collection")
def plans(request: HttpRequest) -> HttpResponse:
    """The backlog of documentation, and how much of each piece is left."""
    form = PlanForm(request.POST if request.method == "POST" else None)
    may_keep = member_of(request).may("keep_objects")
    if request.method == "POST" and may_keep and form.is_valid():
        try:
            open_plan(form.asked(), by=member_of(request).login, at=clock.now())
        except Refusal as refused:
            refuse(form, refused)
        else:
            tell(request, _("The plan stands."))
            return redirect("desk:objects_plans")
    waiting = DocumentationPlan.objects.filter(state=PlanState.OPEN).select_related("place")
    closed = DocumentationPlan.objects.exclude(state=PlanState.OPEN).select_related("place")
    today = local(clock.now()).date()
    return desk_page(
        request,
        "desk/object-plans.html",
        title=_("Documentation plans"),
        form=form,
        may_keep=may_keep,
        rows=[
            (plan, left_of(plan), plan.due_on is not None and plan.due_on < today)
            for plan in waiting.order_by("due_on", "pk")
        ],
        closed=closed.order_by("-pk")[:CLOSED],
        gaps=gaps.BY_KEY,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_objects", hides=True)
@require_POST
def end_plan(request: HttpRequest, key: int, how: str) -> HttpResponse:
    """Say that the work is done, or that nobody will do it."""
    plan = get_object_or_404(DocumentationPlan, pk=key)
    if how not in (PlanState.DONE, PlanState.DROPPED):
        raise Http404
    try:
        close_plan(plan, is_done=how == PlanState.DONE, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("The plan is closed."))
    return redirect("desk:objects_plans")
