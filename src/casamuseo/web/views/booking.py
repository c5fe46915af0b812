"""Booking a visit: the date, the time and the party, then how to reach whoever comes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.limits import caller, count
from casamuseo.visit.actions.holding import MOST, extend_hold, hold_places, release_hold
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.actions.programming import places_left, plan_session
from casamuseo.visit.availability import DayLeft, availability
from casamuseo.visit.errors import BadVoucher, HoldIsOver, HoldWasExtended, NoRoom
from casamuseo.visit.limits import HOLDS, ORDERS
from casamuseo.visit.models import Hold, ProgrammeSession
from casamuseo.visit.papers.words import full_day
from casamuseo.visit.payments import online
from casamuseo.visit.planning import Plan
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import Channel, HoldState
from casamuseo.web import booking_addresses as to_book
from casamuseo.web.asked import asked_for
from casamuseo.web.booking_calendar import left_words, month, month_asked
from casamuseo.web.booking_choice import Choice, choice_of, token_of
from casamuseo.web.booking_forms import DetailsForm
from casamuseo.web.booking_pages import cost, day_or_404, new_key, private, the_key, wall, wall_day
from casamuseo.web.booking_party import (
    Row,
    is_a_party,
    most_of,
    nearest_with_room,
    rows_on,
    session_rows,
)
from casamuseo.web.booking_summary import Summary, brief_day
from casamuseo.web.errors import READING, method_not_allowed
from casamuseo.web.pages import base_url, in_language, page

NO_PROBLEMS = {"slot": "", "party": ""}

KEPT_FOR = timedelta(seconds=15)
"""How long the calendar may be shown to others as it was for the first."""


@in_language
def book(request: HttpRequest, language: str) -> HttpResponse:
    """The calendar of dates; with a session in the address, that session."""
    key = asked_for(request, "session", language=language)
    if key:
        return session(request, language=language, key=key)
    if request.method not in READING:
        return method_not_allowed(request)
    at = clock.now()
    first = month_asked(
        asked_for(request, "month", language=language), today=visit_rules().date_at(at)
    )
    shown = month(first, at=at, address=lambda day: to_book.day(day, language))
    is_first = not shown.before
    return page(
        request,
        "web/book.html",
        language=language,
        section="book",
        title=gettext("Book your visit"),
        description=gettext("Choose a day, a time and who comes. No account is needed."),
        address=lambda code: to_book.book(code, month=None if is_first else f"{first:%Y-%m}"),
        fresh_until=at + KEPT_FOR,
        month=shown,
        month_address=lambda words: to_book.book(language, month=words),
    )


@private("GET", "POST")
@in_language
def day(request: HttpRequest, language: str, day: str) -> HttpResponse:
    """A day: its times, the categories of visitors with their prices; posting holds the places."""
    on, at = day_or_404(day), clock.now()
    left = availability(visit_rules(), first=on, days=1, at=at)[0]
    if not left.hours.is_open or left.is_past:
        return redirect(to_book.book(language, month=f"{on:%Y-%m}"))
    rows = rows_on(on, request.POST)
    chosen = _slot(request.POST.get("slot", ""), left)
    if request.method != "POST":
        chosen = _slot(asked_for(request, "time", language=language), left)
        return _day_page(request, language, left, rows, chosen=chosen)
    problems = _problems(left, rows, chosen)
    if problems:
        return _day_page(request, language, left, rows, chosen=chosen, problems=problems)
    count(HOLDS, caller(request), at=at)
    try:
        plan = visit_rules().plan(on, slot=chosen, at=at)
        hold = _hold(request, plan, rows, at=at)
    except NoRoom as refused:
        left = availability(visit_rules(), first=on, days=1, at=at)[0]
        nearest = nearest_with_room(left, wanted=chosen, party=most_of(rows))
        problems = {"slot": _no_room(refused, nearest)}
        return _day_page(request, language, left, rows, chosen=nearest or chosen, problems=problems)
    except Refusal as refused:
        return _day_page(
            request, language, left, rows, chosen=chosen, problems={"slot": str(refused)}
        )
    return _onward(hold, rows, language=language)


@private("GET", "POST")
def session(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """A session of the programme: how many come; posting holds the places. Within `in_language`."""
    sessions = ProgrammeSession.objects.select_related("programme", "resource")
    found = sessions.filter(key=key, programme__is_published=True).first()
    if found is None:
        raise Http404
    rows, problems, at = session_rows(found, request.POST), {}, clock.now()
    if request.method == "POST" and not is_a_party(rows):
        problems = {"party": _how_many()}
    elif request.method == "POST":
        count(HOLDS, caller(request), at=at)
        try:
            hold = _hold(request, plan_session(found, at=at), rows, at=at)
            return _onward(hold, rows, language=language, session=found)
        except Refusal as refused:
            problems = {"party": str(refused)}
    return page(
        request,
        "web/book_day.html",
        language=language,
        section="book",
        title=found.programme.title.words(language).replace("*", ""),
        address=lambda code: to_book.book(code, session=key),
        is_kept=False,
        status=422 if problems else 200,
        day_words=full_day(wall_day(found.starts_at)),
        brief=brief_day(wall_day(found.starts_at)),
        hours_words=f"{wall(found.starts_at)}–{wall(found.ends_at)},",
        left_words=left_words(max(0, places_left([found], at=at)[found.pk])),
        other_day=to_book.book(language),
        slots=(),
        chosen=None,
        rows=rows,
        problems={**NO_PROBLEMS, **problems},
        key=the_key(request.POST.get("key", "")),
        cost=cost,
        most=MOST,
        intro=found.programme.summary,
    )


@private("GET", "POST")
@in_language
def details(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The last step: how to reach them, a voucher, the way to pay; posting makes the order."""
    choice, at = choice_of(token), clock.now()
    hold = choice.hold
    if hasattr(hold, "order"):
        return redirect(to_book.order(hold.order.address, language))
    if hold.state != HoldState.ACTIVE or hold.expires_at <= at:
        return _over(request, language, choice, token=token)
    do = request.POST.get("do", "")
    if do == "release":
        release_hold(hold, at=at)
        return redirect(_begin_again(choice, language))
    if do == "extend":
        return _extended(request, language, choice, token=token, at=at)
    form = DetailsForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        if do == "place":
            return _placed(request, language, choice, form, token=token, at=at)
        _look_at_voucher(form, choice)
    return _details_page(request, language, choice, form, token=token)


def _placed(
    request: HttpRequest,
    language: str,
    choice: Choice,
    form: DetailsForm,
    *,
    token: str,
    at: datetime,
) -> HttpResponse:
    count(ORDERS, caller(request), at=at)
    given = form.cleaned_data
    try:
        order = place_order(
            choice.hold,
            asked=choice.asked,
            pay_at=form.pay_at if online() else form.pay_at.DOOR,
            contact=Contact(
                language=language,
                name=given["name"],
                email=given["email"],
                site=base_url(request),
            ),
            request_key=f"web-{choice.hold.pk}-{the_key(given['key'])}",
            at=at,
            voucher_code=given["voucher"],
            session=choice.session,
        )
    except BadVoucher as refused:
        form.add_error("voucher", str(refused))
        return _details_page(request, language, choice, form, token=token)
    except HoldIsOver:
        return _over(request, language, choice, token=token)
    return redirect(to_book.order(order.address, language))


def _extended(
    request: HttpRequest, language: str, choice: Choice, *, token: str, at: datetime
) -> HttpResponse:
    try:
        extend_hold(choice.hold, at=at)
    except HoldIsOver:
        return _over(request, language, choice, token=token)
    except HoldWasExtended:
        pass  # another tab did; the page says until when
    return redirect(to_book.details(token, language))


def _look_at_voucher(form: DetailsForm, choice: Choice) -> None:
    try:
        Summary.of_choice(choice, voucher_code=form.cleaned_data["voucher"])
    except BadVoucher as refused:
        form.add_error("voucher", str(refused))


def _details_page(
    request: HttpRequest, language: str, choice: Choice, form: DetailsForm, *, token: str
) -> HttpResponse:
    has_code = form.is_bound and "voucher" not in form.errors
    code = str(form["voucher"].value() or "") if has_code else ""
    summary = Summary.of_choice(choice, voucher_code=code)
    return page(
        request,
        "web/book_details.html",
        language=language,
        section="book",
        title=gettext("Almost done"),
        address=lambda code: to_book.details(token, code),
        is_kept=False,
        status=422 if form.errors else 200,
        form=form,
        summary=summary,
        cost=cost,
        until=wall(choice.hold.expires_at),
        can_extend=not choice.hold.was_extended,
        is_over=False,
        begin_again=_begin_again(choice, language),
        takes_cards=online() is not None,
    )


def _over(request: HttpRequest, language: str, choice: Choice, *, token: str) -> HttpResponse:
    """The places were given back; nothing was lost but time."""
    return page(
        request,
        "web/book_details.html",
        language=language,
        section="book",
        title=gettext("The time has run out"),
        address=lambda code: to_book.details(token, code),
        is_kept=False,
        status=410,
        is_over=True,
        begin_again=_begin_again(choice, language),
    )


def _day_page(
    request: HttpRequest,
    language: str,
    left: DayLeft,
    rows: Sequence[Row],
    *,
    chosen: datetime | None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    has_slots = bool(left.slots)
    return page(
        request,
        "web/book_day.html",
        language=language,
        section="book",
        title=gettext("Who comes, and when?") if has_slots else gettext("Who comes?"),
        address=lambda code: to_book.day(left.day, code),
        is_kept=False,
        status=422 if problems else 200,
        day_words=full_day(left.day),
        brief=brief_day(left.day),
        hours_words="" if has_slots else _all_day(left),
        other_day=to_book.book(language, month=f"{left.day:%Y-%m}"),
        slots=[
            {
                "value": slot.starts_at.isoformat(),
                "time": wall(slot.starts_at),
                "left": slot.left,
                "left_words": left_words(slot.left),
                "is_chosen": slot.starts_at == chosen,
            }
            for slot in left.slots
            if not slot.is_past
        ],
        chosen=chosen,
        rows=rows,
        problems={**NO_PROBLEMS, **(problems or {})},
        key=the_key(request.POST.get("key", "")),
        cost=cost,
        most=MOST,
        left_words=left_words(left.left).capitalize() + ".",
        intro=None,
    )


def _all_day(left: DayLeft) -> str:
    opens, closes = left.hours.opens, left.hours.closes
    assert opens is not None  # noqa: S101  asked before
    assert closes is not None  # noqa: S101  asked before
    return gettext("Come whenever you like between %(opens)s and %(closes)s.") % {
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
    }


def _problems(left: DayLeft, rows: Sequence[Row], chosen: datetime | None) -> dict[str, str]:
    problems = {}
    if left.slots and chosen is None:
        problems["slot"] = gettext("Please choose a time.")
    if not is_a_party(rows):
        problems["party"] = _how_many()
    return problems


def _how_many() -> str:
    return gettext("Please say how many of you come: from 1 to %(most)d.") % {"most": MOST}


def _no_room(refused: NoRoom, nearest: datetime | None) -> str:
    if nearest is None:
        return f"{refused} " + gettext("Please choose another day, or come in a smaller group.")
    offered = gettext("The nearest time with room for you is %(time)s: we have chosen it below.")
    return f"{refused} " + offered % {"time": wall(nearest)}


def _hold(request: HttpRequest, plan: Plan, rows: Sequence[Row], *, at: datetime) -> Hold:
    """Places for this form; the same form sent again has the same ones.

    A form that comes back with other contents gives up the places that it had.
    """
    form = f"web-{the_key(request.POST.get('key', ''))}-"
    asked = [f"{row.field}={row.quantity}" for row in rows if row.quantity]
    contents = "|".join([plan.starts_at.isoformat(), *asked])
    prefix = form + hashlib.sha256(contents.encode()).hexdigest()[:16]
    mine = Hold.objects.filter(state=HoldState.ACTIVE, request_key__startswith=form)
    for other in mine.exclude(request_key__startswith=prefix).filter(order=None):
        release_hold(other, at=at)
    # What ran out does not come back under its old key.
    over = Hold.objects.filter(request_key__startswith=prefix, order=None)
    gone = over.exclude(state=HoldState.ACTIVE, expires_at__gt=at).count()
    return hold_places(
        plan,
        party=most_of(rows),
        channel=Channel.WEB,
        request_key=f"{prefix}-{gone}",
        at=at,
    )


def _onward(
    hold: Hold, rows: Sequence[Row], *, language: str, session: ProgrammeSession | None = None
) -> HttpResponse:
    asked = [row.asked() for row in rows if row.quantity]
    return redirect(to_book.details(token_of(hold, asked, session=session), language))


def _begin_again(choice: Choice, language: str) -> str:
    if choice.session is not None:
        return to_book.book(language, session=choice.session.key)
    return to_book.day(wall_day(choice.hold.starts_at), language)


def _slot(words: str, left: DayLeft) -> datetime | None:
    """The slot of the day that is meant: by its moment, or by its wall time in an address."""
    for slot in left.slots:
        if words and words in (slot.starts_at.isoformat(), wall(slot.starts_at)):
            return slot.starts_at
    return None
