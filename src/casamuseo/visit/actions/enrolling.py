"""Devices at the door: added by the director, enrolled once by a short word, known by their token's hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.codes.short_code import ALPHABET
from casamuseo.visit.errors_gate import DeviceRevoked, DeviceUnknown, EnrolmentOver
from casamuseo.visit.models import Device
from casamuseo.visit.terms import GateLevel

ENROLMENT_MINUTES = 15
WORD_LETTERS = 12
"""60 random bits, to be guessed within a quarter of an hour."""
NOTED_EVERY = timedelta(seconds=30)
"""How exactly it is known when a device was last seen; each note is a write."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a device says that it is."""

    level: GateLevel
    waiting_scans: int
    clock_offset_seconds: float | None


def add_device(name: str, *, by: Member, at: datetime) -> tuple[Device, str]:
    """A new device, and the word with which it enrols within a quarter of an hour."""
    with writing():
        device = Device.objects.create(name=name.strip()[:80], enrolled_by=by, created_at=at)
        word = _give_word(device, at=at)
        _note("add", device, actor=by.login, at=at)
    return device, word


def renew_enrolment(device: Device, *, by: Member, at: datetime) -> str:
    """Another word for a device that did not enrol in time or has lost its token.

    Refuses with DeviceRevoked.
    """
    with writing():
        word = _give_word(device, at=at)
        _note("renew-enrolment", device, actor=by.login, at=at)
    return word


def enrol_device(word: str, *, at: datetime) -> tuple[Device, str]:
    """The device that this word enrols, and its new token; the word is used up.

    Refuses with EnrolmentOver.
    """
    token = secrets.token_urlsafe(32)
    with writing():
        device = Device.objects.filter(
            enrolment_hash=_hash(_letters(word)), enrolment_until__gt=at, revoked_at=None
        ).first()
        # The condition is the lock: of two who have the word, one enrols.
        enrolled = device and Device.objects.filter(
            pk=device.pk, enrolment_hash=device.enrolment_hash
        ).update(enrolment_hash="", enrolment_until=None, token_hash=_hash(token), enrolled_at=at)
        if device is None or not enrolled:
            raise EnrolmentOver
        _note("enrol", device, actor=device.name, at=at)
    device.refresh_from_db()
    return device, token


def enrols(word: str, *, at: datetime) -> Device | None:
    """The device that this word would enrol."""
    return Device.objects.filter(
        enrolment_hash=_hash(_letters(word)), enrolment_until__gt=at, revoked_at=None
    ).first()


def device_of(token: str) -> Device:
    """The device that has this token. Refuses with DeviceUnknown or DeviceRevoked."""
    device = Device.objects.filter(token_hash=_hash(token)).first() if token else None
    if device is None:
        raise DeviceUnknown
    if device.revoked_at is not None:
        raise DeviceRevoked
    return device


def revoke_device(device: Device, *, by: Member, at: datetime) -> bool:
    """Take a device's right away, at once and for good; False where it was taken before."""
    with writing():
        revoked = Device.objects.filter(pk=device.pk, revoked_at=None).update(
            revoked_at=at, enrolment_hash="", enrolment_until=None
        )
        if revoked:
            _note("revoke", device, actor=by.login, at=at)
    return bool(revoked)


def note_seen(device: Device, *, seen: Seen, at: datetime) -> None:
    """Remember how a device said that it is, as often as is worth a write."""
    is_news = (device.level, device.waiting_scans) != (seen.level, seen.waiting_scans)
    if device.seen_at and at - device.seen_at < NOTED_EVERY and not is_news:
        return
    with writing():
        Device.objects.filter(pk=device.pk).update(
            seen_at=at,
            level=seen.level,
            waiting_scans=max(0, seen.waiting_scans),
            clock_offset_seconds=seen.clock_offset_seconds,
        )


def _give_word(device: Device, *, at: datetime) -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(WORD_LETTERS))
    given = Device.objects.filter(pk=device.pk, revoked_at=None).update(
        enrolment_hash=_hash(letters), enrolment_until=at + timedelta(minutes=ENROLMENT_MINUTES)
    )
    if not given:
        raise DeviceRevoked
    return "-".join(letters[start : start + 4] for start in range(0, WORD_LETTERS, 4))


def _letters(word: str) -> str:
    """As it was given: lower case, spaces and hyphens are understood, and the letters that look alike."""
    alike = str.maketrans({"O": "0", "I": "1", "L": "1"})
    kept = word.upper().translate(alike)
    return "".join(letter for letter in kept if letter in ALPHABET)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(action: str, device: Device, *, actor: str, at: datetime) -> None:
    Change.objects.create(
        at=at, actor=actor, action=action, kind="visit.device", key=str(device.pk), facts={}
    )
