"""What the page's script asks: a verdict now, scans and taps handed over, the list of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from casamuseo.gate.devices import for_devices
from casamuseo.gate.messages import (
    BadMessageError,
    TallyFacts,
    digests_in,
    many,
    read,
    scan_in,
    seconds,
    seen_in,
    tally_in,
    told,
)
from casamuseo.kernel import clock
from casamuseo.kernel.backup import restore_number
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.admitting import admit, hand_over
from casamuseo.visit.actions.counting import tally
from casamuseo.visit.actions.enrolling import note_seen
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.door_list import changed_since, midnights, shards_of
from casamuseo.visit.errors_gate import BadTally, DeviceRevoked
from casamuseo.visit.models import Device
from casamuseo.visit.rules import day_of

Asked = Callable[[Device, dict[str, Any], datetime], dict[str, Any]]


def _refused(_request: HttpRequest, refused: Refusal) -> HttpResponse:
    status = 403 if isinstance(refused, DeviceRevoked) else 401
    return JsonResponse({"refused": refused.code}, status=status)


def for_scripts(answer: Asked) -> Callable[..., HttpResponse]:
    """A view that reads a device's message and answers with the server's time.

    Exempt from the form token, which a page that opens with no network may not have: only JSON is
    read, which a page of another site cannot send with our cookie.
    """

    @csrf_exempt
    @for_devices(otherwise=_refused)
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest, device: Device) -> HttpResponse:
        at = clock.now()
        try:
            message = read(request)
            seen = seen_in(message)
            body = answer(device, message, at)
        except BadMessageError as problem:
            return JsonResponse({"refused": "bad-message", "part": str(problem)}, status=400)
        except Refusal as refused:
            return JsonResponse(
                {"refused": refused.code, "words": str(refused), "now": seconds(at)}, status=409
            )
        note_seen(device, seen=seen, at=at)
        return JsonResponse({"now": seconds(at), **body})

    return view


@for_scripts
def judge(device: Device, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A code held up now: the verdict of the server."""
    scan = message.get("scan")
    if not isinstance(scan, dict):
        raise BadMessageError("scan")
    return {"scan": told(admit(scan_in(scan), device=device, at=at))}


@for_scripts
def hand(device: Device, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Scans and taps from while the server was away: each is kept once, and named in the answer."""
    scans = sorted(
        many(message, "scans", scan_in), key=lambda scan: (scan.device_at, scan.sequence)
    )
    tallies = many(message, "tallies", tally_in)
    kept = {str(scan.scan_id): hand_over(scan, device=device, at=at).verdict for scan in scans}
    counted = [each.key for each in tallies if _is_counted(each, device, at)]
    return {"scans": kept, "tallies": counted}


@for_scripts
def day(device: Device, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The list of today, as far as the device does not have it, and what else it needs to judge alone."""
    today = day_of(at)
    changed = changed_since(digests_in(message), shards_of(today))
    return {
        "day": today.isoformat(),
        "days": [[seconds(each.begins_at), each.utc_offset_seconds] for each in midnights(today)],
        "keys": {str(number): key.hex() for number, key in public_keys().items()},
        "restored": restore_number(),
        "shards": {
            name: shard and {"digest": shard.digest, "rows": shard.rows}
            for name, shard in changed.items()
        },
    }


def _is_counted(facts: TallyFacts, device: Device, at: datetime) -> bool:
    """Counted now or before. What cannot be counted is not asked for again either."""
    corrected = facts.device_at - timedelta(seconds=facts.server_offset_seconds or 0)
    happened = max(min(corrected, at), device.enrolled_at or device.created_at)
    try:
        tally(
            facts.category,
            quantity=facts.quantity,
            device=device,
            request_key=f"tally:{facts.key}",
            at=happened,
        )
    except BadTally:
        return True
    return True
