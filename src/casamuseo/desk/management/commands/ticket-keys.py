"""`casamuseo ticket-keys`: the keys that sign tickets, and a new one when it is time."""

# ruff: noqa: N999  a command is called by the name of its file

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from casamuseo.kernel.console import console_language
from casamuseo.visit.codes import keys


class Command(BaseCommand):
    help = "List the public keys by which tickets are verified; --new makes one that signs from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new", action="store_true", help="sign with a new key; older tickets stay good"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(console_language(os.environ)):
            if options["new"]:
                self.make_new()
            signing = keys.signing_key().key_id
            for number, public in keys.public_keys().items():
                mark = "*" if number == signing else " "
                self.stdout.write(f"{mark} {number:>3}  {public.hex()}")

    def make_new(self) -> None:
        try:
            keys.rotate()
        except ValueError as problem:
            raise CommandError(_("All 255 numbers of ticket keys are used.")) from problem
