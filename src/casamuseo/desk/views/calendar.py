"""The calendar: a month at a glance, weekly rules, days that differ, rooms closed for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_calendar import ClosureForm, DayForm, RuleForm
from casamuseo.desk.in_languages import ready_made
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.views.today import tell_of_conflicts
from casamuseo.house.models import Closure
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions import calendaring, closing
from casamuseo.visit.actions.calendaring import Outcome
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.finding import span_of
from casamuseo.visit.models import OpeningException, OpeningRule, Order
from casamuseo.visit.rules import visit_rules

HOURS_CHANGED = gettext_lazy("The opening hours have changed")
FURTHEST = timedelta(days=3 * 366)


@allowed_to("change_calendar")
def calendar(request: HttpRequest) -> HttpResponse:
    """A month, day by day; the rules; what differs; closed rooms."""
    rules, at = visit_rules(), clock.now()
    today = rules.date_at(at)
    first = _month_asked_for(request.GET.get("month", ""), today)
    monday = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=31)).replace(day=1)
    weeks = [
        rules.calendar.days_from(monday + timedelta(weeks=number), days=7)
        for number in range(((following - monday).days + 6) // 7)
    ]
    return desk_page(
        request,
        "desk/calendar.html",
        title=_("Calendar"),
        first=first,
        weeks=weeks,
        today=today,
        before=(first - timedelta(days=1)).replace(day=1),
        after=following,
        calendar=rules.calendar,
        rules=OpeningRule.objects.all(),
        exceptions=OpeningException.objects.filter(on__gte=today)[:40],
        closures=Closure.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at)).select_related(
            "place"
        ),
        at=at,
        slot_rule=rules.slot_rule_on(today),
    )


@allowed_to("change_calendar", hides=True)
def calendar_day(request: HttpRequest, day: str) -> HttpResponse:
    """One day: as its weekday always is, or not."""
    on = _day_or_404(day)
    rules = visit_rules()
    exception = rules.calendar.exceptions.get(on)
    hours = rules.calendar.on(on)
    form = DayForm(request.POST or None, hours=hours, exception=exception)
    if request.method == "POST" and form.is_valid():
        refused = _done(request, form, lambda: _change_day(request, on, form))
        if refused is None:
            return redirect("desk:calendar")
    begins, ends = span_of(on)
    sold = Order.objects.filter(starts_at__gte=begins, starts_at__lt=ends, state__in=PLACED)
    return desk_page(
        request,
        "desk/calendar-day.html",
        title=_("One day"),
        day=on,
        hours=hours,
        exception=exception,
        is_past=on < rules.date_at(clock.now()),
        sold=sold.count(),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("change_calendar")
def add_rule(request: HttpRequest) -> HttpResponse:
    """Weekly hours that hold before the older ones."""
    start = {"begins_on": visit_rules().date_at(clock.now())}
    form = RuleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        refused = _done(
            request,
            form,
            lambda: calendaring.add_rule(
                form.week,
                reason=ready_made(HOURS_CHANGED),
                by=member_of(request).login,
                at=clock.now(),
                writes=form.cleaned_data["writes"],
            ),
        )
        if refused is None:
            return redirect("desk:calendar")
    return _rule_page(request, form, title=_("Add weekly hours"))


@allowed_to("change_calendar", hides=True)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Weekly hours: changed, or ended by their last day."""
    found = get_object_or_404(OpeningRule, key=key)
    form = RuleForm(request.POST or None, initial=RuleForm.start_of(found))
    if request.method == "POST" and form.is_valid():
        refused = _done(
            request,
            form,
            lambda: calendaring.change_rule(
                found.key,
                form.week,
                reason=ready_made(HOURS_CHANGED),
                by=member_of(request).login,
                at=clock.now(),
                writes=form.cleaned_data["writes"],
            ),
        )
        if refused is None:
            return redirect("desk:calendar")
    return _rule_page(request, form, title=_("Weekly hours"))


@allowed_to("change_calendar")
def add_closure(request: HttpRequest) -> HttpResponse:
    """Close a room for a while, now or later."""
    start = {"first_day": visit_rules().date_at(clock.now())}
    form = ClosureForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        refused = _done(request, form, lambda: _close_room(request, form))
        if refused is None:
            return redirect("desk:calendar")
    return desk_page(
        request,
        "desk/calendar-form.html",
        title=_("Close a room for a while"),
        submit=_("Close the room"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("change_calendar", hides=True)
@require_POST
def end_closure(request: HttpRequest, key: int) -> HttpResponse:
    """Open a room again, or take back a closure that has not begun."""
    closure = get_object_or_404(Closure.objects.select_related("place"), pk=key)
    closing.open_room(closure, by=member_of(request).login, at=clock.now())
    tell(request, _("“%(room)s” is open again.") % {"room": _words(closure.place.name)})
    return redirect("desk:calendar")


def _change_day(request: HttpRequest, day: date, form: DayForm) -> Outcome:
    cleaned = form.cleaned_data
    by, at = member_of(request).login, clock.now()
    if cleaned["holds"] == "usual":
        return calendaring.restore_day(day, by=by, at=at)
    writes = bool(cleaned["writes"])
    if cleaned["holds"] == "closed":
        return calendaring.close_day(day, reason=form.reason, by=by, at=at, writes=writes)
    return calendaring.change_hours(
        day,
        opens=cleaned["opens"],
        closes=cleaned["closes"],
        last_entry_minutes=cleaned["last_entry_minutes"],
        reason=form.reason,
        by=by,
        at=at,
        writes=writes,
    )


def _close_room(request: HttpRequest, form: ClosureForm) -> Outcome:
    closed = closing.close_room(
        form.cleaned_data["place"],
        reason=form.reason,
        begins_at=form.begins_at,
        ends_at=form.ends_at,
        by=member_of(request).login,
        at=clock.now(),
        writes=form.cleaned_data["writes"],
    )
    return closed.outcome


def _done(
    request: HttpRequest, form: DayForm | RuleForm | ClosureForm, change: Callable[[], Outcome]
) -> Refusal | None:
    """Make the change and say what it led to; a refusal becomes the form's."""
    try:
        outcome = change()
    except Refusal as refused:
        form.add_error(None, str(refused))
        return refused
    tell(request, _("The calendar was changed."))
    tell_of_conflicts(request, len(outcome.conflicts))
    if outcome.settled:
        words = ngettext(
            "%(count)s booking that waited is possible again.",
            "%(count)s bookings that waited are possible again.",
            outcome.settled,
        )
        tell(request, words % {"count": outcome.settled})
    if outcome.letters:
        words = ngettext(
            "%(count)s letter was written.", "%(count)s letters were written.", outcome.letters
        )
        tell(request, words % {"count": outcome.letters})
    return None


def _rule_page(request: HttpRequest, form: RuleForm, *, title: str) -> HttpResponse:
    return desk_page(
        request,
        "desk/calendar-form.html",
        title=title,
        submit=_("Save"),
        form=form,
        status=422 if form.errors else 200,
    )


def _month_asked_for(words: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{words}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs(first - today) < FURTHEST else today.replace(day=1)


def _day_or_404(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Http404 from None


def _words(text: Text) -> str:
    return text.words(translation.get_language() or "es")
