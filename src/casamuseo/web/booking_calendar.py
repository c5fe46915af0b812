"""The calendar of dates that can be booked, month by month, as the server draws it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext, ngettext

from casamuseo.kernel.locales import locale
from casamuseo.visit.availability import DayLeft, availability
from casamuseo.visit.papers.words import full_day
from casamuseo.visit.planning import HORIZON
from casamuseo.visit.rules import visit_rules
from casamuseo.web.words import clock_time

FEW = 15
"""So many places or fewer are told by their number where there is little room for words."""

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month: what is said of it, and where it leads if it can be booked."""

    day: date
    address: str
    kind: str
    """open, few, full, closed, past, later or dear."""
    short: str
    """A word or two, for a small screen."""
    hours: str
    name: str
    """The whole date, for who does not see the calendar."""
    places: str = ""
    """How many places are left."""
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day of the month differs."""

    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday, without those that are over.

    None stands for the days of its neighbours.
    """

    name: str
    weekdays: Sequence[tuple[str, str]]
    """Short name and whole name."""
    weeks: Sequence[Sequence[Cell | None]]
    reasons: Sequence[Reason]
    before: str
    """The month before as `2026-11`; "" where none can be booked."""
    after: str


def month_asked(words: str, *, today: date) -> date:
    """The first of the month asked for, within those that can be booked; else of today's."""
    found = MONTH.fullmatch(words)
    if found is None:
        return today.replace(day=1)
    asked = date(int(found[1]), int(found[2]), 1)
    return min(max(asked, today.replace(day=1)), _last_day(today).replace(day=1))


def month(
    first: date,
    *,
    at: datetime,
    address: Callable[[date], str],
    party: int = 1,
    is_too_dear: Callable[[date], bool] = lambda _day: False,
) -> Month:
    """The month that begins on this day, for a party of so many."""
    rules = visit_rules()
    today = rules.date_at(at)
    days = _days_of(first)
    begins = max(first, today)
    left = (
        availability(rules, first=begins, days=(days[-1] - begins).days + 1, at=at)
        if begins <= days[-1]
        else []
    )
    by_day = {one.day: one for one in left}
    cells = [
        _cell(
            day,
            by_day.get(day),
            today=today,
            address=address,
            party=party,
            is_too_dear=is_too_dear,
        )
        for day in days
    ]
    padded: list[Cell | None] = [None] * first.weekday() + list(cells)
    padded += [None] * (-len(padded) % 7)
    return Month(
        name=str(format_date(first, "LLLL y", locale=locale())),
        weekdays=_weekdays(),
        weeks=_still_to_come([padded[n : n + 7] for n in range(0, len(padded), 7)]),
        reasons=_reasons(by_day),
        before=_key(first - timedelta(days=1)) if first > today else "",
        after=_key(days[-1] + timedelta(days=1)) if days[-1] < _last_day(today) else "",
    )


def _still_to_come(weeks: list[list[Cell | None]]) -> list[list[Cell | None]]:
    """The weeks that are not wholly past: on a telephone the days to choose from stand at the top."""
    return [week for week in weeks if any(cell and cell.kind != "past" for cell in week)]


def left_words(left: int) -> str:
    """How many places are left."""
    return ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}


def _cell(
    day: date,
    left: DayLeft | None,
    *,
    today: date,
    address: Callable[[date], str],
    party: int,
    is_too_dear: Callable[[date], bool],
) -> Cell:
    name, is_today = full_day(day), day == today
    if left is None or (left.is_past and left.hours.is_open):
        return Cell(day, "", "past", gettext("past"), "", name, is_today=is_today)
    hours = left.hours
    if hours.opens is None or hours.closes is None:
        return Cell(day, "", "closed", gettext("closed"), "", name, is_today=is_today)
    open_hours = f"{clock_time(hours.opens)}–{clock_time(hours.closes)}"
    if day > _last_day(today):
        return _without_address(day, "later", gettext("not yet"), open_hours)
    if left.left < party:
        return _without_address(day, "full", gettext("full"), open_hours)
    if is_too_dear(day):
        return _without_address(day, "dear", gettext("costs more"), open_hours)
    places = left_words(left.left)
    is_few = left.left <= FEW
    return Cell(
        day,
        address(day),
        "few" if is_few else "open",
        places if is_few else gettext("there is room"),
        open_hours,
        name,
        places,
        is_today=is_today,
    )


def _without_address(day: date, kind: str, short: str, hours: str) -> Cell:
    return Cell(day, "", kind, short, hours, full_day(day))


def _reasons(by_day: dict[date, DayLeft]) -> list[Reason]:
    told = []
    for day, left in by_day.items():
        reason = left.hours.reason
        if reason:
            words = reason.words(_language())
            hours = left.hours
            said = (
                f"{clock_time(hours.opens)}–{clock_time(hours.closes)}"
                if hours.opens and hours.closes
                else gettext("closed")
            )
            told.append(Reason(full_day(day), f"{said}. {words}"))
    return told


def _language() -> str:
    return locale().split("_")[0]


def _weekdays() -> list[tuple[str, str]]:
    short = get_day_names("abbreviated", locale=locale())
    whole = get_day_names("wide", locale=locale())
    return [(short[n].rstrip("."), whole[n]) for n in range(7)]


def _days_of(first: date) -> list[date]:
    following = (first + timedelta(days=32)).replace(day=1)
    return [first + timedelta(days=n) for n in range((following - first).days)]


def _last_day(today: date) -> date:
    return today + timedelta(days=HORIZON)


def _key(day: date) -> str:
    return f"{day:%Y-%m}"
