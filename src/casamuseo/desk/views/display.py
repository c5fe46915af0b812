"""How the house stood on a day: days listed, added, described; things placed, arranged, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection.actions import placing
from casamuseo.collection.models import DisplayState, Placement
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.beside import Beside, see_anew, standing_beside
from casamuseo.desk.forms_display import DayForm, NewDayForm, PlacementForm, StandForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.plan_site import MOST_THINGS, plan_of_house, thing_of, things_on_bench
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.recording import ChangedMeanwhile, seen_of


@allowed_to("edit_plan")
def days(request: HttpRequest) -> HttpResponse:
    """The days on which the house is shown; add another, as one of them or empty."""
    form = NewDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            state = placing.add_state(
                **form.cleaned_data, by=member_of(request).login, at=clock.now()
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The day was added."))
            return redirect("desk:plan_day", day=state.pk)
    return desk_page(
        request,
        "desk/display-days.html",
        title=_("The house on a day"),
        rows=DisplayState.objects.annotate(things=Count("placements")).order_by("order", "key"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("edit_plan", hides=True)
def day(request: HttpRequest, day: int) -> HttpResponse:
    """A day: choose a room, name it, say of which rooms nothing is known."""
    state = _state(day)
    fresh = DayForm(initial=_described(state))
    form, beside = fresh, _NOTHING
    if request.method == "POST":
        form = DayForm(request.POST, initial=_described(state))
        if form.is_valid():
            try:
                placing.describe_state(
                    state, **form.cleaned_data, by=member_of(request).login, at=clock.now()
                )
            except Refusal as refused:
                beside = _refuse(form, fresh, refused)
            else:
                tell(request, _("This was saved."))
                return redirect("desk:plan_day", day=day)
    counted = dict(state.placements.values_list("place").annotate(Count("pk")))
    places = Place.objects.filter(pk__in=[pk for pk in counted if pk])
    return desk_page(
        request,
        "desk/display-day.html",
        title=state.name.words(_language()),
        state=state,
        drawing=plan_of_house(to="desk:plan_room", day=state),
        rooms=[(one, counted[one.pk]) for one in places.order_by("number", "order")],
        nowhere=page_of(_placed(state).filter(place=None), request.GET.get("page")),
        form=form,
        beside=beside,
        status=422 if form.errors else 200,
    )


@allowed_to("edit_plan", hides=True)
@require_POST
def delete_day(request: HttpRequest, day: int) -> HttpResponse:
    """Delete a day on which nothing is placed."""
    state = _state(day)
    try:
        placing.delete_state(state, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:plan_day", day=day)
    tell(request, _("“%(name)s” was deleted.") % {"name": state.name})
    return redirect("desk:plan_days")


@allowed_to("edit_plan", hides=True)
@require_POST
def text(request: HttpRequest, day: int) -> HttpResponse:
    """Go to the day's text, begun where there is none."""
    passage = placing.begin_text(_state(day), by=member_of(request).login, at=clock.now())
    return redirect("desk:text", key=passage.pk)


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in a room: its number in the drawing, its form, and what stands where it was overtaken."""

    placement: Placement
    number: int
    form: StandForm
    beside: list[Beside]


@allowed_to("edit_plan", hides=True)
def room(request: HttpRequest, day: int, key: int) -> HttpResponse:
    """A room on a day: what stands in it is dragged, turned or typed, and saved together."""
    state, place = _state(day), get_object_or_404(Place, pk=key)
    page = page_of(_placed(state).filter(place=place), request.GET.get("page"))
    typed = request.POST if request.method == "POST" else None
    forms = [
        StandForm(typed, prefix=f"t{one.pk}", initial=StandForm.start(one)) for one in page.rows
    ]
    refused = ""
    if typed is not None and all(form.is_valid() for form in forms):
        arranged = [
            placing.Arranged(one, form.seen_stand(), form.stand())
            for one, form in zip(page.rows, forms, strict=True)
        ]
        try:
            placing.arrange(state, arranged=arranged, by=member_of(request).login, at=clock.now())
        except Refusal as problem:
            refused = str(problem)
        else:
            tell(request, _("The room was arranged."))
            return redirect("desk:plan_room", day=day, key=key)
    rows = [
        _row(number, *pair) for number, pair in enumerate(zip(page.rows, forms, strict=True), 1)
    ]
    language = _language()
    drawn = [one for one in page.rows if one.x is not None and one.presence == "present"]
    return desk_page(
        request,
        "desk/display-room.html",
        title=f"{place.name.words(language)} · {state.name.words(language)}",
        state=state,
        place=place,
        rows=rows,
        page=page,
        refused=refused,
        bench=things_on_bench(
            place, {f"t{one.pk}": thing_of(one, language) for one in drawn[:MOST_THINGS]}
        ),
        status=422 if refused or any(form.errors for form in forms) else 200,
    )


@allowed_to("edit_plan", hides=True)
def put(request: HttpRequest, day: int) -> HttpResponse:
    """Place an object on a day."""
    state = _state(day)
    place = _place_asked(request)
    start = {"place": place, "presence": "present", "certainty": "unknown", "rotation": 0}
    form = PlacementForm(request.POST or None, initial=start)
    if request.method == "POST" and "do" not in request.POST and form.is_valid():
        try:
            made = placing.place_object(
                state, asked=form.asked(), by=member_of(request).login, at=clock.now()
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("It was placed."))
            return _back_to(made)
    return _placement_page(request, form, state, place=place, title=_("Place an object"))


@allowed_to("edit_plan", hides=True)
def placement(request: HttpRequest, key: int) -> HttpResponse:
    """Where a thing stood on a day, how surely, and on what evidence."""
    found = get_object_or_404(_related(), pk=key)
    start = PlacementForm.start(found, seen=seen_of(found))
    form, beside = PlacementForm(request.POST or None, initial=start), _NOTHING
    if request.method == "POST" and "do" not in request.POST and form.is_valid():
        try:
            made = placing.change_placement(
                found,
                asked=form.asked(),
                seen=form.cleaned_data["seen"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            beside = _refuse(form, PlacementForm(initial=start), refused)
        else:
            tell(request, _("This was saved."))
            return _back_to(made)
    return _placement_page(
        request,
        form,
        found.display_state,
        place=found.place,
        title=found.museum_object.name.words(_language()),
        found=found,
        beside=beside,
    )


@allowed_to("edit_plan", hides=True)
@require_POST
def take_away(request: HttpRequest, key: int) -> HttpResponse:
    """Take a thing out of a day."""
    found = get_object_or_404(_related(), pk=key)
    placing.take_away(found, by=member_of(request).login, at=clock.now())
    tell(request, _("It was taken out of the day."))
    return _back_to(found)


_NOTHING: list[Beside] = []


def _placement_page(
    request: HttpRequest,
    form: PlacementForm,
    state: DisplayState,
    *,
    place: Place | None,
    title: str,
    found: Placement | None = None,
    beside: list[Beside] = _NOTHING,
) -> HttpResponse:
    form.offer(thing=found.museum_object if found else None, place=place)
    is_search = request.POST.get("do") == "find"
    return desk_page(
        request,
        "desk/display-placement.html",
        title=title,
        state=state,
        place=place,
        form=form,
        found=found,
        beside=beside,
        is_search=is_search,
        status=422 if request.method == "POST" and not is_search else 200,
    )


def _row(number: int, placement: Placement, form: StandForm) -> Row:
    fresh = StandForm(prefix=form.prefix, initial=StandForm.start(placement))
    beside: list[Beside] = []
    if form.is_bound and form["seen"].value() != fresh["seen"].value():
        beside = standing_beside(form, fresh)
        see_anew(form, fresh)
    return Row(placement, number, form, beside)


def _refuse(form: Any, fresh: Any, refused: Refusal) -> list[Beside]:
    form.add_error(None, str(refused))
    if not isinstance(refused, ChangedMeanwhile):
        return []
    found = standing_beside(form, fresh)
    see_anew(form, fresh)
    return found


def _described(state: DisplayState) -> dict[str, Any]:
    unknown = [str(pk) for pk in state.unknown_places.values_list("pk", flat=True)]
    return {"name": state.name, "unknown_places": unknown, "seen": seen_of(state)}


def _place_asked(request: HttpRequest) -> Place | None:
    key = request.GET.get("in", "")
    return get_object_or_404(Place, pk=int(key)) if key.isdecimal() else None


def _back_to(placement: Placement) -> HttpResponse:
    if placement.place_id is None:
        return redirect("desk:plan_day", day=placement.display_state_id)
    return redirect("desk:plan_room", day=placement.display_state_id, key=placement.place_id)


def _placed(state: DisplayState) -> Any:
    return _related().filter(display_state=state).order_by("order", "pk")


def _related() -> Any:
    return Placement.objects.select_related("museum_object", "place", "display_state")


def _state(key: int) -> DisplayState:
    return get_object_or_404(DisplayState, pk=key)


def _language() -> str:
    return get_language() or "es"
