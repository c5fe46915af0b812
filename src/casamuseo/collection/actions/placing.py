"""Display states: how the house stood on a day, thing by thing. The ledger of movements is not touched.

Where a thing is kept now and where it stood on a day are two questions: nothing here asks or
writes a movement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Max

from casamuseo.collection.errors_display import (
    DayIsShown,
    HalfPosition,
    MovedMeanwhile,
    NeedsPlace,
    OutsideRoom,
    PlacedAlready,
    StateHasThings,
)
from casamuseo.collection.lending import refuse_if_lent
from casamuseo.collection.models import DisplayState, MuseumObject, Placement
from casamuseo.collection.terms import LoanDirection, Presence
from casamuseo.house.models import Place
from casamuseo.house.planning import is_inside
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.recording import (
    add_record,
    locked,
    note,
    refuse_if_changed,
    rewrite,
)
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.speaking import delete_speaking, give_text

TODAY = "today"


@dataclass(frozen=True, slots=True)
class PlacementAsked:
    """Where a thing stood, as somebody says it: metres on the plan, degrees clockwise."""

    museum_object: MuseumObject
    place: Place | None
    x: float | None = None
    y: float | None = None
    rotation: float = 0.0
    presence: Presence = Presence.PRESENT
    certainty: Certainty = Certainty.UNKNOWN
    evidence: Statement | None = None
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Stand:
    """A position with its turn; None, None where nobody knows it."""

    x: float | None
    y: float | None
    rotation: float


@dataclass(frozen=True, slots=True)
class Arranged:
    """A thing put elsewhere in its room: from the stand that was seen, to another."""

    placement: Placement
    seen: Stand
    to: Stand


@dataclass(frozen=True, slots=True)
class _StateAsked:
    name: Text
    unknown_places: Sequence[Place]


def add_state(
    *,
    day: date | None,
    name: Text,
    copied_from: DisplayState | None = None,
    by: str,
    at: datetime,
) -> DisplayState:
    """Add a day, empty or as another day stood; without a day it is the house today.

    A copy takes placements with certainty, evidence and notes, and which rooms are unknown; into
    today goes nothing that is out on loan. Refuses with DayIsShown.
    """
    key = day.isoformat() if day else TODAY
    try:
        with writing():
            state = DisplayState(
                key=key,
                day=day,
                name=name,
                slug=Text.of(**{code: key for code in name if name.has(code)}),
                order=1 + (DisplayState.objects.aggregate(last=Max("order"))["last"] or 0),
            )
            add_record(state, by=by, at=at)
            if copied_from is not None:
                _copy(copied_from, state, by=by, at=at)
    except IntegrityError:
        raise DayIsShown(day) from None
    return state


def describe_state(
    state: DisplayState,
    *,
    name: Text,
    unknown_places: Iterable[Place],
    seen: str,
    by: str,
    at: datetime,
) -> DisplayState:
    """Name a day anew, and say of which rooms nothing is known. Refuses with ChangedMeanwhile."""
    asked = _StateAsked(name, tuple(unknown_places))
    return rewrite(state, asked=asked, seen=seen, by=by, at=at)


def delete_state(state: DisplayState, *, by: str, at: datetime) -> None:
    """Delete a day on which nothing is placed. Refuses with StateHasThings, StillNeeded or HasText."""
    with writing():
        count = locked(state).placements.count()
        if count:
            raise StateHasThings(count)
        delete_speaking(state, by=by, at=at)


def begin_text(state: DisplayState, *, by: str, at: datetime) -> Passage:
    """The passage of the day, begun where it has none."""
    return give_text(state, key=f"display-states/{state.key}", by=by, at=at)


def place_object(state: DisplayState, *, asked: PlacementAsked, by: str, at: datetime) -> Placement:
    """Place an object in a display state; on a past day it may be lost or out on loan today.

    Refuses with NeedsPlace, HalfPosition, OutsideRoom or PlacedAlready; in the house as it stands
    today also with OnLoan.
    """
    with writing():
        row = locked(state)
        _refuse_unfit(asked)
        _refuse_twice(row, asked, besides=None)
        _refuse_if_out(row, asked)
        last = row.placements.aggregate(last=Max("order"))["last"]
        placement = Placement(
            display_state=row, order=0 if last is None else last + 1, **_fields(asked)
        )
        placement.save()
        _note("place", placement, by=by, at=at)
        Edition.rise()
    return placement


def change_placement(
    placement: Placement, *, asked: PlacementAsked, seen: str, by: str, at: datetime
) -> Placement:
    """Say anew where a thing stood and how surely. Refuses with ChangedMeanwhile and as `place_object`."""
    with writing():
        row = locked(placement)
        refuse_if_changed(row, seen=seen)
        _refuse_unfit(asked)
        _refuse_twice(row.display_state, asked, besides=row)
        is_another = asked.museum_object.pk != row.museum_object_id
        if is_another or (row.presence != asked.presence):
            _refuse_if_out(row.display_state, asked)
        for name, value in _fields(asked).items():
            setattr(row, name, row.note.revised_to(value) if name == "note" else value)
        row.save()
        _note("change-placement", row, by=by, at=at)
        Edition.rise()
    return row


def arrange(state: DisplayState, *, arranged: Sequence[Arranged], by: str, at: datetime) -> int:
    """Put things elsewhere within their rooms, all of them or none; how many were moved.

    Refuses with HalfPosition, OutsideRoom, or MovedMeanwhile, which names those that no longer
    stand as they were seen.
    """
    moves = [one for one in arranged if one.to != one.seen]
    for one in moves:
        _refuse_unfit_stand(one.placement.museum_object, one.placement.place, one.to)
    with writing():
        # The condition is the lock: who was moved meanwhile updates no row.
        overtaken = [one.placement for one in moves if not _put(state, one)]
        if overtaken:
            raise MovedMeanwhile([str(one.museum_object.name) for one in overtaken])
        if moves:
            things = [one.placement.museum_object for one in moves]
            note("arrange", state, by=by, at=at, things=[thing.key for thing in things])
            Edition.rise()
    return len(moves)


def take_away(placement: Placement, *, by: str, at: datetime) -> None:
    """Take a thing out of a display state; that it is absent is said by its presence instead."""
    with writing():
        _note("take-away", placement, by=by, at=at)
        Placement.objects.filter(pk=placement.pk).delete()
        Edition.rise()


def stranded_in(place: Place) -> list[Placement]:
    """Placements whose position lies outside the place's outline as it is drawn now."""
    drawn = Placement.objects.filter(place=place, x__isnull=False)
    rows = drawn.select_related("museum_object", "display_state").order_by("display_state", "pk")
    return [
        one
        for one in rows.iterator(chunk_size=1000)
        if one.x is not None and one.y is not None and not is_inside(one.x, one.y, place.polygon)
    ]


def _put(state: DisplayState, one: Arranged) -> int:
    seen = {name: getattr(one.seen, name) for name in ("x", "y", "rotation")}
    as_seen = {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in seen.items()
    }
    return Placement.objects.filter(pk=one.placement.pk, display_state=state, **as_seen).update(
        x=one.to.x, y=one.to.y, rotation=one.to.rotation
    )


def _copy(source: DisplayState, state: DisplayState, *, by: str, at: datetime) -> None:
    state.unknown_places.set(source.unknown_places.all())
    copied = []
    out = _out_today(source) if state.day is None else frozenset()
    rows = source.placements.select_related("museum_object").order_by("order", "pk")
    for placement in rows.iterator(chunk_size=1000):
        if placement.museum_object_id in out:
            continue
        placement.pk, placement.display_state = None, state
        placement._state.adding = True
        copied.append(placement)
    Placement.objects.bulk_create(copied, batch_size=500)
    _note_of_things("place", state, [one.museum_object for one in copied], by=by, at=at)


def _out_today(source: DisplayState) -> frozenset[int]:
    things = MuseumObject.objects.filter(
        placements__display_state=source,
        loan_items__sent_on__isnull=False,
        loan_items__returned_on=None,
        loan_items__loan__direction=LoanDirection.OUT,
    )
    return frozenset(things.values_list("pk", flat=True))


def _refuse_unfit(asked: PlacementAsked) -> None:
    if asked.presence == Presence.PRESENT and asked.place is None:
        raise NeedsPlace
    stand = Stand(asked.x, asked.y, asked.rotation)
    _refuse_unfit_stand(asked.museum_object, asked.place, stand)


def _refuse_unfit_stand(thing: MuseumObject, place: Place | None, stand: Stand) -> None:
    if (stand.x is None) != (stand.y is None):
        raise HalfPosition(thing)
    if stand.x is None or stand.y is None:
        return
    if place is None:
        raise NeedsPlace
    if not is_inside(stand.x, stand.y, place.polygon):
        raise OutsideRoom(thing, place, x=stand.x, y=stand.y)


def _refuse_twice(state: DisplayState, asked: PlacementAsked, *, besides: Placement | None) -> None:
    # What one number stands for several times, six chairs, may stand in several spots.
    if asked.museum_object.number_of_objects > 1:
        return
    standing = state.placements.filter(museum_object=asked.museum_object)
    if besides is not None:
        standing = standing.exclude(pk=besides.pk)
    other = standing.select_related("place").first()
    if other is not None:
        raise PlacedAlready(asked.museum_object, other.place)


def _refuse_if_out(state: DisplayState, asked: PlacementAsked) -> None:
    if state.day is None and asked.presence == Presence.PRESENT:
        refuse_if_lent(asked.museum_object)


def _fields(asked: PlacementAsked) -> dict[str, Any]:
    return {one.name: getattr(asked, one.name) for one in fields(asked)}


def _note(action: str, placement: Placement, *, by: str, at: datetime) -> None:
    state, thing = placement.display_state, placement.museum_object
    where = placement.place.key if placement.place else ""
    note(action, state, by=by, at=at, thing=thing.key, place=where)
    _note_of_things(action, state, [thing], by=by, at=at)


def _note_of_things(
    action: str, state: DisplayState, things: Iterable[MuseumObject], *, by: str, at: datetime
) -> None:
    """The search shows with a thing where it stood: its own history says so, too."""
    Change.objects.bulk_create(
        Change(
            at=at,
            actor=by,
            action=action,
            kind="collection.museumobject",
            key=thing.key,
            facts={"display_state": state.key},
        )
        for thing in things
    )
