"""Geographic places and terms: added, changed, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casamuseo.authority.errors import HalfCoordinates, WrongBroader
from casamuseo.authority.models import GeographicPlace, Term
from casamuseo.kernel.recording import add_record, delete_record, free_key, rewrite
from casamuseo.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class GeographicPlaceAsked:
    """A town, a region or a country as somebody writes it; degrees, WGS 84."""

    name: Text
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class TermAsked:
    """A word of a controlled vocabulary as somebody writes it."""

    vocabulary: str
    label: Text
    aat: str = ""
    broader: Term | None = None


def add_geographic_place(asked: GeographicPlaceAsked, *, by: str, at: datetime) -> GeographicPlace:
    """Add a geographic place. Refuses with HalfCoordinates."""
    _refuse_half(asked)
    key = free_key(GeographicPlace, str(asked.name), otherwise="place")
    place = GeographicPlace(key=key, order=GeographicPlace.objects.count())
    return add_record(place, asked=asked, by=by, at=at)


def change_geographic_place(
    place: GeographicPlace, *, asked: GeographicPlaceAsked, seen: str, by: str, at: datetime
) -> GeographicPlace:
    """Write a geographic place anew. Refuses with ChangedMeanwhile or HalfCoordinates."""
    _refuse_half(asked)
    return rewrite(place, asked=asked, seen=seen, by=by, at=at)


def delete_geographic_place(place: GeographicPlace, *, by: str, at: datetime) -> None:
    """Delete a geographic place that nobody names. Refuses with StillNeeded."""
    delete_record(place, by=by, at=at)


def add_term(asked: TermAsked, *, by: str, at: datetime) -> Term:
    """Add a term. Refuses with WrongBroader."""
    _refuse_wrong_broader(None, asked)
    key = free_key(Term, str(asked.label), otherwise="term")
    return add_record(Term(key=key, order=Term.objects.count()), asked=asked, by=by, at=at)


def change_term(term: Term, *, asked: TermAsked, seen: str, by: str, at: datetime) -> Term:
    """Write a term anew. Refuses with ChangedMeanwhile or WrongBroader."""
    _refuse_wrong_broader(term, asked)
    return rewrite(term, asked=asked, seen=seen, by=by, at=at)


def delete_term(term: Term, *, by: str, at: datetime) -> None:
    """Delete a term that nothing carries. Refuses with StillNeeded."""
    delete_record(term, by=by, at=at)


def _refuse_half(asked: GeographicPlaceAsked) -> None:
    if (asked.latitude is None) != (asked.longitude is None):
        raise HalfCoordinates


def _refuse_wrong_broader(term: Term | None, asked: TermAsked) -> None:
    above = asked.broader
    if above is not None and above.vocabulary != asked.vocabulary:
        raise WrongBroader
    while above is not None:
        if term is not None and above.pk == term.pk:
            raise WrongBroader
        above = above.broader
