"""What the door of a demonstration has the first time: guides, some dates, some bookings and requests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from casamuseo.kernel.errors import Refusal
from casamuseo.staff.models import Member
from casamuseo.staff.terms import Role
from casamuseo.visit.actions.guiding import add_guide, add_hours
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.actions.programming import add_session
from casamuseo.visit.actions.tour_steps import TourAsked
from casamuseo.visit.actions.touring import request_tour
from casamuseo.visit.models import Guide, Programme, Resource
from casamuseo.visit.planning import VisitRules
from casamuseo.visit.pricing import Asked
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.visit.terms import Channel, GroupKind, PayAt, ResourceKind

BY = "demonstration"
DAYS = 9
"""Days ahead that have some bookings."""
PARTIES = (
    (("adult", 2),),
    (("adult", 2), ("child", 2)),
    (("student", 1),),
    (("adult", 1), ("senior", 1)),
    (("student", 4),),
)


def furnish_door(*, at: datetime) -> None:
    """Add them where there is no guide yet. Whoever books here is made up, and called so."""
    if Guide.objects.exists():
        return
    _add_guides(at=at)
    _add_sessions(at=at)
    _add_bookings(at=at)
    _add_tours(at=at)


def _add_guides(*, at: datetime) -> None:
    member = Member.objects.with_role(Role.GUIDE).first()
    name = member.full_name if member else "Tomás Aguilar"
    both = add_guide(
        "tomas-aguilar", name=name, languages=["es", "en"], member=member, by=BY, at=at
    )
    spanish = add_guide("lucia-prado", name="Lucía Prado", languages=["es"], by=BY, at=at)
    for weekday in range(2, 8):
        add_hours(both, weekday=weekday, begins=time(10), ends=time(17), by=BY, at=at)
    for weekday in range(2, 6):
        add_hours(spanish, weekday=weekday, begins=time(10), ends=time(14), by=BY, at=at)


def _add_sessions(*, at: datetime) -> None:
    programme = Programme.objects.filter(is_demonstration=True).first()
    space = Resource.objects.filter(kind=ResourceKind.SPACE).first()
    if programme is None:
        return
    for day in _open_days(at, weekday=6)[:2]:
        add_session(
            programme,
            starts_at=_moment(day, time(12)),
            ends_at=_moment(day, time(13, 30)),
            capacity=12,
            space=space,
            by=BY,
            at=at,
        )


def _add_bookings(*, at: datetime) -> None:
    rules = visit_rules()
    for number, day in enumerate(_open_days(at)):
        slots: list[datetime | None] = [*rules.slots_on(day)[::3]]
        for turn, slot in enumerate(slots or [None, None]):
            _book(rules, day, slot, number=number * 10 + turn, at=at)


def _book(
    rules: VisitRules, day: date, slot: datetime | None, *, number: int, at: datetime
) -> None:
    lines = [Asked(*line) for line in PARTIES[number % len(PARTIES)]]
    key = f"{BY}-{day}-{number}"
    try:
        hold = hold_places(
            rules.plan(day, slot=slot, at=at),
            party=sum(line.quantity for line in lines),
            channel=Channel.WEB,
            request_key=key,
            at=at,
        )
        place_order(
            hold,
            asked=lines,
            pay_at=PayAt.DOOR,
            contact=Contact(language=the_house().languages[number % 2], name="Demostración"),
            request_key=key,
            at=at,
        )
    except Refusal:
        return  # the slot has passed today, or the house's own rules leave no room


def _add_tours(*, at: datetime) -> None:
    days = [day for day in _open_days(at, weekday=4) if day > visit_rules().date_at(at)]
    if not days:
        return  # a house that is never open on that weekday
    for kind, language, people, hour in (
        (GroupKind.SCHOOL, "es", 40, 11),
        (GroupKind.GROUP, "en", 12, 13),
    ):
        try:
            request_tour(
                TourAsked(
                    kind=kind,
                    language=language,
                    wanted_at=_moment(days[-1], time(hour)),
                    people=people,
                    contact_language=language,
                    contact_name="Demostración",
                    contact_email="demostracion@example.org",
                ),
                request_key=f"{BY}-{kind}",
                at=at,
                by=BY,
            )
        except Refusal:
            continue


def _open_days(at: datetime, *, weekday: int = 0) -> list[date]:
    rules = visit_rules()
    days = [rules.date_at(at) + timedelta(days=ahead) for ahead in range(DAYS)]
    days += [days[-1] + timedelta(days=ahead) for ahead in range(1, 8)] if weekday else []
    wanted = (day for day in days if not weekday or day.isoweekday() == weekday)
    return [day for day in wanted if rules.calendar.on(day).is_open]


def _moment(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=visit_rules().calendar.zone).astimezone(UTC)
