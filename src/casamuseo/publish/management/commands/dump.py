"""`casamuseo dump DIR`: write the house as a folder."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext, override

from casamuseo.kernel.console import console_language
from casamuseo.publish.folder.dumping import dump_house
from casamuseo.publish.folder.problems import FolderRefused


class Command(BaseCommand):
    help = "Write the house as a folder of plain files, always the same bytes for the same house."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory")
        parser.add_argument("--public", action="store_true", help="write only what the public sees")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(console_language(os.environ)):
            try:
                files = dump_house(options["directory"], public=options["public"])
            except FolderRefused as refused:
                raise CommandError(str(refused)) from refused
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error
            count = len(files)
            self.stdout.write(
                ngettext("%(count)d file written.", "%(count)d files written.", count)
                % {"count": count}
            )
