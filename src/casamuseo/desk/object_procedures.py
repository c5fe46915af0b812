"""What the record of an object shows of its procedures and of its condition."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.procedure_forms import day_words

LATEST = 5
"""So many of each kind; the lists have the others."""


def procedures_part(thing: MuseumObject) -> dict[str, Any]:
    """Its entries, acquisitions, exits and loans: four queries."""
    entries = thing.entry_items.select_related("entry").order_by("-entry__entered_on", "-pk")
    loans = thing.loan_items.select_related("loan").order_by("-loan__begins_on", "-pk")
    return {
        "entries": [item.entry for item in entries[:LATEST]],
        "acquisitions": thing.acquisitions.order_by("-recorded_at", "-pk")[:LATEST],
        "exits": thing.exits.order_by("-left_on", "-pk")[:LATEST],
        "loan_items": loans[:LATEST],
        "day": day_words,
    }


def condition_part(thing: MuseumObject) -> dict[str, Any]:
    """Its checks, treatments and damages: three queries."""
    return {
        "checks": thing.condition_checks.order_by("-checked_on", "-pk")[:LATEST],
        "treatments": thing.treatments.order_by("-begun_on", "-pk")[:LATEST],
        "damages": thing.damages.order_by("-discovered_on", "-pk")[:LATEST],
        "day": day_words,
    }
