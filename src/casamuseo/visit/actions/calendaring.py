"""Changing the calendar: days that differ, weekly rules, capacities; nothing that was sold is deleted.

Each change is one transaction: the calendar, the quarters of an hour that it closes or opens, and the
list of what was sold and is no longer allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest

from casamuseo.house.models import Closure
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.conflicts import (
    is_allowed,
    offer,
    open_conflicts,
    settle_allowed,
    sold_between,
    tours_between,
)
from casamuseo.visit.actions.shutting import release_unlimited, shut, unshut
from casamuseo.visit.calendar import DayHours
from casamuseo.visit.errors import ReasonMissing
from casamuseo.visit.errors_calendar import BadDays, BadHours, DayIsPast, NoException
from casamuseo.visit.models import (
    Bucket,
    Conflict,
    OpeningException,
    OpeningRule,
    ProgrammeSession,
    Resource,
)
from casamuseo.visit.planning import HORIZON, VisitRules, quarters
from casamuseo.visit.rules import the_house
from casamuseo.visit.terms import ResourceKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of the calendar led to."""

    conflicts: tuple[Conflict, ...] = ()
    """What was sold and now waits for a person."""
    settled: int = 0
    """What waited and is allowed again."""
    letters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A weekly rule as somebody writes it: days, hours, and from when until when."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time
    last_entry_minutes: int = 0
    begins_on: date | None = None
    ends_on: date | None = None


def close_day(day: date, *, reason: Text, by: str, at: datetime, writes: bool = False) -> Outcome:
    """Close the house for a day, with a reason; `writes` offers those who booked another day.

    Refuses with DayIsPast or ReasonMissing.
    """

    def change() -> None:
        _put_exception(day, reason=reason, is_closed=True)

    return _changed(
        change,
        days=[_refuse_past(day, at=at)],
        reason=_asked_for(reason),
        note=("close_day", "visit.openingexception", _key(day), {}),
        by=by,
        at=at,
        writes=writes,
    )


def change_hours(
    day: date,
    *,
    opens: time,
    closes: time,
    last_entry_minutes: int | None = None,
    reason: Text,
    by: str,
    at: datetime,
    writes: bool = False,
) -> Outcome:
    """Give a day hours of its own. Refuses with DayIsPast, BadHours or ReasonMissing."""
    _refuse_bad_hours(opens, closes, last_entry_minutes or 0)

    def change() -> None:
        _put_exception(
            day,
            reason=reason,
            is_closed=False,
            opens=opens,
            closes=closes,
            last_entry_minutes=last_entry_minutes,
        )

    hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    return _changed(
        change,
        days=[_refuse_past(day, at=at)],
        reason=_asked_for(reason),
        note=("change_hours", "visit.openingexception", _key(day), hours),
        by=by,
        at=at,
        writes=writes,
    )


def restore_day(day: date, *, by: str, at: datetime) -> Outcome:
    """Let a day be as its weekday always is. Refuses with DayIsPast or NoException."""

    def change() -> None:
        deleted, _ = OpeningException.objects.filter(on=day).delete()
        if not deleted:
            raise NoException(day)

    return _changed(
        change,
        days=[_refuse_past(day, at=at)],
        reason=Text(),
        note=("restore_day", "visit.openingexception", _key(day), {}),
        by=by,
        at=at,
    )


def add_rule(week: Week, *, reason: Text, by: str, at: datetime, writes: bool = False) -> Outcome:
    """Add weekly hours; where two rules cover a day, the one added last counts.

    Refuses with BadHours or BadDays.
    """
    _refuse_bad_week(week)
    key = f"rule-{at:%Y%m%d%H%M%S}"

    def change() -> None:
        # First of all: what was said last is what is meant.
        OpeningRule.objects.update(order=F("order") + 1)
        OpeningRule.objects.create(key=key, order=0, **_fields(week))

    note = ("add_rule", "visit.openingrule", key, _told(week))
    return _changed(
        change, days=_days_ahead(at), reason=reason, note=note, by=by, at=at, writes=writes
    )


def change_rule(
    key: str, week: Week, *, reason: Text, by: str, at: datetime, writes: bool = False
) -> Outcome:
    """Write a weekly rule anew; an end ends it. Refuses with BadHours or BadDays.

    Raises OpeningRule.DoesNotExist.
    """
    _refuse_bad_week(week)

    def change() -> None:
        rule = OpeningRule.objects.get(key=key)
        for name, value in _fields(week).items():
            setattr(rule, name, value)
        rule.save()

    note = ("change_rule", "visit.openingrule", key, _told(week))
    return _changed(
        change, days=_days_ahead(at), reason=reason, note=note, by=by, at=at, writes=writes
    )


def set_capacity(resource: Resource, *, capacity: int, by: str, at: datetime) -> int:
    """How many a resource holds from today on; how many quarters of an hour already have more.

    Those keep what was sold, and nothing more is given there.
    """
    with writing():
        was = Resource.objects.get(pk=resource.pk).capacity
        Resource.objects.filter(pk=resource.pk).update(capacity=capacity)
        fuller = keep_to_capacity(resource, capacity=capacity, at=at)
        Change.objects.create(
            at=at,
            actor=by,
            action="set_capacity",
            kind="visit.resource",
            key=resource.key,
            facts={"from": was, "to": capacity},
        )
        Edition.rise()
    resource.capacity = capacity
    return fuller


def keep_to_capacity(resource: Resource, *, capacity: int, at: datetime) -> int:
    """Give the buckets from today on this capacity, or what is taken where that is more.

    Call inside a transaction. How many have more taken.
    """
    rules = fresh_rules()
    begins = rules.calendar.moment(rules.date_at(at), time())
    coming = Bucket.objects.filter(resource=resource, starts_at__gte=begins)
    coming.exclude(capacity=capacity).update(capacity=Greatest(F("taken"), Value(capacity)))
    return coming.filter(taken__gt=capacity).count()


def fresh_rules() -> VisitRules:
    """The rules as they stand in this transaction, not as the process keeps them."""
    return VisitRules.of_house(the_house().timezone)


Note = tuple[str, str, str, dict[str, Any]]
"""Action, kind, key and facts of the change."""


def _changed(
    change: Callable[[], None],
    *,
    days: Iterable[date],
    reason: Text,
    note: Note,
    by: str,
    at: datetime,
    writes: bool = False,
) -> Outcome:
    """Make the change and draw its consequences for these days, in one transaction."""
    with writing():
        before = fresh_rules()
        change()
        after = fresh_rules()
        conflicts: list[Conflict] = []
        settled = 0
        for day in days:
            if not _differs(before, after, day):
                continue
            _bring_into_line(before, after, day, at=at)
            conflicts += _listed(before, after, day, reason=reason, at=at)
            begins, ends = _span(after, day)
            settled += settle_allowed(after, begins=begins, ends=ends, at=at)
        letters = offer(conflicts, at=at) if writes else 0
        action, kind, key, facts = note
        counts = {"conflicts": len(conflicts), "settled": settled}
        Change.objects.create(
            at=at, actor=by, action=action, kind=kind, key=key, facts={**facts, **counts}
        )
        Edition.rise()
    return Outcome(tuple(conflicts), settled, letters)


def _bring_into_line(before: VisitRules, after: VisitRules, day: date, *, at: datetime) -> None:
    """Close the quarters of an hour that the day no longer has, open those that it now has."""
    was, now = _times(before, day), _times(after, day)
    of_kind: dict[str, list[Resource]] = {}
    for resource in after.resources:
        of_kind.setdefault(resource.kind, []).append(resource)
    at_once = [*of_kind.get(ResourceKind.HOUSE, []), *of_kind.get(ResourceKind.ROOM, [])]
    whole = of_kind.get(ResourceKind.DAY, [])
    shut(at_once, sorted(was - now), at=at)
    shut(whole, [] if now else [after.noon(day)], at=at)
    if not now:
        release_unlimited(*_span(after, day), at=at)
    unshut(whole, [after.noon(day)] if now else [])
    unshut(of_kind.get(ResourceKind.HOUSE, []), sorted(now))
    closures = list(Closure.objects.filter(place__in=[one.place_id for one in at_once]))
    for room in of_kind.get(ResourceKind.ROOM, []):
        unshut([room], [time for time in sorted(now) if not is_shut(room, time, closures)])
    _line_up_sessions(after, day, at=at)


def is_shut(room: Resource, time: datetime, closures: Iterable[Closure]) -> bool:
    """Whether one of these closures keeps a room's quarter of an hour closed."""
    return any(
        closure.place_id == room.place_id
        and time + timedelta(minutes=15) > closure.begins_at
        and (closure.ends_at is None or time < closure.ends_at)
        for closure in closures
    )


def _line_up_sessions(after: VisitRules, day: date, *, at: datetime) -> None:
    """What of the programme is held on a day that was called off is not sold any more."""
    exception = after.calendar.exceptions.get(day)
    begins, ends = _span(after, day)
    sessions = ProgrammeSession.objects.filter(
        starts_at__gte=begins, starts_at__lt=ends, is_cancelled=False
    ).select_related("resource")
    for session in sessions:
        times = list(quarters(session.starts_at, session.starts_at + timedelta(minutes=1)))
        if exception is not None and exception.is_closed:
            shut([session.resource], times, at=at)
        else:
            unshut([session.resource], times)


def _listed(
    before: VisitRules, after: VisitRules, day: date, *, reason: Text, at: datetime
) -> list[Conflict]:
    """What was allowed on this day until now and no longer is."""
    begins, ends = _span(after, day)
    orders = [
        order
        for order in sold_between(begins, ends, at=at)
        if is_allowed(order, before) and not is_allowed(order, after)
    ]
    tours = [
        tour
        for tour in tours_between(begins, ends)
        if is_allowed(tour, before) and not is_allowed(tour, after)
    ]
    return open_conflicts(orders, tours, reason=reason, at=at)


def _times(rules: VisitRules, day: date) -> set[datetime]:
    hours = rules.calendar.on(day)
    if hours.opens is None or hours.closes is None:
        return set()
    moment = rules.calendar.moment
    return set(quarters(moment(day, hours.opens), moment(day, hours.closes)))


def _span(rules: VisitRules, day: date) -> tuple[datetime, datetime]:
    """The day, from midnight to midnight in the house."""
    moment = rules.calendar.moment
    return moment(day, time()), moment(day + timedelta(days=1), time())


def _differs(before: VisitRules, after: VisitRules, day: date) -> bool:
    return _hours(before.calendar.on(day)) != _hours(after.calendar.on(day)) or (
        (day in before.calendar.exceptions) != (day in after.calendar.exceptions)
    )


def _hours(day: DayHours) -> tuple[time | None, ...]:
    return day.opens, day.closes, day.last_entry


def _days_ahead(at: datetime) -> list[date]:
    """From today to the last day for which anything can have been sold."""
    rules = fresh_rules()
    today = rules.date_at(at)
    last = Bucket.objects.order_by("-starts_at").values_list("starts_at", flat=True).first()
    until = max(today + timedelta(days=HORIZON), rules.date_at(last) if last else today)
    return [today + timedelta(days=n) for n in range((until - today).days + 1)]


def _put_exception(day: date, **fields: Any) -> None:
    bare = {"opens": None, "closes": None, "last_entry_minutes": None}
    OpeningException.objects.update_or_create(
        on=day, defaults={**bare, **fields}, create_defaults={"key": _key(day), **bare, **fields}
    )


def _key(day: date) -> str:
    return f"day-{day.isoformat()}"


def _fields(week: Week) -> dict[str, Any]:
    return {**asdict(week), "weekdays": sorted(set(week.weekdays))}


def _told(week: Week) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in _fields(week).items()
    }


def _refuse_past(day: date, *, at: datetime) -> date:
    if day < fresh_rules().date_at(at):
        raise DayIsPast(day)
    return day


def _asked_for(reason: Text) -> Text:
    if not reason:
        raise ReasonMissing
    return reason


def _refuse_bad_hours(opens: time, closes: time, last_entry_minutes: int) -> None:
    length = (closes.hour * 60 + closes.minute) - (opens.hour * 60 + opens.minute)
    if length <= 0 or not 0 <= last_entry_minutes < length:
        raise BadHours


def _refuse_bad_week(week: Week) -> None:
    _refuse_bad_hours(week.opens, week.closes, week.last_entry_minutes)
    days_are_known = week.weekdays and set(week.weekdays) <= set(range(1, 8))
    ends_early = week.begins_on and week.ends_on and week.ends_on < week.begins_on
    if not days_are_known or ends_early:
        raise BadDays
