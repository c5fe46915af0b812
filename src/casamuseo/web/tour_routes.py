"""The addresses under which tours are asked for and followed, in every language's own words."""

from __future__ import annotations

from casamuseo.web.booking_routes import Route
from casamuseo.web.languages import section, step
from casamuseo.web.views import tours


def tour_routes(language: str) -> list[Route]:
    """All of them: they are posted to, and refuse other methods themselves."""
    words = section("tours", language=language)
    return [
        Route(f"{words}/{step('ask', language=language)}/", tours.ask),
        Route(f"{words}/<str:address>/", tours.tour),
    ]
