"""What a visitor has chosen on the way to the last step: carried in its address, signed by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.http import Http404

from casamuseo.visit.models import Hold, ProgrammeSession
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import Residency


@dataclass(frozen=True, slots=True)
class Choice:
    """Held places, and who is to have them."""

    hold: Hold
    asked: tuple[Asked, ...]
    session: ProgrammeSession | None = None


def token_of(hold: Hold, asked: Sequence[Asked], *, session: ProgrammeSession | None = None) -> str:
    """The choice as a part of an address; the same choice is the same token."""
    party = [[one.category, one.quantity, one.residency or ""] for one in asked]
    return _signer().sign_object([hold.pk, party, session.pk if session else 0])


def choice_of(token: str) -> Choice:
    """The choice in an address; a 404 for one that we did not sign."""
    try:
        hold, party, session = _signer().unsign_object(token)
    except signing.BadSignature as problem:
        raise Http404 from problem
    found = Hold.objects.select_related("order").filter(pk=hold).first()
    if found is None:
        raise Http404
    return Choice(
        found,
        tuple(
            Asked(category, quantity, Residency(residency) if residency else None)
            for category, quantity, residency in party
        ),
        ProgrammeSession.objects.select_related("programme").get(pk=session) if session else None,
    )


def _signer() -> signing.Signer:
    return signing.Signer(salt="casamuseo.booking")
