"""The answer to `/healthz`: whether the database and the worker are alive."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from casamuseo.kernel import clock
from casamuseo.kernel.models import Edition, Heartbeat

SILENCE = timedelta(seconds=30)
"""A worker that was not heard of for longer is taken for dead."""


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 only if the database answers and a worker was heard of; otherwise 503, and why."""
    now = clock.now()
    try:
        edition = Edition.current()
        beat_at = last_beat()
    except Error as problem:
        return JsonResponse(
            {"status": "failing", "database": f"{type(problem).__name__}", "worker": "unknown"},
            status=503,
        )
    is_alive = beat_at is not None and now - beat_at <= SILENCE
    return JsonResponse(
        {
            "status": "ok" if is_alive else "failing",
            "database": "ok",
            "worker": "ok" if is_alive else "silent",
            "worker_seen_at": beat_at.isoformat() if beat_at else None,
            "edition": edition,
        },
        status=200 if is_alive else 503,
    )


def last_beat() -> datetime | None:
    """When any worker was last heard of."""
    return Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
