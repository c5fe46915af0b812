"""What a hidden object takes with it from the public's sight: its sentences and its pictures."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casamuseo.collection.models import CustodyEvent, MuseumObject
from casamuseo.house.models import Place
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage


def hidden_passages() -> QuerySet[Passage]:
    """The passages that tell of hidden objects and of their provenance, in every register."""
    own = MuseumObject.objects.filter(is_public=False, passage__isnull=False)
    steps = CustodyEvent.objects.filter(museum_object__is_public=False, passage__isnull=False)
    told = Q(pk__in=own.order_by().values("passage")) | Q(pk__in=steps.order_by().values("passage"))
    full = Passage.objects.filter(told).order_by().values("pk")
    return Passage.objects.filter(Q(pk__in=full) | Q(of__in=full))


def hidden_pictures() -> QuerySet[Picture]:
    """The pictures of hidden objects that are neither of a public one nor of a place."""
    links = MuseumObject.pictures.through._default_manager.order_by()
    of_hidden = links.filter(museumobject__is_public=False).values("picture")
    of_public = links.filter(museumobject__is_public=True).values("picture")
    of_places = Place.pictures.through._default_manager.order_by().values("picture")
    return (
        Picture.objects.filter(pk__in=of_hidden).exclude(pk__in=of_public).exclude(pk__in=of_places)
    )
