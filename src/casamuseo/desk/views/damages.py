"""Damage and loss: reported, followed, closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import damaging
from casamuseo.collection.days import day_of
from casamuseo.collection.models import Damage
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_condition import CloseDamageForm, DamageChangeForm, DamageForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of, start_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock

DAMAGES: Listing[Damage] = Listing(
    name=gettext_lazy("Damage and loss"),
    empty=gettext_lazy("No damage is recorded."),
    rows=lambda: Damage.objects.prefetch_related("museum_object").order_by("-discovered_on", "-pk"),
    columns=(
        Column(gettext_lazy("Discovered on"), lambda row: row.discovered_on),
        Column(gettext_lazy("Object"), lambda row: row.museum_object.object_number),
        Column(gettext_lazy("What happened"), lambda row: row.get_kind_display()),
        Column(gettext_lazy("Closed on"), lambda row: row.closed_on),
    ),
    searched=("museum_object__object_number", "description", "reported_to"),
    address=lambda row: reverse("desk:condition_damage", kwargs={"key": row.pk}),
    table="desk:condition_damages_table",
)


@allowed_to("check_condition")
@require_safe
def damages(request: HttpRequest) -> HttpResponse:
    """Everything that broke or went missing, the latest first."""
    return list_page(
        request,
        DAMAGES,
        "desk/procedure-list.html",
        add=(_("Report damage or loss"), reverse("desk:condition_damage_add")),
    )


@allowed_to("check_condition")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of damages as a file."""
    return list_file(request, DAMAGES, kind)


@allowed_to("check_condition")
def add(request: HttpRequest) -> HttpResponse:
    """Report damage, loss or theft."""
    member = member_of(request)
    start = {
        "museum_object": request.GET.get("object", "")[:60],
        "discovered_on": day_of(clock.now()),
        "discovered_by": member.full_name,
    }
    form = DamageForm(request.POST or None, initial=start)
    made: list[Damage] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            damaging.report_damage(
                form.cleaned_data["museum_object"],
                asked=asked_of(damaging.DamageAsked, form),
                by=member.login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("This was saved."))
        return redirect("desk:condition_damage", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("Report damage or loss"),
        lead=_(
            "Of what is lost or stolen, the ledger says from then on that nobody knows where it is."
        ),
        form=form,
        submit=_("Report it"),
        cancel=reverse("desk:condition_damages"),
        status=422 if form.errors else 200,
    )


@allowed_to("check_condition", hides=True)
def damage(request: HttpRequest, key: int) -> HttpResponse:
    """One damage and what was done."""
    return _page(request, _damage(key))


@allowed_to("check_condition", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write what has been done since."""
    found = _damage(key)
    form = DamageChangeForm(request.POST)
    if done(
        form,
        lambda: damaging.change_damage(
            found,
            action_taken=form.cleaned_data["action_taken"],
            reported_to=form.cleaned_data["reported_to"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("This was saved."))
        return redirect("desk:condition_damage", key=key)
    return _page(request, found, change=form)


@allowed_to("check_condition", hides=True)
@require_POST
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Close the matter."""
    found = _damage(key)
    form = CloseDamageForm(request.POST, auto_id="close_%s")
    if done(
        form,
        lambda: damaging.close_damage(
            found,
            closed_on=form.cleaned_data["closed_on"],
            action_taken=form.cleaned_data["action_taken"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("The matter is closed."))
        return redirect("desk:condition_damage", key=key)
    return _page(request, found, close=form)


def _damage(key: int) -> Damage:
    return get_object_or_404(Damage.objects.select_related("museum_object"), pk=key)


def _page(
    request: HttpRequest,
    found: Damage,
    *,
    change: DamageChangeForm | None = None,
    close: CloseDamageForm | None = None,
) -> HttpResponse:
    start = start_of(CloseDamageForm, found, closed_on=found.closed_on or day_of(clock.now()))
    return desk_page(
        request,
        "desk/condition-damage.html",
        title=_("%(what)s of %(number)s")
        % {"what": found.get_kind_display(), "number": found.museum_object.object_number},
        damage=found,
        facts=facts_of(DamageForm, found),
        change=change or DamageChangeForm(initial=start_of(DamageChangeForm, found)),
        close=close or CloseDamageForm(auto_id="close_%s", initial=start),
        day=day_words,
        status=422 if change or close else 200,
    )
