"""Object exit: what left the museum, by whose leave, with whom, until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import exiting
from casamuseo.collection.days import day_of
from casamuseo.collection.models import ObjectExit
from casamuseo.collection.terms import ExitReason
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_procedures import ExitForm, ExitNotesForm, ReturnForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import asked_of, day_words, done, facts_of, start_of
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock

EXITS: Listing[ObjectExit] = Listing(
    name=gettext_lazy("Object exits"),
    empty=gettext_lazy("Nothing has left yet."),
    rows=lambda: ObjectExit.objects.order_by("-left_on", "-pk"),
    columns=(
        Column(gettext_lazy("Number"), lambda row: row.exit_number),
        Column(gettext_lazy("Left on"), lambda row: row.left_on),
        Column(gettext_lazy("Why"), lambda row: row.get_reason_display()),
        Column(gettext_lazy("Who took it"), lambda row: row.recipient),
        Column(gettext_lazy("Expected back on"), lambda row: row.expected_return_on, is_wide=True),
        Column(gettext_lazy("Came back on"), lambda row: row.returned_on, is_wide=True),
    ),
    searched=("exit_number", "recipient", "destination", "note"),
    address=lambda row: reverse("desk:procedures_exit", kwargs={"key": row.pk}),
    table="desk:procedures_exits_table",
)


@allowed_to("keep_procedures")
@require_safe
def exits(request: HttpRequest) -> HttpResponse:
    """Everything that left, the latest first."""
    return list_page(
        request,
        EXITS,
        "desk/procedure-list.html",
        add=(_("New exit"), reverse("desk:procedures_exit_add")),
    )


@allowed_to("keep_procedures")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of exits as a file."""
    return list_file(request, EXITS, kind)


@allowed_to("keep_procedures")
def add(request: HttpRequest) -> HttpResponse:
    """Write that objects left."""
    today = day_of(clock.now())
    start = {
        "left_on": today,
        "authorised_on": today,
        "museum_objects": request.GET.get("object", "")[:60],
    }
    form = ExitForm(request.POST or None, initial=start)
    made: list[ObjectExit] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            exiting.let_go(
                asked_of(exiting.ExitAsked, form),
                museum_objects=form.cleaned_data["museum_objects"],
                by=member_of(request).login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("The exit is written, and each object’s movement with it."))
        return redirect("desk:procedures_exit", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New exit"),
        lead=_("Objects leave the museum. What goes on a loan is sent from the loan."),
        form=form,
        submit=_("Let it go"),
        cancel=reverse("desk:procedures_exits"),
        status=422 if form.errors else 200,
    )


@allowed_to("keep_procedures", hides=True)
def departure(request: HttpRequest, key: int) -> HttpResponse:
    """One exit and its objects."""
    return _page(request, get_object_or_404(ObjectExit, pk=key))


@allowed_to("keep_procedures", hides=True)
@require_safe
def paper(request: HttpRequest, key: int) -> HttpResponse:
    """The exit on a sheet of paper, to be signed by who takes it."""
    found = get_object_or_404(ObjectExit, pk=key)
    return desk_page(
        request,
        "desk/exit-paper.html",
        title=_("Exit %(number)s") % {"number": found.exit_number},
        departure=found,
        things=found.museum_objects.order_by("object_number"),
        facts=facts_of(ExitForm, found),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write who signed, who carried, when it is expected."""
    found = get_object_or_404(ObjectExit, pk=key)
    form = ExitNotesForm(request.POST)
    if done(
        form,
        lambda: exiting.change_exit(
            found,
            asked=asked_of(exiting.ExitNotes, form),
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("This was saved."))
        return redirect("desk:procedures_exit", key=key)
    return _page(request, found, change=form)


@allowed_to("keep_procedures", hides=True)
@require_POST
def bring_back(request: HttpRequest, key: int) -> HttpResponse:
    """Write that its objects came back."""
    found = get_object_or_404(ObjectExit, pk=key)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if done(
        form,
        lambda: exiting.bring_back(
            found,
            returned_on=form.cleaned_data["returned_on"],
            place=form.cleaned_data["place"],
            position=form.cleaned_data["position"],
            seen=form.cleaned_data["version"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        record=found,
    ):
        tell(request, _("Everything is back."))
        return redirect("desk:procedures_exit", key=key)
    return _page(request, found, back=form)


def _page(
    request: HttpRequest,
    found: ObjectExit,
    *,
    change: ExitNotesForm | None = None,
    back: ReturnForm | None = None,
) -> HttpResponse:
    today = day_of(clock.now())
    return desk_page(
        request,
        "desk/exit.html",
        title=_("Exit %(number)s") % {"number": found.exit_number},
        departure=found,
        things=found.museum_objects.order_by("object_number"),
        facts=facts_of(ExitForm, found),
        is_for_good=found.reason == ExitReason.DISPOSAL,
        is_late=found.returned_on is None
        and found.expected_return_on is not None
        and found.expected_return_on < today,
        change=change or ExitNotesForm(initial=start_of(ExitNotesForm, found)),
        back=back
        or ReturnForm(
            auto_id="return_%s", initial={"version": found.version, "returned_on": today}
        ),
        day=day_words,
        status=422 if change or back else 200,
    )
