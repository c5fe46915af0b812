"""Conservation treatments: begun, reported, ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import treating
from casamuseo.collection.days import day_of
from casamuseo.collection.models import ConditionCheck, Treatment
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_condition import EndForm, TreatmentChangeForm, TreatmentForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of, start_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock

TREATMENTS: Listing[Treatment] = Listing(
    name=gettext_lazy("Treatments"),
    empty=gettext_lazy("No treatment is recorded yet."),
    rows=lambda: Treatment.objects.prefetch_related("museum_object").order_by("-begun_on", "-pk"),
    columns=(
        Column(gettext_lazy("Began on"), lambda row: row.begun_on),
        Column(gettext_lazy("Object"), lambda row: row.museum_object.object_number),
        Column(gettext_lazy("Who treats it"), lambda row: row.conservator),
        Column(gettext_lazy("Ended on"), lambda row: row.ended_on),
        Column(gettext_lazy("Materials"), lambda row: row.materials, is_wide=True),
    ),
    searched=("museum_object__object_number", "conservator", "report", "materials"),
    address=lambda row: reverse("desk:condition_treatment", kwargs={"key": row.pk}),
    table="desk:condition_treatments_table",
)


@allowed_to("check_condition")
@require_safe
def treatments(request: HttpRequest) -> HttpResponse:
    """Every treatment, the latest first."""
    return list_page(
        request,
        TREATMENTS,
        "desk/procedure-list.html",
        add=(_("New treatment"), reverse("desk:condition_treatment_add")),
    )


@allowed_to("check_condition")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of treatments as a file."""
    return list_file(request, TREATMENTS, kind)


@allowed_to("check_condition")
def add(request: HttpRequest) -> HttpResponse:
    """Write that a treatment began, perhaps after a check."""
    check = _check_asked(request)
    form = TreatmentForm(request.POST or None, initial=_start(request, check))
    made: list[Treatment] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            treating.begin_treatment(
                form.cleaned_data["museum_object"],
                asked=asked_of(treating.TreatmentAsked, form, after_check=check),
                by=member_of(request).login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("This was saved."))
        return redirect("desk:condition_treatment", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New treatment"),
        lead="",
        form=form,
        submit=_("Save"),
        cancel=reverse("desk:condition_treatments"),
        status=422 if form.errors else 200,
    )


@allowed_to("check_condition", hides=True)
def treatment(request: HttpRequest, key: int) -> HttpResponse:
    """One treatment."""
    return _page(request, _treatment(key))


@allowed_to("check_condition", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write a treatment anew."""
    found = _treatment(key)
    form = TreatmentChangeForm(request.POST)
    if done(
        form,
        lambda: treating.change_treatment(
            found,
            asked=asked_of(treating.TreatmentAsked, form),
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("This was saved."))
        return redirect("desk:condition_treatment", key=key)
    return _page(request, found, change=form)


@allowed_to("check_condition", hides=True)
@require_POST
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Write what was done and that it is over."""
    found = _treatment(key)
    form = EndForm(request.POST, auto_id="end_%s")
    if done(
        form,
        lambda: treating.end_treatment(
            found,
            ended_on=form.cleaned_data["ended_on"],
            report=form.cleaned_data["report"],
            materials=form.cleaned_data["materials"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("The treatment is over."))
        return redirect("desk:condition_treatment", key=key)
    return _page(request, found, end=form)


def _treatment(key: int) -> Treatment:
    found = Treatment.objects.select_related("museum_object", "after_check")
    return get_object_or_404(found, pk=key)


def _check_asked(request: HttpRequest) -> ConditionCheck | None:
    key = request.GET.get("check", "")
    if not key.isdecimal() or len(key) > 9:
        return None
    return get_object_or_404(ConditionCheck.objects.select_related("museum_object"), pk=int(key))


def _start(request: HttpRequest, check: ConditionCheck | None) -> dict[str, Any]:
    asked = request.GET.get("object", "")[:60]
    return {
        "museum_object": check.museum_object if check else asked,
        "proposal": check.recommendation if check else "",
        "begun_on": day_of(clock.now()),
    }


def _page(
    request: HttpRequest,
    found: Treatment,
    *,
    change: TreatmentChangeForm | None = None,
    end: EndForm | None = None,
) -> HttpResponse:
    start = {
        **start_of(EndForm, found, version=found.version),
        "ended_on": found.ended_on or day_of(clock.now()),
    }
    return desk_page(
        request,
        "desk/condition-treatment.html",
        title=_("Treatment of %(number)s") % {"number": found.museum_object.object_number},
        treatment=found,
        facts=facts_of(TreatmentForm, found),
        change=change or TreatmentChangeForm(initial=start_of(TreatmentChangeForm, found)),
        end=end or EndForm(auto_id="end_%s", initial=start),
        day=day_words,
        status=422 if change or end else 200,
    )
