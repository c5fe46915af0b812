"""`casamuseo maintenance on|off`: close the site to visitors for a while, and open it again."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.kernel import clock, maintenance
from casamuseo.kernel.console import console_language


class Command(BaseCommand):
    help = "Close the site to visitors for a while (on), open it again (off), or say how it stands."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", nargs="?", choices=["on", "off"])
        parser.add_argument("--minutes", type=int, help="how long it will last, as far as you know")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["state"] == "on":
            minutes = options["minutes"]
            until = clock.now() + timedelta(minutes=minutes) if minutes else None
            maintenance.begin(until=until)
        elif options["state"] == "off":
            maintenance.end()
        with translation.override(console_language(os.environ)):
            if maintenance.MaintenanceWatch().is_on():
                self.stdout.write(_("The site is closed: every page says that we will be back."))
            else:
                self.stdout.write(_("The site is open."))
