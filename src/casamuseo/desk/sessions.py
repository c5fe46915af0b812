"""Sessions as the desk keeps them: in a table, under the digest of their key, with their member."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from casamuseo.staff.models import Session

MEMBER = "member"


def digest(key: str) -> str:
    """What the table holds of a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's sessions in the database; the cookie's key itself is never written down."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: Any) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.session_key = digest(session.session_key)
        session.member_id = data.get(MEMBER)
        return session

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=digest(key)).delete()

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(
            session_key=digest(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found
