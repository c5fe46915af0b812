"""`casamuseo backup [FILE]`: all that is state in one file, while the house is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from casamuseo.kernel import clock
from casamuseo.kernel.backup.keeping import back_up_into, name_at
from casamuseo.kernel.backup.making import back_up
from casamuseo.kernel.console import console_language
from casamuseo.kernel.errors import Refusal

MEGABYTE = 1_000_000


class Command(BaseCommand):
    help = "Back up database, media and keys into one file, while everything runs."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("file", nargs="?", help="without it, a dated file among the backups")
        where.add_argument("--to", metavar="DIR", help="a dated file in this folder")
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="afterwards keep there a backup of N days and N weeks, and remove other dated ones",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(console_language(os.environ)):
            keep = options["keep"]
            if keep is not None and (keep < 1 or options["file"]):
                raise CommandError(_("--keep needs a number from 1 on, and a folder of backups."))
            try:
                path = self._made(options["file"], folder=options["to"], keep=keep)
            except Refusal as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(
                _("Backed up into %(file)s (%(size)s MB).")
                % {"file": path, "size": f"{path.stat().st_size / MEGABYTE:.1f}"}
            )

    def _made(self, file: str | None, *, folder: str | None, keep: int | None) -> Path:
        at = clock.now()
        backups = Path(folder or settings.BACKUP_ROOT)
        if keep is not None:
            return back_up_into(backups, keep=keep, at=at)
        path = Path(file) if file else backups / name_at(at)
        back_up(path, at=at)
        return path
