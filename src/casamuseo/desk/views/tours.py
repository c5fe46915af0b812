"""Tours on request: the week's board, a tour with its next steps, walk-ups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.tour_forms import (
    ArriveForm,
    AskForm,
    ConfirmTourForm,
    GuideForm,
    MoveTourForm,
    PartyForm,
    QuoteForm,
    ReasonForm,
    WalkUpForm,
    moment,
)
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change
from casamuseo.visit.actions import guiding, receiving, tour_changes, tour_steps, touring
from casamuseo.visit.actions.ordering import new_address
from casamuseo.visit.actions.tour_letters import tell_group
from casamuseo.visit.errors import Overtaken
from casamuseo.visit.errors_tours import NoGuide
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import Guide, GuideAssignment, TourRequest
from casamuseo.visit.papers import words
from casamuseo.visit.papers.tours import language_name, tour_address
from casamuseo.visit.quoting import price_of_tour
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.visit.terms import AssignmentState, GroupKind, PayAt, TourState
from casamuseo.visit.tour_offers import OtherOffers, other_offers

QUEUE = [TourState.RECEIVED, TourState.QUOTED]
WEEK = timedelta(days=7)
SOON = timedelta(days=14)
"""How long before a tour somebody should know who guides it."""

TONES = {
    TourState.RECEIVED: "waiting",
    TourState.QUOTED: "waiting",
    TourState.TENTATIVE: "waiting",
    TourState.CONFIRMED: "good",
    TourState.FINAL_COUNT: "good",
    TourState.ARRIVED: "good",
    TourState.DECLINED: "bad",
    TourState.CANCELLED: "bad",
    TourState.NO_SHOW: "bad",
}


@allowed_to("arrange_tours")
def tours(request: HttpRequest) -> HttpResponse:
    """The tours of a week, day by day; before them those that wait for an answer or a guide."""
    at = clock.now()
    today = visit_rules().date_at(at)
    monday = _monday(request.GET.get("week", ""), today)
    begins, ends = (moment(day, time()) for day in (monday, monday + WEEK))
    rows = [
        Row.of(tour)
        for tour in _listed(starts_at__gte=begins, starts_at__lt=ends)
        if tour.state not in QUEUE
    ]
    lonely = guiding.tours_without_guide(at - timedelta(hours=2), at + SOON)
    return desk_page(
        request,
        "desk/tours.html",
        title=_("Tours"),
        queue=[Row.of(tour) for tour in _listed(state__in=QUEUE)],
        lonely=[Row.of(tour) for tour in _listed(pk__in=lonely.values("pk"))],
        days=[
            (monday + timedelta(days=number), [r for r in rows if r.day.weekday() == number])
            for number in range(7)
        ],
        today=today,
        before=monday - WEEK,
        after=monday + WEEK,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A tour in a list, with whoever guides it."""

    tour: TourRequest
    assignment: GuideAssignment | None
    day: date
    tone: str

    @classmethod
    def of(cls, tour: TourRequest) -> Row:
        """Of a tour whose live assignments were read with it."""
        live = getattr(tour, "live", [])
        day = visit_rules().date_at(tour.starts_at)
        return cls(tour, live[0] if live else None, day, TONES.get(TourState(tour.state), ""))

    @property
    def needs_guide(self) -> bool:
        return self.assignment is None and self.tour.state in guiding.COMING


@allowed_to("arrange_tours")
def ask(request: HttpRequest) -> HttpResponse:
    """Write down what a group asks for by telephone."""
    spoken = list(the_house().languages)
    form = AskForm(
        request.POST or None,
        spoken=spoken,
        initial={"request_key": new_address(), "contact_language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        for name in ("day", "time", "request_key"):
            asked.pop(name)
        asked["teachers"] = asked["teachers"] or 0
        try:
            tour = touring.request_tour(
                tour_steps.TourAsked(**asked, wanted_at=form.wanted_at, site=_site(request)),
                request_key=f"desk-{form.cleaned_data['request_key']}",
                by=member_of(request).login,
                notice=timedelta(0),
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:tour", key=tour.pk)
    return desk_page(
        request,
        "desk/tour-ask.html",
        title=_("Write down a request"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("arrange_tours")
def walk_up(request: HttpRequest) -> HttpResponse:
    """The next free guide for people who are at the door."""
    at = clock.now()
    form = WalkUpForm(request.POST or None, initial={"request_key": new_address()})
    offers = None
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        try:
            tour = receiving.guide_walk_up(
                language,
                people=form.cleaned_data["people"],
                contact_language=the_house().languages[0],
                request_key=f"walk-up-{form.cleaned_data['request_key']}",
                by=member_of(request).login,
                at=at,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            offers = other_offers(
                language,
                starts_at=at,
                minutes=tour_steps.USUAL_MINUTES,
                people=form.cleaned_data["people"],
                at=at,
            )
        else:
            assignment = tour_steps.guide_of(tour)
            name = assignment.guide.name if assignment else ""
            tell(request, _("%(name)s guides them from now on.") % {"name": name})
            return redirect("desk:tour", key=tour.pk)
    return desk_page(
        request,
        "desk/tour-walk-up.html",
        title=_("A guide for people at the door"),
        form=form,
        free=[
            (name, guiding.free_guides(code, starts_at=at, minutes=tour_steps.USUAL_MINUTES, at=at))
            for code, name in form.fields["language"].choices  # type: ignore[attr-defined]
        ],
        offers=offers,
        language_name=language_name,
        status=422 if form.errors else 200,
    )


@allowed_to("arrange_tours", hides=True)
def tour(request: HttpRequest, key: int) -> HttpResponse:
    """A tour: what was asked, what was agreed, and what can be done next."""
    return _page(request, _tour(key))


@allowed_to("arrange_tours", hides=True)
@require_POST
def step(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """Take one of the steps that lead on from where the tour stands."""
    found, chosen = _tour(key), STEPS.get(step)
    if chosen is None:
        raise Http404(step)
    form = chosen.form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, {step: form}, status=422)
    try:
        chosen.take(found, form, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _page(request, _tour(key), {step: form}, status=409)
    tell(request, chosen.done(form))
    return redirect("desk:tour", key=key)


def _page(
    request: HttpRequest,
    found: TourRequest,
    bound: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    bound = bound or {}
    at = clock.now()
    assignment = tour_steps.guide_of(found)
    names = steps_of(found, assignment, at=at)
    forms = {name: bound.get(name) or STEPS[name].form(found) for name in names}
    shown_first = next((name for name in bound if name in names), None)
    price = price_of_tour(found)
    needs_guide = assignment is None and found.state in [TourState.QUOTED, *guiding.COMING]
    free = _free(found, at=at) if needs_guide else []
    return desk_page(
        request,
        "desk/tour.html",
        title=found.organisation or found.contact_name or found.code,
        tour=found,
        tone=TONES.get(TourState(found.state), ""),
        kind=GroupKind(found.kind).label,
        spoken=language_name(found.language),
        assignment=assignment,
        said_no=found.assignments.exclude(state__in=LIVE).select_related("guide"),
        price=price,
        cost=lambda cents: words.price(cents, the_house().currency),
        ends_at=found.starts_at + timedelta(minutes=found.duration_minutes),
        forms=forms,
        steps=STEPS,
        first=shown_first or (names[0] if names else None),
        offers=_offers(found, at=at) if needs_guide and not free else None,
        language_name=language_name,
        address=tour_address(found),
        scanned=receiving.scanned(found),
        changes=Change.objects.filter(kind="visit.tourrequest", key=found.code).order_by("pk"),
        change_words=change_words,
        status=status,
    )


def steps_of(found: TourRequest, assignment: GuideAssignment | None, *, at: datetime) -> list[str]:
    """What can be done with a tour as it stands: the most likely thing first."""
    state = TourState(found.state)
    if state == TourState.RECEIVED:
        return ["quote", "party", "decline"]
    if state == TourState.QUOTED:
        return ["keep", "quote", "party", "decline"]
    if state in guiding.COMING:
        return [*_steps_coming(found, assignment, at=at), "party", "move", "cancel"]
    return {TourState.ARRIVED: ["finish"], TourState.DONE: ["invoice"]}.get(state, [])


def _steps_coming(
    found: TourRequest, assignment: GuideAssignment | None, *, at: datetime
) -> list[str]:
    steps = []
    is_agreed = found.state in tour_steps.AGREED
    if is_agreed and visit_rules().date_at(found.starts_at) <= visit_rules().date_at(at):
        steps += ["arrive"]
    if assignment is None:
        steps += ["guide"]
    elif assignment.state == AssignmentState.PROPOSED:
        steps += ["accepted", "withdraw"]
    else:
        steps += ["withdraw"] if is_agreed else ["confirm", "withdraw"]
    if is_agreed and assignment is not None and found.contact_email:
        steps += ["tell-guide"]
    if is_agreed and at >= found.starts_at:
        steps += ["missed"]
    return steps


Taking = Callable[..., object]
Making = Callable[..., DeskForm]


@dataclass(frozen=True, slots=True)
class Step:
    """A step from a tour's page: its name on the button, its form, its action and what is said after it."""

    label: Callable[[], str]
    take: Taking
    done: Callable[[Any], str] = field(default=lambda form: _("This was saved."))
    making: Making = field(default=lambda found, *data: DeskForm(*data))
    tone: str = ""
    ask: Callable[[], str] = field(default=lambda: "")

    def form(self, found: TourRequest, *data: Any) -> DeskForm:
        """The step's form for this tour, bound to data where there is some."""
        return self.making(found, *data)


def _quote_form(found: TourRequest, *data: Any) -> DeskForm:
    start = found.starts_at.astimezone(visit_rules().calendar.zone)
    return QuoteForm(
        *data,
        auto_id="quote_%s",
        initial={
            "day": start.date(),
            "time": start.time(),
            "minutes": found.duration_minutes,
            "fee": found.fee,
            "note": found.quote_note,
        },
    )


def _quote(found: TourRequest, form: QuoteForm, *, by: str, at: datetime) -> None:
    touring.quote_tour(
        found,
        starts_at=form.starts_at,
        duration_minutes=form.cleaned_data["minutes"],
        fee=form.cleaned_data["fee"],
        agreed_cents=form.agreed_cents,
        note=form.cleaned_data["note"],
        by=by,
        at=at,
    )


def _guide_form(found: TourRequest, *data: Any) -> DeskForm:
    return GuideForm(*data, auto_id="guide_%s", free=_free(found, at=clock.now()))


def _keep(found: TourRequest, form: GuideForm, *, by: str, at: datetime) -> None:
    touring.keep_tour(found, guide=form.cleaned_data["guide"], by=by, at=at)


def _propose(found: TourRequest, form: GuideForm, *, by: str, at: datetime) -> None:
    guide = form.cleaned_data["guide"]
    if guide is not None:
        guiding.propose_guide(found, guide, by=by, at=at)
    elif guiding.propose_next(found, by=by, at=at) is None:
        raise NoGuide(found.language, found.starts_at)


def _confirm(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    touring.confirm_tour(found, pay_at=PayAt(form.cleaned_data["pay_at"]), by=by, at=at)


def _party_form(found: TourRequest, *data: Any) -> DeskForm:
    form = PartyForm(
        *data,
        auto_id="party_%s",
        initial={"people": found.people, "teachers": found.teachers},
    )
    if found.state != TourState.CONFIRMED:
        del form.fields["is_final"]
    return form


def _party(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    tour_changes.change_party(
        found,
        people=form.cleaned_data["people"],
        teachers=form.cleaned_data["teachers"] or 0,
        is_final=form.cleaned_data.get("is_final", False),
        by=by,
        at=at,
    )


def _move_form(found: TourRequest, *data: Any) -> DeskForm:
    start = found.starts_at.astimezone(visit_rules().calendar.zone)
    initial = {"day": start.date(), "time": start.time()}
    return MoveTourForm(*data, auto_id="move_%s", initial=initial)


def _move(found: TourRequest, form: MoveTourForm, *, by: str, at: datetime) -> None:
    tour_changes.move_tour(found, starts_at=form.starts_at, by=by, at=at)


def _arrive_form(found: TourRequest, *data: Any) -> DeskForm:
    return ArriveForm(*data, auto_id="arrive_%s", initial={"people": found.people})


def _arrive(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    receiving.arrive(found, people=form.cleaned_data["people"], by=by, at=at)


def _reason_form(found: TourRequest, *data: Any) -> DeskForm:
    return ReasonForm(*data, auto_id="reason_%s")


def _confirm_form(found: TourRequest, *data: Any) -> DeskForm:
    initial = {"pay_at": PayAt.DOOR if found.kind == GroupKind.FAMILY else PayAt.INVOICE}
    return ConfirmTourForm(*data, auto_id="confirm_%s", initial=initial)


def _accepted(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    guiding.accept_tour(_assigned(found), by=by, at=at)


def _withdraw(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    guiding.withdraw_guide(_assigned(found), by=by, at=at)


def _tell_guide(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
    tell_group(found, "guide_changed", at=at)


def _end(action: Taking) -> Taking:
    def take(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
        action(found, reason=form.cleaned_data["reason"], by=by, at=at)

    return take


def _plain(action: Taking) -> Taking:
    def take(found: TourRequest, form: DeskForm, *, by: str, at: datetime) -> None:
        action(found, by=by, at=at)

    return take


STEPS: dict[str, Step] = {
    "quote": Step(lambda: _("Make an offer"), _quote, making=_quote_form),
    "keep": Step(
        lambda: _("Keep the time and ask the guide"),
        _keep,
        lambda form: _("House and guide are kept. Once the guide accepts, the offer is sent."),
        making=_guide_form,
    ),
    "guide": Step(
        lambda: _("Ask a guide"),
        _propose,
        lambda form: _("The guide has been asked."),
        making=_guide_form,
    ),
    "accepted": Step(
        lambda: _("The guide has accepted"),
        _accepted,
        lambda form: _("The guide has accepted."),
    ),
    "withdraw": Step(
        lambda: _("Take the tour from this guide"),
        _withdraw,
        lambda form: _("The next free guide has been asked, if there is one."),
        tone="plain",
        ask=lambda: _("Take the tour from this guide and ask the next one?"),
    ),
    "tell-guide": Step(
        lambda: _("Write to the group that another guide comes"),
        _tell_guide,
        lambda form: _("The letter is on its way."),
        tone="plain",
    ),
    "confirm": Step(
        lambda: _("Confirm"),
        _confirm,
        lambda form: _("The tour is confirmed; the ticket is made and the letter on its way."),
        making=_confirm_form,
    ),
    "party": Step(lambda: _("Change how many come"), _party, making=_party_form, tone="plain"),
    "move": Step(
        lambda: _("Move to another time"),
        _move,
        lambda form: _("The tour has its new time, and the guide is asked anew."),
        making=_move_form,
        tone="plain",
    ),
    "arrive": Step(
        lambda: _("They have arrived"),
        _arrive,
        lambda form: _("They are counted as visitors."),
        making=_arrive_form,
    ),
    "finish": Step(lambda: _("The tour is over"), _plain(touring.finish_tour)),
    "invoice": Step(lambda: _("The invoice has been sent"), _plain(touring.invoice_tour)),
    "decline": Step(
        lambda: _("Decline"),
        _end(touring.decline_request),
        lambda form: _("The request is declined."),
        making=_reason_form,
        tone="danger",
    ),
    "cancel": Step(
        lambda: _("Cancel the tour"),
        _end(touring.cancel_tour),
        lambda form: _("The tour is cancelled; all that it kept is free."),
        making=_reason_form,
        tone="danger",
        ask=lambda: _("Cancel this tour? This cannot be taken back."),
    ),
    "missed": Step(
        lambda: _("They did not come"),
        _plain(touring.miss_tour),
        tone="danger",
        ask=lambda: _("Note that the group did not come?"),
    ),
}


def change_words(action: str) -> str:
    """What happened to a tour, as its history says it."""
    known = {
        "request": _("Asked for"),
        "quote": _("Offer made"),
        "keep": _("Time kept"),
        "propose-guide": _("Guide asked"),
        "accept": _("Guide accepted"),
        "decline": _("Declined"),
        "withdraw-guide": _("Guide withdrawn"),
        "confirm": _("Confirmed"),
        "final-count": _("Final count"),
        "change-party": _("Number changed"),
        "move": _("Moved"),
        "arrive": _("Arrived"),
        "finish": _("Done"),
        "invoice": _("Invoiced"),
        "cancel": _("Cancelled"),
        "miss": _("Did not come"),
        "expire": _("Time ran out"),
        "walk-up": _("At the door"),
        "honour": _("Honoured"),
    }
    return known.get(action, action)


def _tour(key: int) -> TourRequest:
    related = TourRequest.objects.select_related("fee__admission", "hold", "order")
    return get_object_or_404(related, pk=key)


def _listed(**which: Any) -> QuerySet[TourRequest]:
    live = GuideAssignment.objects.filter(state__in=[*LIVE, AssignmentState.DONE])
    return TourRequest.objects.filter(**which).prefetch_related(
        Prefetch("assignments", live.select_related("guide"), to_attr="live")
    )


def _assigned(found: TourRequest) -> GuideAssignment:
    assignment = tour_steps.guide_of(found)
    if assignment is None:
        raise Overtaken
    return assignment


def _free(found: TourRequest, *, at: datetime) -> list[Guide]:
    minutes = found.duration_minutes
    return guiding.free_guides(found.language, starts_at=found.starts_at, minutes=minutes, at=at)


def _offers(found: TourRequest, *, at: datetime) -> OtherOffers:
    return other_offers(
        found.language,
        starts_at=found.starts_at,
        minutes=found.duration_minutes,
        people=found.people,
        at=at,
    )


def _site(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def _monday(words: str, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = today
    return day - timedelta(days=day.weekday())
