"""Members of the staff for the tests, and browsers in which they are signed in."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.test import Client

from casamuseo.desk.sessions import MEMBER
from casamuseo.desk.signing_in import BEGUN, PROOF, PROVED, SEEN
from casamuseo.kernel import clock
from casamuseo.staff.models import GivenRole, Member
from tests.cast import NOON

PASSPHRASE = "cactus biblioteca martes ventana"


def a_member(*roles: str, login: str = "", **fields: Any) -> Member:
    """A member with these roles, who signs in by the first role's name and PASSPHRASE."""
    name = login or (roles[0] if roles else "nobody")
    member = Member(
        **{"login": name, "full_name": name.title(), "language": "en", "joined_at": NOON, **fields}
    )
    member.set_password(PASSPHRASE)
    member.save()
    GivenRole.objects.bulk_create(GivenRole(member=member, role=role) for role in roles)
    return member


def signed_in(
    member: Member, *, client: Client | None = None, at: datetime | None = None
) -> Client:
    """A browser in which the member is signed in."""
    client = client or Client()
    begun = (at or clock.now()).isoformat()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            MEMBER: member.pk,
            PROOF: member.get_session_auth_hash(),
            BEGUN: begun,
            SEEN: begun,
            PROVED: begun,
        }
    )
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
