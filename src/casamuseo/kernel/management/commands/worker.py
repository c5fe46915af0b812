"""`casamuseo worker`: the worker alone, beside a server that was started otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casamuseo.kernel import worker
from casamuseo.kernel.backup.errors import RestoreUnderWay
from casamuseo.kernel.backup.installation import in_use
from casamuseo.kernel.running import end_with_parent


class Command(BaseCommand):
    help = "Do the worker's duties until stopped: letters, search index, heartbeat."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--parent", type=int, help="end when the process of this number ends")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = worker.stop_on_signals()
        if options["parent"]:
            end_with_parent(options["parent"])
        try:
            with in_use():
                worker.serve(stop=stop)
        except RestoreUnderWay as refused:
            raise CommandError(str(refused)) from refused
