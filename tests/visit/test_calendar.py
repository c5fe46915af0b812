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


def test_an_exception_with_hours_has_a_last_entry_of_its_own_or_as_ever() -> None:
    night = {"is_closed": False, "opens": time(18), "closes": time(22)}
    own = OpeningException(key="own", on=date(2026, 11, 25), last_entry_minutes=60, **night)
    usual = OpeningException(key="usual", on=date(2026, 11, 26), **night)
    calendar = Calendar((RULE,), {own.on: own, usual.on: usual}, ZONE)

    assert calendar.on(own.on).last_entry == time(21)
    assert calendar.on(usual.on).last_entry == time(21, 30)


def test_the_last_entry_is_never_before_the_opening() -> None:
    short = OpeningException(
        key="short", on=date(2026, 11, 25), is_closed=False, opens=time(10), closes=time(10, 15)
    )
    calendar = Calendar((RULE,), {short.on: short}, ZONE)

    assert calendar.on(short.on).last_entry == time(10)


def test_the_regular_week_is_that_of_the_rules_in_force() -> None:
    winter = OpeningRule(
        key="winter", weekdays=[1], opens=time(9), closes=time(12), begins_on=date(2026, 12, 1)
    )
    calendar = Calendar((winter, RULE), {CHRISTMAS.on: CHRISTMAS}, ZONE)

    assert calendar.week(date(2026, 11, 24))[0] == (1, None, None)
    assert calendar.week(date(2026, 12, 1))[0] == (1, time(9), time(12))
    assert calendar.week(date(2026, 12, 21))[4] == (5, time(10), time(17))


def test_wall_time_becomes_utc_by_the_zone_of_the_house() -> None:
    tijuana = Calendar((RULE,), {}, ZoneInfo("America/Tijuana"))

    assert tijuana.moment(date(2026, 10, 31), time(10)) == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert tijuana.moment(date(2026, 11, 2), time(10)) == datetime(2026, 11, 2, 18, tzinfo=UTC)
