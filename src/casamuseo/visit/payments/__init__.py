"""The house's provider of online payment, as the settings choose it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from casamuseo.visit.providers import Provider


def online() -> Provider | None:
    """The provider; None where the house has none, and online payment is not offered."""
    if not settings.STRIPE_SECRET_KEY:
        return None
    return _stripe(
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_API_BASE
    )


@lru_cache(maxsize=4)
def _stripe(key: str, webhook_secret: str, base: str) -> Provider:
    # Its SDK is large: only a house that takes money online waits for it.
    from casamuseo.visit.payments.stripe_checkout import StripeCheckout

    return StripeCheckout(key, webhook_secret=webhook_secret, base=base)
