"""Writing to groups and to guides about their tours, in the transaction that has a reason for it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.kernel.letters import write_letter
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import GuideAssignment, TourRequest
from casamuseo.visit.papers import letters, words
from casamuseo.visit.papers.facts import Tour
from casamuseo.visit.papers.layout import Facts, LetterParts, Link, laid_out
from casamuseo.visit.papers.tours import tour_of

GroupNews = Literal["received", "quoted", "confirmed", "declined", "cancelled", "guide_changed"]
GuideNews = Literal["proposed", "withdrawn"]


def tell_group(tour: TourRequest, news: GroupNews, *, at: datetime, reason: str = "") -> bool:
    """Put a letter to the group into the outbox; False where they left no address to write to."""
    if not tour.contact_email:
        return False
    language = tour.contact_language
    parts = _group_letter(tour, news, language=language, reason=reason)
    write_letter(
        tour.contact_email,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        language=language,
        at=at,
    )
    return True


def tell_guide(assignment: GuideAssignment, news: GuideNews, *, at: datetime) -> None:
    """Put a letter to the guide into the outbox, where there is an address to send it to."""
    guide = assignment.guide
    if not guide.email:
        return
    language = guide.member.language if guide.member else settings.LANGUAGE_CODE
    with translation.override(language):
        parts = _guide_letter(tour_of(assignment.tour, language=language), news)
    write_letter(
        guide.email,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        language=language,
        at=at,
    )


def _group_letter(tour: TourRequest, news: GroupNews, *, language: str, reason: str) -> LetterParts:
    assignment = tour.assignments.filter(state__in=LIVE).select_related("guide").first()
    facts = tour_of(tour, language=language, assignment=assignment)
    if news == "received":
        return _received(facts, language=language)
    if news == "declined":
        return _declined(facts, language=language, reason=reason)
    if news == "confirmed":
        return letters.tour_confirmed(facts, language=language)
    if news == "cancelled":
        return letters.tour_cancelled(facts, language=language, reason=reason)
    if news == "guide_changed":
        return letters.tour_guide_changed(facts, language=language)
    until = tour.expires_at or tour.starts_at
    return letters.tour_quoted(facts, language=language, valid_until=until, note=tour.quote_note)


def _received(tour: Tour, *, language: str) -> LetterParts:
    """What they asked for has arrived; nothing is promised yet."""
    with translation.override(language):
        return laid_out(
            _("We have your request for a guided tour") + f" · {tour.house.name}",
            _("Thank you for asking for a guided tour. This is what we understood:"),
            Facts(_what(tour)),
            _("This is not a reservation yet. A person reads your request and answers it."),
            Link(_("See how your request stands"), tour.url),
            house=tour.house,
        )


def _declined(tour: Tour, *, language: str, reason: str) -> LetterParts:
    """The house cannot give this tour."""
    with translation.override(language):
        return laid_out(
            _("About your request for a guided tour") + f" · {tour.house.name}",
            _("We are sorry: we cannot give the tour that you asked for."),
            Facts((*_what(tour), *(((_("Reason"), reason),) if reason else ()))),
            _("To agree on another time, answer this letter."),
            house=tour.house,
        )


def _guide_letter(tour: Tour, news: GuideNews) -> LetterParts:
    """To the guide, in the language in force."""
    if news == "proposed":
        subject = _("You are asked to guide a tour")
        text = _("Could you guide this tour? Please accept or decline it on your page.")
    else:
        subject = _("You do not guide this tour any more")
        text = _("You do not have to come for this tour.")
    page = f"{tour.house.url}/desk/my-tours/" if tour.house.url else ""
    return laid_out(
        f"{subject} · {tour.house.name}",
        text,
        Facts(_what(tour)),
        Link(_("My tours"), page) if page else "",
        house=tour.house,
    )


def _what(tour: Tour) -> tuple[tuple[str, str], ...]:
    day = tour.starts_at.astimezone(tour.house.zone).date()
    return (
        (_("Day"), words.full_day(day)),
        (_("Time"), words.tour_hours(tour)),
        (_("Language"), tour.spoken),
        (_("People"), words.people(tour.party)),
        (_("Tour number"), tour.number),
    )
