"""The programme for visitors: what is on, when, and where to book a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.kernel import clock
from casamuseo.visit.actions.programming import places_left
from casamuseo.visit.models import Programme, ProgrammeSession, VisitNotes
from casamuseo.visit.papers.words import full_day
from casamuseo.visit.rules import visit_rules
from casamuseo.web import addresses, json_ld
from casamuseo.web import booking_addresses as to_book
from casamuseo.web import tour_addresses as to_tours
from casamuseo.web.booking_calendar import left_words
from casamuseo.web.booking_pages import wall, wall_day
from casamuseo.web.pages import Crumb, base_url, in_language, page
from casamuseo.web.shelf import shelf_or_404
from casamuseo.web.words import begun

KEPT_FOR = timedelta(seconds=15)
"""How long the places may be shown to others as they were for the first."""
NEAREST = 3
"""Sessions of each that the list shows."""
MOST = 100
"""Sessions of one programme that are listed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as the page shows it."""

    session: ProgrammeSession
    day: str
    hours: str
    left_words: str
    """"" where it is full or called off."""
    book: str
    """Where a place is booked; "" where none can be."""


@in_language
def programme(request: HttpRequest, language: str) -> HttpResponse:
    """Everything that is still ahead, or always on."""
    at = clock.now()
    published = _published(at)
    nearest = [session for each in published for session in each.ahead[:NEAREST]]  # type: ignore[attr-defined]
    sessions = _shown(nearest, language, at=at)
    shown = [
        (
            each,
            [one for one in sessions if one.session.programme_id == each.pk],
            to_tours.programme(each, language),
        )
        for each in published
    ]
    found = shelf_or_404().house
    return page(
        request,
        "web/programme.html",
        language=language,
        section="programme",
        title=gettext("Programme"),
        description=gettext("Workshops, concerts, talks and rotating exhibitions."),
        address=lambda code: addresses.of_section("programme", code),
        fresh_until=at + KEPT_FOR,
        json_ld=[
            json_ld.event(
                one.session,
                language=language,
                house=found,
                zone=visit_rules().calendar.zone,
                page=base_url(request) + to_tours.programme(one.session.programme, language),
                is_full=not one.left_words,
            )
            for one in sessions
            if not one.session.programme.is_demonstration
        ],
        shown=shown,
        when=_when,
        visit_notes=VisitNotes.objects.first(),
    )


@in_language
def item(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One thing of the programme with its sessions."""
    at = clock.now()
    found = next((each for each in _published(at, key=key)), None)
    if found is None:
        raise Http404
    sessions = _shown(found.ahead[:MOST], language, at=at)  # type: ignore[attr-defined]
    house = shelf_or_404().house
    return page(
        request,
        "web/programme_item.html",
        language=language,
        section="programme",
        title=found.title.words(language).replace("*", ""),
        description=found.summary.words(language).replace("*", ""),
        address=lambda code: to_tours.programme(found, code),
        crumbs=[Crumb(gettext("Programme"), addresses.of_section("programme", language))],
        fresh_until=at + KEPT_FOR,
        json_ld=[
            json_ld.event(
                one.session,
                language=language,
                house=house,
                zone=visit_rules().calendar.zone,
                page=base_url(request) + to_tours.programme(found, language),
                is_full=not one.left_words,
            )
            for one in sessions
            if not found.is_demonstration
        ],
        programme=found,
        sessions=sessions,
        when=_when(found),
    )


def _published(at: datetime, *, key: str | None = None) -> list[Programme]:
    """What is on the website: with sessions ahead, or with dates that are not over, or without any."""
    today = visit_rules().date_at(at)
    ahead = ProgrammeSession.objects.filter(ends_at__gt=at).select_related("resource", "programme")
    found = Programme.objects.filter(is_published=True).prefetch_related(
        Prefetch("sessions", ahead.order_by("starts_at", "pk"), to_attr="ahead")
    )
    if key is not None:
        return list(found.filter(key=key))
    return list(found.filter(Q(ends_on=None) | Q(ends_on__gte=today)))


def _shown(sessions: list[ProgrammeSession], language: str, *, at: datetime) -> list[Shown]:
    left = places_left(sessions, at=at)
    return [
        Shown(
            each,
            day=begun(full_day(wall_day(each.starts_at))),
            hours=f"{wall(each.starts_at)}–{wall(each.ends_at)}",
            left_words=left_words(left[each.pk]) if left[each.pk] > 0 else "",
            book=to_book.book(language, session=each.key) if left[each.pk] > 0 else "",
        )
        for each in sessions
    ]


def _when(found: Programme) -> str:
    """The dates of a rotating exhibition; "" where only its sessions have some."""
    begins = full_day(found.begins_on) if found.begins_on else ""
    ends = full_day(found.ends_on) if found.ends_on else ""
    if begins and ends:
        return gettext("From %(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return gettext("From %(begins)s") % {"begins": begins}
    return gettext("Until %(ends)s") % {"ends": ends} if ends else ""
