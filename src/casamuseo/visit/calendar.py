"""The one calendar: when the house is open, from its rules and exceptions, in its own wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from casamuseo.kernel.texts import Text
from casamuseo.visit.models import OpeningException, OpeningRule

LOOK_AHEAD = 60
"""Days within which the next opening is looked for."""
ANY_DAY = date(2000, 1, 1)
"""Wall times are reckoned on some day; which one makes no difference."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """What holds on one day: hours, or closed (None), and the reason of an exception."""

    day: date
    opens: time | None
    closes: time | None
    last_entry: time | None = None
    reason: Text | None = None

    @property
    def is_open(self) -> bool:
        return self.opens is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the house stands at a moment: open, opening later today, or closed until another day."""

    kind: Literal["open", "later", "closed", "unknown"]
    today: DayHours
    next_day: DayHours | None
    """The next day on which the house opens, not counting today."""
    changes_at: datetime
    """When this will no longer be true, aware."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The rules and exceptions, read once; answers about days and moments without a query."""

    rules: tuple[OpeningRule, ...]
    exceptions: dict[date, OpeningException]
    zone: ZoneInfo

    @classmethod
    def of_house(cls, zone: str) -> Calendar:
        """The house's calendar in its zone."""
        exceptions = {exception.on: exception for exception in OpeningException.objects.all()}
        return cls(tuple(OpeningRule.objects.all()), exceptions, ZoneInfo(zone))

    def on(self, day: date) -> DayHours:
        """The hours of a day: its exception's, or those of the first rule that covers it."""
        exception, rule = self.exceptions.get(day), self.rule_on(day)
        usual = rule.last_entry_minutes if rule else 0
        if exception is not None:
            if exception.is_closed or exception.opens is None or exception.closes is None:
                return DayHours(day, None, None, reason=exception.reason)
            own = exception.last_entry_minutes
            last = _last_entry(exception.opens, exception.closes, usual if own is None else own)
            return DayHours(
                day, exception.opens, exception.closes, last_entry=last, reason=exception.reason
            )
        if rule is None:
            return DayHours(day, None, None)
        last = _last_entry(rule.opens, rule.closes, usual)
        return DayHours(day, rule.opens, rule.closes, last_entry=last)

    def rule_on(self, day: date) -> OpeningRule | None:
        """The first rule that covers a day, whatever an exception says of it."""
        for rule in self.rules:
            if day.isoweekday() in rule.weekdays and _is_valid(rule, day):
                return rule
        return None

    def at(self, moment: datetime) -> Standing:
        """How the house stands at an aware moment."""
        local = moment.astimezone(self.zone)
        today = self.on(local.date())
        following = (self.on(local.date() + timedelta(days=n)) for n in range(1, LOOK_AHEAD))
        next_day = next((day for day in following if day.is_open), None)
        midnight = self._moment(local.date() + timedelta(days=1), time())
        if today.opens is None or today.closes is None or local.time() >= today.closes:
            return Standing("closed", today, next_day, midnight)
        if local.time() < today.opens:
            return Standing("later", today, next_day, self._moment(today.day, today.opens))
        return Standing("open", today, next_day, self._moment(today.day, today.closes))

    def week(self, day: date) -> list[tuple[int, time | None, time | None]]:
        """The regular week as it is from this day on, ISO weekday by weekday, without exceptions."""
        week: list[tuple[int, time | None, time | None]] = []
        for following in (day + timedelta(days=n) for n in range(7)):
            rule = self.rule_on(following)
            hours = (rule.opens, rule.closes) if rule else (None, None)
            week.append((following.isoweekday(), *hours))
        return sorted(week, key=lambda row: row[0])

    def exceptions_from(self, day: date) -> list[OpeningException]:
        """The exceptions of this day and later, in order."""
        return [self.exceptions[on] for on in sorted(self.exceptions) if on >= day]

    def days_from(self, day: date, *, days: int) -> list[DayHours]:
        """The hours of so many days, beginning with this one."""
        return [self.on(day + timedelta(days=n)) for n in range(days)]

    def moment(self, day: date, wall: time) -> datetime:
        """The aware moment, in UTC, at which the house's clocks show this time on this day."""
        return datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone)


def _last_entry(opens: time, closes: time, minutes: int) -> time:
    """So many minutes before closing, but not before the house opens."""
    last = datetime.combine(ANY_DAY, closes) - timedelta(minutes=minutes)
    return max(last, datetime.combine(ANY_DAY, opens)).time()


def _is_valid(rule: OpeningRule, day: date) -> bool:
    begun = rule.begins_on is None or rule.begins_on <= day
    return begun and (rule.ends_on is None or day <= rule.ends_on)
