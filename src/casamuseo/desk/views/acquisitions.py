"""Acquisition and accessioning: how things became the museum's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import acquiring
from casamuseo.collection.days import day_of
from casamuseo.collection.models import Acquisition, MuseumObject, ObjectEntry
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_procedures import (
    AccessionForm,
    AcquisitionChangeForm,
    AcquisitionForm,
)
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of, start_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

ACQUISITIONS: Listing[Acquisition] = Listing(
    name=gettext_lazy("Acquisitions"),
    empty=gettext_lazy("No acquisition is recorded yet."),
    rows=lambda: Acquisition.objects.order_by("-recorded_at", "-pk"),
    columns=(
        Column(gettext_lazy("Number"), lambda row: row.acquisition_number),
        Column(gettext_lazy("How it was acquired"), lambda row: row.get_method_display()),
        Column(gettext_lazy("From whom"), lambda row: row.source),
        Column(
            gettext_lazy("When"),
            lambda row: row.acquired.words if row.acquired else "",
            is_wide=True,
        ),
        Column(gettext_lazy("Entered in the register on"), lambda row: row.accessioned_on),
    ),
    searched=("acquisition_number", "source", "note"),
    address=lambda row: reverse("desk:procedures_acquisition", kwargs={"key": row.pk}),
    table="desk:procedures_acquisitions_table",
)


@allowed_to("keep_procedures")
@require_safe
def acquisitions(request: HttpRequest) -> HttpResponse:
    """Every acquisition, the latest recorded first."""
    return list_page(
        request,
        ACQUISITIONS,
        "desk/procedure-list.html",
        add=(_("New acquisition"), reverse("desk:procedures_acquisition_add")),
    )


@allowed_to("keep_procedures")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of acquisitions as a file."""
    return list_file(request, ACQUISITIONS, kind)


@allowed_to("keep_procedures")
def add(request: HttpRequest) -> HttpResponse:
    """Begin an acquisition, perhaps of what came by an entry."""
    entry = _entry_asked(request)
    form = AcquisitionForm(request.POST or None, initial=_start(entry))
    made: list[Acquisition] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            acquiring.acquire(
                asked_of(acquiring.AcquisitionAsked, form),
                museum_objects=form.cleaned_data["museum_objects"],
                entry=entry,
                by=member_of(request).login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("This was saved."))
        return redirect("desk:procedures_acquisition", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New acquisition"),
        lead=_("From entry %(number)s.") % {"number": entry.entry_number} if entry else "",
        form=form,
        submit=_("Save"),
        cancel=reverse("desk:procedures_acquisitions"),
        status=422 if form.errors else 200,
    )


@allowed_to("keep_procedures", hides=True)
def acquisition(request: HttpRequest, key: int) -> HttpResponse:
    """One acquisition and its objects."""
    return _page(request, get_object_or_404(Acquisition, pk=key))


@allowed_to("keep_procedures", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write an acquisition anew."""
    found = get_object_or_404(Acquisition, pk=key)
    form = AcquisitionChangeForm(request.POST)
    if done(
        form,
        lambda: acquiring.change_acquisition(
            found,
            asked=asked_of(acquiring.AcquisitionAsked, form),
            museum_objects=form.cleaned_data["museum_objects"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("This was saved."))
        return redirect("desk:procedures_acquisition", key=key)
    return _page(request, found, change=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def accession(request: HttpRequest, key: int) -> HttpResponse:
    """Enter its objects in the accession register."""
    found = get_object_or_404(Acquisition, pk=key)
    form = AccessionForm(request.POST, auto_id="accession_%s")
    if done(
        form,
        lambda: acquiring.accession(
            found,
            accessioned_on=form.cleaned_data["accessioned_on"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("The objects are in the register: the museum owns them."))
        return redirect("desk:procedures_acquisition", key=key)
    found.refresh_from_db()
    return _page(request, found, accession=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete an acquisition that was a mistake."""
    found = get_object_or_404(Acquisition, pk=key)
    try:
        acquiring.delete_acquisition(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:procedures_acquisition", key=key)
    tell(request, _("%(number)s is deleted.") % {"number": found.acquisition_number})
    return redirect("desk:procedures_acquisitions")


def _entry_asked(request: HttpRequest) -> ObjectEntry | None:
    key = request.GET.get("entry", "")
    is_number = key.isdecimal() and len(key) < 10
    return get_object_or_404(ObjectEntry, pk=int(key)) if is_number else None


def _start(entry: ObjectEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    things = MuseumObject.objects.filter(entry_items__entry=entry).distinct()
    return {
        "source": entry.owner or entry.depositor,
        "source_contact": entry.depositor_contact,
        "museum_objects": list(things.order_by("object_number")),
    }


def _page(
    request: HttpRequest,
    found: Acquisition,
    *,
    change: AcquisitionChangeForm | None = None,
    accession: AccessionForm | None = None,
) -> HttpResponse:
    things = list(found.museum_objects.order_by("object_number"))
    start = start_of(AcquisitionChangeForm, found, museum_objects=things)
    return desk_page(
        request,
        "desk/acquisition.html",
        title=_("Acquisition %(number)s") % {"number": found.acquisition_number},
        acquisition=found,
        things=things,
        facts=facts_of(AcquisitionChangeForm, found),
        change=change or AcquisitionChangeForm(initial=start),
        accession=accession
        or AccessionForm(
            auto_id="accession_%s",
            initial={"version": found.version, "accessioned_on": day_of(clock.now())},
        ),
        day=day_words,
        status=422 if change or accession else 200,
    )
