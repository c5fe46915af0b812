"""The addresses of tours and of the programme."""

from __future__ import annotations

from casamuseo.visit.models import Programme, TourRequest
from casamuseo.web.languages import section, step


def ask(language: str) -> str:
    """The form with which a group asks for a tour."""
    return f"/{language}/{section('tours', language=language)}/{step('ask', language=language)}/"


def tour(found: TourRequest, language: str) -> str:
    """The page of a tour, at its secret address."""
    return f"/{language}/{section('tours', language=language)}/{found.address}/"


def programme(found: Programme, language: str) -> str:
    return f"/{language}/{section('programme', language=language)}/{found.key}/"
