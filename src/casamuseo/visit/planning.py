"""Which quarters of an hour a visit needs: by its day and time, the slot rules and the resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from casamuseo.visit.actions.claiming import Want
from casamuseo.visit.calendar import Calendar, DayHours
from casamuseo.visit.errors import NotASlot, NotOpen, TooFarAhead, TooLateToBook
from casamuseo.visit.models import BUCKET, Resource, SlotRule
from casamuseo.visit.terms import ResourceKind

HORIZON = 90
"""Days ahead that can be booked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit that could be booked, and what it claims."""

    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool
    enters_from: datetime
    enters_until: datetime
    """Between which moments the gate lets the party in."""
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class VisitRules:
    """The calendar, the slot rules and the resources, read once; plans visits without a query."""

    calendar: Calendar
    slot_rules: tuple[SlotRule, ...]
    resources: tuple[Resource, ...]

    @classmethod
    def of_house(cls, zone: str) -> VisitRules:
        """The rules of the house in its zone."""
        claimed = Resource.objects.filter(
            kind__in=[ResourceKind.DAY, ResourceKind.HOUSE, ResourceKind.ROOM]
        )
        return cls(Calendar.of_house(zone), tuple(SlotRule.objects.all()), tuple(claimed))

    def slot_rule_on(self, day: date) -> SlotRule | None:
        """The rule by which a visit on this day has a time; None where tickets are for the day."""
        for rule in self.slot_rules:
            on_weekday = not rule.weekdays or day.isoweekday() in rule.weekdays
            begun = rule.begins_on is None or rule.begins_on <= day
            if on_weekday and begun and (rule.ends_on is None or day <= rule.ends_on):
                return rule
        return None

    def slots_on(self, day: date) -> list[datetime]:
        """When a visit can begin on this day, in UTC; empty where closed or without slots."""
        hours, rule = self.calendar.on(day), self.slot_rule_on(day)
        if rule is None or hours.opens is None or hours.closes is None:
            return []
        first, last = self._at(day, hours.opens), self._at(day, self._last_entry(hours))
        latest = min(last, self._at(day, hours.closes) - timedelta(minutes=15))
        starts = []
        while first <= latest:
            starts.append(first)
            first += timedelta(minutes=rule.every_minutes)
        return starts

    def plan(self, day: date, *, slot: datetime | None, at: datetime, ahead: int = HORIZON) -> Plan:
        """A visit on this day, at this slot or for the whole day.

        Refuses with NotOpen, NotASlot, TooLateToBook or TooFarAhead.
        """
        hours = self.calendar.on(day)
        if hours.opens is None or hours.closes is None:
            raise NotOpen(day)
        if day > self.date_at(at) + timedelta(days=ahead):
            raise TooFarAhead(day)
        rule = self.slot_rule_on(day)
        if rule is None:
            return self._whole_day(day, hours, at=at)
        if slot not in self.slots_on(day):
            raise NotASlot(day)
        closes = self._at(day, hours.closes)
        if at > min(slot + timedelta(minutes=rule.late_minutes), closes):
            raise TooLateToBook(slot)
        return Plan(
            slot,
            ends := min(slot + timedelta(minutes=rule.stay_minutes), closes),
            is_whole_day=False,
            enters_from=slot - timedelta(minutes=rule.early_minutes),
            enters_until=slot + timedelta(minutes=rule.late_minutes),
            wants=self.stay(slot, ends),
        )

    def stay(self, starts_at: datetime, ends_at: datetime) -> tuple[Want, ...]:
        """What a stay claims of the house and its small rooms."""
        wants: list[Want] = []
        for resource in self.resources:
            if resource.kind == ResourceKind.DAY:
                continue
            if resource.kind == ResourceKind.HOUSE:
                begins, ends = starts_at, ends_at
            else:
                begins = starts_at + timedelta(minutes=resource.enters_after_minutes)
                ends = min(begins + timedelta(minutes=resource.stays_minutes), ends_at)
            wants.extend(Want(resource, quarter) for quarter in quarters(begins, ends))
        return tuple(wants)

    def date_at(self, at: datetime) -> date:
        """The date in the house at an aware moment."""
        return at.astimezone(self.calendar.zone).date()

    def _whole_day(self, day: date, hours: DayHours, *, at: datetime) -> Plan:
        assert hours.opens is not None  # noqa: S101  asked before
        assert hours.closes is not None  # noqa: S101  asked before
        opens, closes = self._at(day, hours.opens), self._at(day, hours.closes)
        if at > self._at(day, self._last_entry(hours)):
            raise TooLateToBook(opens)
        days = [one for one in self.resources if one.kind == ResourceKind.DAY]
        wants = tuple(Want(resource, self.noon(day)) for resource in days)
        return Plan(
            opens, closes, is_whole_day=True, enters_from=opens, enters_until=closes, wants=wants
        )

    def noon(self, day: date) -> datetime:
        """The one moment at which a day's bucket is kept, whatever hours the day turns out to have."""
        return self._at(day, time(12))

    def _last_entry(self, hours: DayHours) -> time:
        last = hours.last_entry or hours.closes
        assert last is not None  # noqa: S101  asked before
        return last

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, tzinfo=self.calendar.zone).astimezone(UTC)


def quarters(begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The quarters of an hour that a span touches."""
    quarter = begins - timedelta(
        minutes=begins.minute % 15, seconds=begins.second, microseconds=begins.microsecond
    )
    while quarter < ends:
        yield quarter
        quarter += BUCKET
