"""To the provider's page and back; and its hints, of which only the signature is believed."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.limits import caller, count
from casamuseo.visit.actions.paying_online import heed, settle_order, way_to_pay
from casamuseo.visit.limits import ORDERS
from casamuseo.visit.payments import online
from casamuseo.visit.providers import ForgedHint, ProviderError
from casamuseo.web import booking_addresses as to_book
from casamuseo.web.booking_pages import order_or_404, private
from casamuseo.web.pages import base_url, in_language, page

log = logging.getLogger(__name__)

LONGEST = 500_000
"""Bytes of a webhook."""


@private("GET", referrer="no-referrer")
@in_language
def pay(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """To the provider's page. A link leads here, not a form: our policy lets no form leave the house."""
    found, provider, at = order_or_404(request, address), online(), clock.now()
    back = to_book.order(found.address, language)
    if provider is None:
        return redirect(back)
    count(ORDERS, caller(request), at=at)
    back_to = base_url(request) + to_book.order_step(found.address, "paid", language)
    try:
        way = way_to_pay(found, provider=provider, back_to=back_to, at=at)
    except Refusal:
        return redirect(back)  # the page says how the order stands
    except ProviderError as problem:
        log.warning("Order %s cannot be paid for at this moment: %s", found.code, problem)
        return _no_answer(request, language, address=found.address)
    return redirect(way or back)


@private("GET", referrer="no-referrer")
@in_language
def paid(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """Back from the provider's page, paid or not: ask how it went, and show the order."""
    found, provider = order_or_404(request, address), online()
    if provider is not None:
        try:
            settle_order(found, provider=provider, at=clock.now())
        except ProviderError as problem:
            log.warning("Order %s was not settled on return: %s", found.code, problem)
    return redirect(to_book.order(found.address, language))


@csrf_exempt
def stripe_hook(request: HttpRequest) -> HttpResponse:
    """A hint from Stripe. 400 for one that Stripe has not signed; else 200, whatever comes of it."""
    provider = online()
    if provider is None or request.method != "POST":
        return HttpResponse(status=404)
    body = request.read(LONGEST)
    try:
        ref = provider.heard(body, request.headers)
        if ref is not None:
            heed(ref, provider=provider, at=clock.now())
    except ForgedHint:
        return HttpResponse(status=400)
    except ProviderError as problem:
        # The worker will ask again: Stripe need not repeat itself.
        log.warning("A hint could not be followed up: %s", problem)
    return HttpResponse(status=200)


def _no_answer(request: HttpRequest, language: str, *, address: str) -> HttpResponse:
    return page(
        request,
        "web/pay_later.html",
        language=language,
        section="order",
        title=gettext("The payment service does not answer"),
        address=lambda code: to_book.order_step(address, "pay", code),
        is_kept=False,
        status=503,
        again=to_book.order_step(address, "pay", language),
        back=to_book.order(address, language),
    )
