"""How a browser is signed in and out, and for how long it stays so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from casamuseo.desk.sessions import MEMBER
from casamuseo.staff.access import recognise
from casamuseo.staff.models import Member, Session

LONGEST = timedelta(hours=12)
"""A working day: after it everybody signs in again."""
IDLE = timedelta(hours=2)
"""How long nobody may touch the desk."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last touch is known; each note is a write."""

LATELY = timedelta(minutes=15)
FOR_THE_CODE = timedelta(minutes=5)

PROOF, BEGUN, SEEN, HALF, PROVED = "proof", "begun", "seen", "half", "proved"


def begin(request: HttpRequest, member: Member, *, at: datetime) -> None:
    """Sign the browser in, with a new session and a new form token."""
    Session.objects.filter(expire_date__lt=at).delete()
    request.session.flush()
    request.session[MEMBER] = member.pk
    request.session[PROOF] = member.get_session_auth_hash()
    request.session[BEGUN] = request.session[SEEN] = at.isoformat()
    note_proof(request, at=at)
    rotate_token(request)
    recognise(request, member)


def note_proof(request: HttpRequest, *, at: datetime) -> None:
    """Remember that whoever sits here has just given the passphrase."""
    request.session[PROVED] = at.isoformat()


def has_proved_lately(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the passphrase was given in this session a short while ago."""
    return PROVED in request.session and at - _moment(request, PROVED) < LATELY


def begin_half(request: HttpRequest, member: Member, *, at: datetime) -> None:
    """Remember that the passphrase was right; the code is still to come."""
    request.session.flush()
    request.session[HALF] = member.pk
    request.session[BEGUN] = at.isoformat()
    rotate_token(request)


def half_signed_in(request: HttpRequest, *, at: datetime) -> Member | None:
    """The member whose passphrase was right a moment ago; None where that is too long ago."""
    key = request.session.get(HALF)
    if key is None or at - _moment(request, BEGUN) >= FOR_THE_CODE:
        return None
    return Member.objects.active().filter(pk=key).first()


def end(request: HttpRequest) -> None:
    """Sign the browser out; nothing of the session stays."""
    request.session.flush()
    rotate_token(request)
    recognise(request, None)


def member_of_session(request: HttpRequest, *, at: datetime) -> Member | None:
    """The member of the request's session; one that is over, or was made worthless, is ended."""
    key = request.session.get(MEMBER)
    if key is None:
        return None
    member = Member.objects.active().prefetch_related("given_roles").filter(pk=key).first()
    if member is None or not _still_holds(request, member, at=at):
        request.session.flush()
        return None
    if at - _moment(request, SEEN) >= NOTED_EVERY:
        request.session[SEEN] = at.isoformat()
    return member


def _still_holds(request: HttpRequest, member: Member, *, at: datetime) -> bool:
    # The proof is made from the passphrase's hash: with another passphrase, old sessions are over.
    return (
        constant_time_compare(request.session[PROOF], member.get_session_auth_hash())
        and at - _moment(request, BEGUN) < LONGEST
        and at - _moment(request, SEEN) < IDLE
    )


def _moment(request: HttpRequest, name: str) -> datetime:
    return datetime.fromisoformat(request.session[name])
