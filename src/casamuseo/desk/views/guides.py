"""Guides: the list, their languages and hours; and, for a guide, the tours that they are asked to guide."""

from __future__ import annotations

import secrets
from datetime import date, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.tour_forms import (
    AbsenceForm,
    ArriveForm,
    GuidePersonForm,
    HoursForm,
    moment,
    weekday_name,
)
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions import guiding, receiving, tour_steps, touring
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import Guide, GuideAssignment, GuideAvailability
from casamuseo.visit.papers.tours import language_name
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import AssignmentState, TourState

LAST_MINUTE = time(23, 59)
STILL_SHOWN = timedelta(hours=12)
"""How long a tour stays on its guide's page after it began."""


@allowed_to("arrange_tours")
def guides(request: HttpRequest) -> HttpResponse:
    """Everybody who guides, with their languages and the days on which they come."""
    rows = [
        (guide, [language_name(code) for code in guide.languages], _weekly(guide))
        for guide in Guide.objects.prefetch_related("availability").order_by("-is_active", "name")
    ]
    return desk_page(request, "desk/guides.html", title=_("Guides"), rows=rows)


@allowed_to("arrange_tours")
def add(request: HttpRequest) -> HttpResponse:
    """Add a guide; the next page has their hours."""
    form = GuidePersonForm(request.POST or None, known=[])
    del form.fields["is_active"]
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            guide = guiding.add_guide(
                f"{slugify(asked['name'])[:40]}-{secrets.token_hex(2)}",
                **asked,
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error("member", str(refused))
        else:
            tell(request, _("Now say when %(name)s can come.") % {"name": guide.name})
            return redirect("desk:guide", key=guide.pk)
    return desk_page(
        request,
        "desk/guide-add.html",
        title=_("Add a guide"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("arrange_tours", hides=True)
def guide(request: HttpRequest, key: int) -> HttpResponse:
    """One guide: languages, hours, tours, and an absence that comes suddenly."""
    return _guide_page(request, get_object_or_404(Guide, pk=key))


@allowed_to("arrange_tours", hides=True)
@require_POST
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Write a guide anew."""
    found = get_object_or_404(Guide, pk=key)
    form = _person_form(found, request)
    if form.is_valid():
        try:
            guiding.change_guide(
                found, **form.cleaned_data, by=member_of(request).login, at=clock.now()
            )
        except Refusal as refused:
            form.add_error("member", str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:guide", key=key)
    return _guide_page(request, found, person=form, status=422)


@allowed_to("arrange_tours", hides=True)
@require_POST
def add_hours(request: HttpRequest, key: int) -> HttpResponse:
    """When a guide can come, or cannot."""
    found = get_object_or_404(Guide, pk=key)
    form = HoursForm(request.POST, auto_id="hours_%s")
    if _hours_were_added(request, found, form):
        return redirect("desk:guide", key=key)
    return _guide_page(request, found, hours=form, status=422)


@allowed_to("arrange_tours", hides=True)
@require_POST
def remove_hours(request: HttpRequest, key: int, row: int) -> HttpResponse:
    """Take hours off a guide's list."""
    found = get_object_or_404(GuideAvailability, pk=row, guide=key)
    guiding.remove_hours(found, by=member_of(request).login, at=clock.now())
    tell(request, _("This was removed."))
    return redirect("desk:guide", key=key)


@allowed_to("arrange_tours", hides=True)
@require_POST
def absent(request: HttpRequest, key: int) -> HttpResponse:
    """The guide has fallen ill: for each of their tours of that day the next free one is asked."""
    found = get_object_or_404(Guide, pk=key)
    form = AbsenceForm(request.POST, auto_id="absent_%s")
    if _absence_was_reported(request, found, form):
        return redirect("desk:guide", key=key)
    return _guide_page(request, found, absence=form, status=422)


@allowed_to("arrange_tours", hides=True)
@require_POST
def rotate(request: HttpRequest, key: int) -> HttpResponse:
    """Give a guide's calendar feed another secret address."""
    found = get_object_or_404(Guide, pk=key)
    guiding.rotate_feed(found, by=member_of(request).login, at=clock.now())
    tell(request, _("The calendar has a new address. The old one shows nothing any more."))
    return redirect("desk:guide", key=key)


@allowed_to("guide_tours")
def my_tours(request: HttpRequest) -> HttpResponse:
    """The tours that the member is asked to guide, the nearest first; and their hours."""
    return _my_page(request, _me(request))


@allowed_to("guide_tours", hides=True)
def my_tour(request: HttpRequest, key: int) -> HttpResponse:
    """One tour of the member's own; another guide's does not exist for them."""
    return _my_tour_page(request, _mine(request, key))


@allowed_to("guide_tours", hides=True)
def answer(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """Accept or decline, say that the group has come, say that the tour is over."""
    found, at = _mine(request, key), clock.now()
    if request.method != "POST":
        return redirect("desk:my_tour", key=key)
    by = member_of(request).login
    form = ArriveForm(request.POST, initial={"people": found.tour.people})
    try:
        if step == "accept":
            guiding.accept_tour(found, by=by, at=at)
            tell(request, _("Thank you. The tour is yours."))
        elif step == "decline":
            reason = request.POST.get("reason", "")[:200]
            guiding.decline_tour(found, reason=reason, by=by, at=at)
            tell(request, _("Thank you for saying so. Somebody else is being asked."))
            return redirect("desk:my_tours")
        elif step == "arrived" and found.state == AssignmentState.ACCEPTED:
            if not form.is_valid():
                return _my_tour_page(request, found, arrive=form, status=422)
            receiving.arrive(found.tour, people=form.cleaned_data["people"], by=by, at=at)
            tell(request, _("They are counted as visitors."))
        elif step == "over" and found.state == AssignmentState.ACCEPTED:
            touring.finish_tour(found.tour, by=by, at=at)
            tell(request, _("Thank you. The tour is over."))
            return redirect("desk:my_tours")
        else:
            raise Http404(step)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:my_tours")
    return redirect("desk:my_tour", key=key)


@allowed_to("guide_tours")
@require_POST
def add_my_hours(request: HttpRequest) -> HttpResponse:
    """When the member can come, or cannot."""
    me = _me(request)
    if me is None:
        raise Http404
    form = HoursForm(request.POST, auto_id="hours_%s")
    if _hours_were_added(request, me, form):
        return redirect("desk:my_tours")
    return _my_page(request, me, hours=form, status=422)


@allowed_to("guide_tours", hides=True)
def remove_my_hours(request: HttpRequest, row: int) -> HttpResponse:
    """Take hours off the member's own list."""
    found = get_object_or_404(GuideAvailability, pk=row, guide__member=member_of(request))
    if request.method != "POST":
        return redirect("desk:my_tours")
    guiding.remove_hours(found, by=member_of(request).login, at=clock.now())
    tell(request, _("This was removed."))
    return redirect("desk:my_tours")


@allowed_to("guide_tours")
@require_POST
def rotate_mine(request: HttpRequest) -> HttpResponse:
    """Give the member's own calendar feed another secret address."""
    me = _me(request)
    if me is None:
        raise Http404
    guiding.rotate_feed(me, by=member_of(request).login, at=clock.now())
    tell(request, _("The calendar has a new address. The old one shows nothing any more."))
    return redirect("desk:my_tours")


def _me(request: HttpRequest) -> Guide | None:
    return Guide.objects.filter(member=member_of(request)).first()


def _mine(request: HttpRequest, key: int) -> GuideAssignment:
    own = GuideAssignment.objects.filter(
        guide__member=member_of(request), state__in=[*LIVE, AssignmentState.DONE]
    )
    return get_object_or_404(own.select_related("tour", "guide", "hold"), pk=key)


def _my_page(
    request: HttpRequest, me: Guide | None, *, hours: HoursForm | None = None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    own = GuideAssignment.objects.filter(
        guide=me,
        state__in=LIVE,
        tour__state__in=[*guiding.COMING, TourState.ARRIVED],
        tour__starts_at__gte=at - STILL_SHOWN,
    ).select_related("tour")
    coming = list(own.order_by("tour__starts_at")) if me else []
    return desk_page(
        request,
        "desk/guide-mine.html",
        title=_("My tours"),
        me=me,
        asked=[each for each in coming if each.state == AssignmentState.PROPOSED],
        accepted=[each for each in coming if each.state == AssignmentState.ACCEPTED],
        hours=hours or HoursForm(auto_id="hours_%s"),
        rows=_rows(me, from_day=visit_rules().date_at(at)) if me else [],
        weekday=weekday_name,
        feed=_feed(request, me) if me else "",
        language_name=language_name,
        status=status,
    )


def _my_tour_page(
    request: HttpRequest,
    found: GuideAssignment,
    *,
    arrive: ArriveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tour = found.tour
    is_today = visit_rules().date_at(tour.starts_at) <= visit_rules().date_at(clock.now())
    can_arrive = (
        is_today and found.state == AssignmentState.ACCEPTED and tour.state in tour_steps.AGREED
    )
    form = arrive or ArriveForm(initial={"people": tour.people})
    return desk_page(
        request,
        "desk/guide-tour.html",
        title=tour.organisation or tour.get_kind_display(),
        assignment=found,
        tour=tour,
        ends_at=tour.starts_at + timedelta(minutes=tour.duration_minutes),
        spoken=language_name(tour.language),
        arrive=form if can_arrive else None,
        status=status,
    )


def _guide_page(
    request: HttpRequest,
    found: Guide,
    *,
    person: GuidePersonForm | None = None,
    hours: HoursForm | None = None,
    absence: AbsenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    now = at.astimezone(visit_rules().calendar.zone)
    starts = {"day": now.date(), "begins": now.time().replace(second=0, microsecond=0)}
    coming = found.assignments.filter(
        state__in=LIVE, tour__state__in=guiding.COMING, tour__starts_at__gte=at - STILL_SHOWN
    )
    return desk_page(
        request,
        "desk/guide.html",
        title=found.name,
        guide=found,
        person=person or _person_form(found),
        hours=hours or HoursForm(auto_id="hours_%s"),
        absence=absence or AbsenceForm(auto_id="absent_%s", initial=starts),
        is_absence_open=absence is not None,
        rows=_rows(found, from_day=now.date()),
        weekday=weekday_name,
        coming=coming.select_related("tour").order_by("tour__starts_at"),
        feed=_feed(request, found),
        language_name=language_name,
        status=status,
    )


def _person_form(found: Guide, request: HttpRequest | None = None) -> GuidePersonForm:
    return GuidePersonForm(
        request.POST if request else None,
        known=found.languages,
        initial={
            "name": found.name,
            "languages": found.languages,
            "email": found.email,
            "member": found.member,
            "is_active": found.is_active,
        },
    )


def _hours_were_added(request: HttpRequest, found: Guide, form: HoursForm) -> bool:
    if not form.is_valid():
        return False
    try:
        guiding.add_hours(found, **form.cleaned_data, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        form.add_error(None, str(refused))
        return False
    tell(request, _("This was saved."))
    return True


def _absence_was_reported(request: HttpRequest, found: Guide, form: AbsenceForm) -> bool:
    if not form.is_valid():
        return False
    day: date = form.cleaned_data["day"]
    begins, ends = (moment(day, wall) for wall in (form.cleaned_data["begins"], LAST_MINUTE))
    try:
        replaced = guiding.report_absence(
            found,
            begins=begins,
            ends=ends,
            reason=form.cleaned_data["reason"],
            by=member_of(request).login,
            at=clock.now(),
        )
    except Refusal as refused:
        form.add_error(None, str(refused))
        return False
    asked = sum(each.assignment is not None for each in replaced)
    lonely = len(replaced) - asked
    tell(
        request,
        ngettext(
            "The absence is noted. For %(count)d tour the next guide has been asked.",
            "The absence is noted. For %(count)d tours the next guide has been asked.",
            asked,
        )
        % {"count": asked},
    )
    if lonely:
        tell(
            request,
            ngettext(
                "%(count)d tour has no guide now. Decide what to tell the group.",
                "%(count)d tours have no guide now. Decide what to tell the groups.",
                lonely,
            )
            % {"count": lonely},
            tone="refused",
        )
    return True


def _rows(found: Guide, *, from_day: date) -> list[GuideAvailability]:
    """The hours that still matter: the week's in their order, then single days to come."""
    rows = found.availability.all()
    weekly = sorted((r for r in rows if r.weekday), key=lambda r: (r.weekday or 0, r.begins))
    single = sorted((r for r in rows if r.on and r.on >= from_day), key=lambda r: (r.on, r.begins))
    return [*weekly, *single]


def _weekly(found: Guide) -> list[str]:
    days = {row.weekday for row in found.availability.all() if row.weekday and not row.is_absence}
    return [weekday_name(number) for number in sorted(days)]


def _feed(request: HttpRequest, found: Guide) -> str:
    site = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{site}/feeds/guide/{found.feed_token}.ics"
