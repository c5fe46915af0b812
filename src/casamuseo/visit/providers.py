"""What a provider of online payment can do; the house's own is chosen by settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from casamuseo.visit.models import Order, Payment, Refund


@dataclass(frozen=True, slots=True)
class Checkout:
    """A payment that was begun at the provider: its name there, and where the visitor pays."""

    ref: str
    pay_address: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the provider says when it is asked."""

    state: Literal["pending", "paid", "failed", "cancelled"]
    amount_cents: int
    currency: str
    order_address: str
    """The order that we named when the payment was begun."""


class ProviderError(Exception):
    """The provider cannot be reached, or refused; what is known stays as it was."""


class Provider(Protocol):
    """Online payment, as the house needs it."""

    method: str

    def begin(self, order: Order, payment: Payment, *, back_to: str) -> Checkout:
        """Begin a payment; the same payment again is the same checkout. Raises ProviderError."""

    def ask(self, ref: str) -> Status:
        """How a payment stands. Raises ProviderError."""

    def refund(self, refund: Refund) -> str:
        """Send money back; its name at the provider. The same refund again is done once."""

    def heard(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The payment of which a webhook speaks, once its signature holds; else None."""
