"""Serves a small open house at noon of a Tuesday, with a clerk and an open shift; prints its address."""

from __future__ import annotations

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nobody reads it."""


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from casamuseo.kernel import clock
    from casamuseo.wsgi import application
    from tests.cast import NOON

    call_command("migrate", interactive=False, verbosity=0)
    seed()
    with clock.stopped(NOON), make_server("127.0.0.1", 0, application, Server, Silent) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


def seed() -> None:
    """Adults 40, children free; a workshop at two, for 80; Chucho's shift is open."""
    from datetime import timedelta

    from casamuseo.visit.actions.programming import add_session, publish_programme
    from tests.cast import BERTA, NOON
    from tests.staffing import a_member
    from tests.visit.cast import an_open_house
    from tests.visit.test_programming import a_programme
    from tests.visit.tills import an_open_till

    an_open_house()
    workshop = a_programme()
    publish_programme(workshop, by=BERTA, at=NOON)
    begins, ends = NOON + timedelta(hours=2), NOON + timedelta(hours=3)
    add_session(
        workshop, starts_at=begins, ends_at=ends, capacity=12, space=None, by=BERTA, at=NOON
    )
    an_open_till(by=a_member("till", login="chucho", full_name="Chucho"))


if __name__ == "__main__":
    main()
