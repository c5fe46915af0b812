"""Objects that go somewhere because of a procedure: each gets its entry in the ledger of movements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from casamuseo.collection.actions.moving import Destination, move_object
from casamuseo.collection.errors_moving import AlreadyThere
from casamuseo.collection.errors_procedures import NoNormalPlace
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.models.keys import new_key
from casamuseo.collection.terms import MoveReason
from casamuseo.house.models import Place


def carry(
    things: Sequence[MuseumObject],
    *,
    to: Callable[[MuseumObject], Destination],
    effective_at: datetime,
    reason: MoveReason,
    because: str,
    moved_by: str = "",
    authorised_by: str = "",
    by: str,
    at: datetime,
) -> None:
    """Move each thing to its destination, in one batch; one that the ledger has there already stays.

    `because` is the number of the procedure. Call inside its transaction; refuses as moving does.
    """
    batch = new_key()
    for thing in things:
        try:
            move_object(
                thing,
                to=to(thing),
                effective_at=effective_at,
                reason=reason,
                note=because,
                moved_by=moved_by,
                authorised_by=authorised_by,
                batch=batch,
                by=by,
                at=at,
            )
        except AlreadyThere:
            continue


def home_of(thing: MuseumObject, *, place: Place | None, position: str) -> Destination:
    """The place that was named, or else where the object belongs. Refuses with NoNormalPlace."""
    if place is not None:
        return Destination.in_place(place, position=position)
    if thing.normal_place is None:
        raise NoNormalPlace([thing.object_number])
    return Destination.in_place(thing.normal_place, position=thing.normal_position)


def refuse_homeless(things: Sequence[MuseumObject], *, place: Place | None) -> None:
    """Refuse with NoNormalPlace, naming all, where no place is named and some have none."""
    homeless = [thing.object_number for thing in things if thing.normal_place_id is None]
    if place is None and homeless:
        raise NoNormalPlace(homeless)
