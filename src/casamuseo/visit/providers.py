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
    dispute: Literal["", "open", "won", "lost"] = ""
    """How it stands where whoever paid has asked the bank for the money back; "" where nobody has."""


class ProviderError(Exception):
    """The provider cannot be reached, or refused; what is known stays as it was."""


class ProviderRefusal(ProviderError):  # noqa: N818  named for what is the case
    """The provider refused for good: the same request again would be refused again."""


class ForgedHint(Exception):  # noqa: N818  named for what is the case
    """A webhook that the provider has not signed, or not just now."""


class Provider(Protocol):
    """Online payment, as the house needs it."""

    method: str

    def begin(self, order: Order, payment: Payment, *, back_to: str) -> Checkout:
        """Begin a payment; the same payment again is the same checkout. Raises ProviderError."""

    def ask(self, ref: str) -> Status:
        """How a payment stands. Raises ProviderError."""

    def end(self, ref: str) -> None:
        """Take no more money for a payment that is not paid yet. Raises ProviderError."""

    def refund(self, refund: Refund) -> str:
        """Send money back; its name at the provider. The same refund again is done once.

        Raises ProviderError, or ProviderRefusal where it will never be done.
        """

    def heard(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The payment of which a webhook speaks; None where it speaks of none.

        Raises ForgedHint, or ProviderError where it had to ask and got no answer.
        """
