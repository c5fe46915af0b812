"""Letters: written as rows in the transaction that has a reason for them, sent by the postman."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casamuseo.kernel.models import Letter


class BadLetterError(Exception):
    """A letter that no postman could deliver; `code` says why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words!r}")
        self.code = code
        self.words = words


def write_letter(
    to: str, *, subject: str, text: str, language: str, at: datetime, html: str = ""
) -> Letter:
    """Put a letter into the outbox. Call inside the transaction that has a reason for it.

    Refuses with BadLetterError: `bad-address`, `bad-subject` (empty, too long or of several lines) or
    `empty-letter`.
    """
    try:
        validate_email(to)
    except ValidationError as problem:
        raise BadLetterError("bad-address", to) from problem
    if not subject.strip() or len(subject) > 200 or len(subject.splitlines()) != 1:
        raise BadLetterError("bad-subject", subject)
    if not text.strip():
        raise BadLetterError("empty-letter", text)
    return Letter.objects.create(
        to=to,
        subject=subject,
        text=text,
        html=html,
        language=language,
        written_at=at,
        next_try_at=at,
    )
