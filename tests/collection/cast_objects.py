"""Objects of the register for the tests, and what stands around them."""

from __future__ import annotations

from typing import Any

from casamuseo.authority.models import Term
from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.actions.registering import Registered, register_object
from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from tests.cast import NOON

BY: dict[str, Any] = {"by": "berta", "at": NOON}


def a_registered(number: str = "MCLT-0007", **fields: Any) -> MuseumObject:
    """A fountain pen that Berta has just registered; nobody knows where it is."""
    asked = {
        "name": Text.of(es="Pluma fuente", en="Fountain pen"),
        "where": Destination.unknown(),
        **fields,
    }
    return register_object(Registered(number=number, **asked), **BY)


def a_photograph(key: str = "photographs/p1", **fields: Any) -> Picture:
    return Picture.objects.create(
        key=key,
        kind=Picture.Kind.PHOTOGRAPH,
        file=f"pictures/{key}.jpg",
        **{"is_public": False, "received_by": "berta", "width": 40, "height": 30, **fields},
    )


def a_term(key: str = "furniture", **fields: Any) -> Term:
    return Term.objects.create(
        key=key,
        vocabulary=fields.pop("vocabulary", Term.Vocabulary.OBJECT_KIND),
        label=Text.of(es=key.title(), en=key.title()),
    )
