"""Loans in and out: agreed, sent, returned by scanning, extended, closed; and which are overdue."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casamuseo.collection.actions import lending
from casamuseo.collection.days import day_of
from casamuseo.collection.lending import overdue
from casamuseo.collection.models import Loan, LoanItem, MuseumObject, Placement
from casamuseo.collection.terms import LoanDirection, LoanState, Presence
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.camera import with_camera
from casamuseo.desk.forms_procedures import (
    AddObjectsForm,
    AgreeForm,
    CloseLoanForm,
    ExtendForm,
    LoanChangeForm,
    LoanForm,
    RefuseForm,
    ScanForm,
    SendForm,
)
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.procedure_forms import (
    ProcedureForm,
    asked_of,
    day_words,
    done,
    facts_of,
    start_of,
)
from casamuseo.desk.procedure_lists import Column, Listing, list_file, list_page
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

MOST_OVERDUE = 100

LOANS: Listing[Loan] = Listing(
    name=gettext_lazy("Loans"),
    empty=gettext_lazy("There are no loans yet."),
    rows=lambda: Loan.objects.order_by("-begins_on", "-pk"),
    columns=(
        Column(gettext_lazy("Number"), lambda row: row.loan_number),
        Column(gettext_lazy("Direction"), lambda row: row.get_direction_display(), is_wide=True),
        Column(gettext_lazy("With whom"), lambda row: row.partner),
        Column(gettext_lazy("First day"), lambda row: row.begins_on, is_wide=True),
        Column(gettext_lazy("Last day"), lambda row: row.ends_on),
        Column(gettext_lazy("State"), lambda row: row.get_state_display()),
    ),
    searched=("loan_number", "partner", "venue", "purpose"),
    address=lambda row: reverse("desk:loan", kwargs={"key": row.pk}),
    table="desk:loans_table",
)


@allowed_to("keep_procedures")
@require_safe
def loans(request: HttpRequest) -> HttpResponse:
    """What is overdue, then every loan."""
    late = overdue(day_of(clock.now()))[:MOST_OVERDUE]
    return list_page(
        request,
        LOANS,
        "desk/loans.html",
        add=(_("New loan"), reverse("desk:loan_add")),
        overdue=list(late),
        day=day_words,
    )


@allowed_to("keep_procedures")
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of loans as a file."""
    return list_file(request, LOANS, kind)


@allowed_to("keep_procedures")
def add(request: HttpRequest) -> HttpResponse:
    """Write that somebody asks to borrow, or that the museum does."""
    start = {
        "direction": LoanDirection.OUT,
        "museum_objects": request.GET.get("object", "")[:60],
    }
    form = LoanForm(request.POST or None, initial=start)
    made: list[Loan] = []
    if request.method == "POST" and done(
        form,
        lambda: made.append(
            lending.ask_loan(
                asked_of(lending.LoanAsked, form),
                direction=LoanDirection(form.cleaned_data["direction"]),
                museum_objects=form.cleaned_data["museum_objects"],
                by=member_of(request).login,
                at=clock.now(),
            )
        ),
    ):
        tell(request, _("This was saved."))
        return redirect("desk:loan", key=made[0].pk)
    return desk_page(
        request,
        "desk/procedure-form.html",
        title=_("New loan"),
        lead="",
        form=form,
        submit=_("Save"),
        cancel=reverse("desk:loans"),
        status=422 if form.errors else 200,
    )


@allowed_to("keep_procedures", hides=True)
def loan(request: HttpRequest, key: int) -> HttpResponse:
    """One loan, and the step that comes next."""
    return _page(request, get_object_or_404(Loan, pk=key))


@allowed_to("keep_procedures", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write a loan anew."""
    form = LoanChangeForm(request.POST)
    return _step(
        request,
        key,
        "change",
        form,
        lambda found, by: lending.change_loan(
            found,
            asked=asked_of(lending.LoanAsked, form),
            seen=form.cleaned_data["version"],
            by=by,
            at=clock.now(),
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def add_objects(request: HttpRequest, key: int) -> HttpResponse:
    """Put more objects on the list."""
    form = AddObjectsForm(request.POST, auto_id="add_%s")
    return _step(
        request,
        key,
        "add",
        form,
        lambda found, by: lending.add_to_loan(
            found, museum_objects=form.cleaned_data["museum_objects"], by=by, at=clock.now()
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def take_off(request: HttpRequest, key: int) -> HttpResponse:
    """Take an object off the list."""
    item = get_object_or_404(LoanItem.objects.select_related("loan", "museum_object"), pk=key)
    try:
        lending.take_from_loan(item, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    return redirect("desk:loan", key=item.loan_id)


@allowed_to("keep_procedures", hides=True)
@require_POST
def agree(request: HttpRequest, key: int) -> HttpResponse:
    """Write who agreed."""
    form = AgreeForm(request.POST, auto_id="agree_%s")
    return _step(
        request,
        key,
        "agree",
        form,
        lambda found, by: lending.agree_loan(
            found,
            authorised_by=form.cleaned_data["authorised_by"],
            authorised_on=form.cleaned_data["authorised_on"],
            seen=form.cleaned_data["version"],
            by=by,
            at=clock.now(),
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def refuse(request: HttpRequest, key: int) -> HttpResponse:
    """Write why it does not come about."""
    form = RefuseForm(request.POST, auto_id="refuse_%s")
    return _step(
        request,
        key,
        "refuse",
        form,
        lambda found, by: lending.refuse_loan(
            found,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["version"],
            by=by,
            at=clock.now(),
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def send(request: HttpRequest, key: int) -> HttpResponse:
    """Send what was chosen, or receive it."""
    found = get_object_or_404(Loan, pk=key)
    form = SendForm(request.POST, auto_id="send_%s", loan=found, waiting=_waiting(found))
    things: list[MuseumObject] = []

    def act(found: Loan, by: str) -> None:
        things.extend(MuseumObject.objects.filter(pk__in=form.cleaned_data["items"]))
        lending.send_items(
            found,
            museum_objects=things,
            sent_on=form.cleaned_data["sent_on"],
            place=form.cleaned_data.get("place"),
            position=form.cleaned_data.get("position", ""),
            moved_by=form.cleaned_data["moved_by"],
            by=by,
            at=clock.now(),
        )

    response = _step(request, key, "send", form, act)
    if response.status_code == 302 and found.direction == LoanDirection.OUT:
        _tell_of_rooms(request, things)
    return response


@allowed_to("keep_procedures", hides=True)
def returns(request: HttpRequest, key: int) -> HttpResponse:
    """Scan what came back, number after number; the page asks for the next."""
    found = get_object_or_404(Loan, pk=key)
    start = {"returned_on": day_of(clock.now())}
    form = ScanForm(request.POST or None, loan=found, initial=start)
    back: MuseumObject | None = None
    if request.method == "POST" and done(form, lambda: _take_back(request, found, form)):
        back = form.cleaned_data["museum_object"]
        kept = {name: form.cleaned_data.get(name) for name in ("returned_on", "place")}
        form = ScanForm(loan=found, initial=kept)
    page = desk_page(
        request,
        "desk/loan-returns.html",
        title=_("Return of loan %(number)s") % {"number": found.loan_number},
        loan=found,
        form=form,
        back=back,
        items=_items(found),
        day=day_words,
        status=422 if form.errors else 200,
    )
    return with_camera(page)


@allowed_to("keep_procedures", hides=True)
@require_POST
def extend(request: HttpRequest, key: int) -> HttpResponse:
    """Let it last longer."""
    form = ExtendForm(request.POST, auto_id="extend_%s")
    return _step(
        request,
        key,
        "extend",
        form,
        lambda found, by: lending.extend_loan(
            found,
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["version"],
            by=by,
            at=clock.now(),
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Close a loan of which everything is back."""
    form = CloseLoanForm(request.POST, auto_id="close_%s")
    return _step(
        request,
        key,
        "close",
        form,
        lambda found, by: lending.close_loan(
            found, seen=form.cleaned_data["version"], by=by, at=clock.now()
        ),
    )


@allowed_to("keep_procedures", hides=True)
@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete a loan that was a mistake."""
    found = get_object_or_404(Loan, pk=key)
    try:
        lending.delete_loan(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:loan", key=key)
    tell(request, _("%(number)s is deleted.") % {"number": found.loan_number})
    return redirect("desk:loans")


def _step(
    request: HttpRequest,
    key: int,
    name: str,
    form: ProcedureForm,
    act: Callable[[Loan, str], object],
) -> HttpResponse:
    """One step of a loan: done, or shown with what was refused."""
    found = get_object_or_404(Loan, pk=key)
    if done(form, lambda: act(found, member_of(request).login), record=found):
        tell(request, _("This was saved."))
        return redirect("desk:loan", key=key)
    found.refresh_from_db()
    return _page(request, found, **{name: form})


def _take_back(request: HttpRequest, found: Loan, form: ScanForm) -> None:
    lending.return_items(
        found,
        museum_objects=[form.cleaned_data["museum_object"]],
        returned_on=form.cleaned_data["returned_on"],
        place=form.cleaned_data.get("place"),
        by=member_of(request).login,
        at=clock.now(),
    )


def _tell_of_rooms(request: HttpRequest, things: list[MuseumObject]) -> None:
    """Today's state of the rooms is kept by hand: say what still stands in it."""
    shown = Placement.objects.filter(
        museum_object__in=things, display_state__day=None, presence=Presence.PRESENT
    )
    numbers = shown.values_list("museum_object__object_number", flat=True).distinct()
    words = ", ".join(numbers.order_by("museum_object__object_number"))
    if words:
        tell(
            request,
            _("The plan of today still shows %(numbers)s in its room: change it there.")
            % {"numbers": words},
            tone="note",
        )


def _items(found: Loan) -> list[LoanItem]:
    return list(found.items.select_related("museum_object").order_by("order", "pk"))


def _waiting(found: Loan) -> list[LoanItem]:
    return [item for item in _items(found) if item.sent_on is None]


def _page(request: HttpRequest, found: Loan, **bound: ProcedureForm) -> HttpResponse:
    today = day_of(clock.now())
    items = _items(found)
    waiting = [item for item in items if item.sent_on is None]
    out = [item for item in items if item.sent_on is not None and item.returned_on is None]
    seen = {"version": found.version}
    forms: dict[str, ProcedureForm] = {
        "change": LoanChangeForm(initial=start_of(LoanChangeForm, found)),
        "add": AddObjectsForm(auto_id="add_%s"),
        "agree": AgreeForm(auto_id="agree_%s", initial={**seen, "authorised_on": today}),
        "refuse": RefuseForm(auto_id="refuse_%s", initial=seen),
        "send": SendForm(
            auto_id="send_%s", loan=found, waiting=waiting, initial={"sent_on": today}
        ),
        "extend": ExtendForm(auto_id="extend_%s", initial={**seen, "ends_on": found.ends_on}),
        "close": CloseLoanForm(auto_id="close_%s", initial=seen),
    }
    return desk_page(
        request,
        "desk/loan.html",
        title=_("Loan %(number)s") % {"number": found.loan_number},
        loan=found,
        items=items,
        waiting=waiting,
        out=out,
        facts=facts_of(LoanChangeForm, found),
        forms={**forms, **bound},
        bound=tuple(bound),
        is_open=found.state in lending.OPEN,
        is_agreed=found.state == LoanState.AGREED,
        is_asked=found.state == LoanState.ASKED,
        is_out=found.direction == LoanDirection.OUT,
        is_late=bool(out) and found.state == LoanState.AGREED and found.ends_on < today,
        day=day_words,
        status=422 if bound else 200,
    )
