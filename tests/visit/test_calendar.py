"""The one calendar: rules, exceptions, and how the house stands at a moment."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from casamuseo.kernel.texts import Text
from casamuseo.visit.calendar import Calendar
from casamuseo.visit.models import OpeningException, OpeningRule

ZONE = ZoneInfo("America/Mexico_City")
RULE = OpeningRule(
    key="regular",
    weekdays=[2, 3, 4, 5, 6, 7],
    opens=time(10),
    closes=time(17),
    last_entry_minutes=30,
)
CHRISTMAS = OpeningException(
    key="christmas", on=date(2026, 12, 25), is_closed=True, reason=Text.of(es="Navidad")
)
CALENDAR = Calendar((RULE,), {CHRISTMAS.on: CHRISTMAS}, ZONE)


def test_a_regular_day_has_its_hours_and_last_entry() -> None:
    tuesday = CALENDAR.on(date(2026, 11, 24))

    assert (tuesday.opens, tuesday.closes, tuesday.last_entry) == (time(10), time(17), time(16, 30))


def test_a_day_without_a_rule_is_closed() -> None:
    assert not CALENDAR.on(date(2026, 11, 23)).is_open


def test_an_exception_beats_the_rule_and_gives_its_reason() -> None:
    christmas = CALENDAR.on(date(2026, 12, 25))

    assert not christmas.is_open
    assert christmas.reason == Text.of(es="Navidad")


def test_while_open_it_says_until_when() -> None:
    standing = CALENDAR.at(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))

    assert standing.kind == "open"
    assert standing.changes_at == datetime(2026, 11, 24, 17, 0, tzinfo=ZONE)


def test_the_minute_of_closing_is_closed() -> None:
    standing = CALENDAR.at(datetime(2026, 11, 24, 17, 0, tzinfo=ZONE))

    assert standing.kind == "closed"
    assert standing.next_day is not None
    assert standing.next_day.day == date(2026, 11, 25)
    assert standing.changes_at == datetime(2026, 11, 25, 0, 0, tzinfo=ZONE)


def test_before_opening_it_opens_later_today() -> None:
    assert CALENDAR.at(datetime(2026, 11, 24, 9, 59, tzinfo=ZONE)).kind == "later"


def test_a_rule_holds_only_within_its_dates() -> None:
    summer = OpeningRule(
        key="summer",
        weekdays=[1],
        opens=time(9),
        closes=time(20),
        begins_on=date(2026, 7, 1),
        ends_on=date(2026, 8, 31),
    )
    calendar = Calendar((summer,), {}, ZONE)

    assert calendar.on(date(2026, 7, 6)).is_open
    assert not calendar.on(date(2026, 9, 7)).is_open
