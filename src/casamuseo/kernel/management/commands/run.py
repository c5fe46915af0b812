"""`casamuseo run`: server and worker by one command."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.kernel import doctor, running
from casamuseo.kernel.backup.errors import RestoreUnderWay
from casamuseo.kernel.backup.installation import in_use
from casamuseo.kernel.console import console_language

MUST_BE_WELL = ("home", "sqlite", "database", "migrations")
"""Examinations without which no visitor could be answered, or data could be lost."""


class Command(BaseCommand):
    help = "Start the server and the worker; Ctrl-C stops both."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port",
            type=port_number,
            default=os.environ.get("PORT", "8000"),
            help="0 takes a free one",
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="0.0.0.0 answers other machines too"
        )
        parser.add_argument(
            "--workers", type=int, default=running.default_workers(), help="processes that answer"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(console_language(os.environ)):
            self.refuse_if_ill()
            host, port = options["host"], self.free_port(options["host"], port=options["port"])
            address = f"http://{_in_address(host)}:{port}/"
            words = _("Casamuseo answers at %(address)s (Ctrl-C stops it)") % {"address": address}
            more = running.announcements(address)

        def ready() -> None:
            self.stdout.write("\n".join(filter(None, (words, more))))
            self.stdout.flush()

        try:
            with in_use():
                running.serve(host=host, port=port, workers=max(1, options["workers"]), ready=ready)
        except RestoreUnderWay as refused:
            raise CommandError(str(refused)) from refused

    def refuse_if_ill(self) -> None:
        faults = [each for each in doctor.findings(only=MUST_BE_WELL) if each.is_fault]
        if faults:
            mend = _("To mend it:")
            raise CommandError(
                "\n".join(f"{each.what} {each.why}\n    {mend} {each.mend}" for each in faults)
            )

    def free_port(self, host: str, *, port: int) -> int:
        try:
            return running.free_port(host, port=port)
        except running.PortTakenError:
            raise CommandError(
                _("Port %(port)s is taken: another program answers there. Try: %(command)s")
                % {"port": port, "command": f"casamuseo run --port {port + 1}"}
            ) from None
        except OSError as problem:
            raise CommandError(
                _("Nothing can listen at “%(host)s”: %(problem)s")
                % {"host": host, "problem": problem.strerror or problem}
            ) from None


def port_number(words: str) -> int:
    """A port from 0 to 65535. Raises ArgumentTypeError for anything else."""
    if not words.isascii() or not words.isdigit() or int(words) > 65535:
        raise ArgumentTypeError(f"a port is a number from 0 to 65535, not {words!r}")
    return int(words)


def _in_address(host: str) -> str:
    name = "localhost" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  a comparison
    return f"[{name}]" if ":" in name else name
