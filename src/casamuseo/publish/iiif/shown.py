"""What the public may see of the collection through IIIF: objects with pictures, rooms, days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from casamuseo.collection.models import DisplayState, MuseumObject, Placement, Right
from casamuseo.collection.terms import Presence, RightSubject
from casamuseo.house.models import House, Place
from casamuseo.media.models import Picture

MOST_IN_A_ROOM = 1000
MOST_ON_A_PLAN = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """An object that the public may see, its pictures in their order, and the rights in them."""

    thing: MuseumObject
    pictures: Sequence[Picture]
    rights: Sequence[Right]

    def right_in(self, picture: Picture | None) -> str:
        """The statement for this photograph, or for all of them with None; "" where nobody made one."""
        wanted = picture.pk if picture else None
        return next((right.uri for right in self.rights if right.picture_id == wanted), "")


def objects_with_pictures() -> QuerySet[MuseumObject]:
    """Public objects of which the public may see a picture."""
    seen = Picture.objects.public().filter(state=Picture.State.READY)
    return MuseumObject.objects.public().filter(pictures__in=seen).distinct()


def shown_object(number: str, *, on: date) -> Shown | None:
    """The object with this number, with what may be seen of it on this day; None without a picture."""
    thing = (
        MuseumObject.objects.public().filter(object_number=number).select_related("kind").first()
    )
    if thing is None:
        return None
    pictures = [
        picture
        for picture in thing.pictures.filter(is_public=True).order_by("-kind", "order", "key")
        if picture.state == Picture.State.READY
    ]
    # Drawings stand for the object while there is no photograph.
    photographs = [one for one in pictures if one.kind == Picture.Kind.PHOTOGRAPH]
    if not pictures:
        return None
    rights = thing.rights.filter(
        Q(begins_on=None) | Q(begins_on__lte=on),
        Q(expires_on=None) | Q(expires_on__gte=on),
        subject=RightSubject.PHOTOGRAPH,
    )
    return Shown(thing, photographs or pictures, list(rights.order_by("order", "pk")))


def objects_in(place: Place) -> list[MuseumObject]:
    """Public objects with pictures that stand in a room today, as the display says."""
    stand = Placement.objects.filter(
        place=place, display_state__day=None, presence=Presence.PRESENT
    ).values("museum_object")
    found = objects_with_pictures().filter(pk__in=stand).order_by("order", "key")
    return list(found[:MOST_IN_A_ROOM])


def placements_on_plan(state: DisplayState) -> list[Placement]:
    """Where public objects stood that day, as far as the spot is known."""
    found = Placement.objects.filter(
        display_state=state,
        museum_object__is_public=True,
        presence=Presence.PRESENT,
        x__isnull=False,
    )
    return list(
        found.select_related("museum_object", "place").order_by("order", "pk")[:MOST_ON_A_PLAN]
    )


def rooms() -> list[Place]:
    """The rooms that visitors are shown."""
    return list(Place.objects.shown())


def the_house() -> House | None:
    return House.objects.first()
