"""`casamuseo restore FILE`: put a backup back, all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from casamuseo.kernel import clock
from casamuseo.kernel.backup.restoring import restore
from casamuseo.kernel.console import console_language
from casamuseo.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Put a backup back, all of it or nothing; Casamuseo must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="also where there is a house already, which is kept in a folder of its own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(console_language(os.environ)):
            try:
                done = restore(
                    Path(options["file"]), at=clock.now(), replace=bool(options["replace"])
                )
            except Refusal as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(
                _("The state of %(moment)s has been restored.")
                % {"moment": f"{done.manifest.made_at:%Y-%m-%d %H:%M} UTC"}
            )
            if done.aside:
                self.stdout.write(
                    _("What was here before lies in %(folder)s.") % {"folder": done.aside}
                )
