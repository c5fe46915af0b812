"""The today board: what is sold, who is in, who arrives, what waits; rooms closed and opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_calendar import numbered
from casamuseo.desk.in_languages import ready_made
from casamuseo.desk.pages import desk_page, tell
from casamuseo.house.models import Closure, Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.staff.models import Member
from casamuseo.visit.actions import closing
from casamuseo.visit.board import Board, board
from casamuseo.visit.rules import visit_rules

REASONS = {
    "works": gettext_lazy("Conservation work"),
    "damage": gettext_lazy("Something broke"),
    "staff": gettext_lazy("Nobody to watch over it"),
    "event": gettext_lazy("An event is held there"),
}


class CloseRoomForm(DeskForm):
    """Which room, why, and until when."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Room"), empty_label=None
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=list(REASONS.items()))
    until = forms.ChoiceField(
        label=gettext_lazy("Until"),
        choices=[
            ("today", gettext_lazy("the end of today")),
            ("further", gettext_lazy("somebody opens it again")),
        ],
    )

    def __init__(self, *args: object, places: list[Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Place.objects.filter(pk__in=[place.pk for place in places])
        field.choices = [(place.pk, numbered(place)) for place in places]


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that waits: how much, in words, and where it is dealt with."""

    words: str
    count: int
    address: str


@allowed_to("see_today")
def today(request: HttpRequest) -> HttpResponse:
    """The board; asked by htmx, only the part that changes."""
    member = member_of(request)
    of_day = board(visit_rules(), at=clock.now())
    is_part = request.headers.get("HX-Request") == "true"
    may_close = member.may("close_rooms")
    return desk_page(
        request,
        "desk/today-board.html" if is_part else "desk/today.html",
        title=_("Today"),
        board=of_day,
        at=clock.now(),
        queues=queues_of(of_day, member),
        may_close=may_close,
        form=CloseRoomForm(places=_open_rooms(of_day)) if may_close and not is_part else None,
        bookings=address_for(member, "see_bookings", "desk:bookings", day=of_day.day.isoformat()),
        tours=address_for(member, "arrange_tours", "desk:tours"),
        reports=address_for(member, "read_reports", "desk:reports"),
        shows_calendar=member.may("change_calendar"),
    )


@allowed_to("close_rooms")
@require_POST
def close_room(request: HttpRequest) -> HttpResponse:
    """Close a room from now on: plan, guide, slots and site follow."""
    at = clock.now()
    form = CloseRoomForm(request.POST, places=list(Place.objects.shown()))
    if not form.is_valid():
        tell(request, _("Choose a room and a reason."), tone="refused")
        return redirect("desk:today")
    place: Place = form.cleaned_data["place"]
    try:
        closed = closing.close_room(
            place,
            reason=ready_made(REASONS[form.cleaned_data["reason"]]),
            begins_at=at,
            ends_at=_end_of_today(at) if form.cleaned_data["until"] == "today" else None,
            by=member_of(request).login,
            at=at,
        )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:today")
    tell(request, _("“%(room)s” is closed.") % {"room": _named(place)})
    tell_of_conflicts(request, len(closed.outcome.conflicts))
    return redirect("desk:today")


@allowed_to("close_rooms", hides=True)
@require_POST
def open_room(request: HttpRequest, key: int) -> HttpResponse:
    """Open a room again."""
    closure = get_object_or_404(Closure.objects.select_related("place"), pk=key)
    closing.open_room(closure, by=member_of(request).login, at=clock.now())
    tell(request, _("“%(room)s” is open again.") % {"room": _named(closure.place)})
    return redirect("desk:today")


def tell_of_conflicts(request: HttpRequest, count: int) -> None:
    """Say on the next page how much now waits for a person."""
    if count:
        words = ngettext(
            "%(count)s booking is no longer possible and waits for a person.",
            "%(count)s bookings are no longer possible and wait for a person.",
            count,
        )
        tell(request, words % {"count": count}, tone="note")


def queues_of(of_day: Board, member: Member) -> list[Queue]:
    """What waits for a person, with the page on which this member can deal with it."""
    waiting = of_day.waiting
    bookings = ("see_bookings", "desk:bookings_waiting")
    tours = ("arrange_tours", "desk:tours")
    table = [
        (
            waiting.conflicts,
            ngettext(
                "booking no longer possible", "bookings no longer possible", waiting.conflicts
            ),
            address_for(member, "settle_conflicts", "desk:conflicts"),
        ),
        (
            waiting.paid_unplaced,
            ngettext("paid without a place", "paid without a place", waiting.paid_unplaced),
            address_for(member, *bookings),
        ),
        (
            waiting.unpaid,
            ngettext("booking not paid yet", "bookings not paid yet", waiting.unpaid),
            address_for(member, *bookings),
        ),
        (
            waiting.refunds,
            ngettext("refund on its way", "refunds on their way", waiting.refunds),
            address_for(member, *bookings),
        ),
        (
            waiting.tours_received,
            ngettext(
                "request without an answer", "requests without an answer", waiting.tours_received
            ),
            address_for(member, *tours),
        ),
        (
            waiting.guides_missing,
            ngettext("tour without a guide", "tours without a guide", waiting.guides_missing),
            address_for(member, *tours),
        ),
        (
            waiting.guides_silent,
            ngettext("guide has not answered", "guides have not answered", waiting.guides_silent),
            address_for(member, *tours),
        ),
        (
            waiting.final_counts,
            ngettext("final count is due", "final counts are due", waiting.final_counts),
            address_for(member, *tours),
        ),
        (
            len(waiting.devices),
            ngettext("device is silent", "devices are silent", len(waiting.devices)),
            address_for(member, "enrol_devices", "desk:devices"),
        ),
    ]
    return [Queue(words, count, address) for count, words, address in table if count]


def address_for(member: Member, verb: str, name: str, **query: str) -> str:
    """The address of a page that this member may see; "" where they may not, or there is none."""
    if not member.may(verb):
        return ""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address


def _open_rooms(of_day: Board) -> list[Place]:
    closed = {closure.place_id for closure in of_day.closures}
    return [place for place in Place.objects.shown() if place.pk not in closed]


def _end_of_today(at: datetime) -> datetime:
    rules = visit_rules()
    return rules.calendar.moment(rules.date_at(at) + timedelta(days=1), time())


def _named(place: Place) -> str:
    return place.name.words(translation.get_language() or "es")
