"""Closing a room for a while and opening it again: plan, guide, slots and site follow from the same row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from casamuseo.house.models import Closure, Place
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.calendaring import Outcome, fresh_rules, is_shut
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.actions.conflicts import (
    AGREED,
    offer,
    open_conflicts,
    settle_allowed,
)
from casamuseo.visit.actions.shutting import shut, unshut
from casamuseo.visit.errors_calendar import BadSpan, RoomIsClosed
from casamuseo.visit.models import Conflict, Order, Resource, TourRequest
from casamuseo.visit.planning import HORIZON, VisitRules, quarters
from casamuseo.visit.terms import TicketState


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure that was made, and what it led to."""

    closure: Closure
    outcome: Outcome


def closures_at(moment: datetime) -> list[Closure]:
    """The closures in force at a moment, in the order of their places."""
    begun = Closure.objects.filter(begins_at__lte=moment)
    running = begun.filter(Q(ends_at=None) | Q(ends_at__gt=moment))
    return list(running.select_related("place").order_by("place__order", "begins_at"))


def close_room(
    place: Place,
    *,
    reason: Text,
    begins_at: datetime,
    ends_at: datetime | None,
    by: str,
    at: datetime,
    writes: bool = False,
) -> Closed:
    """Let no visitor into a room for a while; None for `ends_at` until somebody opens it.

    Where the room has a capacity of its own, no visit through it is sold meanwhile, and what was sold
    enters the list of conflicts. Refuses with BadSpan or RoomIsClosed.
    """
    if ends_at is not None and (ends_at <= begins_at or ends_at <= at):
        raise BadSpan
    with writing():
        _in_turn(place)
        if _overlapping(place, begins_at, ends_at).exists():
            raise RoomIsClosed
        closure = Closure.objects.create(
            place=place, begins_at=begins_at, ends_at=ends_at, reason=reason, closed_by=by
        )
        rules = fresh_rules()
        newly = shut_rooms(closure, rules, at=at)
        conflicts = open_conflicts_through(newly, reason=reason, at=at)
        letters = offer(conflicts, at=at) if writes else 0
        _note("close_room", place, by=by, at=at, conflicts=len(conflicts))
        Edition.rise()
    return Closed(closure, Outcome(tuple(conflicts), 0, letters))


def open_room(closure: Closure, *, by: str, at: datetime) -> Outcome:
    """End a closure now; one that has not begun is taken back. Opening what is open changes nothing."""
    with writing():
        running = Closure.objects.filter(pk=closure.pk).filter(Q(ends_at=None) | Q(ends_at__gt=at))
        ended = running.filter(begins_at__lt=at).update(ends_at=at)
        if not ended:
            ended, _ = running.delete()
        if not ended:
            return Outcome()
        rules = fresh_rules()
        others = list(Closure.objects.filter(place=closure.place_id).exclude(pk=closure.pk))
        last = _end_of(closure, rules, at=at)
        for room in _rooms(closure, rules):
            times = _open_times(rules, closure.begins_at, last, at=at)
            unshut([room], [time for time in times if not is_shut(room, time, others)])
        settled = settle_allowed(rules, begins=_day_begins(rules, at), ends=last, at=at)
        _note("open_room", closure.place, by=by, at=at, settled=settled)
        Edition.rise()
    return Outcome((), settled)


def keep_rooms_shut(*, at: datetime) -> None:
    """Close the quarters of an hour that have come into view since a room was closed for long."""
    lasting = Closure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    for closure in lasting.select_related("place"):
        with writing():
            newly = shut_rooms(closure, fresh_rules(), at=at)
            open_conflicts_through(newly, reason=closure.reason, at=at)


def shut_rooms(closure: Closure, rules: VisitRules, *, at: datetime) -> list[int]:
    """Close the quarters of an hour of a closure's room; the keys of those that were open.

    Call inside a transaction.
    """
    times = _open_times(rules, closure.begins_at, _end_of(closure, rules, at=at), at=at)
    return shut(_rooms(closure, rules), times, at=at)


def _in_turn(place: Place) -> None:
    """Let two who close the same room at once do so one after the other."""
    Place.objects.select_for_update().filter(pk=place.pk).order_by("pk").first()


def _rooms(closure: Closure, rules: VisitRules) -> list[Resource]:
    return [room for room in rules.resources if room.place_id == closure.place_id]


def _end_of(closure: Closure, rules: VisitRules, *, at: datetime) -> datetime:
    """When it ends, or where nobody knows, the last moment that can be booked."""
    beyond = rules.date_at(at) + timedelta(days=HORIZON + 2)
    return closure.ends_at or rules.calendar.moment(beyond, time())


def _open_times(
    rules: VisitRules, begins: datetime, ends: datetime, *, at: datetime
) -> list[datetime]:
    """The quarters of an hour within a span, from now on, in which the house is open."""
    begins = max(begins, at)
    day = rules.date_at(begins)
    times: list[datetime] = []
    while day <= rules.date_at(ends):
        hours = rules.calendar.on(day)
        if hours.opens is not None and hours.closes is not None:
            opens = max(begins, rules.calendar.moment(day, hours.opens))
            closes = min(ends, rules.calendar.moment(day, hours.closes))
            times += quarters(opens, closes)
        day += timedelta(days=1)
    return times


def open_conflicts_through(newly: list[int], *, reason: Text, at: datetime) -> list[Conflict]:
    """List whoever was to come through quarters of an hour that have just been closed.

    Call inside a transaction.
    """
    if not newly:
        return []
    through = Q(hold__claims__bucket__in=newly)
    orders = Order.objects.filter(
        through, state__in=PLACED, ends_at__gt=at, tour__isnull=True
    ).exclude(tickets__state=TicketState.USED)
    tours = TourRequest.objects.filter(through, state__in=AGREED)
    return open_conflicts(
        orders.distinct().order_by("pk"), tours.distinct().order_by("pk"), reason=reason, at=at
    )


def _overlapping(place: Place, begins: datetime, ends: datetime | None) -> QuerySet[Closure]:
    same = Closure.objects.filter(place=place).filter(Q(ends_at=None) | Q(ends_at__gt=begins))
    return same if ends is None else same.filter(begins_at__lt=ends)


def _day_begins(rules: VisitRules, at: datetime) -> datetime:
    return rules.calendar.moment(rules.date_at(at), time())


def _note(action: str, place: Place, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="house.place", key=place.key, facts=facts
    )
