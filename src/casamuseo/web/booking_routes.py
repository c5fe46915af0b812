"""The addresses of booking in a language's own words, each with its view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from casamuseo.web.languages import section, step
from casamuseo.web.views import booking, payments, ticket_worker, tickets


@dataclass(frozen=True, slots=True)
class Route:
    """The rest of an address after its language, and what answers there."""

    path: str
    view: Callable[..., HttpResponse]
    extra: dict[str, Any] = field(default_factory=dict)


def booking_routes(language: str) -> list[Route]:
    """All of them."""
    book, order = section("book", language=language), section("order", language=language)
    at = f"{order}/<str:address>"

    def of(name: str) -> str:
        return step(name, language=language)

    return [
        Route(f"{book}/", booking.book),
        Route(f"{book}/{of('details')}/<str:token>/", booking.details),
        Route(f"{book}/<str:day>/", booking.day),
        Route(f"{at}/", tickets.order),
        Route(f"{at}/worker.js", ticket_worker.script),
        Route(f"{at}/ticket.pdf", tickets.pdf, {"size": "a4"}),
        Route(f"{at}/ticket-phone.pdf", tickets.pdf, {"size": "phone"}),
        Route(f"{at}/visit.ics", tickets.ics),
        Route(f"{at}/{of('move')}/", tickets.move),
        Route(f"{at}/{of('move')}/<str:day>/", tickets.move_to),
        Route(f"{at}/{of('cancel')}/", tickets.cancel),
        Route(f"{at}/{of('refund')}/", tickets.refund),
        Route(f"{at}/{of('pay')}/", payments.pay),
        Route(f"{at}/{of('paid')}/", payments.paid),
    ]
