"""Movements: the ledger, what was where on a day, and the forms that enter and reverse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.collection.actions.moving import move_fixture, move_objects, reverse_movement
from casamuseo.collection.locating import (
    Arrangement,
    contents,
    latest_movements,
    location_of,
    movements_into,
)
from casamuseo.collection.models import Movement, MuseumObject
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_moving import (
    ContentsForm,
    LedgerForm,
    MoveFixtureForm,
    MoveObjectsForm,
    ReverseForm,
    end_of,
)
from casamuseo.desk.object_addresses import object_address
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.paging import page_of
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

SHOWN_WITH_OBJECT = 20
"""Entries on the record of an object; the others stand in the ledger."""
NAMED = ("museum_object", "fixture", "to_place", "reverses")


@allowed_to("move_objects")
def ledger(request: HttpRequest) -> HttpResponse:
    """The latest entries, of everything or of one place, day or object."""
    form = LedgerForm(request.GET)
    rows = _named(Movement.objects.order_by("-pk"))
    if form.is_valid() and (place := form.cleaned_data["place"]) is not None:
        rows = rows.filter(to_place__in=[each.pk for each in Arrangement().within(place)])
    if form.is_valid() and (day := form.cleaned_data["day"]) is not None:
        rows = rows.filter(effective_at__range=(end_of(day - timedelta(days=1)), end_of(day)))
    number = request.GET.get("object", "").strip()[:60]
    if number:
        rows = rows.filter(museum_object__object_number=number)
    return desk_page(
        request,
        "desk/moving.html",
        title=_("Movements"),
        form=form,
        number=number,
        page=page_of(rows, request.GET.get("page")),
        query=_query(request),
    )


@allowed_to("move_objects")
def contents_on(request: HttpRequest) -> HttpResponse:
    """What was in a place on a day, or is in it now."""
    form = ContentsForm(request.GET if "place" in request.GET else None)
    found: dict[str, Any] = {"place": None}
    if form.is_valid():
        place, day = form.cleaned_data["place"], form.cleaned_data["day"]
        found = _contents(place, day, request.GET.get("page"))
    return desk_page(
        request,
        "desk/moving-contents.html",
        title=_("What was where"),
        form=form,
        query=_query(request),
        status=422 if form.errors else 200,
        **found,
    )


@allowed_to("move_objects")
def objects(request: HttpRequest) -> HttpResponse:
    """Enter that objects went somewhere."""
    if request.method != "POST":
        wanted = "\n".join(request.GET.getlist("object"))[:2000]
        place = Place.objects.filter(key=request.GET.get("place", "")).first()
        form = MoveObjectsForm(initial={"things": wanted, "place": place})
        return _objects_page(request, form)
    form, at = MoveObjectsForm(request.POST), clock.now()
    if form.is_valid():
        things: list[MuseumObject] = form.cleaned_data["things"]
        try:
            went = move_objects(
                things,
                to=form.to(),
                errand=form.errand(at=at),
                by=member_of(request).login,
                at=at,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext(
                "%(count)d movement is entered.", "%(count)d movements are entered.", len(went)
            )
            tell(request, words % {"count": len(went)})
            return redirect(object_address(things[0]) if len(things) == 1 else "desk:moving")
    return _objects_page(request, form, status=422)


@allowed_to("move_objects")
def fixture(request: HttpRequest) -> HttpResponse:
    """Enter that a fixture went somewhere with what is in it."""
    if request.method != "POST":
        wanted = Place.objects.filter(key=request.GET.get("fixture", "")).first()
        return _fixture_page(request, MoveFixtureForm(initial={"fixture": wanted}))
    form, at = MoveFixtureForm(request.POST), clock.now()
    if form.is_valid():
        errand = form.errand(at=at)
        try:
            move_fixture(
                form.cleaned_data["fixture"],
                to=form.to(),
                effective_at=errand.effective_at,
                reason=errand.reason,
                note=errand.note,
                moved_by=errand.moved_by,
                authorised_by=errand.authorised_by,
                by=member_of(request).login,
                at=at,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The movement is entered; what stands in the fixture went with it."))
            return redirect("desk:moving")
    return _fixture_page(request, form, status=422)


@allowed_to("move_objects", hides=True)
def reverse(request: HttpRequest, key: int) -> HttpResponse:
    """Take a mistaken entry back, by another one."""
    movement = get_object_or_404(_named(Movement.objects.all()), pk=key)
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note, by = form.cleaned_data["note"], member_of(request).login
        try:
            reverse_movement(movement, note=note, by=by, at=clock.now())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The entry is reversed. Both stay in the ledger; neither counts."))
            return redirect("desk:moving")
    return desk_page(
        request,
        "desk/moving-reverse.html",
        title=_("Reverse an entry"),
        movement=movement,
        form=form,
        status=422 if form.errors else 200,
    )


def moving_part(thing: MuseumObject) -> Mapping[str, Any]:
    """What an object's record shows of its locations: five queries."""
    entries = _named(thing.movements.order_by("-effective_at", "-pk"))
    location = location_of(thing)
    return {
        "location": location,
        "is_at_home": _is_at_home(thing, location.place),
        "movements": entries[: SHOWN_WITH_OBJECT + 1],
        "most": SHOWN_WITH_OBJECT,
    }


def _named(entries: QuerySet[Movement]) -> QuerySet[Movement]:
    """Entries with all that is shown of them; two queries."""
    # What reversed them is asked for by itself: joined, SQLite looks through the ledger for each.
    return entries.select_related(*NAMED).prefetch_related("reversal")


def _is_at_home(thing: MuseumObject, place: Place | None) -> bool | None:
    """Whether it stands where it belongs; None where that is not known."""
    if thing.normal_place_id is None or place is None:
        return None
    return thing.normal_place_id == place.pk


def _contents(place: Place, day: date | None, page: str | None) -> dict[str, Any]:
    today = local(clock.now()).date()
    on = end_of(day) if day is not None and day < today else None
    arrangement = Arrangement(on=on)
    found = page_of(movements_into(place, arrangement=arrangement, on=on), page)
    within = {each.pk for each in arrangement.within(place)} - {place.pk}
    return {
        "place": place,
        "day": day if on is not None else None,
        "page": found,
        "rows": contents(found.rows, arrangement=arrangement),
        "fixtures": [
            entry.fixture
            for entry in latest_movements(on=on)
            .filter(fixture__in=within, to_place=place)
            .select_related("fixture")
        ],
    }


def _objects_page(
    request: HttpRequest, form: MoveObjectsForm, *, status: int = 200
) -> HttpResponse:
    return desk_page(
        request, "desk/moving-form.html", title=_("Move objects"), lead="", form=form, status=status
    )


def _fixture_page(
    request: HttpRequest, form: MoveFixtureForm, *, status: int = 200
) -> HttpResponse:
    return desk_page(
        request,
        "desk/moving-form.html",
        title=_("Move a fixture"),
        lead=_("What stands in it goes with it, by this one entry."),
        form=form,
        status=status,
    )


def _query(request: HttpRequest) -> str:
    """The filters in the address, without the page, ready for a page's number to be added."""
    pairs = [(name, value) for name, value in request.GET.items() if name != "page" and value]
    return f"{urlencode(pairs)}&" if pairs else ""
