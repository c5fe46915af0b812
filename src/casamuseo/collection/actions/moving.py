"""Movements: entered, never altered, reversed by another entry; and where everything is therefore."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet
from django.utils import translation

from casamuseo.collection.errors_moving import (
    AlreadyReversed,
    AlreadyThere,
    HasLeft,
    HasMovedBefore,
    IntoItself,
    IsAReversal,
    IsOnLoan,
    NoDestination,
    NotAFixture,
    NotYetMoved,
)
from casamuseo.collection.models import (
    LoanItem,
    Movement,
    MuseumObject,
    ObjectExit,
    Whereabouts,
)
from casamuseo.collection.models.keys import new_key
from casamuseo.collection.terms import LoanDirection, MoveReason, Whither
from casamuseo.house.models import House, Place
from casamuseo.house.terms import PlaceKind
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing

AT_ONCE = 1000
"""Rows written by one statement."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something went: a place, somewhere else, or nobody knows; never nothing."""

    whither: Whither
    place: Place | None = None
    position: str = ""
    words: str = ""

    @classmethod
    def in_place(cls, place: Place | None, position: str = "") -> Destination:
        """Into a room or a fixture. Refuses with NoDestination."""
        if place is None:
            raise NoDestination
        return cls(Whither.PLACE, place, position.strip())

    @classmethod
    def elsewhere(cls, words: str) -> Destination:
        """Out of the house, in words. Refuses with NoDestination where there are none."""
        if not words.strip():
            raise NoDestination
        return cls(Whither.ELSEWHERE, words=words.strip())

    @classmethod
    def unknown(cls) -> Destination:
        """Nobody knows."""
        return cls(Whither.UNKNOWN)

    def is_where(self, movement: Movement) -> bool:
        """Whether that movement already went there."""
        return (self.whither, self.place and self.place.pk, self.position, self.words) == (
            movement.whither,
            movement.to_place_id,
            movement.position,
            movement.elsewhere,
        )


@dataclass(frozen=True, slots=True)
class Errand:
    """What is said of a movement besides what moved and where to."""

    effective_at: datetime
    reason: MoveReason
    note: str = ""
    moved_by: str = ""
    authorised_by: str = ""
    batch: str = ""


def move_object(
    thing: MuseumObject,
    *,
    to: Destination,
    effective_at: datetime,
    reason: MoveReason,
    note: str = "",
    moved_by: str = "",
    authorised_by: str = "",
    batch: str = "",
    by: str,
    at: datetime,
) -> Movement:
    """Enter that an object went somewhere; an old date displaces no newer entry.

    Refuses with NotYetMoved, AlreadyThere, IsOnLoan or HasLeft.
    """
    errand = Errand(effective_at, reason, note, moved_by, authorised_by, batch)
    with writing():
        return _move_object(thing, to=to, errand=errand, by=by, at=at)


def move_objects(
    things: Sequence[MuseumObject], *, to: Destination, errand: Errand, by: str, at: datetime
) -> list[Movement]:
    """Enter that several objects went to one destination together: all of them, or none.

    Refuses as `move_object` does, naming the first that cannot go.
    """
    together = errand if errand.batch else _in_batch(errand, new_key())
    with writing():
        # In one order, so that two who move the same objects wait for each other, not in a circle.
        return [
            _move_object(thing, to=to, errand=together, by=by, at=at)
            for thing in sorted(things, key=lambda thing: thing.pk)
        ]


def move_fixture(
    place: Place,
    *,
    to: Destination,
    effective_at: datetime,
    reason: MoveReason,
    note: str = "",
    moved_by: str = "",
    authorised_by: str = "",
    batch: str = "",
    by: str,
    at: datetime,
) -> Movement:
    """Enter that a fixture went somewhere with all that is in it, by this one entry.

    Refuses with NotAFixture, NotYetMoved, AlreadyThere or IntoItself.
    """
    if place.kind != PlaceKind.FIXTURE:
        raise NotAFixture(_name(place))
    _refuse_the_future(effective_at, at)
    errand = Errand(effective_at, reason, note, moved_by, authorised_by, batch)
    with writing():
        _lock_fixtures()
        before = _before(effective_at).filter(fixture=place).first()
        is_drawn_there = (
            before is None
            and reason != MoveReason.FIRST
            and to == Destination(Whither.PLACE, place.parent)
        )
        if is_drawn_there or (before is not None and to.is_where(before)):
            raise AlreadyThere(_name(place))
        movement = _entry(to, errand, by=by, at=at, fixture=place)
        _refuse_circles(place, since=effective_at, adding=movement)
        movement.save()
        _settle_fixture(place)
        _note("move", movement, by=by, at=at)
    return movement


def reverse_movement(movement: Movement, *, note: str, by: str, at: datetime) -> Movement:
    """Take a mistaken entry back by another one: both stay, neither counts.

    Refuses with IsAReversal, AlreadyReversed, or IntoItself where a fixture would be back in
    something that stands in it since.
    """
    if movement.reverses_id is not None:
        raise IsAReversal
    with writing():
        _lock_moved(movement)
        if Movement.objects.filter(reverses=movement).exists():
            raise AlreadyReversed
        if movement.fixture is not None:
            _refuse_circles(movement.fixture, since=movement.effective_at, without=movement.pk)
        reversal = Movement.objects.create(
            museum_object=movement.museum_object,
            fixture=movement.fixture,
            whither=movement.whither,
            to_place=movement.to_place,
            position=movement.position,
            elsewhere=movement.elsewhere,
            effective_at=movement.effective_at,
            recorded_at=at,
            reason=MoveReason.REVERSAL,
            note=note.strip(),
            recorded_by=by,
            reverses=movement,
        )
        if movement.fixture is not None:
            _settle_fixture(movement.fixture)
        elif movement.museum_object is not None:
            _settle_object(movement.museum_object)
        _note("reverse", reversal, by=by, at=at, reverses=movement.key)
    return reversal


def record_first_locations(
    pairs: Sequence[tuple[MuseumObject, Destination]],
    *,
    effective_at: datetime,
    batch: str = "",
    by: str,
    at: datetime,
) -> int:
    """Enter where objects are that the ledger does not know yet, many by one statement; how many.

    Refuses with NotYetMoved or HasMovedBefore; then nothing stands.
    """
    _refuse_the_future(effective_at, at)
    errand = Errand(effective_at, MoveReason.FIRST, batch=batch)
    with writing():
        known = Movement.objects.filter(museum_object__in=[thing.pk for thing, _to in pairs])
        first = known.select_related("museum_object").first()
        if first is not None and first.museum_object is not None:
            raise HasMovedBefore(first.museum_object.object_number)
        entries = [_entry(to, errand, by=by, at=at, museum_object=thing) for thing, to in pairs]
        Movement.objects.bulk_create(entries, batch_size=AT_ONCE)
        Whereabouts.objects.bulk_create(map(_whereabouts, entries), batch_size=AT_ONCE)
        Change.objects.bulk_create(
            (_change("move", entry, by=by, at=at) for entry in entries), batch_size=AT_ONCE
        )
    return len(entries)


def rebuild_whereabouts() -> int:
    """Derive anew where everything is, after a ledger was loaded as a whole; how many things."""
    with writing():
        Whereabouts.objects.all().delete()
        latest: dict[tuple[int | None, int | None], Movement] = {}
        for movement in Movement.objects.standing().order_by("effective_at", "pk"):
            latest[movement.museum_object_id, movement.fixture_id] = movement
        Whereabouts.objects.bulk_create(map(_whereabouts, latest.values()), batch_size=AT_ONCE)
    return len(latest)


def _move_object(
    thing: MuseumObject, *, to: Destination, errand: Errand, by: str, at: datetime
) -> Movement:
    _refuse_the_future(errand.effective_at, at)
    _lock_object(thing)
    before = _before(errand.effective_at).filter(museum_object=thing).first()
    if before is not None and to.is_where(before):
        raise AlreadyThere(_name(thing))
    if to.whither == Whither.PLACE and errand.reason != MoveReason.RETURN:
        _refuse_if_away(thing, day=_day_of(errand.effective_at))
    movement = _entry(to, errand, by=by, at=at, museum_object=thing)
    movement.save()
    _settle_object(thing)
    _note("move", movement, by=by, at=at)
    return movement


def _before(moment: datetime) -> QuerySet[Movement]:
    return Movement.objects.standing().until(moment).latest_first()


def _entry(
    to: Destination,
    errand: Errand,
    *,
    by: str,
    at: datetime,
    museum_object: MuseumObject | None = None,
    fixture: Place | None = None,
) -> Movement:
    return Movement(
        museum_object=museum_object,
        fixture=fixture,
        whither=to.whither,
        to_place=to.place,
        position=to.position,
        elsewhere=to.words,
        effective_at=errand.effective_at,
        recorded_at=at,
        reason=errand.reason,
        note=errand.note.strip(),
        moved_by=errand.moved_by.strip(),
        recorded_by=by,
        authorised_by=errand.authorised_by.strip(),
        batch=errand.batch,
    )


def _in_batch(errand: Errand, batch: str) -> Errand:
    return Errand(
        errand.effective_at,
        errand.reason,
        errand.note,
        errand.moved_by,
        errand.authorised_by,
        batch,
    )


def _refuse_the_future(effective_at: datetime, at: datetime) -> None:
    if effective_at > at:
        raise NotYetMoved(effective_at)


def _refuse_if_away(thing: MuseumObject, *, day: date) -> None:
    """What is at a borrower's or has left cannot be put down in the house."""
    out = LoanItem.objects.filter(
        museum_object=thing, sent_on__lte=day, returned_on=None, loan__direction=LoanDirection.OUT
    )
    item = out.select_related("loan").first()
    if item is not None:
        raise IsOnLoan(thing.object_number, item.loan.loan_number)
    left = ObjectExit.objects.filter(museum_objects=thing, left_on__lte=day, returned_on=None)
    found = left.order_by("-left_on").first()
    if found is not None:
        raise HasLeft(thing.object_number, found.exit_number, found.left_on)


def _refuse_circles(
    fixture: Place,
    *,
    since: datetime,
    adding: Movement | None = None,
    without: int | None = None,
) -> None:
    """No moment from then on at which the fixture would stand in itself, through whatever others."""
    standing = Movement.objects.standing().filter(fixture__isnull=False).exclude(pk=without or 0)
    entries = list(standing.order_by("effective_at", "pk"))
    if adding is not None:
        entries.append(adding)
        entries.sort(key=lambda entry: (entry.effective_at, entry.pk or float("inf")))
    histories: defaultdict[int, list[Movement]] = defaultdict(list)
    for entry in entries:
        histories[entry.fixture_id or 0].append(entry)
    parents = dict(Place.objects.order_by().values_list("pk", "parent"))
    moments = {since, *(entry.effective_at for entry in entries if entry.effective_at > since)}
    for moment in moments:
        seen: set[int] = set()
        here = _above(fixture.pk, moment, histories, parents)
        while here is not None and here not in seen:
            if here == fixture.pk:
                raise IntoItself(_name(fixture))
            seen.add(here)
            here = _above(here, moment, histories, parents)


def _above(
    place: int,
    moment: datetime,
    histories: dict[int, list[Movement]],
    parents: dict[int, int | None],
) -> int | None:
    history = histories.get(place, [])
    passed = bisect_right([entry.effective_at for entry in history], moment)
    return history[passed - 1].to_place_id if passed else parents.get(place)


def _lock_object(thing: MuseumObject) -> None:
    """Whoever moves the same object waits here, so that the last to come sees what the first did."""
    if connection.features.has_select_for_update:
        MuseumObject.objects.select_for_update(no_key=True).only("pk").get(pk=thing.pk)


def _lock_fixtures() -> None:
    """Of all fixtures: two that go into each other at once must not both find the way free."""
    if connection.features.has_select_for_update:
        fixtures = Place.objects.filter(kind=PlaceKind.FIXTURE).order_by("pk")
        list(fixtures.select_for_update(no_key=True).values_list("pk", flat=True))


def _lock_moved(movement: Movement) -> None:
    if movement.museum_object is not None:
        _lock_object(movement.museum_object)
    else:
        _lock_fixtures()


def _settle_object(thing: MuseumObject) -> None:
    latest = Movement.objects.standing().filter(museum_object=thing).latest_first().first()
    if latest is None:
        Whereabouts.objects.filter(museum_object=thing).delete()
        return
    Whereabouts.objects.update_or_create(museum_object=thing, defaults=_derived(latest))


def _settle_fixture(place: Place) -> None:
    latest = Movement.objects.standing().filter(fixture=place).latest_first().first()
    if latest is None:
        Whereabouts.objects.filter(fixture=place).delete()
        return
    Whereabouts.objects.update_or_create(fixture=place, defaults=_derived(latest))


def _derived(movement: Movement) -> dict[str, object]:
    return {
        "movement": movement,
        "whither": movement.whither,
        "place_id": movement.to_place_id,
    }


def _whereabouts(movement: Movement) -> Whereabouts:
    return Whereabouts(
        museum_object_id=movement.museum_object_id,
        fixture_id=movement.fixture_id,
        movement=movement,
        whither=movement.whither,
        place_id=movement.to_place_id,
    )


def _day_of(moment: datetime) -> date:
    zone = House.objects.values_list("timezone", flat=True).first() or "UTC"
    return moment.astimezone(ZoneInfo(zone)).date()


def _name(thing: MuseumObject | Place) -> str:
    if isinstance(thing, MuseumObject):
        return thing.object_number
    return thing.name.words(translation.get_language() or "es")


def _note(action: str, movement: Movement, *, by: str, at: datetime, **facts: object) -> None:
    _change(action, movement, by=by, at=at, **facts).save()


def _change(action: str, movement: Movement, *, by: str, at: datetime, **facts: object) -> Change:
    return Change(
        at=at,
        actor=by,
        action=action,
        kind="collection.movement",
        key=movement.key,
        facts=facts,
    )
