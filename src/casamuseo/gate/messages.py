"""What devices and server say to each other, as JSON: read strictly, written plainly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest

from casamuseo.visit.actions.admitting import Answer, ScanFacts
from casamuseo.visit.actions.enrolling import Seen
from casamuseo.visit.terms import GateLevel, Verdict

MOST = 200
"""Scans or tallies in one message."""
Value = TypeVar("Value")


class BadMessageError(ValueError):
    """A message that no device of ours would send; says which part."""


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """People without a ticket, as a device counted them."""

    key: str
    category: str
    quantity: int
    device_at: datetime
    server_offset_seconds: float | None


def read(request: HttpRequest) -> dict[str, Any]:
    """The message of a request. Raises BadMessageError.

    Only JSON is read: another site can make a browser send forms here, but not this.
    """
    if request.content_type != "application/json":
        raise BadMessageError("content type")
    try:
        message = json.loads(request.body)
    except ValueError as problem:
        raise BadMessageError("json") from problem
    if not isinstance(message, dict):
        raise BadMessageError("json")
    return message


def seen_in(message: dict[str, Any]) -> Seen:
    """How the device says that it is. Raises BadMessageError."""
    return Seen(
        level=_one(message, "level", GateLevel),
        waiting_scans=_number(message, "waiting", least=0, most=10**6),
        clock_offset_seconds=_optional(message, "offset", _seconds),
    )


def scan_in(message: dict[str, Any]) -> ScanFacts:
    """One scan. Raises BadMessageError."""
    return ScanFacts(
        scan_id=_one(message, "id", UUID),
        boot_id=_text(message, "boot", longest=40),
        sequence=_number(message, "sequence", least=0, most=2**31 - 1),
        device_at=_moment(message, "at"),
        code=_text(message, "code", longest=4000),
        count=_optional(message, "count", lambda value: _within(value, 0, 255)),
        server_offset_seconds=_optional(message, "offset", _seconds),
        level=_one(message, "level", GateLevel),
        device_verdict=_optional(message, "verdict", Verdict),
        has_clock_doubt=message.get("doubt") is True,
        annuls=_optional(message, "annuls", UUID),
    )


def tally_in(message: dict[str, Any]) -> TallyFacts:
    """One tap. Raises BadMessageError."""
    return TallyFacts(
        key=str(_one(message, "id", UUID)),
        category=_text(message, "category", longest=80),
        quantity=_number(message, "quantity", least=-1000, most=1000),
        device_at=_moment(message, "at"),
        server_offset_seconds=_optional(message, "offset", _seconds),
    )


def many(message: dict[str, Any], name: str, one: Callable[[dict[str, Any]], Value]) -> list[Value]:
    """The parts of a list. Raises BadMessageError."""
    parts = message.get(name)
    if not isinstance(parts, list) or len(parts) > MOST:
        raise BadMessageError(name)
    if not all(isinstance(part, dict) for part in parts):
        raise BadMessageError(name)
    return [one(part) for part in parts]


def digests_in(message: dict[str, Any]) -> dict[str, str]:
    """The digests of the parts of the list that the device has. Raises BadMessageError."""
    digests = message.get("digests")
    if not isinstance(digests, dict) or len(digests) > MOST:
        raise BadMessageError("digests")
    return {str(name)[:8]: str(digest)[:64] for name, digest in digests.items()}


def told(answer: Answer) -> dict[str, Any]:
    """A judged scan, as the device is told of it."""
    scan, ticket = answer.scan, answer.ticket
    return {
        "id": str(scan.scan_id),
        "verdict": scan.verdict,
        "count": scan.count,
        "party": ticket.party if ticket else None,
        "used": answer.used,
        "from": seconds(ticket.valid_from) if ticket else None,
        "until": seconds(ticket.valid_until) if ticket else None,
        "order": answer.order_code,
        "serial": answer.serial,
        "last": seconds(answer.last_entry_at) if answer.last_entry_at else None,
    }


def seconds(moment: datetime) -> float:
    """Unix seconds."""
    return moment.timestamp()


def _one(message: dict[str, Any], name: str, kind: Callable[[str], Value]) -> Value:
    value = message.get(name)
    if not isinstance(value, str):
        raise BadMessageError(name)
    try:
        return kind(value)
    except ValueError as problem:
        raise BadMessageError(name) from problem


def _optional(message: dict[str, Any], name: str, kind: Callable[[Any], Value]) -> Value | None:
    value = message.get(name)
    if value is None:
        return None
    try:
        return kind(value)
    except (ValueError, TypeError, AttributeError) as problem:
        raise BadMessageError(name) from problem


def _text(message: dict[str, Any], name: str, *, longest: int) -> str:
    value = message.get(name)
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise BadMessageError(name)
    return value


def _number(message: dict[str, Any], name: str, *, least: int, most: int) -> int:
    try:
        return _within(message.get(name), least, most)
    except ValueError as problem:
        raise BadMessageError(name) from problem


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(value)
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 10**11:
        raise ValueError(value)
    return float(value)


def _moment(message: dict[str, Any], name: str) -> datetime:
    """Milliseconds since 1970 by the device's clock."""
    value = message.get(name)
    if not isinstance(value, int | float) or not 0 <= value < 2**42:
        raise BadMessageError(name)
    return datetime.fromtimestamp(value / 1000, tz=UTC)
