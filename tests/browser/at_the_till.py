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
    """Adults 40, children free; Chucho's shift is open."""
    from tests.staffing import a_member
    from tests.visit.cast import an_open_house
    from tests.visit.tills import an_open_till

    an_open_house()
    an_open_till(by=a_member("till", login="chucho", full_name="Chucho"))


if __name__ == "__main__":
    main()
