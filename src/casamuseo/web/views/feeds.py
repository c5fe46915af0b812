"""The opening hours as a calendar that visitors and other sites subscribe to."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from casamuseo.kernel import clock
from casamuseo.visit.calendar import DayHours
from casamuseo.visit.papers.facts import OpenDay
from casamuseo.visit.papers.filling import house_facts
from casamuseo.visit.papers.ics import opening_hours_calendar
from casamuseo.web.calendars import calendar
from casamuseo.web.pages import base_url, in_language, keep

DAYS_BACK, DAYS_AHEAD = 7, 180


@require_safe
@in_language
def opening_hours(request: HttpRequest, language: str) -> HttpResponse:
    """Each open day, and each closed one that has a reason (RFC 5545)."""
    standing = calendar().at(clock.now())
    first = standing.today.day - timedelta(days=DAYS_BACK)
    days = calendar().days_from(first, days=DAYS_BACK + DAYS_AHEAD)
    content = opening_hours_calendar(
        [_open_day(day, language=language) for day in days],
        house=house_facts(language=language, site=base_url(request)),
        language=language,
        at=clock.now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "public, max-age=3600"
    keep(response, until=standing.changes_at)
    return response


def _open_day(day: DayHours, *, language: str) -> OpenDay:
    reason = day.reason.words(language).replace("*", "") if day.reason else ""
    return OpenDay(
        day=day.day,
        opens=day.opens,
        closes=day.closes,
        last_entry=day.last_entry if day.last_entry != day.closes else None,
        reason=reason,
    )
