"""What the store of a demonstration has the first time: where each object is, by the display of today."""

from __future__ import annotations

from datetime import datetime

from casamuseo.collection.actions.moving import Destination, record_first_locations
from casamuseo.collection.models import Movement, Placement
from casamuseo.collection.terms import Presence

BY = "demonstration"


def furnish_store(*, at: datetime) -> None:
    """Begin the ledger of movements where it is empty, from the display state without a day."""
    if Movement.objects.exists():
        return
    today = Placement.objects.filter(
        display_state__day=None, presence=Presence.PRESENT, place__isnull=False
    ).select_related("museum_object", "place")
    first = {placed.museum_object_id: placed for placed in today.order_by("order")}
    pairs = [
        (placed.museum_object, Destination.in_place(placed.place))
        for placed in first.values()
        if placed.place is not None
    ]
    record_first_locations(pairs, effective_at=at, by=BY, at=at)
