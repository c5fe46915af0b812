"""Writes vectors.json, by which every reader of ticket codes is tested, in whatever language it is.

The keys are made from bytes that anybody can see: they sign nothing but these examples.
`DJANGO_SETTINGS_MODULE=casamuseo.settings.test python -m tests.visit.codes.vectors` writes the file anew.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casamuseo.visit.codes import base45
from casamuseo.visit.codes.keys import TicketKey
from casamuseo.visit.codes.short_code import short_code
from casamuseo.visit.codes.ticket_code import EPOCH, TicketClaims, sign

FILE = Path(__file__).with_name("vectors.json")
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of Ed25519's base point."""

FIRST = TicketKey(1, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SECOND = TicketKey(2, Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64))))
STRANGER = TicketKey(9, Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96))))
IMPOSTOR = TicketKey(1, STRANGER.private)

A_FAMILY = TicketClaims(
    ticket_id=bytes.fromhex("00112233445566778899"),
    starts_at=datetime.fromisoformat("2026-11-24T16:00:00+00:00"),
    ends_at=datetime.fromisoformat("2026-11-24T23:00:00+00:00"),
    party=4,
    product=1,
)
EVERY_BIT = TicketClaims(
    b"\xff" * 10, EPOCH, EPOCH + timedelta(minutes=2**24 - 1), party=255, product=255
)
NO_BIT = TicketClaims(bytes(10), EPOCH, EPOCH + timedelta(minutes=1), party=1, product=0)


def vectors() -> dict[str, Any]:
    """Keys, codes that hold with what they say, and codes that must be refused with the reason."""
    code = sign(A_FAMILY, key=FIRST)
    return {
        "epoch": EPOCH.isoformat(),
        "keys": {str(key.key_id): key.public.hex() for key in (FIRST, SECOND)},
        "valid": [
            _valid("a family of four on one day", A_FAMILY, FIRST),
            _valid("the same ticket under the second key", A_FAMILY, SECOND),
            _valid("every field at its largest", EVERY_BIT, SECOND),
            _valid("every field at its smallest", NO_BIT, FIRST),
        ],
        "refused": [
            {"what": what, "code": bad, "reason": reason} for what, bad, reason in _refused(code)
        ],
        "short_codes": [
            {"random": claims.ticket_id.hex(), "short_code": short_code(claims.ticket_id)}
            for claims in (A_FAMILY, EVERY_BIT, NO_BIT)
        ],
        "typed_short_codes": _typed(),
    }


def _valid(what: str, claims: TicketClaims, key: TicketKey) -> dict[str, Any]:
    return {
        "what": what,
        "code": sign(claims, key=key),
        "key_id": key.key_id,
        "ticket_id": claims.ticket_id.hex(),
        "starts_at": claims.starts_at.isoformat(),
        "ends_at": claims.ends_at.isoformat(),
        "party": claims.party,
        "product": claims.product,
    }


def _refused(code: str) -> list[tuple[str, str, str]]:
    octets = base45.decode(code)
    s_plus_order = int.from_bytes(octets[52:], "little") + ORDER
    return [
        ("nothing", "", "malformed"),
        ("a web address", "HTTPS://EXAMPLE.ORG/", "malformed"),
        ("a short code", short_code(A_FAMILY.ticket_id), "malformed"),
        ("its last letter cut off", code[:-1], "malformed"),
        ("its last three letters cut off", code[:-3], "malformed"),
        ("three letters more", code + "000", "malformed"),
        ("a space before it", " " + code, "malformed"),
        ("a line break after it", code + "\n", "malformed"),
        ("in lower case", code.lower(), "malformed"),
        ("a group that stands for 65536", code[:-3] + "GGW", "malformed"),
        ("a letter outside the alphabet", "é" + code[1:], "malformed"),
        ("a word in the same alphabet", "CASAMUSEO", "malformed"),
        ("a later version", _altered(octets, 0, b"\x02"), "unknown-version"),
        ("a key that nobody has", sign(A_FAMILY, key=STRANGER), "unknown-key"),
        ("signed by an impostor", sign(A_FAMILY, key=IMPOSTOR), "bad-signature"),
        ("signed by the other key", _altered(octets, 1, b"\x02"), "bad-signature"),
        ("another ticket", _altered(octets, 2, b"\xff"), "bad-signature"),
        ("an earlier start", _altered(octets, 12, b"\x00"), "bad-signature"),
        ("a later end", _altered(octets, 15, b"\xff"), "bad-signature"),
        ("a larger party", _altered(octets, 18, b"\x05"), "bad-signature"),
        ("another product", _altered(octets, 19, b"\x02"), "bad-signature"),
        ("a signature of zeros", _altered(octets, 20, bytes(64)), "bad-signature"),
        (
            "a signature with the order added to S, which only a lax verifier accepts",
            _altered(octets, 52, s_plus_order.to_bytes(32, "little")),
            "bad-signature",
        ),
        ("one letter misread", code[:66] + "0" + code[67:], "bad-signature"),
    ]


def _altered(octets: bytes, at: int, new: bytes) -> str:
    return base45.encode(octets[:at] + new + octets[at + len(new) :])


def _typed() -> list[dict[str, str]]:
    good = short_code(A_FAMILY.ticket_id)
    return [
        {"typed": good, "means": good},
        {"typed": good.lower().replace("-", ""), "means": good},
        {"typed": f" {good[:4]}  {good[5:]} ", "means": good},
        {"typed": good.replace("0", "O").replace("1", "I"), "means": good},
        {"typed": good.replace("0", "o").replace("1", "l"), "means": good},
        {"typed": good[:-1], "refused": "length"},
        {"typed": good + "0", "refused": "length"},
        {"typed": "U" + good[1:], "refused": "character"},
        {"typed": good[:1] + good[2] + good[1] + good[3:], "refused": "check"},
        {"typed": good[:-1] + ("Z" if good[-1] != "Z" else "Y"), "refused": "check"},
    ]


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n"
    FILE.write_text(text, encoding="utf-8")
