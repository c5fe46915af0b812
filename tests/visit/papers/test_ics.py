"""Calendar files, as another program reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from casamuseo.visit.papers.facts import OpenDay
from casamuseo.visit.papers.ics import booking_calendar, guide_calendar, opening_hours_calendar
from tests.visit.papers.cast import CASA, FAMILY, SCHOOL, TICKET, WRITTEN_AT


def _events(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    assert calendar.validate() is None
    return list(calendar.events)


def _booked(**changes: object) -> Event:
    ticket = replace(TICKET, booking=replace(FAMILY, **changes))
    (event,) = _events(booking_calendar(ticket, language="en", at=WRITTEN_AT))
    return event


def test_a_visit_at_a_time_is_at_that_moment() -> None:
    begins = datetime(2026, 11, 24, 17, 15, tzinfo=UTC)

    event = _booked(is_all_day=False, starts_at=begins, ends_at=begins + timedelta(hours=1))

    assert event.start == begins
    assert event.end == begins + timedelta(hours=1)
    assert event.stamp == WRITTEN_AT


def test_a_day_ticket_is_a_day_of_the_house_and_blocks_nothing() -> None:
    # In Mexico City it is still the 24th when UTC has the 25th.
    late = datetime(2026, 11, 25, 1, tzinfo=UTC)

    event = _booked(starts_at=late, ends_at=late + timedelta(hours=2))

    assert (event.start, event.end) == (date(2026, 11, 24), date(2026, 11, 25))
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_moved_visit_replaces_its_own_event() -> None:
    before = _events(booking_calendar(TICKET, language="es", at=WRITTEN_AT))[0]
    after = _events(booking_calendar(TICKET, language="en", at=WRITTEN_AT, revision=3))[0]

    assert before.uid == after.uid == "2026-000417@trotsky.casamuseo"
    assert (before.sequence, after.sequence) == (0, 3)


def test_hostile_words_stay_within_their_property() -> None:
    event = _booked(product="Visita\r\nEND:VEVENT\r\nATTENDEE:mailto:x@example.org; a,b\\n")

    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == (
        "Visita END:VEVENT ATTENDEE:mailto:x@example.org; a,b\\n · Museo Casa de León Trotsky"
    )


def test_no_line_is_longer_than_75_bytes() -> None:
    ticket = replace(TICKET, booking=replace(FAMILY, product="Ñandú " * 60))

    lines = booking_calendar(ticket, language="es", at=WRITTEN_AT).split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert len(lines) > 20


def test_opening_hours_are_wall_time_of_the_house_in_summer_and_winter() -> None:
    madrid = replace(CASA, zone=type(CASA.zone)("Europe/Madrid"))
    days = [OpenDay(day=date(2026, month, 1), opens=time(10), closes=time(17)) for month in (1, 7)]

    winter, summer = _events(
        opening_hours_calendar(days, house=madrid, language="en", at=WRITTEN_AT)
    )

    assert winter.start == datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert summer.start == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_closed_day_is_told_only_with_its_reason() -> None:
    days = [OpenDay(day=date(2026, 12, 25), reason="Navidad"), OpenDay(day=date(2026, 12, 28))]

    (event,) = _events(opening_hours_calendar(days, house=CASA, language="en", at=WRITTEN_AT))

    assert event["SUMMARY"] == "Closed: Museo Casa de León Trotsky"
    assert event["DESCRIPTION"] == "Navidad"
    assert event.start == date(2026, 12, 25)


def test_a_guides_feed_says_which_tours_are_not_yet_certain() -> None:
    sure = replace(SCHOOL, number="V-0032", is_confirmed=True)

    tentative, confirmed = _events(
        guide_calendar([SCHOOL, sure], guide="Elena", house=CASA, language="en", at=WRITTEN_AT)
    )

    assert (tentative["STATUS"], confirmed["STATUS"]) == ("TENTATIVE", "CONFIRMED")
    assert tentative.uid == "V-0031@trotsky.casamuseo"


def test_a_feed_without_events_is_a_calendar_still() -> None:
    calendar = Calendar.from_ical(
        guide_calendar([], guide="Elena", house=CASA, language="en", at=WRITTEN_AT)
    )

    assert calendar.calendar_name == "Tours of Elena: Museo Casa de León Trotsky"
    assert calendar.events == []
