"""Tours on request, for the groups: what they are, asking for one, and the page of one's own."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.limits import Limit, caller, count, refuse_if_over
from casamuseo.visit.actions.tour_changes import change_party
from casamuseo.visit.actions.tour_steps import AGREED, guide_of
from casamuseo.visit.actions.touring import cancel_tour, confirm_tour, request_tour, tour_languages
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.limits import GUESSES
from casamuseo.visit.models import Guide, GuideAssignment, TourFee, TourRequest, VisitNotes
from casamuseo.visit.papers.filling import house_facts
from casamuseo.visit.papers.ics import guide_calendar
from casamuseo.visit.papers.tours import tour_of
from casamuseo.visit.papers.words import full_day
from casamuseo.visit.quoting import price_of_tour
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import AssignmentState, GroupKind, PayAt, TourState
from casamuseo.web import addresses
from casamuseo.web import booking_addresses as to_book
from casamuseo.web import tour_addresses as to_tours
from casamuseo.web.booking_pages import cost, new_key, private, the_key, wall, wall_day
from casamuseo.web.pages import Crumb, base_url, in_language, page
from casamuseo.web.shelf import shelf_or_404
from casamuseo.web.templating import language_name
from casamuseo.web.tour_forms import KINDS, AskForTourForm, HowManyForm
from casamuseo.web.words import begun

REQUESTS = Limit("tour-requests", most=6, every=timedelta(hours=1))
FEED = Limit("guessed-feeds", most=30, every=timedelta(minutes=10))
GROUP = "group"
"""Who acts on the page of a tour: whoever has its address."""
FED = timedelta(days=30)
"""How long a tour stays in its guide's calendar."""


@in_language
def tours(request: HttpRequest, language: str) -> HttpResponse:
    """What guided tours there are, in which languages, and what they cost where that is known."""
    fees = TourFee.objects.filter(kind__in=KINDS).select_related("admission")
    return page(
        request,
        "web/tours.html",
        language=language,
        section="tours",
        title=gettext("Guided tours"),
        description=gettext("Guided tours for schools, groups and families, on request."),
        address=lambda code: addresses.of_section("tours", code),
        fees=[(GroupKind(fee.kind).label, fee) for fee in fees],
        spoken=[language_name(code) for code in tour_languages()],
        visit_notes=VisitNotes.objects.first(),
        ask_address=to_tours.ask(language),
    )


@private("GET", "POST")
@in_language
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for a tour. The same form sent twice is one request."""
    key = the_key(request.POST.get("key", ""))
    initial = {"key": new_key(), "language": language}
    form = AskForTourForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        count(REQUESTS, caller(request), at=clock.now())
        try:
            made = request_tour(
                form.asked(language=language, site=base_url(request)),
                request_key=f"web-{key}",
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(to_tours.tour(made, language))
    return page(
        request,
        "web/tour_ask.html",
        language=language,
        section="tours",
        title=gettext("Ask for a guided tour"),
        address=to_tours.ask,
        crumbs=[_tours_crumb(language)],
        is_kept=False,
        status=422 if form.errors else 200,
        form=form,
    )


@private("GET", "POST")
@in_language
def tour(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """A tour as it stands; the group accepts the offer here, says how many come, or cancels."""
    found = _tour_or_404(request, address)
    problem = ""
    if request.method == "POST":
        try:
            _take(found, request)
        except Refusal as refused:
            problem = str(refused)
            found.refresh_from_db()
        else:
            return redirect(to_tours.tour(found, language))
    assignment = guide_of(found)
    price = price_of_tour(found)
    return page(
        request,
        "web/tour.html",
        language=language,
        section="tours",
        title=gettext("Your guided tour"),
        address=lambda code: to_tours.tour(found, code),
        crumbs=[_tours_crumb(language)],
        is_kept=False,
        status=409 if problem else 200,
        tour=found,
        problem=problem,
        standing=standing_of(found, assignment),
        spoken=language_name(found.language),
        day=begun(full_day(wall_day(found.starts_at))),
        hours=_hours(found),
        guide=assignment.guide.name if assignment and _is_sure(found, assignment) else "",
        price=price,
        cost=cost,
        can_accept=_can_accept(found, assignment),
        can_change=_can_change(found),
        can_cancel=found.state in _CANCELLABLE,
        until=_until(found),
        final_count=full_day(found.final_count_on) if found.final_count_on else "",
        ticket=to_book.order(found.order.address, language)
        if found.order and found.state in AGREED
        else "",
    )


@private("GET", referrer="no-referrer")
def short(request: HttpRequest, address: str) -> HttpResponse:
    """The address in letters, which knows no language: to the page in the group's own."""
    found = _tour_or_404(request, address)
    spoken = shelf_or_404().languages
    language = found.contact_language if found.contact_language in spoken else spoken[0]
    return redirect(to_tours.tour(found, language))


@private("GET", referrer="no-referrer")
def guide_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A guide's calendar, for whoever has its secret address."""
    who, at = caller(request), clock.now()
    refuse_if_over(FEED, who, at=at)
    guide = Guide.objects.select_related("member").filter(feed_token=token).first()
    if guide is None:
        count(FEED, who, at=at)
        raise Http404
    language = guide.member.language if guide.member else shelf_or_404().languages[0]
    # The time at which it is made stands in it: what is compared is made at one fixed time.
    steady = hashlib.sha256(_calendar(guide, language, at=at, made_at=_LONG_AGO)).hexdigest()
    tag = f'"{steady[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        body = _calendar(guide, language, at=at, made_at=at)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = tag
    return response


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_CANCELLABLE = [TourState.RECEIVED, TourState.QUOTED, TourState.TENTATIVE, *AGREED]


def standing_of(found: TourRequest, assignment: GuideAssignment | None) -> str:
    """How the tour stands, as one sentence for the group."""
    accepted = assignment is not None and assignment.state == AssignmentState.ACCEPTED
    if found.state == TourState.TENTATIVE and accepted:
        return gettext("The house and a guide are kept for you. Accept the offer to confirm it.")
    return {
        TourState.RECEIVED: gettext("We have your request. A person reads it and answers it."),
        TourState.QUOTED: gettext(
            "This is our offer. The time is not kept yet: we are still looking for a guide."
        ),
        TourState.TENTATIVE: gettext("We keep this time for you, and are asking a guide."),
        TourState.CONFIRMED: gettext("Your tour is confirmed. We look forward to your visit."),
        TourState.FINAL_COUNT: gettext("Your tour is confirmed. We look forward to your visit."),
        TourState.ARRIVED: gettext("You are here. Enjoy the tour."),
        TourState.DONE: gettext("Thank you for your visit."),
        TourState.INVOICED: gettext("Thank you for your visit."),
        TourState.DECLINED: gettext("We are sorry: we cannot give this tour."),
        TourState.CANCELLED: gettext("This tour is cancelled."),
        TourState.NO_SHOW: gettext(
            "We waited for you. Write to us if you want to come another day."
        ),
    }[TourState(found.state)]


def _take(found: TourRequest, request: HttpRequest) -> None:
    """What the group does on the page; anything else is as if nothing had been sent."""
    at, step = clock.now(), request.POST.get("do", "")
    if step == "accept" and found.state == TourState.TENTATIVE:
        pays_later = found.kind in (GroupKind.SCHOOL, GroupKind.GROUP)
        pay_at = PayAt.INVOICE if pays_later else PayAt.DOOR
        confirm_tour(found, pay_at=pay_at, by=GROUP, at=at)
    elif step == "party" and _can_change(found):
        form = HowManyForm(request.POST)
        if not form.is_valid():
            raise _not_a_number()
        teachers = form.cleaned_data["teachers"] or 0
        people = form.cleaned_data["people"]
        change_party(found, people=people, teachers=teachers, by=GROUP, at=at)
    elif step == "cancel":
        cancel_tour(found, by=GROUP, at=at)


def _not_a_number() -> Refusal:
    return Refusal(gettext("Please say how many of you come."))


def _can_accept(found: TourRequest, assignment: GuideAssignment | None) -> bool:
    accepted = assignment is not None and assignment.state == AssignmentState.ACCEPTED
    return found.state == TourState.TENTATIVE and accepted


def _can_change(found: TourRequest) -> bool:
    """Until the day of the final count; after it they ask the house."""
    if found.state in (TourState.RECEIVED, TourState.QUOTED, TourState.TENTATIVE):
        return True
    today = visit_rules().date_at(clock.now())
    is_early = found.final_count_on is not None and today <= found.final_count_on
    return found.state in AGREED and is_early


def _is_sure(found: TourRequest, assignment: GuideAssignment) -> bool:
    return found.state in AGREED and assignment.state == AssignmentState.ACCEPTED


def _until(found: TourRequest) -> str:
    if found.state != TourState.TENTATIVE or found.expires_at is None:
        return ""
    return gettext("%(day)s, %(time)s") % {
        "day": full_day(wall_day(found.expires_at)),
        "time": wall(found.expires_at),
    }


def _hours(found: TourRequest) -> str:
    ends_at = found.starts_at + timedelta(minutes=found.duration_minutes)
    return f"{wall(found.starts_at)}–{wall(ends_at)}"


def _tours_crumb(language: str) -> Crumb:
    return Crumb(gettext("Guided tours"), addresses.of_section("tours", language))


def _tour_or_404(request: HttpRequest, address: str) -> TourRequest:
    """The tour at a secret address. Who guesses too often is refused with TooOften, right or wrong."""
    who, at = caller(request), clock.now()
    refuse_if_over(GUESSES, who, at=at)
    related = TourRequest.objects.select_related("fee__admission", "hold", "order")
    found = related.filter(address=address).first()
    if found is None:
        count(GUESSES, who, at=at)
        raise Http404
    return found


def _calendar(guide: Guide, language: str, *, at: datetime, made_at: datetime) -> bytes:
    own = GuideAssignment.objects.filter(
        guide=guide,
        state__in=[*LIVE, AssignmentState.DONE],
        tour__starts_at__gte=at - FED,
    ).select_related("tour__fee__admission", "guide")
    return guide_calendar(
        [tour_of(each.tour, language=language, assignment=each) for each in own],
        guide=guide.name,
        house=house_facts(language=language),
        language=language,
        at=made_at,
    )
