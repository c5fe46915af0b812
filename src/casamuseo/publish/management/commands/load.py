"""`casamuseo load DIR`: make the house what the folder says."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from casamuseo.house.models import House
from casamuseo.kernel.clock import now
from casamuseo.kernel.console import console_language
from casamuseo.publish.demonstration import settle_accounts
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import FolderRefused
from casamuseo.publish.folder.report import LoadReport


class Command(BaseCommand):
    help = "Load a house folder; loading it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory")
        parser.add_argument(
            "--first-time",
            action="store_true",
            help="do nothing where a house has been loaded before",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(console_language(os.environ)):
            is_first_time = options["first_time"]
            if is_first_time and House.objects.exists():
                settle_accounts(is_first_time=True, by="load", at=now())
                return
            try:
                report = load_house(options["directory"], actor="load", at=now())
            except FolderRefused as refused:
                lines = [str(problem) for problem in refused.problems]
                raise CommandError("\n".join([*lines, _("Nothing was loaded.")])) from refused
            settle_accounts(is_first_time=is_first_time, by="load", at=now())
            self._print(report)

    def _print(self, report: LoadReport) -> None:
        for kind, count in report.counts.items():
            self.stdout.write(f"{count:>9} {kind}")
        if not report.is_changed:
            self.stdout.write(_("Nothing has changed."))
        for held in report.held_back:
            self.stdout.write(str(held))
        count = len(report.held_back)
        if count:
            self.stdout.write(
                ngettext(
                    "%(count)d passage or sentence is held back from publication, for the reason above.",
                    "%(count)d passages or sentences are held back from publication, for the reasons above.",
                    count,
                )
                % {"count": count}
            )
        else:
            self.stdout.write(_("Everything in the folder can be published."))
