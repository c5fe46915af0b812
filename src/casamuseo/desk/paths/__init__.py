"""The addresses of the keeper's desk, a file for each part."""

from __future__ import annotations

from django.urls import URLPattern

from casamuseo.desk.paths import (
    climate,
    condition,
    imports,
    labels,
    moving,
    objects,
    pictures,
    plan,
    procedures,
    records,
    sources,
    texts,
    translating,
)


def of_the_keeper() -> list[URLPattern]:
    """All of them."""
    parts = (
        climate,
        condition,
        imports,
        labels,
        moving,
        objects,
        pictures,
        plan,
        procedures,
        records,
        sources,
        texts,
        translating,
    )
    return [path for part in parts for path in part.paths]
