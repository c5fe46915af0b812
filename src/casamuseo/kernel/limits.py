"""How often somebody may do something in a while: counted in the database, for all processes together.

A window begins with the first time and is fixed: after it, one begins anew. What is counted costs one
write; what is refused costs none.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Window
from casamuseo.kernel.writing import writing

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in a while. `name` keeps what is counted apart."""

    name: str
    most: int
    every: timedelta

    def key(self, who: str) -> str:
        """The key of a row: whose it is, is not to be read from the table."""
        return salted_hmac(f"limit.{self.name}", who, algorithm="sha256").hexdigest()


class TooOften(Refusal):
    """It was done too often in too short a while; `seconds` says when it may be done again."""

    code = "too-often"

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        minutes = -(-seconds // 60)
        words = ngettext(
            "Too many requests have come from your network. Please wait %(minutes)d minute.",
            "Too many requests have come from your network. Please wait %(minutes)d minutes.",
            minutes,
        )
        super().__init__(words % {"minutes": minutes}, seconds=seconds)


def count(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one time. Refuses with TooOften, and then counts nothing."""
    if not settings.LIMITS:
        return
    key = limit.key(who)
    refuse_if_over(limit, who, at=at)
    with writing():
        mine = Window.objects.filter(key=key)
        # The condition is the lock: whoever comes one too many updates no row.
        running = mine.filter(begun_at__gt=at - limit.every)
        if running.filter(times__lt=limit.most).update(times=F("times") + 1):
            return
        if mine.filter(begun_at__lte=at - limit.every).update(begun_at=at, times=1):
            return
        Window.objects.bulk_create([Window(key=key, begun_at=at, times=0)], ignore_conflicts=True)
        if running.filter(times__lt=limit.most).update(times=F("times") + 1):
            return
    refuse_if_over(limit, who, at=at)


def forget_windows(*, at: datetime) -> int:
    """Remove the windows that are long over; how many there were."""
    return Window.objects.filter(begun_at__lt=at - FORGOTTEN_AFTER).delete()[0]


def forget_now() -> None:
    """The duty: `forget_windows` at this moment."""
    forget_windows(at=clock.now())


def refuse_if_over(limit: Limit, who: str, *, at: datetime) -> None:
    """Refuse with TooOften whoever has done it as often as they may; counts nothing."""
    if not settings.LIMITS:
        return
    full = Window.objects.filter(
        key=limit.key(who), times__gte=limit.most, begun_at__gt=at - limit.every
    ).first()
    if full is not None:
        raise TooOften(full.begun_at + limit.every - at)


def caller(request: HttpRequest) -> str:
    """The network that asks; behind a proxy, the one that the proxy saw.

    Of IPv6 the first 64 bits: the rest is for whoever asks to choose.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        # The last one is the proxy's own word; those before it are the caller's.
        words = forwarded.rpartition(",")[2].strip()
    else:
        words = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(words)
    except ValueError:
        return words
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
