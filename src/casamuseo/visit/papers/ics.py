"""Calendar files (RFC 5545): a booking for a visitor, the opening hours, the tours of a guide.

Every moment is written in UTC, so no reader needs to know the zone of the house.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from casamuseo.visit.papers import words
from casamuseo.visit.papers.facts import House, OpenDay, Ticket, Tour

REFRESHED_EVERY = timedelta(hours=1)


def booking_calendar(ticket: Ticket, *, language: str, at: datetime, revision: int = 0) -> bytes:
    """One visit. After it is moved, the same event with a higher revision replaces the old one."""
    booking = ticket.booking
    with translation.override(language):
        event = _event(f"{booking.number}@{booking.house.key}.casamuseo", at=at)
        event.add("sequence", revision)
        event.add("summary", words.one_line(f"{booking.product} · {booking.house.name}"))
        event.add("location", words.one_line(f"{booking.house.name}, {booking.house.address}"))
        event.add("description", _told(ticket))
        event.add("url", booking.url)
        if booking.is_all_day:
            _fill_day(event, booking.day)
        else:
            _fill_hours(event, booking.starts_at, booking.ends_at)
        return _written([event], house=booking.house)


def opening_hours_calendar(
    days: Iterable[OpenDay], *, house: House, language: str, at: datetime
) -> bytes:
    """The feed of opening hours: each open day, and each closed day that has a reason."""
    with translation.override(language):
        name = _("Opening hours: %(house)s") % {"house": words.one_line(house.name)}
        events = [_opening(one, house=house, at=at) for one in days if one.opens or one.reason]
        return _written(events, house=house, name=name)


def guide_calendar(
    tours: Iterable[Tour], *, guide: str, house: House, language: str, at: datetime
) -> bytes:
    """The feed of a guide's tours; those not yet confirmed are tentative."""
    with translation.override(language):
        name = _("Tours of %(guide)s: %(house)s") % {
            "guide": words.one_line(guide, limit=80),
            "house": words.one_line(house.name),
        }
        return _written([_guided(tour, at=at) for tour in tours], house=house, name=name)


def _told(ticket: Ticket) -> str:
    booking = ticket.booking
    told = [
        words.people(booking.party),
        _("Short code: %(code)s") % {"code": ticket.short_code},
        words.payment(booking),
    ]
    if booking.proofs:
        told.append(_("Please bring: %(proofs)s") % {"proofs": "; ".join(booking.proofs)})
    return "\n".join([*(words.one_line(one, limit=600) for one in told), booking.url])


def _opening(one: OpenDay, *, house: House, at: datetime) -> Event:
    event = _event(f"hours-{one.day:%Y%m%d}@{house.key}.casamuseo", at=at)
    name = words.one_line(house.name)
    if one.opens is None or one.closes is None:
        event.add("summary", _("Closed: %(house)s") % {"house": name})
        _fill_day(event, one.day)
    else:
        event.add("summary", _("Open: %(house)s") % {"house": name})
        begins, ends = (_moment(one.day, at, house) for at in (one.opens, one.closes))
        _fill_hours(event, begins, ends)
        event.add("transp", "TRANSPARENT")
    event.add("location", words.one_line(house.address))
    told = [words.one_line(one.reason)] if one.reason else []
    if one.last_entry:
        told.append(_("Last entry: %(time)s") % {"time": f"{one.last_entry:%H:%M}"})
    if told:
        event.add("description", "\n".join(told))
    return event


def _guided(tour: Tour, *, at: datetime) -> Event:
    event = _event(f"{tour.number}@{tour.house.key}.casamuseo", at=at)
    summary = _("Tour in %(language)s, %(people)s") % {
        "language": tour.spoken,
        "people": words.people(tour.party),
    }
    event.add("summary", f"{summary}: {words.one_line(tour.group)}" if tour.group else summary)
    event.add("location", words.one_line(tour.house.name))
    event.add("status", "CONFIRMED" if tour.is_confirmed else "TENTATIVE")
    _fill_hours(event, tour.starts_at, tour.ends_at)
    return event


def _event(uid: str, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.astimezone(UTC))
    return event


def _fill_hours(event: Event, begins: datetime, ends: datetime) -> None:
    event.add("dtstart", begins.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))


def _fill_day(event: Event, day: date) -> None:
    """The whole day, without keeping its owner from other appointments."""
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")


def _moment(day: date, wall: time, house: House) -> datetime:
    return datetime.combine(day, wall, tzinfo=house.zone)


def _written(events: list[Event], *, house: House, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Casamuseo//visit//" + (translation.get_language() or "es").upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", house.zone.key)
        calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
