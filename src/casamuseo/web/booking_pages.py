"""What the pages of booking have in common: private answers, limits by network, keys of forms."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

from casamuseo.kernel import clock
from casamuseo.kernel.limits import TooOften, caller, count, refuse_if_over
from casamuseo.visit.limits import GUESSES
from casamuseo.visit.models import Order
from casamuseo.visit.papers.words import price
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.web.errors import method_not_allowed, too_often
from casamuseo.web.words import clock_time

View = Callable[..., HttpResponse]


def private(*methods: str, referrer: str = "same-origin") -> Callable[[View], View]:
    """An answer for one visitor: kept nowhere, not indexed; refuses other methods, and too many.

    `no-referrer` suits only a page without forms: with it a browser sends its forms with the origin
    `null`, which is refused as a forgery.
    """

    def wrapping(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (*methods, "HEAD"):
                return method_not_allowed(request, allowed=methods)
            try:
                response = view(request, *args, **kwargs)
            except TooOften as refused:
                response = too_often(request, refused)
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Referrer-Policy"] = referrer
            return response

        return gzip_page(answering)

    return wrapping


def order_or_404(request: HttpRequest, address: str) -> Order:
    """The order at a secret address. Who guesses too often is refused with TooOften, right or wrong."""
    who, at = caller(request), clock.now()
    refuse_if_over(GUESSES, who, at=at)
    orders = Order.objects.select_related("hold", "session__programme", "voucher", "tour")
    whole = orders.prefetch_related("lines", "tickets", "payments__refunds")
    found = whole.filter(address=address).first()
    if found is None:
        count(GUESSES, who, at=at)
        raise Http404
    return found


def new_key() -> str:
    """The key of a form: the same form sent twice is one request."""
    return secrets.token_urlsafe(12)


def the_key(words: str) -> str:
    """The key that came with a form; a new one where somebody has put something else there."""
    is_ours = 8 <= len(words) <= 40 and words.replace("-", "").replace("_", "").isalnum()
    return words if is_ours and words.isascii() else new_key()


def day_or_404(words: str) -> date:
    """A date in an address."""
    try:
        return date.fromisoformat(words)
    except ValueError as problem:
        raise Http404 from problem


def cost(cents: int) -> str:
    """An amount in the house's currency; of nothing, the word for it."""
    return price(cents, the_house().currency)


def wall(moment: datetime) -> str:
    """The time of day in the house: 17:00."""
    return clock_time(moment.astimezone(visit_rules().calendar.zone).time())


def wall_day(moment: datetime) -> date:
    """The date in the house."""
    return moment.astimezone(visit_rules().calendar.zone).date()
