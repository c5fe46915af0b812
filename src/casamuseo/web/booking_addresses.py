"""The addresses of booking: the calendar, a day, the last step; an order's page and what belongs to it."""

from __future__ import annotations

from datetime import date

from casamuseo.web import addresses
from casamuseo.web.languages import section, step


def book(language: str, *, month: str | None = None, session: str | None = None) -> str:
    return addresses.of_section("book", language, month=month, session=session)


def day(on: date, language: str) -> str:
    return f"/{language}/{section('book', language=language)}/{on.isoformat()}/"


def details(token: str, language: str) -> str:
    words = step("details", language=language)
    return f"/{language}/{section('book', language=language)}/{words}/{token}/"


def order(address: str, language: str) -> str:
    """The page of an order, at its secret address."""
    return f"/{language}/{section('order', language=language)}/{address}/"


def order_step(address: str, name: str, language: str, *, on: date | None = None) -> str:
    """A step from an order's page: move, cancel, refund, pay, paid; `on` is a day to move to."""
    path = f"{order(address, language)}{step(name, language=language)}/"
    return f"{path}{on.isoformat()}/" if on else path


def order_file(address: str, name: str, language: str) -> str:
    """A file of an order: ticket.pdf, ticket-phone.pdf, visit.ics."""
    return f"{order(address, language)}{name}"
