"""The postman: takes letters out of the outbox and sends them, each by one postman, until it works."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter

log = logging.getLogger(__name__)

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after the first, second, … failure; after one more the postman gives up."""

AT_HAND = timedelta(minutes=10)
"""How long a letter belongs to the postman who took it, should he fall silent with it."""

OF_THE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    ValueError,
)
"""Failures of one letter. After any other the round ends, and the next letters keep their tries."""

ROUND = 50
"""Letters of one round, sent over one connection."""

TIMEOUT = 20
"""Seconds that a mail server may take to answer."""


def deliver(*, at: datetime, backend: BaseEmailBackend | None = None) -> int:
    """Try the letters that are due; the number of those that were sent.

    A letter is sent at least once: where a postman dies between sending it and noting that, another
    sends it again, with the same Message-ID.
    """
    keys = list(Letter.objects.waiting(at).values_list("pk", flat=True)[:ROUND])
    if not keys:
        return 0
    post = backend or backend_from(settings.EMAIL_URL)
    sent = 0
    try:
        for key in keys:
            letter = take(key, at=at)
            if letter is None:
                continue
            try:
                post.open()
                post.send_messages([message_of(letter)])
            except OF_THE_LETTER as problem:
                note_failure(letter, at=at, problem=problem)
                post.close()
            except OSError as problem:
                note_failure(letter, at=at, problem=problem)
                break
            else:
                Letter.objects.filter(pk=letter.pk).update(sent_at=at, last_error="")
                sent += 1
    finally:
        post.close()
    return sent


def deliver_now() -> None:
    """The duty: `deliver` at this moment."""
    deliver(at=clock.now())


def take(key: int, *, at: datetime) -> Letter | None:
    """Make a due letter ours; None where another postman was quicker."""
    # The condition is the lock: whoever comes second updates no row.
    took = (
        Letter.objects.waiting(at)
        .order_by()
        .filter(pk=key)
        .update(tries=F("tries") + 1, next_try_at=at + AT_HAND)
    )
    return Letter.objects.get(pk=key) if took else None


def note_failure(letter: Letter, *, at: datetime, problem: Exception) -> None:
    """Put a letter back for a later try, or give it up and say so."""
    words = f"{type(problem).__name__}: {problem}"
    if letter.tries > len(PAUSES):
        Letter.objects.filter(pk=letter.pk).update(given_up_at=at, last_error=words)
        log.error("Letter %s was given up after %s tries: %s", letter.pk, letter.tries, words)
        return
    next_try_at = at + PAUSES[letter.tries - 1]
    Letter.objects.filter(pk=letter.pk).update(next_try_at=next_try_at, last_error=words)
    log.warning("Letter %s goes out again at %s: %s", letter.pk, next_try_at, words)


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as mail, plain text first; its Message-ID is the same at every try."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip("<> ") or "localhost"
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sender,
        [letter.to],
        headers={
            "Message-ID": f"<letter-{letter.pk}-{letter.written_at:%Y%m%d%H%M%S%f}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def backend_from(url: str) -> BaseEmailBackend:
    """Django's mail backend for `smtp://user:password@host:port?tls=1`, `smtps://…`, or "" for files.

    Raises ImproperlyConfigured for anything else.
    """
    if not url:
        return LetterBox(Path(settings.CASAMUSEO_HOME) / "letters")
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or set(options) - {"tls"}:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp://user:password@host:587?tls=1 or smtps://host."
        )
    is_ssl = parts.scheme == "smtps"
    backend: BaseEmailBackend = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if is_ssl else 587 if options.get("tls") == "1" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=options.get("tls") == "1",
        use_ssl=is_ssl,
        timeout=TIMEOUT,
    )
    return backend


class LetterBox(BaseEmailBackend):
    """Writes each message into a folder as an .eml file, which any mail program opens."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def send_messages(self, email_messages: list[EmailMultiAlternatives]) -> int:  # type: ignore[override]
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
            (self.folder / f"{name}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)
