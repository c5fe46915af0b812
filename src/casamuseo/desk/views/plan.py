"""The plan: choose a place, draw it with its openings, say what decides access, name it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection.actions.placing import stranded_in
from casamuseo.desk import forms_plan as forms
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.beside import Beside, see_anew, standing_beside
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.pickers import PlaceField
from casamuseo.desk.plan_site import OnBench, gaps_of, on_bench, plan_of_house, room_of
from casamuseo.desk.plan_typed import insert_corner, remove_corner, typed_place
from casamuseo.house.actions import places
from casamuseo.house.actions.access import facts_seen, write_access
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.quoting import quoted
from casamuseo.kernel.recording import ChangedMeanwhile

if TYPE_CHECKING:
    FormSet = BaseFormSet[Any]
else:
    FormSet = BaseFormSet


_INDENT = "\u2003"
"""What the tree of places is indented by."""


@allowed_to("edit_plan")
def plan(request: HttpRequest) -> HttpResponse:
    """The house drawn, and its places as a tree: choose one."""
    labels = dict(PlaceField().choices)  # type: ignore[arg-type]
    rows = {str(one.pk): one for one in Place.objects.all()}
    listed = [
        (label[: len(label) - len(label.lstrip(_INDENT))], label.lstrip(_INDENT), rows[pk])
        for pk, label in labels.items()
        if pk in rows
    ]
    return desk_page(
        request,
        "desk/plan.html",
        title=_("Plan"),
        drawing=plan_of_house(to="desk:plan_place"),
        listed=listed,
    )


@allowed_to("edit_plan")
def add(request: HttpRequest) -> HttpResponse:
    """Add a place; it is drawn on the next page."""
    form = forms.PlaceForm(request.POST or None, initial={"is_inside": True, **_around(request)})
    if request.method == "POST" and form.is_valid():
        try:
            place = places.add_place(form.asked(), by=member_of(request).login, at=clock.now())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The place was added. Now draw it."))
            return redirect("desk:plan_place", key=place.pk)
    return desk_page(
        request,
        "desk/plan-add.html",
        title=_("Add a place"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("edit_plan", hides=True)
def place(request: HttpRequest, key: int) -> HttpResponse:
    """A place on the bench, with all that is written of it."""
    return _page(request, _found(key))


@allowed_to("edit_plan", hides=True)
@require_POST
def draw(request: HttpRequest, key: int) -> HttpResponse:
    """Save what was drawn; or give back the form with a corner more or less, nothing saved."""
    found = _found(key)
    typed, step = request.POST, request.POST.get("do", "")
    if step:
        return _page(request, found, typed=_stepped(typed, step))
    form, openings = forms.DrawingForm(typed), _openings(found, typed)
    if form.is_valid() and openings.is_valid():
        corners = form.cleaned_data["corners"]
        asked = [each.opening(corners) for each in openings]
        try:
            drawn = places.draw_place(
                found,
                drawing=form.drawing([one for one in asked if one is not None]),
                seen=form.cleaned_data["seen"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            return _page(request, found, form=form, openings=openings, refused=refused)
        _tell_stranded(request, drawn)
        return redirect("desk:plan_place", key=key)
    return _page(request, found, form=form, openings=openings, status=422)


@allowed_to("edit_plan", hides=True)
@require_POST
def describe(request: HttpRequest, key: int) -> HttpResponse:
    """Save what a place is called and of what it is part."""
    found = _found(key)
    form = forms.PlaceForm(request.POST, initial=_described(found), auto_id="name_%s")
    if form.is_valid():
        try:
            places.describe_place(
                found,
                asked=form.asked(),
                seen=form.cleaned_data["seen"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            return _page(request, found, names=form, refused=refused)
        tell(request, _("This was saved."))
        return redirect("desk:plan_place", key=key)
    return _page(request, found, names=form, status=422)


@allowed_to("edit_plan", hides=True)
@require_POST
def access(request: HttpRequest, key: int) -> HttpResponse:
    """Save what decides whether a visitor gets in."""
    found = _found(key)
    facts = _facts(found, request.POST)
    if facts.is_valid():
        asked = [each.asked() for each in facts]
        try:
            write_access(
                found,
                asked=[one for one in asked if one is not None],
                seen=request.POST.get("seen", ""),
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            return _page(request, found, facts=facts, refused=refused)
        tell(request, _("This was saved."))
        return redirect("desk:plan_place", key=key)
    return _page(request, found, facts=facts, status=422)


@allowed_to("edit_plan", hides=True)
@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete a place that nothing needs."""
    found = _found(key)
    try:
        places.delete_place(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:plan_place", key=key)
    tell(request, _("“%(name)s” was deleted.") % {"name": found.name})
    return redirect("desk:plan")


@allowed_to("edit_plan", hides=True)
@require_POST
def text(request: HttpRequest, key: int) -> HttpResponse:
    """Go to the place's text, begun where there is none."""
    passage = places.begin_text(_found(key), by=member_of(request).login, at=clock.now())
    return redirect("desk:text", key=passage.pk)


def _page(
    request: HttpRequest,
    found: Place,
    *,
    typed: QueryDict | None = None,
    form: forms.DrawingForm | None = None,
    openings: FormSet | None = None,
    names: forms.PlaceForm | None = None,
    facts: FormSet | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = forms.DrawingForm.start(found, seen=places.drawn_seen(found))
    fresh = forms.DrawingForm(initial=drawn)
    if typed is not None:
        form, openings = forms.DrawingForm(typed), _openings(found, typed)
    is_overtaken = isinstance(refused, ChangedMeanwhile)
    fresh_names = forms.PlaceForm(initial=_described(found), auto_id="name_%s")
    beside: list[Beside] = []
    for overtaken, now in ((form, fresh), (names, fresh_names)):
        if is_overtaken and overtaken is not None:
            beside += standing_beside(overtaken, now)
            see_anew(overtaken, now)
    return desk_page(
        request,
        "desk/plan-place.html",
        title=found.name.words(get_language() or "es"),
        place=found,
        form=form or fresh,
        openings=openings or _openings(found, None),
        bench=_bench(found, form, openings),
        names=names or fresh_names,
        facts=facts or _facts(found, None),
        facts_seen=facts_seen(found),
        facts_refused=str(refused) if refused and facts else "",
        beside=beside,
        status=422 if refused else status,
    )


def _bench(found: Place, form: forms.DrawingForm | None, openings: FormSet | None) -> OnBench:
    everywhere = list(Place.objects.all())
    if form is None:
        return on_bench(found, room_of(found), gaps_of(found), places=everywhere)
    room, gaps = typed_place(found, form, openings)
    return on_bench(found, room, gaps, places=everywhere)


def _openings(found: Place, typed: QueryDict | None) -> FormSet:
    initial = [
        forms.OpeningForm.start(one, found.polygon)
        for one in found.openings.select_related("to").order_by("order", "pk")
    ]
    kwargs = {"places": PlaceField().choices}
    made: FormSet = forms.Openings(typed, initial=initial, prefix="o", form_kwargs=kwargs)
    return made


def _facts(found: Place, typed: QueryDict | None) -> FormSet:
    rows = found.access_facts.order_by("order", "pk")
    initial = [forms.FactForm.start(one) for one in rows]
    made: FormSet = forms.Facts(typed, initial=initial, prefix="f")
    return made


def _described(found: Place) -> dict[str, Any]:
    return forms.PlaceForm.start(found, seen=places.described_seen(found))


def _stepped(typed: QueryDict, step: str) -> QueryDict:
    """What was typed with a corner more or less, for whoever has no script: `insert-2`, `remove-2`."""
    verb, _dash, number = step.partition("-")
    if not number.isdecimal():
        return typed
    changed = typed.copy()
    if verb == "opening":
        changed["o-TOTAL_FORMS"] = str(int(number) + 1)
        return changed
    (insert_corner if verb == "insert" else remove_corner)(changed, int(number))
    return changed


def _tell_stranded(request: HttpRequest, drawn: Place) -> None:
    tell(request, _("The place was drawn anew."))
    stranded = stranded_in(drawn)
    if stranded:
        names = ", ".join(
            f"{quoted(one.museum_object.name)} ({one.display_state.name})" for one in stranded[:5]
        )
        words = ngettext(
            "%(count)d thing now stands outside the place: %(names)s.",
            "%(count)d things now stand outside the place, among them %(names)s.",
            len(stranded),
        )
        tell(request, words % {"count": len(stranded), "names": names}, tone="note")


def _around(request: HttpRequest) -> dict[str, Any]:
    """A fixture is added from the page of its place: `?in=7`."""
    parent = request.GET.get("in", "")
    if not parent.isdecimal():
        return {"kind": "room"}
    return {"parent": get_object_or_404(Place, pk=int(parent)), "kind": "fixture"}


def _found(key: int) -> Place:
    return get_object_or_404(Place, pk=key)
