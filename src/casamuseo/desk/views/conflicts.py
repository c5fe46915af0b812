"""What was sold and is no longer possible: offered another time, moved, refunded, honoured."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.dates import whole_day
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.views.today import address_for
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions import settling
from casamuseo.visit.actions.conflicts import offer
from casamuseo.visit.availability import availability
from casamuseo.visit.models import Conflict, Order
from casamuseo.visit.money import in_words
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import ConflictState

MOST = 200
"""Conflicts on one page."""
DAYS_OFFERED = 21


class MoveForm(DeskForm):
    """The other times that still have room for the party."""

    time = forms.ChoiceField(label=gettext_lazy("Move to"))
    request_key = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["time"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = choices


class RefundForm(DeskForm):
    """Why the money goes back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@allowed_to("settle_conflicts")
def conflicts(request: HttpRequest) -> HttpResponse:
    """The list, oldest first."""
    member = member_of(request)
    waiting = list(_waiting()[:MOST])
    untold = [
        one for one in waiting if one.told_at is None and one.order and one.order.contact_email
    ]
    return desk_page(
        request,
        "desk/conflicts.html",
        title=_("No longer possible"),
        waiting=waiting,
        untold=len(untold),
        tours=address_for(member, "arrange_tours", "desk:tours"),
    )


@allowed_to("settle_conflicts")
@require_POST
def offer_all(request: HttpRequest) -> HttpResponse:
    """Write to all who left an address and were not written to."""
    told = offer(list(_waiting()), at=clock.now())
    words = ngettext("%(count)s letter was written.", "%(count)s letters were written.", told)
    tell(request, words % {"count": told})
    return redirect("desk:conflicts")


@allowed_to("settle_conflicts")
@require_POST
def honour_all(request: HttpRequest) -> HttpResponse:
    """Let all who wait come all the same."""
    _honour(request, list(_waiting()))
    return redirect("desk:conflicts")


@allowed_to("settle_conflicts", hides=True)
def conflict(request: HttpRequest, key: int) -> HttpResponse:
    """One of them: who it is, what they paid, and the times that they could have instead."""
    found = get_object_or_404(_waiting(), pk=key)
    member = member_of(request)
    choices = _times_for(found)
    form = MoveForm(request.POST or None, choices=choices, initial={"request_key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            order = _move(request, found, form)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            day = whole_day(local(order.starts_at).date())
            words = _("Booking %(code)s was moved to %(day)s.")
            tell(request, words % {"code": order.code, "day": day})
            return redirect("desk:conflicts")
    order_ = found.order
    kept = order_.kept_cents() if order_ else 0
    return desk_page(
        request,
        "desk/conflict.html",
        title=order_.code if order_ else (found.tour.code if found.tour else ""),
        conflict=found,
        form=form if choices and order_ else None,
        refund_form=RefundForm(initial={"reason": str(found.reason)}),
        kept=in_words(kept, currency=order_.currency) if order_ and kept else "",
        may_refund=member.may("refund") or not kept,
        bookings=address_for(member, "see_bookings", "desk:bookings"),
        tours=address_for(member, "arrange_tours", "desk:tours"),
        status=422 if form.errors else 200,
    )


@allowed_to("settle_conflicts", hides=True)
@require_POST
def honour(request: HttpRequest, key: int) -> HttpResponse:
    """Let them come all the same."""
    _honour(request, [get_object_or_404(_waiting(), pk=key)])
    return redirect("desk:conflicts")


@allowed_to("settle_conflicts", hides=True)
@require_POST
def refund(request: HttpRequest, key: int) -> HttpResponse:
    """Give the money back, or cancel where none was paid."""
    found = get_object_or_404(_waiting(), pk=key)
    member = member_of(request)
    if found.order is not None and found.order.kept_cents() and not member.may("refund"):
        raise PermissionDenied("refund")
    try:
        refunds = settling.refund(
            found, reason=request.POST.get("reason", ""), by=member, at=clock.now()
        )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:conflict", key=key)
    if refunds:
        tell(request, _("The money is on its way back."))
    else:
        tell(request, _("The booking was cancelled: nothing had been paid."))
    return redirect("desk:conflicts")


def _waiting() -> QuerySet[Conflict]:
    waiting = Conflict.objects.filter(state=ConflictState.OPEN)
    return waiting.select_related("order__session", "tour").order_by("opened_at", "pk")


def _honour(request: HttpRequest, found: list[Conflict]) -> None:
    count = settling.honour(found, by=member_of(request), at=clock.now())
    words = ngettext(
        "%(count)s booking stays as it is.", "%(count)s bookings stay as they are.", count
    )
    tell(request, words % {"count": count})


def _times_for(found: Conflict) -> list[tuple[str, str]]:
    """The days and times to come with room for the party: `2026-11-29` or `2026-11-29T17:00…`."""
    order = found.order
    if order is None or order.session_id is not None:
        return []
    rules, at = visit_rules(), clock.now()
    choices = []
    for day in availability(rules, first=rules.date_at(at), days=DAYS_OFFERED, at=at):
        if not day.can_be_booked:
            continue
        name = whole_day(day.day)
        if not day.slots and day.left >= order.party:
            choices.append((day.day.isoformat(), name))
        choices += [
            (slot.starts_at.isoformat(), f"{name}, {local(slot.starts_at):%H:%M}")
            for slot in day.slots
            if not slot.is_past and slot.left >= order.party
        ]
    return choices


def _move(request: HttpRequest, found: Conflict, form: MoveForm) -> Order:
    chosen: str = form.cleaned_data["time"]
    slot = datetime.fromisoformat(chosen) if "T" in chosen else None
    day = local(slot).date() if slot else date.fromisoformat(chosen)
    return settling.move(
        found,
        day=day,
        slot=slot,
        request_key=form.cleaned_data["request_key"],
        by=member_of(request),
        at=clock.now(),
    )
