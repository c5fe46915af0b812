"""The signed code of a ticket: 84 bytes that verify with no network, as 126 letters for a QR code.

The layout of the bytes is in docs/algorithms/ticket-code.md.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casamuseo.visit.codes import base45
from casamuseo.visit.codes.errors import BadCodeError
from casamuseo.visit.codes.keys import TicketKey, signing_key

VERSION = 1
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Minutes are counted from here; three bytes of them reach to November 2057."""
TICKET_ID_BYTES = 10
SIGNATURE_BYTES = 64
_PAYLOAD = struct.Struct(">BB10s3s3sBB")


@dataclass(frozen=True, slots=True)
class TicketClaims:
    """What a ticket's code says: its holders enter from `starts_at` until just before `ends_at`."""

    ticket_id: bytes
    """Ten random bytes."""
    starts_at: datetime
    ends_at: datetime
    """Both aware; whole minutes."""
    party: int
    """How many people it admits, 1 to 255."""
    product: int
    """The number of what was sold, 0 to 255: the house's visit, a workshop, a concert."""


def new_ticket_id() -> bytes:
    """Ten random bytes that no ticket has had."""
    return secrets.token_bytes(TICKET_ID_BYTES)


def sign(claims: TicketClaims, *, key: TicketKey | None = None) -> str:
    """The code of a ticket, signed by this key or the installation's newest.

    Raises ValueError for claims that do not fit the layout.
    """
    key = key or signing_key()
    if len(claims.ticket_id) != TICKET_ID_BYTES:
        raise ValueError("A ticket's id has ten bytes.")
    if not (1 <= claims.party <= 255 and 0 <= claims.product <= 255):
        raise ValueError("The party is 1 to 255, the product 0 to 255.")
    if claims.ends_at <= claims.starts_at:
        raise ValueError("A ticket's window ends after it starts.")
    payload = _PAYLOAD.pack(
        VERSION,
        key.key_id,
        claims.ticket_id,
        _minutes(claims.starts_at),
        _minutes(claims.ends_at),
        claims.party,
        claims.product,
    )
    return base45.encode(payload + key.private.sign(payload))


def read(code: str, *, keys: Mapping[int, bytes]) -> TicketClaims:
    """What a code says, once its signature has been verified by one of the keys.

    Refuses with BadCodeError: `malformed`, `unknown-version`, `unknown-key` or `bad-signature`.
    """
    try:
        octets = base45.decode(code)
    except ValueError as problem:
        raise BadCodeError("malformed") from problem
    if len(octets) != _PAYLOAD.size + SIGNATURE_BYTES:
        raise BadCodeError("malformed")
    payload, signature = octets[: _PAYLOAD.size], octets[_PAYLOAD.size :]
    version, key_id, ticket_id, starts, ends, party, product = _PAYLOAD.unpack(payload)
    if version != VERSION:
        raise BadCodeError("unknown-version")
    if key_id not in keys:
        raise BadCodeError("unknown-key")
    try:
        Ed25519PublicKey.from_public_bytes(keys[key_id]).verify(signature, payload)
    except InvalidSignature as problem:
        raise BadCodeError("bad-signature") from problem
    return TicketClaims(ticket_id, _moment(starts), _moment(ends), party, product)


def _minutes(moment: datetime) -> bytes:
    minutes, rest = divmod(moment - EPOCH, timedelta(minutes=1))
    if rest or not 0 <= minutes < 2**24:
        raise ValueError(f"{moment} is not a whole minute between 2026 and 2057.")
    return minutes.to_bytes(3, "big")


def _moment(minutes: bytes) -> datetime:
    return EPOCH + timedelta(minutes=int.from_bytes(minutes, "big"))
