"""Letters: what may be written, how they are sent, tried again and given up; never twice."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction

from casamuseo.kernel import postman
from casamuseo.kernel.letters import BadLetterError, write_letter
from casamuseo.kernel.models import Letter
from tests.kernel.test_pagecache import other_process

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def letter(to: str = "ana@example.org", **fields: Any) -> Letter:
    words = {"subject": "Su visita", "text": "La esperamos a las once.", "language": "es"}
    return write_letter(to, **{**words, "at": NOON, **fields})


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to take letters; refuses those whose address holds "refused"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.received: list[EmailMessage] = []
        self.talks = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(MailServer, self.server)
        server.talks += 1
        self.say("220 post.example")
        for line in self.rfile:
            verb = line[:4].strip().upper()
            if verb == b"RCPT" and b"refused" in line:
                self.say("550 nobody here")
            elif verb == b"DATA":
                self.say("354 go on")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part.removeprefix(b".")
                message = email.message_from_bytes(text, policy=default)
                server.received.append(cast(EmailMessage, message))
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.EMAIL_URL = server.url
        settings.DEFAULT_FROM_EMAIL = "Museo <museo@example.org>"
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.django_db
def test_a_letter_is_sent_once(server: MailServer) -> None:
    written = letter(html="<p>La esperamos.</p>")

    assert postman.deliver(at=NOON) == 1
    assert postman.deliver(at=NOON + timedelta(days=1)) == 0

    [message] = server.received
    assert message["To"] == "ana@example.org"
    assert message["From"] == "Museo <museo@example.org>"
    assert message["Subject"] == "Su visita"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "es"
    plain = message.get_body(("plain",))
    assert plain
    assert plain.get_content().strip() == "La esperamos a las once."
    assert message.get_body(("html",))
    written.refresh_from_db()
    assert (written.sent_at, written.tries, written.last_error) == (NOON, 1, "")


@pytest.mark.django_db
def test_letters_of_one_round_share_a_connection(server: MailServer) -> None:
    for name in ("ana", "berta", "chucho"):
        letter(f"{name}@example.org")

    assert postman.deliver(at=NOON) == 3
    assert server.talks == 1


@pytest.mark.django_db
def test_a_letter_for_later_waits(server: MailServer) -> None:
    letter(at=NOON + timedelta(seconds=1))

    assert postman.deliver(at=NOON) == 0
    assert server.talks == 0


@pytest.mark.django_db
def test_a_refused_letter_does_not_hold_up_the_next(server: MailServer) -> None:
    refused, fine = letter("refused@example.org"), letter("ana@example.org")

    assert postman.deliver(at=NOON) == 1

    refused.refresh_from_db()
    fine.refresh_from_db()
    assert fine.sent_at == NOON
    assert refused.sent_at is None
    assert refused.next_try_at == NOON + timedelta(minutes=1)
    assert refused.last_error.startswith("SMTPRecipientsRefused: ")


@pytest.mark.django_db
def test_the_pauses_grow_until_the_letter_is_given_up(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    refused = letter("refused@example.org")
    at, waited = NOON, []

    for _ in range(8):
        postman.deliver(at=at)
        refused.refresh_from_db()
        waited.append(refused.next_try_at - at)
        at = refused.next_try_at

    assert waited[:-1] == list(postman.PAUSES)
    assert refused.tries == 8
    assert refused.given_up_at is not None
    assert f"Letter {refused.pk} was given up after 8 tries: SMTPRecipientsRefused" in caplog.text
    assert postman.deliver(at=at + timedelta(days=365)) == 0


@pytest.mark.django_db
def test_without_a_server_only_one_letter_of_a_round_loses_a_try(settings: Any) -> None:
    with MailServer() as gone:
        settings.EMAIL_URL = gone.url
    first, second = letter(), letter()

    assert postman.deliver(at=NOON) == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.tries, first.next_try_at) == (1, NOON + timedelta(minutes=1))
    assert first.last_error.startswith("ConnectionRefusedError: ")
    assert (second.tries, second.next_try_at) == (0, NOON)


@pytest.mark.django_db
def test_every_try_has_the_same_message_id(server: MailServer) -> None:
    written = letter()
    postman.deliver(at=NOON)
    # The postman died after sending it and before noting that.
    Letter.objects.filter(pk=written.pk).update(sent_at=None)
    postman.deliver(at=NOON + postman.AT_HAND)

    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"] == f"<letter-{written.pk}-20261123120000000000@example.org>"


@pytest.mark.django_db
def test_a_letter_belongs_to_the_postman_who_took_it() -> None:
    written = letter()

    assert postman.take(written.pk, at=NOON) == written
    assert postman.take(written.pk, at=NOON) is None
    assert postman.take(written.pk, at=NOON + postman.AT_HAND) == written


POSTMAN = """
import django, sys
django.setup()
from datetime import UTC, datetime
from casamuseo.kernel import postman
sys.stdin.readline()
at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
print(sum(postman.deliver(at=at) for _ in range(4)), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_two_postmen_send_no_letter_twice(server: MailServer, monkeypatch: Any) -> None:
    monkeypatch.setenv("EMAIL_URL", server.url)
    for number in range(60):
        letter(f"visitor-{number}@example.org")

    with other_process(POSTMAN) as one, other_process(POSTMAN) as two:
        sent = [int(process.communicate("\n")[0]) for process in (one, two)]

    assert sum(sent) == 60
    addresses = [str(message["To"]) for message in server.received]
    assert sorted(addresses) == sorted({f"visitor-{number}@example.org" for number in range(60)})
    connection.close()


@pytest.mark.django_db
def test_without_a_mail_server_letters_become_files(settings: Any, tmp_path: Path) -> None:
    settings.CASAMUSEO_HOME, settings.EMAIL_URL = tmp_path, ""
    written = letter(subject="¿Viene usted?")

    assert postman.deliver(at=NOON) == 1

    [file] = (tmp_path / "letters").iterdir()
    assert file.name == f"letter-{written.pk}-20261123120000000000.eml"
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == "¿Viene usted?"


@pytest.mark.django_db
def test_a_letter_is_taken_back_with_the_change_it_told_of() -> None:
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "nobody"}, "bad-address"),
        ({"to": "ana@example.org\nBcc: all@example.org"}, "bad-address"),
        ({"subject": ""}, "bad-subject"),
        ({"subject": "One\nBcc: all@example.org"}, "bad-subject"),
        ({"subject": "x" * 201}, "bad-subject"),
        ({"text": " "}, "empty-letter"),
    ],
)
def test_a_letter_that_could_not_arrive_is_refused(fields: dict[str, str], code: str) -> None:
    with pytest.raises(BadLetterError) as refusal:
        letter(**fields)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://ana:s%40fe@post.example:587?tls=1", ("post.example", 587, "ana", "s@fe", 1, 0)),
        ("smtp://post.example?tls=1", ("post.example", 587, "", "", 1, 0)),
        ("smtp://post.example", ("post.example", 25, "", "", 0, 0)),
        ("smtps://post.example", ("post.example", 465, "", "", 0, 1)),
    ],
)
def test_email_url_says_where_the_mail_server_is(url: str, expected: tuple[Any, ...]) -> None:
    found = postman.backend_from(url)

    assert isinstance(found, EmailBackend)
    assert expected == (
        found.host,
        found.port,
        found.username,
        found.password,
        found.use_tls,
        found.use_ssl,
    )


@pytest.mark.parametrize("url", ["post.example", "http://post.example", "smtp://", "smtp://a?b=1"])
def test_another_email_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like smtp://user:"):
        postman.backend_from(url)


@pytest.mark.django_db
def test_what_the_postman_did_not_foresee_is_seen() -> None:
    class Broken(BaseEmailBackend):
        def send_messages(self, email_messages: Any) -> int:
            raise KeyError("a bug of ours")

    letter()

    with pytest.raises(KeyError):
        postman.deliver(at=NOON, backend=Broken())
