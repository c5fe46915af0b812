"""Where the desk shows an object: its number in the address, with “~” for “/”."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from casamuseo.collection.models import MuseumObject
from casamuseo.sources.models import Passage


def object_address(thing: MuseumObject, name: str = "object", **parts: Any) -> str:
    """The address of an object's record, or of one of the pages under it: `"object_catalogue"`."""
    number = thing.object_number.replace("/", "~")
    return reverse(f"desk:{name}", kwargs={"number": number, **parts})


def text_address(passage: Passage) -> str:
    """Where a text is written."""
    return reverse("desk:text", kwargs={"key": passage.pk})


def object_or_404(number: str) -> MuseumObject:
    """The object with the number of an address."""
    found = MuseumObject.objects.filter(object_number=number.replace("~", "/"))
    thing = found.select_related("kind", "part_of", "passage", "normal_place").first()
    if thing is None:
        raise Http404
    return thing
